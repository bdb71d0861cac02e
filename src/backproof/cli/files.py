"""The user's files: how they are named on the command line, and how they are imported."""

from __future__ import annotations

import importlib
import importlib.util
import itertools
import sys
import traceback
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.machinery import SourceFileLoader
from pathlib import Path
from typing import TYPE_CHECKING

from backproof.cli.words import Refusal

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import CodeType, ModuleType

HERE = Path(__file__).parent
NUMBERS = itertools.count(1)


@dataclass(frozen=True)
class Target:
    """One FILE[:NAME] of the command line."""

    path: Path
    name: str | None = None


def target(text: str) -> Target:
    """Read FILE[:NAME]; a colon within a path is none of ours.

    Raises:
        Refusal: if there is no such file, or it is no Python file.
    """
    path, name = Path(text), None
    head, colon, tail = text.rpartition(":")
    if colon and head and not path.exists():
        if tail.isidentifier():
            path, name = Path(head), tail
        elif Path(head).is_file():
            raise Refusal("no such name", path=head, name=tail)
    if path.is_dir():
        raise Refusal("folder", path=path)
    if not path.is_file():
        raise Refusal("no file", path=path)
    if path.suffix != ".py":
        raise Refusal("no python", path=path)
    return Target(path, name)


def home(path: Path) -> tuple[Path, tuple[str, ...]]:
    """Return the folder to import from, and the package to which the file belongs."""
    folder = path.parent
    package: tuple[str, ...] = ()
    while (folder / "__init__.py").is_file() and folder.name.isidentifier():
        folder, package = folder.parent, (folder.name, *package)
    return folder, package


@contextmanager
def loaded(path: Path) -> Iterator[ModuleType]:
    """Import a file as `python FILE` would, and forget it and its neighbours afterwards.

    Raises:
        Refusal: if it cannot be imported.
    """
    file = path.resolve()
    root, package = home(file)
    modules, folders = set(sys.modules), list(sys.path)
    sys.path.insert(0, str(root))
    if package:  # last, so that no module of a package stands in for one of the standard library
        sys.path.append(str(file.parent))
    try:
        yield _import(path, file, package)
    finally:
        sys.path[:] = folders
        _forget(modules, {root, file.parent})


class Fresh(SourceFileLoader):
    """Compiles the file as it is now: byte code of an older state would prove other code."""

    def get_code(self, fullname: str) -> CodeType:  # noqa: ARG002 - the interface asks for it
        """Compile the source."""
        return self.source_to_code(self.get_data(self.path), self.path)


def _import(path: Path, file: Path, package: tuple[str, ...]) -> ModuleType:
    name = ".".join((*package, f"_backproof_check_{next(NUMBERS)}"))
    loader = Fresh(name, str(file))
    spec = importlib.util.spec_from_file_location(name, file, loader=loader)
    if spec is None:
        raise Refusal("no python", path=path)
    try:
        if package:
            _parent(path, file, package)
        module = importlib.util.module_from_spec(spec)
        sys.modules[name] = module
        loader.exec_module(module)
    except (Refusal, KeyboardInterrupt):
        raise
    except OSError as error:
        if error.filename != str(file):
            raise Refusal("import", path=path, trace=shortened(error, file)) from error
        raise Refusal("unreadable", path=path, reason=error.strerror) from error
    except BaseException as error:  # a file may also end the program, or anything else
        raise Refusal("import", path=path, trace=shortened(error, file)) from error
    return module


def _parent(path: Path, file: Path, package: tuple[str, ...]) -> None:
    """Import the package of a file, and make sure that it is this one and no namesake."""
    name = ".".join(package)
    parent = importlib.import_module(name)
    folders = [Path(folder).resolve() for folder in getattr(parent, "__path__", ())]
    if file.parent not in folders:
        raise Refusal("package", path=path, package=name, other=parent.__file__)


def _forget(known: set[str], folders: set[Path]) -> None:
    """Drop what was imported from these folders, so that the next file finds its own."""
    new = {name.partition(".")[0] for name in set(sys.modules) - known}
    old = {name.partition(".")[0] for name in known}
    gone = {name for name in new - old if _stands_in(sys.modules.get(name), folders)}
    for name in set(sys.modules) - known:
        if name.partition(".")[0] in gone or "_backproof_check_" in name:
            del sys.modules[name]


def _stands_in(module: ModuleType | None, folders: set[Path]) -> bool:
    """Say whether a module or package lies right in one of the folders, and is not installed."""
    places = list(getattr(module, "__path__", ())) or [getattr(module, "__file__", None)]
    parents = {Path(place).resolve().parent for place in places if place is not None}
    return any(p in folders and p.name != "site-packages" for p in parents)


def ours(name: str, file: Path) -> bool:
    """Say whether code is the user's: in the folder of the file, and not installed there."""
    place = Path(name)
    mine = place.is_relative_to(home(file)[0]) and HERE not in place.parents
    return mine and "site-packages" not in place.parts


def shortened(error: BaseException, file: Path) -> str:
    """Return the last lines of a traceback: what stands in the user's files, and the error."""
    report = traceback.TracebackException.from_exception(error)
    frames = [frame for frame in report.stack if ours(frame.filename, file)]
    lines = [*traceback.StackSummary.from_list(frames).format(), *report.format_exception_only()]
    return "".join(lines).rstrip("\n")
