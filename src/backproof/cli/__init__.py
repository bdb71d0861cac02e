"""The command `backproof`; NumPy is imported only when something is to be proved."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from backproof.cli.arguments import parse
from backproof.cli.check import check
from backproof.cli.words import Refusal, say

if TYPE_CHECKING:
    from collections.abc import Sequence

COMMANDS = {"check": check}
USAGE = 2
INTERRUPTED = 130  # as a shell says it of a program that Ctrl-C ended


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit status."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # what a terminal cannot show must not end the run
            stream.reconfigure(errors="replace")
    options = parse(sys.argv[1:] if arguments is None else arguments)
    try:
        status = COMMANDS[options.command](options)
        sys.stdout.flush()
    except Refusal as refusal:
        print(f"backproof: {refusal.text(options.lang)}", file=sys.stderr)
        return USAGE
    except KeyboardInterrupt:
        print(f"backproof: {say(options.lang, 'interrupted')}", file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:  # whoever read has closed, as `head` does; Python flushes at its end
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    return status
