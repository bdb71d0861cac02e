"""NumPy's elementwise functions on traced arrays, as compositions of the table's operations."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import partial
from typing import Any

import numpy as np

from backproof.algebra import elementary
from backproof.algebra.polynomial import ONE, Mismatch, Poly, Unsupported, number, simplest
from backproof.algebra.products import power
from backproof.graph import view as views
from backproof.graph.calls.arrays import METHODS, Array, array, is_array, view_of
from backproof.graph.node import Graph, Labelled, Node
from backproof.graph.signs import PLUS
from backproof.graph.sizes import written
from backproof.graph.unary import FUNCTIONS
from backproof.graph.view import Group, Kinds, View

HALF = number(Fraction(1, 2))
type Rule = Callable[..., View]

# --- pieces -------------------------------------------------------------------------------------


def numbers(v: View) -> View:
    """Return a view that arithmetic may use.

    Raises:
        Unsupported: for labels and indices: they pick, and are no numbers of a formula.
    """
    if is_pick(v):
        raise Unsupported("arithmetic with labels or indices")
    return v


def kind_of(some: Sequence[View]) -> Kinds:
    """Return the kind of what NumPy makes of several arrays."""
    kinds = {v.kind for v in some}
    return "f" if "f" in kinds else "i" if "i" in kinds else "b"


def op(name: str, *some: View, attr: Any = None) -> View:
    """Return an operation of the table, entry by entry."""
    return views.elementwise(name, some, attr=attr)


def leaf(graph: Graph, name: str, groups: Sequence[Group], attr: Any = None) -> View:
    """Return a leaf of the table, with an axis of its own for each of these."""
    places = [d for g in groups for _, d in g]
    node, k, shown = graph.node(name, dims=tuple(places), attr=attr), 0, []
    for g in groups:
        shown.append(tuple((k + j, d) for j, (_, d) in enumerate(g)))
        k += len(g)
    return View(node, tuple(shown), "b")


def _const(v: View, value: Poly | int | Fraction) -> View:
    return views.constant(v.graph, value if isinstance(value, Poly) else number(value))


def times(v: View, value: Poly | int | Fraction) -> View:
    """Return a number times an array."""
    return op("multiply", v, _const(v, value))


def plus(v: View, value: Poly | int | Fraction) -> View:
    """Return an array and a number."""
    return op("add", v, _const(v, value))


def _neg(v: View) -> View:
    return times(v, -1)


def opposite(v: View) -> View:
    """Return 1 - v."""
    return plus(_neg(v), 1)


def _sub(a: View, b: View) -> View:
    return op("add", a, _neg(b))


def _over(a: View, b: View) -> View:
    return op("multiply", a, op("power", b, attr=-1))


def _root(v: View) -> View:
    return op("power", v, attr=Fraction(1, 2))


def _square(v: View) -> View:
    return op("power", v, attr=2)


def _above(a: View, b: View) -> View:
    return op("above", _sub(a, b))


def _both(a: View, b: View) -> View:
    return op("multiply", a, b)


def _either(a: View, b: View) -> View:
    return opposite(_both(opposite(a), opposite(b)))


def _differ(a: View, b: View) -> View:
    return _either(_both(a, opposite(b)), _both(b, opposite(a)))


def _equal(a: View, b: View) -> View:
    return _both(opposite(_above(a, b)), opposite(_above(b, a)))


def _power(a: View, b: View) -> View:
    e = b.node.attr.constant if b.node.op == "constant" else None
    whole = a.kind != "f" and b.kind != "f"
    if e is None:
        if whole or a.node.sign != PLUS:
            raise Unsupported("a power whose exponent is no plain number, of what may not be > 0")
        return op("exp", op("multiply", b, op("log", a)))
    if whole and e < 0:
        raise Unsupported("a negative power of whole numbers")
    out = op("power", a, attr=simplest(e))
    return op("multiply", out, views.filled(b.graph, ONE, b.lengths)) if b.ndim else out


def _log_to(base: int) -> Rule:
    return lambda a: times(op("log", a), _inverse(elementary.log(number(base))))


def _inverse(value: Poly) -> Poly:
    return power(value, -1)


def _hyperbolic(sign: int) -> Rule:
    return lambda a: times(op("add", op("exp", a), times(op("exp", _neg(a)), sign)), HALF)


def _sign(a: View) -> View:
    return _sub(op("above", a), op("above", _neg(a)))


def _expit(a: View) -> View:
    return op("power", plus(op("exp", _neg(a)), 1), attr=-1)


#: What each ufunc does to numbers.
UFUNCS: dict[str, Rule] = {
    **{f.ufunc.__name__: partial(op, f.name) for f in FUNCTIONS if f.ufunc},
    "add": lambda a, b: op("add", a, b),
    "subtract": _sub,
    "multiply": lambda a, b: op("multiply", a, b),
    "divide": _over,
    "negative": _neg,
    "positive": lambda a: a,
    "conjugate": lambda a: a,
    "power": _power,
    "float_power": lambda a, b: _power(a.as_kind("f"), b),
    "square": _square,
    "reciprocal": lambda a: op("power", a, attr=-1),
    "sqrt": _root,
    "hypot": lambda a, b: _root(op("add", _square(a), _square(b))),
    "expm1": lambda a: plus(op("exp", a), -1),
    "exp2": lambda a: op("exp", times(a, elementary.log(number(2)))),
    "log1p": lambda a: op("log", plus(a, 1)),
    "log2": _log_to(2),
    "log10": _log_to(10),
    "logaddexp": lambda a, b: op("log", op("add", op("exp", a), op("exp", b))),
    "tan": lambda a: _over(op("sin", a), op("cos", a)),
    "sinh": _hyperbolic(-1),
    "cosh": _hyperbolic(1),
    "maximum": lambda a, b: op("larger", a, b),
    "minimum": lambda a, b: _neg(op("larger", _neg(a), _neg(b))),
    "absolute": lambda a: op("absolute", a),
    "fabs": lambda a: op("absolute", a),
    "sign": _sign,
    "heaviside": lambda a, b: op("where", _equal(a, _const(a, 0)), b, op("above", a)),
    "greater": _above,
    "less": lambda a, b: _above(b, a),
    "greater_equal": lambda a, b: opposite(_above(b, a)),
    "less_equal": lambda a, b: opposite(_above(a, b)),
    "equal": _equal,
    "not_equal": lambda a, b: opposite(_equal(a, b)),
}

#: Those of scipy.special, under the names they have there.
SPECIAL: dict[str, Rule] = {
    "erf": lambda a: op("erf", a),
    "erfc": lambda a: opposite(op("erf", a)),
    "expit": _expit,
    "log_expit": lambda a: _neg(op("log", plus(op("exp", _neg(a)), 1))),
    "logit": lambda a: _sub(op("log", a), op("log", opposite(a))),
}

#: What ufuncs do to truth values alone: NumPy's True + True is True.
TRUTH: dict[str, Rule] = {
    **dict.fromkeys(("multiply", "logical_and", "bitwise_and", "minimum"), _both),
    **dict.fromkeys(("add", "logical_or", "bitwise_or", "maximum"), _either),
    **dict.fromkeys(("logical_not", "invert"), opposite),
    **dict.fromkeys(("logical_xor", "bitwise_xor", "not_equal"), _differ),
    "equal": lambda a, b: opposite(_differ(a, b)),
    "greater": lambda a, b: _both(a, opposite(b)),
    "less": lambda a, b: _both(b, opposite(a)),
    "greater_equal": lambda a, b: _either(a, opposite(b)),
    "less_equal": lambda a, b: _either(b, opposite(a)),
    "absolute": lambda a: a,
}

#: Those whose values are truth values.
COMPARISONS = {"greater", "greater_equal", "less", "less_equal", "equal", "not_equal"}

#: Those that make whole numbers of whole numbers.
WHOLE = {
    *("add", "subtract", "multiply", "negative", "positive", "conjugate", "power", "square"),
    *("maximum", "minimum", "absolute", "sign"),
}
#: Of truth values, these make floats in double precision; other functions take half precision.
DIVISIONS = {"divide"}


def ufunc(name: str, *some: View) -> View:
    """Return what a ufunc of NumPy makes of views."""
    return _ruled(getattr(np, name), [*some])


def _ruled(function: np.ufunc, some: list[View]) -> View:
    name = function.__name__
    known = getattr(np, name, None) is function
    if known and name in COMPARISONS and any(map(is_pick, some)):
        return _compared(name, *some)
    some = [numbers(v) for v in some]
    kind = kind_of(some)
    if kind == "b" and not (known and name in DIVISIONS):
        rule = TRUTH.get(name) if known else None
        if rule is None:
            raise Unsupported(f"np.{name} of truth values")
        return rule(*some).as_kind("b")
    rules = UFUNCS if known else SPECIAL if _is_special(function) else {}
    rule = rules.get(name)
    if rule is None:
        raise Unsupported(f"np.{name}")
    if known and name == "power" and some[0].kind == "b":  # NumPy squares them in eight bits
        raise Unsupported("np.power of truth values")
    if kind == "i" and name == "reciprocal":
        raise Unsupported("np.reciprocal of whole numbers")
    made = rule(*some)
    if known and name in COMPARISONS:
        return made.as_kind("b")
    return made.as_kind("i" if kind == "i" and known and name in WHOLE else "f")


def _is_special(function: np.ufunc) -> bool:
    special = sys.modules.get("scipy.special")
    return special is not None and getattr(special, function.__name__, None) is function


# --- labels and indices -------------------------------------------------------------------------


def labels_in(node: Node) -> Node | None:
    """Return the labels of which a node is all or, cut out by numbers and slices, a part."""
    if node.op == "labels":
        return node
    inside = [a for a in node.args if a.op not in CUTS] if node.op == "sum" else []
    return inside[0] if [a.op for a in inside] == ["labels"] else None


CUTS = {"place", "slice"}


def below_of(v: View) -> Poly | None:
    """Return the length that labels or indices stay below; None for other numbers."""
    if v.node.op == "counting":
        return v.node.dims[0]
    found = labels_in(v.node)
    return None if found is None else found.attr[1]


def is_pick(v: View) -> bool:
    """Say whether a view holds labels or indices."""
    return below_of(v) is not None


def long_axis(v: View) -> int:
    """Return the axis along which np.arange counts."""
    axis = next(p for p, g in enumerate(v.groups) if any(k is not None for k, _ in g))
    if len(v.groups[axis]) > 1:
        raise Unsupported("np.arange repeated by np.tile or np.repeat")
    return axis


def _compared(name: str, a: View, b: View) -> View:
    """Compare labels and indices, with each other or with a number."""
    if name == "not_equal":
        return opposite(_compared("equal", a, b)).as_kind("b")
    ndim = max(a.ndim, b.ndim)
    a, b = (replace(v, groups=((),) * (ndim - v.ndim) + v.groups) for v in (a, b))
    a, b = _as_counting(a), _as_counting(b)
    if name == "equal":
        out = _same(a, b)
    elif a.node.op == b.node.op == "counting":
        if name in {"less", "less_equal"}:
            a, b = b, a
        out = _triangle(a, b, 0 if name.endswith("equal") else -1)
    else:
        raise Unsupported(f"np.{name} of labels or indices")
    shape = views.elementwise("add", [views.filled(a.graph, ONE, v.lengths) for v in (a, b)])
    return views.broadcast(out, shape.lengths).as_kind("b")


def _as_counting(v: View) -> View:
    """Return a table of 0, 1, 2, ... along one axis as what counts."""
    if v.node.op != "table" or v.kind != "i" or len(v.node.dims) != 1:
        return v
    (d,) = v.node.dims
    if v.node.attr != tuple(((k,), number(k)) for k in range(1, int(d.constant or 0))):
        return v
    return replace(v, node=v.graph.node("counting", dims=(d,)))


def _triangle(a: View, b: View, k: int) -> View:
    """Return [b <= a + k] for two that count along different axes."""
    p, q = long_axis(a), long_axis(b)
    if p == q:
        raise Unsupported("np.arange compared with itself along one axis")
    out = leaf(a.graph, "triangle", [a.groups[p], b.groups[q]], k)
    return _placed(out, [p, q], a.ndim)


def _placed(v: View, places: Sequence[int], ndim: int) -> View:
    groups: list[Group] = [()] * ndim
    for place, g in zip(places, v.groups, strict=True):
        groups[place] = g
    return replace(v, groups=tuple(groups))


def _same(a: View, b: View) -> View:
    if not is_pick(a):
        a, b = b, a
    if b.node.op == "constant":
        return _is_number(a, b)
    if not is_pick(b):
        raise Unsupported("labels or indices compared with other numbers")
    if a.node.op == "counting" and b.node.op == "counting":
        p, q = long_axis(a), long_axis(b)
        if a.node.dims == b.node.dims and p != q:
            return _placed(leaf(a.graph, "identity", [a.groups[p], b.groups[q]]), [p, q], a.ndim)
        return _both(_triangle(a, b, 0), opposite(_triangle(a, b, -1)))
    if a.node.op == "counting":
        a, b = b, a
    first, second = rows(a), rows(b)
    words = [(*range(a.ndim), "below"), (*range(a.ndim), "below")]
    if first.node.dims[-1:] != second.node.dims[-1:]:
        n, m = written(first.node.dims[-1]), written(second.node.dims[-1])
        raise Unsupported(f"labels or indices below {n} compared with those below {m}")
    if b.node.op == "counting":
        q = long_axis(b)
        if a.groups[q] and any(k is not None for k, _ in a.groups[q]):
            raise Unsupported("labels compared with np.arange along their own axis")
        groups = [*first.groups[:-1]]
        groups[q] = first.groups[-1]
        return replace(first, groups=tuple(groups))
    return views.combine("sum", [first, second], words, tuple(range(a.ndim)))


def rows(v: View) -> View:
    """Return the rows of the identity that labels or indices pick, along a new last axis."""
    below, labels, graph = below_of(v), labels_in(v.node), v.graph
    if below is None or below == ONE:
        raise Unsupported("labels or indices along an axis of length 1")
    if labels is None:
        node = graph.node("identity", dims=(below, below))
        return View(node, (*v.groups, ((1, below),)), "b")
    node = graph.node("row", dims=(*labels.dims, below), attr=labels.attr[0])
    if v.node is not labels:
        some: list[Labelled] = [
            (node, (*m, "below")) if a is labels else (a, m)
            for a, m in zip(v.node.args, v.node.maps, strict=True)
        ]
        node, _ = graph.apply("sum", some, (*v.node.labels, "below"))
    return View(node, (*v.groups, ((len(v.node.dims), below),)), "b")


def _is_number(a: View, b: View) -> View:
    """Return where labels or indices are a number that they may be at all sizes."""
    below = below_of(a) or ONE
    q, n = b.node.attr.constant, below.constant
    if b.kind != "i" or q is None or not (q == 0 or (n is not None and 0 <= q < n)):
        raise Unsupported("labels or indices compared with a number that may be out of range")
    place = leaf(a.graph, "place", [((None, below),)], int(q))
    if a.node.op == "counting":
        return _placed(place, [long_axis(a)], a.ndim)
    words = [(*range(a.ndim), "below"), ("below",)]
    return views.combine("sum", [rows(a), place], words, tuple(range(a.ndim)))


# --- the protocol -------------------------------------------------------------------------------

#: What np.add.reduce and its like are called as methods.
REDUCTIONS: dict[Any, str] = {np.add: "sum", np.maximum: "max", np.minimum: "min"}
PRODUCTS = {np.matmul, np.vecdot, *(getattr(np, n) for n in ("matvec", "vecmat") if hasattr(np, n))}


def unheard() -> None:
    """Refuse code that hears of an overflow, a NaN or the like: symbols tell nobody.

    Raises:
        Unsupported: where NumPy is told to do more than to warn.
    """
    if not {*np.geterr().values()} <= {"ignore", "warn"}:
        raise Unsupported("floating-point errors that are raised or called for")


def run(function: np.ufunc, method: str, inputs: Sequence[Any], kw: dict[str, Any]) -> Any:
    """Run one ufunc: a call, reduce, outer or at."""
    unheard()
    if any(getattr(x, "is_masked", False) for x in inputs):
        return NotImplemented
    name = f"np.{function.__name__}"
    if method == "at":
        return _at(function, *inputs)
    out = kw.pop("out", None)
    if method == "reduce":
        if out is not None:
            raise Unsupported(f"{name}.reduce with out")
        return _reduce(function, *inputs, **kw)
    if kw or method not in {"__call__", "outer"}:
        called = name if method == "__call__" else f"{name}.{method}"
        raise Unsupported(f"{called} with {', '.join(kw)}" if kw else called)
    if function in PRODUCTS and method == "__call__":
        return _product(function, inputs, out)
    some = [view_of(x) for x in inputs]
    if method == "outer":
        a, b = some
        some = [replace(a, groups=a.groups + ((),) * b.ndim), b]
    if out is not None and getattr(out[0], "scalar", False) and out[0] is not inputs[0]:
        raise Unsupported(f"{name} into a number")
    return finished(_ruled(function, some), out, name)


def _product(function: np.ufunc, inputs: Sequence[Any], out: Any) -> Any:
    name = f"np.{function.__name__}"
    made = METHODS[f"__{function.__name__}__"](*map(view_of, inputs))
    if out is not None and is_array(out[0]) and out[0].view.lengths != made.lengths:
        raise Mismatch(f"{name} into an array of another shape")
    return finished(made, out, name)


def finished(made: View, out: Any, name: str) -> Any:
    """Return a result as NumPy does: a new array, a number, or what was given as out=."""
    if out is None:
        return array(made, scalar=True)
    target = out[0] if isinstance(out, tuple) else out
    if not is_array(target):
        raise Unsupported(f"{name} into a plain array")
    if target.scalar:  # NumPy's scalars do not change: s *= 2 makes another one
        return array(made, scalar=True)
    target.write(numbers(made))
    return target


def _at(function: np.ufunc, x: Any, key: Any, value: Any = None) -> None:
    if not is_array(x) or function not in {np.add, np.subtract}:
        raise Unsupported(f"np.{function.__name__}.at")
    v = numbers(view_of(value))
    METHODS["__add_at__"](x, key, v if function is np.add else ufunc("negative", v))


def _reduce(
    function: np.ufunc,
    x: Array,
    axis: Any = 0,
    dtype: Any = None,
    keepdims: bool = False,  # noqa: FBT001, FBT002 - NumPy's order
    **rest: Any,
) -> Any:
    name = f"np.{function.__name__}.reduce"
    if any(v is not None for v in rest.values()):
        raise Unsupported(f"{name} with {', '.join(rest)}")
    if function in REDUCTIONS:
        given = {} if dtype is None else {"dtype": dtype}
        return METHODS[REDUCTIONS[function]](x, axis, keepdims=keepdims, **given)
    if function is np.logaddexp and dtype is None:
        terms = METHODS["sum"](array(ufunc("exp", view_of(x))), axis, keepdims=keepdims)
        return array(ufunc("log", terms.view), scalar=True)
    raise Unsupported(name)


METHODS["__array_ufunc__"] = run
