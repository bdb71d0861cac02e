"""Edits that put one value for another: ε, a for z, one argument for another."""

from __future__ import annotations

import ast
import itertools
from collections.abc import Iterator, Sequence

import numpy as np

from backproof.diagnosis.edits import (
    PRODUCTS,
    REDUCTIONS,
    Edit,
    Scene,
    Slot,
    called,
    expression,
    loads,
    walk,
)


def epsilons(scene: Scene) -> Iterator[Edit]:
    """The forward's small number under a root, a quotient or a logarithm, or out of place."""
    for e in scene.epsilons:
        for slot in scene.slots:
            if not isinstance(slot.node, ast.Constant):
                new = expression(f"E_ + {e}", E_=slot.node)
                yield Edit("epsilon forgotten", [(slot, new)], e)
        for group in loads(scene).values():
            free = [s for s in group if not _is_sum(s.parent)]
            if len(free) > 1:
                changes = [(s, expression(f"E_ + {e}", E_=s.node)) for s in free]
                yield Edit("epsilon forgotten", changes, e)
    for slot in scene.slots:
        if _is_sum(slot.node):
            yield from _misplaced(scene, slot)


def _misplaced(scene: Scene, slot: Slot) -> Iterator[Edit]:
    """``sqrt(v) + ε`` for ``sqrt(v + ε)``, the other way round, or an ε too many."""
    left, right = slot.node.left, slot.node.right
    word = ast.unparse(right)
    if called(left) == "sqrt":
        new = expression("f(A + e)", f=left.func, A=left.args[0], e=right)
        yield Edit("epsilon misplaced", [(slot, new)], word)
    if word in scene.epsilons:
        yield Edit("epsilon added", [(slot, left)], word)
    if isinstance(slot.parent, ast.Call) and called(slot.parent) == "sqrt":
        new = expression("f(A) + e", f=slot.parent.func, A=left, e=right)
        for around in scene.slots:
            if around.node is slot.parent:
                yield Edit("epsilon misplaced", [(around, new)], word)


def _is_sum(node: ast.AST) -> bool:
    return isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add)


def names(scene: Scene) -> Iterator[Edit]:
    """Another name of the same shape, at one place and at all of a statement."""
    yield from _returned(scene)
    yield from _unwrapped(scene)
    for (_, old), group in loads(scene).items():
        for new in _alike(scene, old):
            for chosen in [[s] for s in group] + ([group] if len(group) > 1 else []):
                changes = [(s, expression(new)) for s in chosen]
                yield Edit(_renamed(scene, old, new, chosen), changes, f"{old} → {new}")
    yield from _applications(scene)


def _returned(scene: Scene) -> Iterator[Edit]:
    """Two gradients that are returned in each other's place."""
    for node, stmt in walk(scene):
        if isinstance(node, ast.Return) and isinstance(node.value, ast.Tuple):
            parts = node.value.elts
            for i, j in itertools.combinations(range(len(parts)), 2):
                a, b = (Slot(node.value, "elts", q, stmt) for q in (i, j))
                detail = f"{ast.unparse(parts[i])} ↔ {ast.unparse(parts[j])}"
                yield Edit("other argument", [(a, parts[j]), (b, parts[i])], detail)


def _unwrapped(scene: Scene) -> Iterator[Edit]:
    """The argument z for the activation a where ``a = f(z)``, z being no name but an expression."""
    made = {}
    for node, _ in walk(scene):
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            call = node.value
            if isinstance(call, ast.Call) and len(call.args) == 1 and not call.keywords:
                made[node.targets[0].id] = call.args[0]
    for (_, old), group in loads(scene).items():
        inside = [s for s in group if _in_slope(s)]
        if old in made and inside and not isinstance(made[old], ast.Name):
            for chosen in [[s] for s in inside] + ([group] if len(group) > 1 else []):
                changes = [(s, made[old]) for s in chosen]
                yield Edit("slope at a", changes, f"{old} → {ast.unparse(made[old])}")


def _alike(scene: Scene, old: str) -> list[str]:
    if old not in scene.values:
        return []
    shape = np.shape(scene.values[old])
    same = [n for n, v in scene.values.items() if n != old and np.shape(v) == shape]
    return [n for n in same if not np.array_equal(scene.values[n], scene.values[old])]


def _renamed(scene: Scene, old: str, new: str, chosen: Sequence[Slot]) -> str:
    slope = any(_in_slope(s) for s in chosen)
    if slope and (old, new) in scene.related:
        return "slope at a"
    if slope and (new, old) in scene.related:
        return "slope at z"
    if all(isinstance(s.stmt, ast.Return) and isinstance(s.parent, ast.Tuple) for s in chosen):
        return "other argument"
    return "wrong variable"


def _in_slope(slot: Slot) -> bool:
    """Say whether a name stands where a slope is computed: in a call, a difference, a power."""
    parent = slot.parent
    if isinstance(parent, ast.Call):
        return called(parent) not in PRODUCTS | REDUCTIONS
    if isinstance(parent, ast.BinOp):
        return isinstance(parent.op, ast.Sub | ast.Pow)
    return isinstance(parent, ast.Compare | ast.UnaryOp)


def _applications(scene: Scene) -> Iterator[Edit]:
    """A function that is applied once too often, or once too seldom."""
    for slot in scene.slots:
        node = slot.node
        if isinstance(node, ast.Call) and len(node.args) == 1 and not node.keywords:
            inner = isinstance(slot.parent, ast.Call | ast.BinOp) and _in_slope(slot)
            error = "slope at a" if inner else "extra function"
            yield Edit(error, [(slot, node.args[0])], ast.unparse(node.func))
    for (_, old), group in loads(scene).items():
        for f in scene.unary:
            for chosen in [[s] for s in group] + ([group] if len(group) > 1 else []):
                changes = [(s, expression(f"{f}(E_)", E_=s.node)) for s in chosen]
                slope = any(_in_slope(s) for s in chosen)
                error = "slope at z" if slope else "missing function"
                yield Edit(error, changes, f"{old} → {f}({old})")
