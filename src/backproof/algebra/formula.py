"""Polynomials of the normal form as short formulas for people."""

from __future__ import annotations

import re
from typing import Any

from backproof.algebra.polynomial import CONSTANT, Kind, Poly


def kinks(poly: Poly) -> set[str]:
    """Return the expressions whose sign the polynomial asks for."""
    out: set[str] = set()
    for mono in poly.terms:
        for a, _ in mono:
            if a.kind is Kind.POSITIVE and not _hidden(a.args[0]):
                out.add(_tie(a.args[0]) or readable(a.args[0]))
            for p in a.args:
                out |= kinks(p)
    return out


def _tie(poly: Poly) -> str:
    """Return for [max x > x_k] the difference of two candidates, which is 0 at a tie."""
    for mono in poly.terms:
        for a, e in mono:
            if a.kind is Kind.MAX and a.ranges and e == 1 and len(mono) == 1:
                one = readable(a.args[0])
                other = re.sub(r"\[[\w,]*\]", lambda m: m[0].translate(OTHERS), one)
                return f"{one} - {other}" if " " not in one else f"({one}) - ({other})"
    return ""


OTHERS = str.maketrans("ijkl", "klmn")


def _hidden(poly: Poly) -> bool:
    """Say whether an indicator stands for a mask: its sign is that of a number nobody sees."""
    return any(name.startswith("#") for name in poly.names)


def readable(poly: Poly) -> str:
    """Return a polynomial as a short formula for people."""

    def factor(a: Any, e: Any) -> str:
        names = ",".join(
            str(i[1]) if i[0] == CONSTANT else letter
            for i, letter in zip(a.indices, "ijklmnpq", strict=False)
        )
        inner = ", ".join(readable(p) for p in a.args)
        head = str(a.head[0]).lstrip("?#") if a.head else a.kind.name.lower()
        word = f"{head}[{names}]" if a.kind is Kind.ENTRY else f"{head}({inner})" if inner else head
        return word if e == 1 else f"{word}^{e}"

    def term(mono: Any, c: Any) -> str:
        body = "·".join(sorted(factor(a, e) for a, e in mono))
        return (
            body
            if c == 1 and body
            else f"-{body}"
            if c == -1 and body
            else f"{c}·{body}"
            if body
            else str(c)
        )

    return " + ".join(sorted(term(m, c) for m, c in poly.terms.items())) or "0"
