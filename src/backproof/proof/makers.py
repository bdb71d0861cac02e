"""What makes arrays takes symbolic sizes while code is traced: ``np.zeros((N, D))``, ``len(x)``."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import sympy as sp

from backproof.algebra.polynomial import Unsupported
from backproof.proof import arrays, library
from backproof.proof.arrays import Size, SymbolicArray
from backproof.proof.stand_in import Plain, standing_in


def _symbolic(value: Any) -> bool:
    if isinstance(value, tuple | list):
        return any(map(_symbolic, value))
    return isinstance(value, Size | SymbolicArray)


def _shape(shape: Any) -> tuple[Any, ...]:
    return tuple(shape) if isinstance(shape, tuple | list) else (shape,)


def _factors(shape: tuple[Any, ...]) -> list[arrays.Factors]:
    return [arrays.factors_of(s.expr) if isinstance(s, Size) else (sp.Integer(s),) for s in shape]


def _full(shape: Any, fill_value: Any, dtype: Any = None) -> SymbolicArray:
    if dtype is not None and np.dtype(dtype).kind not in "fb":
        raise Unsupported(f"an array of {np.dtype(dtype)} of symbolic shape")
    kind = np.asarray(fill_value).dtype.kind if dtype is None else np.dtype(dtype).kind
    lengths = _shape(shape)
    out = arrays.full(lengths, bool(fill_value) if kind == "b" else fill_value, _factors(lengths))
    out.floating = kind == "f"
    return out


def _empty(shape: Any, dtype: Any = float) -> SymbolicArray:
    if np.dtype(dtype).kind != "f":
        raise Unsupported(f"an array of {np.dtype(dtype)} of symbolic shape")
    return library.empty(shape, _factors(_shape(shape)))


def _arange(stop: Any, *rest: Any, dtype: Any = None) -> SymbolicArray:
    if rest or (dtype is not None and np.dtype(dtype).kind != "i"):
        raise Unsupported("np.arange from a start or with a step")
    return SymbolicArray((stop,), lambda i: i, below=stop.expr)


def _array(value: Any, dtype: Any = None, *, copy: bool = True) -> SymbolicArray:
    if not copy:
        raise Unsupported("np.array without a copy")
    out = library.copy(value)
    return out if dtype is None else library.astype(out, dtype)


def _asarray(value: Any, dtype: Any = None) -> SymbolicArray:
    same = dtype is None or (isinstance(value, SymbolicArray) and np.dtype(dtype) == value.dtype)
    return value if isinstance(value, SymbolicArray) and same else _array(value, dtype)


#: By the name in NumPy: what is called where a symbol is among the arguments.
MAKERS: dict[str, Callable[..., Any]] = {
    "zeros": lambda shape, dtype=float: _full(shape, 0, dtype),
    "ones": lambda shape, dtype=float: _full(shape, 1, dtype),
    "full": _full,
    "empty": _empty,
    "eye": library.eye,
    "identity": library.eye,
    "arange": _arange,
    "array": _array,
    "asarray": _asarray,
    "ascontiguousarray": _asarray,
}


def _len(x: Any) -> Any:
    return x.shape[0] if isinstance(x, SymbolicArray) and x.ndim else len(x)


class _Float(metaclass=Plain):
    plain = float
    keeps = staticmethod(
        lambda x: isinstance(x, Size) or (isinstance(x, SymbolicArray) and not x.ndim)
    )
    dtype = np.dtype(float)  # so NumPy takes the stand-in itself for a dtype


def _whole(size: Size) -> bool:
    if not size.expr.is_integer:
        raise Unsupported("int() of a quotient of sizes")
    return True


class _Int(metaclass=Plain):
    plain = int
    keeps = staticmethod(lambda x: isinstance(x, Size) and _whole(x))  # else it would cut off
    dtype = np.dtype(int)


class _Complex(metaclass=Plain):
    plain = complex
    dtype = np.dtype(complex)
    keeps = staticmethod(lambda _: False)


def _round(x: Any, *digits: Any) -> Any:
    if _symbolic(x):
        raise Unsupported("round() of a symbol")
    return round(x, *digits)


#: Built-in functions that code calls on sizes.
BUILTINS: dict[str, Any] = {
    "len": _len,
    "float": _Float,
    "int": _Int,
    "complex": _Complex,
    "round": _round,
}


@contextlib.contextmanager
def symbolic_sizes(*functions: Any) -> Iterator[None]:
    """Let NumPy's makers of arrays, and len(), take symbols where these functions call them."""

    def either(name: str) -> Callable[..., Any]:
        plain, ours = getattr(np, name), MAKERS[name]

        def made(*args: Any, **kwargs: Any) -> Any:
            symbolic = _symbolic(args) or _symbolic(tuple(kwargs.values()))
            return ours(*args, **kwargs) if symbolic else plain(*args, **kwargs)

        return made

    with standing_in(functions, {n: either(n) for n in MAKERS}, {}, BUILTINS):
        yield
