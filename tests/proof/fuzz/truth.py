"""The true gradients of a program, by autograd or by central differences; never by the subject."""

import re
import zlib
from dataclasses import dataclass
from functools import partial

import autograd
import autograd.numpy
import numpy as np
from autograd.scipy.special import erf as traced_erf
from tests.proof.fuzz.source import load

UNEQUAL = {"N": 2, "D": 3, "K": 4, "L": 2, "M": 5}
TURNED = {"N": 4, "D": 2, "K": 3, "L": 3, "M": 2}
SIZES = (
    UNEQUAL,
    TURNED,
    dict.fromkeys("NDKLM", 2),
    dict.fromkeys("NDKLM", 1),
    {**UNEQUAL, "N": 1},
    UNEQUAL,
)
AGREE, DIFFER = 1e-6, 1e-4  # relative to the largest entry
WRITES = re.compile(r"out=|where=|\] [-+*/]?= |[-+*/]= ")


@dataclass(frozen=True)
class Draw:
    """Numbers for the inputs and for g, and the true gradients there."""

    inputs: dict
    g: np.ndarray
    true: dict


def length(term, sizes):
    """Return the number that one length of a shape stands for."""
    if isinstance(term, int):
        return term
    factor, _, letter = term.rpartition("*")
    return int(factor or 1) * sizes[letter]


#: Numbers of each kind, drawn without a look at the prover's own.
KINDS = {
    "normal": lambda shape, rng: np.asarray(rng.normal(size=shape)),
    "distinct": lambda shape, rng: np.asarray(rng.normal(size=shape)),
    "positive": lambda shape, rng: np.asarray(rng.uniform(0.2, 2, size=shape)),
    "unit": lambda shape, rng: np.asarray(rng.uniform(0.1, 0.9, size=shape)),
    "away0": lambda shape, rng: rng.choice([-1.0, 1.0], size=shape) * rng.uniform(0.2, 2, shape),
    "mask": lambda shape, rng: rng.integers(0, 2, size=shape).astype(float),
    "onehot": lambda shape, rng: np.eye(shape[-1])[rng.integers(shape[-1], size=shape[:-1])],
}


def draw(program, sizes, rng):
    """Return inputs of these sizes."""
    shapes = {n: tuple(length(s, sizes) for s in t) for n, t in program.shapes.items()}
    out = {}
    for n, shape in shapes.items():
        kind = program.sample.get(n, "normal")
        if kind.startswith("labels:"):
            of, axis = re.fullmatch(r"labels:(\w+)\[(\d)\]", kind).groups()
            out[n] = rng.integers(0, shapes[of][int(axis)], size=shape)
        else:
            out[n] = np.asarray(KINDS[kind](shape, rng))
    return out


def draws(program, count=None):
    """Return draws at which the forward pass is finite and its gradient is clear."""
    rng = np.random.default_rng(zlib.crc32(program.name.encode()))
    forward = forward_of(load(program.source))
    traced = None
    if program.style in {"plain", "einsum"} and not WRITES.search(
        program.source.split("def back")[0]
    ):
        traced = forward_of(load(program.source, autograd.numpy, traced_erf))
    out = []
    for sizes in SIZES[:count]:
        for _ in range(3):
            inputs = draw(program, sizes, rng)
            with np.errstate(all="ignore"):
                y = np.asarray(forward(*inputs.values()), dtype=float)
                g = np.asarray(rng.normal(size=y.shape))[()]
                if not np.isfinite(y).all():
                    continue
                true = by_autograd(traced, inputs, program.wrt, g) if traced else None
                if true is None or not confirmed(true, forward, inputs, g):
                    true = {n: central(forward, inputs, n, g) for n in program.wrt}
            if all(t is not None and np.isfinite(t).all() for t in true.values()):
                out.append(Draw(inputs, g, true))
                break
    return out


def forward_of(functions):
    """Return the forward pass of a pair or of a layer."""
    forward, _, layer = functions
    return forward or (lambda *inputs: layer(*inputs)[0])


def by_autograd(forward, inputs, wrt, g):
    """Return the gradients by autograd, or None if it does not know an operation."""
    places = tuple(list(inputs).index(n) for n in wrt)
    try:
        back, _ = autograd.make_vjp(forward, places)(*inputs.values())
        return dict(zip(wrt, map(np.asarray, back(g)), strict=True))
    except Exception:  # noqa: BLE001 - it may fail in any way; central differences take over
        return None


