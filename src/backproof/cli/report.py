"""The three forms of a report: lines for people, JSON for programs, annotations for GitHub."""

from __future__ import annotations

import json
import math
import os
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from backproof.cli.arguments import colourful, version
from backproof.cli.words import Refusal, say

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from backproof.cli.outcome import Outcome
    from backproof.graph.node import Line
    from backproof.proof.steps import Meeting
    from backproof.proof.verdict import Gradient

VERDICTS = ("PROVED", "PROVED_AT", "WITNESSED", "UNDECIDED", "VACUOUS", "REFUTED", "ERROR")
PROVED = VERDICTS[:2]
COLOURS = {"PROVED": 32, "PROVED_AT": 32, "WITNESSED": 33}
RED = 31


def reporter(options: argparse.Namespace, out: TextIO, *, several: bool) -> Report:
    """Make the report that was asked for; ``several`` files: each name with its own."""
    kind = {"text": Text, "json": Json, "github": GitHub}[options.format]
    return kind(options, out, several=several)


class Report:
    """What all forms share."""

    def __init__(self, options: argparse.Namespace, out: TextIO, *, several: bool) -> None:
        self.options, self.out, self.several = options, out, several
        self.lang: str = options.lang

    def name(self, outcome: Outcome) -> str:
        """Name a check, with its file where there are several."""
        item = outcome.item
        return f"{item.path}:{item.name}" if self.several else item.name

    def show(self, outcome: Outcome) -> None:
        """Say what came of one check, as soon as it is known."""

    def refuse(self, refusal: Refusal) -> None:
        """Say that the command cannot go on; standard error says it, too."""

    def close(self, outcomes: Sequence[Outcome], *, ok: bool) -> None:
        """Say what came of all."""
        del ok
        counted = _count(outcomes)
        parts = ", ".join(f"{name} {n}" for name, n in counted.items() if n)
        self.line(say(self.lang, "total", total=len(outcomes), parts=parts))

    def line(self, text: str) -> None:
        """Write a line at once."""
        print(text, file=self.out, flush=True)


class Text(Report):
    """One line a check, and the reasons where it is not proved."""

    def show(self, outcome: Outcome) -> None:
        """Write name, verdict and time; then the reasons."""
        verdict = outcome.verdict
        if colourful(self.out):
            verdict = f"\x1b[{COLOURS.get(verdict, RED)}m{verdict}\x1b[0m"
        self.line(f"{self.name(outcome)}  {verdict}  {outcome.seconds:.2f} s")
        if self.options.verbose or outcome.verdict not in PROVED:
            for text in outcome.explain(self.lang).splitlines():
                self.line(f"  {text}")


class GitHub(Report):
    """Annotations, which GitHub shows beside the lines of a pull request."""

    def show(self, outcome: Outcome) -> None:
        """Write one workflow command, none for what is proved."""
        if outcome.verdict in PROVED:
            return
        mild = outcome.verdict == "WITNESSED" and not self.options.strict
        level = "warning" if mild else "error"
        path, line = _line(outcome)
        title = f"{outcome.verdict}: {self.name(outcome)}"
        self.line(command(level, outcome.explain(self.lang), path, title, line))

    def refuse(self, refusal: Refusal) -> None:
        """Annotate the file that cannot be checked."""
        text = refusal.text(self.lang)
        self.line(command("error", text, Path(refusal.values["path"]), "backproof check", 1))


class Json(Report):
    """One object for programs, in English whatever the language, so that it can be compared."""

    def close(self, outcomes: Sequence[Outcome], *, ok: bool) -> None:
        """Write the object."""
        made = {
            "version": version(),
            "checks": [_check(outcome) for outcome in outcomes],
            "summary": _count(outcomes),
            "ok": ok,
        }
        self.line(json.dumps(made, indent=2, allow_nan=False))


