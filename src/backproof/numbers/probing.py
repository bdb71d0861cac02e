"""Numbers where the code points: far and near, at larger sizes, about every number written in it.

The witness draws ordinary numbers, and a mistake may hide where none of them comes: behind
``np.maximum(x - 30, 0)``, ``if n > 64`` or a loss of 1e-8.  Here the code itself says where to
look.  All inputs are moved together, along one random direction, so a point costs a few forward
passes; entry by entry only where that disagrees.  It refutes or stays silent, and it refutes only
where differences at several steps, and the complex step if the code takes complex numbers, agree.
"""

from __future__ import annotations

import itertools
import types
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from backproof.numbers.numeric import COMPLEX_STEP, ORIGIN, Difference, complex_step, stencil
from backproof.numbers.witness import (
    SEED,
    Arrays,
    Undefined,
    inputs_at,
    is_steady,
    on_numbers,
    run_backward,
    run_forward,
    size_choices,
)
from backproof.question.sampling import Draw, Rng
from backproof.question.task import Task
from backproof.running.reach import is_users, reachable

SPREADS = (1e-6, 1e-3, 1.0, 10.0, 100.0, 1e4)
STEPS = (2e-3, 2e-4, 2e-5)  # of central differences, relative to the spread
STEADY = 1e-5  # so closely must the slopes at two steps agree, relative to the slope
APART = 1e-4  # so far must a claim be from the slope, relative to what was added up
ROUNDING = 1e-12  # of g: so much of a gradient may be rounding where its parts cancel
MOST = 1e10  # beside larger numbers, what a formula adds may be lost in floats however long
MOST_NUMBERS = 8  # numbers in the code about which points are drawn
LARGEST_SIZE = 130
MOST_ENTRIES = 1500  # of one input


@dataclass(frozen=True)
class Point:
    """Where to look: sizes, how real inputs are drawn, and the unit of their size."""

    sizes: Mapping[str, int]
    draw: Draw
    spread: float


def probe(task: Task, names: Sequence[str], every: int = 1) -> dict[str, Difference]:
    """Return the gradients that differ from the derivative at a point the code points at.

    ``every`` takes one in so many of the points.
    """
    found: dict[str, Difference] = {}
    rng = np.random.default_rng(SEED + 2)
    with on_numbers(task):
        for point in itertools.islice(points(task), 0, None, every):
            left = [n for n in names if n not in found]
            if left:
                found |= _at(task, point, left, rng)
    return found


# --- where to look ------------------------------------------------------------------------------


def points(task: Task) -> Iterator[Point]:
    """Yield the points: spreads, larger sizes, both sides of the code's numbers, its sizes."""
    letters, written = task.letters, numbers_in(task)
    small = size_choices(letters)[0]
    larger = {s: 12 - (3 * i) % 8 for i, s in enumerate(letters)}
    places = [(_normal(spread), spread) for spread in SPREADS]
    places += [(_about(number), max(abs(number), 1e-3) / 10) for number in written]
    for draw, spread in places:  # where many entries overflow, a few may not
        yield Point(larger, draw, spread)
        if larger != small:
            yield Point(small, draw, spread)
    for size, letter in itertools.product(_sizes(written), letters):
        yield Point({**dict.fromkeys(letters, 2), letter: size}, _normal(1.0), 1.0)


def _normal(spread: float) -> Draw:
    return lambda shape, rng: spread * rng.normal(size=shape)


def _about(number: float) -> Draw:
    """Draw entries on both sides of a number, of its negative, and about 0."""

    def draw(shape: tuple[int, ...], rng: Rng) -> np.ndarray:
        centre = number * rng.integers(-1, 2, size=shape)
        return centre + max(abs(number), 1e-3) / 5 * rng.normal(size=shape)

    return draw


def _sizes(written: Sequence[float]) -> list[int]:
    """Return each whole number in the code as a size, and the one above it."""
    whole = {int(n) for n in written if n == int(n) and 2 <= n < LARGEST_SIZE}  # noqa: PLR2004
    return sorted({size for n in whole for size in (n, n + 1)} - {2})


