"""Edits that add a summand: of the Jacobian of softmax or of normalisation, or a known array."""

from __future__ import annotations

import ast
import itertools
from collections.abc import Iterator

import numpy as np

from backproof.diagnosis.edits import Edit, Scene, Slot, expression, factors, product, walk

TERMS = (
    "E_ - (E_ * p).sum(axis=A, keepdims=True)",
    "E_ - p * (E_ * p).mean(axis=A, keepdims=True)",
    "E_ - p * (E_ * p).sum(axis=A, keepdims=True)",
    "E_ - E_.mean(axis=A, keepdims=True) - p * (E_ * p).mean(axis=A, keepdims=True)",
)
ALONE = ("E_ - E_.mean(axis=A, keepdims=True)", "E_ - E_.sum(axis=A, keepdims=True)")


def terms(scene: Scene) -> Iterator[Edit]:
    """A summand: those of the Jacobians of softmax and of normalisation, or a known array."""
    for slot in scene.slots:
        node = slot.node
        for form, axis in itertools.product(ALONE, range(np.ndim(slot.value))):
            new = expression(form, E_=node, A=ast.Constant(axis))
            yield Edit("missing term", [(slot, new)], _without(form, axis, "", node))
        for v, sign in itertools.product(scene.values, "+-"):
            if slot.takes(scene.values[v]) and not isinstance(node, ast.Constant):
                new = expression(f"E_ {sign} {v}", E_=node)
                yield Edit("missing term", [(slot, new)], f"{sign} {v}")
        yield from _mirrored(slot, scene)
    for slot, p in itertools.product(scene.slots, scene.arrays()):
        node, value = slot.node, scene.values[p]
        same = isinstance(node, ast.Name) and node.id == p
        if same or np.shape(slot.value) != np.shape(value):
            continue
        for form, axis in itertools.product(TERMS, range(np.ndim(value))):
            new = expression(form, E_=node, p=expression(p), A=ast.Constant(axis))
            yield Edit("missing term", [(slot, new)], _without(form, axis, p, node))
    yield from _diagonal(scene)
    yield from _products_missing(scene)


def _products_missing(scene: Scene) -> Iterator[Edit]:
    """A summand made of two known arrays, found by its value: a path through a shared weight."""
    arrays = scene.arrays()
    texts = [f"{a} * {b}" for a, b in itertools.combinations_with_replacement(arrays, 2)]
    flat = [v for v in arrays if np.ndim(scene.values[v]) == 2]  # noqa: PLR2004
    for a, b in itertools.product(flat, flat):
        texts += [f"{a} @ {b}", f"{a}.T @ {b}", f"{a} @ {b}.T", f"{a}.T @ {b}.T"]
    for text in [*texts, *(f"{a}.sum(axis=0)" for a in flat)]:
        sign = _equals_gap(scene, text)
        for slot in _returns(scene) if sign else ():
            new = expression(f"E_ {sign} {text}", E_=slot.node)
            yield Edit("missing term", [(slot, new)], f"{sign} {text}")


def _equals_gap(scene: Scene, text: str) -> str:
    try:
        value = eval(text, {}, dict(scene.values))  # noqa: S307 - a product of two arrays
    except (ValueError, SyntaxError, NameError):
        return ""
    if np.shape(value) != np.shape(scene.gap):
        return ""
    near = [s for s, gap in (("+", scene.gap), ("-", -scene.gap)) if np.allclose(value, gap)]
    return near[0] if near else ""


def _returns(scene: Scene) -> Iterator[Slot]:
    for node, stmt in walk(scene):
        if isinstance(node, ast.Return) and node.value is not None:
            if isinstance(node.value, ast.Tuple) and scene.returned < len(node.value.elts):
                yield Slot(node.value, "elts", scene.returned, stmt)
            elif not isinstance(node.value, ast.Tuple):
                yield Slot(node, "value", None, stmt)


def _without(form: str, axis: int, p: str, node: ast.expr) -> str:
    parts = {"E_": node, "p": expression(p or "p"), "A": ast.Constant(axis)}
    return ast.unparse(expression(form[2:].strip(" -"), **parts)).join(("- ", ""))


def _mirrored(slot: Slot, scene: Scene) -> Iterator[Edit]:
    """A product ``A @ x`` beside which ``A.T @ x`` is missing, as in a quadratic form."""
    if not isinstance(slot.node, ast.BinOp | ast.Call):
        return
    for n in {x.id for x in ast.walk(slot.node) if isinstance(x, ast.Name)}:
        shape = np.shape(scene.values.get(n, 0))
        if len(shape) == 2 and shape[0] == shape[1]:  # noqa: PLR2004 - a square matrix
            again = ast.parse(ast.unparse(slot.node), mode="eval").body
            other = expression(ast.unparse(again), **{n: expression(f"{n}.T")})
            new = expression("E_ + F", E_=slot.node, F=other)
            yield Edit("missing term", [(slot, new)], f"+ {ast.unparse(other)}")


def _diagonal(scene: Scene) -> Iterator[Edit]:
    """``p * (1 - p)``, the diagonal of softmax's Jacobian, where the whole of it is wanted."""
    for slot in scene.slots:
        parts = factors(slot.node)
        words = [ast.unparse(q) for q in parts]
        for p in scene.arrays():
            if p in words and f"1 - {p}" in words:
                rest = [
                    q for q, word in zip(parts, words, strict=True) if word not in {p, f"1 - {p}"}
                ]
                d = product(rest)
                for axis in range(np.ndim(scene.values[p])):
                    form = "p * (E_ - (E_ * p).sum(axis=A, keepdims=True))"
                    new = expression(form, E_=d, p=expression(p), A=ast.Constant(axis))
                    yield Edit("missing term", [(slot, new)], _without(TERMS[0], axis, p, d))
