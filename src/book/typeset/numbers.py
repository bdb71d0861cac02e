"""Numbers of worked examples as TeX."""

from fractions import Fraction
from typing import Any

import numpy as np


def _one(value: Any, digits: int) -> str:
    if isinstance(value, Fraction) and value.denominator != 1:
        return rf"{'-' if value < 0 else ''}\frac{{{abs(value.numerator)}}}{{{value.denominator}}}"
    number = float(value)
    if not np.isfinite(number):
        raise ValueError(f"{number} is no number to print")
    if number == round(number) and abs(number) < 1e15:  # noqa: PLR2004 - where floats stay exact
        return f"{round(number):,}".replace(",", "{,}")
    if round(number, digits) == 0:
        mantissa, exponent = f"{number:.{max(digits - 1, 0)}e}".split("e")
        return rf"{mantissa.rstrip('0').rstrip('.')} \times 10^{{{int(exponent)}}}"
    text = f"{number:,.{digits}f}".replace(",", "{,}")
    return text.rstrip("0").rstrip(".") if digits else text


def number_tex(value: Any, digits: int = 4) -> str:
    r"""Return a number, a vector or a matrix as TeX, rounded to so many decimals.

    A number that rounding would turn into 0 keeps its leading digits instead.

    >>> number_tex(0.52341234), number_tex(3), number_tex(0.00001234)
    ('0.5234', '3', '1.234 \\times 10^{-5}')
    >>> number_tex(23860), number_tex(7950.4, 0)
    ('23{,}860', '7{,}950')
    """
    if np.ndim(value) == 0:
        return _one(value.item() if isinstance(value, np.ndarray | np.generic) else value, digits)
    if np.ndim(value) == 1:
        return "[" + r",\; ".join(number_tex(entry, digits) for entry in value) + "]"
    if np.ndim(value) == 2:  # noqa: PLR2004 - rows and columns
        rows = [" & ".join(number_tex(entry, digits) for entry in row) for row in value]
        return rf"\begin{{bmatrix}} {r' \\ '.join(rows)} \end{{bmatrix}}"
    raise ValueError(f"an array of {np.ndim(value)} axes is not printed")
