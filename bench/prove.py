"""Time the prover beside two other ways to ask the same question, all in one run.

    python bench/prove.py [--quick] [--torch-python PATH] [--json FILE]

Everything is measured in rounds, one after the other, so that a busy minute of the machine touches
all alike. What is slow is measured less often. Before each proof the caches of the prover and of
SymPy are emptied. NumPy and torch compute with one thread, as Python and SymPy do. A way that finds
anything but 'right' ends the run: no time without an answer.
"""

import argparse
import gc
import math
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from statistics import median
from typing import Any

from measuring import ONE_THREAD, Torch, command, machine, summary

os.environ.update(ONE_THREAD)

import entrywise
import numpy as np
import sympy as sp
from questions import QUESTIONS, Question, network_at, two_layers, widths
from sympy.core.cache import clear_cache

from backproof import Verdict, prove
from backproof.numbers.directions import agree
from backproof.proof import whole

ROUNDS = 7
FEW, SLOW = 3, 1.0  # what takes longer than SLOW seconds is measured FEW times, imports excepted

FIRST = "from backproof import prove; from backproof.nn import affine; "
FIRST += "prove(affine, {'x': ('N', 'D'), 'W': ('K', 'D'), 'b': ('K',)})"
IMPORTS = {
    "numpy": "import numpy",
    "sympy": "import numpy, sympy",
    "backproof": "import backproof",
    "nn": "import backproof.nn",
    "prove": "from backproof import prove",
    "first_proof": FIRST,
}


@dataclass
class Series:
    """One thing measured at several keys, such as widths, round after round."""

    measure: Callable[[Any], float]
    keys: Iterable[Any]
    most: float = math.inf  # keys after the first that takes longer are left out
    slow: float = SLOW
    seconds: dict[Any, list[float]] = field(default_factory=dict)

    def turn(self) -> None:
        """Measure every key once more."""
        first = not self.seconds
        for key in self.keys if first else list(self.seconds):
            runs = self.seconds.setdefault(key, [])
            if len(runs) < FEW or median(runs) <= self.slow:
                runs.append(self.measure(key))
            if first and runs[0] > self.most:
                break

    def record(self) -> dict[str, dict[str, float]]:
        return {str(key): summary(runs) for key, runs in self.seconds.items()}


def timed(what: str, ask: Callable[[], Any]) -> float:
    """Return the seconds of a question whose answer must be true, asked with empty caches."""
    for name, module in list(sys.modules.items()):
        if name.startswith("backproof."):
            for thing in vars(module).values():
                if hasattr(thing, "cache_clear"):
                    thing.cache_clear()
    clear_cache()
    gc.collect()
    start = time.perf_counter()
    right = ask()
    seconds = time.perf_counter() - start
    if not right:
        raise SystemExit(f"\nbench: {what} did not find right gradients right: nothing to time")
    return seconds


def proof(question: Question) -> float:
    """Time a whole proof: symbols and numbers."""
    wanted = Verdict.PROVED if question.task().letters else Verdict.PROVED_AT
    layer, shapes, sample = question.layer, question.shapes, question.sample
    return timed("prove", lambda: prove(layer, shapes, sample=sample).verdict is wanted)


def symbols(question: Question) -> float:
    """Time the symbolic part: the graph, its adjoints, the replay, and where both meet."""
    return timed("the symbolic part", lambda: whole.prove(question.task()).proved)


def numbers(question: Question) -> float:
    """Time the numeric part, the witness."""
    return timed("the witness", lambda: agree(question.task(), kinked=False) is not None)


def by_entries(width: int) -> float:
    """Time SymPy alone at one width."""
    layer = two_layers(entrywise.Function("sigma"), entrywise.Function("tau"))
    shapes = widths(width, width, width, width)
    return timed("SymPy", lambda: entrywise.check(layer, shapes))


def importing(name: str) -> float:
    """Time a new process that does no more than this."""
    start = time.perf_counter()
    subprocess.run([sys.executable, "-c", IMPORTS[name]], check=True)  # noqa: S603 - our own
    return time.perf_counter() - start


def plan(torch: Torch | None, *, quick: bool) -> dict[str, Series]:
    """Lay out what is measured."""
    most = 0.2 if quick else 3.0
    powers = [2**p for p in range(4 if quick else 13)]
    some = powers if quick else [*powers[:6], 48, *powers[6:]]
    names = ["network"] if quick else list(QUESTIONS)
    out = {
        "proofs": Series(lambda n: proof(QUESTIONS[n]), names),
        "symbols": Series(lambda n: symbols(QUESTIONS[n]), names),
        "numbers": Series(lambda n: numbers(QUESTIONS[n]), names),
        "symbols_at": Series(lambda w: symbols(network_at(w)), some, 3 * most),
        "proofs_at": Series(lambda w: proof(network_at(w)), some[:8], most),
        "entrywise": Series(by_entries, range(1, 20), most),
    }
    if torch:
        full = [*powers[:4], 12, 16, 24, 32, 48]
        out["gradcheck"] = Series(lambda w: torch.ask("full", w)[0], full, most)
        out["gradcheck_fast"] = Series(lambda w: torch.ask("fast", w)[0], powers[:11], most)
    return out


def run(arguments: argparse.Namespace) -> dict[str, Any]:
    """Measure all, and return it as it is written to the file."""
    torch = Torch(arguments.torch_python, "gradcheck.py") if arguments.torch_python else None
    parts = plan(torch, quick=arguments.quick)
    imports = Series(importing, IMPORTS, slow=math.inf)
    rounds, imported = (1, 0) if arguments.quick else (ROUNDS, 3)
    for turn in range(rounds):
        for name, part in parts.items():
            print(
                f"\rround {turn + 1} of {rounds}: {name:<16}", end="", file=sys.stderr, flush=True
            )
            part.turn()
        for _ in range(imported):
            imports.turn()
    print(file=sys.stderr)
    if torch:
        torch.close()
    return {
        "machine": machine(torch, numpy=np.__version__, sympy=sp.__version__),
        "gradients": {name: len(q.task().wrt) for name, q in QUESTIONS.items()},
        **{name: part.record() for name, part in (parts | {"imports": imports}).items()},
    }


def show(found: dict[str, Any]) -> None:
    """Print the figures as a table."""
    print(f"{'seconds':<30}{'median':>10}{'least':>10}{'most':>10}{'runs':>6}")
    measured = {part: found[part] for part in found if part not in ("machine", "gradients")}
    for part, rows in measured.items():
        for key, s in rows.items():
            goal = QUESTIONS[key].goal if part == "proofs" else None
            print(
                f"{part + ' ' + key:<30}{s['median']:>10.4f}{s['low']:>10.4f}{s['high']:>10.4f}"
                f"{s['runs']:>6}" + (f"  goal {goal:g}" if goal else "")
            )
    print(", ".join(f"{k} {v}" for k, v in found["machine"].items() if v is not None))
    if "gradcheck" not in found:
        print("left out: gradcheck, since no Python that has torch was named by --torch-python")


if __name__ == "__main__":
    command("Time the prover beside SymPy and gradcheck.", run, show)
