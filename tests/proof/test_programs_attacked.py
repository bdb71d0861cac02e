"""Programs made to fool the prover: wrong where a rule may be careless and numbers do not look.

Each has numbers at which central differences show the mistake; a twin without it, which must not
be refuted; and a backward pass that must not be proved.
"""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pytest

from backproof import Verdict, prove
from backproof.numbers.witness import witness
from backproof.proof import whole
from backproof.question.task import Task

FAR = 1000  # no number that the witness draws is so large
VECTOR, ROWS, SQUARE = {"x": ("N",)}, {"x": ("N", "D")}, {"x": ("N", "N")}


@dataclass(frozen=True)
class Case:
    """One mistake: where it shows, and the arguments of prove()."""

    name: str
    forward: Any
    wrong: Any
    right: Any
    shapes: dict
    there: dict
    wrt: tuple = ("x",)
    sample: dict = field(default_factory=dict)
    of_sizes: bool = False  # right at small sizes, so that it may be proved at these


def relu(z):
    return np.maximum(z, 0)


def far(z):
    """Return a part that is 0 for all numbers the witness draws."""
    return relu(z - FAR)


def numbers(*shape):
    """Return different numbers, beyond FAR."""
    size = int(np.prod(shape))
    return FAR + 3.3 + (np.arange(size) * 0.7 + np.sin(np.arange(size))).reshape(shape)


def slope(g, x):
    return g * (x > FAR)


# --- which axis an index runs along -------------------------------------------------------------


def rectangle(x, t):
    return np.arange(t.shape[0])[:, None] == np.arange(x.shape[0])


