"""Losses: one number for a batch, the mean over its examples.

The division by N stands here and nowhere else in the package.
"""

import numpy as np

from backproof.nn.activations import sigmoid
from backproof.nn.shapes import Arr, Cotangents, Pullback


def half_squared_error(a: Arr["N K"], y: Arr["N K"]) -> tuple[Arr[""], Pullback]:
    """Half the squared distance between output and target, averaged over examples.

    Math     C = 1/N Σₙ ½ Σₖ (aₙₖ - yₙₖ)²,  dC/da = (a - y) / N
    Domain   everywhere
    Source   Nielsen 2015, ch. 2, eq. (26)

    >>> C, pullback = half_squared_error(np.array([[3.0], [1.0]]), np.array([[1.0], [1.0]]))
    >>> float(C), pullback(1)[0].tolist()
    (1.0, [[1.0], [0.0]])
    """
    N = a.shape[0]
    r = a - y

    def pullback(g: Arr[""]) -> Cotangents:
        return g * r / N, -g * r / N

    return (r**2).sum() / (2 * N), pullback


def binary_cross_entropy(z: Arr["N K"], y: Arr["N K"]) -> tuple[Arr[""], Pullback]:
    """Cross-entropy of independent yes-or-no outputs, from their weighted sums.

    Math     C = 1/N Σₙₖ log(1 + exp(zₙₖ)) - yₙₖ zₙₖ,  dC/dz = (σ(z) - y) / N;
             with a = σ(z) this is -y log a - (1 - y) log(1 - a)
    Domain   everywhere; y is meant to lie between 0 and 1
    Source   Nielsen 2015, ch. 3, eq. (57), written in z so that it never overflows

    >>> C, pullback = binary_cross_entropy(np.array([[1000.0]]), np.array([[0.0]]))
    >>> float(C), pullback(1)[0].tolist()
    (1000.0, [[1.0]])
    """
    N = z.shape[0]

    def pullback(g: Arr[""]) -> Cotangents:
        a, _ = sigmoid(z)
        return g * (a - y) / N, -g * z / N

    return (np.logaddexp(0, z) - y * z).sum() / N, pullback


def softmax_cross_entropy(z: Arr["N K"], y: Arr["N K"]) -> tuple[Arr[""], Pullback]:
    """Cross-entropy of one choice among K, from the weighted sums.

    Math     C = -1/N Σₙₖ yₙₖ log pₙₖ with p = softmax(z),  dC/dz = (p Σₖ yₖ - y) / N,
             which is (p - y) / N where every row of y sums to 1
    Domain   everywhere; every row is first shifted by its maximum, which cancels
    Source   Nielsen 2015, ch. 3, eq. (80) with softmax outputs

    >>> C, pullback = softmax_cross_entropy(np.array([[1000.0, 0.0]]), np.array([[0.0, 1.0]]))
    >>> float(C), pullback(1)[0].tolist()
    (1000.0, [[1.0, -1.0]])
    """
    N = z.shape[0]
    s = z - z.max(axis=1, keepdims=True)
    e = np.exp(s)
    total = e.sum(axis=1, keepdims=True)
    log_p = s - np.log(total)

    def pullback(g: Arr[""]) -> Cotangents:
        return g * (e / total * y.sum(axis=1, keepdims=True) - y) / N, -g * log_p / N

    return -(y * log_p).sum() / N, pullback
