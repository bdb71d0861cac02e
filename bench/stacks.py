"""Random stacks of layers as source text, right ones and ones with one mistake in one line.

    python bench/stacks.py 7 [--wrong]

`stack(seed)` writes a function as people write it, forward pass and pullback, one statement a
line; `stack(seed, wrong=True)` is the same one with a mistake in its backward pass, which numbers
show and whose line is known. The same seed gives the same text.
"""

import argparse
import linecache
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from complex_step import gap, sizes_for
from stack_layers import INNER, LOSSES, Writer, chain
from stack_mistakes import mistakes

LEAST, MOST = 3, 12  # layers
#: How often a layer may come, where that is not as often as it likes: products of products grow
#: beyond all floats, and what attention or softmax get then is one-hot.
LIMITS = {"bilinear": 1, "attention": 2, "softmax": 1, "residual": 3, "softplus": 2}
WRONG = 1e-7  # relative: more than any rounding
TRIES = 20  # of one kind of mistake


@dataclass(frozen=True)
class Stack:
    """A program, what `prove` is told of its inputs, and the mistake in it, if any."""

    seed: int
    layers: tuple[str, ...]
    text: str
    shapes: dict[str, tuple[str, ...]]
    sample: dict[str, str]
    line: int | None = None  # of the mistake, in the text, from 1
    mistake: str = ""
    before: str = ""  # how that line reads when it is right

    @property
    def name(self) -> str:
        """Give the name of the file that the text says it stands in."""
        return f"<stack {self.seed}{' wrong' if self.line else ''}>"

    @property
    def layer(self) -> Callable[..., Any]:
        """Compile the text so that `inspect` finds the lines again."""
        lines = self.text.splitlines(keepends=True)
        linecache.cache[self.name] = (len(self.text), None, lines, self.name)
        space: dict[str, Any] = {"np": np}
        exec(compile(self.text, self.name, "exec"), space)  # noqa: S102 - our own text
        return space["layer"]


def stack(seed: int, *, wrong: bool = False) -> Stack:
    """Write the stack of this seed."""
    rng = np.random.default_rng(seed)
    while not is_tame(made := _written(seed, rng)):
        pass
    return planted(made) if wrong else made


def _written(seed: int, rng: np.random.Generator) -> Stack:
    w = Writer(rng)
    w.inputs["x"] = ("N", "D")
    names = _names(rng)
    y, _, back = chain(w, "x", w.inputs["x"], names)
    dx = back("g")
    gradients = ["None" if n in w.sample else f"d{n}" for n in w.inputs if n != "x"]
    text = [f"def layer({', '.join(w.inputs)}):", *(f"    {line}" for line in w.forward), ""]
    text += ["    def pullback(g):", *(f"        {line}" for line in w.backward)]
    text += [f"        return {', '.join((dx, *gradients))}", "", f"    return {y}, pullback", ""]
    return Stack(seed, tuple(names), "\n".join(text), w.inputs, w.sample)


def _names(rng: np.random.Generator) -> list[str]:
    """Draw the layers: an affine one or one of any kind first, a loss last, or none."""
    count = int(rng.integers(LEAST, MOST + 1))
    end = [[], ["pool"], ["pool", "squared_error"], *([loss] for loss in LOSSES)]
    last = end[rng.integers(len(end))]
    names: list[str] = []
    while len(names) < count - len(last):
        name = "affine" if rng.random() < 1 / 6 else list(INNER)[rng.integers(len(INNER))]
        if names.count(name) < LIMITS.get(name, MOST) and (
            name == "affine" or [name] != names[-1:]
        ):
            names.append(name)
    return [*names, *last]


def gaps(made: Stack) -> list[float]:
    """Compare with a complex step at three sizes, of which the first are all unequal."""
    rng = np.random.default_rng([made.seed, 1])
    letters = sorted(sizes_for(made.shapes, rng))
    unequal = dict(zip(letters, (int(s) for s in rng.permutation(len(letters)) + 2), strict=True))
    sizes = [unequal, *(sizes_for(made.shapes, rng, most) for most in (5, 5))]
    layer = made.layer
    return [gap(layer, made.shapes, made.sample, s, rng) for s in sizes]


def is_tame(made: Stack) -> bool:
    """Say whether the numbers stay numbers, so that they can tell right from wrong."""
    return bool(np.isfinite(gaps(made)).all())


def planted(made: Stack) -> Stack:
    """Give the stack with one mistake in one line of its backward pass.

    What does not run, gives a wrong shape or shows in no number is drawn anew.
    """
    rng = np.random.default_rng([made.seed, 2])
    lines = made.text.split("\n")
    start = lines.index("    def pullback(g):") + 1
    end = next(i for i in range(start, len(lines)) if lines[i].startswith("        return"))
    made_on = [set(re.findall(r"^ +(\w+) .?= ", line)) for line in lines]
    places: dict[str, list[tuple[int, str]]] = {}
    for at in range(start, end):
        known = set.union(*made_on[:at]) | set(made.shapes) | {"g"}
        for kind, line in mistakes(lines[at].strip(), known):
            places.setdefault(kind, []).append((at, line))
    for kind in rng.permutation(sorted(places)):  # each as likely, however many places it fits
        for i in rng.permutation(len(places[kind]))[:TRIES]:
            at, new = places[kind][i]
            text = "\n".join([*lines[:at], f"        {new}", *lines[at + 1 :]])
            before = lines[at].strip()
            changed = replace(made, text=text, line=at + 1, mistake=str(kind), before=before)
            if is_wrong(changed):
                return changed
    raise AssertionError(f"no mistake was found that runs:\n{made.text}")


def is_wrong(made: Stack) -> bool:
    """Say whether the gradients are arrays of the right shapes, and one of them is wrong."""
    try:
        found = gaps(made)
    except (ValueError, TypeError, IndexError, NameError):  # not what NumPy takes
        return False
    return bool(np.isfinite(found).all() and max(found) > WRONG)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Print a random stack.")
    parser.add_argument("seed", type=int)
    parser.add_argument("--wrong", action="store_true")
    asked = parser.parse_args()
    shown = stack(asked.seed, wrong=asked.wrong)
    print(shown.text)
    print(f"# {', '.join(shown.layers)}\n# {shown.shapes}\n# {shown.sample}")
    if shown.line:
        print(f"# line {shown.line}, {shown.mistake}; it was {shown.before}")
