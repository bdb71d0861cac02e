"""What is read off all pages at once: typed formulas, and places that wait for a translation.

A page that shows this depends on what was found, and not on every word of every page.
"""

import ast
import re
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import yaml

from book.keeping.fingerprint import KINDS
from book.pages.translations import waiting

FENCE = re.compile(r"^([ \t]*)(`{3,}|~{3,}).*?^\1\2[ \t]*$", re.MULTILINE | re.DOTALL)
CODE = re.compile(r"`[^`\n]+`")
CALL = re.compile(r"\{[=%].*?[=%]\}", re.DOTALL)
INLINE = re.compile(r"(?<![\\$])\$([^$\n]+)\$")
CELL = re.compile(r'^# %% \[markdown\] tags=\["(ko|en)"\]\n((?:#.*\n)+)', re.MULTILINE)


def _formulas(markdown: str) -> list[str]:
    return INLINE.findall(CALL.sub("", CODE.sub("", FENCE.sub("", markdown))))


def _reasons(source: str, lang: str) -> Iterator[str]:
    """Yield what the calls in a derivation say in a language: reasons and titles."""
    for node in ast.walk(ast.parse(source)):
        pairs: list[tuple[object, ast.expr]] = []
        if isinstance(node, ast.Call):
            pairs = [(keyword.arg, keyword.value) for keyword in node.keywords]
        elif isinstance(node, ast.Dict):
            keys = [key.value if isinstance(key, ast.Constant) else None for key in node.keys]
            pairs = list(zip(keys, node.values, strict=True))
        for key, value in pairs:
            if key == lang and isinstance(value, ast.Constant) and isinstance(value.value, str):
                yield value.value


def _texts(root: Path, lang: str) -> Iterator[tuple[str, str]]:
    folder = root / "docs" / lang
    for path in sorted(folder.rglob("*.md")):
        yield path.relative_to(folder).as_posix(), path.read_text(encoding="utf-8")
    for path in sorted([*(root / "derivations").glob("*.py"), *root.glob("docs/experiments/*.py")]):
        source = path.read_text(encoding="utf-8")
        cells = [words for tag, words in CELL.findall(source) if tag == lang]
        said = "\n\n".join([*cells, *_reasons(source, lang)])
        yield path.relative_to(root).as_posix().removeprefix("docs/"), said
    for pattern, page in RECORDS.items():
        for path in sorted(root.glob(pattern)):
            records = yaml.safe_load(path.read_text(encoding="utf-8"))
            yield page, "\n\n".join(_said(records, lang))


#: Records of which a page prints the words, and that page.
RECORDS = {
    "docs/mistakes/*.yml": "mistakes.md", "docs/theorems/*.yml": "generality.md",
    "docs/glossary.yml": "glossary.md",
}  # fmt: skip


def _said(record: object, lang: str) -> Iterator[str]:
    """Yield what a record says in a language, in its fields `en` or `definition_en`."""
    if isinstance(record, list):
        for one in record:
            yield from _said(one, lang)
    if isinstance(record, dict):
        for key, value in record.items():
            if isinstance(value, str) and re.fullmatch(rf"(\w+_)?{lang}", str(key)):
                yield value
            yield from _said(value, lang)


def formulas(root: Path, lang: str) -> list[tuple[str, str]]:
    """Return every formula typed into a sentence of a language, each with its page."""
    return [(page, tex) for page, text in _texts(root, lang) for tex in _formulas(text)]


def places(root: Path) -> list[list[str | int]]:
    """Return every place that waits for a translation."""
    return [[one.where, one.line, one.lang] for one in waiting(root)]


KINDS |= {f"typed:{lang}": partial(formulas, lang=lang) for lang in ("ko", "en")}
KINDS["translations"] = places
