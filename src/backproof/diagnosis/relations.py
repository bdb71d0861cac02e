"""Which array of a backward pass is an entrywise function of which: a of z, a slope of z or a."""

from __future__ import annotations

import ast
import itertools
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

import numpy as np

type Values = Mapping[str, Any]
type Names = dict[str, Any]

ACTIVATIONS: tuple[Callable[[Any], Any], ...] = (
    lambda w: np.maximum(w, 0),
    lambda w: 1 / (1 + np.exp(-w)),
    np.tanh,
)
SLOPE = re.compile(r"prime|deriv|grad|slope|1 - | > | < | >= | <= ")


def related(
    tree: ast.FunctionDef, values: Values, names: Names, unary: Sequence[str]
) -> frozenset[tuple[str, str]]:
    """Return pairs (v, w) of names: v is computed from w alone, entry by entry."""
    pairs = [(v, w) for v, w, _ in _assigned(tree, values, names)]
    return frozenset([*pairs, *_images(values, names, unary)])


def slopes(tree: ast.FunctionDef, values: Values, names: Names) -> list[str]:
    """Return the names that hold a slope, as their formulas look."""
    return [v for v, _, right in _assigned(tree, values, names) if SLOPE.search(right)]


def _assigned(
    tree: ast.FunctionDef, values: Values, names: Names
) -> Iterator[tuple[str, str, str]]:
    for target, right in _pairs(tree):
        used = {x.id for x in ast.walk(right) if isinstance(x, ast.Name)}
        used = {n for n in used if np.ndim(values.get(n, 0))}
        if isinstance(target, ast.Name) and len(used) == 1:
            w = used.pop()
            code = compile(ast.Expression(right), "<right>", "eval")

            def at(x: Any, code: Any = code, w: str = w) -> Any:
                return eval(code, names, {**values, w: x})  # noqa: S307 - the user's own code

            if w != target.id and _is_entrywise(at, values[w]):
                yield target.id, w, ast.unparse(right)


def _pairs(tree: ast.FunctionDef) -> Iterator[tuple[ast.expr, ast.expr]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and len(node.targets) == 1:
            target, right = node.targets[0], node.value
            if isinstance(target, ast.Tuple) and isinstance(right, ast.Tuple):
                yield from zip(target.elts, right.elts, strict=False)
            else:
                yield target, right


def _images(values: Values, names: Names, unary: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Find pairs (v, w) where v has the values of a known function at w."""
    functions = [*ACTIVATIONS, *(partial(_call, names, f) for f in unary)]
    arrays = {n: np.asarray(v, dtype=float) for n, v in values.items() if np.size(v) > 1}
    for (w, x), f in itertools.product(arrays.items(), functions):
        image = _safely(f, x)
        for v, y in arrays.items():
            same = v != w and np.shape(image) == y.shape and np.array_equal(image, y)
            if same and _is_entrywise(f, x):
                yield v, w


def _call(names: Names, function: str, x: Any) -> Any:
    return eval(function, names)(x)  # noqa: S307 - the user's own function


def _safely(function: Callable[[Any], Any], x: Any) -> Any:
    try:
        with np.errstate(all="ignore"):
            return np.asarray(function(x))
    except Exception:  # noqa: BLE001 - it may want something else, or a name may be gone
        return None


def _is_entrywise(function: Callable[[Any], Any], at: Any) -> bool:
    """Say whether moving one entry moves that entry of the result alone."""
    x = np.array(at, dtype=float)
    moved = x.copy()
    moved.flat[0] += 0.1
    a, b = _safely(function, x), _safely(function, moved)
    if a is None or b is None or a.shape != x.shape or b.shape != x.shape:
        return False
    return not (a.flat[1:] != b.flat[1:]).any()
