"""Layers of a random stack, as people write them: each writes its forward and its backward lines.

A layer is a function of the writer, of the name of its input and of that array's shape. It writes
its forward lines, and returns the name of its output, the shape, and a function that later writes
the backward lines: from the name of the output's gradient to the name of the input's.
"""

from collections import Counter
from collections.abc import Callable
from typing import Any

import numpy as np

type Shape = tuple[str, ...]
type Back = Callable[[str], str]
type Step = tuple[str, Shape, Back]

WIDTHS = "DHKF"


class Writer:
    """Collects lines and inputs, and chooses among ways to write the same."""

    def __init__(self, rng: np.random.Generator) -> None:
        self.rng = rng
        self.inputs: dict[str, Shape] = {}
        self.sample: dict[str, str] = {}
        self.forward: list[str] = []
        self.backward: list[str] = []
        self.own: set[str] = set()  # gradients that nobody else looks at: they may be written into
        self.used: Counter[str] = Counter()
        self.in_place = self.chance(0.5)

    def chance(self, share: float) -> bool:
        return bool(self.rng.random() < share)

    def pick(self, *ways: str) -> str:
        return ways[self.rng.integers(len(ways))]

    def name(self, stem: str) -> str:
        """Give a name that is new: z1, z2 and so on."""
        self.used[stem] += 1
        return f"{stem}{self.used[stem]}"

    def input(self, stem: str, shape: Shape, kind: str = "normal") -> str:
        name = self.name(stem)
        self.inputs[name] = shape
        if kind != "normal":
            self.sample[name] = kind
        return name

    def let(self, stem: str, *ways: str) -> str:
        """Write a forward line, in one of some ways, and give the name of what it makes."""
        name = self.name(stem)
        self.forward.append(f"{name} = {self.pick(*ways)}")
        return name

    def back(self, name: str, *ways: str) -> str:
        """Write a backward line, in one of some ways."""
        if name in self.own or self.used["=" + name]:
            name = f"{name}_{self.used['=' + name] + 1}"
        self.used["=" + name.partition("_")[0]] += 1
        self.backward.append(f"{name} = {self.pick(*ways)}")
        self.own.add(name)
        return name

    def times(self, name: str, g: str, *factors: str) -> str:
        """Write a backward line that multiplies g by a factor."""
        if self.in_place and g in self.own and self.chance(0.5):
            self.backward.append(f"{g} *= {self.pick(*factors)}")
            return g
        factor = self.pick(*factors)
        return self.back(name, f"{g} * {factor}", f"{factor} * {g}")

    def add(self, name: str, first: str, *others: str) -> str:
        """Write a sum of gradients of one array; one by one, or in one line."""
        if self.in_place and first in self.own:
            self.backward += [f"{first} += {other}" for other in others]
            return first
        return self.back(name, " + ".join((first, *others)))

    def width(self) -> str:
        return WIDTHS[self.rng.integers(len(WIDTHS))]

    def mean(self, e: str, axis: int, of: str) -> str:
        """Write the mean of an expression along an axis of the array `of`, ready to broadcast."""
        if axis == 0 and self.chance(0.5):
            return self.pick(f"{e}.mean(axis=0)", f"{e}.sum(axis=0) / {of}.shape[0]")
        kept = f"axis={axis}, keepdims=True"
        ways = [
            f"{e}.mean({kept})",
            f"np.mean({e}, {kept})",
            f"{e}.sum({kept}) / {of}.shape[{axis}]",
        ]
        if axis == 1:
            ways.append(f"{e}.mean(axis=1)[:, None]")
        return self.pick(*ways)

    def total(self, e: str) -> str:
        """Write the sum over rows of an expression, as a column."""
        return self.pick(f"{e}.sum(axis=1, keepdims=True)", f"{e}.sum(axis=1)[:, None]")


