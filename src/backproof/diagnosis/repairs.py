"""Repair a backward pass by one small edit of its source, and run the repaired function."""

from __future__ import annotations

import ast
import inspect
import re
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property, partial
from types import FunctionType, MethodType
from typing import Any

import numpy as np

from backproof.diagnosis import edits
from backproof.diagnosis.edits import Edit, Scene, applied
from backproof.diagnosis.relations import related, slopes
from backproof.diagnosis.source import Source, constants_in, names_in
from backproof.diagnosis.trials import Trial
from backproof.question.task import Task

SMALL = 0.2  # a number of the forward pass that may be a stabilising ε
WORK = 250_000  # so many lines of repaired functions are run at the first trial, at most
MOST = 8_000  # and so many repairs are tried
NUMBERS = (bool, int, float, np.ndarray, np.generic)


def run(function: Callable[..., Any], trial: Trial) -> dict[str, np.ndarray] | None:
    """Return the gradients of a backward pass (or layer) by name, or None where it fails."""
    try:
        with np.errstate(all="ignore"):
            return _named(trial.task, _returned(function, trial), trial.inputs)
    except Exception:  # noqa: BLE001 - a repair may make any nonsense of the code
        return None


def _returned(function: Callable[..., Any], trial: Trial) -> Any:
    given = [x.copy() for x in trial.inputs.values()]
    g = np.copy(trial.g)[()]
    if trial.task.layer is None:
        return function(g, *given)
    again, pullback = function(*given)
    if not np.array_equal(again, trial.y, equal_nan=True):
        raise ValueError("the repair changes the forward pass")
    return pullback(g)


def _named(task: Task, out: Any, inputs: Mapping[str, Any]) -> dict[str, np.ndarray] | None:
    out = out if isinstance(out, tuple | list) else (out,)
    named = dict(zip(task.returned, out, strict=True))
    found = {n: np.array(named[n], dtype=float) for n in task.wrt}
    return found if all(found[n].shape == np.shape(inputs[n]) for n in found) else None


