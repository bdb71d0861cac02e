"""A folder of values: written whole or not at all, checked when read, and of bounded size."""

import hashlib
import json
import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

DAY = 24 * 60 * 60
#: The folder of the cache, for a copy of the project that shall share it.
FOLDER = "BOOK_CACHE"


def digest(*parts: Any) -> str:
    """Return a hash of values that JSON can write."""
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


def folder(root: Path) -> Path:
    """Return where a project keeps what can be made anew."""
    return Path(os.environ.get(FOLDER) or root / ".cache")


class Store:
    """Values that JSON can write, by kind and key.

    A value is written beside its place and moved there, so that whoever is interrupted leaves
    nothing half written, and two processes may write at once. Before it stands its own hash: what
    was cut off or damaged counts as not there.
    """

    def __init__(self, where: Path) -> None:
        self.where = where
        self._seen: dict[tuple[str, str], Any] = {}

    def _path(self, kind: str, key: str) -> Path:
        return self.where / kind / key[:2] / key

    def get(self, kind: str, key: str) -> Any | None:
        """Return a value, or None where there is none that can be trusted."""
        if (kind, key) in self._seen:
            return self._seen[kind, key]
        path = self._path(kind, key)
        try:
            said, _, body = path.read_bytes().partition(b"\n")
        except OSError:
            return None
        if hashlib.sha256(body).hexdigest().encode() != said:
            return None
        with suppress(OSError):
            os.utime(path)  # it was of use today, so `prune` leaves it
        return self._seen.setdefault((kind, key), json.loads(body))

    def put(self, kind: str, key: str, value: Any) -> None:
        """Keep a value; a disk that takes nothing more is no reason to fail."""
        body = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
        path = self._path(kind, key)
        self._seen[kind, key] = json.loads(body)
        with suppress(OSError):
            path.parent.mkdir(parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(dir=path.parent, prefix=".")
            try:
                with os.fdopen(handle, "wb") as file:
                    file.write(hashlib.sha256(body).hexdigest().encode() + b"\n" + body)
                Path(name).replace(path)
            finally:
                Path(name).unlink(missing_ok=True)

    def files(self) -> Iterator[tuple[float, int, Path]]:
        """Yield every file with the time of its last use and its size, unfinished ones, too."""
        for path in self.where.rglob("*"):
            with suppress(OSError):
                if path.is_file():
                    state = path.stat()
                    yield state.st_mtime, state.st_size, path

    def prune(self, *, days: float = 30, megabytes: float = 400) -> None:
        """Remove what was not used for days, then the oldest until the rest is small enough."""
        room, oldest = megabytes * 1e6, time.time() - days * DAY
        for used, size, path in sorted(self.files(), reverse=True):
            room -= size
            unfinished = path.name.startswith(".") and used < time.time() - DAY
            if room < 0 or used < oldest or unfinished:
                path.unlink(missing_ok=True)
