"""Code may look at a size; where its branch depends on it, nothing is proved for all sizes."""

import numpy as np
import pytest

from backproof import Verdict, prove
from backproof.algebra.polynomial import Unsupported
from backproof.derivation.arrays import symbol
from backproof.derivation.expressions import size
from backproof.graph.sizes import Size, letter

N, D = Size(letter("N")), Size(letter("D"))


@pytest.mark.parametrize(
    "ask",
    [
        lambda: N == 1,
        lambda: N == 3,
        lambda: N != 2,
        lambda: N > 1,
        lambda: N <= 7,
        lambda: N == D,
        lambda: N < D,
        lambda: 2 * N == D,
        lambda: (N, 1) == (D, 1),
        lambda: np.equal(N, 2),
        lambda: bool(N - 1),
    ],
)
def test_what_depends_on_the_size_is_not_answered(ask):
    with pytest.raises(Unsupported):
        ask()


def test_what_holds_at_all_sizes_is_answered():
    assert N >= 1
    assert N == N  # noqa: PLR0124
    assert N != 0
    assert bool(N)
    assert N > 0
    assert N + 1 > N
    assert not N < 1
    x = symbol("x", size("N"), 3)
    assert x.shape == (N, 3)
    assert x.size == 3 * N
    assert x.shape != (N,)


def wrong_at(bad):
    def backward(g, x):
        return (g * x,) if x.shape[0] == bad else (2 * g * x,)

    return backward


@pytest.mark.parametrize("bad", [1, 2, 3])
def test_wrong_at_one_small_size_is_refuted(bad):
    proof = prove(lambda x: (x * x).sum(), wrong_at(bad), {"x": ("N",)})
    assert proof.verdict is Verdict.REFUTED
    assert len(proof.counterexample.inputs["x"]) == bad


def test_wrong_at_one_size_that_is_not_tried_is_proved_at_those_that_are():
    proof = prove(lambda x: (x * x).sum(), wrong_at(10_007), {"x": ("N",)})
    assert proof.verdict is Verdict.PROVED_AT
    assert proof["x"].sizes == ("N=2", "N=3", "N=1")
    assert "a decision on a size" in proof["x"].obstacle


def test_sizes_in_formulas_are_followed():
    def forward(x):
        return x.sum() / np.sqrt(x.shape[0] * x.shape[1])

    def backward(g, x):
        n, d = x.shape
        return (g * np.ones_like(x) / (n**0.5 * d**0.5),)

    assert prove(forward, backward, {"x": ("N", "D")}).verdict is Verdict.PROVED
