"""The house notation: quantities, letters of indices, definitions that connect quantities."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import sympy as sp

from backproof.derivation.arrays import SymbolicArray, symbol
from backproof.derivation.expressions import size
from backproof.derivation.functions import Cost, Partial

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

N, D, K, H = (size(letter) for letter in "NDKH")

#: Which letters an index may take, by the size of its axis: examples, units from, units to.
LETTERS = {"N": "nms", "D": "jiu", "K": "kqr", "H": "hp", "L": "l"}

n, j, k, h = (sp.Symbol(letter, integer=True, nonnegative=True) for letter in "njkh")

#: The function that stands for any differentiable activation.
SIGMA = r"\sigma"


@dataclass(frozen=True)
class Quantity:
    """How one array is written: as a matrix, as an entry, and as a column for one example."""

    name: str
    matrix: str
    entry: str

    def at(self, indices: Sequence[str]) -> str:
        """Return the LaTeX of one entry."""
        return self.entry % "".join(indices) if indices else self.matrix


#: All quantities by name; the LaTeX printer reads it.
QUANTITIES: dict[str, Quantity] = {}


def quantity(
    name: str, *shape: sp.Expr, entry: str | None = None, matrix: str | None = None
) -> SymbolicArray:
    r"""Return an array of the house notation.

    Args:
        name: its LaTeX with the layer on top, such as ``\delta^{l+1}`` or ``W^{l}``.
        shape: the sizes of its axes.
        entry: the LaTeX of an entry with ``%s`` for the indices; by default the name in small.
        matrix: the LaTeX of the whole array; the name by default.
    """
    small = "w" + name[1:] if name.startswith("W") else name
    written = Quantity(name, matrix or name, entry or small + "_{%s}")
    if QUANTITIES.setdefault(name, written) != written:
        raise ValueError(f"{name} is written as {QUANTITIES[name]} already, now as {written}")
    return symbol(name, *shape)


def name_of(x: SymbolicArray) -> str:
    """Return the name of an input array."""
    label = x.at(*([0] * x.ndim))
    return str(label.base.label.name if isinstance(label, sp.Indexed) else label.name)


def cost_of(x: SymbolicArray, name: str = "C") -> sp.Expr:
    """Return an arbitrary differentiable cost of all entries of an array."""
    inner, limits = _limits(x)
    return Cost(sp.Symbol(name), x.at(*inner), *limits)


def example_costs(x: SymbolicArray, name: str = "C") -> SymbolicArray:
    """Return for each row of an array an arbitrary cost of its own: C_n of the row n."""

    def at(n: sp.Expr) -> sp.Expr:
        i = sp.Dummy("i", integer=True, nonnegative=True)
        return Cost(sp.Symbol(name), x.at(n, i), sp.Tuple(i, 0, x.dims[1] - 1), sp.Tuple(n))

    return SymbolicArray(x.dims[:1], at)


def slopes_of_example_costs(x: SymbolicArray, name: str = "C") -> SymbolicArray:
    """Return the array of the partial derivatives of each row's own cost by that row's entries."""

    def at(n: sp.Expr, k: sp.Expr) -> sp.Expr:
        i = sp.Dummy("i", integer=True, nonnegative=True)
        limit = sp.Tuple(i, 0, x.dims[1] - 1)
        return Partial(sp.Symbol(name), x.at(n, i), limit, sp.Tuple(n), sp.Tuple(k))

    return SymbolicArray(x.dims, at)


def slope_of_cost(x: SymbolicArray, name: str = "C") -> SymbolicArray:
    """Return the array of the partial derivatives of an arbitrary cost by the entries of x."""

    def at(*indices: sp.Expr) -> sp.Expr:
        inner, limits = _limits(x)
        return Partial(sp.Symbol(name), x.at(*inner), *limits, sp.Tuple(*indices))

    return SymbolicArray(x.dims, at)


def _limits(x: SymbolicArray) -> tuple[list[sp.Dummy], list[sp.Tuple]]:
    inner = [sp.Dummy("i", integer=True, nonnegative=True) for _ in x.dims]
    return inner, [sp.Tuple(i, 0, s - 1) for i, s in zip(inner, x.dims, strict=True)]


@dataclass(frozen=True)
class Definitions:
    """What abbreviations stand for: by the name of a quantity, the array it is equal to."""

    table: dict[str, SymbolicArray]

    @classmethod
    def of(cls, pairs: Sequence[tuple[SymbolicArray, SymbolicArray]]) -> Definitions:
        """Return the definitions of pairs (quantity, what it stands for)."""
        for left, right in pairs:
            if left.dims != right.dims:
                raise ValueError(
                    f"{name_of(left)} has shape {left.dims}, its definition {right.dims}"
                )
        return cls({name_of(left): right for left, right in pairs})

    def substitute(self, expr: sp.Expr, names: Sequence[str] | None = None) -> sp.Expr:
        """Replace entries of the named quantities, once, by what they stand for.

        With names given, what a cost is a function of keeps its name: it says where a partial
        derivative is taken.
        """
        wanted = self.table if names is None else {m: self.table[m] for m in names}

        def known(e: sp.Basic) -> bool:
            if names is not None and isinstance(e, Cost):
                return True
            if isinstance(e, sp.Symbol):  # a quantity without axes
                return e.name in wanted and e == sp.Symbol(e.name, real=True)
            return isinstance(e, sp.Indexed) and e.base.label.name in wanted

        def change(e: sp.Basic) -> sp.Basic:
            if isinstance(e, sp.Symbol):
                return wanted[e.name].at()
            return e if isinstance(e, Cost) else wanted[e.base.label.name].at(*e.indices)

        return rewrite(expr, known, change)

    def expand(self, expr: sp.Expr) -> sp.Expr:
        """Replace all abbreviations until none is left."""
        for _ in range(len(self.table) + 1):
            after = self.substitute(expr)
            if after == expr:
                return expr
            expr = after
        raise ValueError("a definition refers to itself")


def rewrite(
    expr: sp.Basic, matches: Callable[[sp.Basic], bool], change: Callable[..., sp.Basic]
) -> sp.Basic:
    """Replace every outermost subexpression that matches."""
    if matches(expr):
        return change(expr)
    if not expr.args or isinstance(expr, sp.Indexed):
        return expr
    args = [rewrite(a, matches, change) for a in expr.args]
    return expr.func(*args) if tuple(args) != expr.args else expr
