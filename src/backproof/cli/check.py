"""`backproof check`: run the checks of files and report."""

from __future__ import annotations

import sys
import time
import traceback
from contextlib import ExitStack, redirect_stdout
from pathlib import Path
from typing import TYPE_CHECKING

from backproof.cli.collect import Item, collect
from backproof.cli.files import Target, loaded, ours, target
from backproof.cli.outcome import Outcome
from backproof.cli.progress import Progress
from backproof.cli.report import reporter
from backproof.cli.words import Refusal, say
from backproof.graph.node import is_ours

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

GOOD = {"PROVED", "PROVED_AT"}


def check(options: argparse.Namespace) -> int:
    """Run all checks; return 0 if all are well and 1 if not.

    Raises:
        Refusal: if a file or a name is not there, or a file cannot be imported.
    """
    good = GOOD if options.strict else GOOD | {"WITNESSED"}
    inner = "en" if options.format == "json" else options.lang  # JSON is to be compared
    targets = [target(text) for text in options.targets]
    report = reporter(options, sys.stdout, several=len({one.path for one in targets}) > 1)
    outcomes = []
    try:
        # What the user's code prints must not stand between the lines of the report.
        with redirect_stdout(sys.stderr):
            for one in targets:
                for outcome in _outcomes(one, options.lang, inner):
                    outcomes.append(outcome)
                    report.show(outcome)
    except Refusal as refusal:
        report.refuse(refusal)
        raise
    ok = all(outcome.verdict in good for outcome in outcomes)
    report.close(outcomes, ok=ok)
    return 0 if ok else 1


def _outcomes(one: Target, lang: str, inner: str) -> Iterator[Outcome]:
    """Run the checks of a file; ``inner`` is the language of what is said within an outcome."""
    with ExitStack() as stack:
        with Progress(say(lang, "loading", path=one.path), lang):
            items = collect(stack.enter_context(loaded(one.path)), one)
        for item in items:
            with Progress(item.name, lang):
                outcome = _outcome(item, one.path.resolve(), inner)
            yield outcome


def _outcome(item: Item, file: Path, lang: str) -> Outcome:
    start = time.perf_counter()
    try:
        proof = item.prove()
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # noqa: BLE001 - the user's code may fail in any way
        return Outcome(item, time.perf_counter() - start, error=_reason(error, file, lang))
    return Outcome(item, time.perf_counter() - start, proof)


def _reason(error: BaseException, file: Path, lang: str) -> str:
    """Return what prove said, or what the user's code raised, and where."""
    frames = list(traceback.walk_tb(error.__traceback__))
    inside = str(frames[-1][0].f_globals.get("__name__", "")) if frames else ""
    if isinstance(error, ValueError) and is_ours(inside):
        return str(error)
    text = "".join(traceback.format_exception_only(error)).strip()
    mine = [(f.f_code.co_filename, n) for f, n in frames if ours(f.f_code.co_filename, file)]
    if not mine:
        return text
    where, line = mine[-1]
    return say(lang, "raised", error=text, path=Path(where).name, line=line)
