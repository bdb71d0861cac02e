"""The sources of the site's pages, and their parts, for the tests of pages."""

import re
from pathlib import Path

import jupytext

from book.pages.translations import NEEDED, mark, split

ROOT = Path(__file__).resolve().parents[3]
LANGUAGES = ("ko", "en")
FENCE = re.compile(r"^([ \t]*)(`{3,}|~{3,}).*?^\1\2[ \t]*$", re.MULTILINE | re.DOTALL)
CODE = re.compile(r"`[^`\n]+`")
CALL = re.compile(r"\{=\s*(.+?)\s*=\}|\{%\s*(.+?)\s*%\}", re.DOTALL)
INLINE = re.compile(r"(?<![\\$])\$([^$\n]+)\$")
HEADING = re.compile(r"^(#{1,6}) (.*?)(?:\{#([\w-]+)\})?\s*$", re.MULTILINE)
LINK = re.compile(r"\]\(([^)\s]+)")


def pages(lang):
    folder = ROOT / "docs" / lang
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*.md"))


def notebooks():
    found = [*(ROOT / "derivations").glob("*.py"), *(ROOT / "docs/experiments").glob("*.py")]
    return sorted(path.relative_to(ROOT).as_posix() for path in found)


def text(lang, page):
    """Return the Markdown of a page, or of one language of a notebook."""
    if page.endswith(".md"):
        path = ROOT / "docs" / lang / page
        return split(path.read_text(encoding="utf-8"))[1] if path.exists() else ""
    cells = jupytext.read(ROOT / page).cells
    chosen = [
        cell.source
        for cell in cells
        if cell.cell_type == "markdown" and lang in cell.metadata.get("tags", [])
    ]
    return "\n\n".join(chosen)


def sources():
    """Return every page there is, by the languages in which it is written."""
    return sorted({*pages("ko"), *pages("en"), *notebooks()})


def waits(lang, page):
    """Say whether a page is marked as not translated yet, or holds a cell that is."""
    if page.endswith(".md"):
        return bool(mark(ROOT, lang, page))
    return NEEDED[lang] in text(lang, page)


def where(lang, page):
    """Name the file of a page, as a message does."""
    return f"docs/{lang}/{page}" if page.endswith(".md") else f"{page} ({lang})"


def without_code(markdown):
    return CODE.sub("", FENCE.sub("", markdown))


def calls(markdown):
    return [" ".join((one or two).split()) for one, two in CALL.findall(markdown)]


def formulas(markdown):
    return INLINE.findall(CALL.sub("", without_code(markdown)))


def prose(markdown):
    """Return the words alone: no code, no formula, no call, no address, no id."""
    bare = INLINE.sub("", CALL.sub("", without_code(markdown)))
    return re.sub(r"\]\([^)]*\)|\{[#:.][^}]*\}|<[^>]*>", "", bare)


def headings(markdown):
    return [(len(level), id_) for level, _, id_ in HEADING.findall(without_code(markdown))]


def fences(markdown):
    return [found[0] for found in FENCE.finditer(markdown)]
