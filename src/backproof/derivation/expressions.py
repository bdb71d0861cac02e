"""Entries of the graph as SymPy expressions, written as the code computes them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import sympy as sp

from backproof.algebra.polynomial import Atom, Kind, Poly, Unsupported
from backproof.derivation.functions import MaxOver, Step, apply
from backproof.graph.node import Node
from backproof.graph.unary import NAMED

type Entry = Callable[..., sp.Expr]
type At = tuple[sp.Expr, ...]


def bound() -> sp.Dummy:
    """Return a fresh index to bind."""
    return sp.Dummy("i", integer=True, nonnegative=True)


def size(name: str) -> sp.Symbol:
    """Return the symbol of an axis length: any integer from 1."""
    return sp.Symbol(name, integer=True, positive=True)


def _larger(a: sp.Expr, b: sp.Expr) -> sp.Expr:
    return b + (a - b) * Step(a - b)


#: What each elementwise operation of the table is in SymPy.
ELEMENTWISE: dict[str, Callable[..., sp.Expr]] = {
    "add": sp.Add,
    "multiply": sp.Mul,
    "exp": sp.exp,
    "log": sp.log,
    "tanh": sp.tanh,
    **{one.name: getattr(sp, plain) for plain, one in NAMED.items()},
    "above": Step,
    "where": lambda c, a, b: c * a + (1 - c) * b,
    "larger": _larger,
    "absolute": lambda u: u * (2 * Step(u) - 1),
}

#: The entries of leaves.
LEAVES: dict[str, Callable[[Any, At], sp.Expr]] = {
    "constant": lambda value, _: number(value),
    "identity": lambda _, at: sp.KroneckerDelta(*at),
    "place": lambda place, at: sp.KroneckerDelta(at[0], place),
    "table": lambda entries, at: sp.Add(*(number(v) * _stands(at, p) for p, v in entries)),
}


def _stands(at: At, place: tuple[int, ...]) -> sp.Expr:
    return sp.Mul(*(sp.KroneckerDelta(i, p) for i, p in zip(at, place, strict=True)))


def number(value: Poly) -> sp.Expr:
    """Return a polynomial of sizes, roots and pi."""
    return sp.Add(
        *(
            sp.Rational(c.numerator, c.denominator)
            * sp.Mul(*(_atom(a) ** sp.Rational(e.numerator, e.denominator) for a, e in mono))
            for mono, c in value.terms.items()
        )
    )


def _atom(a: Atom) -> sp.Expr:
    match a.kind:
        case Kind.SYMBOL:
            name = str(a.head[0])
            return sp.pi if name == "#pi" else size(name)
        case Kind.PRIME:
            return sp.Integer(a.head[0])
        case Kind.EXP:
            return sp.exp(number(a.args[0]))
        case Kind.BASE:
            return number(a.args[0])
        case Kind.FUNCTION if a.head[0] in ELEMENTWISE:
            return ELEMENTWISE[str(a.head[0])](number(a.args[0]))
    raise Unsupported(f"the number {a} in a formula")


def expression(
    node: Node, at: At, inputs: Mapping[str, Entry], memo: dict[Any, sp.Expr]
) -> sp.Expr:
    """Return the entry of a node at some indices.

    Args:
        node: the operation.
        at: one index for each of its axes.
        inputs: the entries of inputs, by name.
        memo: what is known of other entries.

    Raises:
        Unsupported: if an operation has no formula.
    """
    if node.op == "input":
        return inputs[node.attr[0]](*at)
    key = node, at
    if key not in memo:
        memo[key] = sp.sympify(_expression(node, at, inputs, memo))
    return memo[key]


def _expression(
    node: Node, at: At, inputs: Mapping[str, Entry], memo: dict[Any, sp.Expr]
) -> sp.Expr:
    if node.op in LEAVES:
        return LEAVES[node.op](node.attr, at)
    over = [bound() for _ in node.over]
    everywhere = (*at, *over)
    parts = [
        expression(a, tuple(everywhere[k] for k in labels), inputs, memo)
        for a, labels in zip(node.args, node.maps, strict=True)
    ]
    limits = [(i, 0, number(d) - 1) for i, d in zip(over, node.over, strict=True)]
    match node.op:
        case "sum":
            return sp.Sum(sp.Mul(*parts), *limits)
        case "maximum" if len(parts) == 1:
            return MaxOver(parts[0], *limits)
        case "power":
            return parts[0] ** sp.Rational(node.attr.numerator, node.attr.denominator)
        case "unknown":
            name, order = node.attr
            return apply(name, order, parts[0])
    if node.op not in ELEMENTWISE:
        raise Unsupported(f"an entry of {node.op} as a formula")
    return ELEMENTWISE[node.op](*parts)
