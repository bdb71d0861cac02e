"""Answers to the exercises of update: under the name of each, the right one; longer names, wrong ones."""


def unequal(g, w, x1, y1, x2, y2):
    total = (x1 @ w - y1) @ x1 + (x2 @ w - y2) @ x2
    return g * total / (len(x1) + len(x2))


def unequal_mean_of_means(g, w, x1, y1, x2, y2):
    first = (x1 @ w - y1) @ x1 / len(x1)
    second = (x2 @ w - y2) @ x2 / len(x2)
    return g * (first + second) / 2


def unequal_sum_of_means(g, w, x1, y1, x2, y2):
    first = (x1 @ w - y1) @ x1 / len(x1)
    second = (x2 @ w - y2) @ x2 / len(x2)
    return g * (first + second)


def rate(g, eta, w, d, x, y):
    new = w - eta * d
    return -g * ((x @ new - y) * (x @ d)).sum() / len(x)


def rate_uphill(g, eta, w, d, x, y):
    new = w - eta * d
    return g * ((x @ new - y) * (x @ d)).sum() / len(x)


def rate_before_update(g, eta, w, d, x, y):
    return -g * ((x @ w - y) * (x @ d)).sum() / len(x)


def through_update(g, w, eta, x, y):
    new = w - eta * (w * x - y) * x
    return g * (new * x - y) * x * (1 - eta * x**2)


def through_update_not_through(g, w, eta, x, y):
    new = w - eta * (w * x - y) * x
    return g * (new * x - y) * x


def through_update_old_weight(g, w, eta, x, y):
    return g * (w * x - y) * x * (1 - eta * x**2)