def weighed(w: Writer, h: str, shape: Shape, width: str, *, bias: bool) -> tuple[str, Any]:
    """Write h @ W.T + b; the backward part gives what h gets as an expression, for sums of such."""
    way = w.pick("out first", "in first", "einsum")
    W = w.input("W", (shape[1], width) if way == "in first" else (width, shape[1]))
    product = {
        "out first": f"{h} @ {W}.T",
        "in first": w.pick(f"{h} @ {W}", f"np.dot({h}, {W})"),
        "einsum": f"np.einsum('nd,kd->nk', {h}, {W})",
    }[way]
    b = w.input("b", (width,)) if bias else ""
    if b and w.in_place:
        z = w.let("z", product)
        w.forward.append(f"{z} += {b}")
    else:
        z = w.let("z", f"{product} + {b}" if b else product)

    def back(g: str) -> str:
        if way == "in first":
            w.back(f"d{W}", f"{h}.T @ {g}", f"np.dot({h}.T, {g})")
        else:
            w.back(f"d{W}", f"{g}.T @ {h}", f"np.einsum('nk,nd->kd', {g}, {h})")
        if b:
            w.back(f"d{b}", f"{g}.sum(axis=0)", f"np.sum({g}, axis=0)", f"np.einsum('nk->k', {g})")
        if way == "in first":
            return f"{g} @ {W}.T"
        return w.pick(f"{g} @ {W}", f"np.einsum('nk,kd->nd', {g}, {W})")

    return z, back


def affine(w: Writer, h: str, shape: Shape, width: str = "") -> Step:
    width = width or w.width()
    z, inner = weighed(w, h, shape, width, bias=w.chance(0.8))
    return z, (shape[0], width), lambda g: w.back(f"d{h}", inner(g))


def relu(w: Writer, h: str, shape: Shape) -> Step:
    a = w.let("a", f"np.maximum({h}, 0)", f"{h} * ({h} > 0)", f"np.where({h} > 0, {h}, 0)")

    def back(g: str) -> str:
        if w.chance(0.3):
            return w.back(f"d{h}", f"np.where({h} > 0, {g}, 0)")
        if w.in_place and w.chance(0.4):
            d = w.back(f"d{h}", f"{g}.copy()")
            w.backward.append(f"{d}[{h} <= 0] = 0")
            return d
        return w.times(f"d{h}", g, f"({h} > 0)", f"({a} > 0)")

    return a, shape, back


def tanh(w: Writer, h: str, shape: Shape) -> Step:
    a = w.let("a", f"np.tanh({h})")
    return a, shape, lambda g: w.times(f"d{h}", g, f"(1 - {a}**2)", f"(1 - {a} * {a})")


def sigmoid(w: Writer, h: str, shape: Shape) -> Step:
    a = w.let("a", f"1 / (1 + np.exp(-{h}))")

    def back(g: str) -> str:
        if w.chance(0.5):
            return w.back(f"d{h}", f"{g} * {a} * (1 - {a})")
        return w.times(f"d{h}", g, f"({a} * (1 - {a}))", f"({a} - {a}**2)")

    return a, shape, back


def gelu(w: Writer, h: str, shape: Shape) -> Step:
    if w.chance(0.4):
        s = w.let("s", f"1 / (1 + np.exp(-1.702 * {h}))")
        slope = f"{s} + 1.702 * {h} * {s} * (1 - {s})"
        a = w.let("a", f"{h} * {s}")
    else:
        t = w.let("t", f"np.tanh(0.8 * ({h} + 0.044715 * {h}**3))")
        a = w.let("a", f"0.5 * {h} * (1 + {t})", f"{h} * (1 + {t}) / 2")
        inner = "0.8 * (1 + 3 * 0.044715 * {}**2)".format(h)  # noqa: UP032 - as it is written
        slope = f"0.5 * (1 + {t}) + 0.5 * {h} * (1 - {t}**2) * {inner}"

    def back(g: str) -> str:
        own = w.back("slope", slope)
        return w.times(f"d{h}", g, own)

    return a, shape, back


