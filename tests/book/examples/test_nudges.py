"""The nudges, with the costs computed here."""

import math
from dataclasses import astuple

import pytest

from book.examples.network import nudges


def sigma(z):
    return 1 / (1 + math.exp(-z))


def cost(*, dz2=0.0, dz1=0.0):
    h1, h2 = sigma(0.0), sigma(0.5 + dz1)
    return (sigma(0.6 * h1 - 0.4 * h2 + 0.1 + dz2) - 1) ** 2 / 2


@pytest.mark.parametrize(
    ("name", "value", "moved"),
    [
        ("bp1", 0.4 - 0.4 * sigma(0.5), {"dz2": 1e-4}),
        ("bp2", 0.5, {"dz1": 1e-4}),
        ("bp3", 0.1, {"dz1": 1e-4}),
        ("bp4", 0.1, {"dz1": 2e-4}),  # the input of this weight is 2
    ],
)
def test_costs_and_slopes(name, value, moved):
    got = getattr(nudges.run(), name)
    above, below = cost(**moved), cost(**{k: -v for k, v in moved.items()})
    expected = (1e-4, value, below, above, (above - below) / 2e-4)
    assert astuple(got)[:5] == pytest.approx(expected, rel=1e-9)
    assert got.formula == pytest.approx(got.slope, rel=1e-7)
