"""The times that `bench/prove.py` measured last, as its file `bench/prove.json` holds them."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from book import words

READS = ("bench/prove.json",)
FILE = Path(__file__).parents[4] / "bench/prove.json"  # pages are built from a checkout


@dataclass(frozen=True)
class Time:
    """Seconds measured so many times: the middle one, the least, the largest."""

    median: float
    low: float
    high: float
    runs: int

    @property
    def ms(self) -> float:
        """Give the middle in milliseconds, in two digits: no machine is quieter than that."""
        return _two_digits(1000 * self.median)

    @property
    def low_ms(self) -> float:
        """Give the least in milliseconds."""
        return _two_digits(1000 * self.low)

    @property
    def high_ms(self) -> float:
        """Give the largest in milliseconds."""
        return _two_digits(1000 * self.high)

    def over(self, other: "Time") -> float:
        """Say how many times as long this took as the other."""
        return _two_digits(self.median / other.median)


def _two_digits(value: float) -> float:
    return float(f"{value:.2g}")


@dataclass(frozen=True)
class Bench:
    """One run: proofs by name, the network by width, imports by name, and on what it ran."""

    machine: Mapping[str, Any]
    gradients: Mapping[str, int]
    proofs: Mapping[str, Time]
    symbols: Mapping[str, Time]
    numbers: Mapping[str, Time]
    symbols_at: Mapping[int, Time]
    proofs_at: Mapping[int, Time]
    entrywise: Mapping[int, Time]
    gradcheck: Mapping[int, Time]
    gradcheck_fast: Mapping[int, Time]
    imports: Mapping[str, Time]

    @property
    def all_sizes(self) -> Time:
        """Give the proof of the two-layer network for all sizes, to which the rest is compared."""
        return self.proofs["network"]

    @property
    def growth(self) -> float:
        """Compare the largest width with width 2 for the symbols alone, by their least times."""
        return _two_digits(self.symbols_at[max(self.symbols_at)].low / self.symbols_at[2].low)

    def slower_from(self, series: Mapping[int, Time]) -> int:
        """Give the least width from which on a way takes longer than the proof for all sizes."""
        slower = [w for w, time in series.items() if time.median > self.all_sizes.median]
        quicker = [w for w, time in series.items() if time.median <= self.all_sizes.median]
        return min(w for w in slower if w > max(quicker, default=0))

    def more_ms(self, name: str, than: str) -> float:
        """Give by how many milliseconds one import takes longer, by the least time of each."""
        return _two_digits(1000 * (self.imports[name].low - self.imports[than].low))


@cache
def run() -> Bench:
    """Read the file."""
    found = json.loads(FILE.read_text(encoding="utf-8"))
    facts = {name: found.pop(name) for name in ("machine", "gradients")}
    parts: dict[str, Any] = {
        part: {int(key) if key.isdecimal() else key: Time(**time) for key, time in rows.items()}
        for part, rows in found.items()
    }
    return Bench(**facts, **parts)


def proofs(lang: str) -> list[tuple[str, str]]:
    """Give the proofs that were timed, each with its name in this language."""
    names = words.table("bench", run().proofs)
    return [(name, names[name][lang]) for name in run().proofs]


def entries(width: int) -> int:
    """Count the entries of the five gradients where the batch and all layers have one width."""
    return 3 * width**2 + 2 * width


def compared() -> list[int]:
    """Give the widths at which SymPy, entry by entry, or the full gradcheck was measured."""
    return sorted({*run().entrywise, *run().gradcheck})


def processes() -> list[tuple[str, str]]:
    """Give what each new process did, as code in Markdown."""
    code = {
        "numpy": "import numpy",
        "sympy": "import numpy, sympy",
        "backproof": "import backproof",
        "nn": "import backproof.nn",
        "prove": "from backproof import prove",
        "first_proof": "prove(affine, …)",
    }
    return [(name, f"`{code[name]}`") for name in run().imports]