def softplus(w: Writer, h: str, shape: Shape) -> Step:
    a = w.let("a", f"np.log(1 + np.exp({h}))", f"np.log1p(np.exp({h}))")
    return (
        a,
        shape,
        lambda g: w.back(f"d{h}", f"{g} / (1 + np.exp(-{h}))", f"{g} * (1 - np.exp(-{a}))"),
    )


def norm(w: Writer, h: str, shape: Shape, axis: int) -> Step:
    """Layer norm along axis 1, batch norm along axis 0."""
    eps, size = w.pick("1e-5", "1e-3"), f"{h}.shape[{axis}]"
    c = w.let("c", f"{h} - {w.mean(h, axis, h)}")
    r = w.let("r", f"1 / np.sqrt({w.mean(f'({c}**2)', axis, c)} + {eps})")
    n = w.let("n", f"{c} * {r}")
    gain, shift = w.input("gain", shape[1:]), w.input("shift", shape[1:])
    y = w.let("y", f"{n} * {gain} + {shift}", f"{gain} * {n} + {shift}")

    def back(g: str) -> str:
        w.back(f"d{gain}", f"({g} * {n}).sum(axis=0)", f"np.einsum('nd,nd->d', {g}, {n})")
        w.back(f"d{shift}", f"{g}.sum(axis=0)", f"np.sum({g}, axis=0)")
        dn = w.back(f"d{n}", f"{g} * {gain}")
        if w.chance(0.4):  # by the variance and the mean, one after the other
            dr = w.back(f"d{r}", f"({dn} * {c}).sum(axis={axis}, keepdims=True)")
            dv = w.back("dv", f"-{dr} * {r}**3 / 2", f"-0.5 * {dr} * {r}**3")
            dc = w.back(f"d{c}", f"{dn} * {r}")
            dc = w.add(f"d{c}", dc, f"2 * {dv} * {c} / {size}")
            return w.back(f"d{h}", f"{dc} - {w.mean(dc, axis, dc)}")
        p = w.back("p", w.mean(dn, axis, h))
        q = w.back("q", w.mean(f"({dn} * {n})", axis, h))
        return w.back(f"d{h}", f"{r} * ({dn} - {p} - {n} * {q})", f"({dn} - {p} - {n} * {q}) * {r}")

    return y, shape, back


def layer_norm(w: Writer, h: str, shape: Shape) -> Step:
    return norm(w, h, shape, 1)


def batch_norm(w: Writer, h: str, shape: Shape) -> Step:
    return norm(w, h, shape, 0)


def rms_norm(w: Writer, h: str, shape: Shape) -> Step:
    r = w.let("r", f"1 / np.sqrt({w.mean(f'({h}**2)', 1, h)} + 1e-6)")
    n = w.let("n", f"{h} * {r}")
    gain = w.input("gain", shape[1:])
    y = w.let("y", f"{n} * {gain}")

    def back(g: str) -> str:
        w.back(f"d{gain}", f"({g} * {n}).sum(axis=0)", f"np.sum({g} * {n}, axis=0)")
        dn = w.back(f"d{n}", f"{g} * {gain}")
        q = w.back("q", w.mean(f"({dn} * {n})", 1, h))
        return w.back(f"d{h}", f"{r} * ({dn} - {n} * {q})", f"{r} * {dn} - {r} * {n} * {q}")

    return y, shape, back


def residual(w: Writer, h: str, shape: Shape) -> Step:
    """h + a branch of two to four layers that comes back to the width of h."""
    inner = [w.pick("layer_norm", "rms_norm", "affine", "affine")]
    inner += [
        w.pick("relu", "tanh", "gelu", "sigmoid", "softplus") for _ in range(w.rng.integers(2))
    ]
    branch, wide, back_branch = chain(w, h, shape, ["affine", *inner] if w.chance(0.3) else inner)
    branch, _, back_last = affine(w, branch, wide, shape[1])
    y = w.let("y", f"{h} + {branch}", f"{branch} + {h}")

    def back(g: str) -> str:
        w.own.discard(g)
        d = back_branch(back_last(g))
        return w.add(f"d{h}", d, g)

    return y, shape, back


