"""The array that NumPy code sees: memory, views of it, and NumPy's protocols.

Memory holds a `View`; an `Array` is memory and the way to what it shows, lens by lens.  What is
written through one array is seen by all that look at the same memory, as NumPy has it.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, TypeGuard

import numpy as np

from backproof.algebra.constants import of_float
from backproof.algebra.polynomial import Poly, Unsupported, number
from backproof.graph import masked
from backproof.graph import view as views
from backproof.graph.node import Graph
from backproof.graph.sizes import Size
from backproof.graph.view import Kinds, View

DTYPES: dict[str, np.dtype[Any]] = {
    "f": np.dtype(float),
    "b": np.dtype(bool),
    "i": np.dtype(int),
}
#: Those in which the numbers of a formula stay what they are: narrow ones wrap around.
KEPT = {*DTYPES.values(), np.dtype(np.float32)}
MOST_NUMBERS = 64  # a plain array with more different numbers is data, not a constant of a formula
MOST_STEPS = 64  # of a loop over an array
LARGEST = 2**31  # of whole numbers: NumPy's have 64 bits, ours no end

#: What NumPy's functions and the methods of arrays do, and how a ufunc is run: `METHODS` has that
#: under "__array_ufunc__".  The room `calls` fills these.
FUNCTIONS: dict[Any, Callable[..., Any]] = {}
METHODS: dict[str, Callable[..., Any]] = {}

_graphs: list[Graph] = []


@contextmanager
def tracing(graph: Graph) -> Iterator[Graph]:
    """Let arrays that are made meanwhile belong to a graph."""
    _graphs.append(graph)
    try:
        yield graph
    finally:
        _graphs.pop()


def current() -> Graph:
    """Return the graph that is being traced."""
    if not _graphs:
        raise Unsupported("an array of symbolic size outside of a proof")
    return _graphs[-1]


class Memory:
    """What some arrays look at.

    Args:
        view: what it holds.
        locked: what it is, if it must not be written to.
        ordered: whether its entries are known to stand in C order, so that a reshape is a view.
    """

    def __init__(self, view: View, locked: str = "", *, ordered: bool = False) -> None:
        self._view, self.locked, self.ordered = view, locked, ordered
        self.kin, self.stale = [self], False

    @property
    def view(self) -> View:
        """Return what it holds.

        Raises:
            Unsupported: if it may or may not be the memory of another array that was written to.
        """
        if self.stale:
            raise Unsupported("an array that may share memory with one that was written to")
        return self._view

    @view.setter
    def view(self, new: View) -> None:
        for other in self.kin:
            other.stale = other.stale or other is not self
        self._view = new

    def copied_or_not(self, view: View) -> Memory:
        """Return memory of which is not known whether it is this one, as after most reshapes."""
        out = Memory(view, self.locked)
        out.kin = self.kin
        out.kin.append(out)
        return out


@dataclass(frozen=True)
class Lens:
    """A way from an array to a view of it, and back: ``put(old, new)`` is old with new in it.

    What is seen through an ordered one stands in C order if the array does.
    """

    get: Callable[[View], View]
    put: Callable[[View, View], View]
    ordered: bool = False


def read_only(get: Callable[[View], View], what: str) -> Lens:
    """Return a lens through which nothing can be written."""

    def put(*_: View) -> View:
        raise Unsupported(f"a write to the view that {what} gives")

    return Lens(get, put)


class Array(np.lib.mixins.NDArrayOperatorsMixin):
    """An array whose sizes are letters: unmodified NumPy code runs on it and leaves nodes.

    Args:
        memory: what it looks at.
        lenses: how, from the memory on.
        scalar: whether it is a number of NumPy's, which does not change, and no array.
    """

    __array_priority__ = 1000
    is_traced = True

    def __init__(
        self, memory: Memory, lenses: tuple[Lens, ...] = (), *, scalar: bool = False
    ) -> None:
        self.memory, self.lenses, self.scalar = memory, lenses, scalar
        self._seen: tuple[View, View] | None = None  # of the memory as it was, what is shown

    @property  # type: ignore[misc]
    def __class__(self) -> type:
        """Answer isinstance(x, np.ndarray) as the array or the number does that it stands for."""
        if not self.scalar:
            return np.ndarray
        return {"f": np.float64, "b": np.bool_, "i": np.int64}[self.view.kind]

    @property
    def view(self) -> View:
        """Return what it shows now."""
        out = held = self.memory.view
        if self._seen is not None and self._seen[0] is held:
            return self._seen[1]
        for lens in self.lenses:
            out = lens.get(out)
        self._seen = held, out
        return out

    def write(self, new: View) -> None:
        """Replace all entries.

        Raises:
            Unsupported: if it is an input, or memory that cannot hold them.
        """
        if self.memory.locked:
            raise Unsupported(f"a write to {self.memory.locked}")
        held = [self.memory.view]
        for lens in self.lenses:
            held.append(lens.get(held[-1]))
        kind = self.memory.view.kind
        if self.scalar:
            raise Unsupported("a write to a number")
        if kind not in {"f", new.kind}:
            values, array_ = DTYPES[new.kind], DTYPES[kind]
            raise Unsupported(f"a write of {values} values into an array of {array_} ones")
        fitted = views.broadcast(new, held[-1].lengths)
        for lens, old in zip(reversed(self.lenses), reversed(held[:-1]), strict=True):
            fitted = lens.put(old, fitted)
        self.memory.view = fitted.as_kind(kind)

    def through(self, lens: Lens) -> Array:
        """Return a view of the same memory; of a number, one of a copy."""
        shown = lens.get(self.view)  # at once, so that what does not fit is told where it stands
        memory = Memory(self.view) if self.scalar else self.memory
        out = Array(memory, (*self.lenses, lens))
        out._seen = memory.view, shown
        return out

    @property
    def ordered(self) -> bool:
        """Say whether its entries are known to stand in C order."""
        return self.memory.ordered and all(one.ordered for one in self.lenses)

    def __copy__(self) -> Array:
        return Array(Memory(self.view, ordered=self.ordered), scalar=self.scalar)

    def __deepcopy__(self, memo: Any) -> Array:
        return self.__copy__()

    # --- what code asks for ---------------------------------------------------------------------

    @property
    def shape(self) -> tuple[int | Size, ...]:
        """Return the shape: numbers, and sizes that no `if` can see through."""
        return self.view.shape

    @property
    def ndim(self) -> int:
        """Return the number of axes."""
        return self.view.ndim

    @property
    def size(self) -> int | Size:
        """Return the number of entries."""
        return math.prod(self.shape) if self.ndim else 1

    @property
    def T(self) -> Array:
        """Return the transpose."""
        return METHODS["transpose"](self)

    @property
    def mT(self) -> Array:
        """Return the transpose of the last two axes."""
        return METHODS["swapaxes"](self, -1, -2)

    @property
    def dtype(self) -> np.dtype[Any]:
        """Return the dtype that the entries stand for."""
        return DTYPES[self.view.kind]

    def __len__(self) -> int:
        first = self.shape[0] if self.ndim else None
        if type(first) is int:
            return first
        raise Unsupported("len() of a symbolic axis")

    def __bool__(self) -> bool:
        raise Unsupported("a decision (if, and, or, not) on the value of an array")

    def __index__(self) -> int:
        raise Unsupported("the value of an array where a number is needed")

    __int__ = __complex__ = __index__

    def __float__(self) -> float:
        raise Unsupported("float() of an array, as by math or by storing it in a plain array")

    def __iter__(self) -> Iterator[Any]:
        if not self.ndim or type(self.shape[0]) is not int:
            raise Unsupported("a loop over an array of symbolic length")
        if self.shape[0] > MOST_STEPS:
            raise Unsupported(f"a loop over more than {MOST_STEPS} entries")
        return (self[k] for k in range(self.shape[0]))

    def __contains__(self, value: object) -> bool:
        raise Unsupported("a decision (in) on the value of an array")

    def __getitem__(self, key: Any) -> Any:
        return METHODS["__getitem__"](self, key)

    def __setitem__(self, key: Any, value: Any) -> None:
        METHODS["__setitem__"](self, key, value)

    def __array__(self, *_args: Any, **_kw: Any) -> np.ndarray:
        raise Unsupported("conversion of a symbolic array to a plain one")

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        rule = METHODS.get(name)
        if rule is not None:
            return lambda *args, **kw: call(rule, f".{name}", self, *args, **kw)
        if hasattr(np.ndarray, name):
            raise Unsupported(f"the method .{name}")
        raise AttributeError(name)

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *inputs: Any, **kw: Any) -> Any:
        """Run one ufunc."""
        return METHODS["__array_ufunc__"](ufunc, method, inputs, kw)

    def __array_function__(
        self, func: Callable[..., Any], types: Any, args: Any, kwargs: Any
    ) -> Any:
        """Run one NumPy function."""
        del types
        name = f"{func.__module__}.{func.__name__}".replace("numpy.", "np.")
        rule = FUNCTIONS.get(func)
        if rule is None:
            raise Unsupported(name)
        return call(rule, name, *args, **kwargs)

    def __arbitrary__(self, name: str, order: int) -> Array:
        """Apply a function of which only the name is known, or a derivative of it."""
        return array(views.elementwise("unknown", [self.view], attr=(name, order)))

    def __repr__(self) -> str:
        raise Unsupported("the text of an array (print, str() or an f-string)")

    __str__ = __repr__

    def __format__(self, spec: str) -> str:
        raise Unsupported("the text of an array (print, str() or an f-string)")


def call(rule: Callable[..., Any], name: str, *args: Any, **kwargs: Any) -> Any:
    """Call a rule; arguments that it does not take are named as what cannot be followed."""
    try:
        return rule(*args, **kwargs)
    except TypeError as error:
        if isinstance(error, Unsupported):
            raise
        other = re.search(r"unexpected keyword argument '(\w+)'", str(error))
        if other:
            raise Unsupported(f"{name} with {other[1]}") from error
        raise Unsupported(f"{name} with these arguments ({error})") from error


def array(view: View, *, scalar: bool = False, ordered: bool = False) -> Array:
    """Return a new array in memory of its own."""
    return Array(Memory(view, ordered=ordered), scalar=scalar and not view.ndim)


def view_of(value: Any) -> View:  # noqa: C901, PLR0911 - one for each kind of value
    """Return what an array shows now, or a plain number or small plain array as constants.

    Raises:
        Unsupported: for anything else.
    """
    if is_array(value):
        return value.view
    if isinstance(value, Size):
        return views.constant(current(), value.poly, "i" if value.__class__ is int else "f")
    if isinstance(value, list | tuple) and not has_symbols(value):
        value = np.asarray(value)
    if isinstance(value, list | tuple):
        return FUNCTIONS[np.stack](list(value)).view
    if isinstance(value, np.generic | np.ndarray) and value.dtype not in KEPT:
        raise Unsupported(f"a value of type {value.dtype} among symbols")
    if isinstance(value, np.ndarray) and value.ndim:
        return _table(value)
    if isinstance(value, np.generic | np.ndarray):
        value = value.item()
    if isinstance(value, bool):
        return views.constant(current(), number(int(value)), "b")
    if isinstance(value, int) and abs(value) > LARGEST:
        raise Unsupported(f"the whole number {value}, which may overflow")
    if isinstance(value, int | Fraction):
        return views.constant(current(), number(value), "i" if isinstance(value, int) else "f")
    if value == -math.inf:
        return View(masked.infinity(current())[0], ())
    if isinstance(value, float):
        return views.constant(current(), _float(value))
    raise Unsupported(f"a value of type {type(value).__name__} among symbols")


def has_symbols(value: Any) -> bool:
    """Say whether a traced array or a size is among some values."""
    if isinstance(value, tuple | list):
        return any(map(has_symbols, value))
    return type(value) is Size or is_array(value)


def is_array(value: Any) -> TypeGuard[Array]:
    """Say whether a value is a traced array; isinstance says that it is one of NumPy's."""
    return type(value) is Array


