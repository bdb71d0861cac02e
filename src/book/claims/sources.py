"""The sources on trial: their names, and by what each file is recognised.

The files themselves are not in the repository; the number of lines keeps each claim at a line
that exists, the SHA-256 says which text it was read from.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Source:
    """One of the five notes.

    Attributes:
        file: the file's name.
        module: the module of this room that holds its claims.
        ko: its short name in Korean.
        en: its short name in English.
        lines: how many lines it has.
        sha256: of its bytes.
    """

    file: str
    module: str
    ko: str
    en: str
    lines: int
    sha256: str

    @property
    def number(self) -> str:
        """Return the number its name begins with."""
        return self.file[:3]

    def name(self, lang: str) -> str:
        """Return its short name in one language."""
        return {"ko": self.ko, "en": self.en}[lang]


SOURCES = (
    Source(
        "000_afc1d64deae040dd.txt",
        "first_note",
        "첫째 노트",
        "first note",
        190,
        "09027a31bd995a8d9476f111daf78f7f2d1295aee76d3d07d0b1571fc48639bb",
    ),
    Source(
        "001_525cfa30f9717671.txt",
        "damaged_note",
        "깨진 노트",
        "damaged note",
        190,
        "04b47c7c124ab6e3a1be38b515dfe785dc85edd5ee67038dd0549ed3eeafddfb",
    ),
    Source(
        "002_3762440482867717.txt",
        "third_note",
        "셋째 노트",
        "third note",
        152,
        "b8c6af1893bea3bc75000cf2fab095a534a49bd6cf3d87df6a5b5f9f15ef0907",
    ),
    Source(
        "003_ee9afc455444bb53.txt",
        "article",
        "글",
        "article",
        126,
        "6a5b7122eb573e9e15168804f73c670904ca33957ba63574cd2ecab02cb4109b",
    ),
    Source(
        "004_2c5339ead492c87e.txt",
        "fifth_note",
        "다섯째 노트",
        "fifth note",
        55,
        "feae407e487fa05ff6803dd828cf5acd7f02516afd0abc7e034e03be40dbc343",
    ),
)


def source(name: str) -> Source:
    """Return a source by its file's name, or by the number that begins it.

    >>> source("003").en
    'article'

    Raises:
        LookupError: if there is none of that name.
    """
    for one in SOURCES:
        if name in {one.file, one.number}:
            return one
    raise LookupError(f"there is no source {name!r}")
