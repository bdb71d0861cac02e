"""Pages and sentences that stand in one language so far: marked, shown as such, and counted.

A page that is not translated holds nothing but the mark in its front matter, and shows the other
language under a banner:

    ---
    translation: needed
    ---

A page that has fallen behind keeps its text, and its mark says for which original that is so:

    ---
    translation: needed
    of: 3f2a90c1d4e5
    ---

In a derivation, an index or a record a single sentence may be missing: `NEEDED` stands for it.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import yaml

#: As `backproof.derivation.UNTRANSLATED`, which every page would depend on if it were imported.
NEEDED = {"ko": "번역이 필요합니다.", "en": "Translation needed."}
OTHER = {"ko": "en", "en": "ko"}
FRONT = re.compile(r"\A---\n(.*?)\n---\n", re.DOTALL)
TITLE = re.compile(r"\A\s*((?:\{%.*?%\}\s*)*)(# [^\n]*\n)", re.DOTALL)
BANNER = {
    "ko": {
        "missing": "아래는 영어 원문입니다.",
        "behind": "이 글은 영어 원문보다 오래되었습니다.",
        "help": "번역을 도와주십시오",
    },
    "en": {
        "missing": "Below is the Korean original.",
        "behind": "This page is older than the Korean original.",
        "help": "Help to translate it",
    },
}
SAID = {
    "ko": ("번역을 기다리는 글이 없습니다.", "번역을 기다리는 곳이 {} 군데 있습니다."),
    "en": ("No page waits for its translation.", "Places that wait for a translation: {}."),
}
WHERE = {"how": "how_it_is_made.md", "anchor": "languages"}


class MarkError(ValueError):
    """A mark is not what it should be; the message names the page and what would be right."""


@dataclass(frozen=True)
class Open:
    """One place that waits for its translation."""

    where: str
    line: int
    lang: str


def fingerprint(body: str) -> str:
    """Return a short hash of a page's text, by which a mark says what it stands for."""
    return sha256(body.strip().encode()).hexdigest()[:12]


def split(text: str) -> tuple[dict[str, str], str]:
    """Return the front matter of a page, and its text."""
    found = FRONT.match(text)
    if not found:
        return {}, text
    front = yaml.safe_load(found[1]) or {}
    return {str(key): str(value) for key, value in front.items()}, text[found.end() :]


def page(root: Path, lang: str, src: str) -> tuple[dict[str, str], str]:
    """Return front matter and text of a page; both are empty where there is none."""
    path = root / "docs" / lang / src
    return split(path.read_text(encoding="utf-8")) if path.is_file() else ({}, "")


def mark(root: Path, lang: str, src: str) -> str:
    """Return "" for a page that needs no translation, "missing" or "behind" for one that does.

    Raises:
        MarkError: if the mark is misspelt, the original is marked too or empty, or has changed
            since the mark was made.
    """
    front, body = page(root, lang, src)
    if "translation" not in front:
        return ""
    here, there = f"docs/{lang}/{src}", f"docs/{OTHER[lang]}/{src}"
    if front["translation"] != "needed":
        raise MarkError(f"{here}: translation: {front['translation']}, wanted `needed` or no mark")
    other, original = page(root, OTHER[lang], src)
    if "translation" in other or not original.strip():
        raise MarkError(f"{here} waits for a translation of {there}, which is not written either")
    if not body.strip():
        return "missing"
    if front.get("of") != fingerprint(original):
        raise MarkError(
            f"{here} stands for another {there} than there is now: translate what has changed and "
            f"remove the mark, or see that it still may be read and write `of: "
            f"{fingerprint(original)}`"
        )
    return "behind"


def banner(kind: str, src: str, lang: str) -> str:
    """Return the note that a marked page shows, in the language of the site around it."""
    up = "../" * src.count("/")
    words = BANNER[lang]
    return (
        f'<p class="untranslated" role="note" markdown="1"><strong>{NEEDED[lang]}</strong> '
        f"{words[kind]} [{words['help']}]({up}{WHERE['how']}#{WHERE['anchor']})</p>"
    )


def shown(markdown: str, src: str, lang: str, root: Path, render: Callable[[str, str], str]) -> str:
    """Return a page as it is to be shown: with a banner, and in place of no text the original.

    Args:
        markdown: the text of the page without its front matter.
        src: its address in docs/LANG/.
        lang: the language of the site.
        root: the project's folder.
        render: prints formulas and figures into a text, in a language.
    """
    kind = mark(root, lang, src)
    if not kind:
        return render(markdown, lang)
    written = OTHER[lang] if kind == "missing" else lang
    text = render(page(root, written, src)[1], written)
    title = TITLE.match(text)
    head, rest = (text[: title.end()], text[title.end() :]) if title else ("", text)
    note = banner(kind, src, lang)
    if kind == "behind":
        return f"{head}\n{note}\n{rest}"
    return f'{head}\n{note}\n\n<div lang="{written}" markdown="1">\n{rest}\n</div>\n'


def _places(root: Path, lang: str) -> Iterator[Open]:
    for path in sorted((root / "docs" / lang).rglob("*.md")):
        src = path.relative_to(root / "docs" / lang).as_posix()
        if mark(root, lang, src):
            yield Open(f"docs/{lang}/{src}", 1, lang)
    files = [*(root / "docs" / lang).rglob("*.md"), *(root / "docs").rglob("*.yml")]
    for path in sorted([*files, *(root / "derivations").glob("*.py")]):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if NEEDED[lang] in line:
                yield Open(path.relative_to(root).as_posix(), number, lang)


def waiting(root: Path) -> tuple[Open, ...]:
    """Return every place that waits for a translation, the Korean ones first."""
    return tuple(one for lang in ("ko", "en") for one in _places(root, lang))


def listing(root: Path, lang: str) -> str:
    """Say how many places wait for a translation, and list them."""
    found = waiting(root)
    none, some = SAID[lang]
    if not found:
        return none
    names = {"ko": {"ko": "한국어", "en": "영어"}, "en": {"ko": "Korean", "en": "English"}}[lang]
    lines = [f"- `{one.where}:{one.line}` ({names[one.lang]})" for one in found]
    return "\n".join([some.format(len(found)), "", *lines])
