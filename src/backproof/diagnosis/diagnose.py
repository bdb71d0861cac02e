"""Which human error a wrong gradient comes of: the one whose repair mends it at every trial.

Two searches: on the numbers, which need no source (`residual`), and by repairing the source by one
small edit (`repairs`, `edits`).  A diagnosis is given only if its repair makes the gradient right
at every trial: unequal, equal and degenerate sizes, and the counterexample itself.
"""

from __future__ import annotations

import ast
import io
import warnings
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import redirect_stdout
from dataclasses import replace
from typing import Any

import numpy as np

from backproof.diagnosis import (
    edit_axes,
    edit_factors,
    edit_names,
    edit_terms,
    edit_tokens,
    residual,
)
from backproof.diagnosis.diagnosis import Diagnosis
from backproof.diagnosis.edits import Edit, Scene, Slot, applied
from backproof.diagnosis.repairs import Workshop, run
from backproof.diagnosis.residual import Finding
from backproof.diagnosis.source import LAMBDA, Source
from backproof.diagnosis.trials import Trial, trials
from backproof.numbers.numeric import Difference
from backproof.question.task import Task

ENOUGH = 4  # fewer trials tell nothing
WRONG = 2  # in so many of them the gradient must be wrong
ELSEWHERE = 5000  # repairs of other lines are tried where those of the line at fault were in vain

#: Groups of edits in the order in which they are believed.
GROUPS: dict[str, Callable[[Scene], Iterator[Edit]]] = {
    "axes": edit_axes.axes,
    "sums": edit_tokens.sums,
    "transposes": edit_tokens.transposes,
    "signs": edit_tokens.signs,
    "epsilons": edit_names.epsilons,
    "names": edit_names.names,
    "tokens": edit_tokens.tokens,
    "slopes": edit_factors.slopes,
    "extras": edit_factors.extras,
    "constants": edit_factors.constants,
    "terms": edit_terms.terms,
    "missing": edit_factors.missing,
}

#: Which edits can bring about what the numbers show.
CAUSES = {
    "sign": ("signs",),
    "factor 2": ("sums", "extras", "constants"),
    "factor 1/2": ("sums", "constants", "extras"),
    "factor N": ("sums", "extras", "constants"),
    "factor 1/N": ("sums", "extras", "constants"),
    "transpose": ("transposes",),
    "other argument": ("names",),
    "zero": (),
}


def diagnose(
    task: Task,
    name: str,
    counterexample: Difference | None,
    line: int | None = None,
    *,
    sure: bool = False,
    like: Collection[Diagnosis] = (),
) -> Diagnosis | None:
    """Name the error whose repair mends a gradient; None if no repair that is known does.

    Args:
        task: what was asked.
        name: the input whose gradient is wrong.
        counterexample: where it is.
        line: the line that the proof found at fault; repairs of it are tried first.
        sure: whether numbers, too, say that it is that line; then no other is repaired.
        like: what mends other gradients, which is tried first.
    """
    with warnings.catch_warnings(), redirect_stdout(io.StringIO()):  # the code runs very often
        warnings.simplefilter("ignore")
        tried = trials(task, name, counterexample)
        wrong = [t for t in tried if not t.right(t.claimed[name])]
        if len(tried) < ENOUGH or len(wrong) < WRONG:
            return None
        found = residual.first(residual.simple(task, name, tried), tried)
        repaired = _repair(task, name, tried, found, line, sure=sure, like=like)
        if found is None and repaired is None:
            found = residual.first(residual.compound(task, name, tried), tried)
    if repaired is not None:
        return _with_place(found, repaired)
    return Diagnosis(found.error, name, found.detail) if found else None


def _repair(
    task: Task,
    name: str,
    tried: list[Trial],
    found: Finding | None,
    line: int | None,
    *,
    sure: bool,
    like: Collection[Diagnosis],
) -> Diagnosis | None:
    try:
        shop = Workshop(task, tried[0], line if sure else None)
        for one in like:
            if any(_try(shop, *edit, name, tried) for edit in _again(shop, one)):
                return replace(one, name=name)
        return search(shop, name, tried, CAUSES[found.error] if found else tuple(GROUPS), line)
    except Exception:  # noqa: BLE001 - no source, or one that is beyond us: the verdict stands
        return None


