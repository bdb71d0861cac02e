"""How far a build has come: one line on a terminal, now and then a line elsewhere."""

import logging
import sys
import time
from typing import TextIO

#: Seconds between two lines where there is no terminal.
PAUSE = 10.0
CLEAR = "\r\x1b[K"


class Progress:
    """Writes which step is being done, n of m.

    What MkDocs logs stands on lines of its own: the line of progress makes room for it.
    """

    def __init__(self, out: TextIO | None = None) -> None:
        self.out = out or sys.stderr
        self.terminal = self.out.isatty()
        self.last = time.monotonic()
        self.shown = False
        for handler in logging.getLogger("mkdocs").handlers:
            handler.addFilter(self._make_room)

    def tell(self, step: str, done: int, total: int, what: str = "") -> None:
        """Say how far a step has come."""
        said = f"{step} {done}/{total} {what}".rstrip()
        if self.terminal:
            self.out.write(f"{CLEAR}{said[:78]}")
            self.shown = True
            if done >= total:
                self._make_room(None)
        elif time.monotonic() - self.last > PAUSE:
            self.last = time.monotonic()
            self.out.write(f"{said}\n")
        self.out.flush()

    def _make_room(self, _record: logging.LogRecord | None) -> bool:
        if self.shown:
            self.out.write(CLEAR)
            self.out.flush()
            self.shown = False
        return True
