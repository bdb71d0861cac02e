"""NumPy's arrays with symbols for entries: the shapes are plain, the numbers are polynomials.

What NumPy does with any object (reshape, transpose, slices, assignment) it does here, too.  What
compares, orders or converts numbers is done by the rules of `scalars`, or refused.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any

import numpy as np

from backproof.algebra.polynomial import CONSTANT, Unsupported, entry
from backproof.entries import choices
from backproof.entries.protocol import ANSWERS, run_function, run_ufunc
from backproof.entries.scalars import Scalar, scalar
from backproof.entries.selections import Selection, blend, is_mask

#: How the names of entries begin that `numpy.empty` leaves as they happen to be.
UNSET = "#unset"
_unset = itertools.count()

#: What NumPy's functions have for an argument that was left out.
NOT_GIVEN = np._NoValue  # noqa: SLF001 - there is no public name
#: NumPy's own answer, where arrays of symbols give the type of what they stand for.
_true_dtype: Any = np.ndarray.dtype.__get__


class Entries(np.ndarray):
    """An array of `Scalar`."""

    __array_priority__ = 1000

    @classmethod
    def of(cls, values: Any) -> Entries:
        """Return plain numbers, scalars and lists of them as an array of scalars."""
        if isinstance(values, Entries):
            return values
        if isinstance(values, Scalar):
            out = np.ndarray((), dtype=object)
            out[()] = values
            return out.view(cls)
        plain = values if isinstance(values, np.ndarray) else _listed(values)
        out = np.ndarray(plain.shape, dtype=object)
        flat = out.reshape(-1)
        for i, value in enumerate(plain.reshape(-1).tolist()):
            flat[i] = _read(value)
        return out.view(cls)

    @classmethod
    def unset(cls, lengths: Any) -> Entries:
        """Return what is in memory before it is written: numbers of which nothing is known."""
        name, out = f"{UNSET}{next(_unset)}", np.ndarray(lengths, dtype=object)
        for at in np.ndindex(*out.shape):
            out[at] = Scalar(entry(name, tuple((CONSTANT, i) for i in at)))
        return out.view(cls)

    @property
    def dtype(self) -> Any:
        """Return what the entries stand for, as code that asks would see it with numbers."""
        return np.dtype(bool if is_mask(self) else float)

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *inputs: Any, **kw: Any) -> Any:
        """Run one ufunc on symbols."""
        return run_ufunc(ufunc, method, inputs, kw)

    def __array_function__(self, func: Any, types: Any, args: Any, kwargs: Any) -> Any:
        """Run one NumPy function on symbols."""
        del types
        return run_function(func, args, kwargs)

    def __getitem__(self, key: Any) -> Any:
        contest = choices.contest_in(key)
        if contest is not None:
            return wrap(choices.read(bare(self), plain_key(key), contest))
        mask = mask_in(key)
        if mask is not None:
            return Selection(self, mask)
        return super().__getitem__(plain_key(key))

    def __setitem__(self, key: Any, value: Any) -> None:
        contest = choices.contest_in(key)
        if contest is not None:
            choices.write(bare(self), plain_key(key), bare(Entries.of(value).copy()), contest)
            return
        mask = mask_in(key)
        if mask is not None:
            blend(self, mask, value)
            return
        plain = bare(self)
        plain[plain_key(key)] = bare(Entries.of(value)) if not _is_scalar(value) else scalar(value)

    def astype(self, dtype: Any, *_args: Any, **kw: Any) -> Any:
        """Return the same numbers; a conversion that would change them is not followed."""
        if not kw.get("copy", True):
            raise Unsupported("astype without a copy")
        kind = np.dtype(dtype).kind
        truth = is_mask(self)
        if kind in "fO" or (truth and kind in "iu"):
            return _map(lambda s: Scalar(s.poly), self)
        if kind == "b":
            return self.copy() if truth else run_ufunc(np.not_equal, "__call__", (self, 0), {})
        values = [_number(s) for s in bare(self).reshape(-1)]
        if None in values:
            raise Unsupported(f"astype({np.dtype(dtype)}) of numbers")
        return np.array(values, dtype=dtype).reshape(self.shape)

    def tolist(self) -> Any:
        """Return nested lists."""
        return bare(self).tolist()

    def fill(self, value: Any) -> None:
        """Set all entries."""
        self[...] = value

    def __repr__(self) -> str:
        return f"Entries({bare(self).tolist()!r})"

    __str__ = __repr__

    def __format__(self, _form: str) -> str:
        return repr(self)

    def __bool__(self) -> bool:
        if self.size != 1:
            raise ValueError("the truth value of an array with more than one entry is ambiguous")
        return bool(self.reshape(-1)[0])

    def __reduce__(self) -> Any:
        raise Unsupported("pickling an array of symbols")


def _method(name: str) -> Callable[..., Any]:
    def method(self: Entries, *args: Any, **kw: Any) -> Any:
        return run_function(getattr(np, name), (self, *args), kw)

    method.__name__ = name
    method.__doc__ = f"Do what np.{name} does."
    return method


for _name in (
    *("sum", "prod", "mean", "var", "std", "max", "min", "argmax", "argmin", "clip", "any", "all"),
    *("cumsum", "cumprod", "nonzero", "argsort", "round", "dot", "trace", "ptp", "searchsorted"),
    *("choose", "compress", "take", "repeat", "diagonal"),
):
    setattr(Entries, _name, _method(_name))


def _sort_in_place(self: Entries, axis: int = -1, **_kw: Any) -> None:
    self[...] = run_function(np.sort, (self,), {"axis": axis})


Entries.sort = _sort_in_place  # type: ignore[method-assign, assignment]


def _read(value: Any) -> Scalar:
    out = scalar(value)
    if out is None:
        raise Unsupported(f"a value of type {type(value).__name__} among symbols")
    return out


def _listed(values: Any) -> np.ndarray:
    """Return nested lists of numbers and scalars as an array of objects."""
    if isinstance(values, list | tuple):
        parts = [bare(v) if isinstance(v, np.ndarray) else _listed(v) for v in values]
        if not parts:
            return np.ndarray((0,), dtype=object)
        out = np.ndarray((len(parts), *parts[0].shape), dtype=object)
        for i, part in enumerate(parts):
            if part.shape != parts[0].shape:
                raise Unsupported("an array of rows of different lengths")
            out[i] = part if part.ndim else part[()]
        return out
    out = np.ndarray((), dtype=object)
    out[()] = values
    return out


def _number(s: Scalar) -> Any:
    value = s.poly.constant
    return None if value is None else float(value)


def _is_scalar(value: Any) -> bool:
    return scalar(value) is not None


def bare(value: Any) -> Any:
    """Return the same memory as a plain array of objects."""
    if isinstance(value, Entries):
        return value.view(np.ndarray)
    return value


def wrap(value: Any) -> Any:
    """Return what NumPy made of objects as an array of symbols again."""
    if isinstance(value, np.ndarray) and _true_dtype(value).kind == "O":
        for i, entry in np.ndenumerate(value.view(np.ndarray)):
            if not isinstance(entry, Scalar):
                value.view(np.ndarray)[i] = _read(entry)
        return value.view(Entries)
    if isinstance(value, tuple | list):
        return type(value)(map(wrap, value))
    return value


def _map(rule: Callable[..., Any], *arrays: Any) -> Any:
    out = np.frompyfunc(rule, len(arrays), 1)(*map(bare, arrays))
    return wrap(out)


def concrete(value: Any) -> Any:
    """Return truth values as plain ones where all of them are known."""
    if isinstance(value, Scalar):
        known = value.poly.constant if value.truth else None
        return value if known is None else np.bool(bool(known))
    if isinstance(value, Entries) and value.size:
        all_known = [s.poly.constant if s.truth else None for s in bare(value).reshape(-1)]
        if None not in all_known:
            return np.array([bool(k) for k in all_known]).reshape(value.shape)
    return value


# --- indices ------------------------------------------------------------------------------------


def mask_in(key: Any) -> Entries | None:
    """Return the symbolic mask in a subscript; known masks are plain ones."""
    if isinstance(key, Selection):
        raise Unsupported("a subscript that depends on data")
    if isinstance(key, tuple):
        if any(isinstance(k, Entries | Scalar) and mask_in(k) is not None for k in key):
            if len(key) == 1:
                return mask_in(key[0])
            raise Unsupported("a mask beside other subscripts")
        return None
    if isinstance(key, Scalar) and key.truth:
        key = Entries.of(key)
    if isinstance(key, Entries) and is_mask(key):
        known = concrete(key)
        return key if isinstance(known, Entries) else None
    return None


def plain_key(key: Any) -> Any:
    """Return a subscript with plain masks for known ones; numbers are refused."""
    if isinstance(key, tuple):
        return tuple(map(plain_key, key))
    if isinstance(key, Entries):
        known = concrete(key)
        if isinstance(known, Entries):
            raise Unsupported("a real number as a subscript")
        return known
    if isinstance(key, Scalar):
        known = concrete(key)
        if isinstance(known, Scalar):
            raise Unsupported("a real number as a subscript")
        return known
    return key


def objects(value: Any) -> Any:
    """Return a value as scalars that `frompyfunc` can broadcast."""
    if isinstance(value, Entries):
        return bare(value)
    if isinstance(value, Scalar):
        return bare(Entries.of(value))
    if value is None or isinstance(value, str):
        raise Unsupported(f"a value of type {type(value).__name__} among symbols")
    return bare(Entries.of(value))


ANSWERS["array"] = Entries.of

#: The rule of each function, by its name; `symbol_functions` fills it.
FUNCTIONS: dict[str, Callable[..., Any]] = {}
