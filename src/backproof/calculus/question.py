"""One question to the normal form: are two arrays equal, whatever the arrays that they name are?

A question holds nothing but what its decision may use: operations, and names of which no more is
known than their signs and whether they are indicators.  Names stand for arrays of real numbers;
equal polynomials of names are equal for all real numbers, zeros and ties included, since no rule
that holds but almost everywhere applies to a name.  Questions that differ in names and letters only
are one, so each is decided once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from typing import Any

from backproof.algebra import elementary, products
from backproof.algebra.polynomial import (
    CONSTANT,
    ZERO,
    Atom,
    Index,
    Kind,
    Poly,
    Rational,
    Unsupported,
    add,
    atom,
    fresh,
    monomial_key,
    number,
    of_atom,
    scale,
)
from backproof.algebra.products import mul, power
from backproof.algebra.sums import substitute
from backproof.algebra.zero import vanishes
from backproof.graph.leaves import Leaf, hidden
from backproof.graph.node import TABLE, Dim
from backproof.graph.reductions import Reduction
from backproof.graph.signs import Sign

MOST_PLACES = 16  # along an axis, to be told apart one by one
MOST_TERMS = 32  # of a sum, to be written one by one

type Ref = tuple[int, tuple[int | None, ...]]
"""A line of the question, and which index stands at each of its axes; None for index 0."""


@dataclass(frozen=True)
class Known:
    """A name: an array of which nothing else is known."""

    dims: tuple[Dim, ...]
    signs: Sign
    indicator: bool


@dataclass(frozen=True)
class Step:
    """An operation on earlier lines of a question; for leaves a number in place of the name."""

    op: str
    attr: Any
    args: tuple[Ref, ...]
    dims: tuple[Dim, ...]
    over: tuple[Dim, ...]

    @property
    def labels(self) -> tuple[int, ...]:
        """Return the labels of its axes."""
        return tuple(range(len(self.dims)))


@dataclass(frozen=True)
class Question:
    """Whether ``left`` is ``right`` at all indices; None for 0."""

    lines: tuple[Known | Step, ...]
    dims: tuple[Dim, ...]
    left: Ref
    right: Ref | None

    def __hash__(self) -> int:
        """Return the hash of all parts, taken once."""
        return self._hash

    @cached_property
    def _hash(self) -> int:
        return hash((self.lines, self.dims, self.left, self.right))


@lru_cache(maxsize=100_000)
def decided(question: Question) -> bool:
    """Say whether the normal form proves it: if need be, with short sums written term by term."""
    return _Decision(question).answer() or (
        any(isinstance(line, Step) and _short(line) for line in question.lines)
        and _Decision(question, spread=True).answer()
    )


def _short(line: Step) -> tuple[int, ...]:
    """Return which bound axes of a sum are a few numbers long."""
    out, terms = [], 1
    for k, d in enumerate(line.over if line.op == "sum" else ()):
        if d.constant is not None and terms * d.constant <= MOST_TERMS:
            terms *= int(d.constant)
            out.append(k)
    return tuple(out)


_indices: dict[tuple[Dim, int], Index] = {}


def index(length: Dim, k: int) -> Index:
    """Return the k-th index along axes of a length; the same ones in every question."""
    found = _indices.get((length, k))
    if found is None:
        found = _indices[length, k] = fresh(length)
    return found


class _Decision:
    def __init__(self, question: Question, *, spread: bool = False) -> None:
        self.question, self.spread = question, spread
        self.count: dict[Dim, int] = {}
        self.memo: dict[tuple[int, tuple[Index, ...]], Poly] = {}
        self.free = tuple(map(self._index, question.dims))
        self.bound = [
            tuple(map(self._index, line.over)) if isinstance(line, Step) else ()
            for line in question.lines
        ]

    def _index(self, length: Dim) -> Index:
        k = self.count[length] = self.count.get(length, -1) + 1
        return index(length, k)

    def answer(self) -> bool:
        products.start_work()
        try:
            left = self._ref(self.question.left, self.free)
            right = ZERO
            if self.question.right is not None:
                right = self._ref(self.question.right, self.free)
            gap = add(left, scale(right, -1))
            return vanishes(gap) or self._at_each_place(gap)
        except (Unsupported, RecursionError):
            return False

    def _at_each_place(self, gap: Poly) -> bool:
        """Say whether it vanishes for each number along an axis that is a few numbers long."""
        for i, d in zip(self.free, self.question.dims, strict=True):
            places = d.constant
            if places is not None and places <= MOST_PLACES and i in gap.free:
                some = (substitute(gap, i, (CONSTANT, k)) for k in range(int(places)))
                return all(vanishes(p) or self._at_each_place(p) for p in some)
        return False

    def _ref(self, ref: Ref, where: Sequence[Index]) -> Poly:
        line, labels = ref
        return self._at(line, tuple((CONSTANT, 0) if k is None else where[k] for k in labels))

    def _at(self, k: int, where: tuple[Index, ...]) -> Poly:
        found = self.memo.get((k, where))
        if found is None:
            found = self.memo[k, where] = self._entry(k, where)
        return found

    def _entry(self, k: int, where: tuple[Index, ...]) -> Poly:
        line = self.question.lines[k]
        if isinstance(line, Known):
            if line.indicator:
                return hidden(k, where)
            return of_atom(atom(Kind.NAME, (k, int(line.signs)), where))
        operation = TABLE[line.op]
        if isinstance(operation, Leaf):
            return operation.at(line, where)
        if isinstance(operation, Reduction):
            return self._reduced(operation, line, (*where, *self.bound[k]))
        return operation.entry(line.attr, [self._ref(ref, where) for ref in line.args])

    def _reduced(self, operation: Reduction, line: Step, where: tuple[Index, ...]) -> Poly:
        """Return an entry of what binds indices; of a short sum, the sum of its terms."""
        for k in _short(line) if self.spread else ():
            place = len(line.dims) + k
            if where[place][0] != CONSTANT:
                count = int(line.over[k].constant or 0)
                some = ((*where[:place], (CONSTANT, q), *where[place + 1 :]) for q in range(count))
                return add(*(self._reduced(operation, line, w) for w in some))
        bound = zip(where[len(line.dims) :], line.over, strict=True)
        binders = {i: d for i, d in bound if i[0] != CONSTANT}
        return operation.bind(binders, [self._ref(ref, where) for ref in line.args])


def renamed_letters(value: Poly, letters: dict[Atom, Poly]) -> Poly:
    """Return a polynomial of sizes with its letters called in the order in which they come."""
    single = value.single()
    if single is not None and single[0] == 1 and len(single[1]) == 1:
        ((a, e),) = single[1]
        return _renamed(a, e, letters)
    parts = []
    for mono, c in sorted(value.terms.items(), key=lambda t: monomial_key(t[0])):
        out = number(c)
        for a, e in sorted(mono, key=lambda pair: pair[0].key):
            out = mul(out, _renamed(a, e, letters))
        parts.append(out)
    return add(*parts) if parts else value


@cache
def _letter(k: int) -> Poly:
    return of_atom(atom(Kind.SYMBOL, (f"~{k}",)))


def _renamed(a: Atom, e: Rational, letters: dict[Atom, Poly]) -> Poly:
    match a.kind:
        case Kind.SYMBOL if not str(a.head[0]).startswith("#"):
            if a not in letters:
                letters[a] = _letter(len(letters))
            return letters[a] if e == 1 else power(letters[a], e)
        case Kind.BASE:
            return power(renamed_letters(a.args[0], letters), e)
        case Kind.EXP:
            return elementary.exp(scale(renamed_letters(a.args[0], letters), e))
        case Kind.FUNCTION if a.head == ("log", 0):
            return power(elementary.log(renamed_letters(a.args[0], letters)), e)
    return of_atom(a, e)
