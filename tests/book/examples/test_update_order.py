"""Updating too early, against scalar arithmetic and numeric derivatives."""

import math

import numpy as np
import pytest

from book.examples.network import two_two_one, update_order


def cost(W1):
    (x, y), p = two_two_one.inputs(), two_two_one.parameters()
    return two_two_one.passes(x, y, two_two_one.Parameters(W1, p.b1, p.W2, p.b2)).cost


def test_the_right_order_gives_the_derivative_and_the_wrong_one_does_not():
    got, W1, h = update_order.run(), two_two_one.parameters().W1, 1e-6
    numeric = np.empty_like(W1)
    for at in np.ndindex(W1.shape):
        e = np.zeros_like(W1)
        e[at] = h
        numeric[at] = (cost(W1 + e) - cost(W1 - e)) / (2 * h)
    np.testing.assert_allclose(got.dW1, numeric, rtol=1e-7)
    assert abs(got.dW1_too_late - numeric).max() > 1e-3
    assert got.relative_gap > 0.01


def test_by_hand():
    # z1 = (0, 0.5), z2 = 0.1 + 0.6 a - 0.4 a'
    def sigma(z):
        return 1 / (1 + math.exp(-z))

    a, b = 0.5, sigma(0.5)
    out = sigma(0.1 + 0.6 * a - 0.4 * b)
    delta2 = (out - 1) * out * (1 - out)
    got = update_order.run(2.0)
    np.testing.assert_allclose(got.delta2, [delta2], rtol=1e-13)
    new = 0.6 - 2 * delta2 * a, -0.4 - 2 * delta2 * b
    np.testing.assert_allclose(got.W2_after, new, rtol=1e-13)
    late = [delta2 * new[0] * a * (1 - a), delta2 * new[1] * b * (1 - b)]
    np.testing.assert_allclose(got.delta1_too_late, late, rtol=1e-12)
    assert got.delta1[0] == pytest.approx(delta2 * 0.6 * 0.25, rel=1e-12)
