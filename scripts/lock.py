"""Write the lock files, or tell whether they are stale.

The head of each records a hash of what was locked, so that a test finds a forgotten `make lock`
without a network. What is in two locks has the same version in both: the later ones are
constrained by the first.
"""

import hashlib
import json
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HEAD = "# Locked by `make lock`, not by hand.\n# inputs: "
COMPILE = (
    *("uv", "pip", "compile", "--quiet", "--no-python-downloads"),
    *("--python-version", "3.12", "--universal"),
    *("--generate-hashes", "--no-annotate", "--no-header"),
)
FIRST = "requirements.txt"
# Each lock with the groups of pyproject.toml that it holds; the first has the dependencies, too.
LOCKS = {
    FIRST: ("site", "build"),
    "requirements-dev.txt": ("test", "lint"),
    "requirements-node.txt": ("node",),
}


def inputs() -> str:
    """Hash the parts of pyproject.toml that decide what is locked."""
    pyproject = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    project = pyproject["project"]
    parts = [project["requires-python"], project["dependencies"], pyproject["dependency-groups"]]
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


def head() -> str:
    """Give the lines that stand above the pins."""
    return f"{HEAD}{inputs()}\n"


def lock(name: str, *options: str) -> None:
    """Resolve one lock file; versions already in it are kept unless options say otherwise."""
    path = ROOT / name
    groups = [part for group in LOCKS[name] for part in ("--group", group)]
    what = ("pyproject.toml",) if name == FIRST else ("--constraints", FIRST)
    command = [*COMPILE, *what, *groups, "--output-file", name, *options]
    subprocess.run(command, check=True, cwd=ROOT, stdout=subprocess.DEVNULL)
    pins = path.read_text(encoding="utf-8")
    path.write_text(head() + pins, encoding="utf-8")


if __name__ == "__main__":
    for lock_file in LOCKS:
        lock(lock_file, *sys.argv[1:])
        print(f"wrote {lock_file}")
