"""Korean read in the wrong encoding: how it arose, what comes back of it, and how to see it.

UTF-8 writes a Hangul syllable in three bytes. Read as Windows-1253, the Greek code page, each
byte becomes a letter of its own; bytes that the page leaves undefined vanish, and the soft hyphen,
which cannot be seen, is easily swept away after them. What is wrongly decoded can be undone, what
has vanished cannot.

`python -m book.claims.mojibake ORIGINAL DAMAGED` tells of any two files how the second arose
from the first, and what can be recovered of it.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from collections.abc import Iterable
from hashlib import sha256
from itertools import combinations, product
from math import log10
from pathlib import Path
from typing import Any

CODEC = "cp1253"
UNSEEN = "\u00ad"  # the soft hyphen, which is byte 0xAD in that code page

LOST = tuple(b for b in range(0x80, 0x100) if bytes([b]).decode(CODEC, "ignore") in {"", UNSEEN})
FOLLOWING = tuple(b for b in LOST if b in range(0x80, 0xC0))  # those that begin no character

# One character as UTF-8 writes it, where following bytes may be missing; or one without its first.
PIECE = re.compile(
    rb"[\x00-\x7f]|[\xc2-\xdf][\x80-\xbf]?|[\xe0-\xef][\x80-\xbf]{0,2}|[\xf0-\xf4][\x80-\xbf]{0,3}"
    rb"|[\x80-\xbf]"
)

# Encodings in which UTF-8 is mistakenly read.
SUSPECTS = (
    *("cp1253", "cp1252", "cp1250", "cp1251", "cp1254", "latin-1", "iso8859-7", "mac_greek"),
    *("mac_roman", "cp437", "koi8_r", "cp949", "gbk"),
)


def damage(text: str) -> str:
    r"""Read the UTF-8 of a text as Windows-1253 and drop what that has no letter for.

    >>> [ord(one) for one in damage("σ")]  # two letters for one, and nothing is lost
    [927, 402]
    >>> len("역".encode()), len(damage("역"))
    (3, 2)
    """
    return text.encode().decode(CODEC, "ignore").replace(UNSEEN, "")


def pieces(damaged: str) -> list[bytes]:
    """Take a damaged text apart into what is left of each character's bytes."""
    return PIECE.findall(damaged.encode(CODEC))


def readings(piece: bytes) -> list[str]:
    r"""Return all characters of which these bytes may be what is left.

    >>> readings(b"\xcf\x83")
    ['σ']
    >>> [one for one in readings(b"\xe2\x89") if one in "≈≉≠"]
    ['≈']
    """
    if piece[0] in range(0x80, 0xC0):  # the first byte is gone
        piece = bytes(byte for byte in LOST if byte not in FOLLOWING)[:1] + piece
    first = piece[0]
    missing = 1 + sum(first >= limit for limit in (0xC0, 0xE0, 0xF0)) - len(piece)
    found = set()
    for places in combinations(range(1, len(piece) + missing), missing):
        for lost in product(FOLLOWING, repeat=missing):
            whole, left = bytearray(piece), iter(lost)
            for place in places:
                whole.insert(place, next(left))
            found.add(whole.decode("utf-8", "ignore"))
    return sorted(one for one in found if one and unicodedata.category(one) not in {"Cn", "Co"})


def story(original: str, damaged: str, codecs: Iterable[str] = SUSPECTS) -> dict[str, Any]:
    """Find how one text arose from the other, to the letter; nothing if no encoding explains it.

    Returns:
        The encoding, `codec`, in which UTF-8 was read; how often which byte met no letter in it and
        was dropped, `undefined`; how often which letter was dropped afterwards, `swept`.
    """
    raw = original.encode()
    for codec in codecs:
        misread = raw.decode(codec, "ignore")
        gone = sorted(set(misread) - set(damaged))
        if misread.translate({ord(one): None for one in gone}) == damaged:
            empty = [b for b in sorted(set(raw)) if not bytes([b]).decode(codec, "ignore")]
            undefined = {f"{b:02X}": raw.count(b) for b in empty}
            swept = {f"U+{ord(one):04X}": misread.count(one) for one in gone}
            return {"codec": codec, "undefined": undefined, "swept": swept}
    return {}


def measure(original: str) -> dict[str, int]:
    """Damage a text and count what can be recovered without looking at the original.

    Beyond ASCII, a character is `whole` if every byte is left, `narrowed` if bytes are gone but
    only one character fits, and else `open`: it does not come back by program. What is counted
    with `_back` is what comes back in all its characters: Hangul syllables, words that hold some,
    lines that hold TeX. `digits` are those of the number of texts that the damage makes the same.
    """
    fits = {one: readings(damage(one).encode(CODEC)) for one in set(original)}
    back = {one for one, read in fits.items() if read == [one]}
    lost = {one: sum(byte in LOST for byte in one.encode()) for one in fits}
    beyond = [one for one in original if not one.isascii()]
    syllables = [one for one in original if "가" <= one <= "힣"]
    words = [word for word in original.split() if set(word).intersection(syllables)]
    formulas = [line for line in original.splitlines() if re.search(r"[\\^_]", line)]
    return {
        "characters": len(original),
        "ascii": len(original) - len(beyond),
        "whole": sum(not lost[one] for one in beyond),
        "narrowed": sum(bool(lost[one]) and one in back for one in beyond),
        "open": sum(one not in back for one in beyond),
        "syllables": len(syllables),
        "syllables_back": sum(one in back for one in syllables),
        "words": len(words),
        "words_back": sum(back.issuperset(word) for word in words),
        "formulas": len(formulas),
        "formulas_back": sum(back.issuperset(line) for line in formulas),
        "bytes_lost": sum(lost[one] for one in original),
        "digits": 1 + int(sum(log10(len(fits[one])) for one in original)),
    }


def main(arguments: list[str]) -> int:
    """Tell of two files how the second arose from the first, and what comes back."""
    raw = [Path(name).read_bytes() for name in arguments]
    original, damaged = (one.decode() for one in raw)
    found = story(original, damaged)
    told = found | measure(original) if found else {"codec": "none explains it"}
    hashes = {name: sha256(one).hexdigest() for name, one in zip(arguments, raw, strict=True)}
    sys.stdout.write("".join(f"{name}: {value}\n" for name, value in (hashes | told).items()))
    return 0 if found else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
