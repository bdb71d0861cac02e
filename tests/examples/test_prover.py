"""The prover's answers that the pages print."""

import re
from pathlib import Path

import numpy as np
import pytest

from backproof import Verdict
from backproof.examples import prover


@pytest.mark.parametrize("name", ["right", "right_layer", "right_pair", "kink", "unlooped"])
def test_what_the_page_calls_proved_is_proved(name):
    assert getattr(prover, name)().verdict is Verdict.PROVED


@pytest.mark.parametrize(
    ("name", "wrong"),
    [("wrong_mean", "b"), ("wrong_sign", "W"), ("wrong_factor", "x"), ("wrong_slope", "z")],
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


def test_a_transposed_gradient_is_sent_back_with_both_shapes():
    message = prover.wrong_shape()
    assert "gradient of W has shape" in message


def test_the_loop_is_only_witnessed_and_the_empty_check_is_called_empty():
    assert prover.looped().verdict is Verdict.WITNESSED
    assert prover.looped()["x"].obstacle
    assert prover.empty().verdict is Verdict.VACUOUS


def test_an_identity_that_it_does_not_know_leaves_the_prover_undecided():
    assert prover.undecided().verdict is Verdict.UNDECIDED
    assert prover.undecided()["x"].error < 1e-12


def test_the_kink_is_named():
    assert prover.kink()["z"].kinks


def test_a_counterexample_is_wanted():
    with pytest.raises(ValueError, match="no counterexample"):
        prover.part(prover.right())


def test_the_loop_and_the_batch_are_the_same_function():
    x = np.array([[1.0, -2.0], [3.0, 0.5]])
    (looped,), (batch,) = prover.squares_in_a_loop(x)[1](1), prover.squares(x)[1](1)
    np.testing.assert_array_equal(looped, batch)


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_the_further_mistakes_are_named_and_all_refuted(lang):
    assert {p.verdict for _, p in prover.mistakes(lang)} == {Verdict.REFUTED}
    assert len({name for name, _ in prover.mistakes(lang)}) == 3


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_the_code_on_the_page_runs(lang):
    page = Path(f"docs/{lang}/prove.md").read_text("utf-8").replace("{= lang =}", lang)
    code = "\n".join(re.findall(r"```python\n(.*?)```", page, re.DOTALL))
    names = {}
    exec(compile(code, f"docs/{lang}/prove.md", "exec"), names)  # noqa: S102  the page is ours
    names["test_my_layer_is_proved"]()
    assert names["proof"].verdict is Verdict.REFUTED
