"""The example of the first note: two inputs, one layer of two sigmoid neurons."""

from dataclasses import dataclass

import numpy as np

from backproof.nn import Array, affine, sigmoid

CLAIMED_PRODUCT = (0.38, 0.32)
CLAIMED_Z = (0.58, 0.42)
CLAIMED_A = (0.641, 0.603)
CLAIMED_DECIMALS = 3


@dataclass(frozen=True, eq=False)
class FirstNote:
    """The true numbers, the claimed ones, and how far they are apart.

    Vectors of the one example are 1-D. The gaps are at most half a unit of the last decimal
    place that the note gives, so the note is right.
    """

    x: Array
    W: Array
    b: Array
    product: Array
    z: Array
    a: Array
    claimed_product: Array
    claimed_z: Array
    claimed_a: Array
    gap_product: float
    gap_z: float
    gap_a: float
    rounding: float
    claims_hold: bool
    product_if_transposed: Array


def run() -> FirstNote:
    """Compute W·a, z and σ(z), and hold the note's numbers against them."""
    x, b = np.array([[0.5, 0.3]]), np.array([0.2, 0.1])
    W = np.array([[0.4, 0.6], [0.1, 0.9]])
    product, _ = affine(x, W, np.zeros(2))
    transposed, _ = affine(x, W.T, np.zeros(2))
    z, _ = affine(x, W, b)
    a, _ = sigmoid(z)
    pairs = [(product, CLAIMED_PRODUCT), (z, CLAIMED_Z), (a, CLAIMED_A)]
    gap_product, gap_z, gap_a = (float(abs(true[0] - claim).max()) for true, claim in pairs)
    rounding = 10.0**-CLAIMED_DECIMALS / 2
    return FirstNote(
        x=x[0],
        W=W,
        b=b,
        product=product[0],
        z=z[0],
        a=a[0],
        claimed_product=np.array(CLAIMED_PRODUCT),
        claimed_z=np.array(CLAIMED_Z),
        claimed_a=np.array(CLAIMED_A),
        gap_product=gap_product,
        gap_z=gap_z,
        gap_a=gap_a,
        rounding=rounding,
        claims_hold=max(gap_product, gap_z, gap_a) <= rounding,
        product_if_transposed=transposed[0],
    )
