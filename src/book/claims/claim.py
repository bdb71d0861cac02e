"""What a claim is: a statement of a source, judged by checks that run."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from book.claims.judging import Finding
from book.claims.sources import Source, source

type Reading = Callable[[], Finding]


@dataclass(frozen=True)
class Words:
    """The same said in Korean and in English; both may hold $TeX$ and `code`."""

    ko: str
    en: str

    def __getitem__(self, lang: str) -> str:
        """Return what is said in one language."""
        return {"ko": self.ko, "en": self.en}[lang]


class Judgement(StrEnum):
    """What came of the trial of a statement, taken as it stands."""

    TRUE = "true"
    CONDITIONAL = "conditional"
    FALSE = "false"


@dataclass(frozen=True)
class Claim:
    r"""A statement of a source, in our words, with its verdict and the checks that bear it out.

    Attributes:
        id: its name, in small letters with hyphens, which is its address on the page, too.
        source: the file's name.
        place: where in the source it stands, in our words.
        line: the line of the file with the statement or its formula.
        chapter: the page under docs/*/chapters that it belongs to, without `.md`.
        stated: the statement in our words.
        formula: TeX exactly as it stands there, wrong indices and all; "" for a sentence.
        judgement: the verdict.
        literal: the check of the statement read literally. It holds for TRUE; without the
            condition it fails for CONDITIONAL; it fails for FALSE.
        mended: the check that holds: under the condition, or of the corrected form.
        condition: under which the statement holds; for CONDITIONAL.
        corrected: the right form in words; for FALSE, and wherever it helps.
        corrected_formula: TeX of the right form.
        why: one or two sentences on why it fails, or why the condition matters.
        typeset: False where TeX cannot set the formula; it is then shown as typed.
    """

    id: str
    source: str
    place: Words
    line: int
    chapter: str
    stated: Words
    formula: str
    judgement: Judgement
    literal: Reading
    mended: Reading | None = None
    condition: Words | None = None
    corrected: Words | None = None
    corrected_formula: str = ""
    why: Words | None = None
    typeset: bool = True

    def __post_init__(self) -> None:
        """Refuse a verdict without what it must come with."""
        wanted = {
            Judgement.TRUE: (),
            Judgement.CONDITIONAL: ("mended", "condition", "why"),
            Judgement.FALSE: ("mended", "corrected", "why"),
        }[self.judgement]
        missing = [name for name in wanted if getattr(self, name) is None]
        if missing:
            raise ValueError(f"{self.id} is {self.judgement} and lacks {', '.join(missing)}")

    @property
    def origin(self) -> Source:
        """Return the source that makes the statement."""
        return source(self.source)

    @property
    def readings(self) -> tuple[Reading, ...]:
        """Return the checks there are."""
        return (self.literal, self.mended) if self.mended else (self.literal,)

    @cached_property
    def as_stated(self) -> Finding:
        """Return what the literal reading comes to; it is run once."""
        return self.literal()

    @cached_property
    def as_mended(self) -> Finding | None:
        """Return what the mended reading comes to; it is run once."""
        return self.mended() if self.mended else None

    @property
    def stands(self) -> bool:
        """Say whether both checks bear out the verdict."""
        literally = self.as_stated.holds == (self.judgement is Judgement.TRUE)
        return literally and (self.as_mended is None or self.as_mended.holds)
