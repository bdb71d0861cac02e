"""Arrays of symbolic shape that answer NumPy's protocols: unmodified NumPy code runs on them.

A `SymbolicArray` is a shape (positive SymPy integers: ``N``, ``D``, 1, 3) and a function from
indices to a SymPy expression.  Operations build that function; nothing is computed until an entry
is asked for.  An operation that is not known raises `Unsupported` with its name: it is never
guessed.

An axis whose length is a product, as after ``x.reshape(N, -1)``, keeps its factors: its index is a
tuple of one index for each of them, so that no division is needed to get back.
"""

from __future__ import annotations

import math
import weakref
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np
import sympy as sp

from backproof.algebra.constants import constant
from backproof.algebra.polynomial import Mismatch, Unsupported
from backproof.algebra.products import positive_poly
from backproof.graph import view as views
from backproof.graph.calls.arrays import array, is_array
from backproof.graph.unary import some_function
from backproof.proof.canonical import normal_form
from backproof.proof.functions import Label, Step, apply
from backproof.proof.ufuncs import COMPARISONS, UFUNCS, WHOLE, rule_of

type Entry = Callable[..., sp.Expr]
type Factors = tuple[sp.Expr, ...]

ZERO, ONE = sp.Integer(0), sp.Integer(1)
MOST_ENTRIES = 20_000  # asked for in one trace: some seconds
MOST_NUMBERS = 64  # a plain array with more different numbers is data, not a constant of a formula


_entries = [0]


def start_entries() -> None:
    """Begin to count the entries of a new trace."""
    _entries[0] = 0


def size(name: str) -> sp.Symbol:
    """Return the symbol of an axis length: any integer from 1."""
    return sp.Symbol(name, integer=True, positive=True)


def bound() -> sp.Dummy:
    """Return a fresh index to bind."""
    return sp.Dummy("i", integer=True, nonnegative=True)


def fresh_index(factors: Factors) -> tuple[Any, list[tuple[Any, ...]]]:
    """Return an index along an axis to be bound, and the limits of its parts."""
    parts = [ZERO if f == 1 else bound() for f in factors]
    limits = [(k, ZERO, f - 1) for k, f in zip(parts, factors, strict=True) if f != 1]
    return (parts[0] if len(parts) == 1 else sp.Tuple(*parts)), limits


class Size(np.lib.mixins.NDArrayOperatorsMixin):
    """The length of an axis as code sees it: a number that is not known.

    Arithmetic goes on with symbols.  A comparison is answered only if the answer is the same for
    all sizes; else it raises, since a branch that is taken at some sizes alone would be left out of
    the proof.
    """

    def __init__(self, expr: sp.Expr) -> None:
        self.expr = expr

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *inputs: Any, **kw: Any) -> Any:
        """Compute with sizes; with an array among the inputs the array takes over."""
        if any(isinstance(x, SymbolicArray) for x in inputs):
            return NotImplemented
        if method == "__call__" and not kw and ufunc.__name__ == "floor_divide":
            return Size(_quotient(*(as_symbolic(x).at() for x in inputs)))
        rule = UFUNCS.get(ufunc.__name__)
        if rule is None or method != "__call__" or kw:
            raise Unsupported(f"np.{ufunc.__name__} of a size")
        if ufunc.__name__ in RELATIONS:
            return self._decide(RELATIONS[ufunc.__name__], *inputs)
        return Size(rule(*(as_symbolic(x).at() for x in inputs)))

    def _decide(self, relation: Callable[..., Any], *inputs: Any) -> bool:
        answer = relation(*(as_symbolic(x).at() for x in inputs))
        if answer not in {sp.true, sp.false}:
            raise Unsupported(f"a decision on a size ({answer})")
        return bool(answer)

    def __eq__(self, other: object) -> bool:
        if other is None or isinstance(other, str | tuple):
            return False
        return self._decide(sp.Eq, self, other)

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __hash__(self) -> int:
        raise Unsupported("a look-up by a size")

    def __bool__(self) -> bool:
        return self._decide(sp.Ne, self, 0)

    def __index__(self) -> int:
        raise Unsupported(f"the size {self.expr} where a number is needed")

    __int__ = __float__ = __complex__ = __index__
    __round__ = __trunc__ = __floor__ = __ceil__ = __index__

    @property  # type: ignore[misc]
    def __class__(self) -> type:
        """Answer isinstance(n, int) as the length does that it stands for."""
        return int if self.expr.is_integer else float

    def __repr__(self) -> str:
        return str(self.expr)


