"""Paths through the decisions that code takes on data: ``if x[i] > 0``, ``max(a, b)``, argmax.

A decision is never guessed: the code is run once for each outcome.  What was decided once on a path
is known on the rest of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from backproof.algebra.extremes import Known, above, asked, negative, settle, weights
from backproof.algebra.polynomial import (
    EMPTY,
    ONE,
    Atom,
    Monomial,
    Poly,
    Rational,
    Unsupported,
    of_atom,
)
from backproof.algebra.products import spend

MOST_PATHS = 256
MOST_DECISIONS = 48
MOST_FACTS = 300  # inequalities held at once while looking for a contradiction


class Path:
    """One run of the code: which outcome each of its decisions has."""

    def __init__(self, prefix: Sequence[int] = ()) -> None:
        self.prefix = list(prefix)
        self.taken: list[tuple[int, int]] = []  # the outcome, and how many there are
        self.known: dict[Atom, bool] = {}
        self.dead = False  # no numbers fulfil all that was decided
        self.ties: set[Poly] = set()  # differences that were asked to be zero
        self.divisors: set[Poly] = set()  # what may be 0 on a whole region
        self.roots: set[Poly] = set()  # what a root or a logarithm was taken of and may be negative

    def settle(self, poly: Poly) -> Poly:
        """Return the polynomial as it is on this path."""
        return settle(poly, self.known) if self.known else poly

    def truth(self, indicator: Poly) -> bool:
        """Decide whether an indicator is 1, atom by atom."""
        indicator = self.settle(indicator)
        while (value := indicator.constant) is None:
            a = min(asked(indicator), key=depth)
            options = [v for v in (True, False) if not contradicts({**self.known, a: v})]
            if not options:  # no numbers take this path, whatever the code does on the rest of it
                self.dead = True
                return False
            self._learn({a: self._choose(options)})
            indicator = self.settle(indicator)
        return value != 0

    def must_be_defined(self) -> None:
        """Refuse a question whose answer is another one where there is no number but NaN.

        Symbols cancel: r / r is 1 wherever it is a number, and nobody sees any more where not.
        """
        if self.divisors:
            raise Unsupported("a comparison after a division by what may be 0 on a whole region")
        if self.roots:
            raise Unsupported("a comparison after a root or a logarithm of what may be negative")

    def winner(self, polys: Sequence[Poly]) -> int:
        """Decide which of these is the largest (the first of them, as argmax has it)."""
        self.must_be_defined()
        polys = tuple(map(self.settle, polys))
        options = []
        for i, w in enumerate(weights(polys)):
            weight = self.settle(w)
            facts = _all_true(weight)
            if facts is not None and not contradicts({**self.known, **facts}):
                options.append((i, facts))
        if not options:
            self.dead = True
            return 0
        i, facts = options[self._choose(list(range(len(options))))]
        self._learn(facts)
        return i

    def _choose[T](self, options: list[T]) -> T:
        if len(options) == 1:
            return options[0]
        place = len(self.taken)
        if place >= MOST_DECISIONS:  # as in a loop that goes on until numbers are small
            raise Unsupported(f"more than {MOST_DECISIONS} decisions in a row")
        choice = self.prefix[place] if place < len(self.prefix) else 0
        self.taken.append((choice, len(options)))
        return options[choice]

    def _learn(self, facts: Known) -> None:
        for a, value in facts.items():
            self.known[a] = value
            if value:  # u > 0, so -u > 0 is false even where that is an indicator of its own
                mirrored = above(negative(a.args[0]))
                for b in {b for m in mirrored.terms for b, _ in m}:
                    if mirrored == of_atom(b):
                        self.known.setdefault(b, False)

    def following(self) -> list[int] | None:
        """Return the prefix of the next path, depth first; None after the last."""
        taken = list(self.taken)
        while taken and taken[-1][0] + 1 == taken[-1][1]:
            taken.pop()
        if not taken:
            return None
        return [*(choice for choice, _ in taken[:-1]), taken[-1][0] + 1]


def depth(a: Atom) -> tuple[object, ...]:
    """Return a sort key that puts indicators inside of others first."""
    return (len(asked(a.args[0])), a.key)


def _all_true(weight: Poly) -> dict[Atom, bool] | None:
    """Return the values of indicators at which a product of them and their complements is 1."""
    facts: dict[Atom, bool] = {}
    for a in sorted(asked(weight), key=depth):
        low, high = settle(weight, {a: False}), settle(weight, {a: True})
        if low.terms and high.terms:
            raise Unsupported("an argmax among values with kinks")
        if not low.terms and not high.terms:
            return None
        facts[a] = bool(high.terms)
        weight = high if high.terms else low
    return facts if weight == ONE else None


_running: list[Path] = []


@contextmanager
def on(path: Path) -> Iterator[None]:
    """Run code on one path."""
    _running.append(path)
    try:
        yield
    finally:
        _running.pop()


def current() -> Path:
    """Return the path that is run."""
    if not _running:
        raise Unsupported("a decision on data outside of a proof")
    return _running[-1]


def paths() -> Iterator[Path]:
    """Yield paths until all outcomes were taken; each must be run before the next is asked for."""
    prefix: list[int] | None = []
    count = 0
    while prefix is not None:
        count += 1
        if count > MOST_PATHS:
            raise Unsupported(f"more than {MOST_PATHS} branches")
        path = Path(prefix)
        yield path
        prefix = path.following()


# --- contradictions -----------------------------------------------------------------------------

type _Row = tuple[dict[Monomial, Rational], bool]


def contradicts(known: Known) -> bool:
    """Say whether it is sure that no numbers fulfil all these inequalities.

    Every monomial is taken for a variable of its own, and the variables are eliminated one by one.
    False means that no contradiction was found.
    """
    rows: list[_Row] = []
    for a, value in known.items():
        u = a.args[0] if value else negative(a.args[0])
        rows.append((dict(u.terms), value))
    while True:
        if any(_impossible(row, strict=strict) for row, strict in rows):
            return True
        spend(len(rows))
        variable = _cheapest(rows)
        if variable is None:
            return False
        rows = _eliminate(rows, variable)
        if len(rows) > MOST_FACTS:
            return False


def _impossible(row: dict[Monomial, Rational], *, strict: bool) -> bool:
    if any(m != EMPTY for m in row):
        return False
    value = row.get(EMPTY, 0)
    return value < 0 or (strict and value == 0)


def _cheapest(rows: Sequence[_Row]) -> Monomial | None:
    counts: dict[Monomial, list[int]] = {}
    for row, _ in rows:
        for m, c in row.items():
            if m != EMPTY:
                counts.setdefault(m, [0, 0])[c > 0] += 1
    if not counts:
        return None
    return min(counts, key=lambda m: counts[m][0] * counts[m][1] - sum(counts[m]))


def _eliminate(rows: Sequence[_Row], m: Monomial) -> list[_Row]:
    up = [r for r in rows if r[0].get(m, 0) > 0]
    down = [r for r in rows if r[0].get(m, 0) < 0]
    out = [r for r in rows if m not in r[0]]
    for high, s in up:
        for low, t in down:
            a, b = -low[m], high[m]
            row: dict[Monomial, Rational] = {}
            for k in high.keys() | low.keys():
                total = a * high.get(k, 0) + b * low.get(k, 0)
                if total:
                    row[k] = total
            out.append((row, s or t))
    return out
