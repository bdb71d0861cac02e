"""The independent witness: the user's code on numbers, at many sizes and where mistakes hide.

It proves nothing.  It can refute, with arrays to rerun; and nothing is called proved against it.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any, Literal

import numpy as np

from backproof.numbers.numeric import STEP, Difference, central, compare
from backproof.question import sampling
from backproof.question.sampling import Draw, Rng
from backproof.question.task import Task
from backproof.running.reach import state_restored
from backproof.running.stand_in import standing_in

SEED = 20_261_121
TRIES = 3  # so often are numbers drawn anew where they do not tell, as close to a kink

type Arrays = dict[str, np.ndarray]
type Answer = Difference | float | None
type Flags = Literal["ignore", "call"]


@dataclass(frozen=True)
class Place:
    """Where numbers are tried.

    Attributes:
        draw: how inputs of unrestricted kind are drawn.
        spread: the size of what is drawn, which the step of differences follows.
        exact: whether floats are long enough there, so that infinities are no overflow.
        upstream: how the upstream gradient is drawn.
        same_labels: whether all labels are equal.
    """

    draw: Draw
    spread: float = 1.0
    exact: bool = False
    upstream: Draw = sampling.KINDS["normal"]
    same_labels: bool = False


def _near(spread: float) -> Draw:
    return lambda shape, rng: rng.normal() + spread * rng.normal(size=shape)


def _small_numbers(shape: tuple[int, ...], rng: Rng) -> np.ndarray:
    return rng.integers(-1, 3, size=shape) * 1.0


def _large(shape: tuple[int, ...], rng: Rng) -> np.ndarray:
    return 6 * rng.normal(size=shape)


ANYWHERE = Place(sampling.KINDS["normal"], exact=True)

#: Where mistakes hide. A kink or an overflow there says nothing, so these places only refute.
COINCIDENCES = (
    Place(_small_numbers, exact=True),
    Place(sampling.KINDS["normal"], exact=True, upstream=_small_numbers),
    Place(lambda shape, _rng: np.full(shape, 1.25), exact=True),
    Place(lambda shape, _rng: np.zeros(shape), exact=True),
)
HIDING = (
    Place(_large),
    Place(sampling.KINDS["normal"], exact=True, same_labels=True),
    *(Place(_near(s), spread=s) for s in (1e-2, 1e-4, 1e-6)),  # tiny variance
)


def size_choices(letters: tuple[str, ...]) -> list[dict[str, int]]:
    """Return the sizes that are tried: unequal in three ways, equal, all 1, each one 1.

    Sizes stay small, since a derivative is taken by every entry; any two letters differ once.
    """
    if not letters:
        return [{}] * 5
    unequal = {s: i % 3 + 2 for i, s in enumerate(letters)}
    reverse = {s: (len(letters) - 1 - i) % 3 + 2 for i, s in enumerate(letters)}
    mixed = {s: (i + i // 3 + 1) % 3 + 2 for i, s in enumerate(letters)}
    out = [unequal, reverse, mixed, dict.fromkeys(letters, 2), dict.fromkeys(letters, 1)]
    out += [{**unequal, s: 1} for s in letters]
    return out


def witness(task: Task) -> dict[str, Answer]:
    """Try the code on numbers.

    Returns:
        For each name in ``task.wrt`` a counterexample, the largest error seen, or None if unclear.
    """
    with on_numbers(task):
        rng = np.random.default_rng(SEED)
        seen: dict[str, list[Answer]] = {n: [] for n in task.wrt}
        choices = size_choices(task.letters)
        for sizes in choices:
            for n, answer in trial(task, sizes, rng, _open(seen)).items():
                seen[n].append(answer)
        found = {n: _weigh(answers) for n, answers in seen.items()}
        return found | _refuted(task, found, HIDING, choices[:1], rng)


def coincidences(task: Task, names: Sequence[str]) -> dict[str, Difference]:
    """Return counterexamples where values meet: ties, duplicates, a zero in a product.

    If the forward pass has a kink somewhere, it may be just there; then these say nothing.
    """
    with on_numbers(task):
        rng = np.random.default_rng(SEED)
        choices = size_choices(task.letters)
        open_ = dict.fromkeys(names)
        found = _refuted(task, open_, COINCIDENCES[:2], choices[:3], rng)
        found |= _refuted(task, open_ | found, COINCIDENCES[2:], choices[:1], rng)
        return {n: a for n, a in found.items() if isinstance(a, Difference)}


def witness_longer(task: Task, found: Mapping[str, Answer]) -> dict[str, Answer]:
    """Try again, at many more numbers, where nothing but numbers will stand for a gradient."""
    with on_numbers(task):
        rng = np.random.default_rng(SEED + 1)
        places = (*[ANYWHERE] * 4, *HIDING)
        return dict(found) | _refuted(task, found, places, size_choices(task.letters), rng)


@contextmanager
def on_numbers(task: Task) -> Iterator[None]:
    """Let unwritten memory be no number, and keep what the code remembers as it was."""
    unwritten = {
        "empty": lambda *args, **kw: _unwritten(np.empty(*args, **kw)),
        "empty_like": lambda *args, **kw: _unwritten(np.empty_like(*args, **kw)),
    }
    functions = task.functions
    with state_restored(*functions), standing_in(functions, unwritten, {}, {}):
        yield


def _unwritten(x: np.ndarray) -> np.ndarray:
    if x.dtype.kind in "fc":
        x[...] = np.nan
    return x


def _refuted(
    task: Task,
    found: Mapping[str, Answer],
    places: Sequence[Place],
    choices: Sequence[Mapping[str, int]],
    rng: Rng,
) -> dict[str, Answer]:
    """Return the counterexamples at some places and sizes."""
    out: dict[str, Answer] = {}
    for place, sizes in itertools.product(places, choices):
        names = [n for n in found if not isinstance(out.get(n, found[n]), Difference)]
        answers = trial(task, sizes, rng, names, place)
        out |= {n: a for n, a in answers.items() if isinstance(a, Difference)}
    return out


class Undefined(Difference):
    """A gradient that is no number at a coincidence, as where a factor is 0: not called wrong.

    A size of 1 is one, too: there a softmax is constant, and the root of its variance has no slope.
    """


def _named(found: Difference, place: Place, sizes: Mapping[str, int]) -> Difference:
    ordinary = place is ANYWHERE and 1 not in sizes.values()
    if ordinary or np.isfinite(found.claimed).all():
        return found
    return Undefined(**vars(found))


def _open(seen: Mapping[str, list[Answer]]) -> list[str]:
    return [n for n, answers in seen.items() if not any(isinstance(a, Difference) for a in answers)]


def _weigh(answers: list[Answer]) -> Answer:
    """Return the first counterexample, else the largest error if all sizes agree, else None."""
    against = [a for a in answers if isinstance(a, Difference)]
    if against:
        return min(against, key=lambda a: isinstance(a, Undefined))
    errors = [a for a in answers if isinstance(a, float)]
    return max(errors) if len(errors) == len(answers) > 1 else None


def trial(
    task: Task, sizes: Mapping[str, int], rng: Rng, names: list[str], place: Place = ANYWHERE
) -> dict[str, Answer]:
    """Try the code at one choice of sizes, at other numbers where the first do not tell.

    Returns:
        An answer for each name; none at all if the output is no number at these sizes.
    """
    found: dict[str, Answer] = {}
    for _ in range(TRIES if place is ANYWHERE else 1):
        drawn = draw(task, sizes, rng, place) if names else None
        if drawn is None:  # such as a variance with N - 1 below it at N = 1
            break
        inputs, y = drawn
        g = place.upstream(y.shape, rng)[()]
        claimed = run_backward(task, inputs, g)
        for n in names:
            if found.get(n) is not None:
                continue
            answer = compare(task.forward, inputs, n, g, claimed[n], STEP * place.spread)
            if isinstance(answer, Difference):
                firm = _firm(task, answer, place)
                answer = _named(answer, place, sizes) if firm else None
            found[n] = answer
        if None not in found.values():
            break
    return found


def _firm(task: Task, found: Difference, place: Place) -> bool:
    """Say whether a difference comes of the code and not of rounding or overflow."""
    if not np.isfinite(found.claimed).all():
        return place.exact
    if place is ANYWHERE:
        return True
    gap = np.abs(found.claimed - found.true).max()
    # a derivative that is right does not change with the step, as where waves are shorter
    again = (task.forward, found.inputs, found.name, found.upstream)
    change = np.abs(central(*again, STEP * place.spread / 5)[0] - found.true).max()
    if not change < 1e-3 * (1 + np.abs(found.true).max()):
        return False
    return place.exact or is_steady(task, found, gap)


def is_steady(task: Task, found: Difference, gap: float) -> bool:
    """Say whether a claim stays where it is when rounding changes: by a tenth of a gap at most.

    Inputs are moved by rounding errors, and then the code runs in longer floats, since it may also
    lose the same digits each time, as ``exp(a - log(2 * exp(a)))`` does for a large a.
    """
    rng = np.random.default_rng(SEED)
    longer = {
        n: x.astype(np.longdouble) if x.dtype == float else x for n, x in found.inputs.items()
    }
    for moved in [*(jittered(found.inputs, rng) for _ in range(3)), longer]:
        try:
            run_forward(task, moved)
            other = run_backward(task, moved, found.upstream)[found.name]
        except Exception:  # longer floats are not for everybody, such as np.linalg
            if moved is longer:
                continue
            raise
        if not np.abs(other - found.claimed).max() < gap / 10:
            return False
    return True


def jittered(inputs: Mapping[str, np.ndarray], rng: Rng) -> Arrays:
    """Move real inputs by what rounding would: a gradient that follows is lost in it."""
    return {
        n: np.asarray(x * (1 + 1e-14 * rng.normal(size=x.shape))) if x.dtype.kind == "f" else x
        for n, x in inputs.items()
    }


def draw(
    task: Task, sizes: Mapping[str, int], rng: Rng, place: Place = ANYWHERE
) -> tuple[Arrays, np.ndarray] | None:
    """Draw inputs at which the output is finite: any, or positive ones for log and roots."""
    positive = sampling.KINDS["positive"]
    for real in (place.draw, positive) if place is ANYWHERE else (place.draw,):
        inputs = inputs_at(task, sizes, rng, real, same_labels=place.same_labels)
        try:
            y = run_forward(task, inputs)
        except Exception as error:
            error.add_note(_advice(sizes))
            raise
        if np.isfinite(y).all():
            return inputs, y
    return None


def _advice(sizes: Mapping[str, int]) -> str:
    at = ", ".join(f"{s} = {n}" for s, n in sizes.items()) or "the sizes given"
    return (
        f"Raised by forward at {at}. Every letter stands for any size from 1; where small ones "
        "make no sense, write a term such as 'H+2', or a number."
    )


def inputs_at(
    task: Task, sizes: Mapping[str, int], rng: Rng, real: Any, *, same_labels: bool = False
) -> Arrays:
    """Draw inputs at these sizes; those without a kind of their own by the function ``real``."""
    out: Arrays = {}
    for n in task.shapes:
        kind = real if task.kind(n) == "normal" else task.kind(n)
        below = task.labels_below(n, sizes)
        out[n] = sampling.draw(kind, task.lengths(n, sizes), rng, below)
        if below is not None and same_labels:
            out[n] = np.full_like(out[n], rng.integers(below))
    return out


def run_forward(task: Task, inputs: Mapping[str, np.ndarray]) -> np.ndarray:
    """Run the forward pass twice on numbers.

    Raises:
        ValueError: if it writes into an input, or returns no real numbers, or others next time.
    """
    before = {n: x.copy() for n, x in inputs.items()}
    with np.errstate(all="ignore"):
        y, again = (np.array(task.forward(*inputs.values())) for _ in range(2))
    _unchanged("forward", inputs, before)
    if y.dtype.kind not in "biuf":
        raise ValueError(f"forward returned {y.dtype}, not an array of real numbers")
    if not np.array_equal(y, again, equal_nan=True):
        raise ValueError(
            "forward gives different outputs for the same inputs; fix its seed, or make what is "
            "random an input"
        )
    return y


def run_backward(
    task: Task, inputs: Mapping[str, np.ndarray], g: Any, floats: Flags = "ignore"
) -> Arrays:
    """Run the backward pass on numbers, after the forward pass on the same ones.

    ``floats`` says what NumPy does at overflow and underflow, as `np.errstate` does.

    Raises:
        ValueError: if it writes into an input, into g or into the output, if it gives another
            gradient when it is called again, or if two gradients share their memory.
    """
    before = {n: x.copy() for n, x in inputs.items()}
    given = np.copy(g)[()]
    with np.errstate(divide="ignore", invalid="ignore", over=floats, under=floats):
        y, pullback = task.pullback(inputs)
        kept = np.copy(y)
        arrays = {n: np.asarray(c) for n, c in task.named(pullback(given), inputs).items()}
        first = {n: c.copy() for n, c in arrays.items()}
        again = {n: np.asarray(c) for n, c in task.named(pullback(given), inputs).items()}
    _unchanged("backward", inputs, before)
    if not np.array_equal(given, g):
        raise ValueError("backward writes into the upstream gradient g")
    if y is not None and not np.array_equal(y, kept, equal_nan=True):
        raise ValueError("backward writes into what forward has returned")
    for n, c in first.items():
        if not np.array_equal(c, again[n], equal_nan=True):
            raise ValueError(
                f"backward gives another gradient of {n} when it is called again: it must leave "
                "what it keeps from the forward pass as it is, and keep nothing from call to call"
            )
        if np.shares_memory(arrays[n], again[n]) and not np.shares_memory(given, again[n]):
            pullback(given + 1)
            _own_memory(n, c, arrays[n])
    for n, c in arrays.items():
        if c.dtype.kind not in "biuf":
            raise ValueError(f"the gradient of {n} is {c.dtype}, not an array of real numbers")
    for (m, a), (n, b) in itertools.combinations(arrays.items(), 2):
        if a.flags.writeable and b.flags.writeable and np.shares_memory(a, b) and a.ndim:
            raise ValueError(
                f"the gradients of {m} and {n} share their memory: what is later added to one in "
                "place changes the other; return a copy"
            )
    return {n: np.array(c, dtype=float) for n, c in arrays.items()}


def _own_memory(name: str, before: np.ndarray, now: np.ndarray) -> None:
    if not np.array_equal(before, now, equal_nan=True):
        raise ValueError(
            f"the gradient of {name} is the same memory whenever backward is called: the next "
            "call changes it; return a new array"
        )


def _unchanged(who: str, inputs: Mapping[str, Any], before: Mapping[str, Any]) -> None:
    for n, x in inputs.items():
        if not np.array_equal(x, before[n]):
            raise ValueError(f"{who} writes into its input {n}")


def is_constant(task: Task) -> bool:
    """Say whether numbers show no dependence of the output on any input asked for."""
    rng = np.random.default_rng(SEED)
    seen = False  # what is never a number says nothing
    for sizes in size_choices(task.letters):
        for spread in (1.0, 1.0, 100.0):
            real = partial(_spread, spread)
            first, other = (inputs_at(task, sizes, rng, real) for _ in range(2))
            second = {n: other[n] if n in task.wrt else first[n] for n in first}
            with np.errstate(all="ignore"):
                y, moved = (np.asarray(task.forward(*v.values())) for v in (first, second))
            if not np.array_equal(y, moved, equal_nan=True):
                return False
            seen = seen or bool(np.isfinite(y).any())
    return seen


def _spread(spread: float, shape: tuple[int, ...], rng: Rng) -> np.ndarray:
    return rng.normal(0.0, spread, size=shape)
