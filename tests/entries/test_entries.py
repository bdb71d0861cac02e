"""Arrays of symbols: every operation gives what NumPy gives on floats; programs are told apart."""

import math

import numpy as np
import pytest
from numpy.lib.stride_tricks import as_strided, sliding_window_view
from scipy.special import erf, expit
from tests.entries.programs import CASES

from backproof.algebra.polynomial import CONSTANT, Kind, Unsupported
from backproof.entries.branches import on, paths
from backproof.entries.entries import _symbols as symbols
from backproof.entries.entries import kink, prove_at
from backproof.entries.numpy_patch import symbols_for_numbers
from backproof.entries.scalars import Scalar, read
from backproof.entries.symbol_arrays import Entries, bare
from backproof.question.task import Task


def value(poly, arrays):
    """Return the number that a polynomial has, by nothing but arithmetic."""
    return math.fsum(
        float(c) * math.prod(atom_value(a, arrays) ** float(e) for a, e in mono)
        for mono, c in poly.terms.items()
    )


def atom_value(a, arrays):
    inner = [value(p, arrays) for p in a.args]
    if a.kind is Kind.ENTRY:
        assert all(i[0] == CONSTANT for i in a.indices)
        return float(arrays[a.head[0]][tuple(i[1] for i in a.indices)])
    if a.kind is Kind.SYMBOL:
        assert a.head == ("#pi",)
        return math.pi
    if a.kind is Kind.FUNCTION:
        return getattr(math, a.head[0])(inner[0])
    plain = {Kind.EXP: math.exp, Kind.BASE: float, Kind.POSITIVE: lambda u: float(u > 0)}
    if a.kind is Kind.PRIME:
        return float(a.head[0])
    return max(inner) if a.kind is Kind.MAX else plain[a.kind](inner[0])


def on_symbols(function, arrays):
    """Run a function on symbols, on the path that these numbers take, and put the numbers in."""
    for path in paths():
        raised = Unsupported.raised
        with on(path), symbols_for_numbers(function):
            out = function(*(symbols(n, a.shape) for n, a in arrays.items()))
        assert Unsupported.raised == raised
        if all(value(a.args[0], arrays) > 0 if v else value(a.args[0], arrays) <= 0
               for a, v in path.known.items()):  # fmt: skip
            return numbers(out, arrays)
    raise AssertionError("no path fits the numbers")


def numbers(out, arrays):
    if isinstance(out, tuple | list):
        return [numbers(part, arrays) for part in out]
    if isinstance(out, Scalar):
        return value(out.poly, arrays)
    if isinstance(out, Entries):
        flat = [value(s.poly, arrays) for s in bare(out).reshape(-1)]
        return np.reshape(flat, out.shape)
    return out


def inplace(x, y):
    x = x.copy()
    x += y
    x[0] *= 2
    x[:, 1] -= y[:, 0]
    x /= 3
    x[1, 2] **= 2
    return x


def out_argument(x, y):
    z = np.empty_like(x)
    np.add(x, y, out=z)
    np.exp(z, out=z)
    np.multiply(z, 0.5, out=z)
    return z


def add_at(x, y):
    z = np.zeros(3)
    np.add.at(z, [0, 2, 0], y[0, :3])
    np.subtract.at(z, np.array([1, 1]), x[0, :2])
    return z


def add_at_view(x, y):
    z = np.zeros((3, 2))
    np.add.at(z.T, (slice(None), [0, 0, 2]), x * y)
    return z


def masked(x, y):
    z = x.copy()
    z[x < y] = 7
    z[x > 1] += y[x > 1]
    z[(x > 0) & ~(y > 0)] *= -2
    z[np.abs(y) < 0.5] = np.tanh(x[np.abs(y) < 0.5]) + 1
    return z


def masked_rows(x, y):
    z = x * 1
    z[y[:, 0] > 0] = -1.0
    return z


def strided(x, _y):
    return as_strided(x, (2, 2, 2), (x.strides[0], x.strides[1], x.strides[1]))