def _quotient(a: sp.Expr, b: sp.Expr) -> sp.Expr:
    out = sp.cancel(a / b)
    if not out.is_integer:
        raise Unsupported(f"the rounded quotient {a} // {b}")
    return out


#: Comparisons of sizes, by the name of the ufunc.
RELATIONS: dict[str, Callable[..., Any]] = {
    "greater": sp.Gt,
    "greater_equal": sp.Ge,
    "less": sp.Lt,
    "less_equal": sp.Le,
    "equal": sp.Eq,
    "not_equal": sp.Ne,
}


def factors_of(length: sp.Expr) -> Factors:
    """Return the factors of a length: number first, then letters; for ``H + 1`` itself."""
    parts: list[sp.Expr] = []
    for f in sp.Mul.make_args(length):
        whole = f.is_Pow and f.exp.is_Integer and f.exp > 0
        parts += [f.base] * int(f.exp) if whole else [f]
    fits = len(parts) > 1 and all(f.is_integer and f.is_positive for f in parts)
    return tuple(parts) if fits else (length,)


class SymbolicArray(np.lib.mixins.NDArrayOperatorsMixin):
    """An array whose entry at symbolic indices is a SymPy expression.

    Args:
        shape: one length for each axis.
        at: the entry; it takes one index for each axis, 0 along an axis of length 1, and a tuple
            of indices along one with several factors.
        boolean: whether its entries are truth values, which NumPy does not add as numbers.
        factors: the factors of each length; each length itself if left out.
        below: the length that its entries stay below, if they are indices into an axis.
        uniform: the one value of all entries, if there is one; such an array fits any factors.
        floating: whether NumPy holds its entries as floats, so that others can be written there;
            only what is known to be so is.
    """

    __array_priority__ = 1000

    @property  # type: ignore[misc]
    def __class__(self) -> type:
        """Answer isinstance(x, np.ndarray) as the array or the number does that it stands for."""
        return np.float64 if self.scalar and self.floating else np.ndarray

    def __init__(
        self,
        shape: Sequence[Any],
        at: Entry,
        *,
        boolean: bool = False,
        factors: Sequence[Factors] | None = None,
        below: sp.Expr | None = None,
        uniform: sp.Expr | None = None,
        floating: bool = False,
    ) -> None:
        self.scalar = False  # a number, which does not change, and no array without axes
        self.boolean, self.below, self.uniform = boolean, below, uniform
        self.floating = floating
        self.dims = tuple(s.expr if isinstance(s, Size) else sp.sympify(s) for s in shape)
        self.factors = tuple((s,) for s in self.dims) if factors is None else tuple(factors)
        self._at = at
        self._known: dict[tuple[Any, ...], sp.Expr] = {}
        self.locked = False  # an input, or memory that something else may look at
        self.views: list[weakref.ref[SymbolicArray]] = []
        self.origin: tuple[SymbolicArray, Any] | None = None  # what it is a view of, and the key

    @property
    def shape(self) -> tuple[int | Size, ...]:
        """Return the shape as the code sees it: numbers, and sizes that no `if` can see through."""
        return tuple(int(s) if s.is_Integer else Size(s) for s in self.dims)

    def at(self, *indices: Any) -> sp.Expr:
        """Return the entry at these indices; along an axis of length 1 the index is 0."""
        fixed = tuple(
            ZERO if s == 1 else sp.sympify(i) for i, s in zip(indices, self.dims, strict=True)
        )
        found = self._known.get(fixed)
        if found is None:  # what a recurrent state is made of is asked for again and again
            self._spend()
            found = self._known[fixed] = sp.sympify(self._at(*fixed))
        return found

    @staticmethod
    def _spend() -> None:
        _entries[0] += 1
        if _entries[0] > MOST_ENTRIES:
            raise Unsupported(f"an expression of more than {MOST_ENTRIES} entries")

    def like(self, at: Entry) -> SymbolicArray:
        """Return an array of the same shape and kind with other entries."""
        return SymbolicArray(
            self.dims,
            at,
            boolean=self.boolean,
            factors=self.factors,
            below=self.below,
            floating=self.floating,
        )

    def now(self) -> SymbolicArray:
        """Return the array as it is now: later writes to it do not change what is returned."""
        out = self.like(self._at)
        out.uniform = self.uniform
        return out

    def write(self, new: SymbolicArray, skip: SymbolicArray | None = None) -> None:
        """Replace all entries, in the array of which this is a view as well.

        Raises:
            Unsupported: if the array is an input, or something else looks at the same memory.
        """
        if self.locked or not self.dims or not (self.floating or (self.boolean and new.boolean)):
            raise Unsupported("a write to an input, to integers or to a number")
        alive = [v for v in (r() for r in self.views) if v is not None and v is not skip]
        if alive:
            raise Unsupported("a write to an array while there is a view of it")
        if self.origin is not None:
            parent, key = self.origin
            if key is None:
                raise Unsupported("a write through a view")
            indexing.setitem(parent, key, new, skip=self)
        self._at, self.uniform, self.factors = new._at, new.uniform, new.factors

    def view(self, made: SymbolicArray, key: Any = None) -> SymbolicArray:
        """Note that another array is a view of this one."""
        made.origin = (self, key)
        self.views = [r for r in self.views if r() is not None] + [weakref.ref(made)]
        return made

    @property
    def ndim(self) -> int:
        """Return the number of axes."""
        return len(self.dims)

    @property
    def size(self) -> int | Size:
        """Return the number of entries."""
        return math.prod(self.shape) if self.dims else 1

    @property
    def T(self) -> SymbolicArray:
        """Return the transpose."""
        return self.transpose()

    @property
    def dtype(self) -> np.dtype[Any]:
        """Return the dtype that the entries stand for."""
        return np.dtype(bool if self.boolean else float if self.floating else int)

    def __len__(self) -> int:
        if self.ndim and self.dims[0].is_Integer:
            return int(self.dims[0])
        raise Unsupported("len() of a symbolic axis")

    def __bool__(self) -> bool:
        raise Unsupported("a decision (if, and, or, not) on the value of an array")

    # no __float__ or __int__: SymPy's N * array would call them and not leave the product to us

    def __iter__(self) -> Any:
        if self.ndim and self.dims[0].is_Integer and self.dims[0] <= MOST_NUMBERS:
            return (self[i] for i in range(int(self.dims[0])))
        raise Unsupported("a loop over an array of symbolic length")

    def __getitem__(self, key: Any) -> Any:
        return indexing.getitem(self, key)

    def __setitem__(self, key: Any, value: Any) -> None:
        # x[k] += v is a write through the view x[k], and then an assignment of that view
        again = isinstance(value, SymbolicArray) and value.origin is not None
        same = again and value.origin[0] is self and value.origin[1] is key
        indexing.setitem(self, key, value, skip=value if same else None)

    def __array__(self, *_args: Any, **_kw: Any) -> np.ndarray:
        raise Unsupported("conversion of a symbolic array to a plain one")

    def __getattr__(self, name: str) -> Any:
        rule = library.METHODS.get(name)
        if rule is not None:
            return lambda *args, **kw: _call(rule, f".{name}", self, *args, **kw)
        if hasattr(np.ndarray, name) and not name.startswith("__"):
            raise Unsupported(f"the method .{name}")
        raise AttributeError(name)

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *inputs: Any, **kw: Any) -> Any:
        """Run one ufunc on symbols."""
        out = kw.pop("out", None)
        name = ufunc.__name__
        if method == "at":
            return library.ufunc_at(ufunc, *inputs)
        if method in {"reduce", "outer"}:
            result = library.ufunc_method(ufunc, method, *inputs, **kw)
        elif method != "__call__" or kw:
            raise Unsupported(f"np.{name} with {', '.join(kw)}" if kw else f"np.{name}.{method}")
        else:
            result = call_ufunc(ufunc, [as_symbolic(x) for x in inputs])
        return result if out is None else into(out[0], result, name)

    def __array_function__(
        self, func: Callable[..., Any], types: Any, args: Any, kwargs: Any
    ) -> Any:
        """Run one NumPy function on symbols."""
        del types
        name = f"{func.__module__}.{func.__name__}".replace("numpy.", "np.")
        rule = library.FUNCTIONS.get(func)
        if rule is None:
            raise Unsupported(name)
        return _call(rule, name, *args, **kwargs)

    def __repr__(self) -> str:
        return f"SymbolicArray(shape={self.dims})"


