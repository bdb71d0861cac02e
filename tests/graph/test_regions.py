"""Wrong programs whose claim is no number on a region where the derivative is one.

What the forward pass does not look at there need not be a number; and what is infinite need not
make the output so.
"""

import numpy as np
import pytest

from backproof import Verdict, prove
from backproof.proof import whole
from backproof.question.task import Task

FAR = 1e9
N2 = {"a": ("N",), "b": ("N",)}
TWELVE = {"a": ("N", 12), "b": ("N", 12)}
SX = {"s": ("N",), "x": ()}
AZ = {"a": ("N",), "z": ("N",)}


def root(a):
    return np.sqrt(a + FAR)


def ramp(a):
    return np.maximum(a + FAR, 0)


def spread(x, key, g):
    d = np.zeros_like(x)
    np.add.at(d, key, g)
    return d


COLUMNS = (slice(None), [0, 2])
PARTS = np.stack

#: forward, backward, shapes, and what the gradients are asked by.
CASES = {
    "a part of a stack that is not looked at": (
        lambda a, b: PARTS([root(a), b, b])[1:],
        lambda g, a, b: g[0] + g[1] + 0 * root(a),
        N2,
        "b",
    ),
    "the same, made a number again by a comparison": (
        lambda a, b: PARTS([np.log(a + 1e12), b, b])[1:],
        lambda g, a, b: (g[0] + g[1]) * (np.log(a + 1e12) - np.log(a + 1e12) >= 0),
        N2,
        "b",
    ),
    "a part that is drawn positive": (
        lambda a, b: PARTS([np.sqrt(a), np.sqrt(b), b])[1:],
        lambda g, a, b: g[0] / (2 * np.sqrt(b)) + g[1] + 0 * np.sqrt(a),
        TWELVE,
        "b",
    ),
    "a column of a stack": (
        lambda a, b: PARTS([root(a), b], axis=1)[:, [1, 1]],
        lambda g, a, b: g[:, 0] + g[:, 1] + 0 * root(a),
        N2,
        "b",
    ),
    "a running sum at its first place": (
        lambda s, x: np.cumsum(root(s))[0] * x,
        lambda g, s, x: g * np.cumsum(root(s))[0] + 0 * root(s).sum(),
        SX,
        "x",
    ),
    "a running sum but for its last place": (
        lambda a, z: np.cumsum(np.sqrt(a), axis=1)[:, :11].sum(1) * z,
        lambda g, a, z: g * np.cumsum(np.sqrt(a), axis=1)[:, :11].sum(1) + 0 * np.sqrt(a).sum(1),
        {"a": ("N", 12), "z": ("N",)},
        "z",
    ),
    "columns by their numbers": (
        lambda x: root(x)[:, [0, 2]],
        lambda g, x: spread(x, COLUMNS, g) / (2 * root(x)),
        {"x": ("N", 3)},
        "x",
    ),
    "columns, drawn positive": (
        lambda x: np.sqrt(x)[:, [0, 2]],
        lambda g, x: spread(x, COLUMNS, g) / (2 * np.sqrt(x)),
        {"x": (8, 3)},
        "x",
    ),
    "a quotient by one that is infinite": (
        lambda a, z: z / (1 / ramp(a)),
        lambda g, a, z: g * ramp(a) ** 2 / ramp(a),
        AZ,
        "z",
    ),
    "the same, made a number again": (
        lambda a, z: z + 1 / (1 / ramp(a)),
        lambda g, a, z: g * (ramp(a) / ramp(a) > 0),
        AZ,
        "z",
    ),
    "a root of what is infinite": (
        lambda a, z: z * (1 / ramp(a)) ** -0.5,
        lambda g, a, z: g * ramp(a) ** 1.5 / ramp(a),
        AZ,
        "z",
    ),
    "an exponential over what is infinite": (
        lambda a, z: 1 / (np.exp(z) / ramp(a)),
        lambda g, a, z: -g * ramp(a) ** 2 / ramp(a) / np.exp(z),
        AZ,
        "z",
    ),
    "an exponential of what is infinite": (
        lambda a, z: z * np.exp(-1 / ramp(a) ** 2),
        lambda g, a, z: g * np.exp(-1 / ramp(a) ** 2) ** 2 / np.exp(-1 / ramp(a) ** 2),
        AZ,
        "z",
    ),
    "above the diagonal": (
        lambda x: np.tril(np.sqrt(x)),
        lambda g, x: np.tril(g) * 0.5 / np.sqrt(x),
        {"x": ("N", "N")},
        "x",
    ),
    "beside the diagonal": (
        lambda x: np.diagonal(np.sqrt(x)) * 1,
        lambda g, x: np.diag(g) * 0.5 / np.sqrt(x),
        {"x": ("N", "N")},
        "x",
    ),
    "nothing but a root of its own": (
        lambda x: 2 * x,
        lambda g, x: 2 * g + 0 * root(x),
        {"x": ("N",)},
        "x",
    ),
    "what is turned round and cut": (
        lambda x: root(x)[::-1][1:],
        lambda g, x: spread(x, (slice(-2, None, -1),), g) / (2 * root(x)),
        {"x": (4,)},
        "x",
    ),
}


def asked(name):
    forward, backward, shapes, wrt = CASES[name]
    return forward, lambda *given: (backward(*given),), shapes, (wrt,)


@pytest.mark.parametrize("name", CASES)
def test_a_claim_that_is_no_number_there_is_not_proved(name):
    (wrt,) = asked(name)[3]
    assert not whole.prove(Task.read(*asked(name))).found[wrt].proved
    assert prove(*asked(name)).verdict not in {Verdict.PROVED, Verdict.PROVED_AT}


#: The same forward passes with gradients that are numbers wherever the output is one.
RIGHT = {
    "a part of a stack": (
        lambda a, b: PARTS([root(a), b, b])[1:],
        lambda g, a, b: g[0] + g[1],
        N2,
        "b",
    ),
    "a running sum": (
        lambda s, x: np.cumsum(np.exp(s))[0] * x,
        lambda g, s, x: g * np.cumsum(np.exp(s))[0],
        SX,
        "x",
    ),
    "a quotient": (
        lambda a, z: z / (1 / (ramp(a) + 1)),
        lambda g, a, z: g * (ramp(a) + 1),
        AZ,
        "z",
    ),
    "a reciprocal twice": (
        lambda z: 1 / (1 / (z * z + 1)),
        lambda g, z: 2 * z * g,
        {"z": ("N",)},
        "z",
    ),
}


@pytest.mark.parametrize("name", RIGHT)
def test_the_right_claim_is_proved(name):
    forward, backward, shapes, wrt = RIGHT[name]
    assert prove(forward, lambda *given: (backward(*given),), shapes, (wrt,)).verdict is (
        Verdict.PROVED
    )
