"""Code that tries to be believed: right on one branch only, or hiding what stopped the proof."""

import contextlib
import math

import numpy as np
import pytest

from backproof.algebra.extremes import above, maximum, minus, settle, weights
from backproof.algebra.polynomial import ONE, ZERO, Kind, Poly, Unsupported, add, atom, number
from backproof.entries import branches
from backproof.entries.branches import Path, contradicts, on, paths
from backproof.entries.entries import _symbols, prove_at
from backproof.question.task import Task

X = {"x": ("N",)}


def outcome(forward, backward, shapes=None, sizes=None, sample=None):
    task = Task.read(forward, backward, shapes or X, ("x",), sample)
    return prove_at(task, sizes or {"N": 2})["x"]


def square(x):
    return x * x


def relu(x):
    return np.maximum(x, 0)


def swallowing(g, x):
    try:
        scale = float(x[0])
    except Exception:  # noqa: BLE001 - what a proof must survive
        scale = 2.0
    return g * x * scale


def swallowing_late(g, x):
    with contextlib.suppress(TypeError):
        np.linalg.svd(x[:, None])
    return 2 * g * x


def peeking(g, x):
    for name in ("item", "tolist"):
        value = getattr(x[0], name)()
    return 2 * g * x * float(x[0]) if isinstance(value, float) else 2 * g * x


def mutating(x):
    x *= x
    return x


def mutating_back(g, x):
    x *= 0
    return g * x


def overwritten(g, x):
    g *= 2
    g *= x
    g[0] = 0
    return g


def one_branch(g, x):
    if x[0] > 0:
        return 2 * g * x
    return g * x


def one_of_many(g, x):
    if x[0] > 3 and x[1] < -1 and x[0] * x[1] > -100:
        return 3 * g * x
    return 2 * g * x


def between(g, x):
    return np.where((x > 1) & (x < 2), 0, 2 * g * x)


def near_zero(g, x):
    return np.where(np.abs(x) < 1e-9, 0, 2 * g * x)


def largest(x):
    return np.max(x)


def to_all_above(g, x):
    return g * (x > 0)


def to_first(g, x):
    dx = np.zeros_like(x)
    dx[0] = g
    return dx


def to_smallest(g, x):
    dx = np.zeros_like(x)
    dx[np.argmin(x)] = g
    return dx


def sorted_first(g, x):
    dx = np.zeros_like(x)
    dx[np.argsort(x)[0]] = g
    return dx


def hidden_state(g, x, calls=[0]):  # noqa: B006 - that is the trick
    calls[0] += 1
    return 2 * g * x if calls[0] > 1 else g * x


def duplicates(g, x):
    dx = np.zeros_like(x)
    dx[[0, 0, 1]] += g
    return dx


def twice(x):
    return x[[0, 0, 1]]


def by_math(g, x):
    return np.array([2 * gi * math.floor(xi) for gi, xi in zip(g, x, strict=True)])


def close_to_zero(g, x):
    return g * x if np.allclose(x, 0, atol=1.0) else 2 * g * x


def through_an_alias(g, x):
    dx = 2 * g * x
    same = np.ascontiguousarray(dx)
    same[0] = 0
    return dx


