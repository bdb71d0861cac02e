"""Both languages say the same, and no page holds what a program should have printed."""

import re
import unicodedata
from collections import Counter
from pathlib import Path

import pytest
import yaml
from tests.book.site.pages import (
    LANGUAGES,
    LINK,
    ROOT,
    calls,
    fences,
    formulas,
    headings,
    notebooks,
    pages,
    prose,
    sources,
    text,
    without_code,
)

from book.pages.glossary import load

BROKEN = re.compile("\ufffd|[\ue000-\uf8ff]|占|Ã[\u0080-\u00bf]|â€|[ìíëê][\u0080-\u00bf]")
HANGUL = re.compile("[가-힣]")


class Loader(yaml.SafeLoader):
    """Reads a configuration of MkDocs without its environment."""


Loader.add_constructor("!ENV", lambda loader, node: loader.construct_sequence(node)[-1])


def leaves(node):
    if isinstance(node, str):
        yield node
    elif isinstance(node, dict):
        yield from leaves(list(node.values()))
    else:
        for below in node:
            yield from leaves(below)


def nav(config):
    loaded = yaml.load((ROOT / config).read_text("utf-8"), Loader)  # noqa: S506 - a safe one
    return list(leaves(loaded["nav"]))


def test_both_languages_have_the_same_pages():
    assert pages("ko") == pages("en")
    assert pages("ko"), "no page was found"


def test_both_languages_have_the_same_navigation_and_every_page_is_in_it():
    assert nav("mkdocs.yml") == nav("mkdocs.en.yml")
    there = [*pages("ko"), *(page.removeprefix("docs/") for page in notebooks())]
    assert sorted(nav("mkdocs.yml")) == sorted(there)


@pytest.mark.parametrize("page", sources())
def test_both_languages_have_the_same_skeleton(page):
    ko, en = (text(lang, page) for lang in LANGUAGES)
    assert ko.strip(), "nothing is written in Korean"
    assert en.strip(), "nothing is written in English"
    assert headings(ko) == headings(en)
    assert Counter(calls(ko)) == Counter(calls(en))
    assert Counter(formulas(ko)) == Counter(formulas(en))
    assert Counter(LINK.findall(without_code(ko))) == Counter(LINK.findall(without_code(en)))
    assert Counter(fences(ko)) == Counter(fences(en))


@pytest.mark.parametrize("page", sources())
def test_the_first_heading_is_the_title_and_each_has_an_id(page):
    for lang in LANGUAGES:
        found = headings(text(lang, page))
        assert [level for level, _ in found].count(1) == 1
        assert found[0][0] == 1
        ids = [id_ for _, id_ in found]
        assert all(ids), "every heading carries an id"
        assert len(set(ids)) == len(ids)


@pytest.mark.parametrize("page", sources())
def test_no_equation_is_typed(page):
    for lang in LANGUAGES:
        typed = text(lang, page)
        assert "$$" not in without_code(typed)
        assert r"\[" not in without_code(typed)
        assert [tex for tex in formulas(typed) if re.search(r"=|≈|\\approx|\\equiv", tex)] == []


@pytest.mark.parametrize("page", sources())
def test_each_page_is_in_its_language(page):
    ko, en = (prose(text(lang, page)) for lang in LANGUAGES)
    assert len(HANGUL.findall(ko)) > len(re.findall("[a-zA-Z]", ko)) / 3
    assert len(HANGUL.findall(en)) <= len(en) / 50


@pytest.mark.parametrize("page", sources())
def test_korean_says_the_words_of_the_glossary(page):
    words = prose(text("ko", page))
    avoided = {
        word: term.ko
        for term in load(ROOT)
        for word in term.avoid_ko
        if re.search(rf"(?<![가-힣]){re.escape(word)}", words)
    }
    assert avoided == {}, "each of these has another name here"


def written():
    folders = ("docs", "derivations", "src/backproof/site", "overrides")
    kinds = (".md", ".py", ".yml", ".html", ".js", ".css", ".j2")
    found = (path for folder in folders for path in (ROOT / folder).rglob("*"))
    return sorted(str(path.relative_to(ROOT)) for path in found if path.suffix in kinds)


@pytest.mark.parametrize("name", written())
def test_no_letter_is_damaged(name):
    content = Path(ROOT / name).read_text(encoding="utf-8")
    assert BROKEN.findall(content) == []
    assert unicodedata.is_normalized("NFC", content)
