"""The first note's numbers, by hand: 0.4·0.5 + 0.6·0.3 = 0.38, 0.1·0.5 + 0.9·0.3 = 0.32."""

import math

import numpy as np

from book.examples.network import first_note


def test_the_true_numbers():
    note = first_note.run()
    np.testing.assert_allclose(note.product, [0.20 + 0.18, 0.05 + 0.27], rtol=1e-14)
    np.testing.assert_allclose(note.z, [0.38 + 0.2, 0.32 + 0.1], rtol=1e-14)
    logistic = [1 / (1 + math.exp(-0.58)), 1 / (1 + math.exp(-0.42))]
    np.testing.assert_allclose(note.a, logistic, rtol=1e-14)
    np.testing.assert_allclose(note.a, [0.6410674, 0.6034832], atol=5e-8)


def test_the_note_is_right_to_its_last_decimal():
    note = first_note.run()
    assert note.claims_hold
    assert note.claimed_a.tolist() == [0.641, 0.603]
    assert [round(a, 3) for a in note.a] == [0.641, 0.603]
    assert max(note.gap_product, note.gap_z) < 1e-15
    assert 0.00048 < note.gap_a < note.rounding == 0.0005


def test_reading_the_weights_the_other_way_gives_other_numbers():
    # 0.4·0.5 + 0.1·0.3 and 0.6·0.5 + 0.9·0.3
    np.testing.assert_allclose(first_note.run().product_if_transposed, [0.23, 0.57], rtol=1e-14)