WRONG = {
    "wrong where np.allclose": (square, close_to_zero),
    "wrong where np.isclose": (square, lambda g, x: np.where(np.isclose(x, 0), 0, 2 * g * x)),
    "cuts off decimals in a sum": (
        lambda x: np.sum(x, dtype=int),
        lambda g, x: g * np.ones_like(x),
    ),
    "cuts off decimals in a product": (
        lambda x: np.multiply(x, x, dtype=int, casting="unsafe"),
        lambda g, x: 2 * g * x,
    ),
    "changed through an alias": (square, through_an_alias),
    "swallows float()": (square, swallowing),
    "swallows an error, else right": (square, swallowing_late),
    "asks what it is given": (square, peeking),
    "clears its input": (square, mutating_back),
    "clears g": (square, overwritten),
    "right on one branch": (square, one_branch),
    "wrong on a rare branch": (square, one_of_many),
    "wrong between two numbers": (square, between),
    "wrong near zero": (square, near_zero),
    "relu: sign turned": (relu, lambda g, x: g * (x < 0)),
    "relu: everything passes": (relu, lambda g, x: g),
    "relu: threshold moved": (relu, lambda g, x: g * (x > 1e-6)),
    "relu: halves": (relu, lambda g, x: g * ((x > 0) * 0.5 + 0.5 * (x > 0.1))),
    "abs: sign lost": (np.abs, lambda g, x: g),
    "max: to all that are positive": (largest, to_all_above),
    "max: to the first": (largest, to_first),
    "max: to the smallest": (largest, to_smallest),
    "max: to the first when sorted": (largest, sorted_first),
    "max: to none": (largest, lambda g, x: g * (x > x.max())),
    "max: to all": (largest, lambda g, x: g * (x <= x.max())),
    "counts its calls": (square, hidden_state),
    "duplicates in an index": (twice, duplicates),
    "math.floor": (square, by_math),
    "a constant is off by little": (square, lambda g, x: g * x * 2.0000000001),
    "a third is off by little": (lambda x: x * x / 3, lambda g, x: g * x * 0.66666666),
    "clip: one side": (lambda x: np.clip(x, -1, 1), lambda g, x: g * (x < 1)),
    "where: sides exchanged": (
        lambda x: np.where(x > 0, x, 2 * x),
        lambda g, x: np.where(x > 0, 2 * g, g),
    ),
    "equal to itself": (square, lambda g, x: g * 2 * x * (x == x.max())),
    "equality that never holds": (largest, lambda g, x: g * (x == 0)),
}


@pytest.mark.parametrize("name", WRONG)
def test_wrong_code_is_never_believed(name):
    assert not outcome(*WRONG[name]).agree


def by_branches(g, x):
    out = []
    for gi, xi in zip(g, x, strict=True):
        if xi > 1:
            out.append(gi)
        elif xi < -1:
            out.append(-gi)
        else:
            out.append(gi * xi)
    return np.array(out)


def huber(x):
    small = np.abs(x) <= 1
    return np.where(small, 0.5 * x**2, np.abs(x) - 0.5)


def selection_sort_max(x):
    best = x[0]
    for v in x[1:]:
        best = max(best, v)
    return best


def by_argmax(g, x):
    dx = np.zeros_like(x)
    dx[x.argmax()] = g
    return dx


def by_sort(g, x):
    dx = np.zeros_like(x)
    dx[np.argsort(x)[-1]] += g
    return dx


def sorted_sum(x):
    return np.sort(x) * np.array([1.0, 2.0, 3.0])


def sorted_sum_back(g, x):
    dx = np.zeros_like(x)
    for place, i in enumerate(np.argsort(x)):
        dx[i] = (place + 1) * g[place]
    return dx


def from_infinity(x):
    best = -np.inf
    for v in x:
        best = max(best, v)
    return best


def impossible(g, x):
    if x[0] > x[1] and x[1] > x[2] and x[2] > x[0]:
        return np.zeros_like(x) if max(x[0], 1) > 2 else 3 * g
    return 2 * g * x


