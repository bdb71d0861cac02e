"""Edits that reduce or broadcast along another axis."""

from __future__ import annotations

import ast
import itertools
from collections.abc import Iterator
from typing import Any

from backproof.diagnosis.edits import (
    REDUCTIONS,
    Edit,
    Scene,
    Slot,
    called,
    expression,
    walk,
)


def axes(scene: Scene) -> Iterator[Edit]:
    """Another axis in a reduction, alone and in the whole statement; None at another place."""
    for node, stmt in walk(scene):
        if isinstance(node, ast.Call):
            for slot in _axis_slots(node, stmt):
                yield from _other_axes(node, slot)
            yield from _axis_added(node, stmt)
        elif isinstance(node, ast.Subscript):
            yield from _none_moved(node, stmt)
    yield from _all_axes(scene)


def _other_axes(call: ast.Call, slot: Slot) -> Iterator[Edit]:
    old = ast.unparse(slot.node)
    some = [q for n in (2, 3) for q in itertools.combinations(range(4), n)]
    tuples = map(repr, some) if isinstance(slot.node, ast.Tuple) else ["(0, 1)"]
    for new in ("0", "1", "-1", "2", "None", *tuples):
        if new != old:
            yield Edit("wrong axis", [(slot, expression(new))], _axis_word(new))
            yield from _axis_kept(call, slot, new)


def _all_axes(scene: Scene) -> Iterator[Edit]:
    """Another axis in all reductions of a statement at once."""
    by_stmt: dict[int, list[Slot]] = {}
    for node, stmt in walk(scene):
        for slot in _axis_slots(node, stmt) if isinstance(node, ast.Call) else ():
            by_stmt.setdefault(id(stmt), []).append(slot)
    for group, new in itertools.product(by_stmt.values(), ("0", "1", "-1")):
        if len(group) > 1:
            yield Edit("wrong axis", [(s, expression(new)) for s in group], _axis_word(new))


def _axis_word(axis: str) -> str:
    return f"axis={axis}"


def _axis_slots(call: ast.Call, stmt: ast.stmt) -> Iterator[Slot]:
    for k in call.keywords:
        if k.arg == "axis":
            yield Slot(k, "value", None, stmt)
    if called(call) in REDUCTIONS | {"repeat", "softmax", "expand_dims"}:
        for i, a in enumerate(call.args):
            if isinstance(a, ast.Constant) and type(a.value) is int:
                yield Slot(call, "args", i, stmt)


def _axis_kept(call: ast.Call, slot: Slot, new: str) -> Iterator[Edit]:
    """Another axis, which is kept: what broadcast before may not broadcast now."""
    if new == "None" or called(call) not in REDUCTIONS:
        return
    more = [k for k in call.keywords if k.arg != "keepdims"]
    if len(more) == len(call.keywords):
        more.append(ast.keyword("keepdims", ast.Constant(value=True)))
    changes: list[tuple[Slot, Any]] = []
    if slot.parent in call.keywords:
        more = [ast.keyword("axis", expression(new)) if k is slot.parent else k for k in more]
    else:
        changes.append((slot, expression(new)))
    changes.append((Slot(call, "keywords", None, slot.stmt), more))
    yield Edit("wrong axis", changes, _axis_word(new))


def _axis_added(call: ast.Call, stmt: ast.stmt) -> Iterator[Edit]:
    """An axis where all entries are reduced, and a kept one."""
    if called(call) not in REDUCTIONS:
        return
    if not any(True for _ in _axis_slots(call, stmt)):
        for axis, keep in itertools.product(("0", "1", "-1"), (False, True)):
            more = [*call.keywords, ast.keyword("axis", expression(axis))]
            if keep:
                more.append(ast.keyword("keepdims", ast.Constant(value=True)))
            changes = [(Slot(call, "keywords", None, stmt), more)]
            yield Edit("wrong axis", changes, _axis_word(axis))


def _none_moved(node: ast.Subscript, stmt: ast.stmt) -> Iterator[Edit]:
    """``s[None, :]`` for ``s[:, None]``."""
    index = node.slice
    if not isinstance(index, ast.Tuple):
        return
    nones = [ast.unparse(e) in {"None", "np.newaxis", "numpy.newaxis"} for e in index.elts]
    if any(nones) and not all(nones):
        for order in set(itertools.permutations(range(len(index.elts)))):
            if [nones[i] for i in order] != nones:
                new = ast.Tuple([index.elts[i] for i in order], ast.Load())
                yield Edit("wrong axis", [(Slot(node, "slice", None, stmt), new)])
