"""Where the graph stops: numbers, and entries at small sizes."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from backproof.numbers.numeric import Difference
from backproof.numbers.probing import probe
from backproof.numbers.witness import (
    Answer,
    Undefined,
    coincidences,
    is_constant,
    witness,
    witness_longer,
)
from backproof.proof.verdict import Gradient, Verdict
from backproof.proof.whole import Whole
from backproof.question.task import Task

if TYPE_CHECKING:
    from backproof.entries.entries import Outcome


def weigh(
    task: Task, proved: Mapping[str, Gradient], found: Whole
) -> tuple[dict[str, Gradient], bool]:
    """Weigh numbers and symbols gradient by gradient, and entry by entry where that is needed.

    Args:
        task: what is asked.
        proved: what the graph has proved; the numbers still have to agree.
        found: what the graph says besides.

    Returns:
        What is known of each gradient, and whether the check could not have failed.
    """
    numbers = witness(task)
    gradients = {n: _judge(n, numbers[n], proved, found) for n in task.wrt}
    vacuous = is_constant(task) if found.obstacle else found.independent
    # entries ask for no conditions: 0 times what is no number is 0 there
    witnessed = [n for n, g in gradients.items() if g.verdict is Verdict.WITNESSED]
    stopped = [n for n in witnessed if not found.found[n].undefined]
    if stopped and not vacuous:
        gradients |= _at_sizes(task, {n: gradients[n] for n in stopped})
        gradients |= _longer(task, {n: gradients[n] for n in stopped})
    gradients |= _met(task, gradients)
    gradients |= _probed(task, gradients)
    return gradients, vacuous


def _judge(name: str, number: Answer, proved: Mapping[str, Gradient], found: Whole) -> Gradient:
    """Weigh numbers and symbols of one gradient."""
    if isinstance(number, Difference):
        return _against(name, number)
    if name in proved and number is not None:
        return replace(proved[name], error=number)
    obstacle = found.obstacle or found.found[name].obstacle
    if name in proved:
        obstacle = "the numeric witness is too inaccurate to confirm the proof"
    return Gradient(
        name,
        Verdict.UNDECIDED if number is None else Verdict.WITNESSED,
        error=number,
        obstacle=obstacle,
        kinked=found.kinked,
    )


def _met(task: Task, gradients: Mapping[str, Gradient]) -> dict[str, Gradient]:
    """Return what differs where values meet, if that is no kink of the forward pass.

    Where it is not known whether it is one, nothing is claimed any more.
    """
    asked = [n for n, g in gradients.items() if g.verdict is not Verdict.REFUTED and not g.kinked]
    out = {}
    for n, found in coincidences(task, asked).items():
        out[n] = _against(n, found)
        if gradients[n].kinked is None and out[n].verdict is Verdict.REFUTED:
            obstacle = "the numbers differ where values meet, which may be a kink"
            out[n] = replace(out[n], verdict=Verdict.UNDECIDED, obstacle=obstacle)
    return out


def _probed(task: Task, gradients: Mapping[str, Gradient]) -> dict[str, Gradient]:
    """Return what differs where the code points: nothing is claimed against such numbers."""
    claims = [n for n, g in gradients.items() if g.verdict <= Verdict.WITNESSED]
    out = {}
    for n, found in probe(task, claims).items():
        out[n] = _against(n, found)
        # floats lose exp(-100) beside 1, symbols do not: where these agree, neither is believed
        if gradients[n].verdict is not Verdict.WITNESSED and out[n].verdict is Verdict.REFUTED:
            obstacle = "the normal forms agree, but numbers far out do not"
            out[n] = replace(out[n], verdict=Verdict.UNDECIDED, obstacle=obstacle)
    return out


def _against(name: str, found: Difference) -> Gradient:
    """Return what a counterexample makes of a gradient."""
    if isinstance(found, Undefined):
        obstacle = "the gradient is no number at a point where the derivative is one"
        return Gradient(name, Verdict.UNDECIDED, obstacle=obstacle, counterexample=found)
    return Gradient(name, Verdict.REFUTED, counterexample=found)


def _at_sizes(task: Task, stopped: Mapping[str, Gradient]) -> dict[str, Gradient]:
    """Prove at small sizes what could not be proved for all, by the same code on object arrays."""
    from backproof.entries import entries  # noqa: PLC0415 - most proofs do without it

    out = dict(stopped)
    asked = set(stopped)
    for sizes in _small_sizes(task):
        found = entries.prove_at(task, sizes, asked)
        for n in sorted(asked):
            out[n] = _with(out[n], found[n], sizes)
            if not found[n].agree and not found[n].obstacle:
                asked.remove(n)
        if not asked:
            break
    return out


def _longer(task: Task, stopped: Mapping[str, Gradient]) -> dict[str, Gradient]:
    """Try what no symbols could prove at many more numbers."""
    numbers = {n: g.error for n, g in stopped.items() if g.verdict > Verdict.PROVED_AT}
    if not numbers:
        return {}
    found = witness_longer(task, numbers)
    return {n: _against(n, answer) for n in numbers if isinstance(answer := found[n], Difference)}


MOST_ENTRIES = 30  # of all inputs together, at the sizes at which code is run on entries
MOST_LABELS = 16  # choices of labels there: the code is run for each


def _small_sizes(task: Task) -> list[dict[str, int]]:
    """Return the sizes at which code is run on entries: unequal ones first, then all 1."""
    letters = task.letters
    if not letters:
        return [{}]
    up = {s: i % 3 + 2 for i, s in enumerate(letters)}
    down = {s: 3 - i % 2 for i, s in enumerate(letters)}
    out: list[dict[str, int]] = []
    for sizes in (_shrunk(task, up), _shrunk(task, down)):
        if sizes not in out:
            out.append(sizes)
    fit = [sizes for sizes in out if _excess(task, sizes) <= 1]
    return [*(fit or out[:1]), dict.fromkeys(letters, 1)]


def _shrunk(task: Task, sizes: dict[str, int]) -> dict[str, int]:
    """Lower sizes one by one, though not below 2 nor to all equal, until the inputs are small."""
    while _excess(task, sizes) > 1:
        lower = [{**sizes, s: n - 1} for s, n in sizes.items() if n > 2]  # noqa: PLR2004
        lower = [s for s in lower if len(s) == 1 or len(set(s.values())) > 1]
        if not lower:
            break
        sizes = min(lower, key=lambda s: _excess(task, s))
    return sizes


def _excess(task: Task, sizes: Mapping[str, int]) -> float:
    """Return by which factor there are too many entries, or choices of labels."""
    entries, choices = 0, 1
    for name in task.shapes:
        shape, below = task.lengths(name, sizes), task.labels_below(name, sizes)
        if below is not None:
            choices *= below ** math.prod(shape)
        elif task.kind(name) == "onehot" and name not in task.wrt:
            choices *= shape[-1] ** math.prod(shape[:-1])
        else:
            entries += math.prod(shape)
    return max(entries / MOST_ENTRIES, choices / MOST_LABELS)


def _with(gradient: Gradient, found: Outcome, sizes: Mapping[str, int]) -> Gradient:
    """Add to a gradient what was found at some sizes."""
    where = ", ".join(f"{s}={n}" for s, n in sizes.items())
    if found.agree:
        first = not gradient.sizes
        return replace(
            gradient,
            verdict=Verdict.PROVED_AT,
            sizes=(*gradient.sizes, where) if where else ("",),
            zero=found.zero and (first or gradient.zero),
            kinks=tuple(sorted({*gradient.kinks, *found.kinks})),
            kinked=bool(gradient.kinked) or found.kinked,
        )
    if found.obstacle:
        return replace(gradient, obstacle_at=gradient.obstacle_at or found.obstacle)
    obstacle = "the normal forms differ although the numbers agree"
    return replace(
        gradient, verdict=Verdict.UNDECIDED, sizes=(), obstacle=obstacle, zero=False, kinks=()
    )
