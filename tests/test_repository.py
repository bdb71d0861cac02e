"""What holds for the repository as a whole: who imports whom, the locks, the tests themselves."""

import ast
import importlib.util
import json
import re
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "src" / "backproof"
MADE = {".cache", ".git", ".hypothesis", ".venv", "dist", "node_modules", "site"}

# Each room and what it may import besides itself and the standard library. A new room is
# entered here; `site` and `cli` stand in no other room's row, so nothing imports them.
MAY_IMPORT = {
    "nn": {"numpy"},
    "proof": {"numpy", "sympy"},
    "derivation": {"numpy", "sympy", "proof"},
    "claims": {"numpy", "sympy", "nn", "derivation", "proof"},
    "examples": {"numpy", "nn", "proof"},
    "pytest_plugin": {"numpy", "pytest", "proof"},
    "derivations": {"numpy", "sympy", "nn", "derivation", "proof"},
}
# One module may import more than its room.
EXCEPTIONS = {
    "nn/data.py": {"sklearn"},  # the digits come with scikit-learn
}
FREE = {"site", "cli", "__main__"}
FACADE = {"nn", "proof"}  # what backproof/__init__.py may offer again


def imported(source: str, package: tuple[str, ...] = ()) -> set[str]:
    """Names the libraries and the rooms that a module imports, at any depth of its code."""
    names = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names |= {tuple(alias.name.split(".")) for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            start = package[: len(package) + 1 - node.level] if node.level else ()
            base = (*start, *(node.module.split(".") if node.module else ()))
            names |= {(*base, alias.name) for alias in node.names}
    ours = {name[1:2] or name for name in names if name[0] == "backproof"}
    theirs = {name[:1] for name in names} - {("backproof",)}
    return {name for (name,) in ours | theirs if name not in sys.stdlib_module_names - {"site"}}


def room_of(path: Path) -> str:
    if path.is_relative_to(PACKAGE):
        return path.relative_to(PACKAGE).parts[0].removesuffix(".py")
    return path.relative_to(ROOT).parts[0]


def too_many(path: Path) -> set[str]:
    """What the file at `path` imports and may not."""
    package = path.relative_to(ROOT / "src").parent.parts if PACKAGE in path.parents else ()
    found = imported(path.read_text(encoding="utf-8"), package)
    room = room_of(path)
    if room in FREE:
        return set()
    if path == PACKAGE / "__init__.py":
        offered = {name for name in found if (PACKAGE / name).is_dir()}
        return offered - FACADE | (found & {"site", "cli"})
    extra = EXCEPTIONS.get(path.relative_to(PACKAGE).as_posix(), set()) if package else set()
    return found - MAY_IMPORT[room] - {room} - extra


MODULES = sorted([*PACKAGE.rglob("*.py"), *(ROOT / "derivations").glob("*.py")])


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_imports_point_in_one_direction(path: Path) -> None:
    assert too_many(path) == set()


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("import numpy as np, json", {"numpy"}),
        ("import backproof", {"backproof"}),
        ("import backproof.site.hooks", {"site"}),
        ("from backproof.nn.layers import affine", {"nn"}),
        ("from backproof import prove", {"prove"}),
        ("from ..site.hooks import x", {"site"}),
        ("from .. import nn", {"nn"}),
        ("from . import shapes", {"proof"}),
        ("def f():\n    import sympy.core", {"sympy"}),
    ],
)
def test_the_reader_of_imports_sees_every_form(source: str, names: set[str]) -> None:
    assert imported(source, ("backproof", "proof")) == names


