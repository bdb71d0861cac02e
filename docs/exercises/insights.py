"""The exercises of insights with their right answers; readers download them without."""

import numpy as np

from backproof import Check


def slope_forward(z):
    return 1 / (1 + np.exp(-z))


def slope_backward(g, z):
    a = 1 / (1 + np.exp(-z))
    return g * a * (1 - a)


slope = Check(slope_forward, slope_backward, {"z": ("N", "K")})


def chain_forward(z):
    a1 = 1 / (1 + np.exp(-z))
    return 1 / (1 + np.exp(-a1))


def chain_backward(g, z):
    a1 = 1 / (1 + np.exp(-z))
    a2 = 1 / (1 + np.exp(-a1))
    return g * a2 * (1 - a2) * a1 * (1 - a1)


chain = Check(chain_forward, chain_backward, {"z": ("N",)})


def swish_forward(z):
    return z / (1 + np.exp(-z))


def swish_backward(g, z):
    s = 1 / (1 + np.exp(-z))
    return g * (s + z * s * (1 - s))


swish = Check(swish_forward, swish_backward, {"z": ("N", "K")})
