"""Edits that put one token for another: sums, transposes, signs, functions."""

from __future__ import annotations

import ast
import itertools
from collections.abc import Iterator
from typing import Any

import numpy as np

from backproof.diagnosis.edits import (
    PRODUCTS,
    Edit,
    Scene,
    Slot,
    called,
    expression,
    walk,
)


def sums(scene: Scene) -> Iterator[Edit]:
    """A mean for a sum and the other way round, alone and in the whole statement."""
    other = {"sum": "mean", "mean": "sum"}
    by_stmt: dict[tuple[int, str], list[Slot]] = {}
    for node, stmt in walk(scene):
        if isinstance(node, ast.Call) and called(node) in other:
            name = called(node)
            if isinstance(node.func, ast.Attribute):
                slot = Slot(node.func, "attr", None, stmt)
                by_stmt.setdefault((id(stmt), name), []).append(slot)
                yield Edit(f"{name} for {other[name]}", [(slot, other[name])])
    for (_, name), group in by_stmt.items():
        if len(group) > 1:
            yield Edit(f"{name} for {other[name]}", [(s, other[name]) for s in group])


def transposes(scene: Scene) -> Iterator[Edit]:
    """A transpose too many or too few, axes in another order, factors of a product swapped."""
    for slot in scene.slots:
        node = slot.node
        if isinstance(node, ast.Attribute) and node.attr == "T":
            yield Edit("transpose", [(slot, node.value)], ast.unparse(node.value))
    for slot in scene.slots:
        if np.ndim(slot.value) > 1:
            form = "E_.T" if np.ndim(slot.value) == 2 else "E_.swapaxes(-1, -2)"  # noqa: PLR2004
            change = (slot, expression(form, E_=slot.node))
            yield Edit("transpose", [change], ast.unparse(slot.node))
    for node, stmt in walk(scene):
        if isinstance(node, ast.Call) and called(node) in {"transpose", "swapaxes"}:
            yield from _other_order(node, stmt)
        if isinstance(node, ast.Call) and called(node) == "einsum":
            yield from _other_letters(node, stmt)
        elif isinstance(node, ast.Call) and len(node.args) == 2 and called(node) in PRODUCTS:  # noqa: PLR2004
            yield Edit("transpose", [(Slot(node, "args", None, stmt), node.args[::-1])])


def _other_order(node: ast.Call, stmt: ast.stmt) -> Iterator[Edit]:
    held: Any = node
    name = "args"
    if len(node.args) and isinstance(node.args[-1], ast.Tuple):
        held, name = node.args[-1], "elts"
    parts = getattr(held, name)
    for order in itertools.permutations(parts):
        if list(order) != parts:
            yield Edit("transpose", [(Slot(held, name, None, stmt), list(order))])


def _other_letters(node: ast.Call, stmt: ast.stmt) -> Iterator[Edit]:
    first = node.args[0] if node.args else None
    if not (isinstance(first, ast.Constant) and isinstance(first.value, str)):
        return
    parts = first.value.replace("->", ",").split(",")
    for i, part in enumerate(parts):
        for order in itertools.permutations(part.strip()):
            swapped = [*parts[:i], "".join(order), *parts[i + 1 :]]
            text = ",".join(swapped[:-1]) + "->" + swapped[-1]
            if "".join(order) != part and "->" in first.value:
                yield Edit("transpose", [(Slot(node, "args", 0, stmt), ast.Constant(text))])


# --- signs and small tokens ----------------------------------------------------------------------


def signs(scene: Scene) -> Iterator[Edit]:
    """A minus for a plus, a minus too many, a minus too few."""
    flip: dict[type[ast.AST], type[ast.AST]] = {ast.Add: ast.Sub, ast.Sub: ast.Add}
    for node, stmt in walk(scene):
        if isinstance(node, ast.BinOp | ast.AugAssign) and type(node.op) in flip:
            yield Edit("sign", [(Slot(node, "op", None, stmt), flip[type(node.op)]())])
    for slot in scene.slots:
        if isinstance(slot.node, ast.UnaryOp) and isinstance(slot.node.op, ast.USub):
            yield Edit("sign", [(slot, slot.node.operand)])
        elif isinstance(slot.node, ast.BinOp) and isinstance(slot.node.op, ast.Sub):
            both = expression("R - L", R=slot.node.right, L=slot.node.left)
            yield Edit("sign", [(slot, both)])
    for slot in scene.slots:
        yield Edit("sign", [(slot, expression("-E_", E_=slot.node))])


def tokens(scene: Scene) -> Iterator[Edit]:
    """Another comparison, exponent, index or function; a quotient for a product; ``+=``."""
    for node, stmt in walk(scene):
        if isinstance(node, ast.Compare) and len(node.ops) == 1:
            for op in (ast.Lt, ast.LtE, ast.Gt, ast.GtE, ast.Eq, ast.NotEq):
                if not isinstance(node.ops[0], op):
                    yield Edit("wrong comparison", [(Slot(node, "ops", 0, stmt), op())])
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Pow):
            yield from _exponents(node, stmt)
        if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Load):
            yield from _shifted(node, stmt)
    for slot in scene.slots:
        yield from _operators(slot)
    yield from _overwritten(scene)
    yield from _functions(scene)


