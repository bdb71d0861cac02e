"""The index answers what people type."""

import re

import pytest
import yaml
from tests.book.site.pages import ROOT
from tests.book.site.test_pages import Loader

from book.pages.glossary import load
from book.site.search import Finder, enrich, joined

TERMS = load(ROOT)
FINDER = Finder(TERMS)
CONFIG = yaml.load((ROOT / "mkdocs.yml").read_text("utf-8"), Loader)  # noqa: S506 - a safe one
# What the browser compiles; Python's lookbehind wants alternatives of one width.
SEPARATOR = CONFIG["plugins"]["search"]["separator"].replace(
    "(?<=[가-힣]{2}|[A-Za-z0-9α-ωΑ-Ω])", "(?:(?<=[가-힣]{2})|(?<=[A-Za-z0-9α-ωΑ-Ω]))"
)


def words(text):
    return [word for word in re.split(SEPARATOR, text) if word]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("역전파를", ["역전파"]),
        ("역전파란 무엇인가", ["역전파", "무엇인"]),
        ("소프트맥스(softmax)는", ["소프트맥스", "softmax", "는"]),
        ("BP2를", ["BP2"]),
        ("δ는", ["δ"]),
        ("δ^l = σ′(z^l)", ["δ", "l", "σ′", "z", "l"]),
        ("기울기가 은닉층에서", ["기울기", "은닉층"]),
        ("평가", ["평가"]),
        ("0.5", ["0.5"]),
        ("cross-entropy.", ["cross", "entropy"]),
    ],
)
def test_words_end_before_a_particle(text, expected):
    assert words(text) == expected


def test_neighbours_are_joined():
    assert joined("평균 제곱 오차, 연쇄 법칙") == [
        "평균제곱",
        "제곱오차",
        "평균제곱오차",
        "연쇄법칙",
    ]


def test_each_word_for_a_thing_finds_it():
    found = FINDER.synonyms("기울기 소실")
    assert {"그래디언트", "gradient", "vanishing gradient", "기울기소실"} <= set(found)
    assert "역전파" in FINDER.synonyms("How backprop works")
    assert FINDER.synonyms("아무것도 아닌 말") == []


def test_an_entry_gets_plain_symbols_and_synonyms():
    entry = {"location": "x", "title": r"오차 \(\delta^l\)", "text": r"<p>연쇄 법칙 \[C_x\]</p>"}
    rich = enrich(entry, FINDER)
    assert rich["title"] == "오차 δ^l"
    assert rich["text"] == "<p>연쇄 법칙 C_x</p>"
    assert "delta" in rich["alias"]
    assert "연쇄법칙" in rich["alias2"]
    assert "chain rule" in rich["alias2"]
