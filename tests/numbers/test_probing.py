"""Mistakes where no ordinary number comes: the code itself says where to look.

Each wrong program is right at every number between -8 and 8 and at every size below 5, or has a
gradient that is no number where the derivative is one. None may be called right; each right twin
keeps its verdict.
"""

from functools import cache, cached_property, partialmethod
from typing import NamedTuple

import numpy as np
import pytest

from backproof import Verdict, prove
from backproof.numbers.probing import numbers_in
from backproof.question.task import Task

N, XZ = {"x": ("N",)}, {"x": ("N",), "z": ("N",)}
CLAIMS = {Verdict.PROVED, Verdict.PROVED_AT, Verdict.WITNESSED}
FAR = 2000.0


def far(x):
    return np.maximum(x - FAR, 0) + x + 0 * np.floor(x)


def log_of_what_may_be_negative(x, z):
    u = np.log(x + 30) - 3.4
    return np.where(u > -0.5, z, np.where(u < 0.5, z, 0))


def copied_diagonal(x):
    v = np.maximum(x - 30, 0)
    matrix = np.diag(v)
    v *= 2
    return x + np.diag(matrix) + 0 * v


def norm(x):
    r = np.maximum(x, 0)
    return np.sqrt((r * r).sum(axis=1))


def dead_norm(g, x):
    r = np.maximum(x, 0)
    return g[:, None] * r / norm(x)[:, None]


