"""Activation functions: each returns its value and its pullback."""

from collections.abc import Callable
from typing import Any

import numpy as np

from backproof.nn.shapes import Arr, Cotangents, Layer, Pullback


def identity(z: Arr["N K"]) -> tuple[Arr["N K"], Pullback]:
    """Pass the weighted sum on unchanged.

    Math     a = z
    Domain   everywhere
    Source   regression outputs; Goodfellow, Bengio, Courville 2016, section 6.2.2.1
    """

    def pullback(g: Arr["N K"]) -> Cotangents:
        return (g,)

    return z, pullback


def sigmoid(z: Arr["N K"]) -> tuple[Arr["N K"], Pullback]:
    """Squeeze every number into the interval from 0 to 1.

    Math     a = 1 / (1 + exp(-z)),  da/dz = a (1 - a)
    Domain   everywhere; where exp(-z) overflows it is infinite, and 1 / (1 + inf) is 0
    Source   Nielsen 2015, ch. 1

    However small a is, it is right to a few units of its last digit, where (1 + tanh(z / 2)) / 2,
    equal on paper, is 0. So is the slope where z < 0; elsewhere 1 - a costs a rounding error of 1.

    >>> a, pullback = sigmoid(np.array([[0.0, 1000.0, -1000.0]]))
    >>> a
    array([[0.5, 1. , 0. ]])
    >>> pullback(np.ones((1, 3)))[0]
    array([[0.25, 0.  , 0.  ]])
    """
    with np.errstate(over="ignore"):
        a = 1 / (1 + np.exp(-z))

    def pullback(g: Arr["N K"]) -> Cotangents:
        return (g * a * (1 - a),)

    return a, pullback


def tanh(z: Arr["N K"]) -> tuple[Arr["N K"], Pullback]:
    """Squeeze every number into the interval from -1 to 1.

    Math     a = tanh(z),  da/dz = 1 - a²
    Domain   everywhere
    Source   Nielsen 2015, ch. 3
    """
    a = np.tanh(z)

    def pullback(g: Arr["N K"]) -> Cotangents:
        return (g * (1 - a**2),)

    return a, pullback


def relu(z: Arr["N K"]) -> tuple[Arr["N K"], Pullback]:
    """Keep what is positive, and let nothing else through.

    Math     a = max(z, 0),  da/dz = 1 where z > 0, otherwise 0
    Domain   everywhere; at the kink z = 0 the derivative is taken to be 0
    Source   Nair, Hinton 2010

    >>> a, pullback = relu(np.array([[-2.0, 0.0, 3.0]]))
    >>> a
    array([[0., 0., 3.]])
    >>> pullback(np.ones((1, 3)))[0]
    array([[0., 0., 1.]])
    """
    a = np.maximum(z, 0)

    def pullback(g: Arr["N K"]) -> Cotangents:
        return (g * (z > 0),)

    return a, pullback


def softmax(z: Arr["N K"]) -> tuple[Arr["N K"], Pullback]:
    """Turn every row into positive numbers that sum to 1.

    Math     aₖ = exp(zₖ) / Σⱼ exp(zⱼ),  dC/dz = a ⊙ (g - Σⱼ gⱼ aⱼ)
    Domain   everywhere; every row is first shifted by its maximum, which cancels
    Source   Nielsen 2015, ch. 3

    >>> softmax(np.array([[1000.0, 1000.0], [0.0, -1000.0]]))[0]
    array([[0.5, 0.5],
           [1. , 0. ]])
    """
    e = np.exp(z - z.max(axis=1, keepdims=True))
    a = e / e.sum(axis=1, keepdims=True)

    def pullback(g: Arr["N K"]) -> Cotangents:
        return (a * (g - (g * a).sum(axis=1, keepdims=True)),)

    return a, pullback


def elementwise(f: Callable[[Any], Any], df: Callable[[Any], Any]) -> Layer:
    """Make a layer of a function and its derivative, applied entry by entry.

    Math     a = f(z),  dC/dz = g ⊙ f'(z)
    Domain   where f is differentiable; df is taken at its word, so prove it
    Source   Nielsen 2015, ch. 2: (BP1) and (BP2), where f is σ

    >>> a, pullback = elementwise(np.sin, np.cos)(np.array([[0.0]]))
    >>> pullback(np.array([[3.0]]))[0]
    array([[3.]])
    """

    def layer(z: Arr["N K"]) -> tuple[Arr["N K"], Pullback]:
        def pullback(g: Arr["N K"]) -> Cotangents:
            return (g * df(z),)

        return f(z), pullback

    return layer
