"""What NumPy asks of numbers and arrays of symbols; the modules built on those answer it here."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from backproof.graph.calls.ufuncs import unheard

#: "array" makes an array of symbols, "ufunc" and "function" run what NumPy calls.
ANSWERS: dict[str, Callable[..., Any]] = {}


def as_array(value: Any) -> Any:
    """Return plain numbers, symbols and lists of them as an array of symbols."""
    return ANSWERS["array"](value)


def run_ufunc(ufunc: np.ufunc, method: str, inputs: Sequence[Any], kw: dict[str, Any]) -> Any:
    """Run one ufunc, or one of its methods, on symbols."""
    unheard()
    return ANSWERS["ufunc"](ufunc, method, inputs, kw)


def run_function(func: Callable[..., Any], args: Any, kwargs: Any) -> Any:
    """Run one NumPy function on symbols."""
    return ANSWERS["function"](func, args, kwargs)
