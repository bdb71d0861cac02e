"""What `.ci/run` does, tried with a make that only says how it was called."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
LEFT_OVER = {
    "ARGS": "-k nothing",
    "BACKPROOF_CHUNKS": "0",
    "BACKPROOF_SEED": "1",
    "CHUNKS": "0",
    "HYPOTHESIS_PROFILE": "fast",
    "MAKEFLAGS": "n",
    "PYTEST_ADDOPTS": "--collect-only",
    "PYTEST_PLUGINS": "os",
    "PYTHONDONTWRITEBYTECODE": "1",
    "PYTHONOPTIMIZE": "2",
    "PYTHONPATH": "elsewhere",
    "SEED": "1",
    "WORKERS": "-n 0",
}
MAKE = """#!/bin/sh
env >"$OUT/$(echo "${*%%ARGS=*}" | tr -d ' -')"
case "$*" in
*lint) sleep "$SLOW"; echo "lint was here"; exit "$LINT" ;;
*wheel*) exit "$WHEEL" ;;
*test)
    echo "...... [ 50%]"
    echo "==== FAILURES ===="
    echo "of one"
    echo "==== 1 failed, 5 passed in 1.00s ===="
    test "$TESTS" = 0 || echo "make: *** [Makefile:1: test] Error $TESTS" >&2
    exit "$TESTS" ;;
esac
"""


def run(tmp_path, lint=0, tests=0, slow=0, wheel=0, **more):
    (tmp_path / "bin").mkdir()
    (tmp_path / "out").mkdir()
    (tmp_path / ".ci").mkdir()
    shutil.copy(ROOT / ".ci" / "run", tmp_path / ".ci" / "run")
    for name, text in {"make": MAKE, "chromium": "#!/bin/sh\n", "dpkg": "#!/bin/sh\n"}.items():
        (tmp_path / "bin" / name).write_text(text, encoding="utf-8")
        (tmp_path / "bin" / name).chmod(0o755)
    told = {"OUT": tmp_path / "out", "LINT": lint, "TESTS": tests, "SLOW": slow, "WHEEL": wheel}
    told |= more
    kept = {n: os.environ[n] for n in ("HOME", "LANG") if n in os.environ}
    path = f"{tmp_path / 'bin'}:{os.environ['PATH']}"
    return subprocess.run(
        [tmp_path / ".ci" / "run"],
        env={**kept, "PATH": path, **{name: str(value) for name, value in told.items()}},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=60,
        check=False,
    )


def test_nothing_in_the_environment_shrinks_it(tmp_path):
    assert run(tmp_path, **LEFT_OVER).returncode == 0
    calls = {path.name: path.read_text(encoding="utf-8") for path in (tmp_path / "out").iterdir()}
    assert set(calls) == {
        "noprintdirectory" + end for end in ("dev", "keepgoinglint", "wheel", "test")
    }
    for seen in calls.values():
        named = {line.partition("=")[0] for line in seen.splitlines()}
        assert "CI=true" in seen.splitlines()
        assert named & LEFT_OVER.keys() == set()


@pytest.mark.parametrize(
    ("lint", "wheel", "tests", "status"),
    [(0, 0, 0, 0), (0, 0, 2, 2), (3, 0, 0, 3), (3, 0, 2, 3), (0, 0, 1, 1), (0, 4, 0, 4)],
)
def test_its_status_is_that_of_what_failed(tmp_path, lint, wheel, tests, status):
    assert run(tmp_path, lint, tests, wheel=wheel).returncode == status


@pytest.mark.parametrize("slow", [0, 1])
@pytest.mark.parametrize("tests", [0, 2])
def test_the_summary_of_the_tests_stands_last(tmp_path, tests, slow):
    said = run(tmp_path, tests=tests, slow=slow).stdout.splitlines()
    assert said[-1] == "==== 1 failed, 5 passed in 1.00s ===="
    assert "    lint was here" in said
    assert said.index("==== FAILURES ====") < said.index("of one")
    (progress,) = (line for line in said if line.endswith("[ 50%]"))
    assert progress.startswith("ci: ")
