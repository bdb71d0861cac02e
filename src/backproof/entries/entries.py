"""The fallback: the user's very own code, run on arrays of symbols of small given sizes.

Loops, buffers, subscripts, masks and decisions on data are followed as NumPy and Python take them.
What is proved is proved exactly, by the normal form, for all real numbers at these sizes.
"""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from backproof.algebra import products
from backproof.algebra.extremes import above, asked, expand, minus, settle
from backproof.algebra.formula import readable
from backproof.algebra.names import naming
from backproof.algebra.polynomial import (
    CONSTANT,
    ZERO,
    Atom,
    Kind,
    Poly,
    Unsupported,
    add,
    atom,
    entry,
)
from backproof.calculus.slopes import Slopes
from backproof.entries.branches import Path, contradicts, depth, on, paths
from backproof.entries.numpy_patch import symbols_for_numbers
from backproof.entries.scalars import Scalar
from backproof.entries.symbol_arrays import UNSET, Entries, bare
from backproof.question.task import Task
from backproof.running.reach import state_restored

MOST_ASSIGNMENTS = 256  # of whole numbers to the inputs that take only those
MOST_CASES = 512  # of signs in which one difference is looked at
MOST_WORK = 250_000  # steps of the normal form for one question: some seconds
SHORT_WORK = 20_000  # for one run without names
LONGEST_KINK = 2  # terms; a longer formula tells people nothing

#: No input can have these names, since they are no identifiers.
UPSTREAM, HIDDEN = "#g", "#mask "


@dataclass(frozen=True)
class Outcome:
    """What symbols say of one gradient at given sizes."""

    agree: bool = False  #: proved equal on every path, entry by entry
    zero: bool = False  #: the derivative is zero on every path
    kinks: frozenset[str] = frozenset()  #: the expressions whose sign was asked for
    obstacle: str = ""  #: what stopped the proof, naming the operation
    kinked: bool = False  #: the forward pass asked for a sign
    independent: bool = False  #: the output depends on none of the inputs asked for


@dataclass
class _Sum:
    """What the paths so far say together."""

    agree: dict[str, bool]
    zero: dict[str, bool]
    kinks: set[str] = field(default_factory=set)
    kinked: bool = False
    independent: bool = True
    named: bool = True
    work: int = 0
    given: int = 0  # what the counter is started at

    def begin(self) -> None:
        """Start one run of the code: a short one without names, which keep formulas short."""
        self.given = 0 if self.named else products.MOST_WORK - SHORT_WORK
        products.start_work()
        products.spend(self.given)

    def spend(self) -> None:
        """Count the work since the last call; give up when the whole question had its share."""
        self.work += products.work_done() - self.given
        self.given = 0 if self.named else products.work_done()
        if self.named:
            products.start_work()
        if self.work > MOST_WORK:
            raise Unsupported(f"a proof that takes more than {MOST_WORK} steps")


def prove_at(
    task: Task, sizes: Mapping[str, int], asked: Collection[str] | None = None
) -> dict[str, Outcome]:
    """Prove the gradients at these sizes, or say what stood in the way.

    Args:
        task: what is to be proved.
        sizes: a number for each letter.
        asked: the names whose outcome matters; for them alone it is tried again with names.

    Returns:
        An outcome for each name in ``task.wrt``.
    """
    first, work = _attempt(task, sizes, named=False)
    if all(o.agree for n, o in first.items() if asked is None or n in asked):
        return first
    second, _ = _attempt(task, sizes, named=True, work=work)
    # where names do not meet and the rest came to no end, nothing is known
    return {n: first[n] if first[n].agree else _better(first[n], second[n]) for n in first}


def _better(first: Outcome, second: Outcome) -> Outcome:
    return first if first.obstacle and not second.agree and not second.obstacle else second


def _attempt(
    task: Task, sizes: Mapping[str, int], *, named: bool, work: int = 0
) -> tuple[dict[str, Outcome], int]:
    """Try with or without names, and return the work done so far, too."""
    total = _Sum(dict.fromkeys(task.wrt, True), dict.fromkeys(task.wrt, True), named=named)
    total.begin()
    total.work = work
    try:
        for inputs in _assignments(task, sizes):
            for path in paths():
                with naming(wanted=named):
                    _follow(task, inputs, path, total)
                if not any(total.agree.values()):
                    break
            if not any(total.agree.values()):
                break
    except (Unsupported, RecursionError) as error:
        work = total.work + products.work_done() - total.given
        return {n: Outcome(obstacle=str(error)) for n in task.wrt}, work
    kinks = frozenset(total.kinks)
    outcomes = {
        n: Outcome(
            total.agree[n],
            total.zero[n],
            kinks,
            kinked=total.kinked,
            independent=total.independent,
        )
        for n in task.wrt
    }
    return outcomes, total.work