def lock_script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("lock", ROOT / "scripts" / "lock.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def wanted(groups: dict[str, list[str | dict[str, str]]], name: str) -> Iterator[str]:
    """All requirements of a dependency group, those of included groups too."""
    for entry in groups[name]:
        if isinstance(entry, str):
            yield entry
        else:
            yield from wanted(groups, entry["include-group"])


@pytest.mark.parametrize(
    ("lock", "group_names"),
    [("requirements.txt", ["dev", "build"]), ("requirements-node.txt", ["node"])],
)
def test_the_lock_is_not_stale(lock: str, group_names: list[str]) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")
    assert text.startswith(lock_script().head()), "pyproject.toml has changed: run `make lock`"
    pyproject = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    asked = [line for name in group_names for line in wanted(pyproject["dependency-groups"], name)]
    if "dev" in group_names:
        asked += pyproject["project"]["dependencies"]
    locked = set(re.findall(r"^([\w.-]+==[^\s;]+)", text, flags=re.MULTILINE))
    names = {pin.partition("==")[0] for pin in locked}
    assert {line for line in asked if "==" in line} <= locked
    assert {re.split(r"[<>=~!\s]", line)[0] for line in asked} <= names


def test_every_group_is_locked() -> None:
    pyproject = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    groups = pyproject["dependency-groups"]
    reached = {line for name in ("dev", "build", "node") for line in wanted(groups, name)}
    assert reached == {line for name in groups for line in wanted(groups, name)}


def test_every_pin_has_a_hash_and_no_lock_names_a_registry() -> None:
    for path in sorted(ROOT.glob("requirements*.txt")):
        text = path.read_text(encoding="utf-8")
        pins = re.split(r"^(?=\S+==)", text, flags=re.MULTILINE)[1:]
        assert pins
        assert [pin for pin in pins if "--hash=sha256:" not in pin] == []
        assert "://" not in text


def test_the_npm_lock_names_no_registry() -> None:
    lock = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))
    packages = {name: entry for name, entry in lock["packages"].items() if name}
    assert packages
    assert [name for name, entry in packages.items() if "resolved" in entry] == []
    assert [name for name, entry in packages.items() if "integrity" not in entry] == []


def test_every_directory_of_tests_has_tests_and_pytest_finds_them() -> None:
    files = sorted((ROOT / "tests").rglob("*.py"))
    defines = re.compile(r"^\s*(async )?def test_", re.MULTILINE)
    tests = {path for path in files if defines.search(path.read_text(encoding="utf-8"))}
    named = {path for path in files if path.name.startswith("test_")}
    assert tests == named
    assert {path.name for path in tests if not path.stem.isidentifier()} == set()
    # a folder without tests holds what tests beside it are made of
    text = "".join(path.read_text(encoding="utf-8") for path in tests)
    folders = {path.parent for path in files} - {path.parent for path in tests}
    assert {f for f in folders if f".{f.name}" not in text} == set()


MACHINE = re.compile(
    r"(?<![\w.~})*/-])/(?:home|Users|root|tmp|opt|mnt|srv|private|workspace|work)/\w"
    r"|\b[A-Z]:\\Users\\"
)


def texts() -> Iterator[tuple[Path, str]]:
    """Every text file of the repository; what was made from it is left out."""
    for folder, folders, names in ROOT.walk():
        folders[:] = [
            name
            for name in folders
            if not (folder == ROOT and name in MADE)
            and not (
                name == "__pycache__" or name.endswith(("_cache", ".egg-info", "_checkpoints"))
            )
        ]
        for name in names:
            try:
                yield folder / name, (folder / name).read_text(encoding="utf-8")
            except UnicodeDecodeError:
                continue


def test_no_path_of_a_machine_is_written_anywhere() -> None:
    read = {path.relative_to(ROOT).as_posix(): text for path, text in texts()}
    assert {"pyproject.toml", ".ci/run", "tests/test_repository.py"} <= set(read)
    assert [name for name, text in read.items() if MACHINE.search(text)] == []


@pytest.mark.parametrize(
    "text", ["see " + "/home" + "/ann/x", "cd " + "/Users" + "/ann", "C:" + r"\Users\ann"]
)
def test_a_path_of_a_machine_is_recognised(text: str) -> None:
    assert MACHINE.search(text)


def test_an_address_is_no_path_of_a_machine() -> None:
    assert not MACHINE.search("https://example.org/home/page and $HOME/srv/x and docs/root/x")


def code_of(page: str) -> list[str]:
    return re.findall(r"^```.*?^```", page, flags=re.DOTALL | re.MULTILINE)


def test_both_readmes_show_the_same_commands() -> None:
    english, korean = (
        (ROOT / name).read_text(encoding="utf-8") for name in ("README.md", "README.ko.md")
    )
    assert code_of(english)
    assert code_of(english) == code_of(korean)


def test_every_make_command_named_in_prose_exists() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z]+):", makefile, flags=re.MULTILINE))
    pages = [*ROOT.glob("*.md"), *(ROOT / "docs" / "adr").glob("*.md")]
    text = "\n".join(page.read_text(encoding="utf-8") for page in pages)
    named = set(re.findall(r"(?:^|`)make ([a-z]+)", text, flags=re.MULTILINE))
    assert {"serve", "test", "check"} <= named
    assert named <= targets
