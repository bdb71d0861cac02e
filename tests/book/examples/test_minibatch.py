"""Mean against sum, by hand: each gradient is x (0.5 x - y)."""

import pytest

from book.examples.network import minibatch


def test_gradients_by_hand():
    got = minibatch.run()
    assert got.gradient_of_each.tolist() == [-1.5, 2 * (1 - 2), 3 * (1.5 - 5), 4 * (2 - 3)]
    assert got.gradient_of_sum == -1.5 - 2 - 10.5 - 4 == -18
    assert got.gradient_of_mean == -18 / 4


@pytest.mark.parametrize("learning_rate", [0.1, 0.3])
def test_which_step_comes_of_which_scaling(learning_rate):
    got = minibatch.run(learning_rate)
    assert got.step_of_mean == pytest.approx(4.5 * learning_rate)
    assert got.step_of_sum == pytest.approx(18 * learning_rate)
    assert got.step_of_sum_with_rate_divided == pytest.approx(got.step_of_mean)
    assert got.step_of_mean_with_rate_divided == pytest.approx(got.step_of_mean / 4)


def test_twice_the_same_batch_leaves_the_mean_and_doubles_the_sum():
    got = minibatch.run()
    assert got.gradient_of_mean_twice_the_batch == got.gradient_of_mean
    assert got.gradient_of_sum_twice_the_batch == 2 * got.gradient_of_sum