RIGHT = {
    "max from minus infinity": (from_infinity, by_argmax),
    "wrong where nobody comes": (square, impossible),
    "huber": (huber, by_branches),
    "huber by clip": (huber, lambda g, x: g * np.clip(x, -1, 1)),
    "max by a loop": (selection_sort_max, by_argmax),
    "max by sorting": (largest, by_sort),
    "max by its mask": (selection_sort_max, lambda g, x: g * (x == x.max())),
    "max less itself": (lambda x: x - x.max(), lambda g, x: g - g.sum() * (x == np.max(x))),
    "abs by sign": (np.abs, lambda g, x: g * np.sign(x)),
    "relu by its output": (relu, lambda g, x: g * (relu(x) > 0)),
    "relu6": (lambda x: np.minimum(relu(x), 6), lambda g, x: g * (x > 0) * (x < 6)),
    "min": (lambda x: x.min(), lambda g, x: g * (x <= x.min())),
    "builtin min": (min, lambda g, x: g * (x == min(x))),
    "sort": (sorted_sum, sorted_sum_back),
    "overwrites its input": (mutating, lambda g, x: 2 * g * x),
    "norm": (np.linalg.norm, lambda g, x: g * x / np.sqrt((x**2).sum())),
    "softplus": (lambda x: np.logaddexp(0, x), lambda g, x: g / (1 + np.exp(-x))),
    "log-sum-exp": (
        lambda x: x.max() + np.log(np.exp(x - x.max()).sum()),
        lambda g, x: g * np.exp(x) / np.exp(x).sum(),
    ),
}


@pytest.mark.parametrize("name", RIGHT)
def test_right_code_with_decisions_is_proved(name):
    found = outcome(*RIGHT[name], sizes={"N": 3})
    assert found.agree, found
    assert not found.obstacle


def test_too_many_branches_are_named():
    def back(g, x):
        pairs = zip(g, x, strict=True)
        return np.array([2 * gi * xi if xi > 0 else gi * (xi + xi) for gi, xi in pairs])

    assert outcome(square, back, sizes={"N": 8}).agree
    assert outcome(square, back, sizes={"N": 9}).obstacle == "more than 256 branches"


def test_a_loop_until_numbers_are_small_comes_to_an_end():
    def halved(x):
        while x[0] > 1:
            x = x / 2
        return x

    def counted(g, x):
        while x[0] > 1:
            x, g = x / 2, g / 2
        return g

    assert outcome(halved, counted).obstacle == "more than 48 decisions in a row"


def test_the_kinks_are_named():
    assert outcome(relu, lambda g, x: g * (x > 0)).kinks == {"x[i]"}
    assert outcome(square, lambda g, x: g * (x + x)).kinks == frozenset()


def test_what_depends_on_nothing_is_said_to():
    assert outcome(lambda x: np.ones(3), lambda g, x: 0 * x).independent
    assert outcome(lambda x: x - x, lambda g, x: 0 * x).independent
    stepped = outcome(lambda x: (x > 0) * 1.0, lambda g, x: 0 * x)
    assert stepped.agree
    assert stepped.zero
    assert not stepped.independent
    branch = outcome(lambda x: 1.0 if x[0] > 0 else 2.0, lambda g, x: 0 * x)
    assert branch.agree
    assert not branch.independent


def test_labels_are_tried_all():
    shapes, sizes = {"x": ("N", "K"), "y": ("N",)}, {"N": 2, "K": 3}

    def pick(x, y):
        return x[np.arange(len(y)), y]

    def back(g, x, y):
        dx = np.zeros_like(x)
        dx[np.arange(len(y)), y] = g
        return dx

    def not_for_two(g, x, y):
        return back(g, x, y) * (1 - (y == 2).all())

    labels = {"y": "labels:x[1]"}
    assert outcome(pick, back, shapes, sizes, labels).agree
    assert not outcome(pick, not_for_two, shapes, sizes, labels).agree
    many = outcome(pick, back, shapes, {"N": 6, "K": 3}, labels)
    assert not many.agree
    assert "729 choices of labels" in many.obstacle


def test_masks_are_any_mask():
    shapes = {"x": ("N",), "m": ("N",)}
    sample = {"m": "mask"}
    right = outcome(lambda x, m: x * m, lambda g, x, m: g * m * m, shapes, None, sample)
    assert right.agree
    assert right.kinks == frozenset()
    assert not outcome(lambda x, m: x * m, lambda g, x, m: g, shapes, None, sample).agree
    assert outcome(lambda x, m: x * m, lambda g, x, m: g * m, shapes).agree
    assert not outcome(lambda x, m: x * m, lambda g, x, m: g * m * m, shapes).agree


