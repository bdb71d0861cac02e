"""The code of a check as a reader can copy it: with its imports and the helpers it calls."""

from __future__ import annotations

import ast
import inspect
import sys
from collections.abc import Callable, Iterator
from functools import cache
from itertools import groupby, pairwise
from operator import attrgetter
from types import ModuleType
from typing import Any, NamedTuple

ROOM = __name__.rpartition(".")[0]
HELPERS = f"{ROOM}.judging"
DEFINITIONS = ast.FunctionDef | ast.ClassDef


class Import(NamedTuple):
    """What an import binds: of which module, if not a module itself, and as it is written."""

    module: str
    said: str


class Part(NamedTuple):
    """Another statement at the top of a module: its text, its tree, and where it stands."""

    text: str
    tree: ast.stmt
    module: str

    @property
    def bound(self) -> list[str]:
        """Name what it binds."""
        if isinstance(self.tree, DEFINITIONS):
            return [self.tree.name]
        return [node.id for node in self._names() if isinstance(node.ctx, ast.Store)]

    @property
    def used(self) -> list[str]:
        """Name all that it names."""
        return [node.id for node in self._names()]

    def _names(self) -> Iterator[ast.Name]:
        return (node for node in ast.walk(self.tree) if isinstance(node, ast.Name))


@cache
def _parts(module: ModuleType) -> dict[str, Part | Import]:
    """Return the statements at the top of a module by the names they bind."""
    source = inspect.getsource(module)
    found: dict[str, Part | Import] = {}
    for tree in ast.parse(source).body:
        if isinstance(tree, ast.Import | ast.ImportFrom):
            of = str(tree.module) if isinstance(tree, ast.ImportFrom) else ""
            for one in tree.names:
                said = f"{one.name} as {one.asname}" if one.asname else one.name
                found[one.asname or one.name.partition(".")[0]] = Import(of, said)
        else:
            part = Part(_text(source, tree, bare=module.__name__ == HELPERS), tree, module.__name__)
            found |= dict.fromkeys(part.bound, part)
    return found


def _text(source: str, tree: ast.stmt, *, bare: bool) -> str:
    """Return the text of a statement; that of a helper without its docstring."""
    lines = source.splitlines()
    starts = [tree.lineno, *(one.lineno for one in getattr(tree, "decorator_list", []))]
    first, last = min(starts) - 1, tree.end_lineno
    if bare and isinstance(tree, DEFINITIONS) and ast.get_docstring(tree):
        said, after = tree.body[:2]
        return "\n".join([*lines[first : said.lineno - 1], *lines[after.lineno - 1 : last]])
    return "\n".join(lines[first:last])


def _gather(name: str, module: ModuleType, imports: set[Import], found: dict[str, Part]) -> None:
    """Add what a name needs, then what binds the name itself."""
    part = _parts(module).get(name)
    if part is None or part in found.values():
        return  # a builtin or an argument; or there already
    if isinstance(part, Part):
        found[name] = part  # holds the place, so that two that call each other come to an end
        for inner in part.used:
            _gather(inner, module, imports, found)
        found[name] = found.pop(name)  # after what it needs
    elif part.module.startswith(ROOM):
        _gather(name, sys.modules[part.module], imports, found)
    else:
        imports.add(part)


def _ordered(found: dict[str, Part]) -> list[Part]:
    """Put the helpers last, unless something is computed with them before any function runs."""
    helpers = [part for part in found.values() if part.module == HELPERS]
    own = [part for part in found.values() if part.module != HELPERS]
    names = {name for part in helpers for name in part.bound}
    computed = [part for part in own if not isinstance(part.tree, ast.FunctionDef)]
    early = any(names.intersection(part.used) for part in computed)
    return helpers + own if early else own + helpers


def _joined(parts: list[Part]) -> str:
    """Set functions apart, and what is computed line by line."""
    text = parts[0].text
    for last, part in pairwise(parts):
        apart = isinstance(last.tree, DEFINITIONS) or isinstance(part.tree, DEFINITIONS)
        text += ("\n\n\n" if apart else "\n") + part.text
    return text


def _import_lines(imports: set[Import]) -> list[str]:
    """Write the imports, those from one module on one line, those of modules last."""
    whole = [f"import {one.said}" for one in sorted(imports) if not one.module]
    named = groupby((one for one in sorted(imports) if one.module), attrgetter("module"))
    return [
        *(f"from {of} import {', '.join(one.said for one in some)}" for of, some in named),
        *whole,
    ]


def snippet(check: Callable[[], Any]) -> str:
    """Return a script that runs a check; of Backproof it needs only what it calls.

    Helpers of this room are written out, so that a check in plain NumPy needs nothing but NumPy.
    """
    imports: set[Import] = set()
    found: dict[str, Part] = {}
    module = sys.modules[check.__module__]
    # A check that was made by another function has the name that its module gives it.
    name = next(name for name, one in vars(module).items() if one is check)
    _gather(name, module, imports, found)
    # An annotation may name what stands further down.
    head = "\n".join(["from __future__ import annotations", "", *_import_lines(imports)])
    return f'{head}\n\n{_joined(_ordered(found))}\n\n\nprint(*{name}(), sep="\\n")\n'