def _call(rule: Callable[..., Any], name: str, *args: Any, **kwargs: Any) -> Any:
    try:
        return rule(*args, **kwargs)
    except Unsupported:
        raise
    except TypeError as error:
        raise Unsupported(f"{name} with these arguments ({error})") from error


def into(target: Any, result: SymbolicArray, name: str) -> Any:
    """Write a result into the array given as out=."""
    if not isinstance(target, SymbolicArray):
        raise Unsupported(f"np.{name} into a plain array")
    if broadcast(target, result)[0] != target.dims:
        raise Mismatch(f"np.{name}: a result of shape {result.dims} into one of {target.dims}")
    if target.scalar:
        return result  # NumPy's scalars do not change: s *= 2 makes another one
    target.write(stretched(result, target))
    return target


def stretched(x: SymbolicArray, target: SymbolicArray) -> SymbolicArray:
    """Return an array broadcast to the shape of another."""
    dims, factors = broadcast(x, target)
    if dims != target.dims:
        raise Mismatch(f"an array of shape {x.dims} does not fit into {target.dims}")
    lead = target.ndim - x.ndim
    return SymbolicArray(
        dims,
        lambda *i: x.at(*i[lead:]),
        boolean=x.boolean,
        factors=factors,
        below=x.below,
        uniform=x.uniform,
        floating=x.floating,
    )


