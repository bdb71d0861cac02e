"""The command `backproof`, run in this process as a reader runs it in a folder of theirs."""

import os
from collections.abc import Iterable
from contextlib import chdir, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

from backproof.cli import main
from book.typeset.timeless import timeless


@dataclass(frozen=True)
class Run:
    """What a run left: its exit status and what it wrote, without the seconds it took."""

    status: int
    out: str
    err: str


def backproof(*arguments: str, files: Iterable[tuple[str, str]] = ()) -> Run:
    """Run the command in a folder with these files."""
    out, err = StringIO(), StringIO()
    plain = patch.dict(os.environ, {"NO_COLOR": "1", "COLUMNS": "80"})
    with TemporaryDirectory() as folder, chdir(folder), plain:
        for name, text in files:
            Path(name).write_text(text, encoding="utf-8")
        with redirect_stdout(out), redirect_stderr(err):
            try:
                status = main(arguments)
            except SystemExit as ended:  # help and wrong arguments end the program
                status = int(ended.code or 0)
    return Run(status, timeless(out.getvalue().strip()), timeless(err.getvalue().strip()))