def _with_place(found: Finding | None, repaired: Diagnosis) -> Diagnosis:
    """Join what the numbers and what the source say; a sum for a mean says more than a factor."""
    if found is None:
        return replace(repaired, part=repaired.error.startswith("factor"))
    if repaired.error in {"sum for mean", "mean for sum"}:
        return repaired
    return replace(repaired, error=found.error, detail=found.detail)


def search(
    shop: Workshop,
    name: str,
    tried: list[Trial],
    groups: Sequence[str],
    line: int | None = None,
) -> Diagnosis | None:
    """Try edits group by group, first those of a line; one that mends and breaks nothing wins."""
    second: Diagnosis | None = None
    for source, scene, edit in _edits(shop, groups, line):
        if shop.left <= 0:
            return second
        shop.left -= 1
        verdict = _try(shop, source, edit, name, tried)
        if verdict is None or (verdict is False and second):
            continue
        said = _named(shop, scene, edit, tried[0])
        if verdict:
            return said
        second = replace(said, line=None, mend="")  # it breaks another gradient
    return second


def _again(shop: Workshop, like: Diagnosis) -> Iterator[tuple[Source, Edit]]:
    """Yield the repair that was found before."""
    for source in shop.sources:
        for block in ast.walk(source.tree):
            for k, stmt in enumerate(getattr(block, "body", ()) if like.mend else ()):
                if stmt.lineno == like.line:
                    (new,) = ast.parse(like.mend).body
                    yield source, Edit(like.error, [(Slot(block, "body", k, stmt), new)])


def _edits(
    shop: Workshop, groups: Sequence[str], line: int | None
) -> Iterator[tuple[Source, Scene, Edit]]:
    """Yield the repairs of a line, then all others."""
    others: list[tuple[Source, Scene, Edit]] = []
    for group in groups:
        for source, scene in zip(shop.sources, shop.scenes, strict=True):
            for edit in GROUPS[group](scene):
                if line is None or edit.stands_on(line):
                    yield source, scene, edit
                elif shop.only is None:
                    others.append((source, scene, edit))
    if line is not None:
        shop.left = min(shop.left, ELSEWHERE)
    yield from others


def _try(shop: Workshop, source: Source, edit: Edit, name: str, tried: list[Trial]) -> bool | None:
    """Return None if an edit does not mend, else whether it leaves right gradients right."""
    with shop.repaired(source, edit) as function:
        harmless = True
        for t in tried:
            out = None if function is None else run(function, t)
            if out is None or not t.right(out[name]):
                return None
            harmless = harmless and not any(_broken(t, n, out[n]) for n in out if n != name)
    return harmless


def _broken(t: Trial, other: str, value: np.ndarray) -> bool:
    before = t.claimed[other]
    if np.allclose(before, value, rtol=1e-9, atol=1e-12, equal_nan=True):
        return False
    if (told := t.of(other)) is None:
        return False
    true, slack = told
    far, farther = (float(np.abs(x - true).max(initial=0)) for x in (before, value))
    return far <= slack < farther


def _named(shop: Workshop, scene: Scene, edit: Edit, trial: Trial) -> Diagnosis:
    with applied(edit):
        stmt = edit.new_stmt
        short = stmt.value if scene.tree.name == LAMBDA else stmt  # type: ignore[attr-defined]
        mend = "" if hasattr(stmt, "body") else ast.unparse(short)
    error, detail = edit.error, edit.detail
    if error in {"missing factor", "extra factor"}:
        names = shop.names | dict(scene.values)
        error, detail = _as_number(error, detail, names, trial.sizes)
    return Diagnosis(error, trial.name, detail, edit.stmt.lineno, mend)


def _as_number(
    error: str, detail: str, names: dict[str, Any], sizes: Mapping[str, int]
) -> tuple[str, str]:
    """Call a factor 2 or a size what it is."""
    inverse = detail.startswith("1 / ")
    text = detail.removeprefix("1 / ")
    try:
        value = float(eval(text, names))  # noqa: S307 - an expression of the user's own code
    except Exception:  # noqa: BLE001 - then it is no number
        return error, detail
    if 0 < value < 1:
        value, inverse = 1 / value, not inverse
    larger = (error == "extra factor") != inverse  # the claimed gradient is too large
    if value == 2:  # noqa: PLR2004
        return ("factor 2" if larger else "factor 1/2"), "2"
    for letter, size in sizes.items():
        if value == size and not text.replace(".", "").isdigit():
            return ("factor N" if larger else "factor 1/N"), letter
    return error, detail


__all__ = ["Diagnosis", "diagnose"]
