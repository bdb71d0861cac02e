"""A sign of life from whatever takes longer than a second."""

from __future__ import annotations

import os
import sys
import threading
import time
from contextlib import suppress
from typing import Self

from backproof.cli.words import say

PATIENCE = 1.0  # seconds
CLEAR = "\r\x1b[K"


class Progress:
    """Counts the seconds on a terminal; elsewhere says once that it takes long."""

    def __init__(self, name: str, lang: str) -> None:
        self.name, self.lang, self.stream = name, lang, sys.stderr
        self.terminal = self.stream.isatty() and os.environ.get("TERM") != "dumb"
        self.over = threading.Event()
        self.thread = threading.Thread(target=self._watch, name="progress", daemon=True)
        self.shown = False

    def __enter__(self) -> Self:
        self.start = time.monotonic()
        self.thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.over.set()
        self.thread.join()
        if self.shown and self.terminal:
            self._write(CLEAR)

    def _watch(self) -> None:
        while not self.over.wait(PATIENCE):
            if not self.terminal:
                self._write(say(self.lang, "slow", name=self.name) + "\n")
                return
            seconds = int(time.monotonic() - self.start)
            self._write(CLEAR + say(self.lang, "seconds", name=self.name, seconds=seconds))

    def _write(self, text: str) -> None:
        with suppress(OSError, ValueError):  # a closed stream must not end the proof
            self.stream.write(text)
            self.stream.flush()
            self.shown = True