def numbers_in(task: Task) -> list[float]:
    """Return the numbers written in the user's code, the largest first: thresholds, periods, sizes.

    Those in text count, too, since code may ask for a size by its digits.
    """
    found: set[float] = set()
    for value in reachable(*task.functions).seen.values():
        if isinstance(value, types.FunctionType) and is_users(value.__module__):
            found |= _in_code(value.__code__)
            held = [cell.cell_contents for cell in value.__closure__ or () if _filled(cell)]
            named = (value.__globals__.get(name) for name in value.__code__.co_names)
            given = (value.__defaults__, value.__kwdefaults__)
            found |= set().union(*map(_number, [*held, *named, *given]))
    ordinary = {0.0, 1.0, -1.0, 2.0, -2.0, 0.5, -0.5}
    return sorted(found - ordinary, key=lambda n: (-abs(n), n))[:MOST_NUMBERS]


def _filled(cell: types.CellType) -> bool:
    try:
        _ = cell.cell_contents
    except ValueError:  # a name that has no value yet
        return False
    return True


def _in_code(code: types.CodeType) -> set[float]:
    inner = (c for c in code.co_consts if isinstance(c, types.CodeType))
    plain = (c for c in code.co_consts if not isinstance(c, types.CodeType))
    return set().union(*map(_number, plain), *map(_in_code, inner))


def _number(value: Any) -> set[float]:
    """Return a number, those in a tuple, or that which a text is; nothing for anything else."""
    if isinstance(value, tuple | list | set | frozenset):
        return set().union(*map(_number, value))
    if isinstance(value, dict):
        return set().union(*map(_number, value), *map(_number, value.values()))
    if isinstance(value, str) and value.isdecimal():
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return set()
    return {float(value)} if abs(value) <= 1e7 else set()  # noqa: PLR2004 - nan is not, either


# --- one point ----------------------------------------------------------------------------------


def _at(task: Task, point: Point, names: Sequence[str], rng: Rng) -> dict[str, Difference]:
    """Return the gradients that differ at one point, at which the forward pass is a number."""
    if any(np.prod(task.lengths(n, point.sizes)) > MOST_ENTRIES for n in task.shapes):
        return {}
    inputs = _inputs(task, point, rng)
    try:
        y = run_forward(task, inputs)
        if not np.isfinite(y).all():
            return {}
        g = rng.normal(size=y.shape) * (rng.random(y.shape) < 2 / 3)  # zeros in g are common
        claimed, sure = _claims(task, inputs, g)
        # one gradient may be 1e-10 or 1e10 times the other numbers: g brings it to the size of 1
        largest = max((float(np.abs(claimed[n]).max(initial=0)) for n in names), default=0)
        if max(float(np.abs(y).max(initial=0)), largest) > MOST:
            return {}
        if 0 < largest < np.inf and not 1e-2 < largest < 1e2:  # noqa: PLR2004 - near 1 already
            g = g / largest
            claimed, sure = _claims(task, inputs, g)
    except Exception:  # noqa: BLE001 - where code raises there is nothing to compare
        return {}
    trial = _Trial(task, point, inputs, g, claimed)
    if not sure:  # what overflows is right in numbers without end, and wrong in floats
        return {}
    bare = [n for n in names if not np.isfinite(claimed[n]).all()]
    out: dict[str, Difference] = {}
    for n in bare:
        if found := trial.undefined(n):
            out[n] = found
    clear = [n for n in names if n not in bare]
    if clear and trial.parts(clear, rng):
        out |= {n: part for n in clear if (part := trial.difference(n, rng))}
    return out


def _inputs(task: Task, point: Point, rng: Rng) -> Arrays:
    """Draw inputs; those of a kind with a sign or an interval keep it and reach to its ends."""
    inputs = inputs_at(task, point.sizes, rng, point.draw)
    for n, x in inputs.items():
        if task.kind(n) == "positive":
            inputs[n] = np.abs(point.draw(x.shape, rng)) + 1e-3 * point.spread
        elif task.kind(n) == "unit":
            inputs[n] = 1 / (1 + np.exp(-4 * rng.normal(size=x.shape)))
    return inputs


def _claims(task: Task, inputs: Arrays, g: Any) -> tuple[Arrays, bool]:
    """Run the backward pass; say, too, whether no float overflowed or underflowed on the way."""
    seen: list[str] = []
    before = np.seterrcall(lambda kind, _flag: seen.append(kind))
    try:
        claimed = run_backward(task, inputs, g, floats="call")
    finally:
        np.seterrcall(before)
    return claimed, not seen


