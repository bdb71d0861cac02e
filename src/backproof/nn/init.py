"""Where training starts: random weights of a fitting size, biases of zero."""

import math
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from backproof.nn.doors import positive_sizes

type Floats = NDArray[np.float64]
type Seed = int | np.random.Generator
type Scheme = Callable[[np.random.Generator, int, int], Floats]


def glorot(rng: np.random.Generator, fan_out: int, fan_in: int) -> Floats:
    """Draw weights for sigmoid, tanh and identity: variance 2 / (fan_in + fan_out).

    Source   Glorot, Bengio 2010, eq. (16)
    """
    limit = math.sqrt(6 / (fan_in + fan_out))
    return rng.uniform(-limit, limit, size=(fan_out, fan_in))


def he(rng: np.random.Generator, fan_out: int, fan_in: int) -> Floats:
    """Draw weights for relu: variance 2 / fan_in.

    Source   He, Zhang, Ren, Sun 2015, eq. (10)
    """
    return rng.normal(0, math.sqrt(2 / fan_in), size=(fan_out, fan_in))


def scaled_normal(rng: np.random.Generator, fan_out: int, fan_in: int) -> Floats:
    """Draw weights with variance 1 / fan_in.

    Source   Nielsen 2015, ch. 3, 'Weight initialization'
    """
    return rng.normal(0, math.sqrt(1 / fan_in), size=(fan_out, fan_in))


def initial_parameters(
    sizes: Sequence[int], seed: Seed, scheme: Scheme = glorot
) -> tuple[Floats, ...]:
    """Draw W1, b1, W2, b2, ... for a network of these layer sizes, input first.

    Args:
        sizes: the number of inputs, then the number of neurons of every layer.
        seed: a number or a generator of NumPy; the same number gives the same weights.
        scheme: draws one W of shape (K, D); every b of shape (K,) begins at 0.

    Raises:
        ValueError: if there are fewer than two sizes, or one is no positive integer.

    >>> [p.shape for p in initial_parameters((4, 3, 2), seed=0)]
    [(3, 4), (3,), (2, 3), (2,)]
    """
    positive_sizes("initial_parameters", sizes)
    rng = np.random.default_rng(seed)
    pairs = zip(sizes[1:], sizes[:-1], strict=True)
    return tuple(p for out, into in pairs for p in (scheme(rng, out, into), np.zeros(out)))
