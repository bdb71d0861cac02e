"""A whole model is proved, then with one line made wrong: what the prover says of either."""

import inspect
import json
import linecache
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from textwrap import dedent
from types import ModuleType

from backproof import Proof, prove
from book.examples import gpt

READS = ("bench/models.json",)
FILE = Path(__file__).parents[4] / "bench/models.json"  # pages are built from a checkout

ATTENTION = {"x": ("N", "T", "D"), **gpt.ATTENTION}
#: What stands once in the source of the model, and what one may write in its place.
RIGHT, WRONG = "dscores.swapaxes(-1, -2) @ Q", "dscores @ Q"


@cache
def model() -> Proof:
    """Prove the model with one block."""
    return prove(gpt.gpt(1), gpt.shapes(1), sample=gpt.SAMPLE)


@cache
def attention() -> Proof:
    """Prove attention by itself."""
    return prove(gpt.attention, ATTENTION)


@cache
def wrong_attention() -> Proof:
    """Ask for a proof of attention with the wrong line."""
    return prove(wrong().attention, ATTENTION)


@cache
def wrong() -> ModuleType:
    """Return the model with one line made wrong, as if it stood in a file of its own."""
    text = inspect.getsource(gpt)
    if text.count(RIGHT) != 1:
        raise ValueError(f"{RIGHT!r} stands {text.count(RIGHT)} times in the model")
    text = text.replace(RIGHT, WRONG)
    made = ModuleType("wrong_gpt")
    name = made.__file__ = "wrong_gpt.py"
    linecache.cache[name] = (len(text), None, text.splitlines(keepends=True), name)
    exec(compile(text, name, "exec"), made.__dict__)  # noqa: S102 - it is our own code
    return made


def wrong_line() -> tuple[int, str]:
    """Return the line that is wrong, and its number."""
    lines = inspect.getsource(wrong()).splitlines()
    ((number, line),) = [(n, line) for n, line in enumerate(lines, 1) if WRONG in line]
    return number, line.strip()


def wrong_pullback() -> str:
    """Return the backward pass of attention with the wrong line in it."""
    text = inspect.getsource(wrong().attention)
    start, end = (text.index(part) for part in ("    def pullback", "    return y, pullback"))
    return dedent(text[start:end]).strip()


def scope(proof: Proof, lang: str) -> str:
    """Return for what a proof holds."""
    return proof.explain(lang).splitlines()[-1]


def named(proof: Proof, verdict: str) -> list[str]:
    """Return the inputs whose gradients have a verdict."""
    return [n for n, g in proof.gradients.items() if g.verdict.name == verdict]


def zeros(proof: Proof) -> list[str]:
    """Return the inputs whose gradients are proved zero."""
    return [n for n, g in proof.gradients.items() if g.zero]


@dataclass(frozen=True)
class Time:
    """How long the proof of all gradients of a model took."""

    blocks: int
    gradients: int
    seconds: float


def times() -> list[Time]:
    """Read what `bench/models.py` measured last; nothing where it left no file."""
    if not FILE.exists():
        return []
    proofs = json.loads(FILE.read_text(encoding="utf-8"))["proofs"]["now"]
    return [
        Time(int(size), found["gradients"], float(f"{found['seconds']['median']:.2g}"))
        for name, _, size in (question.partition(":") for question in proofs)
        if name == "gpt" and (found := proofs[f"{name}:{size}"])["verdict"] == "PROVED"
    ]