def command(level: str, message: str, path: Path, title: str, line: int) -> str:
    """Return a workflow command of GitHub with its escapes."""

    def escape(text: str) -> str:
        return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")

    def inner(text: str) -> str:
        return escape(text).replace(":", "%3A").replace(",", "%2C")

    return (
        f"::{level} file={inner(relative(path))},line={line},title={inner(title)}::"
        f"{escape(message)}"
    )


def relative(path: Path) -> str:
    """Return a path from here on with forward slashes; one that leads elsewhere stays whole."""
    whole = path.resolve()
    here = Path(os.path.realpath("."))
    return (whole.relative_to(here) if whole.is_relative_to(here) else whole).as_posix()


def _line(outcome: Outcome) -> tuple[Path, int]:
    """Return where GitHub shows it: where the diagnosis points, or where backward stands."""
    path, line = outcome.item.place
    gradients = outcome.proof.gradients.values() if outcome.proof else ()
    pointed = (getattr(g.diagnosis, "line", None) for g in gradients)
    return path, next((one for one in pointed if isinstance(one, int) and one > 0), line)


def _count(outcomes: Sequence[Outcome]) -> dict[str, int]:
    counted = Counter(outcome.verdict for outcome in outcomes)
    return {name: counted[name] for name in VERDICTS}


def _check(outcome: Outcome) -> dict[str, Any]:
    item, proof = outcome.item, outcome.proof
    return {
        "file": item.path.as_posix(),
        "name": item.name,
        "line": item.line,
        "verdict": outcome.verdict,
        "seconds": round(outcome.seconds, 6),
        "scope": proof.scope if proof else "",
        "unseen": list(proof.unseen) if proof else [],
        "gradients": [_gradient(g) for g in proof.gradients.values()] if proof else [],
        "meetings": [_meeting(m) for m in proof.meetings] if proof else [],
        "error": outcome.error or None,
    }


def _meeting(meeting: Meeting) -> dict[str, Any]:
    return {
        "line": _place(meeting.line, meeting.calls),
        "kind": meeting.kind,
        "of": meeting.of and _place(meeting.of, meeting.of_calls),
        "name": meeting.name,
        "count": meeting.count,
    }


def _place(line: Line, calls: Sequence[Line]) -> dict[str, Any]:
    """Return a line, and the numbers of the lines whose calls lead to it."""
    return {
        "file": relative(Path(line.file)),
        "function": line.function,
        "number": line.number,
        "calls": [one.number for one in calls],
    }


def _gradient(gradient: Gradient) -> dict[str, Any]:
    found, diagnosis = gradient.counterexample, gradient.diagnosis
    return {
        "name": gradient.name,
        "verdict": gradient.verdict.name,
        "error": plain(gradient.error),
        "sizes": list(gradient.sizes),
        "obstacle": gradient.obstacle,
        "obstacle_at": gradient.obstacle_at,
        "kinks": list(gradient.kinks),
        "assumed": list(gradient.assumed),
        "zero": gradient.zero,
        "diagnosis": diagnosis.explain("en") if diagnosis else "",
        "counterexample": found
        and {
            "index": list(found.index),
            "claimed": plain(_entry(found.claimed, found.index)),
            "true": plain(_entry(found.true, found.index)),
            "inputs": {name: plain(value) for name, value in found.inputs.items()},
            "upstream": plain(found.upstream),
        },
    }


def _entry(array: Any, index: tuple[int, ...]) -> Any:
    return array[index] if index else array


def plain(value: Any) -> Any:
    """Return arrays as nested lists; what JSON has no number for becomes text: "nan", "inf".

    >>> plain([1, 2.5, float("nan"), True, None])
    [1, 2.5, 'nan', True, None]
    """
    value = value.tolist() if hasattr(value, "tolist") else value
    if isinstance(value, list):
        return [plain(one) for one in value]
    if value is None or isinstance(value, bool | int | str):
        return value
    return value if isinstance(value, float) and math.isfinite(value) else str(value)
