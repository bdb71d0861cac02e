"""The code of a mistake as a reader can copy it, and as the prover reads it: the same text.

The right functions stand in docs/mistakes/FAMILY.py.  What a record names is cut out with the
helpers and numbers it needs and is given the names `forward`, `backward` and `step`; the mistake
is an edit of the right function.  Both texts are run in a namespace of their own, so that the
lines that the prover names are those on the page.
"""

from __future__ import annotations

import ast
import linecache
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from book.records import RecordError, place

if TYPE_CHECKING:
    from book.mistakes.record import Entry

type Function = Callable[..., Any]

NUMPY = "import numpy as np"


class CodeError(RecordError):
    """A record and its code do not fit; the message says why."""


class Definition(NamedTuple):
    """A function, or a number with a name, as it is written in a file."""

    name: str
    text: str
    file: Path
    is_function: bool

    @property
    def uses(self) -> tuple[str, ...]:
        """Return the names that it reads, in the order of the text."""
        nodes = [node for node in ast.walk(ast.parse(self.text)) if isinstance(node, ast.Name)]
        nodes.sort(key=lambda node: (node.lineno, node.col_offset))
        return tuple(dict.fromkeys(node.id for node in nodes if isinstance(node.ctx, ast.Load)))

    @property
    def inputs(self) -> tuple[str, ...]:
        """Return the names of a function's arguments."""
        nodes = ast.walk(ast.parse(self.text))
        return tuple(node.arg for node in nodes if isinstance(node, ast.arg))


def definitions(path: Path) -> dict[str, Definition]:
    """Return what a file defines, by name, and what it imports from its neighbours.

    Raises:
        CodeError: if the file or a neighbour is not there or is no Python, or a name stands twice.
    """
    try:
        text = path.read_text(encoding="utf-8")
        body = ast.parse(text).body
    except (OSError, SyntaxError) as error:
        raise CodeError(f"{place(path)}: {error}") from error
    found: dict[str, Definition] = {}
    for node in body:
        for one in _bound(node, text, path):
            if found.setdefault(one.name, one) != one:
                raise CodeError(f"{place(path)}: {one.name} stands for two things")
    return found


def _bound(node: ast.stmt, text: str, path: Path) -> list[Definition]:
    """Return what a statement defines; an import also what the imported needs there."""
    if isinstance(node, ast.ImportFrom):
        there = definitions(path.with_name(f"{node.module}.py"))
        if odd := [alias.name for alias in node.names if alias.name not in there]:
            raise CodeError(f"{node.module}.py: there is no {odd[0]}")
        imported = [there[alias.name] for alias in node.names]
        return [*_needed(imported, there), *imported]
    cut = ast.get_source_segment(text, node) or ""
    if isinstance(node, ast.FunctionDef):
        return [Definition(node.name, cut, path, is_function=True)]
    if isinstance(node, ast.Assign):
        return [Definition(ast.unparse(node.targets[0]), cut, path, is_function=False)]
    return []


def edited(text: str, right: str, wrong: str) -> str:
    r"""Put wrong lines in the place of right ones, indented as they were.

    >>> edited("def f(x):\n    return 2 * x", "2 * x", "3 * x")
    'def f(x):\n    return 3 * x'

    Raises:
        CodeError: if the right lines do not stand in the text, or more than once.
    """
    places, start, first = [], 0, re.escape(right.split("\n", maxsplit=1)[0])
    for line in text.splitlines(keepends=True):
        indent = " " * (len(line) - len(line.lstrip()))
        block = right.replace("\n", f"\n{indent}")
        ats = (start + found.start() for found in re.finditer(first, line))
        places += [(at, block, indent) for at in ats if text.startswith(block, at)]
        start += len(line)
    if len(places) != 1:
        times = f"{len(places)} times" if places else "nowhere"
        raise CodeError(f"right: {right!r} is to stand once and stands {times} in {_head(text)}")
    at, block, indent = places[0]
    before, after = text[:at], text[at + len(block) :]
    if not wrong:  # the line is left out
        before, after = before.rstrip(" "), after.removeprefix("\n")
    return (before + wrong.replace("\n", f"\n{indent}") + after).rstrip()


@dataclass(frozen=True)
class Shown:
    """The texts of a mistake.

    Attributes:
        shared: imports, numbers, helpers and what is differentiated.
        wrong: the function with the mistake.
        right: its right twin.
        parts: the definitions that the texts were cut from.
    """

    shared: str
    wrong: str
    right: str
    parts: frozenset[Definition]

    def functions(self, id_: str) -> Mapping[str, Function]:
        """Run the texts; return `forward`, `backward` if both twins share it, `wrong`, `right`.

        Raises:
            CodeError: if a text is no Python.
        """
        space: dict[str, Any] = {"__name__": f"mistake {id_}"}
        _run(self.shared, f"<{id_}: forward>", space)
        made: dict[str, Function] = {
            name: space[name] for name in ("forward", "backward") if name in space
        }
        for key, text in (("wrong", self.wrong), ("right", self.right)):
            _run(text, f"<{id_}: {key}>", space)
            made[key] = space[_head(text)]
        return made


def shown(known: Mapping[str, Definition], entry: Entry) -> Shown:
    """Cut out what a mistake shows from the definitions of its family.

    Raises:
        CodeError: if a function is not there, or the edit does not fit.
    """
    backward = entry.backward or f"{entry.forward}_backward"
    own, edit = {entry.forward: "forward"}, {backward: "backward"}
    if entry.step:  # the gradient is right, and both twins share it
        own, edit = own | edit, {entry.step: "step"}
    names = own | edit
    for name in names:
        if name not in known or not known[name].is_function:
            raise CodeError(f"there is no function {name}")
    shared, (right,) = [known[name] for name in own], [known[name] for name in edit]
    wrong = right._replace(text=edited(right.text, entry.right, entry.wrong))
    try:
        needed = list(dict.fromkeys(_needed([*shared, wrong, right], known)))
    except SyntaxError as error:
        raise CodeError(f"wrong: {error.msg}: {entry.wrong!r} in {right.name}") from error
    numbers = "".join(f"\n{one.text}" for one in needed if not one.is_function)
    helpers = [one.text for one in needed if one.is_function and one.name not in names]
    first = [f"{NUMPY}\n{numbers}".rstrip(), *helpers]
    *given, before, after = (_renamed(one.text, names) for one in (*shared, wrong, right))
    used = frozenset({*needed, right, *shared})
    return Shown("\n\n\n".join([*first, *given]), before, after, used)


def _needed(wanted: list[Definition], known: Mapping[str, Definition]) -> Iterator[Definition]:
    """Name each helper and number before what needs it."""
    for one in wanted:
        for name in one.uses:
            if name in known and name != one.name:
                yield from _needed([known[name]], known)
                yield known[name]


def _renamed(text: str, names: Mapping[str, str]) -> str:
    for name, new in names.items():
        text = re.sub(rf"(?<![\w.]){name}\b", new, text)
    return text


def _head(text: str) -> str:
    return text.removeprefix("def ").partition("(")[0]


def _run(text: str, name: str, space: dict[str, Any]) -> None:
    """Run a text so that its lines can be read back, as the prover's diagnosis does."""
    lines = [f"{line}\n" for line in text.splitlines()]
    linecache.cache[name] = (len(text), None, lines, name)
    exec(compile(text, name, "exec"), space)  # noqa: S102 - it is our own code