AXES = [
    Case(
        "rows that were sliced off",
        lambda x: far(x[:2]).sum(axis=0),
        slope,
        lambda g, x: slope(g, x) * np.array([1, 1, 0, 0])[:, None],
        {"x": (4, "N")},
        {"x": numbers(4, 2)},
    ),
    Case(
        "blocks that were sliced off",
        lambda x: far(x[:, : x.shape[1] // 2]).sum(axis=0).sum(),
        slope,
        lambda g, x: slope(
            np.concatenate([np.ones_like(x[:, : x.shape[1] // 2]), 0 * x[:, : x.shape[1] // 2]], 1)
            * g,
            x,
        ),
        {"x": ("N", "2*H")},
        {"x": numbers(2, 4)},
    ),
    Case(
        "the diagonal of a rectangle",
        lambda x, t: far(rectangle(x, t) * x).sum(),
        lambda g, x, t: slope(g, x),
        lambda g, x, t: slope(g, x) * rectangle(x, t).sum(axis=0),
        {"x": ("K",), "t": ("N",)},
        {"x": numbers(3), "t": numbers(2)},
    ),
    Case(
        "labels of another axis",
        lambda x, t, e: far(x).sum() * (np.arange(x.shape[0]) == t[:, None]).sum(),
        lambda g, x, t, e: slope(g, x) * t.shape[0],
        lambda g, x, t, e: slope(g, x) * (np.arange(x.shape[0]) == t[:, None]).sum(),
        {"x": ("N",), "t": ("M",), "e": ("K",)},
        {"x": numbers(2), "t": np.array([0, 2, 1]), "e": numbers(3)},
        sample={"t": "labels:e[0]"},
        of_sizes=True,
    ),
    Case(
        "the maximum of some rows against all",
        lambda x: relu(x - x[:2].max(axis=0) - FAR).sum(),
        lambda g, x: g * np.zeros_like(x),
        lambda g, x: (
            g
            * (
                (x - x[:2].max(axis=0) > FAR)
                - (x == x[:2].max(axis=0)) * (x - x[:2].max(axis=0) > FAR).sum(axis=0)
            )
        ),
        {"x": (4, "N")},
        {"x": numbers(4, 2) + np.array([0, 0, 2000, 3000])[:, None]},
    ),
    Case(
        "the transpose of a square",
        lambda x: far(x.T.reshape(-1)),
        lambda g, x: slope(g.reshape(x.shape), x),
        lambda g, x: slope(g.reshape(x.shape).T, x),
        SQUARE,
        {"x": numbers(2, 2)},
    ),
    Case(
        "blocks in the other order",
        lambda x: far(x.reshape(4, -1).T.reshape(-1)),
        lambda g, x: slope(g.reshape(4, -1).T.reshape(-1), x),
        lambda g, x: slope(g.reshape(-1, 4).T.reshape(-1), x),
        {"x": ("4*H",)},
        {"x": numbers(12)},
    ),
    Case(
        "the second block for the first",
        lambda x: far(x[: x.shape[0] // 2]),
        lambda g, x: slope(np.concatenate([0 * g, g]), x),
        lambda g, x: slope(np.concatenate([g, 0 * g]), x),
        {"x": ("2*H",)},
        {"x": numbers(6)},
    ),
    Case(
        "squeeze of one row",
        lambda x: np.squeeze(far(x)).sum(axis=0) * np.ones(x.shape[1]),
        slope,
        lambda g, x: slope(g if x.shape[0] > 1 else g.sum(), x),
        ROWS,
        {"x": numbers(1, 3)},
    ),
    Case(
        "a size that is cut to a whole number",
        lambda x: x * int(x.shape[0] / 16 + x.shape[0] / 16 + 1e3) / 1e3,
        lambda g, x: g * (int(x.shape[0] / 16) + int(x.shape[0] / 16) + 1e3) / 1e3,
        lambda g, x: g * int(x.shape[0] / 16 + x.shape[0] / 16 + 1e3) / 1e3,
        VECTOR,
        {"x": numbers(8)},
        of_sizes=True,
    ),
]


# --- maxima -------------------------------------------------------------------------------------


def top(m, axis):
    return m == m.max(axis=axis, keepdims=True)


def clipped_max(g, x, s):
    tops = top(np.maximum(x, s - FAR), 1) * g[:, None]
    return tops * (x > s - FAR), (tops * (x < s - FAR)).sum()


def clipped_max_once(g, x, s):
    dx, _ = clipped_max(g, x, s)
    return dx, (g * (x < s - FAR).all(axis=1)).sum()


def wide(x, t):
    return np.broadcast_to(far(x)[:, None], (x.shape[0], t.shape[0]))


def by_label(g, E, t, *, once):
    picked = far(E)[t]
    tops = picked == picked.max(axis=0)
    d = np.zeros_like(E)
    np.add.at(d, t, tops * g / (tops.sum(axis=0) if once else 1))
    return d * (E > FAR)


def apart(x):
    return (far(x)[:, None] - far(x)[None, :]) ** 2


def apart_back(g, x, *, twice):
    d = far(x)[:, None] - far(x)[None, :]
    t = 2 * g * d * (d**2 == (d**2).max())
    return (t.sum(axis=1) - t.sum(axis=0)) * (x > FAR) / (1 if twice else 2)


MAXIMA = [
    Case(
        "a tie below the threshold",
        lambda x, s: np.maximum(x, s - FAR).max(axis=1),
        clipped_max,
        clipped_max_once,
        {"x": ("N", "K"), "s": ()},
        {"x": numbers(2, 3) / FAR, "s": np.array(3e3)},
        ("x", "s"),
    ),
    Case(
        "what does not depend on the index",
        lambda x, t: wide(x, t).max(axis=1),
        lambda g, x, t: (top(wide(x, t), 1) * g[:, None]).sum(axis=1) * (x > FAR),
        lambda g, x, t: slope(g, x),
        {"x": ("N",), "t": ("K",)},
        {"x": numbers(2), "t": numbers(3)},
    ),
    Case(
        "labels that repeat",
        lambda E, t: far(E)[t].max(axis=0),
        lambda g, E, t: by_label(g, E, t, once=False),
        lambda g, E, t: by_label(g, E, t, once=True),
        {"E": ("V", "D"), "t": ("T",)},
        {"E": numbers(3, 2), "t": np.array([1, 2, 2])},
        ("E",),
        {"t": "labels:E[0]"},
    ),
    Case(
        "a symmetric matrix",
        lambda x: apart(x).max(),
        lambda g, x: apart_back(g, x, twice=True),
        lambda g, x: apart_back(g, x, twice=False),
        VECTOR,
        {"x": numbers(3)},
    ),
    Case(
        "how often the maximum is met",
        lambda x: (x + 2 * FAR) * top(relu(x + FAR), 1).sum(axis=1, keepdims=True),
        lambda g, x: g,
        lambda g, x: g * top(relu(x + FAR), 1).sum(axis=1, keepdims=True),
        {"x": ("N", "K")},
        {"x": -2 * numbers(2, 3)},
    ),
    Case(
        "the maximum along the other axis",
        lambda x: (
            relu(x - x.max(axis=0, keepdims=True) - FAR).sum() + relu(x - x.max(axis=1) - FAR).sum()
        ),
        lambda g, x: g * np.zeros_like(x),
        lambda g, x: (
            g
            * (
                (x - x.max(axis=1) > FAR)
                - top(x, 1) * (x - x.max(axis=1) > FAR).sum(axis=0)[:, None]
            )
        ),
        SQUARE,
        {"x": np.array([[1.0, 2.0], [3000.5, 2500.0]])},
    ),
]


# --- indicators and what they divide ------------------------------------------------------------


def normed(x, b):
    h = relu(x + FAR)
    return np.where(np.sqrt((h * h).sum(axis=1, keepdims=True)) > 0, h, b)


def corner(x, y):
    return (x > FAR) * (y > 0)


def guarded(g, x, y):
    return np.where(corner(x, y), 5 * g, g / (1 - (2 * x > 2 * FAR) * (3 * y > 0)))


def picked_sum(g, x):
    alive = x > -FAR
    return (g * np.ones_like(x) / (alive * 1.0))[alive].sum() / x.shape[0] * np.ones_like(x)


INDICATORS = [
    Case(
        "a root that is not zero",
        lambda x: x * (np.sqrt(relu(x + FAR)) > 0),
        lambda g, x: g,
        lambda g, x: g * (x > -FAR),
        VECTOR,
        {"x": -numbers(2)},
    ),
    Case(
        "a norm that is not zero",
        normed,
        lambda g, x, b: (g * (x > -FAR), 0 * g),
        lambda g, x, b: (g * (x > -FAR), g * (x < -FAR).all(axis=1, keepdims=True)),
        {"x": ("N", "D"), "b": ("N", "D")},
        {"x": -numbers(2, 2), "b": numbers(2, 2)},
        ("x", "b"),
    ),
    Case(
        "a guard that cancels with what it guards",
        lambda x: relu(x + FAR),
        lambda g, x: np.where(x > -FAR, g / (x > -FAR), 0) + 3 * g * (x < -FAR),
        lambda g, x: np.where(x > -FAR, g / (x > -FAR), 0),
        VECTOR,
        {"x": -numbers(2)},
    ),
    Case(
        "a guard that is forgotten with what it guards",
        lambda x: x + 0,
        lambda g, x: np.where(x > -FAR, g / (x > -FAR), 0),
        lambda g, x: g + 0,
        VECTOR,
        {"x": -numbers(2)},
    ),
    Case(
        "a denominator that is zero in a corner",
        lambda x, y: np.where(corner(x, y), 3.0, x),
        guarded,
        lambda g, x, y: np.where(corner(x, y), 0, g),
        {"x": ("N",), "y": ("N",)},
        {"x": numbers(2), "y": numbers(2)},
    ),
    Case(
        "a sum of what a mask picks",
        lambda x: x.sum(),
        picked_sum,
        lambda g, x: g * np.ones_like(x),
        VECTOR,
        {"x": np.array([3.0, -2000.0])},
    ),
    Case(
        "relu of a relu",
        lambda x: relu(FAR - relu(x)) + 0 * x,
        lambda g, x: -g * (x > 0),
        lambda g, x: -g * (x > 0) * (x < FAR),
        VECTOR,
        {"x": numbers(2)},
    ),
    Case(
        "the larger bound for the smaller",
        lambda x: far(x) * (x > 2 * FAR),
        lambda g, x: g * (x > FAR),
        lambda g, x: g * (x > 2 * FAR),
        VECTOR,
        {"x": numbers(2)},
    ),
    Case(
        "clip with its ends swapped",
        lambda x: np.clip(x + 0, 2 * FAR, FAR),
        lambda g, x: g * (x > FAR) * (x < 2 * FAR),
        lambda g, x: 0 * g,
        VECTOR,
        {"x": numbers(2)},
    ),
    Case(
        "how many indicators hold",
        lambda x: x * ((x > FAR) * 1 + (x > 2 * FAR)) ** 2,
        lambda g, x: g * ((x > FAR) + (x > 2 * FAR) * 1),
        lambda g, x: g * ((x > FAR) + 3 * (x > 2 * FAR)),
        VECTOR,
        {"x": 2 * numbers(2)},
    ),
]


# --- memory and kinds of numbers ----------------------------------------------------------------


def written(make, write=far):
    """Return a forward pass that writes into what some function makes of x."""

    def forward(x):
        w = make(x)
        w[...] = write(x)
        return w * 1.0

    return forward


def through(view):
    """Return a forward pass that doubles, far out, what may be a view of its result."""

    def forward(x):
        y = x + 0.0
        v = view(y)
        v *= 1 + (v > FAR)
        return y

    return forward


def seen_by(view):
    """Return a forward pass whose result may be a view of what is doubled, far out, later."""

    def forward(x):
        y = x + 0.0
        v = view(y)
        y *= 1 + (y > FAR)
        return v * 1.0

    return forward


def doubled(g, x):
    return g * (1 + (x > FAR))


def same(g, x):
    return g + 0.0


def first_doubled(g, x):
    out = g + 0.0
    out[0] = out[0] * (1 + (x[0] > FAR))
    return out


INTEGERS = {
    "astype(int)": lambda x: (x > 0).astype(int),
    "a copy of integers": lambda x: (x > 0).astype(int).copy(),
    "where of whole numbers": lambda x: np.where(x > 0, 1, 0),
    "a product of integers": lambda x: (x > 0) * 2,
    "a count": lambda x: (x[:, None] > x[None]).sum(axis=1),
    "zeros like integers": lambda x: np.zeros_like((x > 0).astype(int)),
    "full like integers": lambda x: np.full_like((x > 0) * 1, 0),
    "ones of integers": lambda x: np.ones_like(x, dtype=int),
    "full of a whole number": lambda x: np.full(x.shape, 0),
    "empty of integers": lambda x: np.empty(x.shape, int),
    "empty like truth values": lambda x: np.empty_like(x > 0),
    "concatenated integers": lambda x: np.concatenate([(x > 0).astype(int)[None]])[0],
    "signs of integers": lambda x: np.sign((x > 0) * 1),
    "a maximum of integers": lambda x: ((x > 0)[None] * 2).max(axis=0),
    "an array of integers": lambda x: np.array([(x > 0) * 1])[0],
}

VIEWS = {
    "einsum": lambda y: np.einsum("ij->ji", y),
    "einsum that does nothing": lambda y: np.einsum("ij->ij", y),
    "asarray with a type": lambda y: np.asarray(y, dtype=np.float64),
    "asarray": np.asarray,
    "astype without a copy": lambda y: y.astype(float, copy=False),
    "transpose": lambda y: y.T,
    "reshape": lambda y: y.reshape(-1),
    "ellipsis": lambda y: y[...],
    "swapaxes": lambda y: np.swapaxes(y, 0, 1),
    "expand_dims": lambda y: np.expand_dims(y, 1),
    "row of rows": lambda y: y[:][...],
    "ravel": np.ravel,
}


def in_a_list(x):
    y = x + 0.0
    kept = [y[0]]
    y *= 1 + (y > FAR)
    return kept[0] * 1.0


def in_a_closure(x):
    y = x + 0.0
    row = y[0]

    def read():
        return row * 1.0

    y[0] = y[0] * (1 + (y[0] > FAR))
    return read()


def first_row(g, x, *, twice):
    out = np.zeros_like(x)
    out[0] = g * (1 + (x[0] > FAR)) if twice else g
    return out


def kept_scalar(x):
    s = far(x).sum()
    kept = s
    s *= 2
    return kept


def item(x):
    y = x + 0.0
    s = y[0]
    s *= 1 + (s > FAR)
    return y


def last_axis(x):
    y = x + 0.0
    v = y[0:1].reshape(-1)[..., 0] if x.ndim > 1 else y[..., 0]
    v *= 1 + (v > FAR)
    return y


def written_scalar(x, s):
    a = s.astype(float)
    np.multiply(a, 1 + (a > FAR), out=a)
    return x * a


def overlap(x):
    y = x + 0.0
    np.multiply(y, 1 + (y.sum(axis=0) > FAR), out=y)
    return y


def truths(x):
    a, b = x > -FAR, x > FAR
    return x * (np.asarray(a, dtype=float) + np.asarray(b, dtype=float))


def reshaped_truths(x):
    one = np.ones_like(x > 0).reshape(-1)
    return far(x).reshape(-1) * (one + one)


MEMORY = [
    *(
        Case(name, written(make), slope, lambda g, x: 0 * g, VECTOR, {"x": numbers(2)})
        for name, make in INTEGERS.items()
    ),
    Case(
        "zeros like labels",
        lambda x, t: written(lambda _: np.zeros_like(t))(x),
        lambda g, x, t: slope(g, x),
        lambda g, x, t: 0 * g,
        {"x": ("N",), "t": ("N",)},
        {"x": numbers(2), "t": np.array([0, 1])},
        sample={"t": "labels:x[0]"},
    ),
    Case(
        "full like truth values",
        lambda x: far(x) * np.full_like(x > 0, 0.5),
        lambda g, x: slope(g, x) / 2,
        slope,
        VECTOR,
        {"x": numbers(2)},
    ),
    Case(
        "an identity of truth values",
        lambda x: far(x) * (np.eye(x.shape[0], dtype=bool) + np.eye(x.shape[0], dtype=bool)),
        lambda g, x: 2 * slope(g, x) * np.eye(x.shape[0]),
        lambda g, x: slope(g, x) * np.eye(x.shape[0]),
        SQUARE,
        {"x": numbers(2, 2)},
    ),
    Case(
        "truth values made numbers",
        truths,
        lambda g, x: g * (x > -FAR),
        lambda g, x: g * ((x > -FAR) * 1.0 + (x > FAR)),
        VECTOR,
        {"x": numbers(2)},
    ),
    Case(
        "truth values in another shape",
        reshaped_truths,
        lambda g, x: 2 * slope(g.reshape(x.shape), x),
        lambda g, x: slope(g.reshape(x.shape), x),
        SQUARE,
        {"x": numbers(2, 2)},
    ),
    *(
        Case(f"a write to {name}", through(view), same, doubled, ROWS, {"x": numbers(2, 3)})
        for name, view in VIEWS.items()
    ),
    Case(
        "a write to what was broadcast",
        seen_by(lambda y: np.broadcast_to(y, (2, *y.shape))),
        lambda g, x: g.sum(axis=0),
        lambda g, x: doubled(g.sum(axis=0), x),
        ROWS,
        {"x": numbers(2, 3)},
    ),
    Case(
        "a write to what has a diagonal",
        seen_by(np.diag),
        lambda g, x: np.eye(x.shape[0]) * g,
        lambda g, x: np.eye(x.shape[0]) * doubled(g, x),
        SQUARE,
        {"x": numbers(2, 2)},
    ),
    Case(
        "a write to what is kept in a list",
        in_a_list,
        lambda g, x: first_row(g, x, twice=False),
        lambda g, x: first_row(g, x, twice=True),
        ROWS,
        {"x": numbers(2, 3)},
    ),
    Case(
        "a write to what is kept in a closure",
        in_a_closure,
        lambda g, x: first_row(g, x, twice=False),
        lambda g, x: first_row(g, x, twice=True),
        ROWS,
        {"x": numbers(2, 3)},
    ),
    Case(
        "a number that was kept",
        kept_scalar,
        lambda g, x: 2 * slope(g, x),
        slope,
        VECTOR,
        {"x": numbers(2)},
    ),
    Case("an item is no view", item, first_doubled, same, VECTOR, {"x": numbers(2)}),
    Case("an ellipsis is one", last_axis, same, first_doubled, VECTOR, {"x": numbers(1)}),
    Case(
        "a scalar input written by out=",
        written_scalar,
        lambda g, x, s: (g * s,),
        lambda g, x, s: (g * s * (1 + (s > FAR)),),
        {"x": ("N",), "s": ()},
        {"x": numbers(2), "s": np.array(3e3)},
    ),
    Case(
        "out= that is read as well",
        overlap,
        same,
        lambda g, x: g * (1 + (x.sum(axis=0) > FAR)),
        ROWS,
        {"x": numbers(2, 3)},
    ),
    Case(
        "an array with another number of axes",
        lambda x: far(np.array(x, ndmin=2)).sum(axis=0),
        lambda g, x: slope(g[0] if np.ndim(g) else g, x),
        slope,
        VECTOR,
        {"x": numbers(3)},
    ),
]

# --- labels -------------------------------------------------------------------------------------


def two_labels(g, E, t, u, *, both):
    d = np.zeros_like(E)
    np.add.at(d, t, slope(g, E[t]) * far(E[u]))
    if both:
        np.add.at(d, u, slope(g, E[u]) * far(E[t]))
    return d


def overwritten(g, E, t):
    d = np.zeros_like(E)
    d[t] = slope(g, E[t])
    return d


def added(g, E, t):
    d = np.zeros_like(E)
    np.add.at(d, t, slope(g, E[t]))
    return d


LOOKUP = {"E": ("V", "D"), "t": ("N",)}
LABELS = [
    Case(
        "labels that are assigned to twice",
        lambda E, t: far(E)[t],
        overwritten,
        added,
        LOOKUP,
        {"E": numbers(3, 2), "t": np.array([1, 1, 0, 2])},
        ("E",),
        {"t": "labels:E[0]"},
    ),
    Case(
        "two inputs of labels",
        lambda E, t, u: far(E[t]) * far(E[u]),
        lambda g, E, t, u: two_labels(g, E, t, u, both=False),
        lambda g, E, t, u: two_labels(g, E, t, u, both=True),
        {**LOOKUP, "u": ("N",)},
        {"E": numbers(3, 2), "t": np.array([1, 1, 0, 2]), "u": np.array([1, 2, 0, 0])},
        ("E",),
        {"t": "labels:E[0]", "u": "labels:E[0]"},
    ),
    Case(
        "one-hot rows summed over the wrong axis",
        lambda x, t: far(x) * t.sum(axis=0),
        lambda g, x, t: slope(g, x),
        lambda g, x, t: slope(g, x) * t.sum(axis=0),
        {"x": ("N", "N"), "t": ("N", "N")},
        {"x": numbers(2, 2), "t": np.array([[1.0, 0], [1, 0]])},
        sample={"t": "onehot"},
    ),
    Case(
        "a mask taken for a number",
        lambda x, m: far(x) * (m + m),
        lambda g, x, m: slope(g, x) * m,
        lambda g, x, m: slope(g, x) * 2 * m,
        {"x": ("N",), "m": ("N",)},
        {"x": numbers(2), "m": np.array([1.0, 0.0])},
        sample={"m": "mask"},
    ),
]

# --- code that asks what it is given -------------------------------------------------------------


def asking(question):
    """Return a forward pass that goes another way where the answer is no, as symbols may say."""

    def forward(x):
        y = (x * x).sum()
        return y + far(x).sum() if question(x, y) else y

    return forward


def answered(attempt):
    """Return whether an attempt raises nothing."""

    def question(x, y):
        try:
            attempt(x, y)
        except Exception:  # noqa: BLE001 - as careless code does
            return False
        return True

    return question


QUESTIONS = {
    "is it an array": lambda x, y: isinstance(x, np.ndarray),
    "is a length a whole number": lambda x, y: isinstance(x.shape[0], int),
    "is a sum a float": lambda x, y: isinstance(y, float),
    "is a sum a scalar": lambda x, y: np.isscalar(y),
    "can a sum be made whole": answered(lambda x, y: int(y)),
    "can a length be rounded": answered(lambda x, y: round(x.shape[0])),
    "can it be converted": answered(lambda x, y: complex(y)),
    "is there a long list": answered(lambda x, y: x.tolist()),
    "can it be looped over": answered(lambda x, y: list(x)),
}


def multiplied(x, w):
    try:
        return far(x) @ w
    except ValueError:
        return far(x) @ w.T


def added_where_it_fits(x, v):
    try:
        return far(x) + far(v)
    except ValueError:
        return far(x) + far(v)[:, None]


def multiplied_back(g, x, w):
    if w.shape[0] == w.shape[1]:
        return slope(g @ w.T, x), far(x).T @ g
    return slope(g @ w, x), g.T @ far(x)


def fits_a_row(x, v):
    return v.shape[0] == 1 or x.shape[1] in {1, v.shape[0]}


def added_back(g, x, v):
    if not fits_a_row(x, v):
        return slope(g, x), slope(g.sum(axis=1), v)
    dx = g.sum(axis=1, keepdims=True) if x.shape[1] == 1 else g
    return slope(dx, x), slope(g.sum(axis=0) if v.shape[0] > 1 else g.sum(keepdims=True)[0], v)


def added_one_way(g, x, v):
    if fits_a_row(x, v) and 1 in x.shape:
        return added_back(g, x, v)
    return slope(g, x), slope(g.sum(axis=1), v)


ASKING = [
    *(
        Case(
            name,
            asking(question),
            lambda g, x: 2 * g * x,
            lambda g, x: 2 * g * x + slope(g, x),
            VECTOR,
            {"x": numbers(3)},
        )
        for name, question in QUESTIONS.items()
    ),
    Case(
        "a product that fits a square alone",
        multiplied,
        lambda g, x, w: (slope(g @ w, x), g.T @ far(x)),
        multiplied_back,
        {"x": ("N", "D"), "w": ("K", "D")},
        {"x": numbers(2, 2), "w": np.array([[1.0, 2.0], [-3.0, 0.5]])},
        ("x", "w"),
    ),
    Case(
        "a sum that fits a square alone",
        added_where_it_fits,
        added_one_way,
        added_back,
        {"x": ("N", "D"), "v": ("N",)},
        {"x": numbers(2, 2), "v": numbers(2)},
        ("x", "v"),
    ),
]

CASES = [*AXES, *MAXIMA, *INDICATORS, *MEMORY, *LABELS, *ASKING]


def central(forward, inputs, name, g):
    """Return the derivative of (g * forward).sum() by one input, entry by entry."""
    out, h = np.zeros(inputs[name].shape), 1e-5
    for index in np.ndindex(out.shape):
        ends = []
        for sign in (1, -1):
            moved = inputs[name].astype(float)
            moved[index] += sign * h
            with np.errstate(all="ignore"):
                ends.append((g * forward(*{**inputs, name: moved}.values())).sum())
        out[index] = (ends[0] - ends[1]) / (2 * h)
    return out


def gradients(case, backward, g):
    with np.errstate(all="ignore"):
        out = backward(g, *case.there.values())
    out = out if isinstance(out, tuple) else (out,)
    return {n: np.broadcast_to(c, case.there[n].shape) for n, c in zip(case.wrt, out, strict=True)}


def off(claimed, true):
    gap = np.nan_to_num(np.abs(claimed - true), nan=np.inf).max()
    return gap > 1e-4 * (1 + np.abs(true).max())


@pytest.mark.parametrize("case", CASES, ids=lambda c: c.name)
def test_the_mistake_is_one_and_the_twin_has_none(case):
    y = np.asarray(case.forward(*case.there.values()))
    g = np.cos(1.3 * np.arange(y.size) + 0.4).reshape(y.shape)[()] + 2
    true = {n: central(case.forward, case.there, n, g) for n in case.wrt}
    wrong, right = (gradients(case, b, g) for b in (case.wrong, case.right))
    assert any(off(wrong[n], true[n]) for n in case.wrt)
    assert not any(off(right[n], true[n]) for n in case.wrt)


@pytest.mark.parametrize("case", CASES, ids=lambda c: c.name)
def test_the_mistake_is_not_proved_and_the_twin_not_refuted(case):
    proof = prove(case.forward, case.wrong, case.shapes, wrt=case.wrt, sample=case.sample)
    refused = {Verdict.PROVED} if case.of_sizes else {Verdict.PROVED, Verdict.PROVED_AT}
    assert proof.verdict not in refused
    task = Task.read(case.forward, case.right, case.shapes, case.wrt, case.sample)
    assert all(found is None or isinstance(found, float) for found in witness(task).values())


@pytest.mark.parametrize("case", CASES, ids=lambda c: c.name)
def test_symbols_alone_do_not_agree_with_the_mistake(case):
    task = Task.read(case.forward, case.wrong, case.shapes, case.wrt, case.sample)
    assert not whole.prove(task).proved
