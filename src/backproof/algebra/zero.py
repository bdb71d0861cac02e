"""The decision: is a polynomial zero, whatever its entries and sizes are?"""

from __future__ import annotations

from backproof.algebra import cases, products, sums
from backproof.algebra.polynomial import Poly


def vanishes(poly: Poly) -> bool:
    """Say whether a polynomial is provably zero."""
    products.start_work()
    return cases.vanishes(poly, _is_zero)


def _is_zero(poly: Poly) -> bool:
    poly = sums.tie(poly)
    return not poly.terms or not products.clear_denominators(poly).terms
