"""Who imports whom, and how large a room may be: late imports, in functions, count as any other."""

import ast
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable
from functools import cache
from graphlib import CycleError, TopologicalSorter
from importlib import import_module
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SRC = ROOT / "src"

# Each room of the package and what it may import besides itself and the standard library.
MAY_IMPORT = {
    "nn": {"numpy"},
    "algebra": set(),
    "graph": {"numpy", "algebra"},
    "calculus": {"numpy", "algebra", "graph"},
    "question": {"numpy", "algebra"},
    "running": {"numpy", "algebra", "graph"},
    "numbers": {"numpy", "algebra", "graph", "question", "running"},
    "entries": {"numpy", "algebra", "graph", "calculus", "question", "running"},
    "diagnosis": {"numpy", "question", "numbers"},
    "proof": {
        *("numpy", "algebra", "graph", "calculus"),
        *("question", "running", "numbers", "entries", "diagnosis"),
    },
    "derivation": {"numpy", "sympy", "algebra", "graph", "calculus", "proof"},
    "cli": {"nn", "graph", "question", "proof"},
    "pytest_plugin": {"numpy", "pytest", "graph", "question", "numbers", "proof"},
    "derivations": {"numpy", "sympy", "nn", "derivation", "proof"},
    "__init__": {"question", "proof"},
    "__main__": {"cli"},
}
# The rooms of the book from the ground up; each may import those before it.
BOOK = (
    ("keeping", "records"),
    ("typeset", "words"),
    ("examples",),
    ("claims",),
    ("mistakes", "theorems", "command"),
    ("figures",),
    ("pages",),
    ("site",),
    ("__main__",),
)
# The doors through which the book comes to the package; behind them, what __all__ names.
DOORS = {
    "backproof",
    "backproof.nn",
    "backproof.derivation",
    "backproof.derivation.notation",
    "backproof.cli",
}
MOST_MODULES = 15
MOST_LINES = 500
# Where statements and their checks stand; a file of these is read in one go.
STATEMENTS = (
    *("docs/claims", "docs/theorems", "docs/mistakes", "docs/exercises", "docs/words"),
    *("src/book/claims", "src/book/theorems", "src/book/mistakes"),
)
MOST_LINES_OF_STATEMENTS = 400


def name_of(path: Path) -> str:
    parts = path.relative_to(SRC).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {name_of(path): path for path in sorted(SRC.rglob("*.py"))}
DERIVATIONS = {f"derivations.{p.stem}": p for p in sorted((ROOT / "derivations").glob("*.py"))}


#: Functions that import a module by a name that the code writes out.
BY_NAME = {"import_module": "{}", "_room": "book.{}"}