class Workshop:
    """The functions that may be at fault, what their names held, and how to run repaired ones.

    Args:
        task: what was asked.
        trial: numbers at which the gradient is wrong.
        only: the line to repair, if it is known.
    """

    def __init__(self, task: Task, trial: Trial, only: int | None = None) -> None:
        main = inspect.unwrap(task.layer or task.backward)
        self.bound = [main.__self__] if isinstance(main, MethodType) else []
        main = main.__func__ if isinstance(main, MethodType) else main
        if not isinstance(main, FunctionType):
            raise OSError("no function")
        self.task, self.trial, self.only = task, trial, only
        self.main = main
        self.names = dict(main.__globals__)
        self.forward_names = names_in(inspect.unwrap(task.forward))
        self.sources = list(self._sources())
        for s in self.sources:
            self._install(s)
        again = self._try(self._entry())
        if (
            not self.sources
            or again is None
            or not all(np.array_equal(again[n], trial.claimed[n], equal_nan=True) for n in again)
        ):
            raise OSError("the source is not that of the function")
        self.left = MOST

    @cached_property
    def scenes(self) -> list[Scene]:
        """Return what may be put into each function."""
        return [self._scene(s) for s in self.sources]

    def _sources(self) -> Iterator[Source]:
        """Find the backward pass, and what it calls in its file and the forward pass does not."""
        found: list[tuple[Any, ...]] = [(self.main,)]
        for n in sorted(names_in(self.main)) if self.task.layer is None else []:
            held = self.names.get(n)
            if isinstance(held, FunctionType) and n not in self.forward_names:
                found.append((held, n))
            if isinstance(held, type):
                own = [(f, n, k) for k, f in vars(held).items() if isinstance(f, FunctionType)]
                found += [q for q in own if q[2] not in self.forward_names | {"__init__"}]
        for f, *place in found:
            if f.__code__.co_filename == self.main.__code__.co_filename and (
                not place or f.__closure__ is None
            ):
                try:
                    yield Source(f, *place)
                except (OSError, TypeError, SyntaxError, ValueError):
                    continue

    def _install(self, source: Source) -> None:
        """Put a function as its tree now says where the backward pass finds it."""
        new = source.build(self.names)
        match source.place:
            case (name,):
                self.names[name] = new
            case (name, method):
                held = self.names[name]
                inside = {
                    k: v for k, v in vars(held).items() if k not in {"__dict__", "__weakref__"}
                }
                self.names[name] = type(name, held.__bases__, {**inside, method: new})

    def _entry(self) -> Callable[..., Any]:
        own = next((s for s in self.sources if not s.place), None)
        f = self.main
        new = (
            FunctionType(f.__code__, self.names, f.__name__, f.__defaults__, f.__closure__)
            if own is None
            else own.build(self.names)
        )
        return partial(new, *self.bound) if self.bound else new

    def _try(self, function: Callable[..., Any]) -> dict[str, np.ndarray] | None:
        return run(function, self.trial)

    @contextmanager
    def repaired(self, source: Source, edit: Edit) -> Iterator[Callable[..., Any] | None]:
        """Give the backward pass (or layer) with one edit, or None if that is no Python."""
        before = self.names.get(source.place[0]) if source.place else None
        with applied(edit):
            try:
                if source.place:
                    self._install(source)
                new = self._entry()
            except (SyntaxError, ValueError, TypeError, StopIteration, RecursionError):
                new = None
        try:
            yield new
        finally:
            if source.place:
                self.names[source.place[0]] = before

    def _scene(self, source: Source) -> Scene:
        held, lines = self.watch(source)
        values = {n: v for n, v in held.items() if isinstance(v, NUMBERS)}
        values = {n: v for n, v in values.items() if np.asarray(v).dtype.kind in "biuf"}
        self.left = min(self.left, max(200, WORK // max(1, lines)))
        numpy = next((n for n, v in self.names.items() if v is np), "np")
        floats = sorted({abs(c) for c in constants_in(inspect.unwrap(self.task.forward), 2)})
        single = {n: v for n, v in values.items() if not np.ndim(v)}
        eps = [
            next((n for n, v in single.items() if v == c), repr(c)) for c in floats if c <= SMALL
        ]
        sizes = [
            f"{n}.shape[{i}]"
            for n in self.task.shapes
            if n in values
            for i in range(len(self.task.shapes[n]))
        ]
        scene = Scene(source.tree, values, self._unary(source), eps, numpy=numpy)
        scene.numbers = [repr(c) for c in floats if c not in {0, 1, 2}]
        letters = {w: s for s, w in zip(sizes, self._letters(), strict=False)}
        scene.sizes = list(letters.values())
        scene.lists = frozenset(n for n, v in held.items() if isinstance(v, list | tuple))
        t = self.trial
        scene.gap = t.true - t.claimed[t.name]
        scene.returned = list(self.task.returned).index(t.name)
        scene.slots = edits.slots(source.tree, numpy)
        scene.related = related(source.tree, values, self.names, scene.unary)
        scene.slopes = slopes(source.tree, values, self.names)
        scene.slots = [
            s
            for s in scene.slots
            if (self.only is None or edits.stands_on(s.stmt, self.only))
            and self._matters(source, s)
        ]
        return scene

    def _letters(self) -> list[Any]:
        return [s for n in self.task.shapes for s in self.task.shapes[n]]

    def _unary(self, source: Source) -> list[str]:
        out = [
            ast.unparse(node.func)
            for node in ast.walk(source.tree)
            if isinstance(node, ast.Call) and len(node.args) == 1 and not node.keywords
        ]
        called = names_in(self.main) | self.forward_names
        for n, f in self.names.items():
            near = n in called or re.search(r"prime|deriv|grad|slope", n)
            if near and isinstance(f, FunctionType) and f.__module__ == self.main.__module__:
                required = f.__code__.co_argcount - len(f.__defaults__ or ())
                if required == 1:
                    out.append(n)
        plain = {"len", "float", "int", "range", "print", "slice", "tuple", "list"}
        return [f for f in dict.fromkeys(out) if f not in plain and "shape" not in f]

    def watch(self, source: Source) -> tuple[dict[str, Any], int]:
        """Run once; return what the names of a function held, and how many lines were run."""
        values: dict[str, Any] = {}
        lines = 0
        path = source.function.__code__.co_filename
        inside = {n.name for n in ast.walk(source.tree) if isinstance(n, ast.FunctionDef)}

        def note(frame: Any, event: str, _arg: Any) -> Any:
            nonlocal lines
            lines += 1
            code = frame.f_code
            if event == "return" and code.co_filename == path and code.co_name in inside:
                held = dict(frame.f_locals)
                own = getattr(held.get("self"), "__dict__", {})
                values.update(held | {f"self.{n}": v for n, v in own.items()})
            return note if code.co_filename == path else None

        entry, before = self._entry(), sys.gettrace()
        sys.settrace(note)
        try:
            self._try(entry)
        finally:
            sys.settrace(before)
        return values, lines

    def _matters(self, source: Source, slot: edits.Slot) -> bool:
        """Say whether the wrong gradient depends on the value at a place, and note that value."""
        held: list[Any] = []

        def note(value: Any) -> Any:
            held.append(value)
            return value

        self.names["note_"] = note
        form = edits.expression("note_(E_) * 1.25 + 0.01", E_=slot.node)
        with self.repaired(source, Edit("", [(slot, form)])) as built:
            found = None if built is None else self._try(built)
        if found is None or not held:
            return False
        slot.value = held[-1]
        name = self.trial.name
        return not np.array_equal(found[name], self.trial.claimed[name])