def symbol(
    name: str,
    *shape: Any,
    latex: str | None = None,
    factors: Sequence[Factors] | None = None,
    positive: bool = False,
) -> SymbolicArray:
    """Return an input array of this shape, its entries free."""
    label = sp.Symbol(latex or name, real=True)
    if not shape:
        return SymbolicArray((), lambda: label, floating=True)
    base = sp.IndexedBase(sp.Symbol(label.name, positive=True) if positive else label)
    return SymbolicArray(shape, lambda *i: base[flat(i)], factors=factors, floating=True)


def labels(name: str, below: sp.Expr, *shape: Any) -> SymbolicArray:
    """Return an input array of integers, each below a length."""
    head = sp.Symbol(name)
    return SymbolicArray(shape, lambda *i: Label(head, below, *flat(i)), below=below)


def flat(indices: Iterable[Any]) -> tuple[sp.Expr, ...]:
    """Return indices with those along axes of several factors written out."""
    out: list[sp.Expr] = []
    for i in indices:
        out += i.args if isinstance(i, sp.Tuple) else [i]
    return tuple(out)


def as_symbolic(value: Any) -> SymbolicArray:
    """Return a value as an array as it is now: symbolic ones, and plain numbers as constants."""
    if isinstance(value, SymbolicArray):
        return value.now()
    if isinstance(value, list | tuple):
        return library.stack(value)
    if isinstance(value, np.ndarray) and value.ndim:
        return _table(value)
    if isinstance(value, np.generic | np.ndarray):
        value = value.item()
    return full((), value)


