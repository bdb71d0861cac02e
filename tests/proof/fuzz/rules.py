"""What a rule of the random programs is: lines of NumPy for a value and for its cotangents.

A template is one expression, or a block of lines that sets its target.  In a forward template
``{u}`` and ``{w}`` are the operands and ``{o}`` the target of a block; in a backward template
``{g}`` is the cotangent of the value ``{o}``, and ``{d}`` the target of a block.
"""

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Value:
    """A value of the program.

    The level bounds how fast it grows.  Only a sparse value may have zeros or ties elsewhere than
    at single points, and only one with a difference among its lengths may be empty.
    """

    name: str
    shape: tuple
    positive: bool = False
    level: int = 1
    sparse: bool = False
    constant: bool = False
    roots: frozenset = frozenset()

    @property
    def may_be_empty(self):
        return any("-" in str(s) for s in self.shape)


@dataclass(frozen=True)
class Step:
    """One operation: its operands, the shape of its value, and how to write it both ways."""

    name: str
    args: tuple
    shape: tuple
    forward: tuple
    backward: tuple
    positive: bool = False
    level: int = 1
    sparse: bool = False
    elementwise: bool = False


#: No value grows faster than so many factors: what is large is slow to prove.
HIGHEST = 4

KINDS = (
    ("out", re.compile(r"out=")),
    ("loops", re.compile(r"\bfor\b")),
    ("masks", re.compile(r"\[[^\]]*[<>=]=?[^\]]*\]")),
    ("buffers", re.compile(r"\] [-+*/]?=[^=]|[-+*/]= |\.at\(")),
    ("einsum", re.compile(r"einsum|tensordot")),
)


def kind(template):
    """Return the style that a template belongs to."""
    return next((name for name, pattern in KINDS if pattern.search(template)), "plain")


def common(a, b):
    """Return the broadcast shape, or None."""
    longest = max(len(a), len(b))
    a, b = ((1,) * (longest - len(s)) + tuple(s) for s in (a, b))
    if any(p != q and 1 not in {p, q} for p, q in zip(a, b, strict=True)):
        return None
    return tuple(q if p == 1 else p for p, q in zip(a, b, strict=True))


def like(name, u, shape, forward, backward, **more):
    flags = {"positive": u.positive, "level": u.level, "sparse": u.sparse, **more}
    return Step(name, (u,), shape, tuple(forward), (tuple(backward),), **flags)


def plus(length, more):
    return length + more if isinstance(length, int) else f"{length}+{more}"


def times(length, factor):
    return length * factor if isinstance(length, int) else f"{factor}*({length})"


def with_length(u, d, length):
    return (*u.shape[:d], length, *u.shape[d + 1 :])


def at_axis(d, key):
    """Return a subscript that takes a key along axis d."""
    return ", ".join([":"] * d + [key])
