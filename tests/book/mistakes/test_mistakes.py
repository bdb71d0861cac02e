"""Every mistake is a mistake, its twin is right, and what is said of both was found by running."""

import ast
import builtins
import math
import re
from collections import Counter
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from backproof import Verdict
from book.mistakes import Seen, all_mistakes, mistake, topics
from book.mistakes.fate import Fate, Kind, Runs, fate, number
from book.mistakes.runs import RUNS
from book.pages.glossary import load
from book.site.mathematics import render

ROOT = Path(__file__).resolve().parents[3]
HANGUL = re.compile("[가-힣ㄱ-ㅎㅏ-ㅣ]")
TEX = re.compile(r"\$([^$]+)\$")
CODE = re.compile(r"`[^`]+`")

PROVED = {Verdict.PROVED, Verdict.PROVED_AT}
NONE = "none"  # refuted, but no error is named

every = pytest.mark.parametrize("one", all_mistakes(), ids=lambda one: one.id)


def words(one):
    entry = one.entry
    return [said for said in (entry.title, entry.written, entry.shows, entry.unseen) if said]


def cases(chosen):
    """Mistakes with one input each, as parameters with an id that -k finds."""
    return [pytest.param(one, name, id=f"{one.id}-{name}") for one, name in chosen]


def expected(one):
    """What the record says that the prover makes of it."""
    if one.entry.unseen:
        return Seen.UNSEEN
    if one.entry.refused:
        return Seen.REFUSED
    named = set(one.entry.diagnosis.values()) != {NONE}
    return Seen.NAMED if named else Seen.REFUTED


# --- the prover ---------------------------------------------------------------------------------


@every
def test_the_right_twin_is_proved(one):
    assert not isinstance(one.found_right, str), one.found_right
    assert one.found_right.verdict in PROVED


@every
def test_the_prover_makes_of_the_mistake_what_its_record_says(one):
    assert one.seen is expected(one), one.report("en")


@pytest.mark.parametrize(
    ("one", "name"), cases((one, name) for one in all_mistakes() for name in one.entry.diagnosis)
)
def test_a_wrong_gradient_is_refuted_and_the_error_named(one, name):
    found = one.found.gradients[name]
    assert found.verdict is Verdict.REFUTED
    assert one.found.counterexample is not None
    assert (found.diagnosis.error if found.diagnosis else NONE) == one.entry.diagnosis[name]


@pytest.mark.parametrize(
    "one", [one for one in all_mistakes() if not one.entry.refused], ids=lambda one: one.id
)
def test_all_gradients_without_the_mistake_stay_proved(one):
    assert set(one.found.gradients) == set(one.found_right.gradients)
    proved = {name for name, g in one.found.gradients.items() if g.verdict in PROVED}
    assert proved == set(one.found.gradients) - set(one.entry.diagnosis)


@pytest.mark.parametrize(
    "one", [one for one in all_mistakes() if one.entry.refused], ids=lambda one: one.id
)
def test_what_is_refused_says_why(one):
    assert one.found.startswith(f"ValueError: {one.entry.refused}")


@every
def test_the_report_is_written_in_both_languages(one):
    ko, en = one.report("ko"), one.report("en")
    assert not HANGUL.search(en)
    assert bool(HANGUL.search(ko)) is (not one.entry.refused), "an exception speaks English"


# Two steps are to be changed at once, or one that the code does not have.
WITHOUT_A_LINE = (
    ("slope-forgotten", "x"),
    ("slope-forgotten", "W"),
    ("weight-decay-forgotten", "W"),
)
NAMED = [
    (one, name)
    for one in all_mistakes()
    for name, error in one.entry.diagnosis.items()
    if error != NONE
]


@pytest.mark.parametrize(
    ("one", "name"),
    cases((one, name) for one, name in NAMED if (one.id, name) not in WITHOUT_A_LINE),
)
def test_the_line_that_is_proposed_mends_the_gradient(one, name):
    diagnosis = one.found.gradients[name].diagnosis
    lines = one.shown.wrong.splitlines()
    old = lines[diagnosis.line - 1]
    indent = old[: len(old) - len(old.lstrip())]
    lines[diagnosis.line - 1] = indent + diagnosis.mend
    mended = replace(one.shown, wrong="\n".join(lines)).functions(f"{one.id} mended")
    found = one.tried(mended["wrong"])
    assert found.gradients[name].verdict in PROVED


@pytest.mark.parametrize(("id_", "name"), WITHOUT_A_LINE)
def test_where_no_line_is_proposed_there_is_none(id_, name):
    assert mistake(id_).found.gradients[name].diagnosis.line is None


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
    assert repr(replace(one).runs) == repr(one.runs)  # nan is not nan


@every
def test_what_is_said_of_a_run_is_a_sentence(one):
    for lang in ("ko", "en"):
        sentence = one.fate.said(lang)
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
    assert "2.0" in found.said("en")
    assert "2.0" in found.said("ko")


def test_an_exception_ends_a_run():
    def train(function):
        return [2.0, function(2.0)]

    def wrong(loss):
        raise ValueError("shapes")

    runs = Runs.of(train, lambda loss: loss / 2, wrong)
    assert fate(runs).kind is Kind.STOPS
    assert "ValueError: shapes" in fate(runs).said("en")


def test_a_run_that_diverges_names_the_step():
    wrong = tuple(c * 1.4**s for s, c in enumerate(FALLING))
    found = fate(Runs(FALLING, wrong))
    assert wrong[found.step] > 20 >= wrong[found.step - 1]


@pytest.mark.parametrize("lang", ["ko", "en"])
@pytest.mark.parametrize("kind", Kind)
def test_there_are_words_for_every_end(kind, lang):
    sentence = Fate(kind, Runs(FALLING, FALLING, "ValueError"), 20).said(lang)
    assert "{" not in sentence
    assert bool(HANGUL.search(sentence)) is (lang == "ko")


def test_a_number_that_is_none_is_written_as_a_sign():
    assert number(float("nan")) == number(float("inf")) == "∞"


# --- the words ----------------------------------------------------------------------------------


@every
def test_all_is_said_in_both_languages(one):
    for both in words(one):
        assert HANGUL.search(both.ko)
        assert both.en.strip()
        assert not HANGUL.search(both.en)
        assert Counter(TEX.findall(both.ko)) == Counter(TEX.findall(both.en))


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
    assert tuple(dict.fromkeys(one.topic for one in all_mistakes())) == topics()
    assert {one.seen for one in all_mistakes()} == set(Seen)
    seen = Counter(one.seen for one in all_mistakes())
    assert seen[Seen.NAMED] > len(all_mistakes()) / 2, "most are called by their name"


def test_ids_titles_and_codes_are_unique():
    for names in (
        [one.id for one in all_mistakes()],
        [one.entry.title.ko for one in all_mistakes()],
        [one.entry.title.en for one in all_mistakes()],
        [one.shown.wrong + one.shown.shared for one in all_mistakes()],
    ):
        assert [name for name, n in Counter(names).items() if n > 1] == []


def test_a_mistake_is_found_by_its_id():
    first = all_mistakes()[0]
    assert mistake(first.id) is first
    with pytest.raises(LookupError):
        mistake("none")


def test_every_run_is_used():
    assert {one.entry.training.run for one in all_mistakes()} == set(RUNS)
