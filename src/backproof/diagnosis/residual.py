"""Which error the numbers alone show: the claimed gradient against the true one, no source read."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from backproof.diagnosis.trials import Trial
from backproof.numbers.numeric import AGREE, DIFFER
from backproof.numbers.witness import run_backward
from backproof.question.task import Task


@dataclass(frozen=True)
class Finding:
    """An error and how to undo it on the claimed gradient."""

    error: str
    detail: str
    mended: Callable[[Trial], Any]


def first(findings: Iterator[Finding], tried: list[Trial]) -> Finding | None:
    """Return the first finding that mends the gradient at every trial."""
    with np.errstate(all="ignore"):
        return next((f for f in findings if all(_mends(f, t) for t in tried)), None)


def _mends(finding: Finding, trial: Trial) -> bool:
    value = finding.mended(trial)
    return value is not None and trial.right(value)


type Value = Callable[[Trial], Any]


def _constant(c: float) -> Value:
    return lambda _t: c


def _times(f: Value, h: Value) -> Value:
    def value(t: Trial) -> Any:
        a, b = f(t), h(t)
        try:
            return None if a is None or b is None else a * b
        except ValueError:
            return None

    return value


def _power(f: Value, exponent: float) -> Value:
    return lambda t: np.asarray(f(t), dtype=float) ** exponent


def _of(form: Callable[[Any], Any], f: Value) -> Value:
    return lambda t: form(f(t))


def _claimed(name: str) -> Value:
    return lambda t: t.claimed[name]


def _input(name: str) -> Value:
    return lambda t: t.inputs[name]


def _length(name: str, axis: int) -> Value:
    return lambda t: float(t.inputs[name].shape[axis])


def simple(task: Task, name: str, tried: list[Trial]) -> Iterator[Finding]:
    """Yield what is wrong with a gradient as a whole: a factor, a transpose, another's gradient."""
    if not any(t.claimed[name].any() for t in tried):
        yield Finding("zero", "", lambda t: t.true)
        return
    claimed = _claimed(name)
    yield Finding("sign", "", _times(claimed, _constant(-1)))
    yield Finding("factor 2", "2", _times(claimed, _constant(0.5)))
    yield Finding("factor 1/2", "2", _times(claimed, _constant(2)))
    for word, size in _sizes(task):
        yield Finding("factor N", word, _times(claimed, _power(size, -1)))
        yield Finding("factor 1/N", word, _times(claimed, size))
    yield from _same_shape(task, name)


def _same_shape(task: Task, name: str) -> Iterator[Finding]:
    shape = task.shapes[name]
    if len(shape) > 1 and len({str(s) for s in shape[-2:]}) == 1:
        yield Finding("transpose", "", lambda t: np.swapaxes(t.claimed[name], -1, -2))
    for other in task.shapes:
        if other != name and task.shapes[other] == shape:
            yield Finding("other argument", other, _if_of(name, other))


def _if_of(name: str, other: str) -> Value:
    """Return the true gradient where the claimed one is that of another input."""

    def value(t: Trial) -> Any:
        told = t.of(other)
        near = told and np.abs(t.claimed[name] - told[0]).max(initial=0) <= told[1]
        return t.true if near else None

    return value


def _sizes(task: Task) -> Iterator[tuple[str, Value]]:
    """Yield sizes and products of two sizes by name."""
    single: dict[str, Value] = {}
    for n in task.shapes:
        for i, s in enumerate(task.shapes[n]):
            if s != 1:
                single.setdefault(str(s), _length(n, i))
    yield from single.items()
    for (a, f), (b, h) in itertools.combinations_with_replacement(single.items(), 2):
        yield f"{a}·{b}", _times(f, h)


def compound(task: Task, name: str, tried: list[Trial]) -> Iterator[Finding]:
    """Yield factors made of several parts, entrywise factors, and missing summands."""
    yield from _products(task, name)
    yield from _upstream(task, name)
    yield from _entrywise(task, name)
    yield from _summands(name, tried)
    yield from _number(name, tried)


