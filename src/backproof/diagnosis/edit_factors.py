"""Edits that add or drop a factor: a slope, a size, a known array."""

from __future__ import annotations

import ast
import itertools
from collections.abc import Iterator
from typing import Any

import numpy as np

from backproof.diagnosis.edits import Edit, Scene, expression, factors, in_brackets, product, walk

SLOPES = ("v * (1 - v)", "1 - v ** 2", "(v > 0)", "1 / (1 + NP.exp(-v))", "NP.exp(v)", "NP.cos(v)")


def slopes(scene: Scene) -> Iterator[Edit]:
    """A factor that is the slope of an activation."""
    written = [(v, scene.values[v]) for v in scene.slopes if v in scene.values]
    for v in scene.arrays():
        written += [(f"{f}({v})", scene.values[v]) for f in scene.unary]
    for form in SLOPES:
        for v in scene.arrays():
            text = form.replace("v", v).replace("NP", scene.numpy)
            written.append((text, scene.values[v]))
    written += _slopes_of_elements(scene)
    for (text, value), slot in itertools.product(written, scene.factors()):
        if np.ndim(slot.value) and (value is None or slot.takes(value)):
            new = expression(f"E_ * ({text})", E_=slot.node)
            yield Edit("missing slope", [(slot, new)], text)


def _slopes_of_elements(scene: Scene) -> list[tuple[str, Any]]:
    """Return slopes at elements of lists, such as the states of a recurrent network."""
    words: dict[str, None] = {}
    for node, _ in walk(scene):
        if not (isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Load)):
            continue
        if isinstance(node.value, ast.Name) and node.value.id in scene.lists:
            words[ast.unparse(node)] = None
            words[f"{node.value.id}[{ast.unparse(node.slice)} + 1]"] = None
    forms = [form.replace("NP", scene.numpy) for form in SLOPES[:3]]
    return [(form.replace("v", w), None) for w in words for form in forms]


def extras(scene: Scene) -> Iterator[Edit]:
    """A factor or two too many, a divisor, a power or a summand too many."""
    for slot in scene.slots:
        parts = factors(slot.node)
        inside = isinstance(slot.parent, ast.BinOp) and isinstance(slot.parent.op, ast.Mult)
        if len(parts) > 1 and not inside:
            for count in (1, 2):
                for gone in itertools.combinations(range(len(parts)), count):
                    if len(gone) < len(parts):
                        left = [p for i, p in enumerate(parts) if i not in gone]
                        word = " * ".join(in_brackets(parts[i]) for i in gone)
                        yield Edit("extra factor", [(slot, product(left))], word)
        node = slot.node
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div | ast.FloorDiv):
            word = f"1 / {in_brackets(node.right)}"
            yield Edit("extra factor", [(slot, node.left)], word)
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Sub):
            yield Edit("extra term", [(slot, node.left)], ast.unparse(node.right))
            yield Edit("extra term", [(slot, node.right)], ast.unparse(node.left))
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.MatMult):
            yield Edit("extra factor", [(slot, node.left)], ast.unparse(node.right))
            yield Edit("extra factor", [(slot, node.right)], ast.unparse(node.left))


def constants(scene: Scene) -> Iterator[Edit]:
    """A number or a size as a factor: 2, N, √N, or one that the forward pass has."""
    sizes = [*scene.sizes, *(f"{scene.numpy}.sqrt({s})" for s in scene.sizes)]
    for slot in sorted(scene.factors(), key=lambda s: s.is_count):
        for c, op in itertools.product(("2", *sizes, *scene.numbers), "*/"):
            new = expression(f"E_ {op} {c}", E_=slot.node)
            yield Edit("missing factor", [(slot, new)], c if op == "*" else f"1 / {c}")


def missing(scene: Scene) -> Iterator[Edit]:
    """A known array or number as a factor or divisor."""
    for slot, v, op in itertools.product(scene.factors(), scene.values, "*/"):
        if not slot.is_count and slot.takes(scene.values[v]):
            new = expression(f"E_ {op} {v}", E_=slot.node)
            yield Edit("missing factor", [(slot, new)], v if op == "*" else f"1 / {v}")
    for slot, v in itertools.product(scene.factors(), scene.arrays()):
        if np.shape(slot.value) == np.shape(scene.values[v]):
            for axis in range(np.ndim(slot.value)):
                total = f"{v}.sum(axis={axis}, keepdims=True)"
                new = expression(f"E_ / {total}", E_=slot.node)
                yield Edit("missing factor", [(slot, new)], f"1 / {total}")
