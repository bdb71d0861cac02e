"""Mistakes as the page shows them: every one, in both languages, with its curve and its report."""

import json
import re
from html import unescape

import pytest
from tests.book.site.pages import LANGUAGES, ROOT

from book import words
from book.figures.mistakes import mistake_curve
from book.mistakes import Seen, all_mistakes, topics
from book.pages.mistakes import MistakeCards
from book.pages.page import render

HANGUL = re.compile("[가-힣]")
FOLDERS = {"ko": "", "en": "en/"}
CARD = re.compile(r'<article class="mistake".*?</article>', re.DOTALL)
ID = re.compile(r'<h3 id="([a-z0-9-]+)"')


def words_of(html):
    bare = re.sub(r"<annotation.*?</annotation>|<svg.*?</svg>|<[^>]*>", " ", html, flags=re.DOTALL)
    return " ".join(unescape(bare).split())


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.site
def test_every_mistake_is_on_the_page(site, lang):
    page = (site / FOLDERS[lang] / "mistakes.html").read_text(encoding="utf-8")
    shown = {ID.search(card)[1]: card for card in CARD.findall(page)}
    assert list(shown) == [one.id for one in all_mistakes()]
    for one in all_mistakes():
        assert one.fate.said(lang) in words_of(shown[one.id])
        assert words.table("mistakes")[one.seen][lang] in words_of(shown[one.id])
        assert shown[one.id].count('<figure class="drawing"') == 1
    assert all(page.count(f'id="{topic}"') == 1 for topic in topics())


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.site
def test_the_search_finds_every_mistake(site, lang):
    path = site / FOLDERS[lang] / "search/search_index.json"
    docs = json.loads(path.read_text(encoding="utf-8"))["docs"]
    there = {entry["location"]: entry for entry in docs}
    for one in all_mistakes():
        entry = there[f"mistakes.html#{one.id}"]
        assert bool(HANGUL.search(entry["text"])) is (lang == "ko")
        assert "def backward" not in entry["text"], "code would be found instead of words"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_cards_speak_one_language(lang):
    made = render("{= mistakes() =}", "mistakes.md", lang, ROOT)
    assert len(CARD.findall(made)) == len(all_mistakes())
    for card in CARD.findall(made):
        assert bool(HANGUL.search(words_of(card))) is (lang == "ko")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_table_counts_every_mistake(lang):
    *_, last = MistakeCards(lang, ROOT).table().splitlines()
    numbers = [int(cell) for cell in re.findall(r"\d+", last)]
    assert numbers[:-1] == [sum(one.seen is seen for one in all_mistakes()) for seen in Seen]
    assert numbers[-1] == len(all_mistakes())


@pytest.mark.parametrize("one", all_mistakes(), ids=lambda one: one.id)
def test_both_curves_stay_within_the_figure(one):
    svg = mistake_curve("en", one.id).svg
    curves = re.findall(r'<polyline points="([^"]+)"', svg)
    assert len(curves) == 2
    for curve in curves:
        points = [tuple(map(float, point.split(","))) for point in curve.split()]
        assert len(points) > 1
        assert all(0 <= x <= 460 and 0 <= y <= 220 for x, y in points)
        assert [x for x, _ in points] == sorted(x for x, _ in points)
    assert "nan" not in svg