def confirmed(true, forward, inputs, g):
    """Say whether a step in one direction bears the gradients out.

    Autograd's `where` does not sum over what it broadcasts, and says nothing.
    """
    waves = {n: np.cos(1.7 * np.arange(1.0, t.size + 1)).reshape(t.shape) for n, t in true.items()}
    along = sum(np.sum(t * waves[n]) for n, t in true.items())

    def moved(t):
        return forward(*{**inputs, **{n: inputs[n] + t * w for n, w in waves.items()}}.values())

    slope = central(moved, {"t": np.zeros(())}, "t", g)
    return slope is not None and abs(slope - along) < 1e-5 * (1 + abs(along))


def central(forward, inputs, name, g):
    """Return the gradient by central differences, or None across a kink."""
    coarse, fine = (partial(_central, forward, inputs, name, g)(h) for h in (2e-4, 1e-4))
    size = 1 + np.abs(fine).max(initial=0)
    if not np.abs(coarse - fine).max(initial=0) < 1e-4 * size:
        return None
    return fine + (fine - coarse) / 3


def _central(forward, inputs, name, g, h):
    x = inputs[name]
    out = np.empty(x.shape)
    for index in np.ndindex(x.shape):
        ends = []
        for step in (h, -h):
            moved = x.copy()
            moved[index] += step
            ends.append(np.sum(g * forward(*{**inputs, name: moved}.values())))
        out[index] = (ends[0] - ends[1]) / (2 * h)
    return out


class Filled:
    """NumPy whose empty arrays hold one number, so that reading them is seen."""

    def __init__(self, number):
        self.number = number

    def __getattr__(self, name):
        return getattr(np, name)

    def empty(self, *args, **more):
        return np.full_like(np.empty(*args, **more), self.number)

    def empty_like(self, *args, **more):
        return np.full_like(np.empty_like(*args, **more), self.number)


class Crash(Exception):  # noqa: N818 - it is an answer
    """The backward pass cannot be run, writes into its inputs, or returns the wrong shapes."""


def claimed(functions, at, wrt):
    """Run a backward pass on numbers."""
    _, backward, layer = functions
    inputs = {n: x.copy() for n, x in at.inputs.items()}
    g = np.copy(at.g)[()]
    try:
        with np.errstate(all="ignore"):
            out = layer(*inputs.values())[1](g) if layer else backward(g, *inputs.values())
        out = out if isinstance(out, tuple) else (out,)
        out = dict(zip(wrt, (np.array(v, dtype=float) for v in out), strict=True))
    except Exception as error:
        raise Crash(repr(error)) from error
    if any(out[n].shape != inputs[n].shape for n in wrt):
        raise Crash("a shape")
    if any((inputs[n] != x).any() for n, x in at.inputs.items()) or (np.asarray(g) != at.g).any():
        raise Crash("a write into an input")
    return out


def judge(program, places):
    """Say of each gradient whether it is right: True, False, or None if the numbers do not tell."""
    functions = load(program.source)
    if "empty" in program.source:
        for at in places[:2]:
            reads_what_was_never_written(program, at)
    answers = {n: set() for n in program.wrt}
    for at in places:
        for n, value in claimed(functions, at, program.wrt).items():
            size = 1 + np.abs(at.true[n]).max(initial=0)
            gap = np.nan_to_num(np.abs(value - at.true[n]), nan=np.inf).max(initial=0) / size
            answers[n].add(True if gap < AGREE else False if gap > DIFFER else None)
    return {n: False if False in a else True if a == {True} else None for n, a in answers.items()}


def reads_what_was_never_written(program, at):
    """Raise Crash if the gradients depend on what np.empty returns: they are neither."""
    seen = []
    for number in (np.nan, 3.7, -3.7):
        out = claimed(load(program.source, Filled(number)), at, program.wrt)
        seen.append(np.concatenate([v.ravel() for v in out.values()]))
    if any(not np.array_equal(seen[0], other, equal_nan=True) for other in seen[1:]):
        raise Crash("memory that was never written")


def is_wrong_there(program, found):
    """Say whether a counterexample is one, by central differences of our own."""
    functions = load(program.source)
    forward = forward_of(functions)
    inputs = {n: np.array(x) for n, x in found.inputs.items()}
    value = claimed(functions, Draw(inputs, np.asarray(found.upstream), {}), program.wrt)
    with np.errstate(all="ignore"):
        true = _central(forward, inputs, found.name, found.upstream, 1e-4)
    size = 1 + np.abs(true).max(initial=0)
    return not np.abs(value[found.name] - true).max(initial=0) < DIFFER / 10 * size
