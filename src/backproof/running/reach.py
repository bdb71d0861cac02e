"""What the user's functions can reach: the modules they name, and the objects that keep a state."""

from __future__ import annotations

import copy
import functools
import pathlib
import sys
import types
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np

from backproof.graph.node import is_ours

FOREIGN = {"numpy", "scipy", "sympy", "pytest", "_pytest"} | (
    sys.stdlib_module_names - {"__main__"}
)


#: What holds a function without being one, and where.
HOLDERS: dict[type, tuple[str, ...]] = {
    types.MethodType: ("__self__", "__func__"),
    functools.partial: ("func", "args", "keywords"),
    functools.partialmethod: ("func", "args", "keywords"),
    functools.cached_property: ("func",),
    functools._lru_cache_wrapper: ("__wrapped__",),  # noqa: SLF001 - it has no other name
    property: ("fget",),
    np.vectorize: ("pyfunc",),
}


class Reach:
    """The namespaces and the objects with a state that some functions can reach."""

    def __init__(self) -> None:
        self.seen: dict[int, Any] = {}
        self.spaces: list[dict[str, Any]] = []
        self.states: list[dict[str, Any]] = []
        self.arrays: list[np.ndarray] = []
        self.containers: list[Any] = []

    def visit(self, value: Any) -> None:
        """Look into a value, unless that was done."""
        if id(value) in self.seen or isinstance(value, types.ModuleType | str | int | float):
            return
        self.seen[id(value)] = value
        if isinstance(value, types.FunctionType):
            self._function(value)
        elif isinstance(value, type):
            self._class(value)
        elif isinstance(value, np.ndarray):
            self.arrays.append(value)
        else:
            if isinstance(value, list | dict | set):
                self.containers.append(value)
            for part in self._parts(value):
                self.visit(part)

    def _parts(self, value: Any) -> list[Any]:
        """Return what an object holds."""
        if type(value) in HOLDERS:
            return [getattr(value, name) for name in HOLDERS[type(value)]]
        if isinstance(value, dict):
            return list(value.values())
        if isinstance(value, list | tuple | set):
            return list(value)
        state = getattr(value, "__dict__", None)
        if isinstance(state, dict) and is_users(type(value).__module__):
            self.states.append(state)
            return [*state.values(), type(value)]
        return []

    def _class(self, cls: type) -> None:
        for part in cls.__mro__:
            if is_users(part.__module__):
                for member in vars(part).values():
                    self.visit(getattr(member, "__func__", member))

    def _function(self, function: types.FunctionType) -> None:
        if not is_users(function.__module__):
            return
        space = function.__globals__
        if not any(space is s for s in self.spaces):
            self.spaces.append(space)
        for cell in function.__closure__ or ():
            try:
                self.visit(cell.cell_contents)
            except ValueError:  # a name that has no value yet
                continue
        for part in (*(function.__defaults__ or ()), *(function.__kwdefaults__ or {}).values()):
            self.visit(part)
        names = _names(function.__code__)
        for value in (space[name] for name in names if name in space):
            self.visit(value)
            if isinstance(value, types.ModuleType) and is_users(value.__name__):
                for name in names & vars(value).keys():  # as in layers.affine(x, W, b)
                    self.visit(vars(value)[name])


def _names(code: types.CodeType) -> set[str]:
    """Return the global names that a function mentions, those of functions inside it included."""
    inner = (c for c in code.co_consts if isinstance(c, types.CodeType))
    return set(code.co_names).union(*map(_names, inner))


@functools.cache
def is_users(module: str | None) -> bool:
    """Say whether a module is the user's: not ours, and neither Python's nor installed."""
    name = module or ""
    if is_ours(name) or name.split(".")[0] in FOREIGN:
        return False
    origin = getattr(sys.modules.get(name), "__file__", None) or ""
    return not {"site-packages", "dist-packages"} & set(pathlib.PurePath(origin).parts)


def reachable(*functions: Any) -> Reach:
    """Return what some functions can reach."""
    reach = Reach()
    for function in functions:
        reach.visit(function)
    return reach


@contextmanager
def state_restored(*functions: Any) -> Iterator[None]:
    """Put back the state of objects, lists and arrays that the functions can reach."""
    reach = reachable(*functions)
    states = [(s, dict(s)) for s in reach.states]
    arrays = [(a, a.copy()) for a in reach.arrays if a.flags.writeable]
    containers = [(c, copy.copy(c)) for c in reach.containers]
    try:
        yield
    finally:
        for state, before in states:
            state.clear()
            state.update(before)
        for array, values in arrays:
            array[...] = values
        for container, values in containers:
            container.clear()
            container.extend(values) if isinstance(container, list) else container.update(values)
