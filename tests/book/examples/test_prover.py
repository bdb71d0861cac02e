"""The prover's answers that the pages print."""

import re
from pathlib import Path

import numpy as np
import pytest

from backproof import Verdict
from backproof.question import sampling
from book.examples.proving import hand_written, prover

PROVED = [
    *("right", "right_layer", "right_pair", "labels", "gates", "masked", "literals"),
    *("zero_theorem", "kink", "unlooped"),
]


@pytest.mark.parametrize("name", PROVED)
def test_what_the_page_calls_proved_is_proved(name):
    assert getattr(prover, name)().verdict is Verdict.PROVED


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("wrong_mean", "b"),
        ("wrong_sign", "W"),
        ("wrong_factor", "x"),
        ("wrong_slope", "z"),
        ("without_epsilon", "x"),
    ],
)
def test_each_mistake_is_refuted_where_it_stands_and_nowhere_else(name, wrong):
    proof = getattr(prover, name)()
    refuted = [n for n, g in proof.gradients.items() if g.verdict is Verdict.REFUTED]
    assert proof.verdict is Verdict.REFUTED
    assert refuted == [wrong]
    assert proof.counterexample.name == wrong


def test_the_mean_is_too_small_by_the_number_of_examples():
    part = prover.part(prover.wrong_mean())
    c = prover.wrong_mean().counterexample
    assert part.ratio == pytest.approx(part.examples, rel=1e-9)
    assert part.true == pytest.approx(sum(row[part.index[0]] for row in c.upstream), rel=1e-9)


def test_the_other_factors():
    assert prover.part(prover.wrong_sign()).ratio == pytest.approx(-1, rel=1e-9)
    assert prover.part(prover.wrong_factor()).ratio == pytest.approx(1 / 2, rel=1e-9)


@pytest.mark.parametrize(
    ("name", "error", "mend"),
    [
        ("wrong_mean", "mean for sum", "g.sum(axis=0)"),
        ("wrong_sign", "sign", "g.T @ x"),
        ("wrong_factor", "factor 2", "g @ W"),
        ("without_epsilon", "epsilon forgotten", "1e-05"),
    ],
)
def test_each_mistake_is_diagnosed_and_the_line_of_the_file_is_named(name, error, mend):
    proof = getattr(prover, name)()
    found = proof[proof.counterexample.name].diagnosis
    source = Path(hand_written.__file__).read_text("utf-8").splitlines()
    assert found.error == error
    assert mend in found.mend
    assert source[found.line - 1].strip().split()[0] == found.mend.split()[0]
    assert "Line" not in prover.diagnosis(proof, "en")


def test_a_forgotten_slope_is_diagnosed_too():
    assert prover.wrong_slope()["z"].diagnosis.error == "missing slope"


def test_a_diagnosis_is_wanted():
    with pytest.raises(ValueError, match="none"):
        prover.diagnosis(prover.undefined(), "en")


@pytest.mark.parametrize(
    ("mistake", "words"),
    [
        ("shape", "gradient of W has shape"),
        ("none", "gradient of b is None"),
        ("count", "returned 2 gradients; wanted are 3"),
        ("input", "writes into its input x"),
        ("memory", "a and b share their memory"),
        ("state", "another gradient of x when it is called again"),
        ("buffer", "the same memory whenever backward is called"),
        ("random", "different outputs for the same inputs"),
    ],
)
def test_what_gets_no_verdict_is_sent_back_with_a_reason(mistake, words):
    assert words in prover.sent_back()[mistake]


@pytest.mark.parametrize(("name", "inputs"), [("looped", {"x"}), ("stateful", {"x", "W"})])
def test_loops_and_state_are_proved_at_the_sizes_that_are_listed(name, inputs):
    proof = getattr(prover, name)()
    assert proof.verdict is Verdict.PROVED_AT
    assert set(proof.gradients) == inputs
    assert all(g.obstacle and g.sizes and not g.obstacle_at for g in proof.gradients.values())


def test_sizes_given_as_numbers_stand_in_the_scope():
    assert prover.fixed().verdict is Verdict.PROVED_AT
    assert "(2, 3, 4)" in prover.fixed().scope


def test_a_rounding_is_only_witnessed_and_the_empty_check_is_called_empty():
    assert prover.witnessed().verdict is Verdict.WITNESSED
    assert prover.witnessed()["x"].obstacle == "np.floor"
    assert prover.empty().verdict is Verdict.VACUOUS


def test_what_was_assumed_of_inputs_stands_in_the_scope():
    assert "below the size of axis 1 of z" in prover.labels().scope
    assert "0 or 1" in prover.masked().scope


def test_only_the_bias_before_a_standardization_has_no_gradient():
    assert [n for n, g in prover.zero_theorem().gradients.items() if g.zero] == ["b"]


def test_an_identity_that_it_does_not_know_leaves_the_prover_undecided():
    assert prover.undecided().verdict is Verdict.UNDECIDED
    assert prover.undecided()["x"].error < 1e-12


def test_a_gradient_that_is_no_number_is_neither_wrong_nor_proved():
    proof = prover.undefined()
    assert proof.verdict is Verdict.UNDECIDED
    assert not np.isfinite(proof.counterexample.claimed).all()
    assert np.isfinite(proof.counterexample.true).all()


def test_the_kink_is_named():
    assert prover.kink()["z"].kinks


def test_a_counterexample_is_wanted():
    with pytest.raises(ValueError, match="no counterexample"):
        prover.part(prover.right())


def test_the_loop_and_the_batch_are_the_same_function():
    x = np.array([[1.0, -2.0], [3.0, 0.5]])
    looped, batch = (f(x)[1](1)[0] for f in (hand_written.squares_in_a_loop, hand_written.squares))
    np.testing.assert_array_equal(looped, batch)


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_the_further_mistakes_are_named_and_all_refuted(lang):
    assert {p.verdict for _, p in prover.mistakes(lang)} == {Verdict.REFUTED}
    assert len({name for name, _ in prover.mistakes(lang)}) == 3


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_every_kind_of_input_stands_on_the_page(lang):
    page = Path(f"docs/{lang}/prove.md").read_text("utf-8")
    for name in (*sampling.KINDS, "labels:z[1]"):
        assert f'| `"{name}"` | {{= ex.prover.assumed("{name}", lang) =}} |' in page


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_the_code_on_the_page_runs(lang):
    page = Path(f"docs/{lang}/prove.md").read_text("utf-8").replace("{= lang =}", lang)
    code = "\n".join(re.findall(r"```python\n(.*?)```", page, re.DOTALL))
    names = {}
    exec(compile(code, f"docs/{lang}/prove.md", "exec"), names)  # noqa: S102  the page is ours
    names["test_my_layer_is_proved"]()
    assert names["proof"].verdict is Verdict.REFUTED
