"""Numbers for a question: whether both sides agree when the arrays that it names are drawn anew.

They decide nothing.  They tell which arrays a question has to open: where both sides agree whatever
a name is, the name may stay closed.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, cast

import numpy as np

from backproof.algebra.polynomial import Atom, Kind, Poly
from backproof.calculus.question import Known, Question, Ref, Step
from backproof.graph.arranging import arranged
from backproof.graph.node import TABLE, Node
from backproof.graph.reductions import Reduction
from backproof.graph.signs import MINUS, PLUS, ZERO
from backproof.graph.sizes import count
from backproof.graph.values import LEAVES, Values

SEED = 20_261_129
TRIES = 3


@lru_cache(maxsize=100_000)
def agrees(question: Question) -> bool:
    """Say whether both sides agree at some random arrays for the names."""
    rng = np.random.default_rng(SEED)
    letters = sorted({a.head[0] for d in _lengths(question) for a in _letters(d)})
    with np.errstate(all="ignore"):
        for k in range(TRIES):
            sizes = {
                str(s): 2 + int(rng.integers(0, 3)) if k else 2 + j % 3
                for j, s in enumerate(letters)
            }
            if not _Trial(question, sizes, rng).agrees():
                return False
    return True


def _lengths(question: Question) -> set[Poly]:
    out = set(question.dims)
    for line in question.lines:
        out.update(line.dims)
        if isinstance(line, Step):
            out.update(line.over)
            if line.op == "constant":
                out.add(line.attr)
    return out


def _letters(d: Poly) -> set[Atom]:
    out: set[Atom] = set()
    for mono in d.terms:
        for a, _ in mono:
            if a.kind is Kind.SYMBOL and not str(a.head[0]).startswith("#"):
                out.add(a)
            for p in a.args:
                out |= _letters(p)
    return out


class _Trial:
    """One draw; it looks like `Values` to the leaves."""

    def __init__(self, question: Question, sizes: dict[str, int], rng: np.random.Generator) -> None:
        self.question, self.sizes, self.rng = question, sizes, rng
        self.known: dict[int, np.ndarray] = {}
        self.picks: dict[Any, np.ndarray] = {}
        self.counts: dict[Poly, int] = {}

    def agrees(self) -> bool:
        for k, line in enumerate(self.question.lines):
            self.known[k] = self._drawn(line) if isinstance(line, Known) else self._made(line)
        left = self._side(self.question.left)
        right = None if self.question.right is None else self._side(self.question.right)
        told = np.isfinite(left if right is None else left + right)  # no number tells nothing
        if right is None:
            return bool(np.abs(left[told]).max(initial=0) <= 1e-9)  # noqa: PLR2004 - of sums
        return bool(np.allclose(left[told], right[told], rtol=1e-6, atol=1e-8))

    def lengths(self, line: Known | Step) -> tuple[int, ...]:
        return self.counted(line.dims)

    def counted(self, dims: Sequence[Poly]) -> tuple[int, ...]:
        for d in dims:
            if d not in self.counts:
                self.counts[d] = count(d, self.sizes)
        return tuple(self.counts[d] for d in dims)

    def _drawn(self, line: Known) -> np.ndarray:
        shape = self.lengths(line)
        if line.indicator:
            return self.rng.integers(0, 2, shape) * 1.0
        x = self.rng.normal(size=shape)
        if line.signs == PLUS:
            return np.abs(x) + 0.1
        if line.signs == MINUS:
            return -np.abs(x) - 0.1
        if not line.signs & MINUS:
            return np.abs(x)
        if not line.signs & PLUS:
            return -np.abs(x)
        return x if line.signs & ZERO else x + np.sign(x) / 10

    def _made(self, line: Step) -> np.ndarray:
        operation = TABLE[line.op]
        if line.op == "row":
            *shape, below = self.lengths(line)
            key = line.attr, *shape
            if key not in self.picks:
                self.picks[key] = self.rng.integers(0, below, shape)
            return np.eye(below)[self.picks[key]]
        if not line.args:
            leaf: Any = line
            return LEAVES[line.op](cast("Values", self), leaf)
        arrays = [self._operand(ref) for ref in line.args]
        maps = [tuple(m for m in labels if m is not None) for _, labels in line.args]
        if line.op == "sum":  # where an operand is one that lacks an axis, nothing changes along it
            all_lengths = self.counted((*line.dims, *line.over))
            lost = tuple(k for k in range(len(all_lengths)) if not any(k in m for m in maps))
            arrays.append(np.ones([all_lengths[k] for k in lost]))
            maps.append(lost)
        if isinstance(operation, Reduction):
            return np.asarray(operation.reduce(cast("Node", _Plain(line, maps)), arrays))
        total = len(line.dims)
        spread = [arranged(x, m, total) for x, m in zip(arrays, maps, strict=True)]
        return np.broadcast_to(operation.value(line.attr, spread), self.lengths(line))

    def _operand(self, ref: Ref) -> np.ndarray:
        k, labels = ref
        return self.known[k][tuple(0 if m is None else slice(None) for m in labels)]

    def _side(self, ref: Ref) -> np.ndarray:
        labels = [m for m in ref[1] if m is not None]
        shape = self.counted(self.question.dims)
        return np.broadcast_to(arranged(self._operand(ref), labels, len(shape)), shape)


class _Plain:
    """A line of a question as a reduction wants to see it."""

    def __init__(self, line: Step, maps: Sequence[tuple[int, ...]]) -> None:
        self.dims, self.over, self.maps, self.labels = line.dims, line.over, maps, line.labels
