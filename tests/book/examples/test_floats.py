"""Rounding, where the real value is known."""

import math

import pytest

from book.examples.proving import floats


def test_the_real_slope_is_not_zero_but_its_float_is():
    got = floats.run()
    assert got.a == 1
    assert got.slope == 0
    assert got.slope_mirrored == pytest.approx(math.exp(-40), rel=1e-12)
