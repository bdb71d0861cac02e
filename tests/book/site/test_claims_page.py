"""Claims as pages show them: every one, in both languages, the verdict behind a flip."""

import json
import re
from html import unescape

import pytest
from mkdocs.exceptions import PluginError
from tests.book.site.pages import LANGUAGES, ROOT

from book.claims import SOURCES, Judgement, all_claims, chosen
from book.claims.labels import WORDS
from book.pages.claims import Cards, chapters
from book.pages.page import render

HANGUL = re.compile("[가-힣]")
FOLDERS = {"ko": "", "en": "en/"}
CARD = re.compile(r'<article class="claim".*?</article>', re.DOTALL)
ID = re.compile(r'<h3 id="([a-z0-9-]+)"')
FALSE = chosen(verdict="false")[0]


def cards(html):
    found = {ID.search(card)[1]: card for card in CARD.findall(html)}
    assert len(found) == len(CARD.findall(html)), "an id stands twice on the page"
    return found


def words_of(html):
    bare = re.sub(r"<annotation.*?</annotation>|<[^>]*>", "", html, flags=re.DOTALL)
    return " ".join(unescape(bare).split())


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.site
def test_every_claim_is_on_the_page_of_all_claims(site, lang):
    shown = cards((site / FOLDERS[lang] / "claims.html").read_text(encoding="utf-8"))
    assert list(shown) == [one.id for one in all_claims()]
    for one in all_claims():
        head, _, back = shown[one.id].partition("<details>")
        for word in (WORDS[lang][one.verdict], WORDS[lang]["numbers"]):
            assert word not in words_of(head), "the reader guesses first"
            assert word in words_of(back)
        assert one.origin.name[lang] in words_of(head)
        assert WORDS[lang]["line"].format(line=one.line) in words_of(head)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.site
def test_every_claim_stands_beside_its_chapter(site, lang):
    for chapter in chapters(ROOT):
        page = site / FOLDERS[lang] / f"chapters/{chapter}.html"
        there = cards(page.read_text(encoding="utf-8"))
        assert set(there) >= {one.id for one in chosen(chapter=chapter)}, chapter
    assert {one.chapter for one in all_claims()} <= set(chapters(ROOT))


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.site
def test_the_search_finds_every_claim_on_one_page(site, lang):
    path = site / FOLDERS[lang] / "search/search_index.json"
    docs = json.loads(path.read_text(encoding="utf-8"))["docs"]
    there = [entry["location"] for entry in docs]
    ids = {one.id for one in all_claims()}
    assert sorted(one for one in there if one.partition("#")[2] in ids) == sorted(
        f"claims.html#{id_}" for id_ in ids
    )
    (entry,) = [entry for entry in docs if entry["location"] == f"claims.html#{FALSE.id}"]
    assert HANGUL.search(entry["title"]) if lang == "ko" else not HANGUL.search(entry["title"])
    assert "import numpy" not in entry["text"], "code would be found instead of words"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_card_speaks_one_language(lang):
    made = words_of(render(f'{{= claim("{FALSE.id}") =}}', "chapters/cost.md", lang, ROOT))
    assert bool(HANGUL.search(made)) is (lang == "ko")
    for key in ("corrected", "why", "numbers", "as stated", "as mended"):
        assert WORDS[lang][key] in made
    assert FALSE.as_stated.shown in made
    assert FALSE.as_mended.shown in made


def test_both_languages_have_the_same_words_to_say():
    assert set(WORDS["ko"]) == set(WORDS["en"])
    assert all(HANGUL.search(text) for text in WORDS["ko"].values())
    assert not any(HANGUL.search(text) for text in WORDS["en"].values())


def test_a_claim_shown_in_the_text_is_not_repeated_below():
    single = f'{{= claim("{FALSE.id}") =}}'
    below = f'{{= claims(chapter="{FALSE.chapter}") =}}'
    src = f"chapters/{FALSE.chapter}.md"
    both = cards(render(f"{single}\n\n{below}", src, "en", ROOT))
    assert set(both) == {one.id for one in chosen(chapter=FALSE.chapter)}
    with pytest.raises(PluginError, match="twice"):
        render(f"{single}\n\n{single}", src, "en", ROOT)


def test_a_chapter_without_claims_gets_no_heading():
    assert Cards("chapters/why.md", "en", ROOT).chapter("why", []) == ""


def test_what_is_no_claim_fails_and_names_the_page():
    with pytest.raises(PluginError, match=r"docs/ko/claims\.md.*none"):
        render('{= claim("none") =}', "claims.md", "ko", ROOT)


def test_a_formula_that_cannot_be_set_is_shown_as_typed():
    odd = FALSE.model_copy(update={"formula": r"\frac{1}{n} {<b", "typeset": False})
    made = Cards("claims.md", "en", ROOT).card(odd)
    assert r"<code>\frac{1}{n} {&lt;b</code>" in made
    assert WORDS["en"]["typed"] in made


def test_the_table_counts_every_claim():
    *_, last = Cards("claims.md", "en", ROOT).table().splitlines()
    numbers = [int(n) for n in re.findall(r"\d+", last)]
    assert numbers == [*(len(chosen(verdict=one)) for one in Judgement), len(all_claims())]


def test_the_filters_offer_what_there_is():
    form = Cards("claims.md", "ko", ROOT).filters(all_claims())
    values = re.findall(r'value="(\w*)"', form)
    expected = ["", *(one.number for one in SOURCES), ""]
    expected += [name for name in chapters(ROOT) if chosen(chapter=name)]
    assert values == [*expected, "", *map(str, Judgement)]
    assert "<form hidden" in form, "without JavaScript there is nothing to choose with"
