"""The statements of the sources, on trial: each judged by checks that run."""

from __future__ import annotations

from functools import cache
from importlib import import_module

from book.claims.claim import Claim, Judgement, Words
from book.claims.judging import Finding
from book.claims.sources import SOURCES, Source, source

__all__ = [
    "SOURCES",
    "Claim",
    "Finding",
    "Judgement",
    "Source",
    "Words",
    "all_claims",
    "chosen",
    "claim",
    "source",
]


@cache
def all_claims() -> tuple[Claim, ...]:
    """Return every claim, source by source, in the order of the lines."""
    found = []
    for one in SOURCES:
        claims = import_module(f"book.claims.{one.module}").CLAIMS
        found += sorted(claims, key=lambda claim: claim.line)
    return tuple(found)


def claim(id_: str) -> Claim:
    """Return the claim of that id.

    Raises:
        LookupError: if there is none.
    """
    for one in all_claims():
        if one.id == id_:
            return one
    raise LookupError(f"there is no claim {id_!r}")


def chosen(
    source_: str | None = None, chapter: str | None = None, verdict: str | None = None
) -> tuple[Claim, ...]:
    """Return the claims of a source, of a chapter, of a verdict; None leaves the choice open."""
    file = source(source_).file if source_ else None
    judgement = Judgement(verdict) if verdict else None
    return tuple(
        one
        for one in all_claims()
        if file in {None, one.source}
        and chapter in {None, one.chapter}
        and judgement in {None, one.judgement}
    )
