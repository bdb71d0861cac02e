"""Attempts to be believed without being right: each must fail, whatever the reason given.

A wrong program here is wrong somewhere: at one sign pattern, one label, one memory content.
"""

import numpy as np
import pytest

from backproof.entries.entries import prove_at
from backproof.question.task import Task


def outcome(forward, backward, shape=(3,), **inputs):
    shapes = {"x": shape, **inputs}
    (found,) = prove_at(Task.read(forward, backward, shapes, ("x",)), {}).values()
    return found


def half(x):
    return (x * x).sum() / 2


def relu(x):
    return np.maximum(x, 0)


def biggest(x):
    return x.max()


def half_and_max(x):
    return half(x) + x.max()


# --- wrong backward passes ----------------------------------------------------------------------


def division_by_mask(g, x):
    m = (x > 0) * 1.0
    return g * np.where(x > 0, x / m, x)


def division_by_mask_in_the_other_half(g, x):
    m = (x > 0) * 1.0
    return g * np.where(x > 0, x, x * m / m)


def masked_set_of_a_division(g, x):
    m = (x > 0) * 1.0
    d = x.copy()
    d[x > 0] = (x * m / m)[x > 0]
    d[x <= 0] = (x * (1 - m) / m)[x <= 0]
    return g * d


def indicator_cancelled(g, x):
    m = (x > 0) * 1.0
    return g * x * (m / m)


def relu_quotient(g, x):
    r = np.maximum(x, 0)
    return g * (r / r) * x


def zero_over_zero(g, x):
    z = np.maximum(x, 0) * np.minimum(x, 0)
    return g * x * (z + 1) + z / z


def square_root_of_a_sign(g, x):
    m = (x > 0) * 1.0
    return g * x * np.sqrt(m)


def power_of_a_mask(g, x):
    m = (x > 0) * 1.0
    return g * x * m**2 + g * x * (1 - m) ** 3 * (1 - m * m) * 2


def dead_region(g, x):
    return g * (x + np.maximum(x - 1000, 0))


def dead_below(g, x):
    return g * np.where(x < -1000, 0.0, x)


def corner(g, x):
    if x[0] > 1 and x[1] > 1 and x[2] < -1:
        return g * x * 2
    return g * x


def far_corner(g, x):
    return g * x * (1 + (x > 100).all())


def corner_between(g, x):
    if x[0] > x[1] > x[2] > 0:
        x = x + 1
    return g * x


def nested_corner(g, x):
    out = g * x
    for i in range(3):
        if x[i] > 0:
            for j in range(i):
                if x[j] > x[i]:
                    out[j] += 1
    return out


def argmax_as_number(g, x):
    return g * x + g * x.argmax()


