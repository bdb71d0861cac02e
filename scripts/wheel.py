"""Build the wheel, install it into fresh environments, and try there what a user does.

Each end of the ranges in pyproject.toml is tried: the oldest NumPy and SymPy that they admit, and
the newest. `--python` names further interpreters; the first takes the oldest, the last the newest,
and with `--all` each takes both. `--more` are tests besides those that every run has.
"""

import argparse
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TESTS = ("tests/test_public.py", "tests/test_pytest_plugin.py", "tests/cli", "tests/derivation")
TRIES = 3
WHERE = """
import sys, backproof, numpy, sympy
assert backproof.__file__.startswith(sys.prefix), backproof.__file__
print("Python", sys.version.split()[0], "NumPy", numpy.__version__, "SymPy", sympy.__version__)
"""


@dataclass(frozen=True)
class Attempt:
    """One environment: an interpreter, and what is installed beside the wheel."""

    python: str
    pins: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.python} with {' '.join(self.pins) or 'the newest'}"


def requirements() -> list[str]:
    """Return what the wheel depends on."""
    pyproject = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return list(pyproject["project"]["dependencies"])


def oldest() -> tuple[str, ...]:
    """Return the lower ends of the ranges as pins, each for the Pythons that it is meant for."""
    pin = re.compile(r"([\w.-]+)>=([\w.]+)[^;]*(;.*)?")
    found = map(pin.fullmatch, requirements())
    return tuple(f"{match[1]}=={match[2]}{match[3] or ''}" for match in found if match)


def build(folder: Path) -> Path:
    """Build the wheel into a folder that has no other, and return it."""
    shutil.rmtree(folder, ignore_errors=True)
    run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder))
    (wheel,) = folder.glob("*.whl")
    return wheel


def attempts(pythons: list[str], *, everything: bool) -> list[Attempt]:
    """Pair interpreters with the ends of the ranges."""
    ends = (oldest(), ())
    if everything:
        return [Attempt(python, pins) for python in pythons for pins in ends]
    return [Attempt(pythons[0], ends[0]), Attempt(pythons[-1], ends[1])]


def run(*command: str, cwd: Path = ROOT) -> str:
    """Run a command and return what it says; raise with it if it fails."""
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)}\n{done.stdout}{done.stderr}")
    return done.stdout


def install(python: str, *what: str) -> None:
    """Install packages, and try again where the network fails."""
    for left in reversed(range(TRIES)):
        try:
            if shutil.which("uv"):
                run("uv", "pip", "install", "--quiet", "--python", python, *what)
            else:
                run(python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *what)
        except RuntimeError:
            if not left:
                raise
        else:
            return


def tried(wheel: Path, attempt: Attempt, more: list[str]) -> str:
    """Install the wheel into an environment of its own and run the tests against it there."""
    with tempfile.TemporaryDirectory() as folder:
        run(attempt.python, "-m", "venv", folder)
        python = str(Path(folder) / "bin" / "python")
        install(python, str(wheel), *attempt.pins)
        first = run(python, "-c", WHERE, cwd=Path(folder)).strip()
        install(python, *attempt.pins, "pytest", "hypothesis", "autograd", "scipy")
        doctests = [*pytest(python), "--pyargs", "backproof"]
        tests = [*pytest(python), *TESTS, *more]
        return "\n  ".join([first, last(run(*doctests, cwd=Path(folder))), last(run(*tests))])


def pytest(python: str) -> list[str]:
    """Return the command that runs pytest as pyproject.toml says, wherever it is started."""
    return [python, "-m", "pytest", "-q", "-c", str(ROOT / "pyproject.toml"),
            "--rootdir", str(ROOT), "-p", "no:cacheprovider"]  # fmt: skip


def last(text: str) -> str:
    """Return the last line."""
    return text.strip().splitlines()[-1]


def main() -> int:
    """Build, try, and say what came of it."""
    parser = argparse.ArgumentParser(description=__doc__, allow_abbrev=False)
    parser.add_argument("--python", action="append", help="an interpreter; may be repeated")
    parser.add_argument("--all", action="store_true", help="both ends on every interpreter")
    parser.add_argument("--more", nargs="+", default=[], help="further tests")
    options = parser.parse_args()
    wheel = build(ROOT / "dist")
    print(f"wheel: {wheel.name}, {wheel.stat().st_size // 1000} kB", flush=True)
    wrong = 0
    every = attempts(options.python or [sys.executable], everything=options.all)
    with ThreadPoolExecutor(max_workers=2) as pool:
        for attempt, made in [(a, pool.submit(tried, wheel, a, options.more)) for a in every]:
            try:
                print(f"wheel: {attempt}\n  {made.result()}", flush=True)
            except RuntimeError as error:
                wrong += 1
                print(f"wheel: {attempt} FAILED\n{error}", flush=True)
    return min(wrong, 1)


if __name__ == "__main__":
    sys.exit(main())
