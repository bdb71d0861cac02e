"""Answers to the exercises of why: under the name of each, the right one; longer names, wrong ones."""


def one_weight(g, w, x, y):
    return g * (w * x - y) * x


def one_weight_without_input(g, w, x, y):
    return g * (w * x - y)


def one_weight_downhill(g, w, x, y):
    return g * (y - w * x) * x


def nudging(g, w, x, y):
    right, left = nudging_forward(w + 1, x, y), nudging_forward(w - 1, x, y)
    return g * (right - left) / 2


def nudging_one_side(g, w, x, y):
    return g * (nudging_forward(w + 1, x, y) - nudging_forward(w, x, y))


def nudging_width_forgotten(g, w, x, y):
    return g * (nudging_forward(w + 1, x, y) - nudging_forward(w - 1, x, y))


def shared_factor(g, w1, w2, x, y):
    delta2 = g * (w2 * w1 * x - y)
    return delta2 * w2 * x, delta2 * w1 * x


def shared_factor_exchanged(g, w1, w2, x, y):
    delta2 = g * (w2 * w1 * x - y)
    return delta2 * w1 * x, delta2 * w2 * x


def shared_factor_second_weight_skipped(g, w1, w2, x, y):
    delta2 = g * (w2 * w1 * x - y)
    return delta2 * x, delta2 * w1 * x
