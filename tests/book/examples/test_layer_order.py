"""Both orders, against differences of a cost written here."""

import numpy as np
import pytest

from book.examples.network import layer_order


def sigma(z):
    return 1 / (1 + np.exp(-z))


def cost(p):
    a = layer_order.X[0]
    for W, b in zip(p[::2], p[1::2], strict=True):
        a = sigma(W @ a + b)
    return ((a - layer_order.Y[0]) ** 2).sum() / 2


@pytest.mark.parametrize("layer", [0, 1, 2])
def test_down_is_the_gradient(layer):
    got, h = layer_order.run(), 1e-5
    expected = np.zeros_like(got.dW_down[layer])
    delta = np.zeros_like(got.down[layer])
    for place, slopes in ((2 * layer, expected), (2 * layer + 1, delta)):
        for index in np.ndindex(slopes.shape):
            costs = []
            for s in (1, -1):
                p = [v.copy() for v in layer_order.PARAMETERS]
                p[place][index] += s * h
                costs.append(cost(p))
            slopes[index] = (costs[0] - costs[1]) / (2 * h)
    np.testing.assert_allclose(got.dW_down[layer], expected, rtol=1e-6)
    np.testing.assert_allclose(got.dW_network[layer], expected, rtol=1e-6)
    np.testing.assert_allclose(got.down[layer], delta, rtol=1e-6)


def test_up_leaves_the_first_layer_without_a_gradient():
    got = layer_order.run()
    assert got.layers == 3
    assert got.sizes == (2, 2, 2, 1)
    assert not got.up[0].any()
    assert not got.dW_up[0].any()
    for layer in (1, 2):
        np.testing.assert_array_equal(got.dW_up[layer], got.dW_down[layer])
    assert abs(got.dW_down[0]).min() > 1e-4
