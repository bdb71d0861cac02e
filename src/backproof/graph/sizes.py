"""The length of an axis as code sees it: a whole number from 1 that nobody knows."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any

import numpy as np

from backproof.algebra.constants import of_float
from backproof.algebra.polynomial import (
    ONE,
    Atom,
    Kind,
    Mismatch,
    Poly,
    Rational,
    Unsupported,
    add,
    atom,
    number,
    of_atom,
    scale,
)
from backproof.algebra.products import mul, power
from backproof.graph.node import Dim, Node
from backproof.graph.signs import MINUS, NOT_NEGATIVE, PLUS, Sign, of_number, turned
from backproof.graph.signs import ZERO as NOTHING


def letter(name: str) -> Dim:
    """Return the length that a letter stands for: any whole number from 1."""
    return of_atom(atom(Kind.SYMBOL, (name,)))


def is_whole(value: Poly) -> bool:
    """Say whether a polynomial of sizes is a whole number at all of them."""
    return all(
        c.denominator == 1
        and all(a.kind is Kind.SYMBOL and e > 0 and e.denominator == 1 for a, e in mono)
        for mono, c in value.terms.items()
    )


def whole(value: Any) -> Poly:
    """Return a length that code gives: a number or a size.

    Raises:
        Unsupported: if it is no whole number at all sizes.
    """
    found = poly_of(value)
    if not is_whole(found):
        raise Unsupported(f"the length {written(found)}, which may not be whole")
    return found


def extent(value: Any) -> Poly:
    """Return the length of an axis that code asks for.

    Raises:
        Unsupported: if it is no whole number from 1 at all sizes, as N - 1 is none at N = 1.
    """
    found = whole(value)
    if of_number(found) != PLUS:
        raise Unsupported(f"the length {written(found)}, which may be 0")
    return found


def poly_of(value: Any) -> Poly:
    """Return a size or a plain number as a polynomial."""
    if isinstance(value, Poly):
        return value
    if type(value) is Size:
        return value.poly
    if isinstance(value, int | np.integer | Fraction | np.bool_):
        return number(Fraction(value if isinstance(value, Fraction) else int(value)))
    if isinstance(value, float | np.floating) and math.isfinite(value):
        return of_float(float(value))
    raise Unsupported(f"a value of type {value.__class__.__name__} among sizes")


def visible(d: Dim) -> int | Size:
    """Return a length as code sees it: a number, or a size that no `if` can see through."""
    fixed = d.constant
    return Size(d) if fixed is None else int(fixed)


def divided(a: Poly, b: Poly) -> Poly | None:
    """Return a quotient of lengths if it is a whole number at all sizes, else None."""
    if not b.terms or b.single() is None:
        return ONE if a == b else None
    out = mul(a, power(b, -1))
    return out if is_whole(out) else None


def written(value: Poly) -> str:
    """Return a polynomial of sizes as people write it."""
    parts = []
    for mono, c in sorted(value.terms.items(), key=lambda t: -len(t[0])):
        names = [_named(a) + (f"**{_exponent(e)}" if e != 1 else "") for a, e in mono]
        lead = [] if names and abs(c) == 1 else [str(abs(c))]
        parts += ["-" if c < 0 else "+", "*".join(lead + sorted(names))]
    text = " ".join(parts[1:]) or "0"
    return f"-{text}" if parts[:1] == ["-"] else text


def _named(a: Atom) -> str:
    match a.kind:
        case Kind.SYMBOL | Kind.PRIME:
            return str(a.head[0]).lstrip("#")
        case Kind.BASE:
            return f"({written(a.args[0])})"
    return f"{a.head[0] if a.head else 'exp'}({', '.join(map(written, a.args))})"


def _exponent(e: Rational) -> str:
    return str(e) if e > 0 and e.denominator == 1 else f"({e})"


class Size(np.lib.mixins.NDArrayOperatorsMixin):
    """A number made of lengths.

    Arithmetic goes on with symbols.  A comparison is answered only if the answer is the same at all
    sizes; else it raises, since a branch that is taken at some sizes alone would be left out of the
    proof.
    """

    def __init__(self, poly: Poly) -> None:
        self.poly = poly

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *inputs: Any, **kw: Any) -> Any:
        """Compute with sizes; with an array among the inputs the array takes over."""
        if any(not isinstance(x, Size) and hasattr(x, "__array_ufunc__") for x in inputs) and any(
            np.ndim(x) or getattr(x, "is_traced", False) for x in inputs if not isinstance(x, Size)
        ):
            return NotImplemented
        name = ufunc.__name__
        if method != "__call__" or kw:
            raise Unsupported(f"np.{name} of a size")
        polys = [poly_of(x) for x in inputs]
        if name in RELATIONS:
            return _decided(RELATIONS[name], *polys)
        if name in ARITHMETIC:
            return Size(ARITHMETIC[name](*polys))
        raise Unsupported(f"np.{name} of a size")

    def __eq__(self, other: object) -> bool:
        if other is None or isinstance(other, str | tuple | list):
            return False
        return _decided(RELATIONS["equal"], self.poly, poly_of(other))

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __hash__(self) -> int:
        raise Unsupported("a look-up by a size")

    def __bool__(self) -> bool:
        return _decided(RELATIONS["not_equal"], self.poly, number(0))

    def __index__(self) -> int:
        size = written(self.poly)
        raise Unsupported(f"the size {size} where a plain number is needed, as by range() or math")

    __int__ = __float__ = __complex__ = __index__
    __round__ = __trunc__ = __floor__ = __ceil__ = __index__

    @property  # type: ignore[misc]
    def __class__(self) -> type:
        """Answer isinstance(n, int) as the length does that it stands for."""
        return int if is_whole(self.poly) else float

    def __repr__(self) -> str:
        raise Unsupported("the text of a size (print, str() or an f-string)")

    __str__ = __repr__

    def __format__(self, spec: str) -> str:
        raise Unsupported("the text of a size (print, str() or an f-string)")


def _over(a: Poly, b: Poly) -> Poly:
    if not b.terms or of_number(b) & NOTHING:
        raise Unsupported(f"a division by the size {written(b)}, which may be 0")
    return mul(a, power(b, -1))


def _floor(a: Poly, b: Poly) -> Poly:
    out = divided(a, b)
    if out is None:
        raise Unsupported(f"the quotient {written(a)} // {written(b)}, which may leave a remainder")
    return out


def _rest(a: Poly, b: Poly) -> Poly:
    if divided(a, b) is None:
        raise Unsupported(f"the remainder {written(a)} % {written(b)}, which may not be 0")
    return number(0)


def _raised(a: Poly, b: Poly) -> Poly:
    e = b.constant
    if e is None or (of_number(a) & ~PLUS and e.denominator != 1):
        raise Unsupported(f"the power {written(a)} ** {written(b)} of sizes")
    return power(a, e)


ARITHMETIC: dict[str, Callable[..., Poly]] = {
    "add": add,
    "subtract": lambda a, b: add(a, scale(b, -1)),
    "multiply": mul,
    "divide": _over,
    "floor_divide": _floor,
    "remainder": _rest,
    "negative": lambda a: scale(a, -1),
    "positive": lambda a: a,
    "power": _raised,
    "float_power": _raised,
    "sqrt": lambda a: _raised(a, number(Fraction(1, 2))),
    "square": lambda a: mul(a, a),
    "reciprocal": lambda a: _over(ONE, a),
}

#: The signs of a - b for which a comparison holds.
RELATIONS: dict[str, Sign] = {
    "greater": PLUS,
    "greater_equal": NOT_NEGATIVE,
    "less": MINUS,
    "less_equal": turned(NOT_NEGATIVE),
    "equal": NOTHING,
    "not_equal": PLUS | MINUS,
}


def _decided(relation: Sign, a: Poly, b: Poly) -> bool:
    signs = of_number(add(a, scale(b, -1)))
    if not signs & ~relation:
        return True
    if not signs & relation:
        return False
    raise Unsupported(f"a decision on a size ({written(a)} beside {written(b)})")


def evaluated(value: Poly, sizes: dict[str, int]) -> float:
    """Return the number that a polynomial of sizes, roots and pi is at some sizes."""
    out = 0.0
    for mono, c in value.terms.items():
        term = float(c)
        for a, e in mono:
            term *= _atom(a, sizes) ** (int(e) if e.denominator == 1 else float(e))
        out += term
    return out


def _atom(a: Any, sizes: dict[str, int]) -> float:
    match a.kind:
        case Kind.SYMBOL:
            return math.pi if a.head[0] == "#pi" else float(sizes[str(a.head[0])])
        case Kind.PRIME:
            return float(a.head[0])
        case Kind.EXP:
            return math.exp(evaluated(a.args[0], sizes))
        case Kind.BASE:
            return evaluated(a.args[0], sizes)
        case Kind.FUNCTION if a.head[1] == 0 and hasattr(math, str(a.head[0])):
            return float(getattr(math, str(a.head[0]))(evaluated(a.args[0], sizes)))
    raise Unsupported(f"the value of {a} at given sizes")


def count(d: Dim, sizes: dict[str, int]) -> int:
    """Return a length at some sizes."""
    return round(evaluated(d, sizes))


def same(a: Dim, b: Dim) -> None:
    """Raise Mismatch unless two lengths are the same at all sizes."""
    if a != b:
        raise Mismatch(f"axes of lengths {written(a)} and {written(b)} that do not fit")


def index_of(value: Any) -> int:
    """Return a subscript that code gives as a plain number."""
    if isinstance(value, Size):
        raise Unsupported(f"the subscript {written(value.poly)}")
    return operator.index(value)


#: How long an axis is taken to be at most, and how many entries an array has, where whole numbers
#: are asked whether they fit into 64 bits.
LONGEST, MOST_ENTRIES = 2.0**15, 2.0**30


def largest(node: Node) -> float:
    """Return what no entry of whole numbers exceeds, in arrays of `MOST_ENTRIES` entries."""
    known, stack = node.graph.generic.largest, [node]
    while stack:
        n = stack[-1]
        if n in known:
            stack.pop()
        elif waiting := [a for a in n.args if a not in known]:
            stack += waiting
        else:
            known[n] = 1.0 if n.indicator else _largest(n, [known[a] for a in n.args])
    return known[node]


def _largest(node: Node, args: Sequence[float]) -> float:
    out = max(args, default=math.inf)
    match node.op:
        case "constant":
            out = _longest(node.attr)
        case "add":
            out = sum(args)
        case "multiply":
            out = math.prod(args)
        case "sum":
            out = math.prod(args) * min(math.prod(map(_longest, node.over)), MOST_ENTRIES)
        case "power":
            out = args[0] ** float(node.attr) if node.attr >= 0 else math.inf
        case "labels" | "counting":
            out = LONGEST
        case "table":
            out = max((_longest(v) for _, v in node.attr), default=0.0)
    return out


def _longest(d: Poly) -> float:
    """Return the largest value of a length or another polynomial of sizes."""
    out = 0.0
    for mono, c in d.terms.items():
        out += abs(float(c)) * math.prod(
            (LONGEST if a.kind is Kind.SYMBOL else math.inf) ** float(e) for a, e in mono
        )
    return out
