"""What a theorem of generality is: a statement, its formula, and the runs of the prover."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from types import ModuleType

from backproof import Proof
from book.claims.judging import Proofs
from book.records import Id, Record, Words
from book.theorems import canonical_links, wider_networks

type Check = Callable[[], Proofs]

MODULES = (canonical_links, wider_networks)


class Theorem(Record):
    r"""A statement about where an equation holds; docs/theorems holds them.

    The function of its name in `canonical_links` or `wider_networks` yields what the prover says:
    of the form that does not reach so far, where one is named, and is refuted; then of the theorem.
    The function of its name with `_formula` gives TeX, printed from what the proved code returns
    on symbols.

    Attributes:
        id: its name, in small letters with hyphens, which is its heading on the page, too.
        name: a few words for the table.
        stated: the statement; may hold $TeX$ and `code`.
        narrowly: names the form that does not reach so far; None where the theorem is no extension
            of another form.
    """

    id: Id
    name: Words
    stated: Words
    narrowly: Words | None = None

    @property
    def function(self) -> str:
        """Name the function that proves it."""
        return self.id.replace("-", "_")

    @property
    def check(self) -> Check:
        """Return the function that proves it."""
        check: Check = getattr(self._module, self.function)
        return check

    @property
    def formula(self) -> Callable[[], str]:
        """Return the function that prints its formula."""
        formula: Callable[[], str] = getattr(self._module, f"{self.function}_formula")
        return formula

    @property
    def _module(self) -> ModuleType:
        return next(one for one in MODULES if hasattr(one, self.function))

    @cached_property
    def proofs(self) -> tuple[Proof, ...]:
        """Run the prover, once.

        Raises:
            ValueError: if there is a narrow form without a name, or a name without a form.
        """
        found = tuple(self.check())
        wanted = 2 if self.narrowly else 1
        if len(found) != wanted:
            raise ValueError(
                f"{self.id}: {self.function} yields {len(found)}, wanted {wanted}: "
                f"a narrower form where `narrowly` names one, and the theorem"
            )
        return found

    @property
    def proved(self) -> Proof:
        """Return the proof."""
        return self.proofs[-1]

    @property
    def refuted(self) -> Proof | None:
        """Return what came of the narrow form."""
        return self.proofs[0] if self.narrowly else None
