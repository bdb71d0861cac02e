"""The array that NumPy code sees: the same code on traced and on plain arrays, value by value."""

import copy
import re
from pathlib import Path

import numpy as np
import pytest
from tests.graph import cases

from backproof.algebra.polynomial import Unsupported, number
from backproof.algebra.products import mul
from backproof.graph.calls.arrays import (
    FUNCTIONS,
    METHODS,
    Array,
    Memory,
    is_array,
    tracing,
    view_of,
)
from backproof.graph.calls.ufuncs import UFUNCS
from backproof.graph.node import Graph
from backproof.graph.sizes import letter
from backproof.graph.values import Values
from backproof.graph.view import View, factors
from backproof.running.on_graph import MAKERS, symbolic_sizes_on_graph

SHAPES = {
    "x": ("N", "D"),
    "y": ("N", "D"),
    "pos": ("N", "D"),
    "row": (1, "D"),
    "column": ("N", 1),
    "v": ("D",),
    "w": ("N",),
    "W": ("D", "N"),
    "A": ("N", "N"),
    "B": ("N", "N", "D"),
    "T": ("N", "D", 2),
    "U": ("N", 2, "D"),
    "s": (),
    "one": (1, 1),
    "f": (2, 4),
    "c4": ("N", 4),
    "t3": ("N", 3, "D"),
    "p": ("N", "HE"),
    "wp": ("HE", "D"),
    "h": ("H",),
    "e": ("E",),
    "gate4": ("N", "4D"),
}
LABELS = {"k": (("N",), "D"), "m": (("N",), "N"), "j": (("N",), 4)}
MASKS = {"mk": ("N", "D")}
SIZES = [
    {"N": 3, "D": 2, "H": 2, "E": 3},
    {"N": 1, "D": 1, "H": 1, "E": 1},
    {"N": 2, "D": 2, "H": 2, "E": 2},
    {"N": 1, "D": 4, "H": 3, "E": 1},
    {"N": 5, "D": 3, "H": 1, "E": 2},
]
LARGE = [p for p in SIZES if p["N"] > 2]  # some cases name a second place


def poly(d):
    """Return a length as a polynomial: HE is H*E."""
    parts = [d] if isinstance(d, int) else [int(c) if c.isdigit() else c for c in d]
    return mul(*(number(c) if isinstance(c, int) else letter(c) for c in parts))


def count(d, sizes):
    parts = [d] if isinstance(d, int) else [int(c) if c.isdigit() else sizes[c] for c in d]
    return int(np.prod(parts))


def leaf(graph, op, shape, attr, kind):
    """Return an input as code sees it."""
    groups, dims = [], []
    for d in shape:
        atoms = [poly(c) for c in d] if isinstance(d, str) else factors(poly(d))
        groups.append(tuple((len(dims) + j, a) for j, a in enumerate(atoms)))
        dims += atoms
    node = graph.node(op, dims=tuple(dims), attr=attr)
    return Array(Memory(View(node, tuple(groups), kind), locked="an input", ordered=True))


def traced(graph, name):
    if name in LABELS:
        shape, below = LABELS[name]
        return leaf(graph, "labels", shape, (name, poly(below)), "i")
    if name in MASKS:
        return leaf(graph, "mask", MASKS[name], name, "b")
    return leaf(graph, "input", SHAPES[name], (name, name == "pos", True), "f")


def drawn(names, sizes, seed):
    rng = np.random.default_rng(seed)
    out = {}
    for n in names:
        shape = tuple(count(d, sizes) for d in {**SHAPES, **MASKS}.get(n, ()))
        if n in LABELS:
            (length,), below = LABELS[n]
            out[n] = rng.integers(count(below, sizes), size=count(length, sizes))
        elif n in MASKS:
            out[n] = rng.integers(2, size=shape) > 0
        else:
            out[n] = rng.uniform(0.2, 2, shape) if n == "pos" else rng.normal(size=shape)
    return out


def flat(value):
    """Return the arrays of nested results."""
    if isinstance(value, tuple | list):
        return [x for v in value for x in flat(v)]
    return [value]


