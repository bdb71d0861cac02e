"""Functions of the user's, read from their files and built anew from a changed tree."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator
from types import CellType, CodeType, FunctionType
from typing import Any

LAMBDA = "lambda_"  # a lambda is read as a def statement of this name


class Source:
    """A function of the user's whose tree can be changed and which can be built anew.

    Attributes:
        place: where the function is found: nowhere (the backward pass itself), under a global
            name, or in a class under a global name.
    """

    def __init__(self, function: FunctionType, *place: str) -> None:
        self.function, self.place = function, place
        self.tree = _definition(function)
        free = function.__code__.co_freevars
        self.cells = dict(zip(free, function.__closure__ or (), strict=True))
        outer = ast.parse(f"def maker({', '.join(free)}): pass").body[0]
        outer.body = [self.tree]  # type: ignore[attr-defined]
        self._module = ast.Module([outer], [])

    def build(self, names: dict[str, Any] | None = None) -> FunctionType:
        """Return the function as the tree now says; ``names`` are its globals if not its own."""
        f = self.function
        outer = _code(compile(self._module, f.__code__.co_filename, "exec"), "maker")
        code = _code(outer, self.tree.name)
        closure = tuple(self.cells.get(n, CellType()) for n in code.co_freevars)
        new = FunctionType(code, names or f.__globals__, f.__name__, f.__defaults__, closure)
        new.__kwdefaults__ = f.__kwdefaults__
        return new


def _definition(function: FunctionType) -> ast.FunctionDef:
    """Return the tree of a function, also of a lambda, as a def statement of its own.

    Raises:
        OSError: if the source is not to be had, or may run for ever when edited.
    """
    found = _found(function)
    if any(isinstance(node, ast.While) for node in ast.walk(found)):
        raise OSError("a while loop, which an edit may make endless")
    return found


def _found(function: FunctionType) -> ast.FunctionDef:
    lines, _ = inspect.findsource(function)
    known = function.__code__
    for node in ast.walk(ast.parse("".join(lines))):
        if isinstance(node, ast.FunctionDef) and node.name == function.__name__:
            starts = [node.lineno, *(d.lineno for d in node.decorator_list)]
            if min(starts) == known.co_firstlineno:
                node.decorator_list = []
                return node
        if isinstance(node, ast.Lambda) and node.lineno == known.co_firstlineno:
            code = compile(ast.Expression(node), "<lambda>", "eval").co_consts[0]
            if _parts(code) == _parts(known):
                return _as_def(node)
    raise OSError("no definition")


def _parts(code: CodeType) -> tuple[Any, ...]:
    plain = [repr(c) for c in code.co_consts if not isinstance(c, CodeType)]
    return code.co_code, code.co_names, code.co_varnames, plain


def _as_def(node: ast.Lambda) -> ast.FunctionDef:
    out = ast.parse(f"def {LAMBDA}(): pass").body[0]
    assert isinstance(out, ast.FunctionDef)  # noqa: S101 - for mypy
    out.args = node.args
    out.body = [ast.copy_location(ast.Return(node.body), node.body)]
    return out


def _code(inside: CodeType, name: str) -> CodeType:
    return next(c for c in inside.co_consts if isinstance(c, CodeType) and c.co_name == name)


def names_in(function: Any, seen: frozenset[str] = frozenset()) -> set[str]:
    """Return the names that a function uses, and what it calls in its file uses."""
    out: set[str] = set()
    if not isinstance(function, FunctionType):
        return out
    own = _names_in(function)
    for n in own - seen:
        out.add(n)
        held = function.__globals__.get(n)
        parts = [vars(held).get(k) for k in own] if isinstance(held, type) else [held]
        for f in parts:
            if isinstance(f, FunctionType) and (
                f.__code__.co_filename == function.__code__.co_filename
            ):
                out |= names_in(f, seen | out)
    return out


def _names_in(function: Any) -> set[str]:
    """Return the global names that a function and the functions inside it use."""
    code = getattr(function, "__code__", None)
    out: set[str] = set()
    todo = [code] if code else []
    while todo:
        c = todo.pop()
        out.update(c.co_names)
        todo += [q for q in c.co_consts if isinstance(q, CodeType)]
    return out


def constants_in(function: Any, depth: int) -> Iterator[float]:
    """Find the numbers in a function, its defaults, its closure and what it calls."""
    if isinstance(function, type):
        held = list(vars(function).values())
        yield from (v for v in held if isinstance(v, float) and v)
        for f in held if depth else ():
            yield from constants_in(f, depth - 1)
    if not isinstance(function, FunctionType):
        return
    cells = (c.cell_contents for c in function.__closure__ or () if c != CellType())
    held = [*(function.__defaults__ or ()), *(function.__kwdefaults__ or {}).values(), *cells]
    todo = [function.__code__]
    while todo:
        code = todo.pop()
        held += code.co_consts
        todo += [q for q in code.co_consts if isinstance(q, CodeType)]
    held += [function.__globals__.get(n) for n in _names_in(function)]
    for v in held:
        if isinstance(v, float) and v:
            yield v
        elif depth:
            yield from constants_in(v, depth - 1)
