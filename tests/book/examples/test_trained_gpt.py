"""The small GPT learns: below the loss of who counts letters, by gradients that numbers confirm."""

import math
import re
import unicodedata

import numpy as np
import pytest

from book.examples import gpt, trained_gpt
from book.pages import glossary
from book.records import ROOT

LANGUAGES = ("ko", "en")


def trained(lang, *, wrong=False):
    return trained_gpt.run(lang, "float32", wrong=wrong)


@pytest.fixture
def short(monkeypatch):
    """Train for a few steps only."""
    monkeypatch.setattr(trained_gpt, "STEPS", 12)
    return trained_gpt.run.__wrapped__


@pytest.mark.parametrize("lang", LANGUAGES)
def test_it_learns_more_than_how_often_letters_come(lang):
    run, said = trained(lang), trained_gpt.text(lang)
    surprise = math.fsum(-math.log(said.count(c) / len(said)) for c in said) / len(said)
    assert run.by_share == pytest.approx(surprise, rel=1e-12)
    assert run.first == pytest.approx(math.log(run.letters), rel=0.15)
    assert run.last < run.by_share / 2
    assert run.last < run.first / 3
    assert (run.letters, run.length) == (len(set(said)), len(said))


def test_the_text_is_the_glossary():
    for lang in LANGUAGES:
        lines = unicodedata.normalize("NFC", trained_gpt.text(lang)).splitlines()
        terms = glossary.load(ROOT)
        assert len(lines) == len(terms)
        for line, term in zip(lines, terms, strict=True):
            assert line == f"{getattr(term, lang)}: {getattr(term, f'definition_{lang}')}"


def test_half_the_digits_do(monkeypatch):
    monkeypatch.setattr(trained_gpt, "STEPS", 200)
    double, single = (trained_gpt.run.__wrapped__("en", t) for t in ("float64", "float32"))
    assert single.last == pytest.approx(double.last, rel=0.01)
    assert single.losses != double.losses


def test_with_the_wrong_line_it_learns_too_but_less():
    right, wrong = trained("en"), trained("en", wrong=True)
    assert wrong.first == pytest.approx(right.first, rel=1e-6)
    assert right.last * 1.2 < wrong.last < wrong.by_share * 0.8


def drawn(dtype):
    rng = np.random.default_rng(5)
    parameters = [p + rng.normal(size=p.shape) / 10 for p in trained_gpt.initial(7, np.float64)]
    tokens, targets = rng.integers(7, size=(2, 2, trained_gpt.SIZES["T"]))
    return tokens, targets, [p.astype(dtype) for p in parameters]


def test_its_gradients_are_those_of_the_complex_step():
    tokens, targets, parameters = drawn(np.float64)
    model, rng = gpt.gpt(1), np.random.default_rng(6)
    _, pullback = model(tokens, targets, *parameters)
    _, _, *gradients = pullback(1)
    for k, gradient in enumerate(gradients):
        direction = rng.normal(size=gradient.shape)
        moved = [p + 1e-30j * direction if j == k else p for j, p in enumerate(parameters)]
        slope = model(tokens, targets, *moved)[0].imag / 1e-30
        assert (gradient * direction).sum() == pytest.approx(slope, rel=1e-9, abs=1e-13)


@pytest.mark.usefixtures("short")
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_the_model_stays_in_its_type(dtype):
    tokens, targets, parameters = drawn(dtype)
    loss, pullback = gpt.gpt(1)(tokens, targets, *parameters)
    assert loss.dtype == dtype
    assert {g.dtype for g in pullback(1)[2:]} == {np.dtype(dtype)}
    codes = np.arange(40) % 7
    moved, _ = trained_gpt.train(gpt.gpt(1), codes, parameters)
    assert {p.dtype for p in moved} == {np.dtype(dtype)}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_same_is_written_every_time(short, lang):
    one, two = short(lang), short(lang)
    assert (one.losses, one.before, one.after) == (two.losses, two.before, two.after)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_it_writes_can_be_read(lang):
    run = trained(lang)
    for said in (run.before, run.after):
        assert unicodedata.is_normalized("NFC", said)
        assert not re.search("[\u1100-\u11ff]", said)
    words = set(re.findall(r"\w+", unicodedata.normalize("NFC", trained_gpt.text(lang))))
    known = [w in words for w in re.findall(r"\w+", run.after)]
    before = [w in words for w in re.findall(r"\w+", run.before)]
    assert np.mean(known) > 0.3 > np.mean(before)


def test_a_letter_of_hangul_that_is_left_alone_is_written_as_one():
    assert trained_gpt.joined(unicodedata.normalize("NFD", "값: 뉴런")) == "값: 뉴런"
    assert trained_gpt.joined("\u1100\u1161\u11a8 \u11a8 \u1100 \u1163") == "각 ㄱ ㄱ ㅑ"