def test_integers_of_a_function_are_refused():
    sample = {"m": lambda shape, rng: rng.integers(5, size=shape)}
    shapes = {"x": ("N",), "m": ("N",)}
    assert "integers" in outcome(lambda x, m: x, lambda g, x, m: g, shapes, None, sample).obstacle


def test_the_state_of_objects_is_put_back():
    class Counter:
        def __init__(self):
            self.total, self.seen, self.weights = np.zeros(2), [], np.array([1.0, 2.0])

        def forward(self, x):
            self.total = self.total + x
            self.seen.append(x)
            return x * self.weights

        def backward(self, g, x):
            return g * self.weights

    layer = Counter()
    assert outcome(layer.forward, layer.backward).agree
    assert layer.total.tolist() == [0, 0]
    assert layer.total.dtype == float
    assert layer.seen == []


def test_numpy_is_put_back():
    before = np.zeros
    outcome(square, swallowing)
    assert np.zeros is before
    assert type(np.zeros(2)) is np.ndarray


# --- signs and maxima ---------------------------------------------------------------------------


def entries(n):
    return [s.poly for s in _symbols("x", (n,)).view(np.ndarray)]


def test_the_larger_of_two_and_its_opposite_make_one():
    a, b = entries(2)
    assert add(above(minus(a, b)), above(minus(b, a))) == ONE


def test_comparisons_with_a_maximum_are_exact():
    a, b, c = entries(3)
    top = maximum([a, b, c])
    assert above(minus(a, top)) == ZERO
    assert maximum([a, b]) == maximum([b, a, b])
    assert maximum([a, add(a, ONE)]) == add(a, ONE)
    (only,) = {p for m in top.terms for p, _ in m}
    assert only.kind is Kind.MAX


def test_one_of_the_weights_is_one():
    a, b, c = entries(3)
    for path in paths():
        with on(path):
            best = path.winner([a, b, c])
        found = [settle(w, path.known) for w in weights((a, b, c))]
        assert found == [ONE if i == best else ZERO for i in range(3)]


def test_contradictions_are_found_and_nothing_else_is():
    a, b, c = entries(3)
    circle = {}
    for p, q in ((a, b), (b, c), (c, a)):
        truth = above(minus(p, q))
        value = truth.single() is not None and truth.single()[0] == 1
        (atom,) = {x for m in truth.terms for x, _ in m}
        circle[atom] = value
    assert contradicts(circle)
    for atom, value in circle.items():
        assert not contradicts({**circle, atom: not value})


def test_values_that_tie_contradict_nothing():
    x, y = (s.poly for s in _symbols("x", (2,)))
    either, other = (atom(Kind.POSITIVE, args=(u,)) for u in (minus(x, y), minus(y, x)))
    tie = {either: False, other: False}  # x <= y and y <= x
    assert not contradicts(tie)
    for one in tie:
        assert not contradicts({**tie, one: True})
    assert contradicts(dict.fromkeys(tie, True))


def test_a_decision_outside_of_a_proof_is_refused():
    x = _symbols("x", (1,))
    with pytest.raises(Unsupported):
        bool(x[0] > 0)
    assert not branches._running


def test_paths_stop_when_all_outcomes_were_taken():
    seen = []
    for path in paths():
        with on(path):
            a, b = entries(2)
            seen.append((path.truth(above(a)), path.truth(above(a)), path.truth(above(b))))
    assert sorted(seen) == [(p, p, q) for p in (False, True) for q in (False, True)]


def test_a_known_sign_is_used_for_what_follows_from_it():
    (a,) = entries(1)
    path = Path()
    with on(path):
        assert path.truth(above(a))
        assert path.truth(above(add(a, number(1))))
        assert len(path.taken) == 1
    assert isinstance(path.settle(a), Poly)