def with_where(x, y):
    z = np.zeros_like(x)
    np.divide(x, y, out=z, where=y > 0)
    return z


def put(x, y):
    z = x.copy()
    np.copyto(z, y, where=x > 0)
    np.fill_diagonal(z, y[1, 1])
    z.flat[4] = y[0, 0]
    return z


def scatter(x, y):
    z = np.zeros((3, 4))
    z[[0, 2], [1, 3]] = y[0, :2]
    z[1:, ::2] = x[:, :2]
    z[..., -1] += 1
    return z[::-1, [3, 0]]


OPERATIONS = {
    "arithmetic": lambda x, y: 2 * x - y / 4 + 1 - (3 - x) * (-y) + 1 / y,
    "numpy scalars": lambda x, y: np.float64(1.5) * x + np.float32(0.5) - y * np.int64(2),
    "power": lambda x, y: x**2 + x**3 * y**-1 + np.power(np.exp(x), 0.5) + 2**y,
    "square": lambda x, y: np.square(x) + np.reciprocal(y),
    "sqrt": lambda x, y: np.sqrt(x * x + 1) * np.sqrt(3),
    "exp": lambda x, y: np.exp(-x) + np.expm1(y) + np.exp2(x),
    "log": lambda x, y: np.log(x * x + 2) + np.log1p(y * y) + np.log2(np.exp(y) + 1),
    "hyperbolic": lambda x, y: np.tanh(x) + np.sinh(y) - np.cosh(x),
    "angles": lambda x, y: np.sin(x) * np.cos(y) + np.arctan(x),
    "logaddexp": np.logaddexp,
    "logaddexp.reduce": lambda x, y: np.logaddexp.reduce(x, axis=1),
    "erf": lambda x, y: erf(x) * expit(y),
    "abs": lambda x, y: np.abs(x) + abs(y) + np.fabs(x),
    "sign": lambda x, y: np.sign(x) * y,
    "heaviside": lambda x, y: np.heaviside(x, 0.5) * y,
    "maximum": lambda x, y: np.maximum(x, y) * np.maximum(0, x),
    "minimum": lambda x, y: np.minimum(x, y) + np.fmin(x, 0.1),
    "clip": lambda x, y: np.clip(x, -0.5, 0.5) + y.clip(0, None) + x.clip(max=0.2),
    "compare": lambda x, y: (x > y) * 1 + (x <= 0.2) * 2 + (y >= 0) * 3 + (x < 1) * 5,
    "truth": lambda x, y: (((x > 0) | (y > 0)) ^ (x > y)) * 1.0 + np.logical_not(x > 0),
    "truth sum": lambda x, y: (x > 0).sum(axis=0) + np.sum(y > x) + (x > y).mean(),
    "truth plus": lambda x, y: ((x > 0) + (y > 0)) * 1.0 + ((x > 0) * (y > 0)).astype(float),
    "any all": lambda x, y: (x > 0).any(axis=1) * 2.0 + np.all(y < 3, axis=1),
    "count": lambda x, y: np.count_nonzero(x > 0, axis=0) + np.count_nonzero(y),
    "equal max": lambda x, y: (x == x.max(axis=1, keepdims=True)) * y,
    "not equal": lambda x, y: (x != y) * 1.0,
    "isfinite": lambda x, y: np.isfinite(x) * x + np.isnan(y),
    "where": lambda x, y: np.where(x > 0, x, 0.1 * y),
    "where nested": lambda x, y: np.where(x > 0, np.where(y > 0, 1.0, x), y),
    "sum": lambda x, y: x.sum() + np.sum(y, axis=0) + x.sum(1, keepdims=True).sum(axis=(0, 1)),
    "prod": lambda x, y: np.prod(x, axis=1) + y.prod(),
    "mean": lambda x, y: x.mean(axis=0) + np.mean(y, axis=0, keepdims=True),
    "var": lambda x, y: np.var(x, axis=0) + y.std(axis=0, ddof=1) + x.var(),
    "norm": lambda x, y: np.linalg.norm(x, axis=1) + np.linalg.norm(y),
    "norm one": lambda x, y: np.linalg.norm(x, 1, axis=1) + np.linalg.norm(y, np.inf, axis=1),
    "max": lambda x, y: x.max() + np.max(y, axis=1) + np.amin(x, axis=1) - y.min(),
    "max of shifted": lambda x, y: np.exp(x - x.max(axis=1, keepdims=True)),
    "ptp": lambda x, y: np.ptp(x, axis=1),
    "matmul": lambda x, y: x @ y.T + np.matmul(y, x.T) + x.dot(y.T) + np.dot(x, y.T),
    "vectors": lambda x, y: np.array([x[0] @ y[1], np.inner(x[0], y[0]), x[0].dot(y[0])]),
    "matrix vector": lambda x, y: x @ y[0] + y @ x[1],
    "stacked matmul": lambda x, y: np.stack([x, y]) @ np.stack([y.T, x.T]),
    "outer": lambda x, y: np.outer(x[0], y[1]) + np.multiply.outer(x[1], y[0]),
    "tensordot": lambda x, y: np.tensordot(x, y, axes=([1], [1])) * np.tensordot(x, y),
    "einsum": lambda x, y: np.einsum("ij,kj->ik", x, y) + np.einsum("ij,ij", x, y),
    "einsum trace": lambda x, y: np.einsum("ij,ij->j", x, y) + np.einsum("ij->j", x),
    "kron": np.kron,
    "reshape": lambda x, y: x.reshape(3, 2) @ y.reshape(-1, 3) + x.ravel()[0] + y.flatten()[-1],
    "transpose": lambda x, y: x.T + np.transpose(y) + np.swapaxes(x, 0, 1) + np.moveaxis(y, 0, 1),
    "squeeze": lambda x, y: (
        np.squeeze(x[None]) + np.expand_dims(y, 0)[0] + y[:, None, :].squeeze(1)
    ),
    "broadcast": lambda x, y: np.broadcast_to(x[0], (2, 3)) * y + x[:, :1],
    "concatenate": lambda x, y: np.concatenate([x, y], axis=1) ** 2,
    "stack": lambda x, y: np.stack([x, y], axis=1) + np.vstack([x[:1], y[:1]])[None],
    "hstack": lambda x, y: np.hstack((x, y)) + np.column_stack([x, y]) + np.append(x, y, axis=1),
    "split": lambda x, y: np.split(x, 3, axis=1)[1] + np.array_split(y, 2, axis=1)[0],
    "tile repeat": lambda x, y: np.tile(x, (1, 2)) + np.repeat(y, 2, axis=1) + y.repeat(2, axis=1),
    "pad": lambda x, y: np.pad(x, ((1, 0), (0, 2))) + np.pad(y, [(1, 0), (2, 0)], "constant"),
    "pad edge": lambda x, y: np.pad(x, 1, mode="edge") + np.pad(y, 1, mode="reflect"),
    "pad value": lambda x, y: np.pad(x, 1, constant_values=3),
    "roll flip": lambda x, y: np.roll(x, 1, axis=1) + np.flip(y, 0) + y[:, ::-1] + np.fliplr(x),
    "rot90": lambda x, y: np.rot90(x) @ np.rot90(y, 2),
    "insert": lambda x, y: np.insert(x, 1, 0, axis=1) + np.insert(y, [0], x[:, :1], axis=1),
    "delete": lambda x, y: np.delete(x, 1, axis=1),
    "diag": lambda x, y: np.diag(x[0]) + np.diag(x.T @ y) + np.diagflat(y[0]),
    "trace": lambda x, y: np.trace(x @ y.T) + (x[:, :2]).trace(),
    "triangles": lambda x, y: np.tril(x) + np.triu(y, 1),
    "cumsum": lambda x, y: np.cumsum(x, axis=1) + y.cumsum(axis=0) + np.cumsum(x).reshape(2, 3),
    "cumprod": lambda x, y: np.cumprod(x, axis=1),
    "accumulate": lambda x, y: np.add.accumulate(x, axis=1) + np.maximum.accumulate(y, axis=1),
    "diff": lambda x, y: np.diff(x, axis=1),
    "convolve": lambda x, y: np.convolve(x[0], y[1]) + np.convolve(x[1], y[0], "full"),
    "windows": lambda x, y: sliding_window_view(x, 2, axis=1).sum(axis=-1) * y[:, 1:],
    "strided": strided,
    "meshgrid": lambda x, y: np.meshgrid(x[0], y[0])[0],
    "slices": lambda x, y: x[:, 1:] * y[:, :-1] + x[0, ::2] + x[-1, None, :2],
    "fancy": lambda x, y: x[[1, 0, 1], [0, 2, 2]] + y[np.arange(2)[:, None], [0, 1, 2]][1],
    "take": lambda x, y: (
        np.take(x, [2, 0], axis=1) + np.take_along_axis(y, np.array([[1], [0]]), 1)
    ),
    "ix": lambda x, y: x[np.ix_([1, 0], [0, 2])],
    "known mask": lambda x, y: x[:, np.array([True, False, True])],
    "scatter": scatter,
    "in place": inplace,
    "out": out_argument,
    "add.at": add_at,
    "masked": masked,
    "add.at a view": add_at_view,
    "types": lambda x, y: np.sum(x, dtype=float) + np.mean(x > 0, dtype=np.float64) + y,
    "masked rows": masked_rows,
    "masked sum": lambda x, y: np.sum(x[y > 0]) + (x * y)[x > 0].sum() + x[x > 0].size,
    "where=": with_where,
    "put": put,
    "astype": lambda x, y: (x > 0).astype(int) * y.astype(np.float64) + (y > 0).astype("float64"),
    "buffers": lambda x, y: np.ones((2, 3)) * x + np.full((2, 3), 0.5) * np.eye(2)[:, [0, 1, 0]],
    "like": lambda x, y: (
        np.zeros_like(x) + np.ones_like(y) + np.full_like(x, 2) - np.empty((2, 3)) * 0
    ),
    "lists": lambda x, y: np.array([[v * 2 for v in row] for row in x]) + np.asarray(y),
    "iterate": lambda x, y: sum(row @ y[0] for row in x),
    "zero-dim": lambda x, y: np.exp(x[0, 0]).reshape(1) + np.sum(x).item() + x.sum().T,
    "math": lambda x, y: math.exp(x[0, 0]) + math.tanh(y[0, 0]) + math.sqrt(x[0, 1] ** 2 + 1),
    "float": lambda x, y: float(x[0, 0]) * float(np.sum(y)) + x,
    "python": lambda x, y: max(x[0, 0], y[0, 0]) + min(x[0]) + abs(y[0, 0]) + sum(x[0]),
    "argmax": lambda x, y: x[np.arange(2), np.argmax(x, axis=1)] + y[0].argmin(),
    "sort": lambda x, y: np.sort(x, axis=1) + y[:, np.argsort(y[0])],
    "nonzero": lambda x, y: np.sum(x[np.nonzero(x > 0)]) + len(np.where(y[0, :1] > 0)[0]),
    "if": lambda x, y: x[0] if x[0, 0] > y[0, 0] and not x[1, 1] < 0 else y[0] * 2,
    "sliding norm": lambda x, y: x / np.linalg.norm(x, axis=-1, keepdims=True),
    "average": lambda x, y: np.average(x, axis=0),
    "size": lambda x, y: x * np.size(x) + y.ndim * x.shape[1] + len(x),
    "dtype": lambda x, y: np.zeros(x.shape, dtype=x.dtype) + x if x.dtype == np.float64 else y,
    "third": lambda x, y: (1 / 3) * x + y / 3 + x * (1 / np.sqrt(3)),
    "block": lambda x, y: np.block([[x, y]]) + np.concatenate((x, y), axis=-1),
    "prod of truth": lambda x, y: np.prod(x > 0, axis=1) + np.logical_and(x, y).sum(),
}


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("name", OPERATIONS)
def test_an_operation_on_symbols_gives_what_numpy_gives_on_floats(name, seed):
    function, rng = OPERATIONS[name], np.random.default_rng(seed)
    arrays = {"x": rng.normal(size=(2, 3)), "y": rng.normal(size=(2, 3))}
    expected = function(*(a.copy() for a in arrays.values()))
    found = on_symbols(function, arrays)
    assert np.shape(found) == np.shape(expected)
    np.testing.assert_allclose(np.asarray(found, dtype=float), expected, rtol=1e-9, atol=1e-9)


