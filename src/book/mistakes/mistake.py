"""A mistake: wrong code and right code, what the prover says, what training does."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Any

import numpy as np

from backproof import Proof, Verdict, prove
from book.mistakes.code import Function, Shown
from book.mistakes.fate import Fate, Runs, fate
from book.mistakes.record import Entry
from book.mistakes.training import pair

LANGUAGES = ("ko", "en")
#: What a record says to people, and to no program.
WORDS = {"title", "written", "shows", "unseen"}


class Seen(StrEnum):
    """What the prover makes of a mistake."""

    NAMED = "named"  # refuted, and it says which error was made
    REFUTED = "refuted"  # refuted by a counterexample alone
    REFUSED = "refused"  # the code breaks a rule that every backward pass keeps: ValueError
    UNSEEN = "unseen"  # the gradient is the derivative; the mistake is made elsewhere


@dataclass(frozen=True)
class Mistake:
    """A common error in a hand-written backward pass, and what came of trying it.

    Attributes:
        topic: the family that it belongs to.
        entry: what is said of it, and what is expected.
        shown: its code, as the page shows it.
    """

    topic: str
    entry: Entry
    shown: Shown

    @property
    def id(self) -> str:
        """Return its name."""
        return self.entry.id

    @cached_property
    def found(self) -> Proof | str:
        """Return what the prover says of the wrong code: a proof, or why it is refused."""
        return self.tried(self._functions.get("backward", self._functions["wrong"]))

    @cached_property
    def found_right(self) -> Proof | str:
        """Return what the prover says of the right twin."""
        return self.tried(self._functions.get("backward", self._functions["right"]))

    @cached_property
    def seen(self) -> Seen:
        """Return what the prover makes of it."""
        if isinstance(self.found, str):
            return Seen.REFUSED
        if self.found.verdict is not Verdict.REFUTED:
            return Seen.UNSEEN
        return Seen.NAMED if self.found.diagnosis else Seen.REFUTED

    @cached_property
    def runs(self) -> Runs:
        """Train twice from the same start with the same data, once with each function."""
        run, made = self.entry.training, self._functions

        def train(function: Function) -> list[float]:
            given = function if self.entry.step else pair(made["forward"], function)
            return run.function(given, **run.options)

        with np.errstate(all="ignore"):
            return Runs.of(train, made["right"], made["wrong"])

    @cached_property
    def fate(self) -> Fate:
        """Return what became of the training with the mistake."""
        return fate(self.runs)

    def report(self, lang: str) -> str:
        """Return the prover's report on the wrong code."""
        return self._reports[lang]

    @cached_property
    def _reports(self) -> dict[str, str]:
        found = self.found
        if isinstance(found, str):
            return dict.fromkeys(LANGUAGES, found)
        return {lang: found.explain(lang) for lang in LANGUAGES}

    @property
    def tried_with(self) -> list[Any]:
        """Return all that `told` depends on but the code of the book: no words for people."""
        tried = self.entry.model_dump(mode="json", exclude=WORDS)
        return [tried, self.shown.shared, self.shown.wrong, self.shown.right]

    def told(self) -> dict[str, Any]:
        """Return what came of it, in a form that can be kept."""
        runs = [list(self.runs.right), list(self.runs.wrong), self.runs.error]
        return {"seen": str(self.seen), "reports": self._reports, "runs": runs}

    def recall(self, told: dict[str, Any]) -> None:
        """Take what came of it from what was kept."""
        right, wrong, error = told["runs"]
        vars(self).update(
            seen=Seen(told["seen"]),
            _reports=told["reports"],
            runs=Runs(tuple(right), tuple(wrong), error),
        )

    def tried(self, backward: Function) -> Proof | str:
        """Hand a backward pass to the prover; return its proof, or why it is refused."""
        one, forward = self.entry, self._functions["forward"]
        try:
            with np.errstate(all="ignore"):
                return prove(forward, backward, one.shapes, one.wrt, one.sample)
        except ValueError as error:
            return f"ValueError: {error}".strip()

    @cached_property
    def _functions(self) -> dict[str, Function]:
        return dict(self.shown.functions(self.id))