@dataclass(frozen=True)
class _Trial:
    task: Task
    point: Point
    inputs: Arrays
    g: Any
    claimed: Arrays

    def parts(self, names: Sequence[str], rng: Rng) -> bool:
        """Say whether the claims, taken together along one direction, part from the slope."""
        moves = {n: rng.normal(size=self.inputs[n].shape) for n in names}
        said, size = self._said(moves)
        found = self._slope(moves)
        if found is None:
            return False
        true, error = found
        return abs(said - true) > APART * max(size, abs(true)) + 10 * error

    def difference(self, name: str, rng: Rng) -> Difference | None:
        """Return where one gradient differs, entry by entry, if rounding does not explain it."""
        if not self.parts([name], rng):
            return None
        true, error = self._slopes(name)
        claimed = self.claimed[name]
        gap = np.where(np.isfinite(true), np.abs(claimed - true) - 10 * error, 0)
        where = np.unravel_index(int(gap.argmax()), gap.shape) if gap.shape else ()
        # a claim is a sum of parts, and where these nearly cancel, floats keep nothing of it
        lost = ROUNDING * float(np.abs(self.g).max(initial=0))
        wrong = gap[where] > APART * max(abs(claimed[where]), abs(true[where])) + lost
        if not wrong:
            return None
        index = tuple(map(int, where))
        found = Difference(dict(self.inputs), self.g, name, index, claimed, true)
        return found if is_steady(self.task, found, float(gap[where])) else None

    def undefined(self, name: str) -> Undefined | None:
        """Return where a gradient is no number although the derivative there is one."""
        claimed = self.claimed[name]
        for index in itertools.islice(map(tuple, np.argwhere(~np.isfinite(claimed))), 3):
            slope = self._slope({name: _unit(claimed.shape, index)})
            if slope is not None and slope[1] <= APART * (1 + abs(slope[0])):
                true = np.full(claimed.shape, np.nan)
                true[index] = slope[0]
                place = tuple(map(int, index))
                return Undefined(dict(self.inputs), self.g, name, place, claimed, true)
        return None

    def _said(self, moves: Arrays) -> tuple[float, float]:
        """Return the slope along a direction by the claims, and the size of what was added up."""
        terms = [self.claimed[n] * v for n, v in moves.items()]
        return sum(float(t.sum()) for t in terms), sum(float(np.abs(t).sum()) for t in terms)

    def _slope(self, moves: Arrays) -> tuple[float, float] | None:
        """Return the slope of ``(g * forward).sum()`` along a direction, and its error."""

        def along(t: Any) -> Any:
            moved = {
                n: np.asarray(x + t * self.point.spread * moves[n]) if n in moves else x
                for n, x in self.inputs.items()
            }
            return self.task.forward(*moved.values())

        with np.errstate(all="ignore"):
            try:
                found = [float(stencil(along, ORIGIN, "t", self.g, h)[0]) for h in STEPS]
                exact = self._by_complex(along)
                size = float(np.abs(self.g * along(0.0)).sum())
            except Exception:  # noqa: BLE001 - a step may leave the domain
                return None
        if not np.isfinite(found).all():
            return None
        # what was added up is rounded, and a difference divides that by its step
        slope = found[-1]
        error = STEADY * abs(slope) + 1e-14 * size / STEPS[-1]
        if any(abs(one - slope) > error for one in found):  # short waves, or rounding inside
            return None
        # np.abs and np.sign mean something else on complex numbers: differences have to confirm it
        if exact is not None:
            if abs(exact - slope) > min(2 * error, APART * abs(exact)):
                return None
            error, slope = STEADY * abs(exact), exact
        return slope / self.point.spread, error / self.point.spread

    def _by_complex(self, along: Callable[..., Any]) -> float | None:
        """Return the slope by the complex step, if the code does the same on complex numbers.

        It does not where a real number has no logarithm: NaN there, a complex number here.
        """
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            exact = complex_step(along, ORIGIN, "t", self.g)
            if exact is None:
                return None
            here = np.asarray(along(COMPLEX_STEP * 1j))
        same = np.allclose(here.real, along(0.0), rtol=1e-9, atol=0, equal_nan=True)
        return float(exact) if same else None

    def _slopes(self, name: str) -> tuple[np.ndarray, np.ndarray]:
        """Return the slope by every entry and its error, NaN where numbers do not tell."""
        shape = self.inputs[name].shape
        true, error = np.full(shape, np.nan), np.full(shape, np.nan)
        for index in np.ndindex(shape):
            found = self._slope({name: _unit(shape, index)})
            if found is not None:
                true[index], error[index] = found
        return true, error


def _unit(shape: tuple[int, ...], index: tuple[int, ...]) -> np.ndarray:
    out = np.zeros(shape)
    out[index] = 1.0
    return out
