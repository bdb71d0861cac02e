"""What a proof says: verdicts, and the record of each gradient."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum
from typing import TYPE_CHECKING

import numpy as np

from backproof.proof.words import WORDS, obstacle
from backproof.question.words import kind

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from backproof.diagnosis.diagnose import Diagnosis
    from backproof.graph.node import Line
    from backproof.numbers.numeric import Difference
    from backproof.proof.steps import Meeting


class Verdict(IntEnum):
    """How strong a statement is, from the strongest to the weakest.

    REFUTED is last: one counterexample outweighs every proof.

    Attributes:
        PROVED: equal to the derivative for all sizes.
        PROVED_AT: equal to the derivative, by symbols, at the sizes listed.
        WITNESSED: numbers agree, nothing is proved.
        UNDECIDED: neither proved nor refuted.
        VACUOUS: the check could not have failed.
        REFUTED: wrong, and there is a counterexample.
    """

    PROVED = 0
    PROVED_AT = 1
    WITNESSED = 2
    UNDECIDED = 3
    VACUOUS = 4
    REFUTED = 5


@dataclass(frozen=True)
class Gradient:
    """The verdict on the gradient of one input.

    Attributes:
        name: the input.
        verdict: how strong the statement is.
        kinks: the expressions at whose zeros the forward has a kink; proved on each side of them.
        zero: whether the derivative is identically zero.
        obstacle: what stopped the proof for all sizes, where there is none.
        obstacle_at: what stopped the proof at fixed sizes, where that was tried in vain.
        sizes: the sizes at which PROVED_AT holds, such as ``"N=2, D=3"``.
        error: the largest relative difference that the numeric witness saw, if it agreed.
        counterexample: the arrays at which the code is wrong, if it is.
        kinked: whether the forward pass itself has kinks, so that ties may be among them; None
            if that is not known.
        diagnosis: which human error it is, if one was found whose repair mends all trials.
        line: the line of the backward pass at fault, or else the first that makes an array which is
            none of the derivative's, where that is known.
        assumed: what fails on a set of measure zero only, such as ``"line 3 divides by 0"``.
    """

    name: str
    verdict: Verdict
    kinks: tuple[str, ...] = ()
    zero: bool = False
    obstacle: str = ""
    error: float | None = None
    counterexample: Difference | None = None
    diagnosis: Diagnosis | None = None
    obstacle_at: str = ""
    sizes: tuple[str, ...] = ()
    kinked: bool | None = None
    line: Line | None = None
    assumed: tuple[str, ...] = ()

    def explain(self, lang: str = "en") -> str:
        """Return one or a few lines in Korean (``"ko"``) or English."""
        words = WORDS[lang]
        out = [f"∂/∂{self.name}: {self.verdict.name} — {words[self.verdict.name]}"]
        if self.zero:
            out.append("  " + words["zero"])
        out += [f"  {one}" for one in _conditions([self], lang)]
        if any(self.sizes):
            out.append("  " + words["sizes"].format("; ".join(self.sizes)))
        if self.obstacle and self.sizes != ("",):
            key = "obstacle for all" if self.verdict is Verdict.PROVED_AT else "obstacle"
            out.append("  " + words[key].format(obstacle(self.obstacle, lang)))
        if self.obstacle_at and self.obstacle_at != self.obstacle:
            out.append("  " + words["obstacle at"].format(obstacle(self.obstacle_at, lang)))
        if self.counterexample is not None:
            c = self.counterexample
            sizes = ", ".join(f"{k}{v.shape}" for k, v in c.inputs.items())
            out.append(
                "  "
                + words["differs"].format(
                    entry=f"d{c.name}[{', '.join(map(str, c.index))}]",
                    claimed=f"{np.asarray(c.claimed)[c.index]:.6g}",
                    true=f"{np.asarray(c.true)[c.index]:.6g}",
                    sizes=sizes,
                )
            )
        elif self.error is not None:
            out.append("  " + words["witness"].format(f"{self.error:.1e}"))
        if self.line is not None:
            out.append("  " + words["line"].format(self.line.number, self.line.function))
        if self.diagnosis is not None:
            out.append("  " + self.diagnosis.explain(lang))
        return "\n".join(out)


def _conditions(gradients: Collection[Gradient], lang: str) -> list[str]:
    """Return in words where some gradients are proved: off kinks, off points without volume."""
    found = {
        "kinks": sorted({one for g in gradients for one in g.kinks}),
        "assumed": sorted({one for g in gradients for one in g.assumed}),
    }
    return [
        WORDS[lang][key].format(", ".join(obstacle(one, lang) for one in some))
        for key, some in found.items()
        if some
    ]


@dataclass(frozen=True)
class Proof:
    """What `prove` found, gradient by gradient; ``proof["x"]`` is one of them.

    Attributes:
        gradients: by the name of the input.
        sizes: the letters of the shapes, each standing for every whole number from 1.
        numbers: the sizes given as numbers; the proof says nothing of others in their place.
        vacuous: whether the check could not have failed.
        sample: how numbers for an input were drawn, where the caller said so.
        seconds: how long it took.
        unseen: the lines with a comparison of which no number tried reached both sides: the symbols
            followed both, numbers confirm one.
        meetings: where the lines of the backward pass meet the forward pass, in the order in which
            they ran; empty where the code could not be followed for all sizes.
    """

    gradients: Mapping[str, Gradient]
    sizes: tuple[str, ...] = ()
    numbers: tuple[int, ...] = ()
    vacuous: bool = False
    sample: Mapping[str, str] = field(default_factory=dict)
    seconds: float = field(default=0.0, compare=False)
    unseen: tuple[int, ...] = ()
    meetings: tuple[Meeting, ...] = field(default=(), compare=False, repr=False)

    def __getitem__(self, name: str) -> Gradient:
        return self.gradients[name]

    @property
    def verdict(self) -> Verdict:
        """Return the weakest verdict of the parts."""
        worst = max(g.verdict for g in self.gradients.values())
        return max(worst, Verdict.VACUOUS) if self.vacuous else worst

    @property
    def counterexample(self) -> Difference | None:
        """Return the first counterexample, if there is one."""
        found = (g.counterexample for g in self.gradients.values())
        return next((c for c in found if c is not None), None)

    @property
    def diagnosis(self) -> str:
        """Return in English which human error was made, if that is known."""
        found = (g.diagnosis for g in self.gradients.values())
        return next((d.explain("en") for d in found if d is not None), "")

    @property
    def scope(self) -> str:
        """Return what was proved and what it rests on, in English."""
        return self._scope("en")

    def _scope(self, lang: str) -> str:
        words = WORDS[lang]
        if self.verdict is Verdict.VACUOUS:
            return words["vacuous"]
        if self.verdict > Verdict.PROVED_AT:
            return words["not proved"]
        parts = []
        listed = {n: g.sizes for n, g in self.gradients.items() if any(g.sizes)}
        everywhere = [n for n in self.gradients if n not in listed]
        if self.sizes and everywhere:
            parts.append(words["scope"].format(", ".join(self.sizes)))
        if listed:
            at = "; ".join(sorted({s for sizes in listed.values() for s in sizes}))
            parts.append(words["scope at"].format(", ".join(f"∂/∂{n}" for n in listed), at))
        if self.numbers:
            parts.append(words["fixed"].format(", ".join(map(str, self.numbers))))
        if not parts:
            parts.append(words["scalars"])
        parts += _conditions(self.gradients.values(), lang)
        if self.unseen:
            parts.append(words["unseen"].format(", ".join(map(str, self.unseen))))
        parts += [f"∂/∂{n}: {words['zero']}" for n, g in self.gradients.items() if g.zero]
        parts += [words["sample"].format(n, kind(k, lang)) for n, k in self.sample.items()]
        return " ".join(parts)

    def explain(self, lang: str = "en") -> str:
        """Return the whole report in Korean (``"ko"``) or English."""
        lines = [g.explain(lang) for g in self.gradients.values()]
        return "\n".join([f"{self.verdict.name}", *lines, self._scope(lang)])

    def __str__(self) -> str:
        return self.explain("en")
