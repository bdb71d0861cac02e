"""How far the equations reach: the theorems behind 'the same holds' and 'only'.

Their statements stand in docs/theorems; their proofs in `canonical_links` and `wider_networks`.
"""

from __future__ import annotations

from book.claims.pairing import paired
from book.records import DOCS, read_all
from book.theorems.theorem import MODULES, Theorem

READS = ("docs/theorems",)

__all__ = ["ALL", "Theorem", "theorem"]

ALL = read_all(DOCS / "theorems", Theorem)
paired("docs/theorems", {one.function: one.id for one in ALL}, MODULES, also=("_formula",))


def theorem(id_: str) -> Theorem:
    """Return the theorem of that id.

    Raises:
        LookupError: if there is none.
    """
    for one in ALL:
        if one.id == id_:
            return one
    raise LookupError(f"there is no theorem {id_!r}")
