"""The checks of the claims of the damaged note (001), a copy of the first (000) misread.

What the first note says is judged there; here stands what the damage did to it. Garbled text is
made by the damage and not typed, so that no file of ours holds any.
"""

from __future__ import annotations

import re

import numpy as np

from book.claims.judging import Finding, Findings, attempt, compare, sigmoid
from book.claims.mojibake import CODEC, damage, pieces, readings


def read_back(text: str) -> Finding:
    """Undo the wrong decoding of a damaged text; `strict` refuses what is not whole."""
    back = damage(text).encode(CODEC).decode("utf-8", "strict")
    return Finding(back == text, back)


def title() -> Findings:
    """Undo the damage to a word of the title; then to signs of which no byte is lost."""
    yield attempt(lambda: read_back("역전파"), UnicodeDecodeError)
    yield read_back("σ δ η · × → –")


def numbers() -> Findings:
    """Damage the line of the result, read its numbers and compute them again."""
    line = damage("a^2 = σ(z^2) ≈ [0.641, 0.603]")
    found = [float(one) for one in re.findall(r"\d\.\d+", line)]
    yield compare(found, np.round(sigmoid([0.58, 0.42]), 3), "a²")


def tex() -> Findings:
    """Damage a formula in TeX; its characters are of one byte each, the same in both encodings."""
    formula = r"\delta^L = \nabla_a C \odot \sigma'(z^L)"
    above = sum(byte > 0x7F for byte in formula.encode())  # noqa: PLR2004 - the end of ASCII
    yield Finding(damage(formula) == formula, f"{above}/{len(formula)} bytes > 7F")


def sigma() -> Findings:
    """Take the name of the function as it stands there; then put it back into bytes, and read."""
    for name in (damage("σ"), damage("σ").encode(CODEC).decode("utf-8")):
        yield Finding(name == "σ", " ".join(f"U+{ord(one):04X}" for one in name))


def approximately() -> Findings:
    """List the signs that leave the same two letters; then keep those in the original's line."""
    (left,) = pieces(damage("≈"))
    for line in (None, "σ'(z) ≈ 0"):
        signs = [sign for sign in readings(left) if line is None or sign in line]
        shown = f"{left.hex(' ').upper()} → {len(signs)}: {' '.join(signs)}"
        yield Finding(signs == ["≈"], shown)


def vanishing() -> Findings:
    """Set what is left of the words for vanishing and for loss side by side; then drop nothing."""
    words = ("소실", "손실")
    left = [damage(one).encode(CODEC).hex(" ").upper() for one in words]
    yield Finding(left[0] != left[1], " = ".join(left))
    keep = "surrogateescape"
    whole = [one.encode().decode(CODEC, keep).encode(CODEC, keep).hex(" ").upper() for one in words]
    yield Finding(whole[0] != whole[1], " ≠ ".join(whole))


def nabla() -> Findings:
    """Count what the second of the three signs can have been; then read those beside it."""
    before, middle, after = (readings(piece) for piece in pieces(damage("–∇C")))
    yield Finding(middle == ["∇"], f"{len(middle)}: {' '.join(middle)}")
    yield Finding([before, after] == [["–"], ["C"]], f"{before[0]} ? {after[0]}")
