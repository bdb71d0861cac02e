"""Backward passes that are wrong only where mistakes hide: none may be confirmed.

Each case has the place itself, at which central differences show the mistake; a twin without the
mistake, which must not be refuted; and numbers elsewhere, at which both are right.
"""

import numpy as np
import pytest
from tests.proof.fuzz.case import ROWS, VECTOR, numbers, square
from tests.proof.fuzz.coincidences import COINCIDENCES
from tests.proof.fuzz.sizes import SIZES
from tests.proof.fuzz.values import VALUES, with_overflow, without_overflow

from backproof import Verdict, prove

CLAIMS = {Verdict.PROVED, Verdict.PROVED_AT, Verdict.WITNESSED}
CASES = SIZES + VALUES + COINCIDENCES


def slopes(case, at, g):
    """Return central differences."""
    out = {}
    for name in case.wrt:
        x = at[name]
        out[name] = np.empty(x.shape)
        h = 1e-5 * min(1.0, float(np.ptp(x)) or 1.0)
        for index in np.ndindex(x.shape):
            ends = []
            for step in (h, -h):
                moved = x.copy()
                moved[index] += step
                ends.append(np.sum(g * case.forward(*{**at, name: moved}.values())))
            out[name][index] = (ends[0] - ends[1]) / (2 * h)
    return out


def is_right(case, backward, at):
    """Say whether a backward pass agrees with central differences at some numbers."""
    g = numbers(*np.shape(case.forward(*at.values())), speed=1.2)
    with np.errstate(all="ignore"):
        out = backward(g, *at.values())
    out = dict(zip(case.wrt, out if isinstance(out, tuple) else (out,), strict=True))
    true = slopes(case, at, g)
    return all(np.allclose(out[n], true[n], rtol=1e-5, atol=1e-5) for n in case.wrt)


def told(case):
    return case.name


@pytest.mark.parametrize("case", CASES, ids=told)
def test_the_case_is_wrong_there_and_its_twin_is_not(case):
    assert not is_right(case, case.wrong, case.there)
    assert is_right(case, case.right, case.there)


@pytest.mark.parametrize("case", CASES, ids=told)
def test_a_mistake_that_hides_is_not_confirmed(case):
    proof = prove(case.forward, case.wrong, case.shapes, wrt=case.wrt, sample=case.sample)
    assert proof.verdict not in CLAIMS, str(proof)


@pytest.mark.parametrize("case", CASES, ids=told)
def test_its_twin_is_not_refuted(case):
    proof = prove(case.forward, case.right, case.shapes, wrt=case.wrt, sample=case.sample)
    assert proof.verdict is not Verdict.REFUTED, str(proof)


def test_a_maximum_that_counts_ties_twice_is_a_convention_at_a_kink():
    """Where two entries tie the maximum has no derivative: nothing is wrong on either side."""
    forward = lambda x: x.max(axis=1)  # noqa: E731
    twice = lambda g, x: g[:, None] * (x == x.max(axis=1, keepdims=True))  # noqa: E731
    proof = prove(forward, twice, {"x": ROWS})
    assert proof.verdict is not Verdict.REFUTED, str(proof)


def test_a_slope_at_the_corner_of_relu_is_a_convention():
    for slope in (0, 0.5, 1):

        def backward(g, x, slope=slope):
            return g * ((x > 0) + slope * (x == 0))

        proof = prove(lambda x: np.maximum(x, 0), backward, {"x": ROWS})
        assert proof.verdict is not Verdict.REFUTED, str(proof)


def test_floats_that_overflow_are_no_counterexample():
    """The formula is right for all real numbers; that exp overflows is not its mistake."""
    for backward in (with_overflow, without_overflow):
        proof = prove(lambda x: np.logaddexp(0, x), backward, {"x": ROWS})
        assert proof.verdict is not Verdict.REFUTED, str(proof)


def test_an_upstream_gradient_that_is_ignored_is_not_confirmed():
    total = lambda x: (x**2).sum()  # noqa: E731
    proof = prove(total, lambda g, x: 2 * x, {"x": ROWS})
    assert proof.verdict not in CLAIMS, str(proof)


@pytest.mark.parametrize("at_zero", [1, np.nan])
def test_an_upstream_gradient_that_is_zero_is_not_confirmed(at_zero):
    wrong = lambda g, x: np.where(g == 0, at_zero, 2 * g * x)  # noqa: E731
    proof = prove(square, wrong, {"x": ROWS})
    assert proof.verdict not in CLAIMS, str(proof)


def reads_what_was_never_written(g, x):
    d = np.empty_like(x)
    d[1:] = 2 * g[1:] * x[1:]
    return d


def multiplies_it_by_zero(g, x):
    return 2 * g * x + 0 * np.empty_like(x)


def cancels_it(g, x):
    memory = np.empty_like(x)
    return 2 * g * x * np.exp(memory - memory)


@pytest.mark.parametrize("wrong", [reads_what_was_never_written, multiplies_it_by_zero, cancels_it])
def test_memory_that_was_never_written_is_not_confirmed(wrong):
    """What np.empty returns may be any number, infinite, or none."""
    np.full(6, np.nan)  # so that memory that is handed out again is likely to hold none
    proof = prove(square, wrong, {"x": VECTOR})
    assert proof.verdict not in CLAIMS, str(proof)


def test_memory_that_is_written_before_it_is_read_is_not_refuted():
    def right(g, x):
        d = np.empty_like(x)
        d[...] = 2 * g * x
        return d

    proof = prove(square, right, {"x": VECTOR})
    assert proof.verdict is not Verdict.REFUTED, str(proof)


@pytest.mark.parametrize("shape", [(), VECTOR, ROWS, ("N", 3), (3,)], ids=str)
def test_a_wave_too_fast_for_differences_is_no_counterexample(shape):
    """Where x is large the step of a central difference spans many waves of sin(exp(x))."""
    forward = lambda x: np.sin(np.exp(x))  # noqa: E731
    backward = lambda g, x: g * np.cos(np.exp(x)) * np.exp(x)  # noqa: E731
    proof = prove(forward, backward, {"x": shape})
    assert proof.verdict is not Verdict.REFUTED, str(proof)


def far_quotient(x):
    return np.where(x > 1, 1 / x, x**2)


def far_quotient_back(g, x):
    return np.where(x > 1, -g / x**2, g * 2 * x**2 / x)


def root_of_fourth_powers(x):
    return np.sqrt((x**4).sum(axis=1))


def root_of_fourth_powers_back(g, x):
    return (g / root_of_fourth_powers(x))[:, None] * 2 * x**3


@pytest.mark.parametrize(
    ("forward", "backward", "shape"),
    [
        (far_quotient, far_quotient_back, ("N",)),
        (root_of_fourth_powers, root_of_fourth_powers_back, ("N", "D")),
    ],
)
def test_what_the_graph_proves_but_for_a_point_is_no_number_there(forward, backward, shape):
    """The derivative at 0 is 0, and the claim 0/0: the graph sees both only almost everywhere."""
    proof = prove(forward, backward, {"x": shape})
    assert proof.verdict is Verdict.UNDECIDED
    assert "no number" in proof["x"].obstacle
