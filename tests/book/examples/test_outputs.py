"""Every pair's error, from differences of a cost written here."""

import math

import numpy as np
import pytest

from book.examples.chapters import outputs

Z, Y = [2.0, -1.0, 0.5], [0.0, 0.0, 1.0]


def softmax(z):
    e = [math.exp(v) for v in z]
    return [v / sum(e) for v in e]


def sigmoids(z):
    return [1 / (1 + math.exp(-v)) for v in z]


def squared(a):
    return sum((v - t) ** 2 for v, t in zip(a, Y, strict=True)) / 2


def yes_no(a):
    return -sum(math.log(v if t else 1 - v) for v, t in zip(a, Y, strict=True))


COSTS = {
    "identity_squared": squared,
    "sigmoid_cross_entropy": lambda z: yes_no(sigmoids(z)),
    "softmax_cross_entropy": lambda z: -math.log(softmax(z)[2]),
    "sigmoid_squared": lambda z: squared(sigmoids(z)),
    "tanh_squared": lambda z: squared([math.tanh(v) for v in z]),
    "softmax_squared": lambda z: squared(softmax(z)),
}


@pytest.mark.parametrize("name", COSTS)
def test_delta_is_the_derivative_of_the_cost(name):
    got, cost, h = getattr(outputs.run(), name), COSTS[name], 1e-5
    assert (got.z.tolist(), got.y.tolist()) == (Z, Y)
    for k, delta in enumerate(got.delta):
        up, down = ([v + s * h * (i == k) for i, v in enumerate(Z)] for s in (1, -1))
        assert delta == pytest.approx((cost(up) - cost(down)) / (2 * h), rel=1e-7)


def test_three_pairs_give_a_minus_y_and_three_do_not():
    got = outputs.run()
    assert all(p.gap < 1e-12 for p in got.all[:3])
    assert all(p.gap > 0.5 for p in got.all[3:])
    assert [(p.activation, p.cost) for p in got.all] == [
        ("identity", "half_squared_error"),
        ("sigmoid", "binary_cross_entropy"),
        ("softmax", "softmax_cross_entropy"),
        ("sigmoid", "half_squared_error"),
        ("tanh", "half_squared_error"),
        ("softmax", "half_squared_error"),
    ]
    for p in got.all:
        np.testing.assert_allclose(p.a_minus_y, p.a - p.y)
