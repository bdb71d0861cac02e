"""NumPy as code under proof sees it: buffers that can hold symbols, restored when the run is over.

`numpy.zeros` and its kin make arrays of floats, into which no symbol can be written.  While a
user's code runs, they make arrays of symbols, both in NumPy's namespace and under whatever name
the user's modules imported them.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
from numpy.lib.stride_tricks import as_strided

from backproof.algebra.polynomial import Unsupported
from backproof.entries.scalars import Scalar, apply
from backproof.entries.selections import Selection, is_mask
from backproof.entries.symbol_arrays import Entries, bare, wrap
from backproof.entries.symbol_functions import full, full_like
from backproof.graph.unary import NAMED
from backproof.running.stand_in import WARNINGS, Plain, standing_in

ORIGINAL = {
    name: getattr(np, name)
    for name in (
        *("zeros", "ones", "empty", "full", "eye", "identity", "array", "asarray", "copy"),
        *("zeros_like", "ones_like", "empty_like", "full_like", "ascontiguousarray", "asanyarray"),
        "isscalar",
    )
}


def _real(dtype: Any) -> bool:
    return dtype is None or np.dtype(dtype).kind in "fO"


def _filled(name: str, value: float) -> Callable[..., Any]:
    def make(shape: Any, dtype: Any = None, *args: Any, **kw: Any) -> Any:
        if not _real(dtype):
            return ORIGINAL[name](shape, dtype, *args, **kw)
        return full(shape, value)

    return make


def _like(name: str, value: float) -> Callable[..., Any]:
    def make(prototype: Any, dtype: Any = None, *args: Any, **kw: Any) -> Any:
        plain = not isinstance(prototype, Entries | Scalar)
        kind = np.asarray(prototype).dtype if plain and dtype is None else dtype
        if not _real(kind):
            return ORIGINAL[name](prototype, dtype, *args, **kw)
        return full_like(prototype, value, dtype=dtype, shape=kw.get("shape"))

    return make


_zeros_like = _like("zeros_like", 0)


def _empty(shape: Any, dtype: Any = float, *args: Any, **kw: Any) -> Any:
    if not _real(dtype):
        return ORIGINAL["empty"](shape, dtype, *args, **kw)
    return Entries.unset(shape)


def _empty_like(prototype: Any, *args: Any, **kw: Any) -> Any:
    out = _zeros_like(prototype, *args, **kw)
    return Entries.unset(out.shape) if isinstance(out, Entries) else out


def _full(shape: Any, fill_value: Any, dtype: Any = None, **kw: Any) -> Any:
    plain = not _has_symbols(fill_value)
    kind = np.asarray(fill_value).dtype if plain and dtype is None else dtype
    if plain and (not _real(kind) or not np.isfinite(fill_value).all()):
        return ORIGINAL["full"](shape, fill_value, dtype, **kw)
    return full(shape, fill_value)


def _full_of(prototype: Any, fill_value: Any, dtype: Any = None, **kw: Any) -> Any:
    return _full(kw.pop("shape", None) or np.shape(bare(prototype)), fill_value, dtype)


def _eye(name: str) -> Callable[..., Any]:
    def make(*args: Any, **kw: Any) -> Any:
        out = ORIGINAL[name](*args, **kw)
        return Entries.of(out) if out.dtype.kind == "f" else out

    return make


def _has_symbols(value: Any) -> bool:
    if isinstance(value, Entries | Scalar | Selection):
        return True
    return isinstance(value, list | tuple) and any(map(_has_symbols, value))


def _array(name: str, *, copies: bool) -> Callable[..., Any]:
    def make(values: Any, dtype: Any = None, *args: Any, **kw: Any) -> Any:
        if isinstance(values, Selection):
            return values
        if isinstance(values, Entries):
            keeps = dtype is None or (_real(dtype) and not is_mask(values))
            same = values if keeps else values.astype(dtype)
            out = same.copy() if copies and kw.get("copy", True) else same
            return out.reshape((1,) * (kw.get("ndmin", 0) - out.ndim) + out.shape)
        if _has_symbols(values):
            out = Entries.of(values)
            keeps = dtype is None or (_real(dtype) and not is_mask(out))
            out = out if keeps else out.astype(dtype)
            return out.reshape((1,) * (kw.get("ndmin", 0) - out.ndim) + out.shape)
        plain = ORIGINAL[name](values, dtype, *args, **kw)
        if isinstance(values, np.ndarray) and not copies:
            return plain
        fits = plain.dtype.kind == "f" and np.isfinite(plain).all()
        return Entries.of(plain) if fits else plain

    return make


def _copy(a: Any, *_args: Any, **_kw: Any) -> Any:
    return _array("array", copies=True)(a)


def _as_strided(x: Any, *args: Any, **kw: Any) -> Any:
    return wrap(as_strided(bare(x), *args, **kw))


#: Whose functions are not looked into, wherever they lie.
REPLACED: dict[str, Callable[..., Any]] = {
    "zeros": _filled("zeros", 0),
    "ones": _filled("ones", 1),
    "empty": _empty,
    "full": _full,
    "eye": _eye("eye"),
    "identity": _eye("identity"),
    "array": _array("array", copies=True),
    "asarray": _array("asarray", copies=False),
    "asanyarray": _array("asanyarray", copies=False),
    "copy": _copy,
    "zeros_like": _zeros_like,
    "ones_like": _like("ones_like", 1),
    "empty_like": _empty_like,
    "full_like": _full_of,
    "isscalar": lambda x: isinstance(x, Scalar) or ORIGINAL["isscalar"](x),
}


def _mathematical(function: Callable[..., Any], name: str) -> Callable[..., Any]:
    def call(*args: Any) -> Any:
        scalars = [a[()] if isinstance(a, Entries) else a for a in args]
        if any(isinstance(a, Scalar) for a in scalars):
            return apply(name, *scalars)
        return function(*args)

    return call


def _refused(function: Callable[..., Any], name: str) -> Callable[..., Any]:
    def call(*args: Any, **kw: Any) -> Any:
        if any(map(_has_symbols, args)):
            raise Unsupported(f"math.{name} of a symbol")
        return function(*args, **kw)

    return call


#: The names in `math` of ufuncs that have another name there.
RENAMED = {"pow": "power"} | {plain: one.name for plain, one in NAMED.items()}


def _mathematics() -> dict[str, Callable[..., Any]]:
    known = [
        "exp",
        "log",
        "sqrt",
        "tanh",
        "sinh",
        "cosh",
        "log1p",
        "expm1",
        "fabs",
        "pow",
        "log2",
        "log10",
        *NAMED,
    ]
    out = {n: _mathematical(getattr(math, n), RENAMED.get(n, n)) for n in known}
    natural = out["log"]
    out["log"] = lambda x, *base: natural(x) / math.log(*base) if base else natural(x)
    for n in ("isnan", "isinf", "floor", "ceil", "fsum", "hypot", "isclose", "copysign", "prod"):
        out[n] = _refused(getattr(math, n), n)
    return out


class _Float(metaclass=Plain):
    """float() of a symbol is the symbol."""

    plain = float
    also = staticmethod(lambda x: isinstance(x, Scalar) and not x.truth)  # as np.float64 is
    dtype = np.dtype(float)
    keeps = staticmethod(lambda x: isinstance(x, Scalar) or (isinstance(x, Entries) and not x.ndim))


@contextmanager
def symbols_for_numbers(*functions: Any) -> Iterator[None]:
    """Let NumPy hand out arrays of symbols where these functions and their modules call it."""
    others = [(as_strided, _as_strided), *WARNINGS]
    with standing_in(functions, REPLACED, _mathematics(), {"float": _Float}, others):
        yield