def _products(task: Task, name: str) -> Iterator[Finding]:
    claimed = _claimed(name)
    sizes = [("", _constant(1)), *_sizes(task)]
    for (a, f), (b, h) in itertools.permutations(sizes, 2):
        quotient = _times(f, _power(h, -1))
        for c, word in ((1.0, ""), (2.0, "2·"), (0.5, "½·"), (-1.0, "−"), (-2.0, "−2·")):
            detail = f"{word}{a or 1}" + (f" / ({b})" if b else "")
            yield Finding("missing factor", detail, _times(claimed, _times(quotient, _constant(c))))
    for a, f in sizes[1:]:
        yield Finding("missing factor", f"√{a}", _times(claimed, _power(f, 0.5)))
        yield Finding("missing factor", f"1/√{a}", _times(claimed, _power(f, -0.5)))


FORMS: dict[str, Callable[[Any], Any]] = {
    "{} (1 − {})": lambda v: v * (1 - v),
    "1 − {}²": lambda v: 1 - v**2,
    "({} > 0)": lambda v: (v > 0) * 1.0,
    "σ({})": lambda v: 1 / (1 + np.exp(-v)),
    "σ′({})": lambda v: np.exp(-v) / (1 + np.exp(-v)) ** 2,
    "tanh′({})": lambda v: 1 - np.tanh(v) ** 2,
    "exp({})": np.exp,
    "cos({})": np.cos,
}


def _known(task: Task) -> dict[str, Value]:
    return {"g": lambda t: t.g, "y": lambda t: t.y, **{n: _input(n) for n in task.shapes}}


def _upstream(task: Task, name: str) -> Iterator[Finding]:
    """Yield slopes of the last activation, as factors of the upstream gradient."""
    for form, f in FORMS.items():
        yield Finding("missing slope", form.format("y", "y"), _under(task, f, name))


def _under(task: Task, form: Callable[[Any], Any], name: str) -> Value:
    """Return what the code claims if the upstream gradient has a slope as a factor."""

    def value(t: Trial) -> Any:
        try:
            return run_backward(task, t.inputs, t.g * form(t.y))[name]
        except Exception:  # noqa: BLE001 - code may refuse it in any way
            return None

    return value


def _entrywise(task: Task, name: str) -> Iterator[Finding]:
    claimed = _claimed(name)
    known = _known(task)
    for (word, f), (form, slope) in itertools.product(known.items(), FORMS.items()):
        if word != "g":
            detail = form.format(word, word)
            yield Finding("missing slope", detail, _times(claimed, _of(slope, f)))
    for word, f in known.items():
        yield Finding("missing factor", word, _times(claimed, f))
        yield Finding("extra factor", word, _times(claimed, _power(f, -1)))


def _summands(name: str, tried: list[Trial]) -> Iterator[Finding]:
    """Yield arrays of which a fixed multiple is missing."""
    at = tried[0]
    known = _known(at.task)
    pairs = dict(known)
    for (a, f), (b, h) in itertools.combinations_with_replacement(known.items(), 2):
        pairs[f"{a}·{b}"] = _times(f, h)
    for word, f in pairs.items():
        q = f(at)
        if q is None or np.shape(q) != at.true.shape or not np.any(q):
            continue
        c = float(((at.true - at.claimed[name]) * q).sum() / (q * q).sum())
        detail = f"{c:.6g}·{word}" if abs(c - 1) > AGREE else word
        yield Finding("missing term", detail, _plus(name, _times(_constant(c), f)))


def _plus(name: str, f: Value) -> Value:
    """Return the claimed gradient and what it lacks; None at sizes at which that does not fit."""

    def value(t: Trial) -> Any:
        lacking = f(t)
        fits = lacking is not None and np.shape(lacking) == t.true.shape
        return t.claimed[name] + lacking if fits else None

    return value


def _number(name: str, tried: list[Trial]) -> Iterator[Finding]:
    """Yield the number that the gradient as a whole lacks as a factor."""
    claimed = tried[0].claimed[name]
    square = float((claimed**2).sum())
    c = float((tried[0].true * claimed).sum() / square) if square else np.nan
    if np.isfinite(c) and abs(c) > DIFFER:
        yield Finding("missing factor", f"{c:.6g}", _times(_claimed(name), _constant(c)))
