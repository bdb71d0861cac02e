"""Every mistake is a mistake, its twin is right, and what is said of both was found by running."""

import ast
import builtins
import math
import re
from collections import Counter
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from backproof.proof.verdict import Verdict
from book.mistakes import Seen, Topic, all_mistakes, mistake
from book.mistakes.fate import Kind, Runs, fate
from book.mistakes.words import FATES, number, said
from book.pages.glossary import load
from book.site.mathematics import render

ROOT = Path(__file__).resolve().parents[3]
HANGUL = re.compile("[가-힣ㄱ-ㅎㅏ-ㅣ]")
TEX = re.compile(r"\$([^$]+)\$")
CODE = re.compile(r"`[^`]+`")

every = pytest.mark.parametrize("one", all_mistakes(), ids=lambda one: one.id)


def words(one):
    return [said for said in (one.title, one.written, one.shows, one.unseen) if said]


# --- the prover ---------------------------------------------------------------------------------


@every
def test_the_right_twin_is_proved(one):
    assert not isinstance(one.found_right, str), one.found_right
    assert one.found_right.verdict in {Verdict.PROVED, Verdict.PROVED_AT}


@every
def test_the_prover_says_of_the_mistake_what_is_expected(one):
    if one.seen is Seen.REFUSED:
        assert one.found.startswith("ValueError: ")
        assert not one.errors
    elif one.seen is Seen.UNSEEN:
        assert one.found.verdict in {Verdict.PROVED, Verdict.PROVED_AT}
        assert not one.errors
    else:
        assert one.found.verdict is Verdict.REFUTED
        assert one.found.counterexample is not None
        wrong = {n: g for n, g in one.found.gradients.items() if g.verdict is Verdict.REFUTED}
        found = {n: g.diagnosis.error if g.diagnosis else "" for n, g in wrong.items()}
        assert found == dict(one.errors)


@every
def test_what_the_prover_cannot_see_is_explained(one):
    assert (one.seen is Seen.UNSEEN) is (one.unseen is not None)


@every
def test_gradients_without_the_mistake_stay_proved(one):
    if not isinstance(one.found, str):
        verdicts = {g.verdict for g in one.found.gradients.values()}
        assert verdicts <= {Verdict.PROVED, Verdict.PROVED_AT, Verdict.REFUTED}


@every
def test_the_report_is_written_in_both_languages(one):
    ko, en = one.report("ko"), one.report("en")
    assert not HANGUL.search(en)
    assert HANGUL.search(ko) or one.seen is Seen.REFUSED  # an exception speaks English


@every
def test_a_repair_names_a_line_of_the_code_that_is_shown(one):
    for found in () if isinstance(one.found, str) else one.found.gradients.values():
        if found.diagnosis is not None and found.diagnosis.line is not None:
            assert 1 <= found.diagnosis.line <= len(one.shown.wrong.splitlines())


# --- the code -----------------------------------------------------------------------------------


@every
def test_wrong_and_right_are_short_twins(one):
    wrong, right = one.shown.wrong, one.shown.right
    assert wrong != right
    assert wrong.splitlines()[0] == right.splitlines()[0], "both take the same"
    assert max(len(text.splitlines()) for text in (wrong, right)) <= 12
    for text in (one.shown.shared, wrong, right):
        assert not re.search(r"\bAny\b|\b_[a-z]|noqa", text), "as a reader would write it"


@every
@pytest.mark.parametrize("which", ["wrong", "right"])
def test_what_a_reader_copies_stands_alone(one, which):
    text = f"{one.shown.shared}\n\n\n{getattr(one.shown, which)}\n"
    space = {}
    exec(compile(text, one.id, "exec"), space)  # noqa: S102 - it is our own code
    assert callable(space["forward"])
    assert callable(space["backward"])
    tree = ast.parse(text)
    names = [node for node in ast.walk(tree) if isinstance(node, ast.Name)]
    bound = {node.id for node in names if isinstance(node.ctx, ast.Store)}
    bound |= {node.arg for node in ast.walk(tree) if isinstance(node, ast.arg)}
    known = bound | set(space) | set(dir(builtins))
    assert {node.id for node in names} <= known


# --- the training -------------------------------------------------------------------------------


@every
def test_the_right_code_learns(one):
    losses = one.runs.right
    assert all(map(math.isfinite, losses))
    assert losses[-1] < 0.85 * losses[0]


@every
def test_the_right_curve_falls_steadily(one):
    losses = one.runs.right
    climbed = sum(max(0, after - before) for before, after in pairwise(losses))
    dropout = one.id.startswith("dropout")  # every step has another mask, hence another loss
    assert climbed < (1.0 if dropout else 0.15) * (losses[0] - losses[-1])


@every
def test_both_runs_start_at_the_same_loss(one):
    assert one.runs.wrong[0] == one.runs.right[0]
    assert one.runs.error or len(one.runs.wrong) == len(one.runs.right)


