"""Descent on one weight, against the closed form of a quadratic."""

import numpy as np
import pytest

from book.examples.network import descent

CURVATURE, BEST = 7.5, 1.1


def test_the_quadratic():
    got = descent.run()
    assert got.curvature == CURVATURE
    assert got.best == pytest.approx(BEST, rel=1e-14)
    assert got.limit == pytest.approx(4 / 15, rel=1e-14)
    assert got.best_cost == pytest.approx((0.9**2 + 0.2**2 + 1.7**2 + 1.4**2) / 8, rel=1e-12)


@pytest.mark.parametrize("rate", [0.01, 0.1, 0.28])
def test_each_step_multiplies_the_distance_by_the_same_factor(rate):
    got = descent.path(rate)
    k = np.arange(len(got.w))
    np.testing.assert_allclose(got.w - BEST, (0.5 - BEST) * (1 - rate * CURVATURE) ** k, rtol=1e-9)
    assert got.factor == pytest.approx(1 - rate * CURVATURE, rel=1e-14)


def test_small_creeps_fitting_arrives_large_flies_away():
    got = descent.run()
    assert got.small.cost[-1] > 1.5 * got.fitting.cost[-1]
    assert got.fitting.cost[-1] - got.best_cost < 1e-3
    assert got.large.cost[-1] > got.large.cost[0]
    assert got.large.learning_rate > got.limit > got.fitting.learning_rate


def test_the_mean_over_equal_batches_is_the_gradient_of_all():
    got = descent.run()
    # x (w x - y): 1(-1.5), 2(-1), 3(-3.5), 4(-1)
    np.testing.assert_allclose(got.gradient_of_each_batch, [-1.75, -7.25], rtol=1e-13)
    assert got.mean_of_batches == pytest.approx(-4.5, rel=1e-13)
    assert got.gradient_of_all == pytest.approx(-4.5, rel=1e-13)
