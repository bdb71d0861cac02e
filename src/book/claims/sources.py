"""The sources on trial, docs/claims/sources.yml: their names, and by what each is recognised.

The files themselves are not in the repository; the number of lines keeps each claim at a line
that exists, the SHA-256 says which text it was read from.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StringConstraints

from book.records import DOCS, Id, Record, Words, read

FOLDER = DOCS / "claims"
READS = ("docs/claims/sources.yml",)


class Source(Record):
    """One of the five notes.

    Attributes:
        id: with which the ids of its claims begin; the folder of docs/claims that holds them.
        file: the file's name.
        name: its short name.
        lines: how many lines it has.
        sha256: of its bytes.
    """

    id: Id
    file: Annotated[str, StringConstraints(pattern=r"^\d{3}_[0-9a-f]{16}\.txt$")]
    name: Words
    lines: Annotated[int, Field(gt=0)]
    sha256: Annotated[str, StringConstraints(pattern="^[0-9a-f]{64}$")]

    @property
    def number(self) -> str:
        """Return the number the file's name begins with."""
        return self.file[:3]

    @property
    def module(self) -> str:
        """Name the module of its checks."""
        return f"book.claims.checks.{self.id.replace('-', '_')}"


SOURCES = read(FOLDER / "sources.yml", Source)


def source(name: str) -> Source:
    """Return a source by its id, by its file's name, or by the number that begins it.

    >>> source("003").name["en"]
    'article'

    Raises:
        LookupError: if there is none of that name.
    """
    for one in SOURCES:
        if name in {one.id, one.file, one.number}:
            return one
    raise LookupError(f"there is no source {name!r}")
