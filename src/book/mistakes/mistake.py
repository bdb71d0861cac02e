"""What a mistake is: wrong code and right code, what the prover says, what training does."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Any

import numpy as np

from backproof import Proof, Sample, Shape, Verdict, prove
from book.claims.claim import Words
from book.mistakes.code import Shown
from book.mistakes.fate import Fate, Runs, fate

type Function = Callable[..., Any]
type Trained = list[float]


class Topic(StrEnum):
    """Where a mistake is made, in the order of the page."""

    AFFINE = "affine"
    ACTIVATIONS = "activations"
    LOSSES = "losses"
    NORMALIZATION = "normalization"
    ATTENTION = "attention"
    STRUCTURE = "structure"
    LOOP = "loop"
    NUMPY = "numpy"


class Seen(StrEnum):
    """What the prover makes of a mistake."""

    NAMED = "named"  # refuted, and it says which error was made
    REFUTED = "refuted"  # refuted by a counterexample alone
    REFUSED = "refused"  # the code breaks a rule that every backward pass keeps: ValueError
    UNSEEN = "unseen"  # the gradient is the derivative; the mistake is made elsewhere


@dataclass(frozen=True)
class Mistake:
    """A common error in a hand-written backward pass.

    Attributes:
        id: its name, in small letters with hyphens, which is its address on the page, too.
        topic: where it is made.
        title: the mistake in a few words.
        written: what people write, and why they slip.
        shows: how it shows itself, or why it does not.
        forward: what is differentiated.
        wrong: the backward pass with the mistake; for the training loop the step with it.
        right: its right twin.
        shapes: of the inputs, as `prove` wants them.
        train: trains with the wrong or the right function and returns the loss before each step
            and after the last.
        sample: how numbers for an input are drawn.
        wrt: the inputs whose gradients are returned, if not all.
        backward: the gradient that both steps use, where the mistake is none of the gradient.
        errors: the keys of the diagnoses that are to be found, by input.
        unseen: why the prover sees nothing, where it sees nothing.
    """

    id: str
    topic: Topic
    title: Words
    written: Words
    shows: Words
    forward: Function
    wrong: Function
    right: Function
    shapes: Mapping[str, Shape]
    train: Callable[[Function], Trained]
    sample: Mapping[str, Sample] = field(default_factory=dict)
    wrt: tuple[str, ...] | None = None
    backward: Function | None = None
    errors: Mapping[str, str] = field(default_factory=dict)
    unseen: Words | None = None

    @cached_property
    def shown(self) -> Shown:
        """Return the code as the page shows it."""
        return Shown.of(self.id, self.forward, self.wrong, self.right, self.backward)

    @cached_property
    def found(self) -> Proof | str:
        """Return what the prover says of the wrong code: a proof, or why it is refused."""
        return self._proved(self.shown.made(self.backward or self.wrong))

    @cached_property
    def found_right(self) -> Proof | str:
        """Return what the prover says of the right twin."""
        return self._proved(self.shown.made(self.backward or self.right))

    @property
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
        with np.errstate(all="ignore"):
            return Runs.of(self.train, self.right, self.wrong)

    @cached_property
    def fate(self) -> Fate:
        """Return what became of the training with the mistake."""
        return fate(self.runs)

    def report(self, lang: str) -> str:
        """Return the prover's report on the wrong code."""
        return self.found if isinstance(self.found, str) else self.found.explain(lang)

    def _proved(self, backward: Function) -> Proof | str:
        forward = self.shown.made(self.forward)
        try:
            with np.errstate(all="ignore"):
                return prove(forward, backward, self.shapes, self.wrt, self.sample)
        except ValueError as error:
            return f"ValueError: {error}".strip()
