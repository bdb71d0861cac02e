"""What the measuring scripts share: one thread, summaries, and the other interpreter with torch."""

import argparse
import datetime as dt
import json
import os
import platform
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path
from statistics import median
from types import MappingProxyType
from typing import Any

THREADS = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")
ONE_THREAD = dict.fromkeys(THREADS, "1")  # read when NumPy and torch are imported


def summary(runs: list[float]) -> dict[str, float]:
    """Give the middle, the least and the largest of some figures, in three digits."""
    found = {"median": median(runs), "low": min(runs), "high": max(runs)}
    return {name: float(f"{s:.3g}") for name, s in found.items()} | {"runs": len(runs)}


class Torch:
    """The other interpreter, which waits for a question and answers with numbers."""

    def __init__(self, python: str, script: str) -> None:
        child = Path(__file__).with_name(script)
        self.process = subprocess.Popen(  # noqa: S603 - named by whoever runs this
            [python, str(child)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self.version, self.python = self._line().split()

    def _line(self) -> str:
        line = self.process.stdout.readline() if self.process.stdout else ""
        if not line:
            raise SystemExit("bench: the Python named by --torch-python ended; see its error above")
        return line

    def ask(self, *question: object) -> list[float]:
        """Ask in one line, and wait for the answer."""
        if self.process.stdin:
            print(*question, file=self.process.stdin, flush=True)
        return [float(word) for word in self._line().split()]

    def close(self) -> None:
        """End the other interpreter."""
        if self.process.stdin:
            self.process.stdin.close()
        self.process.wait()


def machine(torch: Torch | None, **versions: str) -> dict[str, Any]:
    """Say in general words on what this was measured."""
    return {
        "date": dt.datetime.now(tz=dt.UTC).date().isoformat(),
        "cores": os.cpu_count(),
        "python": ".".join(platform.python_version_tuple()[:2]),
        **versions,
        "torch": torch.version if torch else None,
        "torch_python": torch.python if torch else None,
    }


def command(
    description: str,
    run: Callable[[Any], Any],
    show: Callable[[Any], None],
    counts: Mapping[str, str] = MappingProxyType({}),
    **paths: str,
) -> None:
    """Read the arguments, measure, write what was found where that is asked for, and show it.

    Each of `counts` and `paths` is one option more: its name, and what the number or the path says.
    """
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--quick", action="store_true", help="once, and small: does it run?")
    parser.add_argument("--torch-python", metavar="PATH", help="a Python that has torch")
    for name, what in counts.items():
        parser.add_argument(f"--{name}", type=int, metavar="N", help=what)
    for name, what in paths.items():
        parser.add_argument(f"--{name}", type=Path, metavar="PATH", help=what)
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there")
    arguments = parser.parse_args()
    found = run(arguments)
    if arguments.json:
        arguments.json.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    show(found)