def _float(value: float) -> Poly:
    if not math.isfinite(value):
        raise Unsupported(f"the constant {value} among symbols")
    return of_float(value)


def _table(value: np.ndarray) -> View:
    """Return an array of plain numbers."""
    kind: Kinds = value.dtype.kind  # type: ignore[assignment]
    if not value.size:
        raise Unsupported("an empty array among symbols")
    graph, shape = current(), [number(n) for n in value.shape]
    if (value == value.flat[0]).all():
        return views.filled(graph, view_of(value.flat[0].item()).node.attr, shape, kind)
    if value.size > MOST_NUMBERS:
        raise Unsupported(f"an array of more than {MOST_NUMBERS} numbers that is no input")
    long = [k for k, n in enumerate(value.shape) if n > 1]
    entries = tuple(
        (tuple(place[k] for k in long), view_of(v.item()).node.attr)
        for place, v in np.ndenumerate(value)
        if v
    )
    node = graph.node("table", dims=tuple(shape[k] for k in long), attr=entries)
    axis = iter(range(len(long)))
    groups = tuple(((next(axis), shape[k]),) if k in long else () for k in range(value.ndim))
    return View(node, groups, kind)


def lens(
    get: Callable[[View], View],
    back: Callable[[View, Sequence[Any]], View],
    *,
    ordered: bool = False,
) -> Lens:
    """Return a lens that only arranges axes; ``back`` gets a view and the shape it had before."""
    return Lens(get, lambda old, new: back(new, old.lengths), ordered)
