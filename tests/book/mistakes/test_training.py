"""The tape behind the training runs: what comes back over it is the derivative."""

from itertools import repeat

import numpy as np
import pytest

from book.mistakes import all_mistakes, runs
from book.mistakes.training import Node, add, gradients, linear, pair, times

ONE_OF_EACH = {
    f"{one.entry.training.run}-{one.entry.forward}": one
    for one in all_mistakes()
    if not one.entry.step
}


def differ(cost, own):
    """Return the derivative along a random direction, by the tape and by differences."""
    rng = np.random.default_rng(0)
    along = [rng.normal(size=np.shape(value)) for value in own]

    def at(h):
        nodes = [Node(value + h * step) for value, step in zip(own, along, strict=True)]
        return cost(*nodes), nodes

    here = gradients(*at(0.0))
    ahead, behind = (float(at(h)[0].value) for h in (1e-6, -1e-6))
    by_tape = sum(np.sum(g * step) for g, step in zip(here, along, strict=True))
    return by_tape, (ahead - behind) / 2e-6


@pytest.mark.parametrize("name", ONE_OF_EACH)
def test_around_the_right_code_the_gradient_is_the_derivative(name, monkeypatch):
    def compared(cost, own, **_how):
        by_tape, by_differences = differ(cost, own)
        assert by_tape == pytest.approx(by_differences, rel=1e-4, abs=1e-6)
        return [1.0]

    monkeypatch.setattr(runs, "descend", compared)
    monkeypatch.setattr(runs, "count", lambda: repeat(0))  # always the same mask, or example
    one = ONE_OF_EACH[name]
    run, made = one.entry.training, one.shown.functions(one.id)
    assert run.function(pair(made["forward"], made["right"]), **run.options) == [1.0]


def test_what_is_used_twice_gets_both_gradients():
    x, W = Node(np.array([[1.0, 2.0]])), Node(np.eye(2))
    total = pair(np.sum, lambda g, a: g * np.ones_like(a))
    (both,) = gradients(total(add(linear(x, W), times(x, 3))), [x])
    assert both.tolist() == [[4.0, 4.0]]


def test_a_wrong_backward_pass_is_not_the_derivative():
    def slope_of_a_cube(slope):
        return differ(pair(lambda x: x**3, slope), [np.array(2.0)])

    right, true = slope_of_a_cube(lambda g, x: g * 3 * x**2)
    assert right == pytest.approx(true)
    wrong, true = slope_of_a_cube(lambda g, x: g * 2 * x**2)
    assert wrong != pytest.approx(true, rel=0.1)
