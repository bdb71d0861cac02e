"""The guard of our own pages: it sees text that was read in the wrong encoding.

UTF-8 has a shape: a first byte that says how many follow, and following bytes of a kind of their
own. Real text of another encoding almost never has that shape; misread UTF-8 has it nearly always,
even where some bytes have vanished.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from book.claims.mojibake import SUSPECTS

# A character of two to four bytes that is whole; in the wide encodings, only Hangul counts,
# for two bytes of theirs happen to look like UTF-8 often enough.
WHOLE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
HANGUL = re.compile(
    rb"\xea[\xb0-\xbf][\x80-\xbf]|[\xeb\xec][\x80-\xbf]{2}|\xed[\x80-\x9e][\x80-\xbf]"
)
WIDE = {"cp949", "gbk"}
FEWEST, SHARE = 2, 0.3


def shaped(text: str, codec: str) -> tuple[int, float]:
    """Count the characters that UTF-8 would read in the bytes of a text, and their share of it."""
    foreign = [one for one in text if not one.isascii()]
    raw = text.encode(codec, "replace")
    found = (HANGUL if codec in WIDE else WHOLE).findall(raw)
    there = sum(max(1, len(one.encode(codec, "ignore"))) for one in foreign)
    return len(found), sum(map(len, found)) / max(there, 1)


def is_garbled(text: str) -> bool:
    """Say whether a line or a paragraph was read in the wrong encoding, or lost characters so."""
    if any(one == "\ufffd" or "\x80" <= one <= "\x9f" for one in text):
        return True  # the mark of what could not be read, or bytes read as control characters
    return any(n >= FEWEST and share >= SHARE for n, share in (shaped(text, c) for c in SUSPECTS))


def garbled(text: str) -> Iterator[int]:
    """Number the lines of a text that were read in the wrong encoding."""
    for number, line in enumerate(text.splitlines(), 1):
        if not line.isascii() and is_garbled(line):
            yield number
