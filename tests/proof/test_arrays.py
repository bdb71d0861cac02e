"""Traced arrays: every operation against NumPy, entry by entry, and what is refused."""

import re
from pathlib import Path

import numpy as np
import pytest
import sympy as sp
from tests.proof.plain import value

from backproof.algebra.polynomial import Unsupported
from backproof.proof.arrays import Arbitrary, SymbolicArray, labels, size, symbol
from backproof.proof.library import FUNCTIONS, METHODS
from backproof.proof.makers import MAKERS, symbolic_sizes
from backproof.proof.ufuncs import UFUNCS

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


LABELS = {"k": ("N", "D"), "m": ("N", "N")}  # labels of shape (N,), below D or N


def traced(name):
    if name in LABELS:
        return labels(name, size(LABELS[name][1]), size("N"))
    lengths = [size(c) if isinstance(c, str) else sp.Integer(c) for c in SHAPES[name]]
    return symbol(name, *lengths)


def drawn(draw, seed):
    rng = np.random.default_rng(seed)
    out = {}
    for n, shape in SHAPES.items():
        lengths = tuple(LENGTHS.get(c, c) for c in shape)
        out[n] = rng.normal(size=lengths) if draw == "normal" else rng.uniform(0.2, 2, size=lengths)
    for n, (length, below) in LABELS.items():
        out[n] = rng.integers(LENGTHS[below], size=LENGTHS[length])
    return out


def number_of(expr):
    return int(sp.sympify(expr).subs({size(c): v for c, v in LENGTHS.items()}))


def places(index, factors):
    """Write an index along a product axis as a tuple of indices."""
    parts = np.unravel_index(index, [number_of(f) for f in factors])
    return int(parts[0]) if len(parts) == 1 else sp.Tuple(*map(int, parts))