def imports(source: str, package: tuple[str, ...] = ()) -> set[tuple[str, str]]:
    """Every import of a module, at any depth of its code, as (module, name or '')."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {(alias.name, "") for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            start = package[: len(package) + 1 - node.level] if node.level else ()
            base = ".".join([*start, *([node.module] if node.module else [])])
            found |= {(base, alias.name) for alias in node.names}
        elif isinstance(node, ast.Call) and ast.unparse(node.func) in BY_NAME:
            written = [BY_NAME[ast.unparse(node.func)].format(a.value)
                       for a in node.args[:1] if isinstance(a, ast.Constant)]  # fmt: skip
            found |= {(module, "") for module in written}
    return found


@cache
def imported(name: str) -> frozenset[tuple[str, str]]:
    path = (MODULES | DERIVATIONS)[name]
    package = tuple(name.split(".") if path.name == "__init__.py" else name.split(".")[:-1])
    return frozenset(imports(path.read_text(encoding="utf-8"), package))


def room(module: str) -> str:
    """The room of the package, or the library, that a module stands in."""
    top, *rest = module.split(".")
    if top in {"backproof", "book"}:
        return rest[0] if rest else "__init__"
    return top


def standard(module: str) -> bool:
    return module.split(".", maxsplit=1)[0] in sys.stdlib_module_names


PACKAGE = [name for name in [*MODULES, *DERIVATIONS] if not name.startswith("book")]


@pytest.mark.parametrize("name", PACKAGE)
def test_imports_of_the_package_point_in_one_direction(name: str) -> None:
    own = "derivations" if name in DERIVATIONS else room(name)
    found = {(m, what) for m, what in imported(name) if not standard(m)}
    assert not {m for m, _ in found if m.split(".")[0] == "book"}, "nobody imports the book"
    ours = {what if m == "backproof" and f"{m}.{what}" in MODULES else room(m) for m, what in found}
    public = {"__init__"}  # `from backproof import prove` is open to all
    assert ours - MAY_IMPORT[own] - {own} - public == set()


@pytest.mark.parametrize("name", [name for name in MODULES if name.startswith("book.")])
def test_the_book_knows_public_names_alone(name: str) -> None:
    ours = [(m, what) for m, what in imported(name) if m.split(".")[0] == "backproof"]
    assert {m for m, _ in ours} <= DOORS
    for module, what in ours:
        public = getattr(import_module(module), "__all__", None)
        assert what
        assert public is None or what in public or f"{module}.{what}" in DOORS, (module, what)


@pytest.mark.parametrize("name", [name for name in MODULES if name.startswith("book.")])
def test_the_rooms_of_the_book_stand_on_each_other(name: str) -> None:
    floor = next(i for i, rooms in enumerate(BOOK) if room(name) in rooms)
    below = {one for rooms in BOOK[:floor] for one in rooms} | {room(name)}
    found = {
        what if m == "book" else room(m) for m, what in imported(name) if m.split(".")[0] == "book"
    }
    assert found <= below


def edges() -> dict[str, set[str]]:
    """Each module, and the modules of ours that it imports; packages count by their __init__."""
    found: dict[str, set[str]] = defaultdict(set)
    for name in MODULES:
        for module, what in imported(name):
            target = f"{module}.{what}" if f"{module}.{what}" in MODULES else module
            if target in MODULES and target != name:
                found[name].add(target)
    return found


def test_no_module_imports_itself_by_a_detour() -> None:
    try:
        TopologicalSorter(edges()).prepare()
    except CycleError as error:
        pytest.fail(f"these import each other in a circle: {' -> '.join(error.args[1])}")


def test_no_folder_holds_more_modules_than_one_looks_through() -> None:
    count = Counter(path.parent for path in MODULES.values() if path.name != "__init__.py")
    large = {folder.relative_to(SRC).as_posix(): n for folder, n in count.items()}
    assert {f: n for f, n in large.items() if n > MOST_MODULES} == {}


def lines(paths: Iterable[Path]) -> dict[str, int]:
    """Count the lines of files, by their path from the root."""
    counted = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in paths}
    return {path.relative_to(ROOT).as_posix(): n for path, n in counted.items()}


def test_no_module_is_longer_than_one_reads() -> None:
    found = lines(MODULES.values())
    assert len(found) > 100
    assert {file: n for file, n in found.items() if n > MOST_LINES} == {}


@pytest.mark.parametrize("room", STATEMENTS)
def test_no_file_of_statements_is_longer_than_one_reads(room: str) -> None:
    found = lines(path for path in (ROOT / room).rglob("*") if path.suffix in {".yml", ".py"})
    assert found
    assert {file: n for file, n in found.items() if n > MOST_LINES_OF_STATEMENTS} == {}


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("import numpy as np, json", {("numpy", ""), ("json", "")}),
        ("import book.site.hooks", {("book.site.hooks", "")}),
        ("from backproof.nn import affine", {("backproof.nn", "affine")}),
        ("from ..site.hooks import x", {("backproof.site.hooks", "x")}),
        ("from .. import nn", {("backproof", "nn")}),
        ("from . import shapes", {("backproof.proof", "shapes")}),
        ("def f():\n    import sympy.core", {("sympy.core", "")}),
        ('import_module("book.site.filling").fill()', {("book.site.filling", "")}),
        ('_room("site.kept").Steps', {("book.site.kept", "")}),
    ],
)
def test_the_reader_of_imports_sees_every_form(source: str, found: set[tuple[str, str]]) -> None:
    assert imports(source, ("backproof", "proof")) == found
