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
from typing import Any, NamedTuple

type Function = Callable[..., Any]

NUMPY = "import numpy as np"


class CodeError(ValueError):
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
        raise CodeError(f"{path.name}: {error}") from error
    found: dict[str, Definition] = {}
    for node in body:
        new: list[Definition] = []
        if isinstance(node, ast.ImportFrom):
            new = _imported(path.with_name(f"{node.module}.py"), node)
        elif isinstance(node, ast.FunctionDef | ast.Assign):
            name = node.name if isinstance(node, ast.FunctionDef) else ast.unparse(node.targets[0])
            cut = ast.get_source_segment(text, node) or ""
            new = [Definition(name, cut, path, isinstance(node, ast.FunctionDef))]
        for one in new:
            if found.setdefault(one.name, one) != one:
                raise CodeError(f"{path.name}: {one.name} stands for two things")
    return found


def _imported(path: Path, node: ast.ImportFrom) -> list[Definition]:
    """Return what is imported from a neighbour, with all that it needs there."""
    there = definitions(path)
    names = [alias.name for alias in node.names]
    if odd := [name for name in names if name not in there]:
        raise CodeError(f"{path.name}: there is no {odd[0]}")
    named = [there[name] for name in names]
    return [*_needed(named, there), *named]


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


def shown(
    known: Mapping[str, Definition], forward: str, twin: str, edit: tuple[str, str], shared: str
) -> Shown:
    """Cut out what a mistake shows.

    Args:
        known: the definitions of its family.
        forward: the name of what is differentiated.
        twin: the name of the right function of which the mistake is an edit.
        edit: the right lines and the wrong ones.
        shared: the name of the gradient that both twins use, or "".

    Raises:
        CodeError: if a function is not there, or the edit does not fit.
    """
    own = {forward: "forward"} | ({shared: "backward"} if shared else {})
    for name in (*own, twin):
        if name not in known or not known[name].is_function:
            raise CodeError(f"there is no function {name}")
    right = known[twin]
    wrong = right._replace(text=edited(right.text, *edit))
    try:
        needed = list(dict.fromkeys(_needed([*(known[name] for name in own), wrong, right], known)))
    except SyntaxError as error:
        raise CodeError(f"wrong: {error.msg}: {edit[1]!r} in {_head(right.text)}") from error
    names = own | {twin: "step" if shared else "backward"}
    numbers = "".join(f"\n{one.text}" for one in needed if not one.is_function)
    helpers = [one for one in needed if one.is_function and one.name not in names]
    parts = [f"{NUMPY}\n{numbers}".rstrip(), *(one.text for one in helpers)]
    parts += [_renamed(known[name].text, names) for name in own]
    texts = [_renamed(one.text, names) for one in (wrong, right)]
    used = {*needed, right, *(known[name] for name in own)}
    return Shown("\n\n\n".join(parts), texts[0], texts[1], frozenset(used))


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
