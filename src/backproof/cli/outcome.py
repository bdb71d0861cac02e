"""What comes of one check of the command."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from backproof.cli.collect import Item

if TYPE_CHECKING:
    from backproof.proof.verdict import Proof


@dataclass(frozen=True)
class Outcome:
    """What came of one check: a proof, or an error that says why there is none."""

    item: Item
    seconds: float
    proof: Proof | None = None
    error: str = ""

    @property
    def verdict(self) -> str:
        """Return the verdict's name, or ERROR."""
        return "ERROR" if self.proof is None else self.proof.verdict.name

    def explain(self, lang: str) -> str:
        """Return the whole report on it, without the verdict that stands above."""
        if self.proof is None:
            return self.error
        return self.proof.explain(lang).removeprefix(f"{self.verdict}\n")
