"""Where claimed arrays meet adjoints: numbers propose which arrays are equal, symbols decide.

Arrays are taken in the order in which they were made.  Each is compared with older ones that have
the same numbers, and what is proved equal is one array from then on.  So every question is small:
it names the arrays below it, and opens only those without which both sides differ.
"""

from __future__ import annotations

import itertools
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from backproof.algebra import products
from backproof.calculus.asking import Asked, Places, ask, root_of
from backproof.calculus.opening import Opener
from backproof.calculus.question import decided
from backproof.calculus.rounding import rounding
from backproof.graph.arranging import arranged
from backproof.graph.choices import may_turn
from backproof.graph.elementwise import complemented
from backproof.graph.generic import thin
from backproof.graph.node import Dim, Graph, Labelled, Node
from backproof.graph.values import Values

MOST_CANDIDATES = 4
COMMUTING = {"add", "multiply", "sum"}
ROUNDINGS = 1e4  # further apart than so many times their rounding, two arrays are not equal
SMALL = 80  # arrays of a graph of which questions are asked with everything open first
CLOSE = 1e-6  # of two arrays that are proposed, relative to the largest entry
#: Of processor time, for all questions of one proof: at least so many, and so many an array.
SECONDS, SECONDS_EACH = 8.0, 0.01


@dataclass(frozen=True)
class Print:
    """A fingerprint: the same for arrays that differ in the order of axes, or by constant ones."""

    axes: tuple[int, ...]
    lengths: tuple[str, ...]
    sums: tuple[float, ...]

    def near(self, other: Print) -> bool:
        """Say whether the sums are the same but for rounding."""
        if self.lengths != other.lengths:
            return False
        return all(
            abs(a - b) <= CLOSE * max(abs(c), abs(d))
            for (a, c), (b, d) in zip(_pairs(self.sums), _pairs(other.sums), strict=True)
        )


def _pairs(sums: Sequence[float]) -> Iterator[tuple[float, float]]:
    """Yield each sum with the sum of sizes that it is rounded like."""
    for k in range(0, len(sums), 2):
        yield sums[k], sums[k + 1]
        yield sums[k + 1], sums[k + 1]


