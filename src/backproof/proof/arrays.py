"""Arrays of symbolic shape that answer NumPy's protocols: unmodified NumPy code runs on them.

A `SymbolicArray` is a shape (positive SymPy integers: ``N``, ``D``, 1, 3) and a function from
indices to a SymPy expression.  Operations build that function; nothing is computed until an entry
is asked for.  An operation that is not known raises `Unsupported` with its name: it is never
guessed.
"""

from __future__ import annotations

import math
import zlib
from typing import TYPE_CHECKING, Any

import numpy as np
import sympy as sp

from backproof.proof.canonical import exact
from backproof.proof.functions import MaxOver, Step, apply
from backproof.proof.polynomial import Unsupported

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    type Entry = Callable[..., sp.Expr]

ZERO, ONE = sp.Integer(0), sp.Integer(1)


def size(name: str) -> sp.Symbol:
    """Return the symbol of an axis length: any integer from 1."""
    return sp.Symbol(name, integer=True, positive=True)


def bound() -> sp.Dummy:
    """Return a fresh index to bind."""
    return sp.Dummy("i", integer=True, nonnegative=True)


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

    def __repr__(self) -> str:
        return str(self.expr)


#: Comparisons of sizes, by the name of the ufunc.
RELATIONS: dict[str, Callable[..., Any]] = {
    "greater": sp.Gt,
    "greater_equal": sp.Ge,
    "less": sp.Lt,
    "less_equal": sp.Le,
}


class SymbolicArray(np.lib.mixins.NDArrayOperatorsMixin):
    """An array whose entry at symbolic indices is a SymPy expression."""

    __array_priority__ = 1000

    def __init__(self, shape: Sequence[Any], at: Entry, *, boolean: bool = False) -> None:
        self.boolean = boolean  # truth values, which NumPy does not add as numbers
        self.dims = tuple(s.expr if isinstance(s, Size) else sp.sympify(s) for s in shape)
        self._at = at

    @property
    def shape(self) -> tuple[int | Size, ...]:
        """Return the shape as the code sees it: numbers, and sizes that no `if` can see through."""
        return tuple(int(s) if s.is_Integer else Size(s) for s in self.dims)

    def at(self, *indices: Any) -> sp.Expr:
        """Return the entry at these indices; along an axis of length 1 the index is 0."""
        fixed = [ZERO if s == 1 else sp.sympify(i) for i, s in zip(indices, self.dims, strict=True)]
        return sp.sympify(self._at(*fixed))

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
        return transpose(self)

    @property
    def dtype(self) -> np.dtype[Any]:
        """Return the dtype that the entries stand for."""
        return np.dtype(bool if self.boolean else float)

    def __len__(self) -> int:
        if self.ndim and self.dims[0].is_Integer:
            return int(self.dims[0])
        raise Unsupported("len() of a symbolic axis")

    def __bool__(self) -> bool:
        raise Unsupported("a decision (if, and, or, not) on the value of an array")

    # no __float__ or __int__: SymPy's N * array would call them and not leave the product to us

    def __iter__(self) -> Any:
        raise Unsupported("a loop over an array of symbolic length")

    def __getitem__(self, key: Any) -> SymbolicArray:
        return getitem(self, key)

    def __setitem__(self, key: Any, value: Any) -> None:
        raise Unsupported("assignment to a subscript")

    def __array__(self, *_args: Any, **_kw: Any) -> np.ndarray:
        raise Unsupported("conversion of a symbolic array to a plain one")

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *inputs: Any, **kw: Any) -> Any:
        """Run one ufunc on symbols."""
        if kw.pop("out", None) is not None:
            raise Unsupported(f"np.{ufunc.__name__} in place or with out=")
        if kw:
            raise Unsupported(f"np.{ufunc.__name__} with {', '.join(kw)}")
        arrays = [as_symbolic(x) for x in inputs]
        if method != "__call__":
            raise Unsupported(f"np.{ufunc.__name__}.{method}")
        name = ufunc.__name__
        if getattr(np, name, None) is not ufunc:
            raise Unsupported(f"the function {name}, which is not NumPy's")
        if ufunc is np.matmul:
            return matmul(*arrays)
        boolean = all(a.boolean for a in arrays)
        rule = (TRUTH if boolean else UFUNCS).get(name)
        if rule is None:
            raise Unsupported(f"np.{name} of truth values" if boolean else f"np.{name}")
        return elementwise(rule, *arrays, boolean=boolean or name in RELATIONS)

    def __array_function__(
        self, func: Callable[..., Any], types: Any, args: Any, kwargs: Any
    ) -> Any:
        """Run one NumPy function on symbols."""
        del types
        rule = FUNCTIONS.get(func.__name__)
        if rule is None or getattr(np, func.__name__, None) is not func:
            raise Unsupported(f"{func.__module__}.{func.__name__}".replace("numpy.", "np."))
        return rule(*args, **kwargs)

    def sum(self, axis: Any = None, *, keepdims: bool = False) -> SymbolicArray:
        """Sum over axes."""
        return sum_(self, axis, keepdims=keepdims)

    def mean(self, axis: Any = None, *, keepdims: bool = False) -> SymbolicArray:
        """Average over axes."""
        return mean(self, axis, keepdims=keepdims)

    def max(self, axis: Any = None, *, keepdims: bool = False) -> SymbolicArray:
        """Return the maximum over axes."""
        return max_(self, axis, keepdims=keepdims)

    def dot(self, other: Any) -> SymbolicArray:
        """Return the product as np.dot does."""
        return dot(self, other)

    def transpose(self, *axes: Any) -> SymbolicArray:
        """Permute the axes."""
        return transpose(self, axes[0] if len(axes) == 1 else axes or None)

    def copy(self) -> SymbolicArray:
        """Return the array itself: it cannot be written to."""
        return self

    def astype(self, dtype: Any) -> SymbolicArray:
        """Return the same numbers; a conversion that would change them is not followed."""
        kind = np.dtype(dtype).kind
        if kind == "f" or (self.boolean and kind in "biu"):
            return SymbolicArray(self.dims, self._at, boolean=kind == "b")
        raise Unsupported(f"astype({np.dtype(dtype)})")

    def __repr__(self) -> str:
        return f"SymbolicArray(shape={self.dims})"


