"""What a theorem of generality is: a statement, its formula, and the runs of the prover."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from backproof import Proof
from book.claims.claim import Words

type Run = Callable[[], Proof]


@dataclass(frozen=True)
class Theorem:
    r"""A statement about where an equation holds, with the proof that bears it out.

    Attributes:
        id: its name, in small letters with hyphens, which is its heading on the page, too.
        name: a few words for the table.
        stated: the statement; may hold $TeX$ and `code`.
        formula: gives TeX, printed from what the proved code returns on symbols.
        proof: runs the prover on it.
        narrow: runs the prover on the form that does not reach so far, and is refuted; None where
            the theorem is no extension of another form.
        narrowly: names that form.
    """

    id: str
    name: Words
    stated: Words
    formula: Callable[[], str]
    proof: Run
    narrow: Run | None = None
    narrowly: Words | None = None

    def __post_init__(self) -> None:
        """Refuse a form without a name, and a name without a form."""
        if (self.narrow is None) != (self.narrowly is None):
            raise ValueError(f"{self.id}: narrow and narrowly come together")

    @property
    def runs(self) -> tuple[Run, ...]:
        """Return the runs there are."""
        return (self.narrow, self.proof) if self.narrow else (self.proof,)

    @cached_property
    def proved(self) -> Proof:
        """Return the proof; it is run once."""
        return self.proof()

    @cached_property
    def refuted(self) -> Proof | None:
        """Return what came of the narrow form; it is run once."""
        return self.narrow() if self.narrow else None
