"""Fingerprints: hashes of code with all that it imports, and of data."""

import hashlib
import re
import sys
import sysconfig
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from pathlib import Path
from typing import Any

from book.keeping import imports
from book.keeping.store import Store, digest

LOCKS = ("requirements.txt", "package-lock.json")
#: Where data stand: all that is no page, no code of the project and no byte code.
DATA = ("docs", "bench")
SOURCES = (
    "src", "derivations", "docs", "bench", "overrides", "mkdocs.yml", "mkdocs.en.yml", *LOCKS,
)  # fmt: skip
PAGES = re.compile(r"docs/(?:ko|en)/.*\.md")
HEADING = re.compile(rb"^# .*$", re.MULTILINE)
HERE = Path(__file__).resolve().parents[2]

#: What is read off many files, by its name: a value may depend on what was found alone.
KINDS: dict[str, Callable[[Path], Any]] = {}
#: The files that are being read for their hash alone.
hashing: set[str] = set()
_hashes: dict[tuple[str, int, int], str] = {}


def hash_of(path: Path) -> str:
    """Return the hash of a file, or of all files of a folder with their names."""
    if path.is_dir():
        there = [one for one in sorted(path.rglob("*")) if one.is_file() and is_source(one)]
        return digest([(one.relative_to(path).as_posix(), hash_of(one)) for one in there])
    try:
        key = (str(path), *_stamp(path))
        if key not in _hashes:
            hashing.add(key[0])
            _hashes[key] = hashlib.sha256(path.read_bytes()).hexdigest()
        return _hashes[key]
    except OSError:
        return "missing"
    finally:
        hashing.discard(str(path))


def is_source(path: Path) -> bool:
    """Tell a file that people write from byte code and from what editors leave behind."""
    return "__pycache__" not in path.parts and not re.search(r"^\.|~$|^4913$|\.pyc$", path.name)


def environment(root: Path) -> str:
    """Return a hash of what runs the code: Python, the lock files, and what is installed."""
    installed = sorted(one.name for one in Path(sysconfig.get_path("purelib")).glob("*-info"))
    return digest(sys.version, installed, [hash_of(root / lock) for lock in LOCKS])


def _stamp(path: Path) -> tuple[int, int]:
    try:
        state = path.stat()
    except OSError:
        return 0, 0
    return state.st_mtime_ns, state.st_size