@dataclass
class Meetings:
    """What was found equal.

    Args:
        graph: the nodes.
        points: the values of all nodes at a few points.
        first: the number of the first node that may meet an older one: forward arrays do not.
        claims: the number of the first node of the backward pass.
    """

    graph: Graph
    points: Sequence[Values]
    first: int
    claims: int
    met: dict[Node, tuple[Node, Places] | None] = field(default_factory=dict)
    zeros: set[Node] = field(default_factory=set)
    prints: dict[Node, Print] = field(default_factory=dict)
    buckets: dict[tuple[tuple[str, ...], int], list[Node]] = field(default_factory=dict)
    paired: set[Node] = field(default_factory=set)
    made: dict[tuple[object, ...], Node] = field(default_factory=dict)
    opener: Opener = field(init=False)
    deadline: float = 0.0

    def __post_init__(self) -> None:
        """Small programs are asked about at once."""
        self.opener = Opener(small=len(self.graph.nodes) < SMALL)

    def run(self, wanted: set[Node]) -> None:
        """Let arrays meet, the oldest first."""
        self.deadline = time.thread_time() + SECONDS + SECONDS_EACH * len(self.graph.nodes)
        with np.errstate(all="ignore"):
            self.zeros = set.intersection(*(vanishing(p, self.graph.nodes) for p in self.points))
            for node in self.graph.nodes:
                self._printed(node)
            for node in list(self.graph.nodes):
                if node.id < self.first or not self._same_of_same(node):
                    self.made.setdefault(self._making(node), node)
                    never = node.op == "above" and node in self.zeros  # as [u > max(u, v)]
                    if never or (node.id >= self.first and node.args and node in wanted):
                        self._meet(node)

    def _making(self, node: Node) -> tuple[object, ...]:
        """Return how a node is made of what its operands were found equal to."""
        args = [root_of(self.met, a, m) for a, m in zip(node.args, node.maps, strict=True)]
        if node.op in COMMUTING:
            args.sort(key=lambda v: (-1, ()) if v is None else (v[0].id, str(v[1])))
        return node.op, node.attr, tuple(args), node.dims, node.over

    def _same_of_same(self, node: Node) -> bool:
        """Note that a node is the same operation as an older one, on arrays that are equal."""
        other = self.made.get(self._making(node)) if node.args else None
        if other is None:
            return False
        self.met[node] = other, node.labels
        if other.id < self.claims or other in self.paired:
            self.paired.add(node)
        return True

    def _meet(self, node: Node) -> None:
        for k, (other, places) in enumerate(self._candidates(node)):
            if other is None or other.id < self.claims or other in self.paired:
                self.paired.add(node)
            if k == MOST_CANDIDATES or time.thread_time() > self.deadline:
                return
            right = None if other is None else (other, places)
            if self.same((node, node.labels), right, node.dims) or self._turned(node, right):
                self.met[node] = None if other is None else (other, places)
                return

    def _turned(self, node: Node, right: Labelled | None) -> bool:
        """Say whether a node is [-u > 0], and the other 1 - [u > 0] for a u of the forward pass.

        As where nodes are made, this leaves out zeros of u: they have no volume, and the forward
        pass or an adjoint has its kink there.
        """
        low = None if right is None or node.op != "above" else complemented(right)
        if low is None or low[0].op != "above" or None in low[1]:
            return False
        (u,), (labels,) = low[0].args, low[0].maps
        if not thin(u) or not may_turn(u):
            return False
        both = [(node.args[0], node.maps[0]), (u, tuple(low[1][k] for k in labels))]
        gap = self.graph.apply("add", both, node.labels)
        return self.same(gap, None, node.dims)

    # --- what numbers propose -------------------------------------------------------------------

    def _printed(self, node: Node) -> None:
        """Take a fingerprint of a node that is not zero."""
        xs = [p.of(node) for p in self.points]
        if node in self.zeros or any(not np.isfinite(x).all() for x in xs):
            return
        axes = tuple(k for k in range(len(node.dims)) if not all(_constant(x, k) for x in xs))
        sums: list[float] = []
        for x in xs:
            part = _without(x, axes)
            sums += [float(part.sum()), float(np.abs(part).sum())]
        lengths = tuple(sorted(repr(node.dims[k]) for k in axes))
        found = self.prints[node] = Print(axes, lengths, tuple(sums))
        for key in _keys(found):
            self.buckets.setdefault(key, []).append(node)

    def _candidates(self, node: Node) -> Iterator[tuple[Node | None, Places]]:
        """Yield older nodes with the same numbers, the most exact and then the oldest first."""
        if node in self.zeros:
            yield None, ()
            return
        own = self.prints.get(node)
        if own is None:
            return
        seen: set[Node] = {node}
        near: list[tuple[float, int, Node, Places]] = []
        for key in _keys(own):
            for other in self.buckets.get(key, ()):
                if other.id >= node.id or other in seen or other in self.met:
                    continue
                seen.add(other)
                if own.near(self.prints[other]):
                    near += [(far, other.id, other, at) for at, far in self._places(node, other)]
        for _, _, other, places in sorted(near, key=lambda t: t[:2]):
            yield other, places

    def _places(self, node: Node, other: Node) -> Iterator[tuple[Places, float]]:
        """Yield for each axis of the other node that of this one, and how far they are apart.

        Numbers may be constant along an axis by chance, as indicators are; so all axes, too.
        """
        axes, others = self.prints[node].axes, self.prints[other].axes
        if len(axes) < len(node.dims) == len(other.dims):
            yield from self._along(node, other, node.labels, other.labels)
        yield from self._along(node, other, axes, others)

    def _along(
        self, node: Node, other: Node, axes: tuple[int, ...], others: tuple[int, ...]
    ) -> Iterator[tuple[Places, float]]:
        for order in itertools.permutations(axes):
            if [node.dims[k] for k in order] != [other.dims[k] for k in others]:
                continue
            worst = 0.0
            for p in self.points:
                x = _without(p.of(node), axes).transpose([axes.index(k) for k in order])
                z = _without(p.of(other), others)
                worst = max(worst, float(np.abs(x - z).max() / np.abs(z).max(initial=1e-300)))
            if worst <= CLOSE:
                table = dict(zip(others, order, strict=True))
                places = tuple(table.get(k) for k in range(len(other.dims)))
                yield places, 0.0 if worst < 1e-14 else worst  # noqa: PLR2004 - rounding
                return

    def first_amiss(self, ends: Iterable[Node]) -> Node | None:
        """Return the first array of the backward pass that has no counterpart and makes none.

        Args:
            ends: the claims that are not the adjoints.
        """
        fits: set[Node] = set()
        for n in self.graph.nodes:
            same = self.met.get(n, (n, ()))  # of an array that is zero, None
            if n.id < self.claims or n in self.paired or same is None or same[0] in fits:
                fits.add(n)
        suspects = self._made_of(ends, fits)
        # what a fitting array is made of, unless it is zero, which much may be that is wrong
        known = (n for n in fits if n.id >= self.claims and self.met.get(n, (n, ())) is not None)
        good = [a for n in known for a in self.graph.parts(n)]
        excused = self._made_of(good, fits)
        return min(suspects - excused or suspects, key=_age, default=None)

    def _made_of(self, ends: Iterable[Node], fits: set[Node]) -> set[Node]:
        """Return these and what they are made of, as far as nothing there fits."""
        found: set[Node] = set()
        stack = list(ends)
        while stack:
            n = stack.pop()
            if n not in found and n not in fits:
                found.add(n)
                stack += self.graph.parts(n)
        return found

    def apart(self, left: Labelled, right: Labelled | None, dims: Sequence[Dim]) -> bool:
        """Say whether numbers tell two arrays apart for certain; None is zero."""
        if self._one(left, right):
            return False
        for p in self.points:
            x, *errors = self._seen(p, left, dims)
            z = np.zeros(())
            if right is not None:
                z, error = self._seen(p, right, dims)
                errors.append(error)
            with np.errstate(all="ignore"):
                if (np.abs(x - z) > ROUNDINGS * sum(errors)).any():  # not where one is no number
                    return True
        return False

    def _one(self, left: Labelled, right: Labelled | None) -> bool:
        """Say whether two arrays were found to be one."""
        other = None if right is None else root_of(self.met, *right)  # type: ignore[arg-type]
        return root_of(self.met, *left) == other  # type: ignore[arg-type]

    @staticmethod
    def _seen(p: Values, array: Labelled, dims: Sequence[Dim]) -> list[np.ndarray]:
        """Return the values of an array, and how far rounding may have moved them."""
        node, labels = array
        places: Any = labels  # numbers, as `root_of` has them
        return [arranged(x, places, len(dims)) for x in (p.of(node), rounding(p, node))]

    # --- what symbols decide --------------------------------------------------------------------

    def same(self, left: Labelled, right: Labelled | None, dims: Sequence[Dim]) -> bool:
        """Say whether two arrays are proved equal at all indices; None is zero."""
        if self._one(left, right):
            return True

        def put(opened: frozenset[Node]) -> Asked:
            products.start_work()
            return ask(self.met, left, right, dims, opened)

        for opened in self.opener.ways(put, zero=right is None):
            if decided(put(opened).question):
                return True
            if time.thread_time() > self.deadline:
                return False
        self.opener.give_up(put)
        return False