def same(function, names, *, points=SIZES):
    """Compare a function of arrays, traced and evaluated, with NumPy's own."""
    graph = Graph()
    with symbolic_sizes_on_graph(graph, function):
        inputs = {n: traced(graph, n) for n in names}
        got = [x.view if is_array(x) else view_of(x) for x in flat(function(*inputs.values()))]
    for seed, sizes in enumerate(points):
        numbers = drawn(names, sizes, seed)
        with np.errstate(all="ignore"):
            want = flat(function(*(np.copy(numbers[n]) for n in names)))
        nodes = {x.view.node: n for n, x in inputs.items()}
        leaves = {k: numbers[n].reshape(lengths(k, sizes)) for k, n in nodes.items()}
        values = Values(sizes, leaves)
        assert len(got) == len(want)
        for k, (a, b) in enumerate(zip(got, want, strict=True)):
            seen, true = values.seen(a), np.asarray(b)
            where = f"result {k} at {sizes}"
            assert seen.shape == true.shape, where
            assert a.kind == true.dtype.kind, where
            np.testing.assert_allclose(seen, true, rtol=1e-12, atol=1e-12, err_msg=where)


def lengths(node, sizes):
    return Values(sizes, {}).lengths(node)


@pytest.mark.parametrize("name", cases.OPERATIONS)
def test_operations(name):
    function, names = cases.OPERATIONS[name]
    same(function, (names,) if names in SHAPES else tuple(names), points=LARGE)


@pytest.mark.parametrize("name", cases.MORE)
def test_programs(name):
    function, names = cases.MORE[name]
    same(function, names)


POSITIVE = {"log", "log2", "log10", "log1p", "sqrt", "power", "float_power", "reciprocal"}
PAIRS = [("x", "y"), ("x", "row"), ("column", "v"), ("x", "s"), ("one", "x"), ("T", "one")]


@pytest.mark.parametrize("name", UFUNCS)
def test_every_ufunc(name):
    ufunc = getattr(np, name)
    if name in {"power", "float_power"}:
        same(lambda x: ufunc(x, 3), ["pos"])
    elif ufunc.nin == 2:
        for names in PAIRS:
            same(ufunc, names)
    else:
        for n in ["pos"] if name in POSITIVE else ["x", "s", "T", "row"]:
            same(ufunc, [n])


