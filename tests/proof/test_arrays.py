"""Traced arrays: every operation against NumPy, entry by entry, and what is refused."""

import numpy as np
import pytest
import sympy as sp
from tests.proof.plain import value

from backproof.proof.arrays import FUNCTIONS, UFUNCS, Arbitrary, SymbolicArray, size, symbol
from backproof.proof.polynomial import Unsupported

LENGTHS = {"N": 3, "D": 2}
SHAPES = {
    "x": ("N", "D"),
    "y": ("N", "D"),
    "row": (1, "D"),
    "column": ("N", 1),
    "v": ("D",),
    "W": ("D", "N"),
    "T": ("N", "D", 2),
    "U": ("N", 2, "D"),
    "s": (),
    "one": (1, 1),
    "f": (2, 4),
}


def traced(name):
    return symbol(name, *(size(c) if isinstance(c, str) else c for c in SHAPES[name]))


def same(function, names, *, draw="normal", seed=0):
    """Compare a function of arrays, traced and evaluated entry by entry, with NumPy's own."""
    rng = np.random.default_rng(seed)
    number = {
        n: rng.normal(size=tuple(LENGTHS.get(c, c) for c in SHAPES[n]))
        if draw == "normal"
        else rng.uniform(0.2, 2, size=tuple(LENGTHS.get(c, c) for c in SHAPES[n]))
        for n in SHAPES
    }
    want = np.asarray(function(*(number[n] for n in names)))
    got = function(*(traced(n) for n in names))
    assert isinstance(got, SymbolicArray)
    assert (got.dtype == bool) == (want.dtype == bool)
    assert (
        tuple(int(d.subs({size(c): v for c, v in LENGTHS.items()})) for d in got.dims) == want.shape
    )
    for index in np.ndindex(want.shape):
        assert value(got.at(*index), LENGTHS, number) == pytest.approx(
            float(want[index]), rel=1e-12, abs=1e-12
        )


POSITIVE = {"log", "log2", "log10", "log1p", "sqrt", "power", "float_power", "reciprocal"}
PAIRS = [("x", "y"), ("x", "row"), ("column", "v"), ("x", "s"), ("one", "x"), ("T", "one")]


@pytest.mark.parametrize("name", UFUNCS)
def test_every_ufunc(name):
    ufunc = getattr(np, name)
    draw = "positive" if name in POSITIVE else "normal"
    for names in PAIRS if ufunc.nin == 2 else ["x", "s", "T"]:
        same(ufunc, names if ufunc.nin == 2 else (names,), draw=draw)


OPERATIONS = {
    "sum": (lambda x: x.sum(), "x"),
    "sum 0": (lambda x: np.sum(x, axis=0), "x"),
    "sum -1 keepdims": (lambda x: x.sum(axis=-1, keepdims=True), "x"),
    "sum two axes": (lambda t: t.sum(axis=(0, 2)), "T"),
    "sum no axis": (lambda x: x.sum(axis=()), "x"),
    "sum a row": (lambda r: r.sum(axis=0), "row"),
    "mean": (lambda x: np.mean(x, axis=1, keepdims=True), "x"),
    "mean of all": (lambda t: t.mean(), "T"),
    "max": (lambda x: x.max(axis=1), "x"),
    "max keepdims": (lambda x: np.max(x, axis=(0, 1), keepdims=True), "x"),
    "amax": (lambda x: np.amax(x, 0), "x"),
    "transpose": (lambda x: x.T @ x, "x"),
    "transpose order": (lambda t: np.transpose(t, (1, 2, 0)), "T"),
    "transpose method": (lambda t: t.transpose(2, 0, 1), "T"),
    "matmul": (lambda x, w: x @ w, "xW"),
    "matmul vector": (lambda x, v: x @ v, "xv"),
    "vector matmul": (lambda v, w: v @ w, "vW"),
    "inner": (lambda v: v @ v, "v"),
    "matmul stacks": (lambda t, u: t @ u, "TU"),
    "matmul stack and matrix": (lambda t, f: t @ f, "Tf"),
    "dot": (np.dot, "xW"),
    "dot of numbers": (lambda x: np.dot(x, 3), "x"),
    "dot method": (lambda x, v: x.dot(v), "xv"),
    "outer": (lambda v: np.outer(v, v), "v"),
    "none": (lambda v: v[:, None] * v[None, :], "v"),
    "ellipsis": (lambda t: t[..., None, :], "T"),
    "first": (lambda t: t[0] + t[:, 0][0], "T"),
    "where": (lambda x, y: np.where(x > y, x, 2 * y), "xy"),
    "where of truth": (lambda x, y: np.where(x > y, x > 0, y > 0), "xy"),
    "zeros": (lambda x: x + np.zeros_like(x), "x"),
    "ones": (lambda x: np.ones_like(x) * 2, "x"),
    "ones of truth": (lambda x: np.ones_like(x > 0), "x"),
    "mask": (lambda x: x * (x > 0), "x"),
    "mask as floats": (lambda x: (x > 0).astype(float) + (x > -1).astype(float), "x"),
    "count": (lambda x: (x > 0).sum(axis=0), "x"),
    "mean of truth": (lambda x: (x > 0).mean(), "x"),
    "or": (lambda x: (x > 0) + (x > -0.5), "x"),
    "and": (lambda x: (x > 0) * (x < 1), "x"),
    "bits": (lambda x: (x > 1) | ~(x > 0) & (x <= 2), "x"),
    "logical": (lambda x: np.logical_or(np.logical_not(x > 0), x >= 1), "x"),
    "sizes": (lambda x: x * x.shape[0] / np.sqrt(x.shape[1]) - x.size, "x"),
    "integers": (lambda f: f.shape[0] * f[0], "f"),
    "constants": (lambda f: f + np.full((2, 4), 0.1) - np.float64(0.3) + True, "f"),
    "reflected": (lambda x: 1 - x / 2 + 2 / (3 + x**2) - (-x), "x"),
    "unknown": (lambda x: np.tanh(np.square(x)) ** 3, "x"),
}


