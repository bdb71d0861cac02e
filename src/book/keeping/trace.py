"""Values kept with the names of all that they turned out to depend on.

Whoever makes a value says what it uses: `use` imports a module and notes it, `depends` notes the
rest. Files of data that are opened on the way are noted by themselves, unless a module declares
that it reads them (`READS`, see `fingerprint`) and so stands for them.
"""

import sys
from collections.abc import Callable, Iterator
from contextvars import ContextVar
from importlib import import_module
from pathlib import Path
from typing import Any

from book.keeping.fingerprint import Project, hashing
from book.keeping.store import Store, digest, folder

#: What `use` imports it notes, so nobody depends on it by importing this module.
REACHES = ()

_noted: ContextVar[tuple[set[str], ...]] = ContextVar("noted", default=())
#: Every file that this process has opened to read. What was read may be remembered anywhere in
#: the process, so it counts for each value that is made later, too.
_opened: set[str] = set()


def _listen(event: str, arguments: tuple[Any, ...]) -> None:
    if event != "open" or not isinstance(arguments[0], str) or "site-packages" in arguments[0]:
        return
    if "r" in (arguments[1] or "r") and arguments[0] not in hashing:
        _opened.add(arguments[0])


sys.addaudithook(_listen)


def depends(*names: str) -> None:
    """Note what the values that are being made depend on."""
    for noted in _noted.get():
        noted.update(names)


def use(name: str) -> Any:
    """Import a module, and note that what is being made depends on all that it reaches."""
    depends(f"module:{name}")
    return import_module(name)


class Keeper:
    """The kept values of a project, seen from its present state."""

    def __init__(self, root: Path) -> None:
        self.root = root.resolve()
        self.store = Store(folder(self.root) / "kept")
        self._judged: dict[str, str | None] = {}
        self.refresh()

    def refresh(self) -> None:
        """Look at the files of the project anew."""
        self.project = Project(self.root, self.store)

    def _key(self, kind: str, inputs: Any, names: list[str]) -> str:
        of = self.project.of
        return digest(kind, inputs, self.project.environment, [(name, of(name)) for name in names])

    def _data(self) -> Iterator[str]:
        """Yield the data files of the project that were opened; each name is looked at once."""
        for name in _opened - self._judged.keys():
            path = Path(name).absolute()
            is_data = self.project.is_data(path)
            self._judged[name] = path.relative_to(self.root).as_posix() if is_data else None
        yield from filter(None, self._judged.values())

    def _read_undeclared(self) -> set[str]:
        declared = self.project.declared
        return {
            f"file:{what}"
            for what in self._data()
            if not any(what == one or what.startswith(f"{one}/") for one in declared)
        }

    def find(self, kind: str, inputs: Any) -> Any | None:
        """Return a kept value, if all that it depended on is as it was, else None."""
        names = self.store.get("names", digest(kind, inputs))
        if names is None:
            return None
        value = self.store.get(kind, self._key(kind, inputs, names))
        if value is not None:
            depends(*names)
        return value

    def keep(
        self,
        kind: str,
        inputs: Any,
        make: Callable[[], Any],
        worth: Callable[[], bool] = lambda: True,
    ) -> Any:
        """Return a kept value, or make it and keep it if it is worth it.

        Args:
            kind: what it is, which names its folder.
            inputs: all that it depends on by itself; JSON must be able to write it.
            make: makes it; it must be something that JSON can write, and not None.
            worth: is asked after it was made.
        """
        value = self.find(kind, inputs)
        if value is not None:
            return value
        noted: set[str] = set()
        token = _noted.set((*_noted.get(), noted))
        try:
            value = make()
        finally:
            _noted.reset(token)
        names = sorted(noted | self._read_undeclared())
        depends(*names)
        if worth() and self.project.unchanged():
            self.store.put(kind, self._key(kind, inputs, names), value)
            self.store.put("names", digest(kind, inputs), names)
        return value


def prune() -> None:
    """Remove what has not been used for long."""
    for one in _keepers.values():
        one.store.prune()


_keepers: dict[Path, Keeper] = {}


def keeper(root: Path) -> Keeper:
    """Return the kept values of a project, one object a process."""
    root = root.resolve()
    if root not in _keepers:
        _keepers[root] = Keeper(root)
    return _keepers[root]
