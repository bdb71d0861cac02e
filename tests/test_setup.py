"""`make setup` where there is little: pip alone, an old Python, a moved folder, an interruption.

The Pythons here are scripts that write down what they are asked, so that nothing is installed.
"""

import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
TOOLS = ("sh", "cat", "cp", "cut", "date", "dirname", "du", "grep", "make", "mkdir", "rm", "touch")
PYTHON = """\
#!/bin/sh
echo "$@" >>"$LOG"
case "$1 $2" in
    "-m venv") mkdir -p "$3/bin" && cp "$0" "$3/bin/python" ;;
    "-m pip")
        [ "$3" = install ] || exit 0
        for i in 1 2 3 4 5 6 7 8 9 10 11; do echo "Collecting package-$i"; done
        echo "Installing collected packages: many"
        [ -z "${BROKEN:-}" ] || { echo "no such hash" >&2; exit 1; }
        ;;
    "-c "*version_info*) exit OLD ;;
    "-c "*) echo "$0" ;;
    *) echo "Python of a test" ;;
esac
"""


class Folder:
    """A copy of what set-up reads, and a PATH that has nothing but what is put there."""

    def __init__(self, at):
        self.path, self.bin, self.home = at / "clone", at / "bin", at / "home"
        self.log = at / "log"
        for folder in (self.path / "scripts", self.bin, self.home):
            folder.mkdir(parents=True)
        for name in ("Makefile", "scripts/setup.sh", ".python-version", "pyproject.toml"):
            shutil.copy(ROOT / name, self.path / name)
        for name in ("requirements.txt", "requirements-dev.txt", "requirements-node.txt"):
            (self.path / name).write_text("".join(f"p{i}==1 \\\n" for i in range(12)))
        for tool in TOOLS:
            (self.bin / tool).symlink_to(shutil.which(tool))
        self.log.touch()

    def python(self, file, *, old=False):
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(PYTHON.replace("OLD", str(int(old))))
        file.chmod(0o755)
        return file

    def make(self, *what, **environment):
        env = {"PATH": str(self.bin), "HOME": str(self.home), "LOG": str(self.log)} | environment
        self.log.write_text("")
        done = subprocess.run(
            ["make", *what], cwd=self.path, env=env, capture_output=True, text=True, check=False
        )
        return done.returncode, done.stdout + done.stderr

    @property
    def asked(self):
        """What the Pythons were asked for, but for the question how old they are."""
        lines = self.log.read_text().splitlines()
        return [line for line in lines if line.startswith("-m") and "pip --version" not in line]

    @property
    def installed(self):
        return [line.split()[-1] for line in self.asked if " install " in line]


@pytest.fixture
def folder(tmp_path):
    return Folder(tmp_path)


@pytest.fixture
def ready(folder):
    folder.python(folder.bin / "python3.13")
    status, said = folder.make("setup")
    assert status == 0, said
    return folder


def test_reading_installs_the_first_lock_and_says_how_far_it_is(ready):
    assert ready.installed == ["requirements.txt", "."]
    assert all("--require-hashes" in line for line in ready.asked if "-r " in line)
    assert any("compileall" in line for line in ready.asked), "or each worker compiles it again"
    status, said = ready.make("setup")
    assert (status, ready.asked) == (0, [])
    (ready.path / ".venv" / ".ready").unlink()
    status, said = ready.make("setup")
    assert "12 Python packages of requirements.txt (480 MB" in said
    assert "10 of 12" in said
    assert "unpacking" in said
    assert "MB" in said.splitlines()[-1]


def test_what_tests_need_comes_with_the_first_command_that_needs_it(ready):
    assert not (ready.path / ".venv" / ".ready-dev").exists()
    assert ready.make("dev")[0] == 0
    assert ready.installed == ["requirements-dev.txt"]
    assert ready.make("dev")[0] == 0
    assert ready.installed == []


def test_a_changed_lock_is_installed_into_the_same_environment(ready):
    ready.make("dev")
    (ready.path / "requirements.txt").write_text("p1==2 \\\n")
    assert ready.make("dev")[0] == 0
    assert ready.installed == ["requirements.txt", ".", "requirements-dev.txt"]
    assert not any("-m venv" in line for line in ready.asked)


@pytest.mark.parametrize("target", ["setup", "dev"])
def test_a_failure_says_what_pip_said_and_leaves_no_stamp(ready, target):
    stamp = ready.path / ".venv" / {"setup": ".ready", "dev": ".ready-dev"}[target]
    stamp.unlink(missing_ok=True)
    status, said = ready.make(target, BROKEN="1")
    assert status == 2
    assert "no such hash" in said
    assert "done" not in said
    assert not stamp.exists()
    assert ready.make(target)[0] == 0
    assert stamp.exists()


def test_in_a_moved_folder_the_environment_is_made_anew(ready):
    ready.make("dev")
    ready.path = ready.path.rename(ready.path.with_name("moved"))
    status, said = ready.make("dev")
    assert status == 0
    assert "the folder has moved" in said
    assert ready.asked[0] == "-m venv .venv"
    assert ready.installed == ["requirements.txt", ".", "requirements-dev.txt"]


def test_a_named_python_is_taken_and_no_other(folder):
    folder.python(folder.bin / "python3.13")
    mine = folder.python(folder.home / "mine" / "python")
    status, said = folder.make("setup", f"PYTHON={mine}")
    assert status == 0
    assert f"at {mine}" in said


def test_behind_an_old_python_a_fitting_one_is_found(folder):
    folder.python(folder.bin / "python3", old=True)
    found = folder.python(folder.home / ".pyenv" / "versions" / "3.13.9" / "bin" / "python3")
    status, said = folder.make("setup")
    assert status == 0
    assert f"at {found}" in said


def test_without_a_fitting_python_it_says_what_to_do(folder):
    folder.python(folder.bin / "python3", old=True)
    status, said = folder.make("setup")
    assert status == 2
    assert "no Python 3.12 or newer was found" in said
    assert "make setup PYTHON=" in said
    assert not (folder.path / ".venv").exists()


def test_a_set_that_is_not_there_is_named(ready):
    done = subprocess.run(
        ["scripts/setup.sh", "reading"],
        cwd=ready.path,
        env={"PATH": str(ready.bin), "HOME": str(ready.home)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert "there is no set reading; dev is one" in done.stderr
