"""The article's numbers, with the standard library alone."""

import math

import pytest

from book.examples.network import article


def loss_at(w):
    return -math.log(1 / (1 + math.exp(-w * 0.5)))


def test_forward_and_backward():
    got = article.run()
    a = 1 / (1 + math.exp(-0.4))
    assert got.z == 0.4
    assert got.a == pytest.approx(a, rel=1e-14)
    assert got.loss == pytest.approx(-math.log(a), rel=1e-14)
    assert got.dz == pytest.approx(a - 1, rel=1e-14)
    assert got.dw == pytest.approx((a - 1) / 2, rel=1e-14)
    assert got.dw == pytest.approx((loss_at(0.8 + 1e-5) - loss_at(0.8 - 1e-5)) / 2e-5, rel=1e-9)


def test_the_article_is_right_to_its_last_decimal():
    got = article.run()
    assert got.claims_hold
    assert (round(got.a, 4), round(got.loss, 3)) == (0.5987, 0.513)
    assert (round(got.dz, 4), round(got.dw, 4)) == (-0.4013, -0.2007)
    assert got.largest_gap < 5e-5


@pytest.mark.parametrize("learning_rate", [0.1, 1.0])
def test_one_update_lowers_the_loss(learning_rate):
    got = article.run(learning_rate)
    assert got.new_w == pytest.approx(0.8 - learning_rate * got.dw, rel=1e-14)
    assert got.step == pytest.approx(-learning_rate * got.dw, rel=1e-13)
    assert got.new_z == pytest.approx(got.new_w / 2, rel=1e-14)
    assert got.new_a == pytest.approx(1 / (1 + math.exp(-got.new_w / 2)), rel=1e-14)
    assert got.new_loss == pytest.approx(loss_at(got.new_w), rel=1e-14)
    assert got.new_loss < got.loss


@pytest.mark.parametrize("y", [0.0, 0.25])
def test_another_target_needs_the_whole_loss(y):
    got = article.other_target(y)
    a = 1 / (1 + math.exp(-0.4))
    # d/dz of -y log σ(z) is y (σ(z) - 1).
    assert got.slope_of_half_the_loss == pytest.approx(y * (a - 1), abs=1e-15)
    assert got.slope_of_the_whole_loss == pytest.approx(a - y, rel=1e-14)
    assert got.a_minus_y == pytest.approx(a - y, rel=1e-14)
