"""Random programs with the gradients of a tape written here, right and with one mistake each."""

import os
import random
from collections import Counter

import numpy as np
import pytest

from backproof import Verdict, prove
from backproof.proof.arrays import Arbitrary

SEED = int(os.environ.get("BACKPROOF_SEED", "20261121"))
INPUTS = {
    "x": ("N", "D"),
    "y": ("N", "D"),
    "W": ("K", "D"),
    "b": ("D",),
    "v": ("N", 1),
    "r": (1, "D"),
    "s": (),
}
SIGMA = Arbitrary("sigma")


def sigmoid(u):
    return 1 / (1 + np.exp(-u))


def softmax(u):
    e = np.exp(u - u.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


#: Name: forward, and the cotangent of u from g, u and the output.
UNARY = {
    "exp": (lambda u: np.exp(u / 2), lambda g, u, o: g * o / 2),
    "tanh": (np.tanh, lambda g, u, o: g * (1 - o**2)),
    "sigmoid": (sigmoid, lambda g, u, o: g * o * (1 - o)),
    "softplus": (lambda u: np.logaddexp(0, u), lambda g, u, o: g * sigmoid(u)),
    "square": (np.square, lambda g, u, o: 2 * g * u),
    "root": (lambda u: np.sqrt(1 + u**2), lambda g, u, o: g * u / o),
    "over": (lambda u: 1 / (1 + u**2), lambda g, u, o: -2 * g * u * o**2),
    "relu": (lambda u: np.maximum(u, 0), lambda g, u, o: g * (u > 0)),
    "leaky": (lambda u: np.where(u > 0, u, u / 10), lambda g, u, o: g * np.where(u > 0, 1, 0.1)),
    "abs": (np.abs, lambda g, u, o: g * np.sign(u)),
    "clip": (lambda u: np.minimum(np.maximum(u, -1), 1), lambda g, u, o: g * ((u > -1) & (u < 1))),
    "sine": (np.sin, lambda g, u, o: g * np.cos(u)),
    "sigma": (SIGMA, lambda g, u, o: g * SIGMA.prime(u)),
    "softmax": (softmax, lambda g, u, o: o * (g - (g * o).sum(axis=-1, keepdims=True))),
    "centre": (lambda u: u - u.mean(axis=0), lambda g, u, o: g - g.mean(axis=0)),
    "negative": (lambda u: 3 - u, lambda g, u, o: -g),
}
BINARY = {
    "add": (lambda u, w: u + w, lambda g, u, w: (g, g)),
    "subtract": (lambda u, w: u - w, lambda g, u, w: (g, -g)),
    "multiply": (lambda u, w: u * w, lambda g, u, w: (g * w, g * u)),
    "divide": (
        lambda u, w: u / (2 + np.sin(w)),
        lambda g, u, w: (g / (2 + np.sin(w)), -g * u * np.cos(w) / (2 + np.sin(w)) ** 2),
    ),
    "maximum": (np.maximum, lambda g, u, w: (g * (u > w), g * (u <= w))),
}
MISTAKES = {
    "twice": lambda g: 2 * g,
    "sign": lambda g: -g,
    "dropped": lambda g: 0 * g,
    "shifted": lambda g: g + 1,
    "squared": lambda g: g * g,
    "summed over rows": lambda g: g * 0 + g.sum(axis=0),
    "mean over rows": lambda g: g * 0 + g.mean(axis=0),
    "damped": lambda g: g / 3,
}


def common(a, b):
    """Return the broadcast shape, or None."""
    longest = max(len(a), len(b))
    a, b = ((1,) * (longest - len(s)) + s for s in (a, b))
    if any(p != q and 1 not in {p, q} for p, q in zip(a, b, strict=True)):
        return None
    return tuple(q if p == 1 else p for p, q in zip(a, b, strict=True))


def fold(g, shape, to):
    """Sum a cotangent over the axes that broadcasting added."""
    lead = len(shape) - len(to)
    g = g.sum(axis=tuple(range(lead))) if lead else g
    ones = tuple(d for d, s in enumerate(to) if s == 1 and shape[lead + d] != 1)
    return g.sum(axis=ones, keepdims=True) if ones else g


class Program:
    """A list of operations on earlier values; backward runs it in reverse."""

    def __init__(self, r):
        chosen = r.sample(sorted(INPUTS), r.choice([2, 3, 3]))
        self.shapes = {n: INPUTS[n] for n in INPUTS if n in chosen}
        self.kinds, self.nodes = list(self.shapes.values()), []
        self.mistake = None
        for _ in range(r.choice([2, 3, 3, 4])):
            self.grow(r)

    def grow(self, r):
        late = [*range(len(self.kinds)), *[len(self.kinds) - 1] * 3]
        i, j = r.choice(late), r.choice(late)
        a, b = self.kinds[i], self.kinds[j]
        options = [("unary", r.choice(sorted(UNARY)))] * 3
        if common(a, b) is not None:
            options += [("binary", r.choice(sorted(BINARY)))] * 3
        if len(a) == len(b) == 2:
            options += [
                ("matmul", op) for op in ("@", "@T") if a[1] == (b[0] if op == "@" else b[1])
            ] * 3
        if a:
            options += [("sum", (r.choice([0, -1]), r.random() < 0.7)), ("transpose", None)]
        kind, what = r.choice(options)
        if kind == "unary" and (not a or a[0] == 1) and what in {"softmax", "centre"}:
            what = "tanh"
        shape = {
            "unary": lambda: a,
            "binary": lambda: common(a, b),
            "matmul": lambda: (a[0], b[1] if what == "@" else b[0]),
            "sum": lambda: self.summed(a, *what),
            "transpose": lambda: a[::-1],
        }[kind]()
        self.nodes.append((kind, what, i, j))
        self.kinds.append(shape)

    def used(self):
        """Return the operations that the output depends on."""
        first, needed = len(self.shapes), {len(self.kinds) - 1}
        for place in reversed(range(len(self.nodes))):
            kind, _, i, j = self.nodes[place]
            if first + place in needed:
                needed |= {i, j} if kind in {"binary", "matmul"} else {i}
        return sorted(q - first for q in needed if q >= first)

    @staticmethod
    def summed(a, axis, keep):
        d = axis % len(a)
        return (*a[:d], *([1] if keep else []), *a[d + 1 :])

    def values(self, inputs):
        out = list(inputs)
        for kind, what, i, j in self.nodes:
            u, w = out[i], out[j]
            if kind == "unary":
                out.append(UNARY[what][0](u))
            elif kind == "binary":
                out.append(BINARY[what][0](u, w))
            elif kind == "matmul":
                out.append(u @ (w if what == "@" else w.T))
            elif kind == "sum":
                out.append(u.sum(axis=what[0], keepdims=what[1]))
            else:
                out.append(u.T)
        return out

    def forward(self, *inputs):
        return self.values(inputs)[-1]

    def backward(self, g, *inputs):
        values = self.values(inputs)
        slopes = [0 * v for v in values]
        slopes[-1] = slopes[-1] + g
        for place in reversed(range(len(self.nodes))):
            kind, what, i, j = self.nodes[place]
            shape = self.kinds[len(inputs) + place]
            g, u, w, o = (
                slopes[len(inputs) + place],
                values[i],
                values[j],
                values[len(inputs) + place],
            )
            if self.mistake and self.mistake[0] == place:
                g = MISTAKES[self.mistake[1]](g)
            if kind == "unary":
                parts = [(i, UNARY[what][1](g, u, o))]
            elif kind == "binary":
                left, right = BINARY[what][1](g, u, w)
                parts = [
                    (i, fold(left, shape, self.kinds[i])),
                    (j, fold(right, shape, self.kinds[j])),
                ]
            elif kind == "matmul":
                parts = [(i, g @ w.T), (j, u.T @ g)] if what == "@" else [(i, g @ w), (j, g.T @ u)]
            elif kind == "sum":
                axis, keep = what
                a = self.kinds[i]
                wide = g if keep else g[:, None] if axis == -1 and len(a) == 2 else g[None]
                parts = [(i, wide + 0 * u)]
            else:
                parts = [(i, g.T)]
            for q, part in parts:
                slopes[q] = slopes[q] + part
        return tuple(s + 0 * x for s, x in zip(slopes, inputs, strict=False))


LENGTHS = ({"N": 2, "D": 3, "K": 4}, {"N": 4, "D": 2, "K": 3}, {"N": 1, "D": 2, "K": 2})


def is_right(program, name, seed):
    """Say whether a gradient is that of central differences; None if that is unclear."""
    rng = np.random.default_rng(seed)
    verdicts = set()
    for lengths in LENGTHS * 2:
        inputs = {
            n: rng.normal(size=tuple(lengths.get(c, c) for c in t))
            for n, t in program.shapes.items()
        }
        g = rng.normal(size=np.shape(program.forward(*inputs.values())))
        claimed = program.backward(g, *inputs.values())[list(inputs).index(name)]
        for index in np.ndindex(inputs[name].shape):
            slopes = []
            for h in (1e-4, 5e-5):
                ends = []
                for step in (h, -h):
                    moved = {n: x.copy() for n, x in inputs.items()}
                    moved[name][index] += step
                    ends.append((g * program.forward(*moved.values())).sum())
                slopes.append((ends[0] - ends[1]) / (2 * h))
            size = 1 + np.abs(claimed).max()
            if abs(slopes[0] - slopes[1]) > 1e-4 * size:  # across a kink
                continue
            verdicts.add(bool(abs(claimed[index] - slopes[1]) < 1e-3 * size))
    return None if not verdicts else verdicts == {True}


def is_real(program, c):
    """Say whether a counterexample is one, by central differences of our own."""
    ends = []
    for step in (1e-5, -1e-5):
        moved = {n: x.copy() for n, x in c.inputs.items()}
        moved[c.name][c.index] += step
        ends.append(np.sum(c.upstream * program.forward(*moved.values())))
    claimed = program.backward(c.upstream, *c.inputs.values())[list(c.inputs).index(c.name)]
    return not abs(claimed[c.index] - (ends[0] - ends[1]) / 2e-5) < 1e-5 * (
        1 + np.abs(claimed).max()
    )


def described(program):
    return f"{program.shapes} {program.nodes} {program.mistake}"


@pytest.mark.parametrize("part", range(5))
def test_true_gradients_are_not_refuted_and_mostly_proved(part):
    seen = Counter()
    print(f"BACKPROOF_SEED={SEED}")
    for case in range(40):
        seed = SEED + 1000 * part + case
        program = Program(random.Random(seed))
        proof = prove(program.forward, program.backward, program.shapes)
        for name, gradient in proof.gradients.items():
            seen[gradient.verdict.name] += 1
            assert gradient.verdict is not Verdict.REFUTED, (seed, described(program), str(proof))
            if case % 5 == 0:  # the tape itself is right
                assert is_right(program, name, seed) is not False, (seed, described(program))
    print(dict(seen))
    assert seen["PROVED"] >= 0.9 * seen.total(), seen


@pytest.mark.parametrize("part", range(5))
def test_one_mistake_is_never_proved(part):
    seen = Counter()
    print(f"BACKPROOF_SEED={SEED}")
    for case in range(40):
        seed = SEED + 50_000 + 1000 * part + case
        r = random.Random(seed)
        program = Program(r)
        program.mistake = (r.choice(program.used()), r.choice(sorted(MISTAKES)))
        kind = program.kinds[len(program.shapes) + program.mistake[0]]
        if "rows" in program.mistake[1] and (not kind or kind[0] == 1):
            program.mistake = (program.mistake[0], "twice")
        proof = prove(program.forward, program.backward, program.shapes)
        for name, gradient in proof.gradients.items():
            right = is_right(program, name, seed)
            seen[gradient.verdict.name, right] += 1
            if gradient.verdict is Verdict.REFUTED:
                assert is_real(program, gradient.counterexample), (
                    seed,
                    described(program),
                    str(proof),
                )
            elif gradient.verdict is not Verdict.UNDECIDED:
                assert right is not False, (seed, name, described(program), str(proof))
    print(dict(seen))
    assert sum(n for (verdict, _), n in seen.items() if verdict == "REFUTED") >= 0.3 * seen.total()