def refused():
    """Return what is not followed, by the words that name it."""
    names = [*SHAPES, *LABELS, *MASKS]
    n = {k: traced(GRAPH, k) for k in names}
    x, v, f, k, m, mk, t, w2 = (n[c] for c in ("x", "v", "f", "k", "m", "mk", "T", "A"))
    z = np.zeros_like(x)
    c = mk.sum(axis=0)
    counting = leaf(GRAPH, "counting", ("D",), None, "i")
    return {
        "np.sort": lambda: np.sort(x),
        "np.floor": lambda: np.floor(x),
        "np.arcsin": lambda: np.arcsin(x),
        "np.prod": lambda: np.prod(x),
        "np.add with where": lambda: np.add(x, x, where=mk),
        "np.add with dtype": lambda: np.add(x, x, dtype=np.float32),
        "np.exp with casting": lambda: np.exp(x, casting="no"),
        "conversion of a symbolic array": lambda: np.asarray(x),
        "a loop over an array": lambda: list(x),
        "len": lambda: len(x),
        "a decision .if": lambda: bool(x > 0),
        r"a decision \(in\)": lambda: 1.0 in x,
        "the subscript 1 of": lambda: x[1],
        "the subscript -1 of": lambda: x[-1],
        "a subscript by a truth value": lambda: x[False],
        "the subscript 1: of": lambda: x[1:],
        "the subscript ::-1 of": lambda: x[::-1],
        "the subscript :2 of": lambda: x[:2],
        "the subscript 1 of an axis of length E": lambda: n["p"][:, 1],
        "the subscript 2:2, which takes nothing": lambda: f[:, 2:2],
        "the length N - 1, which may be 0": lambda: np.tile(v, x.shape[0] - 1),
        "the length 3/2": lambda: f[:, :1.5],
        "np.add of truth values|np.subtract of truth values": lambda: (x > 0) - (x > 1),
        "np.negative of truth values": lambda: -(x > 0),
        "np.exp of truth values": lambda: np.exp(x > 0),
        "np.square of truth values": lambda: np.square(x > 0),
        "np.power of truth values": lambda: np.power(mk, mk),
        "np.power of truth values ": lambda: mk**2,
        "a subscript of values picked": lambda: x[x > 0].__setitem__(0, 1),
        "np.add into a number": lambda: np.add(1, 2, out=x.sum()),
        "np.arange repeated": lambda: np.tile(counting, 2) >= counting[:, None],
        "a product of truth values": lambda: (x > 0).T @ (x > 0),
        "np.einsum with an ellipsis": lambda: np.einsum("...i->...", x),
        "a write to what np.einsum with optimize gives": lambda: np.einsum(
            "ij->", x, optimize=True
        ).__iadd__(1),
        "np.einsum without a string": lambda: np.einsum(x, [0, 1], [0]),
        "np.where with a condition": lambda: np.where(x, x, x),
        "an array of more than 64 numbers": lambda: n["one"] + np.arange(80.0),
        "np.linalg.norm of order 3": lambda: np.linalg.norm(x, 3, axis=1),
        "np.linalg.norm of order 2": lambda: np.linalg.norm(x, 2),
        "np.multiply.reduce": lambda: np.multiply.reduce(x),
        "np.add.reduce with where": lambda: np.add.reduce(x, where=mk),
        "np.add.accumulate": lambda: np.add.accumulate(x),
        "np.add into a plain array": lambda: np.add(x, 1, out=np.zeros(3)),
        "np.multiply.at": lambda: np.multiply.at(z, m, 2),
        "np.add.at with a mask": lambda: np.add.at(z, mk, 2),
        "subscripts that may repeat": lambda: z.__setitem__(m, 1),
        "subscripts that may repeat ": lambda: z.__setitem__((slice(None), k), 1),
        "that may repeat": lambda: z.__setitem__(m, z[m] + 1),
        "not known to hold labels below N ": lambda: x[k],
        "not known to hold labels below N": lambda: x[c],
        "a subscript by plain numbers": lambda: x[[0, 0]],
        "a mask beside other subscripts": lambda: x[m, mk],
        "arithmetic with labels": lambda: k + 1,
        "arithmetic with labels ": k.sum,
        "arithmetic with labels or": lambda: np.where(mk, k, 0),
        "arithmetic with labels or indices": lambda: k[0] + 1,
        "arithmetic with labels or indices ": lambda: z.__setitem__(..., k),
        "labels or indices as float64": lambda: k.astype(float),
        "labels or indices compared": lambda: k == x[:, 0],
        "np.greater of labels": lambda: k > 0,
        "that may be out of range": lambda: k == 1,
        "that may be out of range ": lambda: k == -1,
        "below D compared with those below N": lambda: k[:, None] == m,
        "splits an axis": lambda: f.reshape(4, 2),
        "the method .argmax": lambda: x.argmax(axis=1),
        "the method .tolist": lambda: x.tolist(),  # noqa: PLW0108 - it is looked up late
        "the method .flags": lambda: x.flags,
        "np.argmax": lambda: np.argmax(x),
        "of values picked by a mask": lambda: np.sort(x[x > 0]),
        ".mean of values picked": lambda: x[x > 0].mean() + 1,
        "two masks": lambda: x[x > 0] + x[x > 1],
        "under another": lambda: z.__setitem__(x > 1, x[x > 0]),
        "an array assigned to entries picked": lambda: z.__setitem__(x > 1, v),
        "the constant inf": lambda: x + np.inf,
        "the constant nan": lambda: x * float("nan"),
        "type complex among symbols": lambda: x * 1j,
        "type str among symbols": lambda: x * "N",
        "type uint8 among symbols": lambda: mk * np.uint8(200),
        "type float16 among symbols": lambda: x * np.float16(0.1),
        r"astype\(int64\)": lambda: x.astype(int),
        r"astype\(bool\)": lambda: x.astype(bool),
        "dtype=uint8": lambda: mk.astype(np.uint8),
        "dtype=float16": lambda: x.astype(np.float16),
        "np.sum with dtype=int64": lambda: np.sum(x, 0, int),
        "astype without a copy": lambda: x.astype(float, copy=False),
        "np.zeros_like with shape": lambda: np.zeros_like(x, shape=(2,)),
        "np.sum with where": lambda: np.sum(x, where=x > 0),
        ".max with initial": lambda: x.max(initial=0),
        "np.sum with out": lambda: np.sum(x, axis=0, out=np.zeros_like(v)),
        "np.average with weights": lambda: np.average(x, weights=x),
        "np.trace with offset": lambda: np.trace(w2, offset=1),
        ".flatten with order": lambda: x.flatten(order="F"),
        "reshape in the order F": lambda: x.reshape(-1, order="F"),
        "degrees of freedom": lambda: x.var(ddof=2),
        "np.reciprocal of whole numbers": lambda: np.reciprocal(c),
        "a negative power of whole numbers": lambda: c**-1,
        "exponent is no plain number": lambda: x**x,
        "a write to an input": lambda: x.__setitem__(0, 1),
        "a write to an input ": lambda: np.add(x, 1, out=x),
        "a write to an input  ": lambda: x.T.__iadd__(1),
        "a write to an input   ": lambda: x.reshape(-1).__iadd__(1),
        "a write to the view that np.diagonal gives": lambda: np.diagonal(w2.copy()).__iadd__(1),
        "a write to the view that np.broadcast_to gives": lambda: np.broadcast_to(
            z, z.shape
        ).__iadd__(1),
        "float64 values into an array of bool ones": lambda: mk.copy().__iadd__(x),
        "float64 values into an array of int64 ones": lambda: c.copy().__itruediv__(2),
        "the diagonal of a matrix of": lambda: np.diagonal(x),
        "the diagonal of a stack": lambda: np.diagonal(t),
        "np.concatenate of parts of lengths D, N": lambda: np.concatenate([v, n["w"]]),
        "np.concatenate of flattened": lambda: np.concatenate([x, x], axis=None),
        "a look-up by a size": lambda: {3: 1}.get(x.shape[0]),
        "a decision on a size": lambda: x.shape == (3, 2),
        "where a plain number is needed": lambda: range(x.shape[0]),
        "np.squeeze of axes that may": lambda: np.squeeze(x),
        "into 2": lambda: np.split(x, 2),
        "the text of an array": lambda: f"{x}",
    }


