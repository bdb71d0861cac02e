"""The exercises of why with their right answers; readers download them without."""

from backproof import Check


def one_weight_forward(w, x, y):
    return (w * x - y) ** 2 / 2


def one_weight_backward(g, w, x, y):
    return g * (w * x - y) * x


one_weight = Check(one_weight_forward, one_weight_backward, {"w": (), "x": (), "y": ()}, wrt="w")


def nudging_forward(w, x, y):
    return ((x * w - y) ** 2).sum() / 2 / len(x)


def nudging_backward(g, w, x, y):
    right, left = nudging_forward(w + 1, x, y), nudging_forward(w - 1, x, y)
    return g * (right - left) / 2


nudging = Check(nudging_forward, nudging_backward, {"w": (), "x": ("N",), "y": ("N",)}, wrt="w")


def shared_factor_forward(w1, w2, x, y):
    a1 = w1 * x
    a2 = w2 * a1
    return (a2 - y) ** 2 / 2


def shared_factor_backward(g, w1, w2, x, y):
    delta2 = g * (w2 * w1 * x - y)
    return delta2 * w2 * x, delta2 * w1 * x


shared_factor = Check(
    shared_factor_forward,
    shared_factor_backward,
    {"w1": (), "w2": (), "x": (), "y": ()},
    wrt=("w1", "w2"),
)
