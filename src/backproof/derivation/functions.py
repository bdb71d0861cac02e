"""SymPy functions that NumPy code and derivations need and SymPy does not have.

All of them are opaque to SymPy but for their derivative; the normal form knows their rules.
"""

from __future__ import annotations

from typing import Any, Self

import sympy as sp


class Unknown(sp.Function):  # type: ignore[misc]
    """An arbitrary differentiable function or a derivative of it: ``Unknown(name, order, u)``."""

    nargs = 3

    @property
    def label(self) -> str:
        r"""Return the function's name, such as ``\sigma``."""
        return str(self.args[0].name)

    @property
    def order(self) -> int:
        """Return how many times it was differentiated."""
        return int(self.args[1])

    @property
    def argument(self) -> sp.Expr:
        """Return what it is applied to."""
        return self.args[2]

    def fdiff(self, argindex: int = 3) -> sp.Expr:
        """Return the derivative by the argument."""
        if argindex != 3:  # noqa: PLR2004 - the argument is the third of the three parts
            return sp.Integer(0)
        return Unknown(self.args[0], self.args[1] + 1, self.args[2])


class Step(sp.Function):  # type: ignore[misc]
    """1 where its argument is positive, 0 where it is negative; its derivative off zero is 0."""

    nargs = 1

    def fdiff(self, argindex: int = 1) -> sp.Expr:
        """Return the derivative off the kink."""
        del argindex
        return sp.Integer(0)


class Diff(sp.Expr):  # type: ignore[misc]
    """The derivative of an expression by an entry, not carried out: ``Diff(expr, entry)``.

    SymPy's own `Derivative` turns into 0 when the entry is hidden behind an abbreviation; this one
    waits.
    """

    @property
    def expr(self) -> sp.Expr:
        """Return what is differentiated."""
        return self.args[0]

    @property
    def variable_count(self) -> tuple[tuple[sp.Expr, int], ...]:
        """Return the entry and the order, as SymPy's `Derivative` gives them."""
        return ((self.args[1], 1),)


class _Binding(sp.Expr):  # type: ignore[misc]
    """Base of what binds indices over a body: ``cls(body, *limits)`` with limits as in `Sum`."""

    def __new__(cls, *args: Any) -> Self:
        """Take plain tuples for limits, as `Sum` does."""
        return sp.Expr.__new__(cls, *map(sp.sympify, args))

    @property
    def body(self) -> sp.Expr:
        """Return the expression under the bound indices."""
        return self.args[0]

    @property
    def limits(self) -> tuple[sp.Tuple, ...]:
        """Return the (index, low, high) triples."""
        return tuple(a for a in self.args if isinstance(a, sp.Tuple) and len(a) == 3)  # noqa: PLR2004

    @property
    def bound_symbols(self) -> list[sp.Symbol]:
        """Return the indices that are bound."""
        return [limit[0] for limit in self.limits]

    @property
    def free_symbols(self) -> set[sp.Basic]:
        """Return what is free in it."""
        inside: set[sp.Basic] = set().union(*(a.free_symbols for a in self.args))
        return inside - set(self.bound_symbols)


class MaxOver(_Binding):
    """The maximum of a body over its indices."""


class Cost(_Binding):
    """An arbitrary differentiable function of a whole array: ``Cost(name, body, *limits)``.

    One of a family, such as the cost of example n, has its number last: ``Cost(…, Tuple(n))``.
    """

    @property
    def label(self) -> str:
        """Return the cost's name."""
        return str(self.args[0].name)

    @property
    def body(self) -> sp.Expr:
        """Return the entry of the array that it is a function of."""
        return self.args[1]

    @property
    def which(self) -> tuple[sp.Expr, ...]:
        """Return the number of the function in its family; empty for a single function."""
        rest = self.args[2 + len(self.limits) :]
        return tuple(rest[0].args) if rest else ()


class Partial(Cost):
    """The partial derivative of a cost by one entry: ``Partial(name, body, *limits, at)``.

    For one of a family: ``Partial(name, body, *limits, Tuple(n), at)``.
    """

    @property
    def at(self) -> tuple[sp.Expr, ...]:
        """Return the indices of that entry."""
        return tuple(self.args[-1].args)

    @property
    def limits(self) -> tuple[sp.Tuple, ...]:
        """Return the (index, low, high) triples."""
        return tuple(a for a in self.args[2:-1] if len(a) == 3)  # noqa: PLR2004 - a triple

    @property
    def which(self) -> tuple[sp.Expr, ...]:
        """Return the number of the function in its family; empty for a single function."""
        rest = self.args[2 + len(self.limits) : -1]
        return tuple(rest[0].args) if rest else ()

    @property
    def free_symbols(self) -> set[sp.Basic]:
        """Return what is free in it: the point of the derivative is."""
        at: set[sp.Basic] = self.args[-1].free_symbols
        return super().free_symbols | at


def apply(name: str, order: int, argument: Any) -> sp.Expr:
    """Return an unknown function, or a derivative of it, applied to an expression."""
    return Unknown(sp.Symbol(name), sp.Integer(order), argument)


class Label(sp.Function):  # type: ignore[misc]
    """An integer input used as an index: ``Label(name, below, i, …)`` is ``y[i, …]``."""

    @property
    def label(self) -> str:
        """Return the name of the input."""
        return str(self.args[0].name)

    @property
    def below(self) -> sp.Expr:
        """Return the length that it stays below."""
        return self.args[1]

    @property
    def indices(self) -> tuple[sp.Expr, ...]:
        """Return where in the input it stands."""
        return tuple(self.args[2:])

    def _eval_is_integer(self) -> bool:
        return True

    def _eval_is_nonnegative(self) -> bool:
        return True