def symbol(name: str, *shape: Any, latex: str | None = None) -> SymbolicArray:
    """Return an input array of this shape, its entries free."""
    label = sp.Symbol(latex or name, real=True)
    if not shape:
        return SymbolicArray((), lambda: label)
    base = sp.IndexedBase(label)
    return SymbolicArray(shape, lambda *i: base[i])


def as_symbolic(value: Any) -> SymbolicArray:
    """Return a value as an array: symbolic ones as they are, equal plain numbers as constants."""
    if isinstance(value, SymbolicArray):
        return value
    if isinstance(value, np.ndarray) and value.ndim:
        if value.dtype == object or not 0 < value.size <= 64:  # noqa: PLR2004 - constants, not data
            raise Unsupported("an array of plain numbers among symbols")
        if not (value == value.flat[0]).all():
            raise Unsupported("an array of different plain numbers among symbols")
        expr, boolean = _constant(value.flat[0].item()), value.dtype == bool
        return SymbolicArray(value.shape, lambda *_: expr, boolean=boolean)
    if isinstance(value, np.generic | np.ndarray):
        value = value.item()
    number = _constant(value)
    return SymbolicArray((), lambda: number, boolean=isinstance(value, bool))


def _constant(value: Any) -> sp.Expr:
    """Return a number as the exact one that it stands for."""
    if isinstance(value, Size):
        return value.expr
    if isinstance(value, int):
        return sp.Integer(int(value))
    if isinstance(value, float):
        if not math.isfinite(value):
            raise Unsupported(f"the constant {value}")
        fraction = exact(value)
        return sp.Rational(fraction.numerator, fraction.denominator)
    if isinstance(value, sp.Expr):
        return value
    raise Unsupported(f"a {type(value).__name__} among symbols")


