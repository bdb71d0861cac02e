"""Polynomials over atoms: the data in which the normal form is written.

A *polynomial* is a finite sum of terms; a term is a rational coefficient times a *monomial*, a
product of *atoms* with rational exponents.  An atom is an entry ``x[n, k]``, a size ``N``, an
exponential, an unknown function applied to a polynomial, a sum over a bound index, and so on.
Atoms are interned, so two of them are equal exactly when they are the same object.

Bound indices carry no names.  An atom that binds indices has a *height*, one more than the heights
inside it, and its bound indices are called ``(BOUND, height, position)``.  Since everything inside
is lower, no name can be captured.
"""

from __future__ import annotations

import itertools
from enum import IntEnum
from fractions import Fraction
from typing import TYPE_CHECKING, Any, ClassVar
from weakref import WeakValueDictionary

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

#: Index kinds, first member of an index tuple: bound in an atom, free, fresh, a constant, and an
#: entry of an integer input: (LABEL, name, its indices, the length that it stays below).
BOUND, FREE, FRESH, CONSTANT, LABEL = range(5)
type Index = tuple[Any, ...]
#: Whole numbers are kept as such: they are the rule, and a fraction takes thirty times as long.
type Rational = int | Fraction
type Monomial = frozenset[tuple["Atom", Rational]]

_fresh = itertools.count()


class Unsupported(TypeError):  # noqa: N818 - it names a limit of the method, not a mistake of the caller
    """The symbolic method cannot follow this operation; the message names it."""

    #: How many were raised, and the last message: code under proof may catch one, but not hide it.
    raised: ClassVar[tuple[int, str]] = (0, "")

    def __init__(self, message: str) -> None:
        super().__init__(message)
        Unsupported.raised = (Unsupported.raised[0] + 1, message)


class Kind(IntEnum):
    """What an atom is; the order is the order in which atoms are sorted."""

    EXP = 0  # exp of a monomial
    ENTRY = 1  # x[i, j]; a scalar input has no index
    SYMBOL = 2  # a size, positive, or a constant such as pi
    PRIME = 3  # an integer that stands under a root
    FUNCTION = 4  # head = (name, order of derivative, ...)
    DELTA = 5  # Kronecker delta of two indices
    POSITIVE = 6  # 1 where its polynomial is positive, 0 where it is negative
    BASE = 7  # a polynomial that stands under a negative or broken power
    SUM = 8  # sum of a monomial over bound indices
    MAX = 9  # maximum of a polynomial over bound indices
    FUNCTIONAL = 10  # an unknown scalar function of a whole array
    PARTIAL = 11  # its partial derivative by one entry of that array
    NAME = 12  # an entry of an array that may be anything its signs allow: head = (name, signs)


def leaves(index: Index) -> Iterator[Index]:
    """Yield the indices that may be bound or replaced: the index itself, or those in a label."""
    if index[0] == LABEL:
        for inner in index[2]:
            yield from leaves(inner)
    elif index[0] != CONSTANT:
        yield index


def moved(index: Index, mapping: Mapping[Index, Index]) -> Index:
    """Return an index with its leaves renamed."""
    if index[0] == LABEL:
        return (*index[:2], tuple(moved(i, mapping) for i in index[2]), index[3])
    return mapping.get(index, index)


def fresh(length: Poly) -> Index:
    """Return an index that occurs nowhere else, and knows the length of the axis it runs along."""
    return (FRESH, next(_fresh), length)


