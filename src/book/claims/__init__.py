"""The statements of the sources, on trial: docs/claims says them, checks that run judge them."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from book.claims import checks
from book.claims.claim import Claim, Judgement
from book.claims.judging import Finding
from book.claims.pairing import paired
from book.claims.sources import FOLDER, SOURCES, Source, source
from book.records import RecordError, Words, named, read_all

READS = ("docs/claims",)
REACHES = ("book.claims.checks.*",)

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
    """Return every claim, source by source, in the order of the lines.

    Raises:
        RecordError: if a record is wrong, a claim without a check, a check without a claim, or
            either of no source.
    """
    known = {one.id for one in SOURCES}
    folders = {path.name for path in FOLDER.iterdir() if path.is_dir()}
    modules = {one.name.replace("_", "-") for one in iter_modules(checks.__path__)}
    if strays := sorted((folders | modules) - known):
        raise RecordError(f"docs/claims/sources.yml: lacks {', '.join(strays)}")
    found: list[Claim] = []
    for one in SOURCES:
        claims = read_all(FOLDER / one.id, Claim)
        if strays := [claim.id for claim in claims if claim.origin is not one]:
            raise RecordError(f"docs/claims/{one.id}: of another source: {', '.join(strays)}")
        functions = {claim.function: claim.id for claim in claims}
        paired(f"docs/claims/{one.id}", functions, [import_module(one.module)])
        found += sorted(claims, key=lambda claim: claim.line)
    return tuple(found)


def claim(id_: str) -> Claim:
    """Return the claim of that id, or raise LookupError."""
    return named("claim", id_, all_claims())


def chosen(
    source_: str | None = None, chapter: str | None = None, verdict: str | None = None
) -> tuple[Claim, ...]:
    """Return the claims of a source, of a chapter, of a verdict; None leaves the choice open."""
    origin = source(source_) if source_ else None
    judgement = Judgement(verdict) if verdict else None
    return tuple(
        one
        for one in all_claims()
        if origin in {None, one.origin}
        and chapter in {None, one.chapter}
        and judgement in {None, one.verdict}
    )