def full(shape: Sequence[Any], value: Any, factors: Sequence[Factors] | None = None) -> Any:
    """Return an array of one number."""
    number = _constant(value)
    return SymbolicArray(
        shape,
        lambda *_: number,
        boolean=isinstance(value, bool | np.bool_),
        factors=factors,
        uniform=number,
        floating=isinstance(value, float),
    )


def _table(value: np.ndarray) -> SymbolicArray:
    """Return an array of plain numbers; different ones are written with Kronecker deltas."""
    if value.dtype == object or not 0 < value.size <= MOST_NUMBERS:
        raise Unsupported("an array of plain numbers among symbols")
    if (value == value.flat[0]).all():
        return full(value.shape, value.flat[0].item())
    numbers = {i: _constant(v.item()) for i, v in np.ndenumerate(value)}

    def at(*indices: sp.Expr) -> sp.Expr:
        return sp.Add(*(v * _is_at(indices, i) for i, v in numbers.items()))

    floating = value.dtype.kind == "f"
    return SymbolicArray(value.shape, at, boolean=value.dtype == bool, floating=floating)


def _is_at(indices: Sequence[sp.Expr], place: Sequence[int]) -> sp.Expr:
    return sp.Mul(*(sp.KroneckerDelta(i, p) for i, p in zip(indices, place, strict=True)))


def _constant(value: Any) -> sp.Expr:
    """Return a number as the exact one that it stands for."""
    if isinstance(value, Size):
        return value.expr
    if isinstance(value, int | np.integer | np.bool_):
        return sp.Integer(int(value))
    if isinstance(value, float):
        if not math.isfinite(value):
            raise Unsupported(f"the constant {value}")
        if value == math.e:
            return sp.E
        c, r, e = (sp.Rational(f.numerator, f.denominator) for f in constant(float(value)))
        return c * sp.sqrt(r) * sp.pi**e
    if isinstance(value, sp.Expr):
        return value
    raise Unsupported(f"a {type(value).__name__} among symbols")


def broadcast(*arrays: SymbolicArray) -> tuple[tuple[sp.Expr, ...], tuple[Factors, ...]]:
    """Return the common shape by NumPy's rules, and the factors of its axes.

    Raises:
        ValueError: if two lengths differ and neither is 1.
        Unsupported: if an axis is written in different factors.
    """
    dims: list[sp.Expr] = []
    factors: list[Factors] = []
    for d in range(1, max(a.ndim for a in arrays) + 1):
        there = [a for a in arrays if a.ndim >= d and a.dims[-d] != 1]
        lengths = {a.dims[-d] for a in there}
        if len(lengths) > 1:
            shapes = " and ".join(str(a.dims) for a in arrays)
            raise Mismatch(f"shapes {shapes} do not broadcast")
        ways = {a.factors[-d] for a in there if a.uniform is None} or {a.factors[-d] for a in there}
        if len(ways) > 1:
            raise Unsupported(f"an axis of length {lengths.pop()} in different orders")
        dims.append(lengths.pop() if lengths else ONE)
        factors.append(ways.pop() if ways else (ONE,))
    return tuple(reversed(dims)), tuple(reversed(factors))


def elementwise(
    rule: Callable[..., sp.Expr], *arrays: SymbolicArray, boolean: bool = False
) -> SymbolicArray:
    """Apply a function of numbers entry by entry, with broadcasting."""
    if any(a.below is not None for a in arrays):
        raise Unsupported("arithmetic with labels or indices")

    def at(*indices: sp.Expr) -> sp.Expr:
        return rule(*(a.at(*indices[len(indices) - a.ndim :]) for a in arrays))

    dims, factors = broadcast(*arrays)
    values = [a.uniform for a in arrays]
    uniform = None if None in values else sp.sympify(rule(*values))
    floating = any(a.floating for a in arrays) and not boolean
    return SymbolicArray(
        dims, at, boolean=boolean, factors=factors, uniform=uniform, floating=floating
    )