@pytest.mark.parametrize("name", OPERATIONS)
def test_operations(name):
    function, names = OPERATIONS[name]
    same(function, tuple(names) if names not in SHAPES else (names,))


def test_every_function_has_a_case():
    seen = {
        "sum",
        "mean",
        "max",
        "amax",
        "dot",
        "transpose",
        "outer",
        "where",
        "zeros_like",
        "ones_like",
    }
    assert set(FUNCTIONS) <= seen | {"shape", "ndim"}
    x = traced("f")
    assert np.shape(x) == (2, 4)
    assert np.ndim(x) == 2
    assert len(x) == 2


x = traced("x")
REFUSED = {
    "np.sort": lambda: np.sort(x),
    "np.linalg.norm": lambda: np.linalg.norm(x),
    "np.cumsum": lambda: np.cumsum(x),
    "np.floor": lambda: np.floor(x),
    "np.equal": lambda: x == 0,
    "np.not_equal": lambda: x != x.T,
    "np.add.reduce": lambda: np.add.reduce(x),
    "np.add with where": lambda: np.add(x, x, where=True),
    "np.add in place or with out=": lambda: np.add(x, x, out=(x,)),
    "assignment to a subscript": lambda: x.__setitem__(0, 1),
    "conversion of a symbolic array": lambda: np.asarray(x),
    "a loop over an array": lambda: list(x),
    "len": lambda: len(x),
    "a decision": lambda: bool(x > 0),
    "the subscript": lambda: x[1],
    "the subscript False": lambda: x[False],
    "the subscript slice": lambda: x[1:],
    "np.add of truth values|np.subtract of truth values": lambda: (x > 0) - (x > 1),
    "np.exp of truth values": lambda: np.exp(x > 0),
    "np.matmul of truth values": lambda: (x > 0).T @ (x > 0),
    "np.where with a condition": lambda: np.where(x, x, x),
    "an array of different": lambda: traced("f") + np.arange(8.0).reshape(2, 4),
    "the constant inf": lambda: x + np.inf,
    "the constant nan": lambda: x * float("nan"),
    "a complex among symbols": lambda: x * 1j,
    "a list among symbols": lambda: x * [1, 2],
    "a str among symbols": lambda: x * "N",
    r"astype\(int64\)": lambda: x.astype(int),
    "a look-up by a size": lambda: {3: 1}.get(x.shape[0]),
    "a decision on a size": lambda: x.shape == (3, 2),
}


@pytest.mark.parametrize("words", REFUSED)
def test_what_is_not_known_is_refused_by_name(words):
    with pytest.raises(Unsupported, match=words):
        REFUSED[words]()


@pytest.mark.parametrize(
    "call",
    [
        lambda: np.sum(x, 0, float),  # the third argument is a dtype
        lambda: np.zeros_like(x, shape=(2,)),
        lambda: np.sum(x, where=x > 0),
        lambda: range(x.shape[0]),
        lambda: float(x.sum()),
    ],
)
def test_arguments_that_are_not_known_are_refused(call):
    with pytest.raises(TypeError):
        call()


@pytest.mark.parametrize(
    "call",
    [
        lambda: x @ x,
        lambda: x + x.T,
        lambda: x.sum(axis=2),
        lambda: traced("s") @ x,
    ],
)
def test_shapes_that_do_not_fit_are_an_error(call):
    with pytest.raises(ValueError, match=r"\w+"):
        call()


def test_arbitrary_functions_are_told_apart_and_have_their_derivatives():
    sigma, tau = Arbitrary("sigma"), Arbitrary("tau")
    at = np.linspace(-2, 2, 9)
    assert not np.allclose(sigma(at), tau(at))
    function, h = sigma, 1e-5
    for _ in range(4):
        slope = (function(at + h) - function(at - h)) / (2 * h)
        assert slope == pytest.approx(function.prime(at), abs=1e-8)
        function = function.prime
    assert sigma(x).at(0, 1) != tau(x).at(0, 1)
    assert sigma(x).at(0, 1).order == sp.Integer(0)