def argmax_as_factor(g, x):
    return g * x * (1 + x.argmax() // 2)


def argmax_compared(g, x):
    return g * x if x.argmax() < 2 else g * 0


def argmax_in_range(g, x):
    out = g * x
    for i in range(x.argmax()):
        out[i] += 1
    return out


def argmax_slice(g, x):
    out = g * x
    out[x.argmax() + 1 :] = 0
    return out


def argmax_overwrites(g, x):
    out = g * x
    out[x.argmax()] = 0
    return out


def argmax_modulo(g, x):
    out = g * x
    out[(x.argmax() + 1) % 3] += g
    out[x.argmax()] -= g
    return out


def argmax_in_a_list(g, x):
    out = [gi * 1 for gi in g * x]
    out[x.argmax()] = out[0]
    return np.array(out)


def argmax_as_label(g, x):
    return g * x * np.array([1, 1, 2])[x.argmax()]


def argmax_after_a_write(g, x):
    y = x.copy()
    p = y.argmax()
    y[p] = y[p] - 5
    out = g * x
    out[p] += g
    out[y.argmax()] -= g
    return out


def view_of_a_selection(g, x):
    d = g * x
    s = d[x > 0]
    d[:] = 0
    d[x > 0] = s
    return d


def view_while_selecting(g, x):
    d = g * x
    v = d[:2]
    s = d[x > 0]
    v += 1
    d[x > 0] = s
    return d


def selection_doubled(g, x):
    d = g * x
    s = d[x > 0]
    s += s
    d[x > 0] = s
    return d


def selection_of_an_alias(g, x):
    m = x > 0
    d = g * x
    s = d[m]
    m[0] = False
    d[m] = s
    return d


def unset(g, x):
    d = np.empty(3)
    d += g * x
    return d


def unset_like(g, x):
    return np.empty_like(x) + g * x


def unset_in_part(g, x):
    d = np.empty(x.shape)
    d[:2] = (g * x)[:2]
    return d


def unset_under_a_mask(g, x):
    d = np.empty_like(x)
    d[x > 0] = (g * x)[x > 0]
    return d


def unset_decides(g, x):
    d = np.empty(1)
    return g * x if d[0] == 0 else g * 0


def unset_twice(g, x):
    return g * x + np.empty(3) - np.empty(3)


def whole_numbers(g, x):
    d = np.zeros(3, dtype=int)
    for i in range(3):
        d[i] += g * x[i]
    return d


def whole_numbers_in_place(g, x):
    d = np.zeros(3, dtype=int)
    d += g * x
    return d


def truncated(g, x):
    return g * x.astype(int)


def rounded(g, x):
    return g * np.array([int(v) for v in x])


def closed_over(g, x):
    TABLE[:] = TABLE + 1
    return g * x * TABLE[0]


TABLE = np.zeros(3)


def growing(g, x, seen=[]):  # noqa: B006 - that is the trick
    seen.append(1)
    return g * x * len(seen) - g * x * (len(seen) - 1) + (x > 0) * 1e-9


def swallowing(g, x):
    try:
        m = (x > 0) * 1.0
        return g * x * m / m
    except Exception:  # noqa: BLE001 - that is the trick
        return g * x


def swallowing_all(g, x):
    try:
        return g * x * float(np.linalg.svd(np.diag(x))[1][0])
    except BaseException:  # noqa: BLE001
        return g * x


def nan_made_zero(g, x):
    r = np.maximum(x, -1000) + 1000
    r = r[0] + r[1]
    return g * np.nan_to_num(x * (r / r))


def nan_asked_for(g, x):
    r = np.log(x + 1000)
    return g * np.where(np.isnan(r), 0, x)


def nan_passed_over(g, x):
    r = np.log(x + 1000)
    return g * np.fmax(r - r, x) + g * np.fmin(r - r, x)


def nan_compared(g, x):
    r = np.sqrt(x + 1000)
    return g * x * ((r >= 5) | (r < 5))


def quotient_compared(g, x):
    r = np.maximum(x, -1000) + 1000
    r = r[0] + r[1]
    return g * x * (r / r == 1)


def quotient_decided(g, x):
    r = np.maximum(x, -1000) + 1000
    r = r[0] + r[1]
    return g * x if r / r > 0 else g * 0


def in_place_on_input(g, x):
    x *= 2
    return g * x


def only_close(g, x):
    return g * x * (1 + 1e-9)


def third(g, x):
    return g * x * 0.3333333333 * 3


def tie_weight(g, x):
    return g * x * np.where(x == 3, 2, 1) * (x + 1 == x)


def log_of_a_square(g, x):
    return g * np.exp(np.log(x * x) / 2)


def root_of_a_square(g, x):
    return g * (x * x) ** 0.5


def cube_root(g, x):
    return g * (x**3) ** (1 / 3) + g * np.sqrt(x**2) - g * x


def absolute_as_square(g, x):
    return g * x * np.sign(x) ** 3


WRONG_HALF = [
    *(division_by_mask_in_the_other_half, indicator_cancelled, relu_quotient, zero_over_zero),
    *(masked_set_of_a_division, square_root_of_a_sign, power_of_a_mask, dead_region, dead_below),
    *(corner, far_corner, corner_between, nested_corner, argmax_as_number, argmax_as_factor),
    *(argmax_compared, argmax_in_range, argmax_slice, argmax_overwrites, argmax_modulo),
    *(argmax_in_a_list, argmax_as_label, argmax_after_a_write, view_of_a_selection),
    *(view_while_selecting, selection_doubled, selection_of_an_alias, unset, unset_like),
    *(unset_in_part, unset_under_a_mask, unset_decides, unset_twice, whole_numbers),
    *(whole_numbers_in_place, truncated, rounded, growing, swallowing, in_place_on_input),
    *(only_close, third, tie_weight, log_of_a_square, root_of_a_square, cube_root),
    *(absolute_as_square, swallowing_all, nan_made_zero, nan_asked_for, nan_passed_over),
    *(nan_compared, quotient_compared, quotient_decided),
]


@pytest.mark.parametrize("backward", WRONG_HALF, ids=lambda f: f.__name__)
def test_a_wrong_gradient_of_half_the_square_is_not_believed(backward):
    assert not outcome(half, backward).agree


def test_right_gradients_of_half_the_square_are_believed():
    """Else the test above would hold for a checker that refuses everything."""

    def masks(g, x):
        m = (x > 0) * 1.0
        return g * x * m * m + g * x * (1 - m) ** 2

    def buffer(g, x):
        d = np.empty_like(x)
        d[x > 0] = (g * x)[x > 0]
        d[x <= 0] = (g * x)[x <= 0]
        return d

    def place(g, x):
        p = x.argmax()
        d = g * x
        d[p] += g
        d[p] -= g
        return d

    def inverse(g, x):
        return g * x * np.exp(x) / np.exp(x)

    for backward in (masks, buffer, place, inverse):
        found = outcome(half, backward)
        assert found.agree, (backward.__name__, found.obstacle)


# --- places of maxima ---------------------------------------------------------------------------


def to_all_but_one(g, x):
    d = np.zeros_like(x)
    d[x.argmax()] = g
    d[0] = 0
    return d


def to_the_smallest(g, x):
    d = np.zeros_like(x)
    d[x.argmin()] += g
    return d


def to_the_neighbour(g, x):
    d = np.zeros_like(x)
    d[(x.argmax() + 1) % 3] += g
    return d


def to_the_largest_size(g, x):
    d = np.zeros_like(x)
    d[np.abs(x).argmax()] += g
    return d


def to_the_two_largest(g, x):
    d = np.zeros_like(x)
    p = x.argmax()
    d[p] += g
    rest = x.copy()
    rest[p] = -10
    d[rest.argmax()] += g
    return d


def overwritten(g, x):
    d = np.zeros_like(x)
    d[x.argmax()] += g
    d[x.argmin()] = 0
    return d * 1.0 + d


WRONG_MAX = [to_all_but_one, to_the_smallest, to_the_neighbour, to_the_largest_size]
WRONG_MAX += [to_the_two_largest, overwritten]


@pytest.mark.parametrize("backward", WRONG_MAX, ids=lambda f: f.__name__)
def test_a_wrong_gradient_of_a_maximum_is_not_believed(backward):
    assert not outcome(biggest, backward).agree


def test_right_gradients_of_a_maximum_are_believed():
    def place(g, x):
        d = np.zeros_like(x)
        d[x.argmax()] = g
        return d

    def place_of_negative(g, x):
        d = np.zeros_like(x)
        d[np.argmin(-x)] += g
        return d

    def unravelled(g, x):
        d = np.zeros((1, 3))
        i, j = np.unravel_index(x.argmax(), (1, 3))
        d[i, j] += g
        return d[0]

    def by_division(g, x):
        d = np.zeros((3, 1))
        i, j = divmod(0 + x.argmax(), 1)
        d[i, j] += g
        return d[:, 0]

    def decided(g, x):
        d = np.zeros_like(x)
        for i in range(3):
            if i == x.argmax():
                d[i] = g
        return d

    def as_list(g, x):
        return np.array([g if i == x.argmax() else 0 * g for i in range(3)])

    for backward in (place, place_of_negative, unravelled, by_division, decided, as_list):
        found = outcome(biggest, backward)
        assert found.agree, (backward.__name__, found.obstacle)


@pytest.mark.parametrize("seed", range(6))
def test_places_are_read_and_written_as_numbers_are(seed):
    """A function that uses places in many ways, against central differences of itself."""
    rng = np.random.default_rng(seed)
    shift, factor = int(rng.integers(3)), float(rng.integers(1, 4))

    def forward(x):
        p = x.argmax()
        y = x * x
        y[(p + shift) % 3] += factor * x[p]
        y[p] = y[p] * x[p]
        return (y[x.argmin()] * y).sum()

    def backward(g, x):
        p, q = int(np.argmax(x)), int(np.argmin(x))
        r = (p + shift) % 3
        dy, y = np.ones(3), x * x
        y[r] += factor * x[p]
        before = y[p]
        y[p] = y[p] * x[p]
        dy = dy * y[q]
        dy[q] += y.sum()
        dx = np.zeros(3)
        dx[p] += dy[p] * before
        dy[p] *= x[p]
        dx[p] += factor * dy[r]
        return g * (dx + dy * 2 * x)

    x = rng.normal(size=3)
    steps = 1e-6 * np.eye(3)
    slopes = [(forward(x + h) - forward(x - h)) / 2e-6 for h in steps]
    np.testing.assert_allclose(backward(1.0, x), slopes, rtol=1e-4, atol=1e-6)
    assert outcome(forward, backward).agree
    assert not outcome(forward, lambda g, x: backward(g, x) + g * (x > 5)).agree


# --- forward passes -----------------------------------------------------------------------------


def test_a_forward_pass_that_reads_memory_is_refused():
    found = outcome(lambda x: x + np.empty_like(x), lambda g, x: g * 1)
    assert not found.agree
    assert "numpy.empty" in found.obstacle


def test_a_forward_pass_that_divides_by_a_sign_is_refused():
    def forward(x):
        m = (x > 0) * 1.0
        return np.where(x > 0, x / m, 0.0)

    assert not outcome(forward, lambda g, x: g * (x > 0)).agree


def test_wrong_ties_of_clipped_values_are_no_kinks():
    """Where relu is 0 on a whole region, a tie is no rarity."""

    def forward(x):
        return np.maximum(x, 0).max()

    def everywhere(g, x):
        r = np.maximum(x, 0)
        return g * (r == r.max())

    def once(g, x):
        r = np.maximum(x, 0)
        d = np.zeros_like(x)
        d[r.argmax()] = g
        return d

    assert not outcome(forward, everywhere).agree
    assert not outcome(forward, once).agree


def test_state_of_the_forward_pass_that_grows_is_seen():
    kept = []

    def forward(x):
        kept.append(x)
        return half(x)

    def backward(g, x):
        del x
        return g * kept[-1] * len(kept)

    def first(g, x):
        del x
        return g * kept[0]

    assert outcome(forward, first).agree
    assert outcome(forward, backward).agree  # at one call each, which is how it is called
    assert kept == []


def test_arrays_that_are_closed_over_are_put_back():
    assert not outcome(half, lambda g, x: closed_over(g, x) * 2).agree
    assert TABLE.tolist() == [0, 0, 0]


# --- names (`#let`) -----------------------------------------------------------------------------


def long_exponent(x):
    return np.exp(x[0] * x[1] + x[1] * x[2] + x[2] * x[0]).sum()


def test_a_name_hides_no_mistake():
    def slope(x, factor):
        e = np.exp(x[0] * x[1] + x[1] * x[2] + x[2] * x[0])
        return e * np.array([x[1] + x[2], x[0] + factor * x[2], x[1] + x[0]])

    assert outcome(long_exponent, lambda g, x: g * slope(x, 1)).agree
    assert not outcome(long_exponent, lambda g, x: g * slope(x, 2)).agree
    assert not outcome(long_exponent, lambda g, x: g * slope(x, 1) * (1 + 0 / (x - x))).agree

    def zero_inside(g, x):
        u = x[0] * x[1] + x[1] * x[2] + x[2] * x[0]
        z = np.log(np.exp(u)) - u
        return g * slope(x, 1) * (1 + z / z)

    assert not outcome(long_exponent, zero_inside).agree


# --- many at random -----------------------------------------------------------------------------

PIECES = [
    (lambda x: x * x, lambda x: 2 * x),
    (lambda x: np.maximum(x, 0), lambda x: (x > 0) * 1.0),
    (np.abs, np.sign),
    (lambda x: np.where(x > 1, x, x * x), lambda x: np.where(x > 1, 1.0, 2 * x)),
    (np.tanh, lambda x: 1 - np.tanh(x) ** 2),
    (lambda x: np.clip(x, -1, 1), lambda x: ((x > -1) & (x < 1)) * 1.0),
    (lambda x: 1 / (1 + np.exp(-x)), lambda x: np.exp(-x) / (1 + np.exp(-x)) ** 2),
]
DAMAGES = [
    lambda d, x: d,
    lambda d, x: np.where(x > 2, 2 * d, d),
    lambda d, x: d * 2,
    lambda d, x: np.where((x > -3) & (x < -2), d + 1, d),
    lambda d, x: d + (x[::-1] > x + 3),
    lambda d, x: np.where(x > 0, d, d * np.sign(x) ** 2),
    lambda d, x: np.where(np.abs(x) > 50, 0, d),
]


@pytest.mark.parametrize("seed", range(40))
def test_programs_at_random_are_believed_only_if_numbers_agree(seed):
    rng = np.random.default_rng(seed)
    (f, df), (h, dh) = (PIECES[i] for i in rng.integers(len(PIECES), size=2))
    damage = DAMAGES[rng.integers(len(DAMAGES))]

    def forward(x):
        return h(f(x)) * f(x)

    def backward(g, x):
        return g * damage(dh(f(x)) * df(x) * f(x) + h(f(x)) * df(x), x)

    points = [rng.normal(size=2) * s for s in (0.5, 1, 2, 4, 100) for _ in range(40)]
    right = all(_agrees(forward, backward, x) for x in points)
    found = outcome(forward, backward, shape=(2,))
    assert right or not found.agree


def _agrees(forward, backward, x):
    step = 1e-6 * np.maximum(1, np.abs(x))
    with np.errstate(over="ignore", invalid="ignore"):
        slope = (forward(x + step) - forward(x - step)) / (2 * step)
        claimed = backward(np.ones(2), x)
        here = forward(x)
    if not (np.isfinite(slope).all() and np.isfinite(claimed).all()):
        return True
    return np.allclose(slope, claimed, rtol=1e-3, atol=1e-4 * (1 + np.abs(here).max()))
