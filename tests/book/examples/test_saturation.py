"""Saturation, by known values and scalar arithmetic."""

import math

import numpy as np
import pytest

from book.examples.network import saturation


def sigma(z):
    return 1 / (1 + math.exp(-z))


def slope(z):
    """Give the slope of the sigmoid another way: 1 / (4 cosh²(z / 2))."""
    return 1 / (2 * math.cosh(z / 2)) ** 2


def test_slopes():
    got = saturation.slopes()
    np.testing.assert_allclose(got.a, [sigma(z) for z in got.z], rtol=1e-13)
    np.testing.assert_allclose(got.slope, [slope(z) for z in got.z], rtol=1e-10)
    assert got.largest_slope == 0.25 == got.slope.max()


def test_the_best_that_a_chain_can_do_is_a_quarter_for_each_layer():
    got = saturation.vanishing(6)
    assert got.best_factor.tolist() == [1 / 4, 1 / 16, 1 / 64, 1 / 256, 1 / 1024, 1 / 4096]
    assert got.layers.tolist() == [1, 2, 3, 4, 5, 6]
    np.testing.assert_allclose(got.factor, [slope(2.0) ** n for n in range(1, 7)], rtol=1e-12)
    assert (got.factor < got.best_factor).all()


def test_a_sure_and_wrong_neuron_learns_slowly_under_the_quadratic_cost():
    # z = 2·1 + 2 = 4, y = 0
    got = saturation.wrong_neuron()
    assert (got.z, got.y) == (4, 0)
    assert got.a == pytest.approx(sigma(4), rel=1e-14)
    assert got.quadratic_delta == pytest.approx(sigma(4) * slope(4), rel=1e-12)
    assert got.cross_entropy_delta == pytest.approx(sigma(4), rel=1e-14)
    assert got.times_faster == pytest.approx(1 / slope(4), rel=1e-12)
    assert got.slope == pytest.approx(slope(4), rel=1e-12)


def test_a_weak_input_moves_its_weight_weakly():
    # z = 0, so a = ½ and δ = ½ - 1.
    got = saturation.weak_input(1.0, 0.01)
    assert got.delta == -0.5
    np.testing.assert_allclose(got.dW, [-0.5, -0.005], rtol=1e-14)
    assert got.ratio_of_gradients == pytest.approx(got.ratio_of_inputs) == pytest.approx(100)


def test_run_holds_all_four():
    got = saturation.run()
    assert got.wrong_neuron == saturation.wrong_neuron()
    assert got.slopes.z.tolist() == [-10, -5, -2, 0, 2, 5, 10]
    assert len(got.vanishing.layers) == 10
    assert got.weak_input.delta == -0.5
