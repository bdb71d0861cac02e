"""Small edits of a Python function: one human error undone at one place.

An `Edit` changes one or a few places of a syntax tree; `applied` does and undoes it.  The
generators stand in the order in which an error is believed, simplest first; each knows only the
tree and the values that its names had in one run, and whether an edit mends is found by running it.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import numpy as np

REDUCTIONS = {"sum", "mean", "max", "min", "amax", "amin", "var", "std", "prod", "norm", "argmax"}
AXIS_FREE = {"shape", "size", "ndim", "dtype"}
PRODUCTS = {"dot", "matmul", "inner", "outer", "einsum", "tensordot"}
CONTROL = {"axis", "keepdims", "dtype", "ddof", "out", "order"}


@dataclass
class Slot:
    """A place in a tree that holds an expression, and the statement around it."""

    parent: ast.AST
    name: str
    index: int | None
    stmt: ast.stmt
    value: Any = None  # what it held in one run

    def takes(self, value: Any) -> bool:
        """Say whether a value may be multiplied or added here without changing the shape."""
        shape = np.shape(self.value)
        try:
            return np.broadcast_shapes(shape, np.shape(value)) == shape
        except ValueError:
            return False

    @property
    def is_count(self) -> bool:
        """Say whether a whole number stands here, such as a size."""
        return isinstance(self.value, int)

    @property
    def is_exponent(self) -> bool:
        """Say whether this is the exponent of a power."""
        power = isinstance(self.parent, ast.BinOp) and isinstance(self.parent.op, ast.Pow)
        return power and self.name == "right"

    @property
    def node(self) -> Any:
        """Return what stands there."""
        held = getattr(self.parent, self.name)
        return held if self.index is None else held[self.index]

    @node.setter
    def node(self, new: Any) -> None:
        if self.index is None:
            setattr(self.parent, self.name, new)
        else:
            getattr(self.parent, self.name)[self.index] = new


def stands_on(stmt: ast.stmt, line: int) -> bool:
    """Say whether a statement stands on a line, or goes on there."""
    return stmt.lineno <= line <= (stmt.end_lineno or stmt.lineno)


@dataclass
class Edit:
    """Changes that undo one error; ``error`` and ``detail`` as in `Diagnosis`."""

    error: str
    changes: Sequence[tuple[Slot, Any]]
    detail: str = ""

    @property
    def stmt(self) -> ast.stmt:
        """Return the statement that changes, as it was."""
        return self.changes[0][0].stmt

    def stands_on(self, line: int) -> bool:
        """Say whether it changes a statement that stands on a line."""
        return any(stands_on(slot.stmt, line) for slot, _ in self.changes)

    @property
    def new_stmt(self) -> ast.stmt:
        """Return the statement that changes, or the one that takes its place."""
        new = self.changes[0][1]
        return new if isinstance(new, ast.stmt) else self.stmt


@contextmanager
def applied(edit: Edit) -> Iterator[None]:
    """Change the tree, and change it back."""
    before = [(slot, slot.node) for slot, _ in edit.changes]
    try:
        for slot, new in edit.changes:
            slot.node = new
            for part in new if isinstance(new, list) else [new]:
                if isinstance(part, ast.AST):
                    _locate(part, slot.stmt)
        yield
    finally:
        for slot, old in reversed(before):
            slot.node = old


def _locate(new: ast.AST, old: Any) -> None:
    line, column = getattr(old, "lineno", 1), getattr(old, "col_offset", 0)
    for node in ast.walk(new):
        if not hasattr(node, "lineno"):
            vars(node).update(
                lineno=line, end_lineno=line, col_offset=column, end_col_offset=column
            )


@dataclass
class Scene:
    """One function's tree, the values its names had, and what may be put into it.

    Attributes:
        tree: the function.
        values: numbers and arrays by name, as one run left them.
        unary: expressions of functions of one argument, such as ``sigmoid_prime``.
        epsilons: small numbers of the forward pass, as expressions.
        numbers: other numbers of the forward pass, and sizes such as ``x.shape[0]``.
        related: (v, w) where v is computed from w entry by entry.
        slopes: the names that hold a slope.
        lists: the names of lists and tuples.
        gap: what the claimed gradient falls short of the true one by.
        returned: at which place of the returned tuple that gradient stands.
        numpy: the name under which the code knows NumPy.
    """

    tree: ast.FunctionDef
    values: Mapping[str, Any] = field(default_factory=dict)
    unary: Sequence[str] = ()
    epsilons: Sequence[str] = ()
    numbers: Sequence[str] = ()
    sizes: Sequence[str] = ()
    related: frozenset[tuple[str, str]] = frozenset()
    slopes: Sequence[str] = ()
    numpy: str = "np"
    lists: frozenset[str] = frozenset()
    gap: Any = None
    returned: int = 0
    slots: list[Slot] = field(default_factory=list)

    def factors(self) -> list[Slot]:
        """Return the places where a factor may be put, a whole product being one place."""
        return [s for s in self.slots if not (_in_product(s) or s.is_exponent)]

    def arrays(self) -> list[str]:
        """Return the names of arrays with at least one axis."""
        return [n for n, v in self.values.items() if np.ndim(v)]


def _in_product(slot: Slot) -> bool:
    """Say whether a factor here is a factor of the expression around it."""
    parent = slot.parent
    if isinstance(parent, ast.UnaryOp):
        return isinstance(parent.op, ast.USub)
    if not isinstance(parent, ast.BinOp):
        return False
    return isinstance(parent.op, ast.Mult) or (
        isinstance(parent.op, ast.Div) and slot.name == "left"
    )


def expression(text: str, **parts: ast.expr) -> ast.expr:
    """Return a tree in which some names stand for trees.

    >>> ast.unparse(expression("E_ * 2", E_=expression("a + b")))
    '(a + b) * 2'
    """
    body = ast.parse(text, mode="eval").body
    return _Put(parts).visit(body) if parts else body


class _Put(ast.NodeTransformer):
    """Puts trees in the place of names."""

    def __init__(self, parts: Mapping[str, ast.expr]) -> None:
        self.parts = parts

    def visit_Name(self, node: ast.Name) -> Any:
        return self.parts.get(node.id, node)


def slots(tree: ast.FunctionDef, numpy: str = "np") -> list[Slot]:
    """Return every place of a function that holds a value, outer ones before inner ones."""
    out: list[Slot] = []
    for stmt in tree.body:
        _visit(stmt, stmt, out, numpy)
    return out


def _visit(node: ast.AST, stmt: ast.stmt, out: list[Slot], numpy: str) -> None:
    for name, held in ast.iter_fields(node):
        if _closed(node, name):
            continue
        for i, child in enumerate(held) if isinstance(held, list) else [(None, held)]:
            if isinstance(child, ast.stmt):
                _visit(child, child, out, numpy)
            elif isinstance(child, ast.keyword):
                if child.arg not in CONTROL:
                    _enter(child, "value", None, stmt, out, numpy)
            elif isinstance(child, ast.expr):
                _enter(node, name, i, stmt, out, numpy)


def _enter(
    parent: ast.AST, name: str, i: int | None, stmt: ast.stmt, out: list[Slot], numpy: str
) -> None:
    slot = Slot(parent, name, i, stmt)
    node = slot.node
    is_module = isinstance(node, ast.Name) and node.id == numpy
    is_function = isinstance(parent, ast.Call) and name == "func"
    is_text = isinstance(node, ast.Constant) and not isinstance(node.value, int | float)
    if not (is_module or is_function or is_text or isinstance(node, ast.Tuple | ast.List)):
        out.append(slot)
    _visit(node, stmt, out, numpy)


def _closed(node: ast.AST, name: str) -> bool:
    """Say whether no value of interest stands in a field."""
    if isinstance(node, ast.FunctionDef | ast.Lambda) and name != "body":
        return True
    if isinstance(node, ast.Attribute) and node.attr in AXIS_FREE:
        return True
    return name in {"targets", "target", "annotation", "slice", "iter", "test", "ctx", "items"} or (
        isinstance(node, ast.Call) and name == "args" and called(node) in {"reshape", "transpose"}
    )


def called(node: Any) -> str:
    """Return the last name of the function that a node calls; nothing for another node."""
    if not isinstance(node, ast.Call):
        return ""
    f = node.func
    return f.attr if isinstance(f, ast.Attribute) else f.id if isinstance(f, ast.Name) else ""


def walk(scene: Scene) -> Iterator[tuple[ast.AST, ast.stmt]]:
    """Walk all nodes with the innermost statement around each."""

    def inner(node: ast.AST, stmt: ast.stmt) -> Iterator[tuple[ast.AST, ast.stmt]]:
        for child in ast.iter_child_nodes(node):
            at = child if isinstance(child, ast.stmt) else stmt
            yield child, at
            yield from inner(child, at)

    for stmt in scene.tree.body:
        yield stmt, stmt
        yield from inner(stmt, stmt)


def loads(scene: Scene) -> dict[tuple[int, str], list[Slot]]:
    """Return the places where each name is read, by statement."""
    out: dict[tuple[int, str], list[Slot]] = {}
    for slot in scene.slots:
        if isinstance(slot.node, ast.Name | ast.Attribute):
            out.setdefault((id(slot.stmt), ast.unparse(slot.node)), []).append(slot)
    return out


def in_brackets(node: ast.expr) -> str:
    """Return an expression as text that may stand in a product.

    >>> in_brackets(expression("a + b")), in_brackets(expression("f(x)"))
    ('(a + b)', 'f(x)')
    """
    plain = ast.Name | ast.Call | ast.Constant | ast.Attribute | ast.Subscript
    return ast.unparse(node) if isinstance(node, plain) else f"({ast.unparse(node)})"


def factors(node: ast.expr) -> list[ast.expr]:
    """Return the factors of a product.

    >>> [ast.unparse(f) for f in factors(expression("a * (b + c) * d"))]
    ['a', 'b + c', 'd']
    """
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult):
        return [*factors(node.left), *factors(node.right)]
    return [node]


def product(parts: Sequence[ast.expr]) -> ast.expr:
    """Return the product of some factors."""
    out = parts[0] if parts else ast.Constant(1)
    for p in parts[1:]:
        out = ast.BinOp(out, ast.Mult(), p)
    return out