def gate(w: Writer, h: str, shape: Shape) -> Step:
    width = w.width()
    a, back_a = weighed(w, h, shape, width, bias=w.chance(0.5))
    b, back_b = weighed(w, h, shape, width, bias=w.chance(0.5))
    s = w.let("s", f"1 / (1 + np.exp(-{b}))")
    y = w.let("y", f"{a} * {s}")

    def back(g: str) -> str:
        w.own.discard(g)
        da = w.back(f"d{a}", f"{g} * {s}")
        db = w.back(f"d{b}", f"{g} * {y} * (1 - {s})", f"{g} * {a} * {s} * (1 - {s})")
        parts = back_a(da), back_b(db)
        return w.add(f"d{h}", w.back(f"d{h}", parts[0]), parts[1])

    return y, (shape[0], width), back


def bilinear(w: Writer, h: str, shape: Shape) -> Step:
    width = w.width()
    a, back_a = weighed(w, h, shape, width, bias=False)
    b, back_b = weighed(w, h, shape, width, bias=False)
    y = w.let("y", f"{a} * {b}")

    def back(g: str) -> str:
        w.own.discard(g)
        da, db = w.back(f"d{a}", f"{g} * {b}"), w.back(f"d{b}", f"{g} * {a}")
        first, second = back_a(da), back_b(db)
        return w.back(f"d{h}", f"{first} + {second}")

    return y, (shape[0], width), back


def dropout(w: Writer, h: str, shape: Shape) -> Step:
    m = w.input("mask", shape, "mask")
    y = w.let("y", f"{h} * {m} / 0.8")
    return y, shape, lambda g: w.back(f"d{h}", f"{g} * {m} / 0.8", f"{m} * {g} / 0.8")


def scale_and_shift(w: Writer, h: str, shape: Shape) -> Step:
    scale, shift = w.input("scale", shape[1:]), w.input("shift", shape[1:])
    y = w.let("y", f"{h} * {scale} + {shift}")

    def back(g: str) -> str:
        w.back(f"d{scale}", f"({g} * {h}).sum(axis=0)", f"np.einsum('nd,nd->d', {g}, {h})")
        w.back(f"d{shift}", f"{g}.sum(axis=0)")
        return w.times(f"d{h}", g, scale)

    return y, shape, back


def shares(w: Writer, s: str) -> str:
    """Write softmax along rows."""
    e = w.let(
        "e",
        f"np.exp({s} - {s}.max(axis=1, keepdims=True))",
        f"np.exp({s} - {s}.max(axis=1)[:, None])",
    )
    if w.in_place:
        w.forward.append(f"{e} /= {w.total(e)}")
        return e
    return w.let("P", f"{e} / {w.total(e)}")


def softmax(w: Writer, h: str, shape: Shape) -> Step:
    P = shares(w, h)
    return P, shape, lambda g: w.back(f"d{h}", f"{P} * ({g} - {w.total(f'({g} * {P})')})")


def attention(w: Writer, h: str, shape: Shape) -> Step:
    """Every row looks at all rows."""
    width = w.width()
    q, back_q = weighed(w, h, shape, "E", bias=False)
    k, back_k = weighed(w, h, shape, "E", bias=False)
    v, back_v = weighed(w, h, shape, width, bias=w.chance(0.5))
    root = w.pick(f"np.sqrt({q}.shape[1])", f"{q}.shape[1] ** 0.5")
    P = shares(w, w.let("S", f"{q} @ {k}.T / {root}", f"np.einsum('ie,je->ij', {q}, {k}) / {root}"))
    y = w.let("y", f"{P} @ {v}")

    def back(g: str) -> str:
        dP = w.back(f"d{P}", f"{g} @ {v}.T")
        dv = w.back(f"d{v}", f"{P}.T @ {g}")
        dS = w.back("dS", f"{P} * ({dP} - {w.total(f'({dP} * {P})')}) / {root}")
        dq, dk = w.back(f"d{q}", f"{dS} @ {k}"), w.back(f"d{k}", f"{dS}.T @ {q}")
        parts = back_q(dq), back_k(dk), back_v(dv)
        return w.add(f"d{h}", w.back(f"d{h}", parts[0]), *parts[1:])

    return y, (shape[0], width), back