def broadcast(*shapes: tuple[sp.Expr, ...]) -> tuple[sp.Expr, ...]:
    """Return the common shape by NumPy's rules.

    Raises:
        ValueError: if two lengths differ and neither is 1.
    """
    out: list[sp.Expr] = []
    for d in range(1, max(map(len, shapes)) + 1):
        lengths = {s[-d] for s in shapes if len(s) >= d} - {ONE}
        if len(lengths) > 1:
            raise ValueError(f"shapes {' and '.join(map(str, shapes))} do not broadcast")
        out.append(lengths.pop() if lengths else ONE)
    return tuple(reversed(out))


def elementwise(
    rule: Callable[..., sp.Expr], *arrays: SymbolicArray, boolean: bool = False
) -> SymbolicArray:
    """Apply a function of numbers entry by entry, with broadcasting."""

    def at(*indices: sp.Expr) -> sp.Expr:
        return rule(*(a.at(*indices[len(indices) - a.ndim :]) for a in arrays))

    return SymbolicArray(broadcast(*(a.dims for a in arrays)), at, boolean=boolean)


def matmul(a: SymbolicArray, b: SymbolicArray) -> SymbolicArray:
    """Return a @ b for one or two axes each, or for stacks of matrices."""
    if not a.ndim or not b.ndim:
        raise ValueError("matmul of a scalar: use *")
    if a.boolean and b.boolean:
        raise Unsupported("np.matmul of truth values")
    inner_a, inner_b = a.dims[-1], b.dims[-2 if b.ndim > 1 else 0]
    if inner_a != inner_b:
        raise ValueError(f"matmul of shapes {a.dims} and {b.dims}: {inner_a} is not {inner_b}")
    stack = broadcast(a.dims[:-2], b.dims[:-2])
    rows, columns = a.dims[-2:-1], b.dims[-1:] if b.ndim > 1 else ()

    def at(*indices: sp.Expr) -> sp.Expr:
        outer, (row, column) = indices[: len(stack)], _split(indices[len(stack) :], len(rows))
        k = bound()
        left = a.at(*outer[len(stack) - max(a.ndim - 2, 0) :], *row, k)
        right = b.at(*outer[len(stack) - max(b.ndim - 2, 0) :], k, *column)
        return sp.Sum(left * right, (k, 0, inner_a - 1))

    return SymbolicArray((*stack, *rows, *columns), at)


def _split(indices: Sequence[Any], n: int) -> tuple[Sequence[Any], Sequence[Any]]:
    return indices[:n], indices[n:]


def dot(a: Any, b: Any) -> SymbolicArray:
    """Return np.dot of arrays with at most two axes."""
    a, b = as_symbolic(a), as_symbolic(b)
    if not a.ndim or not b.ndim:
        return elementwise(lambda u, v: u * v, a, b, boolean=a.boolean and b.boolean)
    if a.ndim > 2 or b.ndim > 2:  # noqa: PLR2004 - matrices
        raise Unsupported("np.dot of more than two axes")
    return matmul(a, b)


def axes_of(x: SymbolicArray, axis: Any) -> tuple[int, ...]:
    """Return the axes that an axis= argument names, as non-negative numbers."""
    if axis is None:
        return tuple(range(x.ndim))
    wanted = axis if isinstance(axis, tuple) else (axis,)
    for a in wanted:
        if not -x.ndim <= a < x.ndim:
            raise ValueError(f"axis {a} of an array with {x.ndim} axes")
    return tuple(int(a) % x.ndim for a in wanted)


