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
    Kind,
    Poly,
    atom,
    of_atom,
    scale,
)
from backproof.algebra.products import power
from backproof.graph.elementwise import complement, negative
from backproof.graph.node import Labelled, Making, Node
from backproof.graph.signs import (
    ANY,
    PLUS,
    Sign,
)
from backproof.graph.table import (
    Need,
    Operation,
    Use,
    register,
)


class Function(Operation):
    """A function of one operand that is a number wherever the operand is."""

    sign_of: ClassVar[Sign] = ANY

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
    sign_of = PLUS

    def entry(self, attr: Any, polys: Sequence[Poly]) -> Poly:
        """Return e to a power."""
        del attr
        return elementary.exp(polys[0])

    def value(self, attr: Any, arrays: Sequence[np.ndarray]) -> Any:
        """Return np.exp."""
        del attr
        return np.exp(arrays[0])

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

    def entry(self, attr: Any, polys: Sequence[Poly]) -> Poly:
        """Return the logarithm."""
        del attr
        return elementary.log(polys[0])

    def value(self, attr: Any, arrays: Sequence[np.ndarray]) -> Any:
        """Return np.log."""
        del attr
        return np.log(arrays[0])

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
    finite = True

    def entry(self, attr: Any, polys: Sequence[Poly]) -> Poly:
        """Return tanh."""
        del attr
        return elementary.tanh(polys[0])

    def value(self, attr: Any, arrays: Sequence[np.ndarray]) -> Any:
        """Return np.tanh."""
        del attr
        return np.tanh(arrays[0])

    def adjoint(self, use: Use) -> Sequence[Labelled]:
        """Return g (1 - tanh(u)^2)."""
        square = use.make("power", use.result, attr=2)
        return [use.g, complement(use.graph, square, use.everywhere)]

    def sign(self, node: Node) -> Sign:
        """Return the sign of the operand."""
        return node.args[0].sign


def _function(name: str, u: Poly) -> Poly:
    return of_atom(atom(Kind.FUNCTION, (name, 0), args=(u,)))


@register
class Sin(Function):
    """The sine."""

    name = "sin"
    finite = True

    def entry(self, attr: Any, polys: Sequence[Poly]) -> Poly:
        """Return the sine."""
        del attr
        return _function("sin", polys[0])

    def value(self, attr: Any, arrays: Sequence[np.ndarray]) -> Any:
        """Return np.sin."""
        del attr
        return np.sin(arrays[0])

    def adjoint(self, use: Use) -> Sequence[Labelled]:
        """Return g cos(u)."""
        return [use.g, use.make("cos", use.operand)]


@register
class Cos(Function):
    """The cosine."""

    name = "cos"
    finite = True

    def entry(self, attr: Any, polys: Sequence[Poly]) -> Poly:
        """Return the cosine."""
        del attr
        return _function("cos", polys[0])

    def value(self, attr: Any, arrays: Sequence[np.ndarray]) -> Any:
        """Return np.cos."""
        del attr
        return np.cos(arrays[0])

    def adjoint(self, use: Use) -> Sequence[Labelled]:
        """Return -g sin(u)."""
        return [use.g, use.number(-1), use.make("sin", use.operand)]


@register
class Arctan(Function):
    """The arc tangent."""

    name = "arctan"
    finite = True

    def entry(self, attr: Any, polys: Sequence[Poly]) -> Poly:
        """Return the arc tangent."""
        del attr
        return _function("atan", polys[0])

    def value(self, attr: Any, arrays: Sequence[np.ndarray]) -> Any:
        """Return np.arctan."""
        del attr
        return np.arctan(arrays[0])

    def adjoint(self, use: Use) -> Sequence[Labelled]:
        """Return g / (1 + u^2)."""
        square = use.make("power", use.operand, attr=2)
        below = use.make("add", use.number(1), square)
        return [use.g, use.make("power", below, attr=-1)]

    def sign(self, node: Node) -> Sign:
        """Return the sign of the operand."""
        return node.args[0].sign


_erf = np.vectorize(math.erf, otypes=[float])


@register
class Erf(Function):
    """The error function."""

    name = "erf"
    finite = True

    def entry(self, attr: Any, polys: Sequence[Poly]) -> Poly:
        """Return erf."""
        del attr
        return _function("erf", polys[0])

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