def pool(w: Writer, h: str, shape: Shape) -> Step:
    """Mean or sum over rows or columns: what is left has one axis."""
    axis, how = int(w.rng.integers(2)), w.pick("mean", "sum")
    y = w.let("y", f"{h}.{how}(axis={axis})", f"np.{how}({h}, axis={axis})")
    over = f" / {h}.shape[{axis}]" if how == "mean" else ""

    def back(g: str) -> str:
        wide = f"{g}[:, None]" if axis else w.pick(g, f"{g}[None, :]")
        ways = f"np.ones_like({h}) * {wide}{over}", f"np.broadcast_to({wide}, {h}.shape){over}"
        d = w.back(f"d{h}", *ways)
        if not over:
            w.own.discard(d)  # NumPy does not let us write into a broadcast array
        return d

    return y, (shape[1 - axis],), back


def squared_error(w: Writer, h: str, shape: Shape) -> Step:
    y = w.input("y", shape)
    error = w.let("error", f"{h} - {y}")
    mean = w.chance(0.5)
    half = f"({error}**2).sum() / (2 * {h}.shape[0])"
    C = w.let("C", f"({error}**2).mean()" if mean else half)

    def back(g: str) -> str:
        d = w.back(
            f"d{h}",
            f"2 * {g} * {error} / {error}.size" if mean else f"{g} * {error} / {h}.shape[0]",
        )
        w.back(f"d{y}", f"-{d}")
        return d

    return C, (), back


def cross_entropy(w: Writer, h: str, shape: Shape) -> Step:
    of = next((n, s.index(shape[1])) for n, s in w.inputs.items() if shape[1] in s)
    t = w.input("t", shape[:1], f"labels:{of[0]}[{of[1]}]")
    c = w.let("c", f"{h} - {h}.max(axis=1, keepdims=True)")
    logP = w.let("logP", f"{c} - np.log({w.total(f'np.exp({c})')})")
    one_hot = w.let("Y", f"np.eye({h}.shape[1])[{t}]", f"{t}[:, None] == np.arange({h}.shape[1])")
    C = w.let(
        "C",
        f"-({one_hot} * {logP}).sum() / {h}.shape[0]",
        f"-np.sum({logP} * {one_hot}) / {h}.shape[0]",
    )
    return C, (), lambda g: w.back(f"d{h}", f"{g} * (np.exp({logP}) - {one_hot}) / {h}.shape[0]")


def logistic(w: Writer, h: str, shape: Shape) -> Step:
    t = w.input("t", shape, "mask")
    C = w.let("C", f"(np.log(1 + np.exp({h})) - {t} * {h}).mean()")
    return C, (), lambda g: w.back(f"d{h}", f"{g} * (1 / (1 + np.exp(-{h})) - {t}) / {h}.size")


def squares(w: Writer, h: str, _: Shape) -> Step:
    C = w.let("C", f"({h}**2).sum() / 2", f"np.sum({h} * {h}) / 2")
    return C, (), lambda g: w.back(f"d{h}", f"{g} * {h}")


INNER = {
    f.__name__: f
    for f in (affine, relu, tanh, sigmoid, gelu, softplus, layer_norm, batch_norm, rms_norm)
} | {
    f.__name__: f for f in (residual, gate, bilinear, dropout, scale_and_shift, softmax, attention)
}
LOSSES = {f.__name__: f for f in (squared_error, cross_entropy, logistic, squares)}
LAYERS = INNER | LOSSES | {"pool": pool}


def chain(w: Writer, h: str, shape: Shape, names: list[str]) -> Step:
    """Write layers one after the other."""
    backs = []
    for name in names:
        h, shape, back = LAYERS[name](w, h, shape)
        backs.append(back)

    def back_all(g: str) -> str:
        for back in reversed(backs):
            g = back(g)
        return g

    return h, shape, back_all
