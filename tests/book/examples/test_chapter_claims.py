"""Sentences of the chapters bp1 to bp4, algorithm and output_layers that rest on a number."""

import numpy as np

from book.examples.chapters import outputs
from book.examples.network import article, backward_step, nudges, two_two_one


def test_bp1_error_is_not_output_minus_target():
    got = two_two_one.run()
    np.testing.assert_array_equal(got.first.da2, got.first.a2 - got.y)
    assert abs(got.first.delta2).max() < abs(got.first.da2).max() / 2


def test_bp3_nudging_the_bias_moves_the_cost_as_nudging_z_does():
    got = nudges.run()
    assert got.bp2.formula == got.bp3.formula
    assert abs(got.bp2.slope - got.bp3.slope) < 1e-10


def test_bp4_a_column_is_zero_for_the_first_example_and_not_for_both():
    got = backward_step.run()
    assert not got.dW_of_each[0][:, 1].any()
    assert got.dW[:, 1].all()
    np.testing.assert_array_equal(got.dW_of_each.sum(axis=0), got.dW)
    np.testing.assert_array_equal(got.db_of_each.sum(axis=0), got.db)


def test_softmax_with_half_squared_error_turns_the_second_sign():
    pair = outputs.run().softmax_squared
    assert pair.delta[1] < 0 < pair.a_minus_y[1]


def test_minus_y_log_a_teaches_nothing_where_the_target_is_zero():
    got = article.other_target()
    assert got.slope_of_half_the_loss == 0
    assert got.slope_of_the_whole_loss == got.a_minus_y
