r"""The formulas that people type into sentences: what each states, and whether a program checks it.

Displayed equations and numbers are printed from objects. In a sentence an author may type a name
such as $\delta^l$, a shape, or an expression; and a relation, such as $0.3 \times 2 = 0.6$, only if
it is checked here, or states nothing but which indices are meant.
"""

import posixpath
import random
import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import sympy as sp

from book import words
from book.pages.scans import formulas
from book.typeset.reading import Unread, read

RELATION = re.compile(r"(=|<|>|≈|≠|≤|≥|\\(?:approx|ne|neq|le|leq|ge|geq|equiv|propto|in|to)\b)")
NAMES = {
    "≈": r"\approx", "≠": r"\neq", "≤": r"\leq", "≥": r"\geq", r"\ne": r"\neq", r"\le": r"\leq",
    r"\ge": r"\geq",
}  # fmt: skip
INDEX = re.compile(r"^(?:[jkmnpqhidrsl]|[LNDKH]|\d+)(?:\s*[-+]\s*\d+)?$")
SCRIPT = r"(?:[_^](?:\{[^{}]*\}|[A-Za-z0-9]))*"
NAME = re.compile(
    rf"^(?!e\^)(?![NKD]\^\d)(?:\\partial )?(?:\\(?:hat|bar|tilde|mathbf|mathbb)\s*\{{?)?"
    rf"(?:[A-Za-z]|\\(?:delta|sigma|eta|nabla|odot|sum|partial))\}}?'?{SCRIPT}'?$"
    r"|^\\mathbf(?: 1|\{1\})$|^\([lL]\)$|^\\(?:tanh|exp|log)$"
)
NUMBER = re.compile(r"^-?\d+(?:\.\d+)?$|^\\tfrac1(?:\d|N)$|^1/N$")
SHAPE = re.compile(r"^\((?:[NDKH0-9]+,\s*)*[NDKH0-9]*\)$")
TRIALS = 24
DIGITS = 30


class Wrong(ValueError):  # noqa: N818 - it says what happened
    """A relation that was typed into a sentence is false, or cannot be checked."""


@dataclass(frozen=True)
class Typed:
    """One formula in a sentence.

    Attributes:
        page: the page, by its address in the site's sources.
        tex: the formula.
        kind: "name" for a symbol, number or shape, "expression", "condition" on indices, or
            "relation".
    """

    page: str
    tex: str
    kind: str


def kind_of(tex: str) -> str:
    r"""Say what a formula states.

    >>> [kind_of(tex) for tex in (r"\delta^{l+1}", "(N, K)", "a - y", "l = L-1", "1 + 1 = 2")]
    ['name', 'name', 'expression', 'condition', 'relation']
    """
    tex = tex.strip()
    if RELATION.search(tex):
        sides = [side.strip() for side in RELATION.split(tex)[::2]]
        letters = any(side[0].isalpha() for side in sides if side)
        bare = letters and all(INDEX.match(side) for side in sides)
        return "condition" if bare else "relation"
    named = any(kind.match(tex) for kind in (NAME, NUMBER, SHAPE, INDEX))
    return "name" if named else "expression"


def check(tex: str) -> None:
    """Check a relation.

    Raises:
        Wrong: if it is false, or is none that can be checked.
    """
    parts = RELATION.split(tex)
    for left, sign, right in zip(parts[::2], parts[1::2], parts[2::2], strict=False):
        try:
            a, b = read(left), read(right)
        except Unread as error:
            raise Wrong(
                f"${tex}$ cannot be checked ({error}): print it from its derivation, "
                '{= tex("bp2", "matrix") =}'
            ) from error
        sign = NAMES.get(sign, sign)  # noqa: PLW2901 - the same sign in one spelling
        if not _holds(a, sign, b, right):
            raise Wrong(f"${tex}$ is false, or a definition: print it from its derivation")


def _holds(a: sp.Expr, sign: str, b: sp.Expr, right: str) -> bool:
    draw = random.Random(f"{a} {b}")  # noqa: S311 - trials are no secret
    free = sorted((a - b).free_symbols, key=str)
    for _ in range(TRIALS if free else 1):
        at = {x: sp.Rational(draw.randint(-4000, 4000), 1000) for x in free}
        there = (a - b).subs(at)
        if not (there.is_finite and there.is_real):
            there = there.evalf(DIGITS)
        if not _agrees(there, sign, right):
            return False
    return True


def _agrees(difference: sp.Expr, sign: str, right: str) -> bool:
    try:
        value = sp.re(difference.evalf(DIGITS)) if sp.im(difference.evalf(DIGITS)) == 0 else None
    except TypeError:
        value = None
    if value is None or not value.is_finite:
        return False
    zero = sp.Abs(value) < sp.Rational(10) ** (-DIGITS // 2)
    if sign == r"\approx":
        decimals = len(right.strip().partition(".")[2])
        return bool(sp.Abs(value) <= sp.Rational(1, 2) / 10**decimals)
    answers = {
        "=": zero, r"\equiv": zero, r"\neq": not zero, "<": value < 0, ">": value > 0,
        r"\leq": zero or value < 0, r"\geq": zero or value > 0,
    }  # fmt: skip
    return bool(answers.get(sign, False))


def typed(root: Path, lang: str) -> tuple[Typed, ...]:
    """Return every formula typed into a sentence of the pages in a language."""
    return tuple(Typed(page, tex, kind_of(tex)) for page, tex in formulas(root, lang))


def wrong(root: Path, lang: str) -> list[str]:
    """Return what is wrong with the relations typed in a language: page and fault of each."""
    out = []
    for one in typed(root, lang):
        if one.kind == "relation":
            try:
                check(one.tex)
            except Wrong as error:
                out.append(f"{one.page} ({lang}): {error}")
    return out


KINDS = ("name", "condition", "relation", "expression")


def table(root: Path, lang: str, src: str) -> str:
    """Count the typed formulas by page and by what they state; the unchecked ones are shown.

    Raises:
        Wrong: if a relation among them is false or cannot be checked.
    """
    if faults := wrong(root, lang):
        raise Wrong("; ".join(faults))
    found = typed(root, lang)
    said = {key: one[lang] for key, one in words.table("typed", ("page", *KINDS, "all")).items()}
    lines = [
        f"| {' | '.join(said[key] for key in ('page', *KINDS))} |",
        "| --- | ---: | ---: | ---: | --- |",
    ]
    for page in dict.fromkeys(one.page for one in found):
        count = Counter(one.kind for one in found if one.page == page)
        there = posixpath.relpath(page, posixpath.dirname(src) or ".")
        own = Counter(one.tex for one in found if (one.page, one.kind) == (page, "expression"))
        shown = ", ".join(f"${tex}$" + (f" × {n}" if n > 1 else "") for tex, n in own.items())
        cells = [str(count[kind]) for kind in KINDS[:3]]
        unchecked = f"{count['expression']}: {shown}" if own else "0"
        lines.append(f"| [{Path(page).stem}]({there}) | {' | '.join(cells)} | {unchecked} |")
    total = Counter(one.kind for one in found)
    lines.append(f"| {said['all']} | {' | '.join(str(total[kind]) for kind in KINDS)} |")
    return "\n".join(lines)


def count(root: Path, lang: str, kind: str = "") -> int:
    """Count the typed formulas of a kind, or all of them."""
    return sum(kind in {"", one.kind} for one in typed(root, lang))