REFUSED = {
    "svd": lambda x: np.linalg.svd(x)[1],
    "inverse": lambda x: np.linalg.inv(x[:, :2]),
    "float of a row": lambda x: float(x[0]) * x,
    "int": lambda x: int(x[0, 0]) * x,
    "hash": lambda x: {x[0, 0]: 1}[x[0, 0]] * x,
    "round": np.round,
    "round of a scalar": lambda x: round(x[0, 0]) * x,
    "floor": np.floor,
    "index": lambda x: x[x[0]],
    "index of scalar": lambda x: np.arange(3)[x[0, 0]],
    "isclose": lambda x: np.isclose(x, 1) * x,
    "median": np.median,
    "unique": np.unique,
    "fft": lambda x: np.fft.fft(x).real,
    "astype int": lambda x: x.astype(int),
    "infinity": lambda x: x * np.inf,
    "length of a mask": lambda x: len(x[x > 0]),
    "other mask": lambda x: x[x > 0] + x[x < 0],
    "write into floats": lambda x: PLAIN.__setitem__(0, x[0, 0]),
    "add to floats": lambda x: np.add(PLAIN, x[0], out=PLAIN),
    "truth minus": lambda x: (x > 0) - (x < 1),
    "math.floor": lambda x: math.floor(x[0, 0]) * x,
    "searchsorted": lambda x: np.searchsorted(x[0], 0.5),
    "digitize": lambda x: np.digitize(x, [0.0, 1.0]),
    "interp": lambda x: np.interp(x, [0, 1], [0, 1]),
}
PLAIN = np.array([1.0, 2.0, 3.0])


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_followed_is_refused(name):
    function = REFUSED[name]
    task = Task.read(function, lambda g, x: g * 0, {"x": (2, 3)}, ("x",))
    (outcome,) = prove_at(task, {}).values()
    assert outcome.obstacle
    assert not outcome.agree
    assert PLAIN.tolist() == [1, 2, 3]


