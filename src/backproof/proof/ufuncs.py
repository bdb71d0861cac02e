"""What NumPy's elementwise functions do to the entries of traced arrays."""

from __future__ import annotations

import sys
from collections.abc import Callable

import numpy as np
import sympy as sp

from backproof.proof.functions import Step

type Rule = Callable[..., sp.Expr]


def _equal(a: sp.Expr, b: sp.Expr) -> sp.Expr:
    return 1 - Step(a - b) - Step(b - a)


#: What each ufunc does to numbers.
UFUNCS: dict[str, Rule] = {
    "add": lambda a, b: a + b,
    "subtract": lambda a, b: a - b,
    "multiply": lambda a, b: a * b,
    "divide": lambda a, b: a / b,
    "negative": lambda a: -a,
    "positive": lambda a: a,
    "conjugate": lambda a: a,
    "power": lambda a, b: a**b,
    "float_power": lambda a, b: a**b,
    "square": lambda a: a**2,
    "reciprocal": lambda a: 1 / a,
    "sqrt": sp.sqrt,
    "hypot": lambda a, b: sp.sqrt(a**2 + b**2),
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
    "tan": lambda a: sp.sin(a) / sp.cos(a),
    "arctan": sp.atan,
    "tanh": sp.tanh,
    "sinh": lambda a: (sp.exp(a) - sp.exp(-a)) / 2,
    "cosh": lambda a: (sp.exp(a) + sp.exp(-a)) / 2,
    "maximum": lambda a, b: b + (a - b) * Step(a - b),
    "minimum": lambda a, b: a - (a - b) * Step(a - b),
    "absolute": lambda a: a * (2 * Step(a) - 1),
    "fabs": lambda a: a * (2 * Step(a) - 1),
    "sign": lambda a: Step(a) - Step(-a),
    "heaviside": lambda a, b: Step(a) + b * _equal(a, sp.Integer(0)),
    "greater": lambda a, b: Step(a - b),
    "greater_equal": lambda a, b: 1 - Step(b - a),
    "less": lambda a, b: Step(b - a),
    "less_equal": lambda a, b: 1 - Step(a - b),
    "equal": _equal,
    "not_equal": lambda a, b: Step(a - b) + Step(b - a),
}

#: Those of scipy.special, under the names they have there.
SPECIAL: dict[str, Rule] = {
    "erf": sp.erf,
    "erfc": lambda a: 1 - sp.erf(a),
    "expit": lambda a: 1 / (1 + sp.exp(-a)),
    "log_expit": lambda a: -sp.log(1 + sp.exp(-a)),
    "logit": lambda a: sp.log(a) - sp.log(1 - a),
}

#: Those whose values are truth values.
COMPARISONS = {"greater", "greater_equal", "less", "less_equal", "equal", "not_equal"}


#: Those that make integers of integers.
WHOLE = COMPARISONS | {
    *("add", "subtract", "multiply", "negative", "positive", "conjugate", "power", "square"),
    *("maximum", "minimum", "absolute", "sign", "logical_not", "invert"),
    *("logical_and", "logical_or", "logical_xor", "bitwise_and", "bitwise_or", "bitwise_xor"),
}


def _both(a: sp.Expr, b: sp.Expr) -> sp.Expr:
    return a * b


def _either(a: sp.Expr, b: sp.Expr) -> sp.Expr:
    return a + b - a * b


def _not(a: sp.Expr) -> sp.Expr:
    return 1 - a


def _differ(a: sp.Expr, b: sp.Expr) -> sp.Expr:
    return a + b - 2 * a * b


#: What ufuncs do to truth values alone: NumPy's True + True is True.
TRUTH: dict[str, Rule] = {
    **dict.fromkeys(("multiply", "logical_and", "bitwise_and", "minimum"), _both),
    **dict.fromkeys(("add", "logical_or", "bitwise_or", "maximum"), _either),
    **dict.fromkeys(("logical_not", "invert"), _not),
    **dict.fromkeys(("logical_xor", "bitwise_xor", "not_equal"), _differ),
    "equal": lambda a, b: 1 - _differ(a, b),
}


def rule_of(ufunc: np.ufunc, *, boolean: bool) -> Rule | None:
    """Return what a ufunc does to numbers, or to truth values alone; None where that is not known.

    A function of another library is known by the object itself, not by its name.
    """
    name = ufunc.__name__
    if getattr(np, name, None) is ufunc:
        return (TRUTH if boolean else UFUNCS).get(name)
    special = sys.modules.get("scipy.special")
    if special is not None and getattr(special, name, None) is ufunc and not boolean:
        return SPECIAL.get(name)
    return None