class Project:
    """The files of a project at one moment: make another when they may have changed.

    Names of what a value may depend on: `module:book.claims` is a module with all that it
    reaches, `file:docs/glossary.yml` a file or a folder, `title:docs/ko/index.md` the first
    heading of a page, a name of `KINDS` what that finds, `data` all data there are, `all` all
    code and data.
    """

    def __init__(self, root: Path, store: Store) -> None:
        self.root, self.store = root, store
        self._known: dict[str, str] = {}
        self._seen = {path: _stamp(path) for path in self._files()}

    def _files(self) -> Iterator[Path]:
        for path in [self.root / one for one in SOURCES]:
            if path.is_dir():
                yield from (one for one in path.rglob("*") if is_source(one) and one.is_file())
            else:
                yield path

    def unchanged(self) -> bool:
        """Tell whether no file has changed since this object was made.

        What is made while files change may come from the old ones or from the new, and is no use to
        anyone.
        """
        return all(_stamp(path) == stamp for path, stamp in self._seen.items())

    @cached_property
    def modules(self) -> dict[str, Path]:
        """Return the modules of the project by name."""
        src = self.root / "src" if (self.root / "src/book").is_dir() else HERE
        found = {}
        for path in sorted(src.rglob("*.py")):
            parts = path.relative_to(src).with_suffix("").parts
            found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
        for path in sorted((self.root / "derivations").glob("*.py")):
            found[f"derivations.{path.stem}"] = path
        return found

    @cached_property
    def environment(self) -> str:
        """Return the hash of what runs the code."""
        return environment(self.root)

    def _imports(self, name: str, path: Path) -> dict[str, Any]:
        key = digest(name, hash_of(path), hash_of(Path(imports.__file__)))
        found = self.store.get("imports", key)
        if found is None:
            package = path.name == "__init__.py"
            try:
                found = imports.read(path.read_text(encoding="utf-8"), name, is_package=package)
            except SyntaxError:  # who imports it will say so
                return {"all": ["*"], "top": ["*"], "reads": None, "opens": True, "gives": []}
            self.store.put("imports", key, found)
        return dict(found)

    def _gives(self, module: str) -> list[str]:
        """Return the names that a package gives by itself, though a module of it has one, too."""
        if module not in self.modules:
            return []
        return list(self._imports(module, self.modules[module])["gives"])

    def _targets(self, name: str, said: str) -> Iterator[str]:
        """Yield the modules of ours that one import means."""
        if said == "*":  # what the package runs is the package and its user's code, never the book
            top = "backproof" if name.split(".", maxsplit=1)[0] == "backproof" else ""
            yield from (one for one in self.modules if one.split(".")[0] == top or not top)
        elif said.endswith(".*"):
            yield from (one for one in self.modules if f"{one}.".startswith(said[:-1]))
        else:
            module, _, inner = said.partition(":")
            if f"{module}.{inner}" in self.modules:
                yield f"{module}.{inner}"
            if f"{module}.{inner}" not in self.modules or inner in self._gives(module):
                yield module

    def reached(self, start: Iterable[str]) -> dict[str, Path]:
        """Return the modules that these may load, late imports counted."""
        return {name: self.modules[name] for name in self._counted(start)}

    def _counted(self, start: Iterable[str]) -> dict[str, bool]:
        """Return the modules that these may load, and which of them count as a whole.

        Of the packages above a module only what importing them runs is counted, since nobody who
        does not name the package can call its functions; nor what these read.
        """
        seen: dict[str, bool] = {}  # whether a module counts as a whole
        waiting = [(name, True) for name in start]
        while waiting:
            name, whole = waiting.pop()
            if name not in self.modules or seen.get(name, False) or seen.get(name) is whole:
                continue
            seen[name] = whole
            found = self._imports(name, self.modules[name])
            for said in found["all" if whole else "top"]:
                waiting += [(one, True) for one in self._targets(name, said)]
            parent = name.rpartition(".")[0]
            waiting.append((parent, False))
        return dict(sorted(seen.items()))

    def of_text(self, text: str) -> set[str]:
        """Return the names of all that code may depend on, which is run where nobody watches."""
        try:
            info = imports.read(text, "__main__", is_package=False)
        except SyntaxError:  # IPython knows more than Python
            return {"all"}
        if "*" in info["all"]:
            return {"all"}
        direct = {one for said in info["all"] for one in self._targets("__main__", said)}
        direct &= set(self.modules)
        unknown = info["opens"] or any(
            found["opens"] and found["reads"] is None and one.split(".")[0] != "backproof"
            for one, path in self.reached(direct).items()
            for found in [self._imports(one, path)]
        )
        return {f"module:{one}" for one in direct} | ({"data"} if unknown else set())

    def data(self) -> list[str]:
        """Return every data file."""
        return [
            path.relative_to(self.root).as_posix()
            for folder in DATA
            for path in sorted((self.root / folder).rglob("*"))
            if path.is_file() and self.is_data(path)
        ]

    def is_data(self, path: Path) -> bool:
        """Tell whether a file holds data."""
        if not path.is_relative_to(self.root) or not is_source(path):
            return False
        name = path.relative_to(self.root).as_posix()
        return name.startswith(tuple(f"{one}/" for one in DATA)) and not PAGES.fullmatch(name)

    @cached_property
    def declared(self) -> tuple[str, ...]:
        """Return the files and folders that some module says it reads."""
        return tuple(
            one
            for name, path in self.modules.items()
            for one in self._imports(name, path)["reads"] or []
        )

    def _fingerprint(self, name: str) -> str:
        kind, _, what = name.partition(":")
        if kind == "module":
            whole = self._counted([what])
            if not whole:
                return "missing"
            there = {one: self.modules[one] for one in whole}
            found = {one: self._imports(one, path) for one, path in there.items()}
            reads = sorted(
                {read for one, info in found.items() if whole[one] for read in info["reads"] or []}
            )
            anything = any(
                "*" in info["all"] and one.split(".")[0] != "backproof"
                for one, info in found.items()
            )
            return digest(
                [(one, hash_of(path)) for one, path in there.items()],
                [(one, hash_of(self.root / one)) for one in reads],
                self.of("data") if anything else "",
            )
        if kind == "title":
            path = self.root / what
            heading = HEADING.search(path.read_bytes()) if path.exists() else None
            return heading[0].decode() if heading else "missing"
        if kind == "data":
            return digest([(one, hash_of(self.root / one)) for one in self.data()])
        if kind == "all":
            code = [(one, hash_of(path)) for one, path in self.modules.items()]
            return digest(code, self.of("data"))
        return hash_of(self.root / what)

    def of(self, name: str) -> str:
        """Return the fingerprint of one thing that a value depends on."""
        if name not in self._known:
            scan = KINDS.get(name)
            self._known[name] = digest(scan(self.root)) if scan else self._fingerprint(name)
        return self._known[name]
