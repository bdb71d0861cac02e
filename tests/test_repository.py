"""What holds for the repository as a whole: the locks, the commands, the tests themselves."""

import importlib.util
import json
import re
import socket
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parent.parent
MADE = {".cache", ".git", ".hypothesis", ".venv", "dist", "node_modules", "site"}


def lock_script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("lock", ROOT / "scripts" / "lock.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


LOCKS = lock_script().LOCKS


def pins(lock: str) -> dict[str, str]:
    """The version that a lock file has of each package."""
    text = (ROOT / lock).read_text(encoding="utf-8")
    return dict(re.findall(r"^([\w.-]+)==([^\s;]+)", text, flags=re.MULTILINE))


@pytest.mark.parametrize("lock", LOCKS)
def test_the_lock_is_not_stale(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")
    assert text.startswith(lock_script().head()), "pyproject.toml has changed: run `make lock`"
    pyproject = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    asked = [line for name in LOCKS[lock] for line in pyproject["dependency-groups"][name]]
    if lock == "requirements.txt":
        asked += pyproject["project"]["dependencies"]
    locked = pins(lock)
    assert {line for line in asked if "==" in line} <= {f"{n}=={v}" for n, v in locked.items()}
    assert {re.split(r"[<>=~!\s]", line)[0] for line in asked} <= set(locked)


def test_every_group_is_locked_once() -> None:
    pyproject = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    locked = [group for groups in LOCKS.values() for group in groups]
    assert sorted(locked) == sorted(pyproject["dependency-groups"])
    assert {path.name for path in ROOT.glob("requirements*.txt")} == set(LOCKS)


def test_a_package_in_two_locks_has_one_version() -> None:
    reading, dev = pins("requirements.txt"), pins("requirements-dev.txt")
    both = reading.keys() & dev.keys()
    assert "numpy" in both
    assert {name: dev[name] for name in both} == {name: reading[name] for name in both}


def test_reading_installs_nothing_that_tests_alone_need() -> None:
    heavy = {"matplotlib", "mypy", "playwright", "scikit-learn", "scipy"}
    assert heavy & set(pins("requirements.txt")) == set()


@pytest.mark.parametrize(
    ("target", "stamp"),
    [("setup", "STAMP"), ("serve", "STAMP"), ("site", "STAMP"), ("test", "DEV"), ("lint", "DEV")],
)
def test_a_command_installs_what_it_needs_and_no_more(target: str, stamp: str) -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert re.search(rf"^{target}: \$\({stamp}\) ##", makefile, flags=re.MULTILINE)


def test_every_pin_has_a_hash_and_no_lock_names_a_registry() -> None:
    for path in sorted(ROOT.glob("requirements*.txt")):
        text = path.read_text(encoding="utf-8")
        blocks = re.split(r"^(?=\S+==)", text, flags=re.MULTILINE)[1:]
        assert blocks
        assert [pin for pin in blocks if "--hash=sha256:" not in pin] == []
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
            if folder == ROOT and name in MADE:  # in a worktree .git is a file
                continue
            if not (folder / name).is_file():  # sockets of a kernel that runs, dangling links
                continue
            try:
                yield folder / name, (folder / name).read_text(encoding="utf-8")
            except UnicodeDecodeError:
                continue


def test_a_socket_in_the_root_is_no_text(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "page.md").write_text("words", encoding="utf-8")
    monkeypatch.setattr(sys.modules[__name__], "ROOT", tmp_path)
    monkeypatch.chdir(tmp_path)  # the address of a socket must be short
    with socket.socket(socket.AF_UNIX) as kernel:
        kernel.bind("kernel-ipc-1")
        assert dict(texts()) == {tmp_path / "page.md": "words"}


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
