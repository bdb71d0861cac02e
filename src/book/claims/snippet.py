"""The code of a check as a reader can copy it: with its imports and the helpers it calls."""

from __future__ import annotations

import ast
import inspect
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from types import ModuleType
from typing import Any

ROOM = __name__.rpartition(".")[0]
HELPERS = f"{ROOM}.judging"


@dataclass(frozen=True)
class Part:
    """One statement at the top of a module: its text, its tree, and where it stands."""

    text: str
    tree: ast.stmt
    module: str

    @property
    def names(self) -> list[str]:
        """Name what it binds."""
        if isinstance(self.tree, ast.FunctionDef | ast.ClassDef):
            return [self.tree.name]
        if isinstance(self.tree, ast.Import | ast.ImportFrom):
            return [one.asname or one.name.partition(".")[0] for one in self.tree.names]
        nodes = (node for node in ast.walk(self.tree) if isinstance(node, ast.Name))
        return [node.id for node in nodes if isinstance(node.ctx, ast.Store)]

    @property
    def used(self) -> list[str]:
        """Name all that it names."""
        return [node.id for node in ast.walk(self.tree) if isinstance(node, ast.Name)]

    def imported(self, name: str) -> tuple[str, str]:
        """Return the module and the name of an import; no module where it is a module itself."""
        assert isinstance(self.tree, ast.Import | ast.ImportFrom)  # noqa: S101 - told apart before
        one = next(a for a in self.tree.names if name in {a.asname, a.name.partition(".")[0]})
        said = f"{one.name} as {one.asname}" if one.asname else one.name
        return (str(self.tree.module) if isinstance(self.tree, ast.ImportFrom) else "", said)


@cache
def _parts(module: ModuleType) -> dict[str, Part]:
    """Return the statements at the top of a module by the names they bind."""
    source = inspect.getsource(module)
    found: dict[str, Part] = {}
    for tree in ast.parse(source).body:
        part = Part(_text(source, tree, bare=module.__name__ == HELPERS), tree, module.__name__)
        found |= dict.fromkeys(part.names, part)
    return found


def _text(source: str, tree: ast.stmt, *, bare: bool) -> str:
    """Return the text of a statement; that of a helper without its docstring."""
    lines = source.splitlines()
    starts = [tree.lineno, *(one.lineno for one in getattr(tree, "decorator_list", []))]
    first, last = min(starts) - 1, tree.end_lineno
    documented = isinstance(tree, ast.FunctionDef | ast.ClassDef) and ast.get_docstring(tree)
    if bare and documented and isinstance(tree, ast.FunctionDef | ast.ClassDef):
        text = tree.body[0]
        after = tree.body[1].lineno - 1
        return "\n".join([*lines[first : text.lineno - 1], *lines[after:last]])
    return "\n".join(lines[first:last])


def _gather(
    name: str, module: ModuleType, imports: set[tuple[str, str]], found: dict[str, Part]
) -> None:
    """Add what a name needs, then what binds the name itself."""
    part = _parts(module).get(name)
    if part is None or part in found.values():
        return  # a builtin or an argument; or there already
    if isinstance(part.tree, ast.ImportFrom) and (part.tree.module or "").startswith(ROOM):
        _gather(name, sys.modules[str(part.tree.module)], imports, found)
    elif isinstance(part.tree, ast.Import | ast.ImportFrom):
        imports.add(part.imported(name))
    else:
        found[name] = part  # holds the place, so that two that call each other come to an end
        for inner in part.used:
            _gather(inner, module, imports, found)
        found[name] = found.pop(name)  # after what it needs


def _ordered(found: dict[str, Part]) -> list[Part]:
    """Put the helpers last, unless something is computed with them before any function runs."""
    helpers = [part for part in found.values() if part.module == HELPERS]
    own = [part for part in found.values() if part.module != HELPERS]
    names = {name for part in helpers for name in part.names}
    computed = [part for part in own if not isinstance(part.tree, ast.FunctionDef)]
    early = any(names.intersection(part.used) for part in computed)
    return helpers + own if early else own + helpers


def _joined(parts: list[Part]) -> str:
    """Set functions apart, and what is computed line by line."""
    text = parts[0].text
    for last, part in pairwise(parts):
        apart = {type(last.tree), type(part.tree)} & {ast.FunctionDef, ast.ClassDef}
        text += ("\n\n\n" if apart else "\n") + part.text
    return text


def _import_lines(imports: set[tuple[str, str]]) -> list[str]:
    """Write the imports, those from one module on one line."""
    whole = sorted(f"import {name}" for module, name in imports if not module)
    modules = sorted({module for module, _ in imports} - {""})
    names = {one: sorted(name for module, name in imports if module == one) for one in modules}
    return [*(f"from {one} import {', '.join(names[one])}" for one in modules), *whole]


def _name(check: Callable[[], Any]) -> str:
    """Name a check as its module does; it may have been made by another function."""
    return next(name for name, one in vars(sys.modules[check.__module__]).items() if one is check)


def _call(check: Callable[[], Any]) -> str:
    """Print what a check finds, a line each where it yields several findings."""
    many = inspect.isgeneratorfunction(check)
    return f'print(*{_name(check)}(), sep="\\n")' if many else f"print({_name(check)}())"


def snippet(*checks: Callable[[], Any]) -> str:
    """Return a script that runs checks; of Backproof it needs only what they call.

    Helpers of this room are written out, so that a check in plain NumPy needs nothing but NumPy.
    """
    imports: set[tuple[str, str]] = set()
    found: dict[str, Part] = {}
    for check in checks:
        _gather(_name(check), sys.modules[check.__module__], imports, found)
    # An annotation may name what stands further down.
    head = ["from __future__ import annotations", "", *_import_lines(imports)]
    calls = "\n".join(map(_call, checks))
    return "\n".join(head) + "\n\n" + _joined(_ordered(found)) + f"\n\n\n{calls}\n"
