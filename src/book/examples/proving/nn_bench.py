"""What a step of `backproof.nn` costs, as `bench/nn.py` measured it last into `bench/nn.json`."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from book.examples.proving.bench import FILE as PROVE
from book.examples.proving.bench import Time

READS = ("bench/nn.json",)

FILE = PROVE.with_name("nn.json")


@dataclass(frozen=True)
class Ratio:
    """How many times the bare products something takes: the middle, the least, the largest."""

    median: float
    low: float
    high: float
    runs: int

    @property
    def times(self) -> float:
        """Give the middle in two digits: no machine is quieter than that."""
        return float(f"{self.median:.2g}")


@dataclass(frozen=True)
class Row:
    """One network: its widths, its bare products, and what the ways take in comparison."""

    widths: str
    products: Time
    step: Ratio
    train: Ratio
    torch: Ratio | None


@dataclass(frozen=True)
class Bench:
    """One run: on what it ran, how many examples a batch has, and every network."""

    machine: Mapping[str, Any]
    batch: int
    batches: int
    epochs: int
    rows: tuple[Row, ...]


@cache
def run() -> Bench:
    """Read the file; where torch was left out, so is its column."""
    found = json.loads(FILE.read_text(encoding="utf-8"))
    torch = found.get("torch", {})
    rows = tuple(
        Row(
            widths,
            products=Time(**seconds),
            step=Ratio(**found["step"][widths]),
            train=Ratio(**found["train"][widths]),
            torch=Ratio(**torch[widths]) if widths in torch else None,
        )
        for widths, seconds in found["products"].items()
    )
    return Bench(found["machine"], found["batch"], found["batches"], found["epochs"], rows)
