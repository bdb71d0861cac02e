"""The 2-2-1 network, in scalar arithmetic and by differences."""

import math

import numpy as np
import pytest

from book.examples.network import two_two_one


def sigma(z):
    return 1 / (1 + math.exp(-z))


def cost(p):
    """Compute the cost from nine numbers: W1 row by row, b1, W2, b2."""
    h1 = sigma(p[0] * 1 + p[1] * 2 + p[4])
    h2 = sigma(p[2] * 1 + p[3] * 2 + p[5])
    return (sigma(p[6] * h1 + p[7] * h2 + p[8]) - 1) ** 2 / 2


START = [0.5, -0.25, 0.2, 0.1, 0.0, 0.1, 0.6, -0.4, 0.1]


def flat(parameters):
    return np.concatenate([np.ravel(p) for p in parameters])


def test_the_example_starts_where_this_test_does():
    assert flat(two_two_one.parameters()).tolist() == START
    x, y = two_two_one.inputs()
    assert (x.tolist(), y.tolist()) == ([[1, 2]], [[1]])


def test_forward_by_hand():
    got = two_two_one.run().first
    np.testing.assert_allclose(got.z1, [[0.5 - 0.5, 0.2 + 0.2 + 0.1]], atol=1e-15)
    np.testing.assert_allclose(got.a1, [[0.5, sigma(0.5)]], rtol=1e-14)
    np.testing.assert_allclose(got.z2, [[0.3 - 0.4 * sigma(0.5) + 0.1]], rtol=1e-14)
    np.testing.assert_allclose(got.a2, [[sigma(0.4 - 0.4 * sigma(0.5))]], rtol=1e-14)
    assert got.cost == pytest.approx(cost(START), rel=1e-14)


def test_deltas_by_hand():
    got = two_two_one.run().first
    h2, a = sigma(0.5), sigma(0.4 - 0.4 * sigma(0.5))
    delta2 = (a - 1) * a * (1 - a)
    np.testing.assert_allclose(got.da2, [[a - 1]], rtol=1e-14)
    np.testing.assert_allclose(got.slope2, [[a * (1 - a)]], rtol=1e-14)
    np.testing.assert_allclose(got.delta2, [[delta2]], rtol=1e-14)
    np.testing.assert_allclose(got.da1, [[0.6 * delta2, -0.4 * delta2]], rtol=1e-14)
    np.testing.assert_allclose(got.slope1, [[0.25, h2 * (1 - h2)]], rtol=1e-14)
    delta1 = [0.6 * delta2 * 0.25, -0.4 * delta2 * h2 * (1 - h2)]
    np.testing.assert_allclose(got.delta1, [delta1], rtol=1e-14)
    np.testing.assert_allclose(got.dW2, [[0.5 * delta2, h2 * delta2]], rtol=1e-14)
    np.testing.assert_allclose(got.dW1, [[d, 2 * d] for d in delta1], rtol=1e-14)
    np.testing.assert_allclose(got.db1, delta1, rtol=1e-14)
    np.testing.assert_allclose(got.db2, [delta2], rtol=1e-14)


@pytest.mark.parametrize("when", ["before", "after"])
def test_gradients_against_differences(when):
    got = two_two_one.run()
    start = flat(got.before if when == "before" else got.after)
    gradients = flat((got.first if when == "before" else got.second).gradients)
    h = 1e-5
    for i, gradient in enumerate(gradients):
        step = np.eye(9)[i] * h
        numeric = (cost(start + step) - cost(start - step)) / (2 * h)
        assert gradient == pytest.approx(numeric, rel=1e-6)


@pytest.mark.parametrize("learning_rate", [0.5, 1.0])
def test_one_update_lowers_the_cost(learning_rate):
    got = two_two_one.run(learning_rate)
    expected = flat(got.before) - learning_rate * flat(got.first.gradients)
    np.testing.assert_allclose(flat(got.after), expected, rtol=1e-14)
    assert got.second.cost == pytest.approx(cost(flat(got.after)), rel=1e-13)
    assert 0 < got.cost_saved == got.first.cost - got.second.cost