# --- inputs -------------------------------------------------------------------------------------


def _symbols(name: str, shape: tuple[int, ...]) -> Entries:
    out = np.ndarray(shape, dtype=object)
    for at in np.ndindex(*shape):
        out[at] = Scalar(entry(name, tuple((CONSTANT, i) for i in at)))
    return out.view(Entries)


def _mask(name: str, shape: tuple[int, ...]) -> Entries:
    """Return numbers that are 0 or 1: the signs of numbers that nobody sees."""
    hidden = _symbols(HIDDEN + name, shape)
    out = np.frompyfunc(lambda s: Scalar(above(s.poly)), 1, 1)(bare(hidden))
    return Entries.of(out)


def _assignments(task: Task, sizes: Mapping[str, int]) -> Iterator[dict[str, Any]]:
    """Yield the inputs: symbols, and every choice of whole numbers where only those are meant."""
    fixed: dict[str, Any] = {}
    choices: dict[str, list[np.ndarray]] = {}
    for name in task.shapes:
        shape, below = task.lengths(name, sizes), task.labels_below(name, sizes)
        kind = task.kind(name)
        if below is not None:
            choices[name] = _labels(shape, below)
        elif kind == "onehot" and name not in task.wrt:
            choices[name] = [np.eye(shape[-1])[c] for c in _labels(shape[:-1], shape[-1])]
        elif kind == "mask" and name not in task.wrt:
            fixed[name] = _mask(name, shape)
        elif callable(kind) and _whole(kind(shape, np.random.default_rng(0))):
            raise Unsupported("an input drawn by a function that gives integers")
        else:
            fixed[name] = _symbols(name, shape)
    count = math.prod(map(len, choices.values()))
    if count > MOST_ASSIGNMENTS:
        raise Unsupported(f"{count} choices of labels, which are more than {MOST_ASSIGNMENTS}")
    for picked in itertools.product(*choices.values()):
        given = {**fixed, **dict(zip(choices, picked, strict=True))}
        yield {n: given[n] for n in task.shapes}


def _labels(shape: tuple[int, ...], below: int) -> list[np.ndarray]:
    count = math.prod(shape)
    if below**count > MOST_ASSIGNMENTS:
        raise Unsupported(
            f"{below**count} choices of labels, which are more than {MOST_ASSIGNMENTS}"
        )
    return [
        np.array(values, dtype=np.int64).reshape(shape)
        for values in itertools.product(range(below), repeat=count)
    ]


def _whole(drawn: Any) -> bool:
    values = np.asarray(drawn)
    return values.dtype.kind != "f" or bool((values == np.round(values)).all())


def _fresh(inputs: Mapping[str, Any]) -> dict[str, Any]:
    """Return copies, so that code that writes into an input spoils nothing."""
    return {
        n: x.copy() if isinstance(x, Entries) or x.dtype.kind == "i" else Entries.of(x)
        for n, x in inputs.items()
    }


# --- one path -----------------------------------------------------------------------------------


def _follow(task: Task, inputs: Mapping[str, Any], path: Path, total: _Sum) -> None:
    """Run the code on one path and compare what it claims with the derivative of what it gives."""
    total.begin()
    try:
        y, slopes, claimed = _run(task, inputs, path)
    except Unsupported:
        if path.dead:
            return
        raise
    if path.dead:
        return
    outputs = [path.settle(s.poly) for s in _flat(y)]
    names = frozenset().union(*(p.names for p in outputs), *(a.names for a in path.known))
    _refuse_unset(names)
    total.independent = total.independent and names.isdisjoint(task.wrt)
    signs = set(path.known).union(*map(asked, outputs))
    total.kinked = total.kinked or slopes.kinked or bool(frozenset().union(*map(asked, outputs)))
    total.spend()
    for name in task.wrt:
        for at, value in zip(np.ndindex(*claimed[name].shape), _flat(claimed[name]), strict=True):
            target = atom(Kind.ENTRY, (name,), tuple((CONSTANT, i) for i in at))
            reference, here = path.settle(slopes.by(target)), path.settle(value.poly)
            signs |= asked(here)
            total.zero[name] = total.zero[name] and not reference.terms
            if total.agree[name]:
                total.agree[name] = _is_zero(minus(reference, here), path.known)
                if not total.agree[name]:
                    _refuse_unset(here.names)
            total.spend()
    total.kinks |= _kinks(signs, path.ties)