def reduce(binding: type[sp.Expr], x: SymbolicArray, axis: Any, *, keepdims: bool) -> SymbolicArray:
    """Bind the indices of some axes by `Sum` or `MaxOver`."""
    axes = axes_of(x, axis)
    kept = [(d, s) for d, s in enumerate(x.dims) if d not in axes]
    shape = (
        [ONE if d in axes else s for d, s in enumerate(x.dims)]
        if keepdims
        else [s for _, s in kept]
    )

    def at(*indices: sp.Expr) -> sp.Expr:
        outer = dict(zip(range(x.ndim) if keepdims else [d for d, _ in kept], indices, strict=True))
        inner = {d: bound() for d in axes}
        limits = [(k, 0, x.dims[d] - 1) for d, k in inner.items() if x.dims[d] != 1]
        body = x.at(*(inner[d] if d in inner else outer[d] for d in range(x.ndim)))
        return binding(body, *(sp.Tuple(*limit) for limit in limits)) if limits else body

    return SymbolicArray(shape, at)


def sum_(x: Any, axis: Any = None, *, keepdims: bool = False) -> SymbolicArray:
    """Return np.sum."""
    return reduce(sp.Sum, as_symbolic(x), axis, keepdims=keepdims)


def mean(x: Any, axis: Any = None, *, keepdims: bool = False) -> SymbolicArray:
    """Return np.mean."""
    x = as_symbolic(x)
    count = sp.Mul(*(x.dims[d] for d in axes_of(x, axis)))
    return elementwise(lambda v: v / count, sum_(x, axis, keepdims=keepdims))


def max_(x: Any, axis: Any = None, *, keepdims: bool = False) -> SymbolicArray:
    """Return np.max."""
    x = as_symbolic(x)
    out = reduce(MaxOver, x, axis, keepdims=keepdims)
    out.boolean = x.boolean
    return out


def transpose(x: Any, axes: Any = None) -> SymbolicArray:
    """Return np.transpose."""
    x = as_symbolic(x)
    order = tuple(range(x.ndim))[::-1] if axes is None else tuple(int(a) % x.ndim for a in axes)
    place = [order.index(d) for d in range(x.ndim)]
    return SymbolicArray(
        [x.dims[d] for d in order],
        lambda *i: x.at(*(i[p] for p in place)),
        boolean=x.boolean,
    )


def outer(a: Any, b: Any) -> SymbolicArray:
    """Return np.outer of two vectors."""
    a, b = as_symbolic(a), as_symbolic(b)
    if a.ndim != 1 or b.ndim != 1:
        raise Unsupported("np.outer of arrays that are not vectors")
    both = a.boolean and b.boolean
    return SymbolicArray(a.dims + b.dims, lambda i, j: a.at(i) * b.at(j), boolean=both)


def getitem(x: SymbolicArray, key: Any) -> SymbolicArray:
    """Return x[key] for keys of full slices, None, an ellipsis and non-negative integers."""
    keys = list(key) if isinstance(key, tuple) else [key]
    dots = [d for d, k in enumerate(keys) if k is Ellipsis]
    taken = sum(1 for k in keys if k is not None and k is not Ellipsis)
    if dots:
        place = dots[0]
        keys[place : place + 1] = [slice(None)] * (x.ndim - taken)
    else:
        keys += [slice(None)] * (x.ndim - taken)
    shape: list[sp.Expr] = []
    plan: list[int | sp.Integer] = []
    axis = 0
    for k in keys:
        if k is None:
            shape.append(ONE)
            continue
        if isinstance(k, slice) and (k.start, k.stop, k.step) == (None,) * 3:
            plan.append(len(shape))
            shape.append(x.dims[axis])
        elif isinstance(k, int) and not isinstance(k, bool) and k == 0:
            plan.append(ZERO)
        else:
            raise Unsupported(f"the subscript {k!r}")
        axis += 1
    return SymbolicArray(
        shape,
        lambda *i: x.at(*(i[p] if isinstance(p, int) else p for p in plan)),
        boolean=x.boolean,
    )


def constant_like(value: int) -> Callable[..., SymbolicArray]:
    """Return np.zeros_like or np.ones_like."""

    def made(x: Any, dtype: Any = None) -> SymbolicArray:
        x = as_symbolic(x)
        out = SymbolicArray(x.dims, lambda *_: sp.Integer(value), boolean=True)
        return out.astype(x.dtype if dtype is None else dtype)

    return made


