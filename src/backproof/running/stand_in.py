"""What the user's code calls, replaced for the time of a run: NumPy's makers, math, built-ins."""

from __future__ import annotations

import builtins
import math
import sys
import types
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np

from backproof.algebra.polynomial import Unsupported
from backproof.graph.node import is_ours
from backproof.running.reach import is_users, reachable


class Stand(types.ModuleType):
    """A module as the user's code sees it; NumPy's own compiled code keeps the true one."""

    def __init__(self, module: types.ModuleType, replaced: Mapping[str, Any]) -> None:
        super().__init__(module.__name__)
        self.__dict__.update(replaced)
        self.__dict__["_module"] = module

    def __getattr__(self, name: str) -> Any:
        """Return what was not replaced."""
        return getattr(self.__dict__["_module"], name)


class Plain(type):
    """A stand-in for a built-in type that lets symbols through: ``float(x.shape[0])``.

    Its classes have ``plain``, the type; ``keeps``, which says what is let through; and ``dtype``,
    by which NumPy takes the class itself for a dtype.
    """

    plain: type
    keeps: Callable[[Any], bool]
    also: Callable[[Any], bool] = staticmethod(lambda _: False)

    def __call__(cls, *args: Any) -> Any:
        """Return a symbol itself; convert anything else."""
        if args and cls.keeps(args[0]):
            return args[0]
        if args and is_ours(type(args[0]).__module__):
            raise Unsupported(f"{cls.plain.__name__}() of a symbol")
        return cls.plain(*args)

    def __instancecheck__(cls, value: Any) -> bool:
        return isinstance(value, cls.plain) or cls.also(value)


def _logsumexp(a: Any, axis: Any = None, b: Any = None, *, keepdims: bool = False) -> Any:
    terms: Any = np.exp(a) if b is None else b * np.exp(a)
    return np.log(terms.sum(axis=axis, keepdims=keepdims))


def _softmax(x: Any, axis: Any = None) -> Any:
    e: Any = np.exp(x)
    return e / e.sum(axis=axis, keepdims=True)


def _log_softmax(x: Any, axis: Any = None) -> Any:
    return x - _logsumexp(x, axis=axis, keepdims=True)


#: Functions of scipy.special that are written in Python and convert what they are given.
SPECIAL: dict[str, Callable[..., Any]] = {
    "logsumexp": _logsumexp,
    "softmax": _softmax,
    "log_softmax": _log_softmax,
}


def _special() -> dict[int, Any]:
    """Return stand-ins for them where code has imported SciPy; numbers go to the true ones."""
    module = sys.modules.get("scipy.special")
    if module is None:
        return {}

    def either(plain: Callable[..., Any], ours: Callable[..., Any]) -> Callable[..., Any]:
        return lambda x, *args, **kw: (plain if type(x) is np.ndarray else ours)(x, *args, **kw)

    made = {n: either(getattr(module, n), f) for n, f in SPECIAL.items()}
    out: dict[int, Any] = {id(getattr(module, n)): f for n, f in made.items()}
    out[id(module)] = Stand(module, made)
    scipy = sys.modules.get("scipy")
    if scipy is not None:
        out[id(scipy)] = Stand(scipy, {"special": out[id(module)]})
    return out


def _catch_warnings(*args: Any, record: bool = False, **kw: Any) -> Any:
    if record:
        raise Unsupported("warnings that are errors or are counted")
    return warnings.catch_warnings(*args, **kw)


def _filtering(plain: Callable[..., Any]) -> Callable[..., Any]:
    def filtered(action: str, *args: Any, **kw: Any) -> Any:
        if action == "error":
            raise Unsupported("warnings that are errors or are counted")
        return plain(action, *args, **kw)

    return filtered


_WARNINGS: dict[str, Any] = {
    "catch_warnings": _catch_warnings,
    "simplefilter": _filtering(warnings.simplefilter),
    "filterwarnings": _filtering(warnings.filterwarnings),
}
#: Symbols warn of nothing, so code that waits for a warning would take another way on numbers.
WARNINGS: list[tuple[Any, Any]] = [
    (warnings, Stand(warnings, _WARNINGS)),
    *((getattr(warnings, n), f) for n, f in _WARNINGS.items()),
]


@contextmanager
def standing_in(
    functions: tuple[Any, ...],
    for_numpy: Mapping[str, Any],
    for_math: Mapping[str, Any],
    for_builtins: Mapping[str, Any],
    others: Sequence[tuple[Any, Any]] = (),
) -> Iterator[None]:
    """Replace names where these functions and what they reach in the user's modules use them.

    NumPy's and Python's own code keeps the true ones.  A module that names a built-in of its own
    keeps that.
    """
    table: dict[int, Any] = {id(np): Stand(np, for_numpy), id(math): Stand(math, for_math)}
    table |= {id(getattr(np, n)): f for n, f in for_numpy.items()}
    table |= {id(getattr(math, n)): f for n, f in for_math.items()}
    table |= {id(plain): ours for plain, ours in others}
    table |= _special()
    missing = object()
    changes: list[tuple[dict[str, Any], str, Any]] = []
    original = builtins.__import__

    def import_(name: str, space: Any = None, *args: Any, **kw: Any) -> Any:
        module = original(name, space, *args, **kw)
        ours = space is not None and is_users(space.get("__name__"))
        return table.get(id(module), module) if ours else module

    try:
        builtins.__import__ = import_  # type: ignore[assignment]
        for space in reachable(*functions).spaces:
            new = {n: f for n, f in for_builtins.items() if n not in space}
            new |= {n: table[id(v)] for n, v in space.items() if id(v) in table}
            changes += [(space, n, space.get(n, missing)) for n in new]
            space.update(new)
        yield
    finally:
        builtins.__import__ = original
        for space, name, value in changes:
            if value is missing:
                space.pop(name, None)
            else:
                space[name] = value