def test_numbers_are_read_as_what_was_meant():
    assert read(1 / 3).constant * 3 == 1
    assert read(0.1).constant * 10 == 1
    root = read(1 / math.sqrt(3))
    assert (Scalar(root) * Scalar(root) * 3).poly.constant == 1
    assert float(read(0.123456789012345678).constant) == 0.123456789012345678
    assert read(0.30000000000000004) != read(0.3)
    with pytest.raises(Unsupported):
        read(math.nan)


def test_words_tell_entries_apart():
    x = symbols("x", (2, 2))
    assert kink((x[0, 0] - x[0, 1]).poly) == "-x[i,j] + x[i,k]"


@pytest.mark.parametrize("name", CASES)
def test_a_program_is_proved(name):
    case = CASES[name]
    outcomes = prove_at(case.task(), case.sizes)
    assert {n: (o.agree, o.obstacle) for n, o in outcomes.items()} == dict.fromkeys(
        case.task().wrt, (True, "")
    )


@pytest.mark.parametrize("name", [n for n in CASES if n not in {"lstm", "gru", "max_pool_argmax"}])
def test_a_program_with_a_mistake_is_not(name):
    case = CASES[name]
    assert not all(o.agree for o in prove_at(case.wrong(), case.sizes).values())


@pytest.mark.parametrize("name", ["lstm", "gru"])
def test_a_recurrent_network_with_a_mistake_is_not(name):
    """At one step in time, since a wrong one is looked at without names, too."""
    case = CASES[name]
    shapes = {**case.shapes}
    task = case.wrong()
    assert task.shapes == shapes
    assert not all(o.agree for o in prove_at(task, {**case.sizes, "D": 1}).values())