def vanishing(p: Values, nodes: Iterable[Node]) -> set[Node]:
    """Return the nodes that are zero at a point but for rounding, beside what they are made of."""
    zeros: set[Node] = set()
    for node in nodes:
        x = p.of(node)
        if not np.isfinite(x).all():
            continue
        gone = not x.any() or (node.op in {"multiply", "sum"} and not zeros.isdisjoint(node.args))
        if not gone and node.op in {"add", "sum"}:
            sizes = p.computed(node, [np.abs(p.of(a)) for a in node.args])
            gone = np.abs(x).max(initial=0) <= CLOSE * np.max(sizes, initial=0)
        if gone:
            zeros.add(node)
    return zeros


def _age(node: Node) -> int:
    return node.id


def _keys(p: Print) -> set[tuple[tuple[str, ...], int]]:
    """Return the buckets of a fingerprint: two where it lies near the edge of one."""
    x = np.log(p.sums[1] + 1.7 * p.sums[3] + 1e-300) * 1e5
    return {(p.lengths, int(np.floor(x + d))) for d in (-0.3, 0.3)}


def _constant(x: np.ndarray, k: int) -> bool:
    """Say whether nothing changes along an axis."""
    if x.shape[k] == 1:
        return False
    first = x.take([0], axis=k)
    return bool(np.abs(x - first).max(initial=0) <= 1e-12 * np.abs(first).max(initial=0))


def _without(x: np.ndarray, axes: Sequence[int]) -> np.ndarray:
    """Return an array at index 0 of all other axes."""
    return x[tuple(slice(None) if k in axes else 0 for k in range(x.ndim))]