def where(condition: Any, yes: Any, no: Any) -> SymbolicArray:
    """Return np.where of a comparison."""
    arrays = [as_symbolic(a) for a in (condition, yes, no)]
    if not arrays[0].boolean:
        raise Unsupported("np.where with a condition that is no comparison")
    boolean = arrays[1].boolean and arrays[2].boolean
    return elementwise(lambda c, u, v: c * u + (1 - c) * v, *arrays, boolean=boolean)


#: What each ufunc does to numbers.
UFUNCS: dict[str, Callable[..., sp.Expr]] = {
    "add": lambda a, b: a + b,
    "subtract": lambda a, b: a - b,
    "multiply": lambda a, b: a * b,
    "divide": lambda a, b: a / b,
    "negative": lambda a: -a,
    "positive": lambda a: a,
    "power": lambda a, b: a**b,
    "float_power": lambda a, b: a**b,
    "square": lambda a: a**2,
    "reciprocal": lambda a: 1 / a,
    "sqrt": sp.sqrt,
    "exp": sp.exp,
    "expm1": lambda a: sp.exp(a) - 1,
    "exp2": lambda a: sp.exp(a * sp.log(2)),
    "log": sp.log,
    "log1p": lambda a: sp.log(1 + a),
    "log2": lambda a: sp.log(a) / sp.log(2),
    "log10": lambda a: sp.log(a) / sp.log(10),
    "logaddexp": lambda a, b: sp.log(sp.exp(a) + sp.exp(b)),
    "sin": sp.sin,
    "cos": sp.cos,
    "arctan": sp.atan,
    "tanh": sp.tanh,
    "sinh": lambda a: (sp.exp(a) - sp.exp(-a)) / 2,
    "cosh": lambda a: (sp.exp(a) + sp.exp(-a)) / 2,
    "maximum": lambda a, b: b + (a - b) * Step(a - b),
    "minimum": lambda a, b: a - (a - b) * Step(a - b),
    "absolute": lambda a: a * (2 * Step(a) - 1),
    "sign": lambda a: Step(a) - Step(-a),
    "greater": lambda a, b: Step(a - b),
    "greater_equal": lambda a, b: 1 - Step(b - a),
    "less": lambda a, b: Step(b - a),
    "less_equal": lambda a, b: 1 - Step(a - b),
}


def _both(a: sp.Expr, b: sp.Expr) -> sp.Expr:
    return a * b


def _either(a: sp.Expr, b: sp.Expr) -> sp.Expr:
    return a + b - a * b


def _not(a: sp.Expr) -> sp.Expr:
    return 1 - a


#: What ufuncs do to truth values alone: NumPy's True + True is True.
TRUTH: dict[str, Callable[..., sp.Expr]] = {
    **dict.fromkeys(("multiply", "logical_and", "bitwise_and", "minimum"), _both),
    **dict.fromkeys(("add", "logical_or", "bitwise_or", "maximum"), _either),
    **dict.fromkeys(("logical_not", "invert"), _not),
}

#: What each NumPy function does to arrays.
FUNCTIONS: dict[str, Callable[..., Any]] = {
    "sum": sum_,
    "mean": mean,
    "max": max_,
    "amax": max_,
    "dot": dot,
    "transpose": transpose,
    "outer": outer,
    "where": where,
    "zeros_like": constant_like(0),
    "ones_like": constant_like(1),
    "shape": lambda x: x.shape,
    "ndim": lambda x: x.ndim,
}


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
        own = zlib.crc32(self.name.encode()) / 2**32  # so that two names are two functions
        speed = 1.1 + 0.4 * own
        wave = speed**self.order * np.sin(speed * z + 0.4 + own + self.order * np.pi / 2)
        square = (0.2 * z**2, 0.4 * z, 0.4 + 0 * z)
        return wave + (square[self.order] if self.order < len(square) else 0)
