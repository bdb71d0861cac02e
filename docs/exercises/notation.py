"""The exercises of notation with their right answers; readers download them without."""

from backproof import Check


def every_entry_forward(a, y):
    return ((a - y) ** 2).mean()


def every_entry_backward(g, a, y):
    return g * 2 * (a - y) / a.size


every_entry = Check(
    every_entry_forward, every_entry_backward, {"a": ("N", "K"), "y": ("N", "K")}, wrt="a"
)


def in_out_forward(x, W, b):
    return x @ W + b


def in_out_backward(g, x, W, b):
    return g @ W.T, x.T @ g, g.sum(axis=0)


in_out = Check(in_out_forward, in_out_backward, {"x": ("N", "D"), "W": ("D", "K"), "b": ("K",)})


def columns_forward(x, W, b):
    return W @ x + b[:, None]


def columns_backward(g, x, W, b):
    return W.T @ g, g @ x.T, g.sum(axis=1)


columns = Check(columns_forward, columns_backward, {"x": ("D", "N"), "W": ("K", "D"), "b": ("K",)})