def _operators(slot: Slot) -> Iterator[Edit]:
    node = slot.node
    yield from _powers(slot)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult | ast.Div):
        multiplied = isinstance(node.op, ast.Mult)
        new = expression("L / R" if multiplied else "L * R", L=node.left, R=node.right)
        error = "product for quotient" if multiplied else "quotient for product"
        yield Edit(error, [(slot, new)])
    if isinstance(node, ast.Name):
        yield Edit("wrong exponent", [(slot, expression("E_ ** 2", E_=node))], node.id)
        yield Edit("complement", [(slot, expression("1 - E_", E_=node))], node.id)


def _powers(slot: Slot) -> Iterator[Edit]:
    """``1 - a ** 2`` for ``(1 - a) ** 2``, and an exponent twice or half as large."""
    node = slot.node
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Pow):
        yield Edit("wrong exponent", [(slot, node.left)], ast.unparse(node.left))
        inner = node.left
        if isinstance(inner, ast.BinOp) and isinstance(inner.op, ast.Add | ast.Sub):
            right = ast.BinOp(inner.right, ast.Pow(), node.right)
            word = ast.unparse(inner.right)
            yield Edit("wrong exponent", [(slot, ast.BinOp(inner.left, inner.op, right))], word)
    if slot.is_exponent:
        for form in ("E_ * 2", "E_ / 2", "-E_", "E_ - 1", "E_ + 1"):
            base = ast.unparse(slot.parent.left)  # type: ignore[attr-defined]
            yield Edit("wrong exponent", [(slot, expression(form, E_=node))], base)


def _shifted(node: ast.Subscript, stmt: ast.stmt) -> Iterator[Edit]:
    """The neighbouring place of a list: ``h[t]`` for ``h[t + 1]``."""
    index = node.slice
    if isinstance(index, ast.Name | ast.BinOp | ast.Constant):
        shifts = [ast.unparse(index.left)] if isinstance(index, ast.BinOp) else []
        shifts += ["i_ + 1", "i_ - 1"]
        for text in shifts:
            change = (Slot(node, "slice", None, stmt), expression(text, i_=index))
            yield Edit("wrong index", [change], ast.unparse(node))


def _overwritten(scene: Scene) -> Iterator[Edit]:
    """``d[i] = …`` where what comes from several places adds up."""
    for node, stmt in walk(scene):
        blocks = [getattr(node, f, None) for f in ("body", "orelse")]
        if node is stmt and blocks == [None, None]:
            continue
        for f, block in zip(("body", "orelse"), blocks, strict=True):
            yield from _overwritten_in(scene, node, f, block or [])
    yield from _overwritten_in(scene, scene.tree, "body", scene.tree.body)


def _overwritten_in(
    scene: Scene, node: ast.AST, field_name: str, block: list[Any]
) -> Iterator[Edit]:
    for i, one in enumerate(block):
        if not isinstance(one, ast.Assign | ast.AugAssign):
            continue
        target = one.targets[0] if isinstance(one, ast.Assign) else one.target
        if isinstance(target, ast.Subscript):
            where = Slot(node, field_name, i, one)
            word = ast.unparse(target)
            if isinstance(one, ast.Assign):
                added = ast.AugAssign(target, ast.Add(), one.value)
                yield Edit("overwritten", [(where, added)], word)
            if not isinstance(target.slice, ast.Slice | ast.Tuple):
                parts = [expression(ast.unparse(q)) for q in (target.value, target.slice)]
                at = expression(
                    f"{scene.numpy}.add.at(d_, i_, v_)", d_=parts[0], i_=parts[1], v_=one.value
                )
                yield Edit("overwritten", [(where, ast.Expr(at))], word)


def _exponents(node: ast.BinOp, stmt: ast.stmt) -> Iterator[Edit]:
    try:
        old = ast.literal_eval(node.right)
    except ValueError:
        return
    for new in (2, 3, 4, 0.5, -1, -2, -3, -0.5, -1.5):
        if new != old:
            change = (Slot(node, "right", None, stmt), expression(repr(new)))
            yield Edit("wrong exponent", [change], ast.unparse(node.left))


def _functions(scene: Scene) -> Iterator[Edit]:
    plain = [f"{scene.numpy}.{f}" for f in ("sin", "cos", "exp", "log", "tanh", "sqrt")]
    for slot in scene.slots:
        node = slot.node
        if isinstance(node, ast.Call) and len(node.args) == 1 and not node.keywords:
            old = ast.unparse(node.func)
            for f in dict.fromkeys([*scene.unary, *plain]):
                if f != old:
                    change = (Slot(node, "func", None, slot.stmt), expression(f))
                    error = "missing slope" if "prime" in f and old in f else "wrong function"
                    yield Edit(error, [change], f)
    minus_sine = [s for s in scene.slots if called(s.node) == "sin"]
    for slot in minus_sine:
        new = expression(f"-{scene.numpy}.sin(E_)", E_=slot.node.args[0])
        yield Edit("sign", [(slot, new)])
