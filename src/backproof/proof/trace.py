"""The user's code on arrays of symbolic shape, and both sides of the equation for each gradient."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import sympy as sp

from backproof.algebra.elementary import step
from backproof.algebra.polynomial import CONSTANT, Index, Kind, Poly, Unsupported, fresh
from backproof.calculus.derivatives import derivative
from backproof.proof import formula, sampling
from backproof.proof.arrays import (
    SymbolicArray,
    as_symbolic,
    bound,
    labels,
    size,
    start_entries,
    symbol,
)
from backproof.proof.canonical import normal_form
from backproof.proof.functions import Step
from backproof.proof.makers import symbolic_sizes
from backproof.proof.reach import state_restored
from backproof.proof.task import Task, evaluate


@dataclass
class Symbols:
    """What tracing the code on symbols gave: for each name the two sides, or what stopped it."""

    reference: dict[str, Poly] = field(default_factory=dict)
    claimed: dict[str, Poly] = field(default_factory=dict)
    obstacle: str = ""
    obstacles: dict[str, str] = field(default_factory=dict)
    independent: bool = False
    kinks: set[str] = field(default_factory=set)
    kinked: bool | None = None  # whether the forward pass has kinks, if that is known


def trace(task: Task) -> Symbols:
    """Run forward and backward on symbolic arrays and differentiate the forward.

    An axis of length ``2*H`` may be read as two blocks of H or as H pairs.  Both are the same
    entries under other names, so whichever the code can be followed with will do.
    """
    with state_restored(*task.functions):
        return _either(task)


def _either(task: Task) -> Symbols:
    out = _trace(task, backwards=False)
    if out.obstacle and any("*" in str(s) for shape in task.shapes.values() for s in shape):
        other = _trace(task, backwards=True)
        return out if other.obstacle else other
    return out


def _trace(task: Task, *, backwards: bool) -> Symbols:
    out = Symbols()
    start_entries()
    before = Unsupported.raised
    try:
        inputs = {n: _input(task, n, backwards=backwards) for n in task.shapes}
        with symbolic_sizes(*task.functions):
            y = as_symbolic(task.forward(*inputs.values()))
        g = symbol(new_name("g", inputs), *y.dims, factors=y.factors)
        with symbolic_sizes(*task.functions):
            claimed = {n: as_symbolic(c) for n, c in task.gradients(g, inputs).items()}
    except Exception as error:  # noqa: BLE001 - code that runs on numbers may fail on symbols in any way
        known = isinstance(error, Unsupported) and str(error)
        out.obstacle = known or f"{type(error).__name__}: {error}"
        return out
    if Unsupported.raised != before:  # the code caught it and took another way than on numbers
        out.obstacle = Unsupported.raised[1]
        return out
    try:
        total = (g * y).sum().at()
        cost = normal_form(total)
        out.kinks = _steps(total)
        out.kinked = bool(out.kinks) or _has_maximum(cost)
    except (Unsupported, RecursionError) as error:
        out.obstacle = str(error)
        return out
    out.independent = cost.names.isdisjoint(task.wrt)
    for n in task.wrt:
        try:
            out.reference[n], out.claimed[n] = _sides(out, cost, n, inputs[n], claimed[n])
        except (Unsupported, RecursionError) as error:
            out.obstacles[n] = str(error)
    return out


def _input(task: Task, name: str, *, backwards: bool) -> SymbolicArray:
    """Return an input as its kind has it: labels, rows of the identity, a mask, or free entries."""
    letters = {s: size(s) for s in task.letters}
    order = -1 if backwards else 1
    sizes = [factors(s, letters)[::order] for s in task.shapes[name]]
    shape = [sp.Mul(*f) for f in sizes]
    kind = task.kind(name)
    found = sampling.labels_of(kind)
    if found is not None:
        other, axis = found
        out = labels(name, sp.Mul(*factors(task.shapes[other][axis], letters)), *shape)
    elif kind == "onehot" and name not in task.wrt:
        hidden = labels(f"#{name}", shape[-1], *shape[:-1])
        out = SymbolicArray(shape, lambda *i: sp.KroneckerDelta(hidden.at(*i[:-1]), i[-1]))
    elif kind == "mask" and name not in task.wrt:
        hidden = symbol(f"#{name}", *shape, factors=sizes)
        out = SymbolicArray(shape, lambda *i: Step(hidden.at(*i)), factors=sizes)
    else:
        out = symbol(name, *shape, factors=sizes, positive=kind in sampling.POSITIVE)
    out.locked = True
    return out


def factors(length: str | int, letters: Mapping[str, sp.Symbol]) -> tuple[sp.Expr, ...]:
    """Return the factors of a size in the order in which they are written."""
    if isinstance(length, int):
        return (sp.Integer(length),)
    parts = length.split("*")
    if "+" in length or "(" in length:
        parts = [length]
    return tuple(sp.sympify(evaluate(p.strip(), letters)) for p in parts)


def new_name(name: str, taken: Mapping[str, Any]) -> str:
    """Return a name that no input has."""
    while name in taken:
        name += "'"
    return name


def _has_maximum(poly: Poly) -> bool:
    return any(
        a.kind is Kind.MAX or any(map(_has_maximum, a.args)) for m in poly.terms for a, _ in m
    )


def _steps(expr: sp.Expr) -> set[str]:
    """Return the kinks of an expression: also those that cancel in its normal form."""
    arguments = {s.args[0] for s in expr.atoms(Step, sp.Abs)}
    return set().union(*(formula.kinks(step(normal_form(a))) for a in arguments))


def _sides(
    out: Symbols, cost: Poly, name: str, x: SymbolicArray, claimed: SymbolicArray
) -> tuple[Poly, Poly]:
    """Return the derivative and the gradient that the code returned, at the same free entry."""
    if claimed.factors != x.factors and claimed.uniform is None:
        raise Unsupported(f"a gradient of {name} whose axes are products in another order")
    at: list[Index] = []
    places: list[Any] = []
    names: dict[sp.Basic, Index] = {}
    for factors in x.factors:
        some = [sp.Integer(0) if f == 1 else bound() for f in factors]
        known = {k: fresh(normal_form(f)) for k, f in zip(some, factors, strict=True) if f != 1}
        at += [known.get(k, (CONSTANT, 0)) for k in some]
        places.append(some[0] if len(some) == 1 else sp.Tuple(*some))
        names |= known
    entry = claimed.at(*places)
    out.kinks |= _steps(entry)
    return derivative(cost, name, tuple(at)), normal_form(entry, names)
