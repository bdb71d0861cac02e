"""Numbers that are polynomials of symbols: what stands in the arrays on which code is proved."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable
from fractions import Fraction
from functools import lru_cache
from typing import Any

import numpy as np

from backproof.algebra import names
from backproof.algebra.constants import of_float
from backproof.algebra.polynomial import (
    ONE,
    ZERO,
    Poly,
    Unsupported,
    number,
)
from backproof.entries.branches import current
from backproof.entries.protocol import as_array, run_function, run_ufunc

type Rule = Callable[..., Any]


class Scalar:
    """One real number, or one truth value: an indicator, which is 1 for true and 0 for false."""

    __slots__ = ("poly", "truth")

    def __init__(self, poly: Poly, *, truth: bool = False) -> None:
        self.poly, self.truth = names.known(poly), truth

    # --- what NumPy asks: it must not compute on its own ---

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *inputs: Any, **kw: Any) -> Any:
        """Let the array of symbols answer."""
        return run_ufunc(ufunc, method, inputs, kw)

    def __array_function__(self, func: Rule, types: Any, args: Any, kwargs: Any) -> Any:
        """Let the array of symbols answer."""
        del types
        return run_function(func, args, kwargs)

    def __getattr__(self, name: str) -> Any:
        """Have what NumPy's scalars have: shape, sum(), reshape() and so on."""
        if name.startswith("__") or not hasattr(np.ndarray, name):
            raise AttributeError(f"a symbol has no attribute {name}")
        return getattr(as_array(self), name)

    def __getitem__(self, key: Any) -> Any:
        return as_array(self)[key]

    # --- arithmetic ---

    def __add__(self, right: Any) -> Any:
        return _binary("add", self, right)

    def __radd__(self, left: Any) -> Any:
        return _binary("add", left, self)

    def __sub__(self, right: Any) -> Any:
        return _binary("subtract", self, right)

    def __rsub__(self, left: Any) -> Any:
        return _binary("subtract", left, self)

    def __mul__(self, right: Any) -> Any:
        return _binary("multiply", self, right)

    def __rmul__(self, left: Any) -> Any:
        return _binary("multiply", left, self)

    def __truediv__(self, right: Any) -> Any:
        return _binary("divide", self, right)

    def __rtruediv__(self, left: Any) -> Any:
        return _binary("divide", left, self)

    def __pow__(self, right: Any) -> Any:
        return _binary("power", self, right)

    def __rpow__(self, left: Any) -> Any:
        return _binary("power", left, self)

    def __floordiv__(self, right: Any) -> Any:
        return _binary("floor_divide", self, right)

    def __rfloordiv__(self, left: Any) -> Any:
        return _binary("floor_divide", left, self)

    def __mod__(self, right: Any) -> Any:
        return _binary("remainder", self, right)

    def __rmod__(self, left: Any) -> Any:
        return _binary("remainder", left, self)

    def __neg__(self) -> Any:
        return apply("negative", self)

    def __pos__(self) -> Any:
        return self

    def __abs__(self) -> Any:
        return apply("absolute", self)

    # --- comparisons ---

    def __lt__(self, right: Any) -> Any:
        return _binary("less", self, right)

    def __le__(self, right: Any) -> Any:
        return _binary("less_equal", self, right)

    def __gt__(self, right: Any) -> Any:
        return _binary("greater", self, right)

    def __ge__(self, right: Any) -> Any:
        return _binary("greater_equal", self, right)

    def __eq__(self, right: object) -> Any:
        return _binary("equal", self, right)

    def __ne__(self, right: object) -> Any:
        return _binary("not_equal", self, right)

    def __and__(self, right: Any) -> Any:
        return _binary("bitwise_and", self, right)

    __rand__ = __and__

    def __or__(self, right: Any) -> Any:
        return _binary("bitwise_or", self, right)

    __ror__ = __or__

    def __xor__(self, right: Any) -> Any:
        return _binary("bitwise_xor", self, right)

    __rxor__ = __xor__

    def __invert__(self) -> Any:
        return apply("invert", self)

    # --- decisions and conversions: decided on a path, or refused ---

    def __bool__(self) -> bool:
        return current().truth((self if self.truth else self != 0).poly)

    def __float__(self) -> float:
        return value_of(self, "float()")

    def __int__(self) -> int:
        return int(value_of(self, "int()"))

    def __index__(self) -> int:
        raise Unsupported("a real number as a subscript")

    def __complex__(self) -> complex:
        return complex(value_of(self, "complex()"))

    def __round__(self, digits: int | None = None) -> Any:
        return round(value_of(self, "round()"), digits)

    def __hash__(self) -> int:
        raise Unsupported("hash() of a symbol")

    def __repr__(self) -> str:
        return repr(self.poly)

    def __format__(self, _form: str) -> str:
        return repr(self.poly)  # a message that is printed decides nothing


def value_of(scalar: Scalar, what: str) -> float:
    """Return the number that a symbol is known to be.

    Raises:
        Unsupported: if it is none.
    """
    settled = current().settle(scalar.poly)
    value = settled.constant
    if value is None:
        raise Unsupported(f"{what} of a symbol")
    return float(value)


@lru_cache(maxsize=4096)
def read(value: float) -> Poly:
    """Return the number that a float stands for."""
    if math.isnan(value) or math.isinf(value):
        raise Unsupported(f"the constant {value} among symbols")
    return of_float(value)


def scalar(value: Any) -> Scalar | None:
    """Return a number as a scalar; None if it is no number."""
    if isinstance(value, Scalar):
        return value
    if isinstance(value, bool | np.bool):
        return Scalar(ONE if value else ZERO, truth=True)
    if isinstance(value, int | np.integer):
        return Scalar(number(int(value)))
    if isinstance(value, float | np.floating):
        return Scalar(read(float(value)))
    if isinstance(value, Fraction):
        return Scalar(number(value))
    decided = getattr(value, "decided", None)  # a place, used as a number
    return None if decided is None else Scalar(number(decided()))


#: Comparisons with what stands for no number: any number is less than infinity.
ORDERS: dict[str, Callable[[float, float], bool]] = {
    "less": operator.lt,
    "less_equal": operator.le,
    "greater": operator.gt,
    "greater_equal": operator.ge,
    "equal": operator.eq,
    "not_equal": operator.ne,
}


def _beyond(name: str, left: Any, right: Any) -> bool | None:
    """Compare a number with an infinity; None if there is none."""
    sides = [v if isinstance(v, float) and math.isinf(v) else 0.0 for v in (left, right)]
    return ORDERS[name](*sides) if any(sides) else None


#: The rule of each ufunc, by its name; `backproof.entries.scalar_rules` fills it.
RULES: dict[str, Rule] = {}


def _binary(name: str, left: Any, right: Any) -> Any:
    """Run an operator of Python; anything but two numbers is left to the other side."""
    if name in ORDERS and (found := _beyond(name, left, right)) is not None:
        return found
    a, b = scalar(left), scalar(right)
    if a is None or b is None:
        return NotImplemented
    return RULES[name](a, b)


def apply(name: str, *values: Any) -> Any:
    """Apply the rule of a ufunc to numbers."""
    scalars = [scalar(v) for v in values]
    if any(s is None for s in scalars):
        raise Unsupported(f"np.{name} of {type(values[0]).__name__}")
    return RULES[name](*scalars)
