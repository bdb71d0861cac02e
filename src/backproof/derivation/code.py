"""The line of code that closes a derivation: the one that runs, never one typed beside it."""

from __future__ import annotations

import ast
import inspect
import textwrap
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

#: What TeX would take for a command, in `\texttt`.
ESCAPED = {one: f"\\{one}" for one in "_#%&${}"} | {
    "\\": r"\textbackslash{}",
    "^": r"\textasciicircum{}",
    "~": r"\textasciitilde{}",
}


class NoLine(ValueError):  # noqa: N818 - it says what is missing
    """There is no one line to show; the message says what to do."""


def typewriter(line: str) -> str:
    r"""Return a line of code as TeX.

    >>> typewriter("a_1 @ {b}")
    '\\texttt{a\\_1 @ \\{b\\}}'
    """
    return rf"\texttt{{{''.join(ESCAPED.get(one, one) for one in line)}}}"


def run(line: str, names: Mapping[str, Any]) -> Any:
    """Return what a line computes.

    Raises:
        NoLine: if it is no expression, or fails.
    """
    try:
        return eval(line, dict(names))  # noqa: S307 - the author's own code, as are its neighbours
    except Exception as error:
        raise NoLine(
            f"the line `{line}` does not run: {type(error).__name__}: {error}; it must be an "
            "expression, and its names must be those of the derivation"
        ) from error


def returned_line(function: Callable[..., Any], position: int) -> str:
    """Return the source of what a function returns at a position.

    Where that is only a name, it is what the name was set to.

    Raises:
        NoLine: if the source does not tell: after branches or loops, or with a decorator.

    >>> from backproof.nn.layers.affine import affine
    >>> returned_line(affine, 0)
    'x @ W.T + b'
    """
    name = getattr(function, "__qualname__", repr(function))
    try:
        source = textwrap.dedent(inspect.getsource(function))
        tree = ast.parse(source).body[0]
    except (OSError, TypeError, SyntaxError) as error:
        raise NoLine(f"{name} has no source to show; show a call with `code`") from error
    if not isinstance(tree, ast.FunctionDef) or tree.decorator_list:
        raise NoLine(f"{name} is no plain function; show a call with `code`")
    body = list(_straight(tree.body))
    last = body[-1]
    if not isinstance(last, ast.Return) or last.value is None or _count(body, ast.Return) != 1:
        raise NoLine(f"{name} does not return in one place; show a call with `code`")
    values = last.value.elts if isinstance(last.value, ast.Tuple) else [last.value]
    if position >= len(values) or any(isinstance(one, ast.Starred) for one in values):
        raise NoLine(f"{name} returns no value number {position}: `returns` counts from 0")
    line = _meant(values[position], body, name)
    return " ".join((ast.get_source_segment(source, line) or "").split())


def _straight(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    """Yield the statements that run once, one after the other."""
    for one in body:
        if isinstance(one, ast.With):
            yield from _straight(one.body)
        else:
            yield one


def _own(node: ast.AST) -> Iterator[ast.AST]:
    """Yield a statement and what is in it, functions inside left out."""
    yield node
    if not isinstance(node, ast.FunctionDef | ast.Lambda):
        for child in ast.iter_child_nodes(node):
            yield from _own(child)


def _count(body: list[ast.stmt], kind: type[ast.AST]) -> int:
    return sum(isinstance(node, kind) for one in body for node in _own(one))


def _meant(value: ast.expr, body: list[ast.stmt], function: str) -> ast.expr:
    if not isinstance(value, ast.Name):
        return value
    sets = [
        node
        for one in body
        for node in _own(one)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store) and node.id == value.id
    ]
    if not sets:
        return value  # an input, handed on
    for one in body:
        if isinstance(one, ast.Assign) and one.targets == sets:
            return one.value
    raise NoLine(f"{function} sets {value.id} more than once; show a call with `code`")
