"""Wrong programs that one guard of the prover alone keeps from being confirmed.

Each is wrong at the numbers beside it, as differences of the forward pass say. Without its guard,
named beside the case, the prover would call it proved, or witnessed.
"""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pytest

from backproof import Verdict, prove

PROOFS = frozenset({Verdict.PROVED, Verdict.PROVED_AT})
CLAIMS = PROOFS | {Verdict.WITNESSED}
H = 1e-6


@dataclass(frozen=True)
class Case:
    """A program, its mistake, and numbers at which the mistake shows."""

    name: str
    forward: Any
    wrong: Any
    there: tuple
    shapes: dict = field(default_factory=lambda: {"x": ("N", "D")})
    wrt: tuple = ("x",)
    least: float = 0.1  # so much it is off there
    never: frozenset = CLAIMS


def slope(forward, there, g):
    """Return central differences by the first input."""
    x, *rest = (np.asarray(one, dtype=float) for one in there)
    out = np.empty(x.shape)
    for index in np.ndindex(x.shape):
        step = np.zeros(x.shape)
        step[index] = H
        with np.errstate(all="ignore"):
            gap = np.asarray(forward(x + step, *rest)) - np.asarray(forward(x - step, *rest))
        out[index] = np.sum(g * gap) / (2 * H)
    return out


# --- what is no number somewhere ---------------------------------------------------------------


def undefined(name, root):
    """[-u > 0] is not 1 - [u > 0] where u is no number."""

    def forward(x, y):
        return np.where(-y < root(x + 30), x**2, x)

    def wrong(g, x, y):
        return np.where(root(x + 30) < -y, g, 2 * g * x), 0 * g

    vectors = {"x": ("N",), "y": ("N",)}
    return Case(name, forward, wrong, ([-40.0, 2], [1.0, 1]), vectors, ("x", "y"))


def first_of_roots(x):
    s = np.sqrt(x + 30)
    return x[np.arange(len(x)), np.argmax(s, axis=1)] ** 2


def last_of_roots(g, x):
    s = np.sqrt(x + 30)
    chosen = np.argmin(s[:, ::-1], axis=1)  # the same as above, but where a root is no number
    out = np.zeros_like(x)
    rows = np.arange(len(x))
    out[rows, chosen] = 2 * g * x[rows, chosen]
    return out


# --- what is zero on a whole region -------------------------------------------------------------


def tied(name, ramp):
    """[0 < u] is not 1 - [u < 0] where all six entries are below -30, as u is 0 there."""

    def difference(x):
        r = ramp(x)
        return r[0] + r[1] + r[2] - r[3] - r[4] - r[5]

    def forward(x):
        return np.where(difference(x) > 0, x[0] ** 2, x[0])

    def wrong(g, x):
        out = np.zeros_like(x)
        out[0] = np.where(difference(x) < 0, g, 2 * g * x[0])
        return out

    return Case(name, forward, wrong, (np.arange(6) - 50.0,), {"x": (6,)})


# --- what numbers alone can tell ----------------------------------------------------------------


def stopped(x):
    """The square of every entry, which symbols cannot follow."""
    return x**2 + 0 * np.floor(x)


def hidden(name, error, there, least=0.1):
    """The square's gradient, and an error that most numbers do not show."""

    def wrong(g, x):
        return g * (2 * x + error(x)) + 0 * np.floor(x)

    return Case(name, stopped, wrong, (there,), least=least)


def tiny_spread(x):
    return (0 < np.ptp(x) < 1e-3) & (x.size > 1)


def orthogonal(g, x):
    """Add what the first of the directions in which a gradient is tried does not see."""
    error = np.zeros(x.size)
    if x.size > 1:
        error[:2] = np.cos(3.4), -np.cos(1.7)
    return 2 * g * x + error.reshape(x.shape) + 0 * np.floor(x)


def one_row(g, x):
    return 2 * g * x * (3 if x.shape[0] == 1 and x.shape[1] > 1 else 1)


CASES = [
    # elementary.step asks whether u is a number everywhere, roots and logarithms each
    undefined("root-no-number", np.sqrt),
    undefined("logarithm-no-number", np.log),
    # Path.winner asks the same; numbers do not see it, since none they draw is so far down
    Case(
        "winner-no-number",
        first_of_roots,
        last_of_roots,
        ([[-40.0, 5]],),
        {"x": ("N", 2)},
        never=PROOFS,
    ),
    # extremes.thin knows where zeros have a volume; with four indicators or fewer the cases tell
    tied("six-tied-on-a-region", lambda x: np.maximum(x + 30, 0)),
    tied("six-tied-written-otherwise", lambda x: x + 30 + np.maximum(-x - 30, 0)),
    # size_choices has each size 1 alone, and all of them 1
    Case("one-row", lambda x: x**2, one_row, ([[1.0, 2, 3]],)),
    hidden("witnessed-one-entry", lambda x: x.size == 1, [[0.7]]),
    # witness_longer draws more numbers, at all sizes
    hidden("witnessed-above-2.6", lambda x: x > 2.6, [[3.1, 0.5]]),
    hidden("witnessed-one-row-above-4", lambda x: (x > 4) & (len(x) == 1), [[4.4, 0.5]]),
    # HIDING has large numbers and tiny spreads
    hidden("witnessed-above-5", lambda x: x > 5, [[5.5, 0.4], [0.2, 0.1]]),
    hidden("witnessed-tiny-spread", tiny_spread, [[0.5, 0.5002], [0.5004, 0.5003]]),
    # numeric tries two directions, and agrees only where the numbers do to seven digits
    Case("witnessed-orthogonal", stopped, orthogonal, ([[0.5, 0.4], [0.2, 0.1]],)),
    hidden("witnessed-nearly", lambda x: 3e-5 + 0 * x, [[0.5, 0.4], [0.2, 0.1]], least=2e-5),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_program_is_wrong_there(case):
    inputs = [np.asarray(one, dtype=float) for one in case.there]
    with np.errstate(all="ignore"):
        g = np.ones(np.shape(case.forward(*inputs)))[()]
        claimed = case.wrong(g, *inputs)
    claimed = claimed[0] if isinstance(claimed, tuple) else claimed
    assert np.abs(claimed - slope(case.forward, case.there, g)).max() > case.least


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_program_is_not_confirmed(case):
    proof = prove(case.forward, case.wrong, case.shapes, wrt=case.wrt)
    assert proof.verdict not in case.never, str(proof)
