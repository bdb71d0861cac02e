r"""TeX read back into SymPy: what a sentence may state of numbers and of functions of one number.

It reads sums, products, quotients, powers, roots, exp, log, tanh, sin, cos and the sigmoid with its
derivative. Indices are part of a name: $a^{l}_{nk}$ is one letter. What it does not understand, a
product of matrices above all, it refuses, for a guess would be worse.
"""

import re
from collections.abc import Callable

import sympy as sp

TOKEN = re.compile(r"\s*(\d+(?:\.\d+)?|\\[A-Za-z]+|\\[,;! ]|[A-Za-z]|[-+*/^_(){}'=<>,|≈≤≥≠])")
SPACES = {r"\,", r"\;", r"\!", r"\ ", r"\left", r"\right", r"\quad"}
GREEK = {
    r"\alpha", r"\beta", r"\delta", r"\epsilon", r"\eta", r"\theta", r"\lambda", r"\mu",
}  # fmt: skip
#: Letters whose superscript counts layers; on others a number on top is a power.
LAYERED = {"a", "z", "w", "b", "h", r"\delta"}
TIMES = {r"\times", r"\cdot", "*", r"\odot"}
ENDS = {"", ")", "}", "+", "-", ",", "=", "<", ">"}


def sigmoid(x: sp.Expr) -> sp.Expr:
    """Return the sigmoid of an expression."""
    return 1 / (1 + sp.exp(-x))


def _slope(x: sp.Expr) -> sp.Expr:
    t = sp.Dummy("t", real=True)
    return sigmoid(t).diff(t).subs(t, x)


FUNCTIONS: dict[str, Callable[[sp.Expr], sp.Expr]] = {
    r"\exp": sp.exp, r"\log": sp.log, r"\ln": sp.log, r"\tanh": sp.tanh, r"\sin": sp.sin,
    r"\cos": sp.cos, r"\sigma": sigmoid, r"\sigma'": _slope,
}  # fmt: skip


class Unread(ValueError):  # noqa: N818 - it says what happened
    """The formula is not understood; the message says from where on."""


def tokens(tex: str) -> list[str]:
    """Cut TeX into its signs, spaces left out.

    Raises:
        Unread: at a sign that does not belong to a formula of numbers.
    """
    found, at = [], 0
    while at < len(tex.rstrip()):
        next_ = TOKEN.match(tex, at)
        if not next_:
            raise Unread(f"{tex}: not understood from {tex[at:]!r} on")
        found.append(next_[1])
        at = next_.end()
    return [one for one in found if one not in SPACES]


class _Reader:
    def __init__(self, tex: str) -> None:
        self.tex, self.rest = tex, tokens(tex)

    @property
    def next(self) -> str:
        return self.rest[0] if self.rest else ""

    def take(self, wanted: str = "") -> str:
        if not self.rest or (wanted and self.next != wanted):
            raise Unread(f"{self.tex}: not understood from {' '.join(self.rest) or 'its end'!r} on")
        return self.rest.pop(0)

    def sum(self) -> sp.Expr:
        total = -self.product() if self.next == "-" and self.take() else self.product()
        while self.next in {"+", "-"}:
            sign = 1 if self.take() == "+" else -1
            total += sign * self.product()
        return total

    def product(self) -> sp.Expr:
        out = self.power()
        while self.next not in ENDS:
            if self.next == "/":
                self.take()
                out /= self.power()
            else:
                if self.next in TIMES:
                    self.take()
                out *= -self.power() if self.next == "-" and self.take() else self.power()
        return out

    def power(self) -> sp.Expr:
        base = self.atom()
        if self.next != "^":
            return base
        self.take()
        return base ** self.group()

    def group(self) -> sp.Expr:
        """Read what stands on top or below: one sign, or braces."""
        if self.next != "{":
            return self.atom_of(self.take())
        self.take()
        inner = self.sum()
        self.take("}")
        return inner

    def atom(self) -> sp.Expr:
        sign = self.take()
        if sign == "(":
            inner = self.sum()
            self.take(")")
            return inner
        if sign in {r"\frac", r"\tfrac", r"\dfrac"}:
            return self.digit_or_group() / self.digit_or_group()
        if sign == r"\sqrt":
            return sp.sqrt(self.group())
        if sign == r"\sigma" and self.next == "'":
            sign += self.take()
        if sign in FUNCTIONS:
            return self.applied(sign)
        if sign == "e" and self.next == "^":
            self.take()
            return sp.exp(self.group())
        return self.atom_of(sign)

    def digit_or_group(self) -> sp.Expr:
        r"""Read an argument of a fraction; of the 12 in \tfrac12 one digit a time."""
        if self.next.isdigit() and len(self.next) > 1:
            first, self.rest[0] = self.next[0], self.next[1:]
            return sp.Integer(first)
        return self.group()

    def applied(self, name: str) -> sp.Expr:
        if self.next == "^":
            raise Unread(f"{self.tex}: write the power behind the argument of {name}")
        if self.next != "(" and name[:6] == r"\sigma":
            raise Unread(f"{self.tex}: {name} stands without its argument")
        return FUNCTIONS[name](self.power())

    def atom_of(self, sign: str) -> sp.Expr:
        if sign[0].isdigit():
            return sp.Rational(sign)
        if not (sign.isalpha() or sign in GREEK) or sign in {"W", "J", "A", "B"}:
            raise Unread(f"{self.tex}: {sign} is no number")
        return sp.Symbol(sign + self.indices(sign), real=True)

    def indices(self, sign: str) -> str:
        """Read the indices that are part of a name."""
        out = ""
        while self.next == "_" or (self.next == "^" and sign in LAYERED):
            out += self.take()
            if self.next != "{":
                out += self.take()
                continue
            depth = 0
            while True:
                depth += {"{": 1, "}": -1}.get(self.next, 0)
                out += self.take()
                if not depth:
                    break
        return out


def read(tex: str) -> sp.Expr:
    r"""Read a formula of numbers.

    >>> read(r"\tfrac12 x^2 - \sigma(0)")
    x**2/2 - 1/2

    Raises:
        Unread: if it is not understood.
    """
    reader = _Reader(tex)
    out = reader.sum()
    if reader.rest:
        reader.take("its end")
    return out