SIZES = {"47": 3}
WRONG = {
    "beyond a number in the code": (far, lambda g, x: g * (1 + 2 * (x > FAR)), N),
    "a logarithm that is no number": (
        log_of_what_may_be_negative,
        lambda g, x, z: (0 * x, g),
        XZ,
    ),
    "cancelled before a comparison": (
        lambda x, z: np.where(z + np.log(x + 30) - np.log(x + 30) > 0, z, 0 * z),
        lambda g, x, z: (0 * x, np.where(z > 0, g, 0)),
        XZ,
    ),
    "times 0 before a comparison": (
        lambda x, z: np.where(0 * np.log(x + 30) > -1, z, 0 * z),
        lambda g, x, z: (0 * x, g),
        XZ,
    ),
    "not equal to itself": (
        lambda x: np.where(np.sqrt(x + 30) != np.sqrt(x + 30), x**2, x),
        lambda g, x: g,
        N,
    ),
    "0 divided by 0 taken for 1": (
        lambda x: np.where(np.maximum(30 - x, 0) / np.maximum(30 - x, 0) > 0, x, x**2),
        lambda g, x: g,
        N,
    ),
    "a gradient that is 0 / 0": (
        lambda x: x,
        lambda g, x: g * np.maximum(30 - x, 0) / np.maximum(30 - x, 0),
        N,
    ),
    "a gradient through a logarithm": (
        lambda x: x,
        lambda g, x: g * np.exp(np.log(x + 30)) / (x + 30),
        N,
    ),
    "a gradient through a root": (
        lambda x: x * 1,
        lambda g, x: g * np.sqrt(x + 30) * np.sqrt(x + 30) / (x + 30),
        N,
    ),
    "the norm of dead units": (norm, dead_norm, {"x": ("N", "D")}),
    "a copy taken for a view": (copied_diagonal, lambda g, x: g * (1 + 2 * (x > 30)), N),
    "a size of two digits": (
        lambda x: x**2,
        lambda g, x: 2 * g * x * (1 if len(str(x.shape[0])) < 2 else 3),
        N,
    ),
    "a size asked for as text": (
        lambda x: x**2,
        lambda g, x: 2 * g * x * (3 if f"{x.shape[0]}" in SIZES else 1),
        N,
    ),
    "a tiny loss with the wrong sign": (
        lambda x: 1e-8 * x**2 + 0 * np.floor(x),
        lambda g, x: -2e-8 * g * x,
        N,
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_far_out_is_not_called_right(name):
    proof = prove(*WRONG[name])
    assert proof.verdict not in CLAIMS, proof.explain()


def softmax(z):
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def softmax_back(g, z):
    a = softmax(z)
    return a * (g - (g * a).sum(axis=1, keepdims=True))


def variance(x):
    return ((x - x.mean(axis=1, keepdims=True)) ** 2).mean(axis=1)


RIGHT = {
    "far": (far, lambda g, x: g * (1 + (x > FAR)), N, Verdict.WITNESSED),
    "softmax, saturated": (softmax, softmax_back, {"z": ("N", "K")}, Verdict.PROVED),
    "an exponential that overflows": (
        lambda x: 1 / (1 + np.exp(-x)),
        lambda g, x: g * np.exp(-x) / (1 + np.exp(-x)) ** 2,
        N,
        Verdict.PROVED,
    ),
    "parts that cancel": (
        variance,
        lambda g, x: g[:, None] * 2 * (x - x.mean(axis=1, keepdims=True)) / x.shape[1],
        {"x": ("N", "D")},
        Verdict.PROVED,
    ),
    "a short wave": (
        lambda x: np.sin(300 * x),
        lambda g, x: g * 300 * np.cos(300 * x),
        N,
        Verdict.PROVED,
    ),
    "a scalar written by out=": (
        lambda x, s: x * np.multiply(s, 3, out=s.copy()),
        lambda g, x, s: (g * 3 * s, (g * 3 * x).sum()),
        {"x": ("N",), "s": ()},
        Verdict.PROVED,
    ),
    "a tiny loss": (lambda x: 1e-8 * x**2, lambda g, x: 2e-8 * g * x, N, Verdict.PROVED),
    "a huge one": (lambda x: 1e9 * x**3, lambda g, x: 3e9 * g * x**2, N, Verdict.PROVED),
}


@pytest.mark.parametrize("name", RIGHT)
def test_what_is_right_far_out_keeps_its_verdict(name):
    *code, verdict = RIGHT[name]
    proof = prove(*code)
    assert proof.verdict is verdict, proof.explain()


def test_the_numbers_of_the_code_are_found_wherever_they_stand():
    limits, table = {"a": 41.0, "b": "42"}, (43.0, (44.0,))

    def inner(x):
        return x - 45.5

    def forward(x, _cut=46):
        return inner(x) * limits.get("a", 0) + table[0] + FAR

    task = Task.read(forward, lambda g, x: g, N, None)
    assert {41.0, 42.0, 43.0, 44.0, 45.5, 46.0, FAR} <= set(numbers_in(task))


@cache
def remembered(_):
    return 51.0


@np.vectorize
def each(z):
    return z if z < 52 else z + 1


class Limits:
    @property
    def low(self):
        return 53.0

    @cached_property
    def high(self):
        return 54.0

    part = partialmethod(lambda self, k: k + 55.0, 2)


LIMITS = Limits()


def test_the_numbers_of_what_holds_a_function_are_found():
    def forward(x):
        return each(x) + remembered(1) + LIMITS.low + LIMITS.high + LIMITS.part()

    task = Task.read(forward, lambda g, x: g, N, None)
    assert {51.0, 52.0, 53.0, 54.0, 55.0} <= set(numbers_in(task))


def test_numbers_in_the_code_of_others_are_none_of_the_users():
    def forward(x):
        return NamedTuple("Pair", [("x", float)])(x).x  # whose own code has 3 and 15

    assert numbers_in(Task.read(forward, lambda g, x: g, N, None)) == []


def softplus_or(x, r):
    a = np.log(1 + np.exp(x))  # 0 in floats where x is below -37, and never 0 on paper
    return np.where(a > 0, a, r)


def softplus_or_back(g, x, r):
    a = np.logaddexp(0, x)
    return g * (a > 0) / (1 + np.exp(-x)), np.where(a > 0, 0, g).sum(axis=0, keepdims=True)


def lost(y):
    a = np.expm1(2 * y)
    return np.logaddexp(a, a)


def lost_back(g, y):
    a = np.expm1(2 * y)
    b = np.logaddexp(a, a)  # log 2 is lost beside a large a, in floats of any length
    return 2 * (a + 1) * (g * np.exp(a - b) + g / 2)


@pytest.mark.parametrize(
    ("forward", "backward", "shapes", "verdict"),
    [
        (softplus_or, softplus_or_back, {"x": ("N", "D"), "r": (1, "D")}, Verdict.UNDECIDED),
        (lost, lost_back, {"y": ("N", "D", "K")}, Verdict.PROVED),
    ],
)
def test_what_floats_lose_refutes_nothing_right(forward, backward, shapes, verdict):
    proof = prove(forward, backward, shapes)
    assert proof.verdict is verdict, proof.explain()