class Mismatch(ValueError):  # noqa: N818 - as above
    """Shapes that do not fit for all sizes; for some they may, so code may not catch it unseen."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        Unsupported.raised = (Unsupported.raised[0] + 1, message)


class Poly:
    """An immutable sum of terms, ``{monomial: coefficient}`` without zeros."""

    __slots__ = ("_free", "_hash", "_height", "_key", "_names", "terms")

    def __init__(self, terms: Mapping[Monomial, Rational]) -> None:
        self.terms = terms
        self._hash: int | None = None
        self._key: tuple[Any, ...] | None = None
        self._free: frozenset[Index] | None = None
        self._names: frozenset[str] | None = None
        self._height: int | None = None

    def _atoms(self) -> set[Atom]:
        return {atom for mono in self.terms for atom, _ in mono}

    @property
    def free(self) -> frozenset[Index]:
        """Return the indices that are not bound in it."""
        if self._free is None:
            self._free = frozenset().union(*(atom.free for atom in self._atoms()))
        return self._free

    @property
    def names(self) -> frozenset[str]:
        """Return the arrays whose entries occur in it."""
        if self._names is None:
            self._names = frozenset().union(*(atom.names for atom in self._atoms()))
        return self._names

    @property
    def height(self) -> int:
        """Return the largest height of an atom in it."""
        if self._height is None:
            self._height = max((atom.height for atom in self._atoms()), default=0)
        return self._height

    def __hash__(self) -> int:
        if self._hash is None:
            self._hash = hash(frozenset(self.terms.items()))
        return self._hash

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        return isinstance(other, Poly) and hash(self) == hash(other) and self.terms == other.terms

    @property
    def key(self) -> tuple[Any, ...]:
        """Return a sort key that does not depend on how the polynomial came about."""
        if self._key is None:
            self._key = tuple(sorted((monomial_key(m), c) for m, c in self.terms.items()))
        return self._key

    def __repr__(self) -> str:
        return (
            " + ".join(
                f"{c}*" + "*".join(f"{a}^{e}" if e != 1 else f"{a}" for a, e in m) if m else str(c)
                for m, c in self.terms.items()
            )
            or "0"
        )

    @property
    def constant(self) -> Rational | None:
        """Return the value if this is a plain number, else None."""
        if not self.terms:
            return 0
        return self.terms.get(EMPTY) if len(self.terms) == 1 else None

    def single(self) -> tuple[Rational, Monomial] | None:
        """Return coefficient and monomial if there is exactly one term."""
        if len(self.terms) != 1:
            return None
        ((mono, coefficient),) = self.terms.items()
        return coefficient, mono


EMPTY: Monomial = frozenset()
ZERO = Poly({})
ONE = Poly({EMPTY: 1})


class Atom:
    """One indivisible factor; made by `atom`, compared by identity."""

    __slots__ = (
        "__weakref__",
        "_key",
        "args",
        "free",
        "head",
        "height",
        "indices",
        "kind",
        "names",
        "ranges",
    )

    def __init__(
        self,
        kind: Kind,
        head: tuple[str | int, ...],
        indices: tuple[Index, ...],
        ranges: tuple[Poly, ...],
        args: tuple[Poly, ...],
    ) -> None:
        self.kind, self.head, self.indices = kind, head, indices
        self.ranges, self.args = ranges, args
        self.height = max((p.height for p in args), default=0) + bool(ranges)
        bound = {(BOUND, self.height, q) for q in range(len(ranges))}
        inside = frozenset().union(*(p.free for p in args)) - bound
        self.free: frozenset[Index] = inside.union(*map(leaves, indices))
        own = {str(head[0])} if kind is Kind.ENTRY else set()
        #: The arrays whose entries occur in it.
        self.names: frozenset[str] = frozenset(own).union(*(p.names for p in args))
        self._key: tuple[Any, ...] | None = None

    @property
    def key(self) -> tuple[Any, ...]:
        """Return a sort key that does not depend on how the atom came about."""
        if self._key is None:
            self._key = (
                int(self.kind),
                self.head,
                self.indices,
                tuple(p.key for p in self.ranges),
                tuple(p.key for p in self.args),
            )
        return self._key

    def __repr__(self) -> str:
        inner = ", ".join(map(repr, self.args))
        index = ",".join("".join(map(str, i)) for i in self.indices)
        over = f" over {len(self.ranges)}" if self.ranges else ""
        return f"{self.kind.name}{list(self.head) or ''}[{index}]({inner}{over})"


_atoms: WeakValueDictionary[tuple[Any, ...], Atom] = WeakValueDictionary()


def atom(
    kind: Kind,
    head: tuple[str | int, ...] = (),
    indices: tuple[Index, ...] = (),
    ranges: tuple[Poly, ...] = (),
    args: tuple[Poly, ...] = (),
) -> Atom:
    """Return the one atom with these parts."""
    parts = (kind, head, indices, ranges, args)
    found = _atoms.get(parts)
    if found is None:
        found = _atoms[parts] = Atom(*parts)
    return found


def monomial_key(mono: Monomial) -> tuple[Any, ...]:
    """Return a sort key for a monomial."""
    return tuple(sorted((a.key, e) for a, e in mono))


def simplest(value: Rational) -> Rational:
    """Return a whole number as an int.

    >>> simplest(Fraction(4, 2)), simplest(Fraction(1, 2))
    (2, Fraction(1, 2))
    """
    if type(value) is int:
        return value
    return int(value) if value.denominator == 1 else Fraction(value)


def inverse(value: Rational) -> Rational:
    """Return one over a number; ``1 / value`` would be a float where it is whole.

    >>> inverse(2), inverse(Fraction(1, 2))
    (Fraction(1, 2), 2)
    """
    return simplest(Fraction(1) / value)


def number(value: Rational) -> Poly:
    """Return the constant polynomial of a rational number."""
    return Poly({EMPTY: simplest(value)}) if value else ZERO


def of_atom(a: Atom, exponent: Rational = 1) -> Poly:
    """Return an atom to a power, as it stands."""
    return Poly({frozenset({(a, simplest(exponent))}): 1})


def entry(name: str, indices: tuple[Index, ...], *, positive: bool = False) -> Poly:
    """Return one entry of an input array; ``positive`` if all its entries are meant to be."""
    return of_atom(atom(Kind.ENTRY, (name, "+") if positive else (name,), indices))


def add(*polys: Poly) -> Poly:
    """Return the sum."""
    if len(polys) == 1:
        return polys[0]
    return collect((m, c) for p in polys for m, c in p.terms.items())


def collect(terms: Iterable[tuple[Monomial, Rational]]) -> Poly:
    """Gather equal monomials and drop those that cancel."""
    out: dict[Monomial, Rational] = {}
    for mono, coefficient in terms:
        total = out.get(mono, 0) + coefficient
        if total:
            out[mono] = total if type(total) is int else simplest(total)
        else:
            out.pop(mono, None)
    return Poly(out)


def scale(poly: Poly, factor: Rational) -> Poly:
    """Return the polynomial times a number."""
    if factor == 1:
        return poly
    return Poly({m: simplest(c * factor) for m, c in poly.terms.items()}) if factor else ZERO
