"""The code of a mistake as a reader can copy it, and as the prover reads it: the same text.

The functions are written out with the helpers and numbers they use, without annotations, under the
names `forward` and `backward`.  The text is run in a namespace of its own, so that the lines that
the prover names are those on the page.
"""

from __future__ import annotations

import dis
import inspect
import linecache
import re
import textwrap
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import CodeType, FunctionType
from typing import Any

type Function = Callable[..., Any]

ANNOTATION = re.compile(r": Any\b| -> [^:\n]+(?=:$)", re.MULTILINE)
NUMPY = "import numpy as np"


def _globals(code: CodeType) -> Iterator[str]:
    """Name what code and the functions inside it take from their module, in order."""
    yield from (str(one.argval) for one in dis.get_instructions(code) if "GLOBAL" in one.opname)
    for inner in code.co_consts:
        if isinstance(inner, CodeType):
            yield from _globals(inner)


def _needed(function: Function, found: dict[str, Any]) -> None:
    """Add each helper and number that a function needs, before what needs it."""
    assert isinstance(function, FunctionType)  # noqa: S101 - all are plain functions
    for name in _globals(function.__code__):
        held = function.__globals__.get(name)
        if name not in found and isinstance(held, FunctionType | int | float):
            if isinstance(held, FunctionType):
                _needed(held, found)
            found[name] = held


@dataclass(frozen=True)
class Writer:
    """Writes functions out under the names that a page gives them."""

    names: dict[str, str]

    def function(self, function: Any) -> str:
        """Write a function."""
        text = textwrap.dedent(inspect.getsource(function)).rstrip()
        text = ANNOTATION.sub("", re.sub(r"  # noqa.*$", "", text, flags=re.MULTILINE))
        for name, new in self.names.items():
            text = re.sub(rf"(?<![\w.]){name}\b", new, text)
        return text


@dataclass(frozen=True)
class Shown:
    """The texts of a mistake.

    Attributes:
        shared: imports, numbers, helpers and what is differentiated.
        wrong: the function with the mistake.
        right: its right twin.
        functions: what these texts make, by the functions they were written from.
    """

    shared: str
    wrong: str
    right: str
    functions: dict[Function, Function]

    @classmethod
    def of(
        cls,
        id_: str,
        forward: Function,
        wrong: Function,
        right: Function,
        backward: Function | None,
    ) -> Shown:
        """Write out the functions of a mistake and make them anew from what was written."""
        found: dict[str, Any] = {}
        own = {forward: "forward"} | ({backward: "backward"} if backward else {})
        twin = "step" if backward else "backward"
        for one in (*own, wrong, right):
            _needed(one, found)
        names = {name: name.strip("_") for name in found}
        names |= {one.__name__: name for one, name in own.items()}
        writer = Writer(names | {wrong.__name__: twin, right.__name__: twin})
        shared = _shared(writer, found, tuple(own))
        texts = [writer.function(one) for one in (wrong, right)]
        space: dict[str, Any] = {"__name__": f"mistake {id_}"}
        _run(shared, f"<{id_}: forward>", space)
        made: dict[Function, Function] = {one: space[name] for one, name in own.items()}
        for one, text, said in zip((wrong, right), texts, ("wrong", "right"), strict=True):
            _run(text, f"<{id_}: {said}>", space)
            made[one] = space[twin]
        return cls(shared, texts[0], texts[1], made)

    def made(self, function: Function) -> Function:
        """Return the function that the shown text makes."""
        return self.functions[function]


def _shared(writer: Writer, found: dict[str, Any], own: tuple[Function, ...]) -> str:
    """Write what the wrong function and the right one share."""
    numbers = [f"{name} = {v!r}" for name, v in found.items() if isinstance(v, int | float)]
    helpers = [v for v in found.values() if isinstance(v, FunctionType) and v not in own]
    head = "\n".join([NUMPY, *(["", *numbers] if numbers else [])])
    return "\n\n\n".join([head, *(writer.function(one) for one in [*helpers, *own])])


def _run(text: str, name: str, space: dict[str, Any]) -> None:
    """Run a text so that its lines can be read back, as the prover's diagnosis does."""
    lines = [f"{line}\n" for line in text.splitlines()]
    linecache.cache[name] = (len(text), None, lines, name)
    exec(compile(text, name, "exec"), space)  # noqa: S102 - it is our own code
