"""The search index rewritten so that it answers what people type."""

import json
import re
from pathlib import Path
from typing import Any

from book.pages.glossary import Term, load
from book.typeset.tex import plain_text

ENDED = re.compile(r"[을를은는이가의에로와과도만면고며서다지게한할된될인든라해여]$|^.$")
TAG = re.compile(r"<[^>]*>")


def joined(text: str) -> list[str]:
    """Return neighbouring Korean nouns written together, two and three at a time.

    A word with a particle or an ending does not join the one after it.

    >>> joined("평균 제곱 오차")
    ['평균제곱', '제곱오차', '평균제곱오차']
    """
    found: list[str] = []
    for run in re.findall(r"[가-힣]+(?: [가-힣]+)+", text):
        words = run.split()
        for length in (2, 3):
            groups = (words[i : i + length] for i in range(len(words) - length + 1))
            found += ["".join(group) for group in groups if not any(map(ENDED.search, group[:-1]))]
    return list(dict.fromkeys(found))


def _mentions(term: Term, text: str) -> bool:
    close = text.replace(" ", "")
    return any(
        re.search(rf"\b{re.escape(word.lower())}", text)
        if word.isascii()
        else word.lower().replace(" ", "") in close
        for word in term.spellings()
    )


def synonyms(text: str, terms: list[Term]) -> list[str]:
    """Return all spellings of every term that the text names."""
    text = text.lower()
    found = [word for term in terms if _mentions(term, text) for word in term.spellings()]
    return list(dict.fromkeys(found))


def enrich(entry: dict[str, Any], terms: list[Term]) -> dict[str, Any]:
    """Return an entry with plain symbols, and beside title and text what else they are called."""
    title, text = plain_text(entry["title"]), plain_text(entry["text"])
    bare = TAG.sub(" ", text)
    return entry | {
        "title": title,
        "text": text,
        "alias": " ".join([*synonyms(title, terms), *joined(title)]),
        "alias2": " ".join([*synonyms(bare, terms), *joined(bare)]),
    }


def rewrite(site: Path, root: Path) -> None:
    """Rewrite the index that the search plugin has written."""
    path, terms = site / "search/search_index.json", load(root)
    index = json.loads(path.read_text(encoding="utf-8"))
    index["docs"] = [enrich(entry, terms) for entry in index["docs"]]
    path.write_text(json.dumps(index, ensure_ascii=False, separators=(",", ":")), "utf-8")
