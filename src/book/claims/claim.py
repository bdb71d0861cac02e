"""What a claim is: a statement of a source, judged by a check that runs."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from functools import cached_property
from importlib import import_module
from typing import Annotated, Any

from pydantic import Field, ValidationInfo, field_validator

from book.claims.judging import Finding, Findings
from book.claims.mojibake import damage
from book.claims.sources import SOURCES, Source
from book.records import DOCS, Id, Record, Words

REACHES = ("book.claims.checks.*",)

type Check = Callable[[], Findings]


class Judgement(StrEnum):
    """What came of the trial of a statement, taken as it stands."""

    TRUE = "true"
    CONDITIONAL = "conditional"
    FALSE = "false"

    @property
    def mending(self) -> tuple[str, str]:
        """Name the labels of the right form and of the run of the mended check."""
        if self is Judgement.CONDITIONAL:
            return "in general", "as conditioned"
        return "corrected", "as mended"


# What a verdict must come with.
WANTED: dict[Judgement | None, tuple[str, ...]] = {
    Judgement.CONDITIONAL: ("condition", "why"),
    Judgement.FALSE: ("corrected", "why"),
}


class Claim(Record):
    r"""A statement of a source, in our words, with its verdict; docs/claims holds them.

    The check that bears the verdict out is the function of its name, `function`, in the module of
    its source, `origin.module`. What it yields first, the statement read literally, holds for TRUE,
    fails for FALSE, and fails without the condition for CONDITIONAL. What it yields second, for the
    last two, holds: the mended statement, under the condition or in the corrected form.

    Attributes:
        id: its name, beginning with that of its source, which is its address on the page, too.
        line: the line of the file with the statement or its formula.
        chapter: the page under docs/*/chapters that it belongs to, without `.md`.
        verdict: true, conditional or false.
        place: where in the source it stands, in our words.
        stated: the statement in our words.
        formula: TeX exactly as it stands there, wrong indices and all; "" for a sentence.
        typeset: False where TeX cannot set the formula; it is then shown as typed.
        damaged: True where the formula stands there as `mojibake.damage` leaves what is given here.
        condition: under which the statement holds; for CONDITIONAL.
        corrected: the right form in words; for FALSE, and wherever it helps.
        corrected_formula: TeX of the right form.
        why: one or two sentences on why it fails, or why the condition matters.
    """

    id: Id
    line: Annotated[int, Field(gt=0)]
    chapter: str
    verdict: Judgement = Field(strict=False)
    place: Words
    stated: Words
    damaged: bool = False
    formula: str = ""
    typeset: bool = True
    condition: Words | None = Field(None, validate_default=True)
    corrected: Words | None = Field(None, validate_default=True)
    corrected_formula: str = ""
    why: Words | None = Field(None, validate_default=True)

    @field_validator("id")
    @classmethod
    def _of_a_source(cls, id_: str) -> str:
        if _origin(id_) is None:
            raise ValueError(f"wanted first a source of: {', '.join(one.id for one in SOURCES)}")
        return id_

    @field_validator("line")
    @classmethod
    def _there(cls, line: int, info: ValidationInfo) -> int:
        origin = _origin(info.data.get("id", ""))
        if origin and line > origin.lines:
            raise ValueError(f"{origin.file} has {origin.lines} lines")
        return line

    @field_validator("chapter")
    @classmethod
    def _a_page(cls, chapter: str) -> str:
        there = sorted(path.stem for path in (DOCS / "ko" / "chapters").glob("*.md"))
        if chapter not in there:
            raise ValueError(f"wanted a page of docs/ko/chapters: {', '.join(there)}")
        return chapter

    @field_validator("verdict", mode="before")
    @classmethod
    def _a_word(cls, verdict: Any) -> Any:
        return str(verdict).lower() if isinstance(verdict, bool) else verdict  # YAML's bare true

    @field_validator("formula")
    @classmethod
    def _as_it_stands(cls, formula: str, info: ValidationInfo) -> str:
        return damage(formula) if info.data.get("damaged") else formula

    @field_validator("condition", "corrected", "why")
    @classmethod
    def _wanted(cls, said: Words | None, info: ValidationInfo) -> Words | None:
        verdict = info.data.get("verdict")
        if said is None and info.field_name in WANTED.get(verdict, ()):
            raise ValueError(f"a {verdict} claim needs it")
        if said and info.field_name == "condition" and verdict in {"true", "false"}:
            raise ValueError(f"a {verdict} claim has none")
        return said

    @property
    def origin(self) -> Source:
        """Return the source that makes the statement."""
        found = _origin(self.id)
        if found is None:
            raise LookupError(f"{self.id} begins with no source")
        return found

    @property
    def function(self) -> str:
        """Name the function that checks it."""
        return self.id.removeprefix(f"{self.origin.id}-").replace("-", "_")

    @property
    def check(self) -> Check:
        """Return the check."""
        check: Check = getattr(import_module(self.origin.module), self.function)
        return check

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """Run the check, once, and return what it yields.

        Raises:
            ValueError: if that is too little or too much for the verdict.
        """
        found = tuple(self.check())
        wanted = 1 if self.verdict is Judgement.TRUE else 2
        if len(found) != wanted:
            raise ValueError(
                f"{self.id} is {self.verdict}: {self.origin.module}.{self.function} yields "
                f"{len(found)}, wanted {wanted}: as stated{', and mended' * (wanted - 1)}"
            )
        return found

    def recall(self, found: list[Any]) -> None:
        """Take what its check has yielded from what was kept."""
        vars(self)["findings"] = tuple(Finding(*one) for one in found)

    @cached_property
    def as_stated(self) -> Finding:
        """Return what the literal reading comes to."""
        return self.findings[0]

    @cached_property
    def as_mended(self) -> Finding | None:
        """Return what the mended reading comes to, if the claim has one."""
        return self.findings[1] if self.findings[1:] else None

    @property
    def stands(self) -> bool:
        """Say whether both readings bear out the verdict."""
        literally = self.as_stated.holds == (self.verdict is Judgement.TRUE)
        return literally and (self.as_mended is None or self.as_mended.holds)


def _origin(id_: Any) -> Source | None:
    return next((one for one in SOURCES if str(id_).startswith(f"{one.id}-")), None)
