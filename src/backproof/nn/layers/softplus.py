"""The layer softplus."""

import numpy as np

from backproof.nn.shapes import Arr, Cotangents, Pullback


def softplus(z: Arr["N K"]) -> tuple[Arr["N K"], Pullback]:
    """Bend a line smoothly from 0 up to the identity: a relu without a kink.

    Math     a = log(1 + exp(z)),  da/dz = σ(z)
    Domain   everywhere; log(exp(0) + exp(z)) is the same and never overflows
    Source   Dugas, Bengio et al. 2001, on option pricing, where it is introduced

    >>> a, pullback = softplus(np.array([[0.0, 1000.0, -1000.0]]))
    >>> a.round(4)
    array([[6.931e-01, 1.000e+03, 0.000e+00]])
    >>> pullback(np.ones((1, 3)))[0]
    array([[0.5, 1. , 0. ]])
    """
    a = np.logaddexp(0, z)

    def pullback(g: Arr["N K"]) -> Cotangents:
        return (g * np.exp(z - a),)

    return a, pullback