def same(function, names, *, draw="normal", seed=0):
    """Compare a function of arrays, traced and evaluated entry by entry, with NumPy's own."""
    number = drawn(draw, seed)
    want = np.asarray(function(*(np.copy(number[n]) for n in names)))
    with symbolic_sizes(function):
        got = function(*(traced(n) for n in names))
    assert isinstance(got, SymbolicArray)
    assert (got.dtype == bool) == (want.dtype == bool)
    assert tuple(number_of(d) for d in got.dims) == want.shape
    assert tuple(number_of(sp.Mul(*f)) for f in got.factors) == want.shape
    for index in np.ndindex(want.shape):
        at = [places(i, f) for i, f in zip(index, got.factors, strict=True)]
        assert value(got.at(*at), LENGTHS, number) == pytest.approx(
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


def written(x, write):
    z = np.array(x)
    write(z)
    return z


def several(z, x):
    z += x
    z *= 2
    z -= x.T.T
    kept = z.copy()
    z /= 3
    z **= 2
    return z + kept


def masked(z):
    z[z < 0] *= 0.1
    z[z > 1] = 2 * z[z > 1] + 1
    return z


def mask_copied(z, x, y):
    z[x > y] = x[x > y]
    return z


def column_added(z):
    z[:, 1] += 3
    row = z[0]
    row *= 2
    return z


def blocks(z, x, y):
    d = x.shape[1]
    z[:, :d] = x
    z[:, d : 2 * d] += y
    return z


def picked_minus_one(z, k):
    z[np.arange(z.shape[0]), k] -= 1
    return z


def added(z, key, value):
    np.add.at(z, key, value)
    np.subtract.at(z, key, 3.0)
    return z


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
    "min": (lambda x: x.min(axis=0) + np.min(x), "x"),
    "var": (lambda x: np.var(x, axis=1) + x.var(), "x"),
    "std": (lambda x: np.std(x, axis=0, keepdims=True) + x.std(ddof=1), "x"),
    "norm": (lambda x: np.linalg.norm(x) + np.linalg.norm(x, axis=1), "x"),
    "norm of rows": (lambda x: np.linalg.norm(x, axis=1, keepdims=True, ord=2), "x"),
    "norm 1": (lambda x: np.linalg.norm(x, 1, axis=1), "x"),
    "einsum": (lambda x, w: np.einsum("nd,dm->nm", x, w), "xW"),
    "einsum sum": (lambda x, y: np.einsum("nd, nd -> n", x, y, optimize=True), "xy"),
    "einsum implicit": (lambda x, w: np.einsum("ab,bc", x, w), "xW"),
    "einsum outer": (lambda x, v: np.einsum("nd,e->nde", x, v), "xv"),
    "einsum diagonal": (lambda x, w: np.einsum("ii->i", x @ w), "xW"),
    "tensordot": (lambda t, x: np.tensordot(t, x, axes=([0, 1], [0, 1])), "Tx"),
    "tensordot number": (lambda x, w: np.tensordot(x, w, axes=1), "xW"),
    "inner of rows": (np.inner, "xy"),
    "vdot": (np.vdot, "xy"),
    "trace": (lambda x, w: np.trace(x @ w), "xW"),
    "diag": (lambda v: np.diag(v) + np.diag(np.diag(np.outer(v, v))), "v"),
    "diagflat": (np.diagflat, "x"),
    "diagonal": (lambda x, w: np.diagonal(x @ w), "xW"),
    "tile": (lambda v: np.tile(v, (3, 1)) + np.tile(v, (1, 1)), "v"),
    "tile flat": (lambda x: np.tile(x, 2) * np.tile(x, (1, 2)), "x"),
    "tile by a size": (lambda v, x: np.tile(v, (x.shape[0], 1)) * x, "vx"),
    "repeat": (lambda x: np.repeat(x, 3, axis=1) + x.repeat(3, axis=1), "x"),
    "repeat column": (lambda c, x: np.repeat(c, x.shape[1], axis=1) * x, ("column", "x")),
    "repeat flat": (lambda x: np.repeat(x, 2), "x"),
    "take": (lambda x, m: np.take(x, m, axis=0), "xm"),
    "average": (lambda x: np.average(x, axis=0), "x"),
    "item": (lambda x: x.sum().item() * x, "x"),
    "outer of matrices": (np.outer, "xv"),
    "swapaxes": (lambda t: np.swapaxes(t, 0, 2) + t.swapaxes(2, 0), "T"),
    "moveaxis": (lambda t: np.moveaxis(t, 0, -1), "T"),
    "moveaxis two": (lambda t: np.moveaxis(t, (0, 1), (2, 0)), "T"),
    "reshape flat": (lambda t: t.reshape(t.shape[0], -1), "T"),
    "reshape back": (lambda t: np.reshape(t.reshape(-1, 2) * 3, t.shape), "T"),
    "reshape and sum": (lambda t: t.reshape(-1, t.shape[2]).sum(axis=0), "T"),
    "reshape and multiply": (lambda t: t.reshape(2, -1) @ t.reshape(2, -1).T, "f"),
    "ravel": (lambda x: x.ravel() + x.flatten() + np.ravel(x), "x"),
    "ravel and max": (lambda x: np.exp(x.ravel()) - x.ravel().max(), "x"),
    "squeeze": (lambda c: c.squeeze(1) + np.squeeze(c, axis=1), "column"),
    "squeeze all": (lambda f: np.squeeze(f[:1]) + f[1:].squeeze(), "f"),
    "expand": (lambda v: np.expand_dims(v, 0) + np.expand_dims(v, (0, 2)), "v"),
    "broadcast_to": (lambda v: np.broadcast_to(v, (2, v.shape[0])) * 2, "v"),
    "stack": (lambda x, y: np.stack([x, y], axis=1), "xy"),
    "stack last": (lambda x, y: np.stack((x, y), axis=-1).sum(axis=-1), "xy"),
    "concatenate": (lambda x, y: np.concatenate([x, y, x], axis=1), "xy"),
    "hstack": (lambda x, y: np.hstack([x, y]), "xy"),
    "vstack": (lambda x, y: np.vstack([x, y]), "xy"),
    "split": (lambda x, y: np.multiply(*np.split(np.hstack([x, y]), 2, axis=1)), "xy"),
    "split a number": (lambda f: np.split(f, 4, axis=1)[2], "f"),
    "block": (lambda x, y: np.hstack([x, y])[:, x.shape[1] :], "xy"),
    "slice a number": (lambda f: f[:, 1:2] + f[:, :2] * f[1:, 0], "f"),
    "clip": (lambda x: np.clip(x, -0.5, 0.5) + x.clip(0, None), "x"),
    "clip by name": (lambda x: np.clip(x, a_min=None, a_max=1), "x"),
    "logsumexp": (lambda x: np.logaddexp.reduce(x, axis=1), "x"),
    "reduce": (lambda x: np.add.reduce(x) + np.maximum.reduce(x), "x"),
    "outer of a ufunc": (np.subtract.outer, "vx"),
    "list": (lambda f: f * [1, 2, 3, 4], "f"),
    "table": (lambda f: f + np.arange(8.0).reshape(2, 4), "f"),
    "equal": (lambda x: (x == x.max(axis=1, keepdims=True)) * 1.0, "x"),
    "not equal": (lambda x: (x != x.max()) * 1.0, "x"),
    "equal truth": (lambda x, y: ((x > 0) == (y > 0)) * 1.0 + ((x > 0) != (y > 1)) * x, "xy"),
    "xor": (lambda x: (x > 0) ^ (x > 1), "x"),
    "heaviside": (lambda x: np.heaviside(x, 0.5), "x"),
    "zeros of shape": (lambda x: np.zeros(x.shape) + np.ones((x.shape[0], 1)) + x, "x"),
    "full of shape": (lambda x: np.full((x.shape[1], 2), 0.3), "x"),
    "full like": (lambda x: np.full_like(x, 2.5), "x"),
    "eye": (lambda x: x @ np.eye(x.shape[1]) + np.identity(x.shape[0]).sum(), "x"),
    "array": (lambda x: np.array(x) + np.asarray(x) + np.copy(x) + x.copy(), "x"),
    "array of parts": (lambda x: np.array([x.sum(), x.max()]), "x"),
    "rows": (lambda f: sum(row * 2 for row in f), "f"),
    "floor": (lambda t: t.reshape(-1, (2 * t.shape[1]) // 2, 2), "T"),
    # writes
    "add in place": (lambda x, y: written(x, lambda z: z.__iadd__(y)), "xy"),
    "several in place": (lambda x: several(np.zeros_like(x), x), "x"),
    "out": (lambda x, y: np.exp(np.add(x, y, out=np.empty_like(x))), "xy"),
    "into empty": (lambda x, y: np.add(x, y, out=np.empty(x.shape)), "xy"),
    "all": (lambda x, v: written(x, lambda z: z.__setitem__(slice(None), v)), "xv"),
    "ellipsis set": (lambda x: written(x, lambda z: z.__setitem__(..., 3)), "x"),
    "fill": (lambda x: written(x, lambda z: z.fill(2)), "x"),
    "mask set": (lambda x: written(x, lambda z: z.__setitem__(z <= 0, 0)), "x"),
    "mask set rows": (lambda t, x: written(t, lambda z: z.__setitem__(x > 0, 7)), "Tx"),
    "mask scaled": (lambda x: masked(np.array(x)), "x"),
    "mask copied": (lambda x, y: mask_copied(np.zeros_like(x), x, y), "xy"),
    "mask summed": (lambda x: x[x > 0].sum() + x, "x"),
    "first set": (lambda x, v: written(x, lambda z: z.__setitem__(0, v)), "xv"),
    "column set": (lambda f: written(f, lambda z: z.__setitem__((slice(None), 2), 5)), "f"),
    "column added": (lambda f: column_added(np.array(f)), "f"),
    "block set": (lambda f: written(f, lambda z: z.__setitem__((slice(None), slice(2)), 5)), "f"),
    "blocks": (lambda x, y: blocks(np.zeros((x.shape[0], 2 * x.shape[1])), x, y), "xy"),
    # labels
    "pick": (lambda x, k: x[np.arange(x.shape[0]), k], "xk"),
    "pick of stack": (lambda t, k: t[np.arange(t.shape[0]), k], "Tk"),
    "rows picked": (lambda x, m: x[m], "xm"),
    "column axis": (lambda x, k: x[:, k], "xk"),
    "columns front": (lambda t, k: t[:, k], "Tk"),
    "one-hot": (lambda x, k: np.eye(x.shape[1])[k], "xk"),
    "one-hot by comparison": (lambda x, k: (k[:, None] == np.arange(x.shape[1])) * x, "xk"),
    "same labels": (lambda k: (k[:, None] == k[None, :]) * 1.0, "k"),
    "not that label": (lambda k: (k != 1) * 1.0, "k"),
    "label set": (lambda x, k: picked_minus_one(np.array(x), k), "xk"),
    "add at": (lambda x, m: added(np.zeros_like(x), m, x), "xm"),
    "add at pairs": (lambda x, k: added(np.zeros_like(x), (np.arange(x.shape[0]), k), 2), "xk"),
    "unknown": (lambda x: np.tanh(np.square(x)) ** 3, "x"),
}


@pytest.mark.parametrize("name", OPERATIONS)
def test_operations(name):
    function, names = OPERATIONS[name]
    same(function, (names,) if names in SHAPES else tuple(names))


def test_every_function_and_method_has_a_case():
    text = Path(__file__).read_text(encoding="utf-8")
    names = {f.__name__ for f in FUNCTIONS} | set(METHODS) | set(MAKERS)
    # ascontiguousarray is asarray
    used = {n for n in names if re.search(rf"(np|linalg)\.{n}\b|\.{n}\(", text)}
    assert names - used == {"ascontiguousarray"}
    x = traced("f")
    assert np.shape(x) == (2, 4)
    assert np.ndim(x) == 2
    assert np.size(x) == 8
    assert np.size(x, 1) == 4
    assert len(x) == 2
    assert np.amin(x).dims == np.amax(x).dims == ()


def test_what_was_read_before_a_write_stays():
    x, z = traced("x"), np.zeros_like(traced("x"))
    before, doubled = z + 1, lambda: z * 2
    z += x
    assert before.at(0, 0) == 1
    assert doubled().at(0, 0) == 2 * x.at(0, 0)


def test_a_write_is_refused_where_something_else_looks_at_the_same_memory():
    x, z = traced("x"), np.zeros_like(traced("x"))
    turned = z.T
    with pytest.raises(Unsupported, match="a view of it"):
        z += x
    with pytest.raises(Unsupported, match="through a view"):
        turned += x.T
    del turned
    z += x
    first, second = z[0], z[0]
    with pytest.raises(Unsupported, match="a view of it"):
        first += 1
    del second
    first += 1
    assert z.at(0, 1) == x.at(0, 1) + 1
    x.locked = True
    with pytest.raises(Unsupported, match="a write to an input"):
        x += 1
    with pytest.raises(Unsupported, match="a write to an input"):
        x[:] = 1


def test_what_an_empty_array_holds_is_not_known():
    z = np.empty_like(traced("x"))
    assert z.at(0, 0) != 0
    assert z.at(0, 0) != np.empty_like(traced("x")).at(0, 0)


def test_a_product_axis_is_not_matched_with_one_in_another_order():
    t = traced("T")
    with pytest.raises(Unsupported, match="in different orders"):
        t.reshape(t.shape[0], -1) + np.swapaxes(t, 1, 2).reshape(t.shape[0], -1)


x = traced("x")
REFUSED = {
    "np.sort": lambda: np.sort(x),
    "np.cumsum": lambda: np.cumsum(x),
    "np.floor": lambda: np.floor(x),
    "np.add with where": lambda: np.add(x, x, where=True),
    "conversion of a symbolic array": lambda: np.asarray(x),
    "a loop over an array": lambda: list(x),
    "len": lambda: len(x),
    "a decision": lambda: bool(x > 0),
    "the subscript 1": lambda: x[1],
    "the subscript False": lambda: x[False],
    "the subscript 1:": lambda: x[1:],
    "np.add of truth values|np.subtract of truth values": lambda: (x > 0) - (x > 1),
    "np.exp of truth values": lambda: np.exp(x > 0),
    "a product of labels or truth values": lambda: (x > 0).T @ (x > 0),
    "np.where with a condition": lambda: np.where(x, x, x),
    "an array of plain numbers": lambda: traced("one") + np.arange(80.0),
    "np.linalg.norm of order 3": lambda: np.linalg.norm(x, 3, axis=1),
    "np.multiply.reduce": lambda: np.multiply.reduce(x),
    "np.add into a plain array": lambda: np.add(x, 1, out=np.zeros(3)),
    "subscripts that may repeat": lambda: np.zeros_like(x).__setitem__(traced("m"), 1),
    "no index into": lambda: x[traced("k")],
    "arithmetic with labels": lambda: traced("k") + 1,
    "labels or indices compared": lambda: traced("k") == x[:, 0],
    "splits an axis": lambda: traced("f").reshape(4, 2),
    "the method .argmax": lambda: x.argmax(axis=1),
    "np.argmax": lambda: np.argmax(x),
    "of values picked by a mask": lambda: np.sort(x[x > 0]),
    "two masks": lambda: x[x > 0] + x[x > 1],
    "under another": lambda: np.zeros_like(x).__setitem__(x > 1, x[x > 0]),
    "the constant inf": lambda: x + np.inf,
    "the constant nan": lambda: x * float("nan"),
    "a complex among symbols": lambda: x * 1j,
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
        lambda: np.sum(x, 0, int),
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
