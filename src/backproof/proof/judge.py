"""From a question to a `Proof`: the graph is asked first, and entries where it stops."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import replace

from backproof.numbers.directions import agree
from backproof.numbers.probing import probe
from backproof.proof import whole
from backproof.proof.verdict import Gradient, Proof, Verdict
from backproof.proof.whole import Found, Whole
from backproof.question.task import Task

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
    kinds = {
        n: k if isinstance(k, str) else getattr(k, "__name__", repr(k))
        for n, k in task.sample.items()
    }
    lines = {n.line.number for n in found.unseen if n.line.number} if found.proved else set()
    return Proof(
        gradients,
        task.letters,
        task.numbers,
        vacuous,
        kinds,
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


def _diagnosed(task: Task, gradients: Mapping[str, Gradient]) -> dict[str, Gradient]:
    """Return gradients with the error that each shows; what one line hides is looked for once."""
    out, hidden = dict(gradients), set()
    for n, g in gradients.items():
        if g.counterexample is None or g.verdict is not Verdict.REFUTED or g.line in hidden:
            continue
        from backproof.diagnosis import diagnose  # noqa: PLC0415 - right code does without it

        found = diagnose.diagnose(task, n, g.counterexample, g.line.number if g.line else None)
        out[n] = replace(g, diagnosis=found)
        if found is None and g.line is not None:
            hidden.add(g.line)
    return out
