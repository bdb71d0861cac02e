"""From a question to a `Proof`: the graph is asked first, and entries where it stops."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from backproof.graph.node import Line
from backproof.numbers.directions import agree
from backproof.numbers.probing import probe
from backproof.proof import whole
from backproof.proof.verdict import Gradient, Proof, Verdict
from backproof.proof.whole import Found, Whole
from backproof.question.task import Task

if TYPE_CHECKING:
    from backproof.diagnosis.blame import Blame
    from backproof.diagnosis.diagnosis import Diagnosis

FEWER = 4  # where a model is large, one in so many points that the code points at is tried


def judge(task: Task) -> Proof:
    """Return the proof of a task, or what stands against it."""
    start = time.perf_counter()
    found = whole.prove(task)
    error = agree(task, kinked=bool(found.kinks)) if found.proved else None
    gradients = {n: _proved(task, n, found, error) for n, f in found.found.items() if f.proved}
    vacuous = found.independent
    if error is None or probe(task, task.wrt, every=1 if found.small else FEWER):
        from backproof.proof.fallback import weigh  # noqa: PLC0415 - most proofs do without it

        gradients, vacuous = weigh(task, gradients, found)
        gradients = {n: _at_line(g, found.found[n]) for n, g in gradients.items()}
    gradients = _diagnosed(task, gradients)
    samples = {
        n: k if isinstance(k, str) else getattr(k, "__name__", repr(k))
        for n, k in task.sample.items()
    }
    lines = {n.line.number for n in found.unseen if n.line.number} if found.proved else set()
    return Proof(
        gradients,
        task.letters,
        task.numbers,
        vacuous,
        samples,
        time.perf_counter() - start,
        tuple(sorted(lines)),
        found.meetings,
    )


def _proved(task: Task, name: str, found: Whole, error: float | None) -> Gradient:
    """Return what the graph proved."""
    verdict = Verdict.PROVED_AT if task.numbers and not task.letters else Verdict.PROVED
    one = found.found[name]
    return Gradient(
        name,
        verdict,
        zero=one.zero,
        error=error,
        kinks=one.kinks,
        kinked=found.kinked,
        assumed=tuple(dict.fromkeys(c.exception for c in one.assumed)),
    )


def _at_line(gradient: Gradient, found: Found) -> Gradient:
    """Return a gradient that is not proved with the line where it leaves the derivative."""
    wrong = gradient.verdict in {Verdict.REFUTED, Verdict.UNDECIDED}
    return replace(gradient, line=found.line) if wrong and found.line else gradient


def _place(one: tuple[str, Gradient]) -> tuple[bool, int]:
    """Return what puts the gradients that leave the derivative first in front."""
    line = one[1].line
    return line is None, line.number if line else 0


def _diagnosed(task: Task, gradients: Mapping[str, Gradient]) -> dict[str, Gradient]:
    """Return gradients with the error that each shows.

    What mends one is tried first for the next, and what one line hides is looked for once.
    """
    out = dict(gradients)
    blames: dict[Line | None, Blame | None] = {}
    mends: list[Diagnosis] = []
    hidden: set[Line] = set()
    for n, g in sorted(gradients.items(), key=_place):
        if g.counterexample is None or g.verdict is not Verdict.REFUTED:
            continue
        from backproof.diagnosis import blame, diagnose  # noqa: PLC0415 - right code does without

        if g.line not in blames:
            place = (g.line.number, g.line.file) if g.line else (0, "")
            blames[g.line] = blame.blamed(task, n, g.counterexample, *place)
        blamed = blames[g.line]
        line, sure = (Line(*blamed[:3]), blamed.sure) if blamed else (g.line, False)
        error = None
        if line not in hidden:
            number = line.number if line else None
            error = diagnose.diagnose(task, n, g.counterexample, number, sure=sure, like=mends)
        if error and error.line:
            mends.append(error)
            if blamed and line:  # what mends it knows better
                line = replace(line, number=error.line)
        elif line and not error:
            hidden.add(line)
        out[n] = replace(g, line=line, diagnosis=error)
    return out
