"""The exercises of update with their right answers; readers download them without."""

from backproof import Check


def unequal_forward(w, x1, y1, x2, y2):
    first = ((x1 @ w - y1) ** 2).sum() / 2
    second = ((x2 @ w - y2) ** 2).sum() / 2
    return (first + second) / (len(x1) + len(x2))


def unequal_backward(g, w, x1, y1, x2, y2):
    total = (x1 @ w - y1) @ x1 + (x2 @ w - y2) @ x2
    return g * total / (len(x1) + len(x2))


unequal = Check(
    unequal_forward,
    unequal_backward,
    {"w": ("D",), "x1": ("N", "D"), "y1": ("N",), "x2": ("M", "D"), "y2": ("M",)},
    wrt="w",
)


def rate_forward(eta, w, d, x, y):
    new = w - eta * d
    return ((x @ new - y) ** 2).sum() / 2 / len(x)


def rate_backward(g, eta, w, d, x, y):
    new = w - eta * d
    return -g * ((x @ new - y) * (x @ d)).sum() / len(x)


rate = Check(
    rate_forward,
    rate_backward,
    {"eta": (), "w": ("D",), "d": ("D",), "x": ("N", "D"), "y": ("N",)},
    wrt="eta",
)


def through_update_forward(w, eta, x, y):
    new = w - eta * (w * x - y) * x
    return (new * x - y) ** 2 / 2


def through_update_backward(g, w, eta, x, y):
    new = w - eta * (w * x - y) * x
    return g * (new * x - y) * x * (1 - eta * x**2)


through_update = Check(
    through_update_forward, through_update_backward, {"w": (), "eta": (), "x": (), "y": ()}, wrt="w"
)
