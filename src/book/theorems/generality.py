"""How far the equations reach: the theorems behind 'the same holds' and 'only'.

Their statements and formulas stand in docs/theorems; what proves them, and the rules that the
formulas print, in `canonical_links` and `wider_networks`.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import Annotated, Any, Literal

import sympy as sp
from pydantic import Field, field_validator

from backproof import Proof
from backproof.derivation import latex, notation
from backproof.derivation.notation import quantity
from book.claims.judging import Proofs
from book.claims.pairing import paired
from book.records import DOCS, Id, Record, Text, Words, named, read_all
from book.theorems import canonical_links, wider_networks

READS = ("docs/theorems",)
MODULES = (canonical_links, wider_networks)

__all__ = ["ALL", "Equation", "Theorem", "theorem"]

type Sizes = Annotated[tuple[Literal["N", "D", "K", "H"], ...], Field(strict=False)]


def _function(name: str) -> Any:
    return next((vars(one)[name] for one in MODULES if name in vars(one)), None)


class Equation(Record):
    r"""An equation: a name, and an entry of what a rule gives for symbols.

    Attributes:
        left: TeX of what stands left.
        rule: the function that the proof calls, too.
        given: what the rule takes, in its order: TeX of an array, or `C by a` for the partial
            derivatives of C by a, and the sizes of its axes.
        at: the indices of the entry.
    """

    left: Text = r"\delta^{L}_{nk}"
    rule: Text
    given: dict[Text, Sizes] = Field(default={"a^{L}": ("N", "K"), "y": ("N", "K")})
    at: Annotated[tuple[Text, ...], Field(strict=False)] = ("n", "k")

    @field_validator("rule")
    @classmethod
    def _there(cls, rule: str) -> str:
        if _function(rule) is None:
            there = " or ".join(one.__name__ for one in MODULES)
            raise ValueError(f"there is no function {rule} in {there}")
        return rule

    def tex(self) -> str:
        """Print it."""
        arrays = [_array(name, sizes) for name, sizes in self.given.items()]
        at = (sp.Symbol(letter, integer=True, nonnegative=True) for letter in self.at)
        return f"{self.left} = {latex(_function(self.rule)(*arrays).at(*at))}"


def _array(name: str, sizes: Sizes) -> Any:
    axes = [getattr(notation, size) for size in sizes]
    of, by, variable = name.partition(" by ")
    if not by:
        return quantity(name, *axes)
    entry = rf"\frac{{\partial {of}}}{{\partial {variable}_{{%s}}}}"
    return quantity(rf"\nabla_{{{variable}}} {of}", *axes, entry=entry)


class Theorem(Record):
    """A statement about where an equation holds; docs/theorems holds them.

    The function of its name yields what the prover says: of the form that does not reach so far,
    where one is named, and is refuted; then of the theorem.

    Attributes:
        id: its name, in small letters with hyphens, which is its heading on the page, too.
        name: a few words for the table.
        stated: the statement; may hold $TeX$ and `code`.
        narrowly: names the form that does not reach so far; None where the theorem is no extension
            of another form.
        equations: its formula, printed from what the proved code returns on symbols.
    """

    id: Id
    name: Words
    stated: Words
    narrowly: Words | None = None
    equations: Annotated[tuple[Equation, ...], Field(strict=False, min_length=1)]

    @property
    def function(self) -> str:
        """Name the function that proves it."""
        return self.id.replace("-", "_")

    @property
    def check(self) -> Callable[[], Proofs]:
        """Return the function that proves it."""
        check: Callable[[], Proofs] = _function(self.function)
        return check

    def formula(self) -> str:
        """Print its equations."""
        return r", \qquad ".join(one.tex() for one in self.equations)

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


ALL = read_all(DOCS / "theorems", Theorem)
paired("docs/theorems", {one.function: one.id for one in ALL}, MODULES)


def theorem(id_: str) -> Theorem:
    """Return the theorem of that id, or raise LookupError."""
    return named("theorem", id_, ALL)