def _refuse_unset(names: Iterable[str]) -> None:
    """Refuse what depends on memory that was not written: a proof would be one for some memory."""
    if any(n.startswith(UNSET) for n in names):
        raise Unsupported("what numpy.empty left in memory")


def _slopes(y: Entries, path: Path) -> Slopes:
    """Return the derivatives of the sum of g·y, y as it is on this path."""
    g = _flat(_symbols(UPSTREAM, y.shape))
    outputs = (path.settle(s.poly) for s in _flat(y))
    return Slopes(add(ZERO, *(products.mul(a.poly, b) for a, b in zip(g, outputs, strict=True))))


def _run(
    task: Task, inputs: Mapping[str, Any], path: Path
) -> tuple[Entries, Slopes, dict[str, Entries]]:
    raised = Unsupported.raised
    try:
        with on(path), state_restored(*task.functions), symbols_for_numbers(*task.functions):
            y = _result(task.forward(*_fresh(inputs).values()), "forward")
            before = set(path.roots)
            slopes = _slopes(y, path)
            slopes.kinked = bool(path.known)
            g = _symbols(UPSTREAM, y.shape)
            named = task.gradients(g if y.ndim else g[()], _fresh(inputs))
            claimed = {n: _result(v, f"the gradient of {n}") for n, v in named.items()}
            _refuse_roots(path.roots - before)
    except (Unsupported, RecursionError):
        raise
    except Exception as error:
        if Unsupported.raised != raised:  # what we refused came out as another error
            raise Unsupported(Unsupported.raised[1]) from error
        raise Unsupported(f"{type(error).__name__} on symbols: {error}") from error
    if Unsupported.raised != raised:
        raise Unsupported(Unsupported.raised[1])
    return y, slopes, claimed


def _refuse_roots(of: set[Poly]) -> None:
    """Refuse claims that may be no number where the derivative is one.

    Of divisors, such as the number of places where a maximum is taken, numbers have to tell.
    """
    if of:
        raise Unsupported(
            "a root or a logarithm of what may be negative, in the backward pass alone"
        )


def _result(value: Any, who: str) -> Entries:
    """Return what code gave back as an array of symbols of its own."""
    if isinstance(value, tuple | list | dict) or value is None:
        raise Unsupported(f"{who} as a {type(value).__name__}")
    return Entries.of(value).copy()


def _flat(array: Any) -> Iterable[Scalar]:
    return bare(array).reshape(-1)


# --- the decision -------------------------------------------------------------------------------


def _is_zero(poly: Poly, known: Mapping[Atom, bool]) -> bool:
    """Say whether a polynomial is provably zero wherever these indicators have these values."""
    if _vanishes(poly):
        return True
    expanded = expand(poly)
    return bool(asked(expanded)) and _zero_in_cases(expanded, known, [MOST_CASES])


def _vanishes(poly: Poly) -> bool:
    return not poly.terms or not products.clear_denominators(poly).terms


def _zero_in_cases(poly: Poly, known: Mapping[Atom, bool], left: list[int]) -> bool:
    """Give each indicator both values, inner ones first, but for those that contradict."""
    if _vanishes(poly):
        return True
    open_signs = asked(poly) - known.keys()
    left[0] -= 1
    if not open_signs or left[0] < 0:
        return False
    a = min(open_signs, key=depth)
    for value in (True, False):
        case = {**known, a: value}
        if not contradicts(case) and not _zero_in_cases(settle(poly, case), case, left):
            return False
    return True


# --- words --------------------------------------------------------------------------------------


def _kinks(signs: Iterable[Atom], ties: Iterable[Poly]) -> set[str]:
    polys = {a.args[0] for a in signs if a.kind is Kind.POSITIVE} | set(ties)
    return {kink(p) for p in polys if not any(n.startswith("#") for n in p.names)}


def kink(poly: Poly) -> str:
    """Return a polynomial as a formula that tells entries apart but not which ones they are."""
    letters = iter("ijklmnpqrstuvw")
    given: dict[tuple[int, str], str] = {}

    def generic(found: re.Match[str]) -> str:
        places = list(enumerate(found[1].split(",")))
        for place in places:
            if place not in given:
                given[place] = next(letters, "z")
        return "[" + ",".join(given[p] for p in places) + "]"

    text = re.sub(r"\[([\d,]+)\]", generic, readable(poly))
    if len([m for m in poly.terms if m]) > LONGEST_KINK:
        return f"an expression in {', '.join(sorted(poly.names))}"
    return text
