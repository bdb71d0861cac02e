"""Functions of one number, entry by entry."""

from __future__ import annotations

import math
import zlib
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any, ClassVar

import numpy as np

from backproof.algebra import elementary
from backproof.algebra.constants import PI
from backproof.algebra.polynomial import (
    ONE,
    ZERO,
    Kind,
    Poly,
    add,
    atom,
    of_atom,
    scale,
)
from backproof.algebra.products import mul, power
from backproof.graph.elementwise import complement, negative
from backproof.graph.node import Labelled, Making, Node
from backproof.graph.signs import (
    ANY,
    PLUS,
    Sign,
)
from backproof.graph.table import (
    TABLE,
    Need,
    Operation,
    Use,
    register,
)


class Function(Operation):
    """A function of one operand that is a number wherever the operand is.

    Attributes:
        ufunc: that of NumPy which computes it, by whose name code calls it.
        sign_of: the signs of all its values.
    """

    ufunc: ClassVar[np.ufunc | None] = None
    sign_of: ClassVar[Sign] = ANY

    def value(self, attr: Any, arrays: Sequence[np.ndarray]) -> Any:
        """Return what NumPy has."""
        del attr
        return self.ufunc(arrays[0]) if self.ufunc else NotImplemented

    def sign(self, node: Node) -> Sign:
        """Return the signs of all its values."""
        del node
        return self.sign_of

    def rewrite(self, made: Making) -> Labelled:
        """Take the function of a number, where it is one."""
        graph, args, attr = made.graph, made.args, made.attr
        ((node, _),) = args
        if node.op == "constant":
            need = self.needs(attr).get(0)
            if need is None or not node.sign & ~need.signs:
                return graph.constant(self.entry(attr, [node.attr]))
        return made.plain(args)


@register
class Exp(Function):
    """The exponential."""

    name = "exp"
    ufunc = np.exp
    injective = True
    sign_of = PLUS

    def entry(self, attr: Any, polys: Sequence[Poly]) -> Poly:
        """Return e to a power."""
        del attr
        return elementary.exp(polys[0])

    def adjoint(self, use: Use) -> Sequence[Labelled]:
        """Return g exp(u)."""
        return [use.g, use.result]

    def swallows(self, node: Node) -> bool:
        """Say that exp(-inf) is 0."""
        del node
        return True


@register
class Log(Function):
    """The logarithm."""

    name = "log"
    ufunc = np.log
    injective = True

    def entry(self, attr: Any, polys: Sequence[Poly]) -> Poly:
        """Return the logarithm."""
        del attr
        return elementary.log(polys[0])

    def adjoint(self, use: Use) -> Sequence[Labelled]:
        """Return g / u."""
        return [use.g, use.make("power", use.operand, attr=-1)]

    def needs(self, attr: Any) -> Mapping[int, Need]:
        """Return that the operand is positive."""
        del attr
        return {0: Need.POSITIVE}

    def may_be_infinite(self, node: Node) -> bool:
        """Say whether the operand may be 0."""
        return bool(node.args[0].sign & Sign.ZERO) or super().may_be_infinite(node)


@register
class Tanh(Function):
    """The hyperbolic tangent."""

    name = "tanh"
    ufunc = np.tanh
    injective = True
    zero_of = slice(1)
    finite = True

    def entry(self, attr: Any, polys: Sequence[Poly]) -> Poly:
        """Return tanh."""
        del attr
        return elementary.tanh(polys[0])

    def adjoint(self, use: Use) -> Sequence[Labelled]:
        """Return g (1 - tanh(u)^2)."""
        square = use.make("power", use.result, attr=2)
        return [use.g, complement(use.graph, square, use.everywhere)]

    def sign(self, node: Node) -> Sign:
        """Return the sign of the operand."""
        return node.args[0].sign


#: The functions that are atoms of their own in an entry, by their names in `math` and in SymPy.
NAMED: dict[str, Named] = {}


class Named(Function):
    """A function that is known by its name alone, its derivative, and its value at 0.

    Attributes:
        plain: its name in `math` and in SymPy.
        at_zero: its value at 0.
    """

    plain: ClassVar[str]
    at_zero: ClassVar[Poly] = ZERO

    def __init__(self) -> None:
        NAMED[self.plain] = self

    def entry(self, attr: Any, polys: Sequence[Poly]) -> Poly:
        """Return the function of a number."""
        del attr
        return self.of(polys[0])

    def of(self, u: Poly) -> Poly:
        """Return the function of a number, as an entry."""
        if not u.terms:
            return self.at_zero
        return of_atom(atom(Kind.FUNCTION, (self.plain, 0), args=(u,)))

    def slope(self, u: Poly) -> Poly:
        """Return its derivative at a number, as an entry; `adjoint` says the same of arrays."""
        raise NotImplementedError