@every
def test_a_run_is_the_same_each_time(one):
    with np.errstate(all="ignore"):
        assert repr(Runs.of(one.train, one.right, one.wrong)) == repr(one.runs)  # nan is not nan


@every
def test_what_is_said_of_a_run_is_a_sentence(one):
    for lang in ("ko", "en"):
        sentence = said(one.fate, lang)
        assert sentence.endswith(".")
        assert "{" not in sentence
        assert bool(HANGUL.search(sentence)) is (lang == "ko")


# --- the criterion ------------------------------------------------------------------------------

FALLING = tuple(2 ** (1 - step / 10) for step in range(41))  # 2, and half of it every ten steps


@pytest.mark.parametrize(
    ("wrong", "kind"),
    [
        (FALLING, Kind.SAME),
        (tuple(c + 0.01 * (c < 2) for c in FALLING), Kind.CLOSE),
        (tuple(4 - c for c in FALLING), Kind.RISES),
        (tuple(2 - 0.001 * s for s in range(41)), Kind.STUCK),
        (tuple(c * 1.4**s for s, c in enumerate(FALLING)), Kind.DIVERGES),
        ((2.0, *[float("nan")] * 40), Kind.DIVERGES),
        (tuple(2 ** (1 - s / 5) for s in range(41)), Kind.LUCKY),
        (tuple(2 ** (1 - s / 20) for s in range(41)), Kind.SLOWER),
        (tuple(max(c, 1.0) for c in FALLING), Kind.LEVELS),
        ((2.0, *[1.9] * 30, *FALLING[31:]), Kind.LATE),
    ],
)
def test_a_curve_is_told_by_its_numbers(wrong, kind):
    assert fate(Runs(FALLING, wrong)).kind is kind


def test_half_the_speed_is_two_times_slower():
    found = fate(Runs(FALLING, tuple(2 ** (1 - s / 20) for s in range(41))))
    assert (found.step, found.times) == (20, 2.0)
    assert "2.0" in said(found, "en")
    assert "2.0" in said(found, "ko")


def test_an_exception_ends_a_run():
    def train(function):
        return [2.0, function(2.0)]

    def wrong(loss):
        raise ValueError("shapes")

    runs = Runs.of(train, lambda loss: loss / 2, wrong)
    assert fate(runs).kind is Kind.STOPS
    assert "ValueError: shapes" in said(fate(runs), "en")


def test_a_run_that_diverges_names_the_step():
    wrong = tuple(c * 1.4**s for s, c in enumerate(FALLING))
    found = fate(Runs(FALLING, wrong))
    assert wrong[found.step] > 20 >= wrong[found.step - 1]


def test_there_are_words_for_every_end():
    assert all(set(words) == set(Kind) for words in FATES.values())
    assert number(float("nan")) == "∞"


# --- the words ----------------------------------------------------------------------------------


@every
def test_all_is_said_in_both_languages(one):
    for both in words(one):
        assert HANGUL.search(both.ko)
        assert both.en.strip()
        assert not HANGUL.search(both.en)
        assert Counter(TEX.findall(both.ko)) == Counter(TEX.findall(both.en))
    for both in (one.written, one.shows):
        assert both.ko.endswith(".")
        assert both.en.endswith(".")


@every
def test_korean_says_the_words_of_the_glossary(one):
    text = " ".join(CODE.sub("", TEX.sub("", both.ko)) for both in words(one))
    avoided = [word for term in load(ROOT) for word in term.avoid_ko]
    assert [word for word in avoided if re.search(rf"(?<![가-힣]){re.escape(word)}", text)] == []


@every
def test_formulas_can_be_set(one):
    for both in words(one):
        for tex in TEX.findall(both.ko):
            render(tex, ROOT)


# --- the numbers --------------------------------------------------------------------------------


def test_there_are_enough_mistakes_of_every_kind():
    assert len(all_mistakes()) >= 32
    assert {one.topic for one in all_mistakes()} == set(Topic)
    assert {one.seen for one in all_mistakes()} == set(Seen)
    seen = Counter(one.seen for one in all_mistakes())
    assert seen[Seen.NAMED] > len(all_mistakes()) / 2, "most are called by their name"


def test_ids_and_titles_are_unique_and_ids_fit_for_an_address():
    for names in (
        [one.id for one in all_mistakes()],
        [one.title.ko for one in all_mistakes()],
        [one.title.en for one in all_mistakes()],
        [one.shown.wrong + one.shown.shared for one in all_mistakes()],
    ):
        assert [name for name, n in Counter(names).items() if n > 1] == []
    ids = [one.id for one in all_mistakes()]
    assert [id_ for id_ in ids if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", id_)] == []


def test_a_mistake_is_found_by_its_id():
    first = all_mistakes()[0]
    assert mistake(first.id) is first
    with pytest.raises(LookupError):
        mistake("none")
