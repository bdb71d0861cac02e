"""The ways to one gradient agree as far as each can."""

import numpy as np

from book.examples.network.two_two_one import parameters
from book.examples.proving import modes


def test_forward_mode_and_reverse_mode_agree():
    got = modes.run()
    assert got.gap_forward < 1e-15
    assert (got.parameters, got.runs_forward, got.runs_differences) == (9, 9, 10)


def test_central_differences_agree_with_reverse_mode():
    v, h = np.concatenate([p.ravel() for p in parameters()]), 1e-6
    numeric = [(modes.cost(v + h * e) - modes.cost(v - h * e)) / (2 * h) for e in np.eye(9)]
    np.testing.assert_allclose(modes.run().reverse, numeric, rtol=1e-7)


def test_differences_have_a_best_step_and_the_complex_step_needs_none():
    got = modes.run()
    assert 1e-10 < got.best_step < 1e-6
    assert 1e-10 < got.best_error < 1e-6
    assert got.error_of_differences[0] > 1e-3
    assert got.error_of_differences[-1] > 1e-3
    assert got.error_of_complex_step[9:].max() < 1e-14