GRAPH = Graph()
with tracing(GRAPH):
    REFUSED = refused()


@pytest.mark.parametrize("words", REFUSED)
def test_what_is_not_followed_is_refused_by_name(words):
    with tracing(GRAPH), pytest.raises(Unsupported, match=words.strip()):
        REFUSED[words]()


def test_an_array_that_may_share_memory_is_not_read_after_a_write():
    with tracing(GRAPH):
        z = traced(GRAPH, "T") * 1  # NumPy may hold it in any order
        t = z.swapaxes(0, 1)
        flat = t.reshape(-1)
        z += 1
        assert z.view.ndim == 3
        with pytest.raises(Unsupported, match="may share memory"):
            flat * 2
        again = t.ravel()
        again += 1
        with pytest.raises(Unsupported, match="may share memory"):
            z * 2
        assert again.view.ndim == 1


@pytest.mark.parametrize(
    "call",
    [
        lambda x: x @ x,
        lambda x: x + x.T,
        lambda x: x.sum(axis=2),
        lambda x: np.sum(x, axis=(0, 0)),
        lambda x: np.dot(x, x),
        lambda x: np.zeros_like(x).__iadd__(x[None]),
        lambda x: np.zeros_like(x[0]).__iadd__(x),
        lambda x: np.stack([x, x[0]]),
        lambda x: x[0, 0, 0],
        lambda x: np.where(x > 0, x, x.T),
        lambda x: x.reshape(-1, 7),
        lambda x: np.broadcast_to(x, x[0].shape),
        lambda x: np.einsum("ij,jk", x, x),
        lambda x: np.zeros_like(x).__imatmul__(np.ones_like(x[:1].T)),
    ],
)
def test_shapes_that_do_not_fit_are_an_error(call):
    with tracing(GRAPH), pytest.raises((ValueError, Unsupported), match=r"\w+"):
        call(traced(GRAPH, "x"))


def test_every_function_and_method_has_a_case():
    text = Path(cases.__file__).read_text(encoding="utf-8")
    names = {f.__name__ for f in FUNCTIONS} | {m for m in METHODS if m[0] != "_"} | set(MAKERS)
    assert {n for n in names if not re.search(rf"(np|linalg)\.{n}\b|\.{n}\(", text)} == SHOWN_BELOW
    x = traced(GRAPH, "f")
    assert np.shape(x) == (2, 4)
    assert np.ndim(x) == 2
    assert np.size(x) == len(x) * np.size(x, 1) == 8
    with tracing(GRAPH):
        assert np.amin(x).view == x.min().view
        assert np.any(x > 0).view == (x > 0).any().view
        assert np.all(x > 0).view == (x > 0).all().view


SHOWN_BELOW = {"shape", "ndim", "size", "amin", "ascontiguousarray"}


def test_copies_made_by_the_copy_module_are_copies():
    with tracing(GRAPH):
        z = traced(GRAPH, "x").copy()
        a, b = copy.copy(z), copy.deepcopy(z)
        before = z.view
        z += 1
        assert a.view == b.view == before != z.view
