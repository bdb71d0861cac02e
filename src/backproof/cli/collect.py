"""What there is to check in a file: its Checks, or else its layers."""

from __future__ import annotations

import ast
import difflib
import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_origin

from backproof.cli.words import Refusal

if TYPE_CHECKING:
    from types import ModuleType

    from backproof.cli.files import Target
    from backproof.proof.verdict import Proof


@dataclass(frozen=True)
class Item:
    """One thing to check.

    Attributes:
        name: its name in the file.
        path: the file, as it was named on the command line.
        line: where the backward pass stands in it, or else where the check is declared.
        place: the file and line of the backward pass, also in another file of the user's.
        prove: does the work.
    """

    name: str
    path: Path
    line: int
    place: tuple[Path, int]
    prove: Callable[[], Proof]


def collect(module: ModuleType, target: Target) -> list[Item]:
    """Return what is to be checked, in the order of the file.

    Raises:
        Refusal: if there is nothing, or not what was asked for.
    """
    lines = _lines(module, target.path)
    found = dict(_checks(module))
    if target.name is None:
        found = found or _layers(module)
        if not found:
            raise Refusal("nothing", path=target.path)
    else:
        found = _named(module, target, found)
    return [_item(name, value, target.path, lines) for name, value in found.items()]


def _checks(module: ModuleType) -> Iterator[tuple[str, Any]]:
    """Find Checks at module level, also those in lists, tuples and dicts, none twice."""
    from backproof.proof.prove import Check  # noqa: PLC0415 - brings NumPy

    seen: set[int] = set()

    def look(label: str, value: Any) -> Iterator[tuple[str, Any]]:
        if not isinstance(value, Check | dict | list | tuple) or id(value) in seen:
            return
        seen.add(id(value))
        if isinstance(value, Check):
            yield label, value
            return
        for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield from look(f"{label}[{key!r}]", inner)

    for name, value in vars(module).items():
        if not name.startswith("__"):
            yield from look(name, value)


def _layers(module: ModuleType) -> dict[str, Any]:
    """Find the layers that are defined in this very file."""
    return {
        name: value
        for name, value in vars(module).items()
        if getattr(value, "__module__", None) == module.__name__
        and getattr(value, "__name__", None) == name
        and shapes_of_layer(value)
    }


def shapes_of_layer(value: Any) -> dict[str, tuple[str, ...]] | None:
    """Read the shapes of a function whose arguments are all annotated; None if it is no layer."""
    from backproof.nn.shapes import letters_of  # noqa: PLC0415 - brings NumPy

    if not inspect.isroutine(value):
        return None
    try:
        hints = inspect.get_annotations(inspect.unwrap(value), eval_str=True)
        names = list(inspect.signature(value).parameters)
    except (NameError, AttributeError, SyntaxError, TypeError, ValueError):
        return None  # an annotation that cannot be read is none of ours
    shapes = {name: letters_of(hints.get(name)) for name in names}
    returned = hints.get("return")
    origin: object = get_origin(returned)
    pair = returned is None or origin is tuple  # (y, pullback)
    whole = {name: shape for name, shape in shapes.items() if shape is not None}
    return whole if whole and pair and len(whole) == len(shapes) else None


def _named(module: ModuleType, target: Target, checks: dict[str, Any]) -> dict[str, Any]:
    """Choose what was asked for by name."""
    name = target.name or ""
    chosen = {label: one for label, one in checks.items() if label.partition("[")[0] == name}
    there = vars(module)
    if chosen:
        return chosen
    if name not in there:
        names = list(checks or _layers(module))
        simple = list(dict.fromkeys(n.partition("[")[0] for n in names))
        near = difflib.get_close_matches(name, simple)
        hint = "near" if near else "there"
        raise Refusal("unknown", path=target.path, name=name, hint=hint, names=near or simple)
    if any(one is there[name] for one in checks.values()) or shapes_of_layer(there[name]):
        return {name: there[name]}
    raise Refusal("no check", path=target.path, name=name)


def _item(name: str, value: Any, path: Path, lines: dict[str, int]) -> Item:
    declared = lines.get(name.partition("[")[0], 1)
    shapes = shapes_of_layer(value)
    if shapes:
        from backproof.proof.prove import prove  # noqa: PLC0415 - brings NumPy

        work, function = partial(prove, value, shapes), value
    else:
        # Of a layer, `backward` holds nothing that could be called.
        work = value.prove
        function = value.backward if callable(value.backward) else value.forward
    place = _place(function)
    if place is None:
        return Item(name, path, declared, (path, declared), work)
    if place[0] == path.resolve():
        return Item(name, path, place[1], (path, place[1]), work)
    return Item(name, path, declared, place if _visible(place[0]) else (path, declared), work)


def _place(function: Any) -> tuple[Path, int] | None:
    """Return the file and the line of a function."""
    while isinstance(function, partial):
        function = function.func
    function = inspect.unwrap(function)
    called = function if hasattr(function, "__code__") else type(function).__call__
    code = getattr(called, "__code__", None)
    return (Path(code.co_filename), code.co_firstlineno) if code else None


def _visible(path: Path) -> bool:
    """Say whether a file is one of the user's, below the folder where the command runs."""
    return path.is_relative_to(Path.cwd()) and "site-packages" not in path.parts


def _lines(module: ModuleType, path: Path) -> dict[str, int]:
    """Return the line in which each name of a module is bound.

    Raises:
        Refusal: if a Check is declared so that no name would lead to it.
    """
    tree = ast.parse(path.read_bytes())
    checks: dict[str, int] = {}
    for node in tree.body:
        if not isinstance(node, ast.Expr | ast.Assign | ast.AnnAssign):
            continue
        if not _makes_check(node.value, vars(module)):
            continue
        if isinstance(node, ast.Expr):
            raise Refusal("nameless", path=path, line=node.lineno)
        for name in _names(node):
            if name in checks:
                first = checks[name]
                raise Refusal("twice", path=path, line=node.lineno, name=name, first=first)
            checks[name] = node.lineno
    bound = {name: node.lineno for node in _statements(tree) for name in _names(node)}
    return bound | checks


def _statements(tree: ast.Module) -> Iterator[ast.stmt]:
    """Find all statements of a module but those within functions and classes."""
    todo: list[ast.AST] = list(tree.body)
    while todo:
        node = todo.pop(0)
        if isinstance(node, ast.stmt):
            yield node
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            todo.extend(ast.iter_child_nodes(node))


def _makes_check(node: ast.expr | None, names: dict[str, Any]) -> bool:
    """Say whether an expression calls our Check, by whatever name the file gave to it."""
    from backproof.proof.prove import Check  # noqa: PLC0415 - brings NumPy

    called = node.func if isinstance(node, ast.Call) else None
    if isinstance(called, ast.Attribute) and isinstance(called.value, ast.Name):
        return getattr(names.get(called.value.id), called.attr, None) is Check
    return isinstance(called, ast.Name) and names.get(called.id) is Check


def _names(node: ast.AST) -> list[str]:
    """Return the names that a statement binds."""
    if isinstance(node, ast.FunctionDef):
        return [node.name]
    targets: list[Any] = getattr(node, "targets", None) or [getattr(node, "target", None)]
    inner = (part for one in targets if one is not None for part in ast.walk(one))
    return [part.id for part in inner if isinstance(part, ast.Name)]