@register
class Sin(Named):
    """The sine."""

    name = "sin"
    plain = "sin"
    ufunc = np.sin
    finite = True

    def slope(self, u: Poly) -> Poly:
        """Return cos(u)."""
        return NAMED["cos"].of(u)

    def adjoint(self, use: Use) -> Sequence[Labelled]:
        """Return g cos(u)."""
        return [use.g, use.make("cos", use.operand)]


@register
class Cos(Named):
    """The cosine."""

    name = "cos"
    plain = "cos"
    at_zero = ONE
    ufunc = np.cos
    finite = True

    def slope(self, u: Poly) -> Poly:
        """Return -sin(u)."""
        return scale(NAMED["sin"].of(u), -1)

    def adjoint(self, use: Use) -> Sequence[Labelled]:
        """Return -g sin(u)."""
        return [use.g, use.number(-1), use.make("sin", use.operand)]


@register
class Arctan(Named):
    """The arc tangent."""

    name = "arctan"
    plain = "atan"
    injective = True
    zero_of = slice(1)
    ufunc = np.arctan
    finite = True

    def slope(self, u: Poly) -> Poly:
        """Return 1 / (1 + u^2)."""
        return power(add(ONE, mul(u, u)), -1)

    def adjoint(self, use: Use) -> Sequence[Labelled]:
        """Return g / (1 + u^2)."""
        square = use.make("power", use.operand, attr=2)
        below = use.make("add", use.number(1), square)
        return [use.g, use.make("power", below, attr=-1)]

    def sign(self, node: Node) -> Sign:
        """Return the sign of the operand."""
        return node.args[0].sign


@register
class Arcsinh(Named):
    """The inverse of the hyperbolic sine."""

    name, plain, ufunc = "arcsinh", "asinh", np.arcsinh
    injective, zero_of = True, slice(1)

    def slope(self, u: Poly) -> Poly:
        """Return 1 / sqrt(1 + u^2)."""
        return power(add(ONE, mul(u, u)), Fraction(-1, 2))

    def adjoint(self, use: Use) -> Sequence[Labelled]:
        """Return g / sqrt(1 + u^2)."""
        below = use.make("add", use.number(1), use.make("power", use.operand, attr=2))
        return [use.g, use.make("power", below, attr=Fraction(-1, 2))]

    def sign(self, node: Node) -> Sign:
        """Return the sign of the operand."""
        return node.args[0].sign


_erf = np.vectorize(math.erf, otypes=[float])


@register
class Erf(Named):
    """The error function."""

    name = "erf"
    plain = "erf"
    injective = True
    zero_of = slice(1)
    finite = True

    def slope(self, u: Poly) -> Poly:
        """Return 2/sqrt(pi) exp(-u^2)."""
        return scale(mul(power(PI, Fraction(-1, 2)), elementary.exp(scale(mul(u, u), -1))), 2)

    def value(self, attr: Any, arrays: Sequence[np.ndarray]) -> Any:
        """Return erf entry by entry."""
        del attr
        return _erf(arrays[0])

    def adjoint(self, use: Use) -> Sequence[Labelled]:
        """Return g 2/sqrt(pi) exp(-u^2)."""
        square = use.make("power", use.operand, attr=2)
        slope = use.make("exp", negative(use.graph, square, use.everywhere))
        return [use.g, use.number(scale(power(PI, Fraction(-1, 2)), 2)), slope]

    def sign(self, node: Node) -> Sign:
        """Return the sign of the operand."""
        return node.args[0].sign


def some_function(name: str, order: int, z: Any) -> Any:
    """Return a derivative of one fixed analytic function without symmetries, told by its name."""
    own = zlib.crc32(name.encode()) / 2**32  # so that two names are two functions
    speed = 1.1 + 0.4 * own
    wave = speed**order * np.sin(speed * z + 0.4 + own + order * np.pi / 2)
    square = (0.2 * z**2, 0.4 * z, 0.4 + 0 * z)
    return wave + (square[order] if order < len(square) else 0)


@register
class Unknown(Function):
    """A differentiable function of which nothing is known but its name; attr: name, order, code."""

    name = "unknown"

    def entry(self, attr: Any, polys: Sequence[Poly]) -> Poly:
        """Return f(u), or a derivative of f."""
        name, order = attr
        return of_atom(atom(Kind.FUNCTION, (f"?{name}", order), args=(polys[0],)))

    def value(self, attr: Any, arrays: Sequence[np.ndarray]) -> Any:
        """Return what one function of this name has."""
        name, order = attr
        return some_function(name, order, arrays[0])

    def adjoint(self, use: Use) -> Sequence[Labelled]:
        """Return g f'(u)."""
        name, order = use.node.attr
        return [use.g, use.make("unknown", use.operand, attr=(name, order + 1))]

    def swallows(self, node: Node) -> bool:
        """Say that nothing is known of it at infinity."""
        del node
        return True

    def rewrite(self, made: Making) -> Labelled:
        """Keep it, of numbers, too."""
        return made.plain()


FUNCTIONS = [one for one in TABLE.values() if isinstance(one, Function)]
