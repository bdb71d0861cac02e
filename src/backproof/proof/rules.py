"""The rules of the normal form: products, powers, exponentials, logarithms, indicators, sums.

Every function takes polynomials in normal form and returns one.  Each rule is an identity of real
numbers that holds wherever both sides are defined; nothing here is heuristic but the choice which
identity to use.  So equal normal forms prove equality, while different ones prove nothing.
"""

from __future__ import annotations

import itertools
from collections import Counter
from fractions import Fraction
from functools import lru_cache
from math import ceil, floor, gcd, lcm
from typing import TYPE_CHECKING

from backproof.proof.polynomial import (
    BOUND,
    CONSTANT,
    EMPTY,
    FRESH,
    ONE,
    ZERO,
    Atom,
    Index,
    Kind,
    Monomial,
    Poly,
    Unsupported,
    add,
    atom,
    collect,
    fresh,
    monomial_key,
    number,
    of_atom,
    scale,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

MOST_TERMS = 20_000  # a product that grows past this is given up, not waited for
MOST_POWER = 12  # so is the expansion of a sum of terms to a higher power
MOST_BOUND = 7  # and a sum with more bound indices that cannot be told apart
TRIAL_DIVISION = 10_000  # larger prime factors of a number under a root stay together

MOST_WORK = 100_000  # products of terms and renamings of atoms in one normal form: some seconds

ACTIVE = {Kind.PRIME, Kind.DELTA, Kind.POSITIVE, Kind.BASE}


_work = [0]


def start_work() -> None:
    """Begin to count the steps of a new normal form, so that none goes on for ever."""
    _work[0] = 0


def _spend(steps: int) -> None:
    _work[0] += steps
    if _work[0] > MOST_WORK:
        raise Unsupported(f"a normal form that takes more than {MOST_WORK} steps")


# --- products -----------------------------------------------------------------------------------


def mul(*polys: Poly) -> Poly:
    """Return the product."""
    out = ONE
    for poly in polys:
        if not poly.terms:
            return ZERO
        out = _mul(out, poly)
    return out


def _mul(left: Poly, right: Poly) -> Poly:
    if left == ONE:
        return right
    if right == ONE:
        return left
    if len(left.terms) * len(right.terms) > MOST_TERMS:
        raise Unsupported(f"a product of more than {MOST_TERMS} terms")
    _spend(len(left.terms) * len(right.terms))
    parts: list[tuple[Monomial, Fraction]] = []
    for (m1, c1), (m2, c2) in itertools.product(left.terms.items(), right.terms.items()):
        factors = dict(m1)
        for a, e in m2:
            factors[a] = factors.get(a, Fraction(0)) + e
        parts.extend((m, c * c1 * c2) for m, c in _term(factors).terms.items())
    return collect(parts)


def _term(factors: Mapping[Atom, Fraction]) -> Poly:
    """Return the normal form of a product of atoms whose exponents may have left their range."""
    plain = {a: e for a, e in factors.items() if e}
    if not any(a.kind in ACTIVE for a in plain):
        return Poly({frozenset(plain.items()): Fraction(1)})
    coefficient, spilled = Fraction(1), []
    for a, e in list(plain.items()):
        if a.kind is Kind.PRIME and not 0 < e < 1:
            whole = floor(e)
            coefficient *= Fraction(int(a.head[0])) ** whole
            plain[a] = e - whole
        elif a.kind in {Kind.DELTA, Kind.POSITIVE} and e != 1:
            if e < 0:
                raise Unsupported("division by an indicator that may be zero")
            plain[a] = Fraction(1)
        elif a.kind is Kind.BASE and e >= 1:
            spilled.append(power(a.args[0], Fraction(floor(e))))
            plain[a] = e - floor(e)
    plain = {a: e for a, e in plain.items() if e}
    if spilled:
        return scale(mul(Poly({frozenset(plain.items()): Fraction(1)}), *spilled), coefficient)
    return scale(_reduce(plain), coefficient)


def _reduce(factors: dict[Atom, Fraction]) -> Poly:
    """Remove from the numerator what the denominators know: with B = p + r, p/B becomes 1 - r/B."""
    for base in sorted((a for a in factors if a.kind is Kind.BASE), key=lambda a: a.key):
        exponent = factors[base]
        if exponent >= 0 or (found := _pivot(base)) is None:
            continue
        pivot, lead, coefficient, rest = found
        present, wanted = factors.get(pivot, Fraction(0)), dict(lead)[pivot]
        lower = dict(factors)
        lower[base] = exponent + 1
        if present >= wanted:
            for a, e in lead:
                for target in (factors, lower):
                    target[a] = target.get(a, Fraction(0)) - e
            kept = scale(mul(_term(factors), rest), -1)
            return scale(add(_term(lower), kept), 1 / coefficient)
        single = rest.single()
        if present < 0 and single is not None:
            inverse = power(rest, Fraction(-1))
            raised = dict(factors)
            for a, e in lead:
                raised[a] = raised.get(a, Fraction(0)) + e
            kept = scale(_term(raised), -coefficient)
            return mul(inverse, add(_term(lower), kept))
    return Poly({frozenset((a, e) for a, e in factors.items() if e): Fraction(1)})


@lru_cache(maxsize=4096)
def _pivot(base: Atom) -> tuple[Atom, Monomial, Fraction, Poly] | None:
    """Return an atom that occurs in one term of the base alone, that term and the rest."""
    poly = base.args[0]
    seen: dict[Atom, list[Monomial]] = {}
    for mono in poly.terms:
        for a, e in mono:
            seen.setdefault(a, []).append(mono)
            if e <= 0 or e.denominator != 1:
                seen[a].append(mono)
    good = [
        (a, monos[0])
        for a, monos in seen.items()
        if len(monos) == 1 and a.kind in {Kind.EXP, Kind.ENTRY, Kind.SYMBOL, Kind.FUNCTION}
    ]
    if not good:
        return None
    pivot, lead = min(good, key=lambda pair: (pair[0].kind, pair[0].key))
    rest = Poly({m: c for m, c in poly.terms.items() if m != lead})
    return pivot, lead, poly.terms[lead], rest


# --- powers -------------------------------------------------------------------------------------


def positive(a: Atom) -> bool:
    """Say whether an atom is known to be positive wherever it is defined."""
    if a.kind in {Kind.EXP, Kind.SYMBOL, Kind.PRIME}:
        return True
    if a.kind in {Kind.SUM, Kind.BASE}:
        return positive_poly(a.args[0])
    return False


@lru_cache(maxsize=4096)
def positive_poly(poly: Poly) -> bool:
    """Say whether a polynomial is known to be positive: no term negative, one of them positive."""
    if not poly.terms or any(c < 0 for c in poly.terms.values()):
        return False
    strict = False
    for mono in poly.terms:
        unknown = [(a, e) for a, e in mono if not positive(a) and e.denominator == 1]
        if any(e % 2 and not nonnegative(a) for a, e in unknown):
            return False
        strict = strict or not unknown
    return strict


def nonnegative(a: Atom) -> bool:
    """Say whether an atom is known not to be negative."""
    if a.kind in {Kind.DELTA, Kind.POSITIVE}:
        return True
    if a.kind in {Kind.SUM, Kind.BASE}:
        return all(
            c > 0
            and all(
                positive(b) or nonnegative(b) or e % 2 == 0 or e.denominator > 1 for b, e in mono
            )
            for mono, c in a.args[0].terms.items()
        )
    return False


@lru_cache(maxsize=8192)
def power(poly: Poly, exponent: Fraction) -> Poly:
    """Return a polynomial to a rational power."""
    if exponent == 0:
        return ONE
    if not poly.terms:
        if exponent < 0:
            raise Unsupported("division by zero")
        return ZERO
    single = poly.single()
    if single is not None:
        return _power_of_term(*single, exponent)
    if exponent.denominator == 1 and exponent > 0:
        if exponent > MOST_POWER:
            raise Unsupported(f"a sum of terms to the power {exponent}")
        out = ONE
        for _ in range(int(exponent)):
            out = mul(out, poly)
        return out
    coefficient, content, primitive = _content(poly, whole=exponent.denominator == 1)
    outside = _power_of_term(coefficient, content, exponent)
    base = of_atom(atom(Kind.BASE, args=(primitive,)))
    ((mono, _),) = base.terms.items()
    ((a, _),) = mono
    return mul(outside, _term({a: exponent}))


def _power_of_term(coefficient: Fraction, mono: Monomial, exponent: Fraction) -> Poly:
    if exponent.denominator == 1:
        return scale(_term({a: e * exponent for a, e in mono}), coefficient ** int(exponent))
    out, kept = _number_power(abs(coefficient), exponent), []
    for a, e in mono:
        # a^e is positive where it is defined: its sign cannot hide in the root
        if positive(a) or e.denominator != 1:
            out = mul(out, _term({a: e * exponent}))
        else:
            kept.append((a, e))
    if coefficient > 0 and len(kept) == 1 and kept[0][1] % 2:
        ((a, e),) = kept
        return mul(out, _term({a: e * exponent}))
    if kept or coefficient < 0:
        under = Poly({frozenset(kept): Fraction(1 if coefficient > 0 else -1)})
        out = mul(out, _term({atom(Kind.BASE, args=(under,)): exponent}))
    return out


@lru_cache(maxsize=1024)
def _number_power(value: Fraction, exponent: Fraction) -> Poly:
    """Return a positive number to a broken power, by its prime factors."""
    out = ONE
    for part, sign in ((value.numerator, 1), (value.denominator, -1)):
        left, p = part, 2
        while left > 1 and p <= TRIAL_DIVISION:
            times = 0
            while left % p == 0:
                left, times = left // p, times + 1
            if times:
                out = mul(out, _term({atom(Kind.PRIME, (p,)): sign * times * exponent}))
            p += 1 if p == 2 else 2  # noqa: PLR2004 - after two come the odd numbers
        if left > 1:
            out = mul(out, _term({atom(Kind.PRIME, (left,)): sign * exponent}))
    return out


def _content(poly: Poly, *, whole: bool) -> tuple[Fraction, Monomial, Poly]:
    """Split a polynomial into a number, a common monomial and what is left.

    Under a whole power every atom may be taken out, under a broken one only positive ones.
    """
    monos = [dict(m) for m in poly.terms]
    lowest: dict[Atom, Fraction] = {}
    for a in {a for m in monos for a in m}:
        if whole or positive(a):
            low = min(m.get(a, Fraction(0)) for m in monos)
            if low:
                lowest[a] = low
    inverse = Poly({frozenset((a, -e) for a, e in lowest.items()): Fraction(1)})
    left = mul(poly, inverse) if lowest else poly
    if not left.terms:
        raise Unsupported("a power or a logarithm of zero")
    coefficients = list(left.terms.values())
    size = Fraction(
        gcd(*(c.numerator for c in coefficients)), lcm(*(c.denominator for c in coefficients))
    )
    lead = min(left.terms, key=monomial_key)
    if whole and left.terms[lead] < 0:
        size = -size
    return size, frozenset(lowest.items()), scale(left, 1 / size)


# --- elementary functions -----------------------------------------------------------------------


@lru_cache(maxsize=8192)
def exp(poly: Poly) -> Poly:
    """Give e to a power; a sum in the exponent becomes a product, and e^(c log u) is u^c."""
    out = ONE
    for mono, c in poly.terms.items():
        logarithm = _as_log(mono)
        if logarithm is not None:
            out = mul(out, power(logarithm, c))
        else:
            unit = Poly({mono: Fraction(1)})
            out = mul(out, of_atom(atom(Kind.EXP, args=(unit,)), c))
    return out


def _as_log(mono: Monomial) -> Poly | None:
    if len(mono) == 1:
        ((a, e),) = mono
        if e == 1 and a.kind is Kind.FUNCTION and a.head == ("log", 0):
            return a.args[0]
    return None


@lru_cache(maxsize=8192)
def log(poly: Poly) -> Poly:
    """Give the logarithm; positive factors come out as sums, and that of e^u is u."""
    single = poly.single()
    if not poly.terms:
        raise Unsupported("the logarithm of zero")
    if single is None:
        if lowest := _positive_denominators(poly):
            # log(p/B) is log p - log B: log(1 - 1/(1 + u)) becomes log u - log(1 + u)
            inverse = Poly({frozenset((a, -e) for a, e in lowest.items()): Fraction(1)})
            logs = (scale(_log_atom(a.args[0]), e) for a, e in lowest.items())
            return add(log(mul(poly, inverse)), *logs)
        coefficient, content, primitive = _content(poly, whole=False)
        return add(log(Poly({content: coefficient})), _log_atom(primitive))
    coefficient, mono = single
    out, kept = ZERO, []
    for a, e in mono:
        if a.kind is Kind.EXP:
            out = add(out, scale(a.args[0], e))
        elif positive(a):
            inside = a.args[0] if a.kind is Kind.BASE else of_atom(a)
            out = add(out, scale(_log_atom(inside), e))
        else:
            kept.append((a, e))
    if coefficient > 0:
        out = add(out, _log_of_number(coefficient))
    if kept or coefficient < 0:
        sign = Fraction(1 if coefficient > 0 else -1)
        out = add(out, _log_atom(Poly({frozenset(kept): sign})))
    return out


def _positive_denominators(poly: Poly) -> dict[Atom, Fraction]:
    lowest: dict[Atom, Fraction] = {}
    for a, e in (factor for mono in poly.terms for factor in mono):
        if a.kind is Kind.BASE and e < 0 and positive(a):
            lowest[a] = min(lowest.get(a, e), e)
    return lowest


def _log_of_number(value: Fraction) -> Poly:
    parts = ((value.numerator, 1), (value.denominator, -1))
    return add(*(scale(_log_atom(number(n)), sign) for n, sign in parts if n > 1), ZERO)


def _log_atom(poly: Poly) -> Poly:
    return of_atom(atom(Kind.FUNCTION, ("log", 0), args=(poly,)))


def tanh(poly: Poly) -> Poly:
    """Return tanh through exp, so that it meets the sigmoid in one normal form."""
    if not poly.terms:
        return ZERO
    denominator = power(add(ONE, exp(scale(poly, 2))), Fraction(-1))
    return add(ONE, scale(denominator, -2))


@lru_cache(maxsize=8192)
def step(poly: Poly) -> Poly:
    """Return [u > 0], exactly; where u is hardly ever 0, [-u > 0] is written 1 - [u > 0].

    That complement is wrong at u = 0. It is used only where this is a kink, which the scope of a
    proof names, and never where u may be 0 on a whole region: relu(x), z - max(z), x_i - x_j on the
    diagonal.
    """
    value = poly.constant
    if value is not None:
        return ONE if value > 0 else ZERO
    if positive_poly(poly):
        return ONE
    if positive_poly(scale(poly, -1)):
        return ZERO
    _, content, _ = _content(poly, whole=False)
    left = mul(poly, Poly({frozenset((a, -e) for a, e in content): Fraction(1)}))
    size = abs(left.terms[min(left.terms, key=monomial_key)])
    left = scale(left, 1 / size)
    if left.terms[min(left.terms, key=monomial_key)] < 0 and seldom_zero(left):
        return add(ONE, scale(of_atom(atom(Kind.POSITIVE, args=(scale(left, -1),))), -1))
    return of_atom(atom(Kind.POSITIVE, args=(left,)))


def seldom_zero(poly: Poly) -> bool:
    """Say whether the zeros of a polynomial are known to have no volume, whatever its indices are.

    So it is if some array occurs in it only once, as a factor of one term whose other factors are
    seldom zero: with all else held fixed, it is zero for one value of that entry at most.
    """
    times = _occurrences(poly)
    return any(_pinned(mono, frozenset(), times) for mono in poly.terms)


def _pinned(mono: Monomial, bound: frozenset[Index], times: Mapping[str, int]) -> bool:
    steady = {Kind.EXP, Kind.SYMBOL, Kind.PRIME, Kind.ENTRY}
    for a, e in mono:
        if any(b.kind not in steady for b, _ in mono if b is not a):
            continue
        if a.kind is Kind.ENTRY and times[str(a.head[0])] == 1 and bound <= set(a.indices):
            return True
        if a.kind is Kind.SUM and e == 1 and not bound:  # one entry of the sum can be moved alone
            inner = frozenset((BOUND, a.height, q) for q in range(len(a.ranges)))
            if any(_pinned(m, inner, times) for m in a.args[0].terms):
                return True
    return False


def _occurrences(poly: Poly) -> Counter[str]:
    """Count how often each array is written in a polynomial, at any depth."""
    out: Counter[str] = Counter()
    for mono in poly.terms:
        for a, _ in mono:
            if a.kind is Kind.ENTRY:
                out[str(a.head[0])] += 1
            for p in a.args:
                out.update(_occurrences(p))
    return out


# --- bound indices ------------------------------------------------------------------------------


def rename(poly: Poly, mapping: Mapping[Index, Index]) -> Poly:
    """Return the polynomial with indices renamed one to one; the names must be new to it."""
    used = {i: j for i, j in mapping.items() if i in poly.free}
    return _rename(poly, frozenset(used.items())) if used else poly


@lru_cache(maxsize=65536)
def _rename(poly: Poly, mapping: frozenset[tuple[Index, Index]]) -> Poly:
    table = dict(mapping)
    return collect(
        (frozenset((_rename_atom(a, table), e) for a, e in mono), c)
        for mono, c in poly.terms.items()
    )


def _rename_atom(a: Atom, mapping: Mapping[Index, Index]) -> Atom:
    if a.free.isdisjoint(mapping):
        return a
    _spend(1)
    indices = tuple(mapping.get(i, i) for i in a.indices)
    if not a.ranges:
        if a.kind is Kind.DELTA:
            indices = tuple(sorted(indices))
        return atom(a.kind, a.head, indices, (), tuple(rename(p, mapping) for p in a.args))
    binders, args = open_atom(a)
    return _close(a.kind, a.head, indices, binders, tuple(rename(p, mapping) for p in args))


def open_atom(a: Atom) -> tuple[dict[Index, Poly], tuple[Poly, ...]]:
    """Return the ranges of an atom's bound indices under fresh names, and its arguments."""
    names: dict[Index, Index] = {
        (BOUND, a.height, q): fresh(length) for q, length in enumerate(a.ranges)
    }
    binders = dict(zip(names.values(), a.ranges, strict=True))
    return binders, tuple(rename(p, names) for p in a.args)


def _close(
    kind: Kind,
    head: tuple[str | int, ...],
    indices: tuple[Index, ...],
    binders: Mapping[Index, Poly],
    args: tuple[Poly, ...],
) -> Atom:
    """Bind indices under the names that give the smallest key, so that order of writing is lost."""
    height = 1 + max((p.height for p in args), default=0)
    names = [(BOUND, height, q) for q in range(len(binders))]
    ordered = kind is not Kind.SUM and kind is not Kind.MAX
    orders = [tuple(binders)] if ordered else _orders(binders, args)
    best: tuple[object, tuple[Poly, ...], tuple[Poly, ...]] | None = None
    for order in orders:
        mapping = dict(zip(order, names, strict=True))
        renamed = tuple(rename(p, mapping) for p in args)
        ranges = tuple(binders[i] for i in order)
        key = (tuple(p.key for p in ranges), tuple(p.key for p in renamed))
        if best is None or key < best[0]:  # type: ignore[operator]
            best = key, ranges, renamed
    if best is None:
        raise AssertionError(binders)
    return atom(kind, head, indices, best[1], best[2])


def _orders(binders: Mapping[Index, Poly], args: tuple[Poly, ...]) -> Iterable[tuple[Index, ...]]:
    """Yield the orders of bound indices that are worth trying: only equals are permuted."""
    if len(binders) == 1:
        return [tuple(binders)]
    star, other = (FREE_STAR, "*"), (FREE_STAR, "?")
    classes: dict[object, list[Index]] = {}
    for i, size in binders.items():
        mask = {j: star if j == i else other for j in binders}
        looks = tuple(_masked(p, mask) for p in args)
        classes.setdefault((size.key, looks), []).append(i)
    groups = [classes[k] for k in sorted(classes)]  # type: ignore[type-var]
    if max(map(len, groups)) > MOST_BOUND:
        raise Unsupported(f"a sum over more than {MOST_BOUND} indices that look alike")
    return (
        tuple(itertools.chain(*parts))
        for parts in itertools.product(*(itertools.permutations(g) for g in groups))
    )


FREE_STAR = 1


def _masked(poly: Poly, mask: Mapping[Index, Index]) -> tuple[object, ...]:
    """Return a key of the polynomial in which all indices of the mask but one look the same."""
    return tuple(
        sorted(
            (tuple(sorted((_masked_atom(a, mask), e) for a, e in m)), c)
            for m, c in poly.terms.items()
        )
    )


def _masked_atom(a: Atom, mask: Mapping[Index, Index]) -> tuple[object, ...]:
    if a.free.isdisjoint(mask):
        return (0, a.key)
    _spend(1)
    indices = tuple(mask.get(i, i) for i in a.indices)
    if a.kind is Kind.DELTA:
        indices = tuple(sorted(indices))
    if not a.ranges:
        inner = tuple(_masked(p, mask) for p in a.args)
    else:  # names bound inside say nothing that does not depend on the order outside
        inner = tuple(
            _masked(
                p,
                {**mask, **{(BOUND, a.height, q): (FREE_STAR, "b") for q in range(len(a.ranges))}},
            )
            for p in a.args
        )
    sizes = tuple(sorted(p.key for p in a.ranges))
    return (1, int(a.kind), a.head, indices, sizes, inner)


def substitute(poly: Poly, old: Index, new: Index) -> Poly:
    """Return the polynomial with one index replaced by another that may already occur in it."""
    if old not in poly.free:
        return poly
    parts = []
    for mono, c in poly.terms.items():
        out = number(c)
        for a, e in mono:
            out = mul(
                out, power(_substitute_atom(a, old, new), e) if old in a.free else of_atom(a, e)
            )
        parts.append(out)
    return add(*parts) if parts else ZERO


def _substitute_atom(a: Atom, old: Index, new: Index) -> Poly:
    indices = tuple(new if i == old else i for i in a.indices)
    if a.kind is Kind.DELTA:
        return delta(*indices)
    if a.ranges:
        binders, args = open_atom(a)
        return bind(a.kind, a.head, indices, binders, tuple(substitute(p, old, new) for p in args))
    args = tuple(substitute(p, old, new) for p in a.args)
    return rebuild(a.kind, a.head, indices, args)


def rebuild(
    kind: Kind, head: tuple[str | int, ...], indices: tuple[Index, ...], args: tuple[Poly, ...]
) -> Poly:
    """Return an atom without bound indices in normal form again after its arguments changed."""
    if kind is Kind.EXP:
        return exp(args[0])
    if kind is Kind.BASE:
        return args[0]
    if kind is Kind.POSITIVE:
        return step(args[0])
    if kind is Kind.FUNCTION and head == ("log", 0):
        return log(args[0])
    return of_atom(atom(kind, head, indices, (), args))


def bind(
    kind: Kind,
    head: tuple[str | int, ...],
    indices: tuple[Index, ...],
    binders: Mapping[Index, Poly],
    args: tuple[Poly, ...],
) -> Poly:
    """Return the atom of some kind that binds these indices."""
    if kind is Kind.SUM:
        return sum_over(binders, args[0])
    return of_atom(_close(kind, head, indices, binders, args))


def delta(i: Index, j: Index) -> Poly:
    """Return the Kronecker delta of two indices."""
    if i == j:
        return ONE
    if i[0] == j[0] == CONSTANT:
        return ZERO
    low, high = sorted((i, j))
    return of_atom(atom(Kind.DELTA, indices=(low, high)))


def sum_over(binders: Mapping[Index, Poly], poly: Poly) -> Poly:
    """Return the sum of a polynomial over indices, each from 0 to its range less one."""
    for i, r in binders.items():
        if r == ONE:  # an axis of length 1 has the one index 0
            left = {j: s for j, s in binders.items() if j != i}
            return sum_over(left, substitute(poly, i, (CONSTANT, 0)))
    parts = [scale(_sum_term(dict(binders), mono), c) for mono, c in poly.terms.items()]
    return add(*parts) if parts else ZERO


def _sum_term(binders: dict[Index, Poly], mono: Monomial) -> Poly:
    """Sum one term: contract deltas, merge inner sums, take out what does not depend."""
    if (contracted := _contract(binders, mono)) is not None:
        return contracted
    for a, e in mono:
        if a.kind is Kind.SUM and e > 0 and e.denominator == 1 and not a.free.isdisjoint(binders):
            body = Poly({mono - {(a, e)}: Fraction(1)})
            for _ in range(int(e)):
                inner, (arg,) = open_atom(a)
                binders = {**binders, **inner}
                body = mul(body, arg)
            return sum_over(binders, body)
    out, groups = ONE, _components(binders, mono)
    for indices, factors in groups:
        if not indices:
            out = mul(out, Poly({factors: Fraction(1)}))
        elif not factors:
            (i,) = indices
            out = mul(out, binders[i])
        else:
            ranges = {i: binders[i] for i in indices}
            body = Poly({factors: Fraction(1)})
            out = mul(out, of_atom(_close(Kind.SUM, (), (), ranges, (body,))))
    return out


def _contract(binders: Mapping[Index, Poly], mono: Monomial) -> Poly | None:
    """Sum over an index that a Kronecker delta ties to another one, if there is such an index."""
    for a, e in mono:
        if a.kind is Kind.DELTA:
            for i, j in (a.indices, a.indices[::-1]):
                if i in binders and _within(j, binders[i]):
                    rest = Poly({mono - {(a, e)}: Fraction(1)})
                    left = {k: r for k, r in binders.items() if k != i}
                    return sum_over(left, substitute(rest, i, j))
    return None


def _within(j: Index, length: Poly) -> bool:
    """Say whether an index stays below a length, so that exactly one term of a sum survives.

    A free index carries no length: it stands on the axis of the entry that it is an index of.
    """
    if j[0] == FRESH:
        return j[-1] == length
    if j[0] == CONSTANT:
        count = length.constant
        return j[1] == 0 or (count is not None and 0 < int(j[1]) < count)
    return True


def _components(
    binders: Mapping[Index, Poly], mono: Monomial
) -> list[tuple[list[Index], Monomial]]:
    """Split a term into factors that share no bound index; the first group has none at all."""
    outside = frozenset((a, e) for a, e in mono if a.free.isdisjoint(binders))
    groups: list[tuple[set[Index], set[tuple[Atom, Fraction]]]] = [({i}, set()) for i in binders]
    for a, e in mono - outside:
        touched = [g for g in groups if not g[0].isdisjoint(a.free)]
        merged = (set().union(*(g[0] for g in touched)), {(a, e)}.union(*(g[1] for g in touched)))
        groups = [g for g in groups if g not in touched] + [merged]
    inside = [([i for i in binders if i in g[0]], frozenset(g[1])) for g in groups]
    return [([], outside), *inside]


# --- a last resort ------------------------------------------------------------------------------


def clear_denominators(poly: Poly) -> Poly:
    """Return the polynomial times its denominators: it is zero exactly if the result is."""
    for _ in range(8):
        lowest: dict[Atom, Fraction] = {}
        for mono in poly.terms:
            for a, e in mono:
                if a.kind is Kind.BASE and e < 0:
                    lowest[a] = min(lowest.get(a, e), e)
        if not lowest:
            break
        factor = Poly({frozenset((a, Fraction(ceil(-e))) for a, e in lowest.items()): Fraction(1)})
        poly = mul(poly, factor)
    return poly


__all__ = [
    "EMPTY",
    "clear_denominators",
    "delta",
    "exp",
    "log",
    "mul",
    "open_atom",
    "power",
    "rename",
    "step",
    "substitute",
    "sum_over",
    "tanh",
]