def choose(condition: sp.Expr, yes: sp.Expr, no: sp.Expr) -> sp.Expr:
    """Return what a condition of value 0 or 1 picks.

    Raises:
        Unsupported: if what is not picked may be undefined on a whole region, as g / (x > 0) is:
            0 times that is not 0.
    """
    for value in (yes, no):
        for power in value.atoms(sp.Pow):
            if power.exp.is_negative and _may_vanish(power.base):
                raise Unsupported("a choice between values that divide by an indicator")
    return condition * yes + (1 - condition) * no


def _may_vanish(expr: sp.Expr) -> bool:
    """Say whether an expression may be 0 on a whole region."""
    return expr.has(Step, sp.KroneckerDelta) and not positive_poly(normal_form(expr))


def call_ufunc(ufunc: np.ufunc, arrays: list[SymbolicArray]) -> SymbolicArray:
    """Return what a ufunc makes of arrays."""
    name = ufunc.__name__
    if ufunc in {np.matmul, np.vecdot}:
        return scalar(library.matmul(*arrays) if ufunc is np.matmul else library.vecdot(*arrays))
    if name in {"equal", "not_equal"} and any(a.below is not None for a in arrays):
        return _same_index(name, *arrays)
    boolean = all(a.boolean for a in arrays)
    rule = rule_of(ufunc, boolean=boolean)
    if rule is None:
        raise Unsupported(f"np.{name} of truth values" if boolean else f"np.{name}")
    out = elementwise(rule, *arrays, boolean=boolean or name in COMPARISONS)
    out.floating = (out.floating or name not in WHOLE) and not out.boolean
    return scalar(out)


def scalar(x: SymbolicArray) -> SymbolicArray:
    """Return a result of NumPy's arithmetic: without axes it is a number and no array."""
    x.scalar = not x.dims
    return x


def _same_index(name: str, a: SymbolicArray, b: SymbolicArray) -> SymbolicArray:
    """Compare labels or indices, with each other or with whole numbers."""
    for x in (a, b):
        if x.below is None and not (x.uniform is not None and x.uniform.is_Integer):
            raise Unsupported("labels or indices compared with real numbers")
    plain = [SymbolicArray(x.dims, x.at, factors=x.factors, uniform=x.uniform) for x in (a, b)]
    rule = sp.KroneckerDelta if name == "equal" else lambda i, j: 1 - sp.KroneckerDelta(i, j)
    return elementwise(rule, *plain, boolean=True)


class Arbitrary:
    """An arbitrary differentiable function of one number, to be proved about as a whole.

    On symbolic arrays it stays a name; on numbers it is one fixed analytic function without
    symmetries, so that a numeric witness can disagree.  ``.prime`` is its derivative.

    >>> import numpy as np
    >>> sigma = Arbitrary("sigma")
    >>> h = 1e-6
    >>> slope = (sigma(np.array(0.3 + h)) - sigma(np.array(0.3 - h))) / (2 * h)
    >>> bool(abs(slope - sigma.prime(np.array(0.3))) < 1e-8)
    True
    """

    def __init__(self, name: str, order: int = 0) -> None:
        self.name, self.order = name, order

    @property
    def prime(self) -> Arbitrary:
        """Return the derivative."""
        return Arbitrary(self.name, self.order + 1)

    def __call__(self, z: Any) -> Any:
        """Apply the function entry by entry."""
        if isinstance(z, SymbolicArray):
            return elementwise(lambda u: apply(self.name, self.order, u), z)
        if is_array(z):
            return array(views.elementwise("unknown", [z.view], attr=(self.name, self.order)))
        return some_function(self.name, self.order, z)


# At the end, since these build on what stands above; the class above calls them by name.
from backproof.proof import indexing, library  # noqa: E402
