"""One step back through a layer in whole numbers: two examples, four neurons below, three above."""

from dataclasses import dataclass

import numpy as np

from backproof.nn import Array, affine, half_squared_error, relu

DELTA_NEXT = ((1, -2, 3), (2, 1, -1))


@dataclass(frozen=True, eq=False)
class BackwardStep:
    """What a layer meets on the way back; rows are examples, a W is (to, from).

    The cost is the half squared error of the weighted sums above; the target y is such that the
    error above is `DELTA_NEXT`. The relu below has only the slopes 0 and 1.
    """

    z: Array
    slope: Array
    a: Array
    W: Array
    b: Array
    z_next: Array
    y: Array
    delta_next: Array
    product: Array
    delta: Array
    db_of_each: Array
    db: Array
    db_mean: Array
    dW_of_each: Array  # noqa: N815  the name of the mathematics
    dW: Array  # noqa: N815  the name of the mathematics
    shape_N: int  # noqa: N815  the name of the mathematics
    shape_K: int  # noqa: N815  the name of the mathematics
    shape_D: int  # noqa: N815  the name of the mathematics


def run() -> BackwardStep:
    """Go back from the error above to the error below and the gradients between them."""
    z = np.array([[1.0, -1.0, 2.0, 3.0], [2.0, 1.0, -3.0, 1.0]])
    W = np.array([[1.0, 0.0, 2.0, -1.0], [3.0, 1.0, 0.0, 1.0], [0.0, 2.0, 1.0, 1.0]])
    b, wanted = np.array([1.0, 0.0, -1.0]), np.array(DELTA_NEXT, dtype=float)
    a, relu_pullback = relu(z)
    z_next, affine_pullback = affine(a, W, b)
    y = z_next - len(z) * wanted
    delta_next, _ = half_squared_error(z_next, y)[1](1)
    product, dW, db = affine_pullback(delta_next)
    alone = [affine(a[[n]], W, b)[1](delta_next[[n]]) for n in range(len(z))]
    return BackwardStep(
        z=z, slope=relu_pullback(np.ones_like(z))[0], a=a, W=W, b=b, z_next=z_next, y=y,
        delta_next=delta_next, product=product, delta=relu_pullback(product)[0],
        db_of_each=np.stack([one[2] for one in alone]), db=db, db_mean=db / len(z),
        dW_of_each=np.stack([one[1] for one in alone]), dW=dW,
        shape_N=len(z), shape_K=len(W), shape_D=W.shape[1],
    )  # fmt: skip
