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
    waits,
    where,
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
        for below in node or ():  # a section may still be empty
            yield from leaves(below)


def nav(config):
    loaded = yaml.load((ROOT / config).read_text("utf-8"), Loader)  # noqa: S506 - a safe one
    return list(leaves(loaded["nav"]))


def show(counted):
    return ", ".join(f"{what!r}" for what in counted)


def test_both_languages_have_the_same_pages():
    there = {lang: set(pages(lang)) for lang in LANGUAGES}
    missing = [f"docs/en/{page}" for page in sorted(there["ko"] - there["en"])]
    missing += [f"docs/ko/{page}" for page in sorted(there["en"] - there["ko"])]
    assert not missing, (
        f"{', '.join(missing)}: not there, while the other language has it: write it, or leave it "
        "to others by a file with the three lines `---`, `translation: needed`, `---`"
    )
    assert pages("ko"), "no page was found"


@pytest.mark.parametrize("config", ["mkdocs.yml", "mkdocs.en.yml"])
def test_every_page_is_in_the_navigation(config):
    there = {*pages("ko"), *pages("en"), *(page.removeprefix("docs/") for page in notebooks())}
    listed = nav(config)
    absent = sorted(there - set(listed))
    assert not absent, f"{config}: add `- {absent[0]}` to `nav`, in the section where it belongs"
    gone = sorted(set(listed) - there)
    assert not gone, f"{config}: `nav` names {gone[0]}, which is not there: remove the line"
    twice = [page for page, n in Counter(listed).items() if n > 1]
    assert not twice, f"{config}: `nav` names {show(twice)} twice"


def test_both_languages_have_the_same_navigation():
    for korean, english in zip(nav("mkdocs.yml"), nav("mkdocs.en.yml"), strict=True):
        assert korean == english, (
            f"mkdocs.yml has {korean} where mkdocs.en.yml has {english}: give both one order"
        )


SKELETON = {
    "heading": headings,
    "call": calls,
    "formula": formulas,
    "link": lambda markdown: LINK.findall(without_code(markdown)),
    "block of code": fences,
}


@pytest.mark.parametrize("page", sources())
def test_both_languages_have_the_same_skeleton(page):
    # What waits for its translation is marked, counted and shown as such: book.pages.translations.
    waiting = any(waits(lang, page) for lang in LANGUAGES)
    if waiting and page.endswith(".md"):
        return
    ko, en = (text(lang, page) for lang in LANGUAGES)
    for lang, written in (("ko", ko), ("en", en)):
        assert written.strip(), (
            f"{where(lang, page)} holds no text: translate it, or mark it in its front matter "
            "with `translation: needed`"
        )
    for kind, found in SKELETON.items():
        if waiting and kind != "heading":
            continue
        korean, english = Counter(found(ko)), Counter(found(en))
        assert korean == english, (
            f"{page}: not every {kind} stands in both languages; "
            f"in Korean alone: {show(korean - english) or 'none'}; "
            f"in English alone: {show(english - korean) or 'none'}. Write it in the other too, "
            "or mark that page: `translation: needed`"
        )
    assert headings(ko) == headings(en), f"{page}: give the headings one order in both languages"


@pytest.mark.parametrize("page", sources())
def test_the_first_heading_is_the_title_and_each_has_an_id(page):
    for lang in LANGUAGES:
        if waits(lang, page):
            continue
        found, here = headings(text(lang, page)), where(lang, page)
        assert [at for at, (level, _) in enumerate(found) if level == 1] == [0], (
            f"{here}: one heading `# ...` stands first, all others are `## ...` or deeper"
        )
        ids = [id_ for _, id_ in found]
        assert all(ids), f"{here}: give every heading an id, as in `## Words {{#words}}`"
        assert len(set(ids)) == len(ids), f"{here}: two headings have one id"


@pytest.mark.parametrize("page", sources())
def test_no_equation_is_typed_on_a_line_of_its_own(page):
    for lang in LANGUAGES:
        typed = without_code(text(lang, page))
        assert "$$" not in typed, (
            f'{where(lang, page)}: print it from its derivation, {{= eq("bp2", "matrix") =}}'
        )
        assert r"\[" not in typed, f"{where(lang, page)}: print it from its derivation"


@pytest.mark.parametrize("page", sources())
def test_each_page_is_in_its_language(page):
    ko, en = (prose(text(lang, page)) for lang in LANGUAGES)
    korean = len(HANGUL.findall(ko)) > len(re.findall("[a-zA-Z]", ko)) / 3
    assert korean or waits("ko", page), (
        f"{where('ko', page)} is not in Korean: translate it, or leave it empty and mark it with "
        "`translation: needed`, and the English page is shown"
    )
    assert len(HANGUL.findall(en)) <= len(en) / 50 or waits("en", page), (
        f"{where('en', page)} is not in English: translate it, or leave it empty and mark it with "
        "`translation: needed`, and the Korean page is shown"
    )


@pytest.mark.parametrize("page", sources())
def test_korean_says_the_words_of_the_glossary(page):
    words = prose(text("ko", page))
    avoided = {
        word: term.ko
        for term in load(ROOT)
        for word in term.avoid_ko
        if re.search(rf"(?<![가-힣]){re.escape(word)}", words)
    }
    said = ", ".join(f"{right} for {wrong}" for wrong, right in avoided.items())
    assert not avoided, f"{where('ko', page)}: write {said}, as docs/glossary.yml has it"


def written():
    folders = ("docs", "derivations", "src/backproof/site", "overrides")
    kinds = (".md", ".py", ".yml", ".html", ".js", ".css", ".j2")
    found = (path for folder in folders for path in (ROOT / folder).rglob("*"))
    return sorted(str(path.relative_to(ROOT)) for path in found if path.suffix in kinds)


@pytest.mark.parametrize("name", written())
def test_no_letter_is_damaged(name):
    content = Path(ROOT / name).read_text(encoding="utf-8")
    assert BROKEN.findall(content) == [], f"{name} holds damaged letters: save it as UTF-8"
    assert unicodedata.is_normalized("NFC", content), (
        f"{name}: a letter is in two parts, as on a Mac: save it in the normal form NFC"
    )
