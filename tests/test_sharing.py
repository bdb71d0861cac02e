"""The workers of a session share one build, whoever begins it and however it ends."""

import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace

import pytest
from tests import sharing

ROOT = Path(__file__).resolve().parent.parent
# Each run leaves a mark, takes its time and says something.
COMMAND = "import os, pathlib, time; pathlib.Path(f'ran-{os.getpid()}').touch(); time.sleep(0.5); "
WORKER = """
import pathlib, sys
from tests.sharing import Build
build = Build([sys.executable, "-c", sys.argv[2]], pathlib.Path(sys.argv[1]), cwd=sys.argv[1])
build.start()
print("begun", flush=True)
try:
    outcome = build.wait()
    print(outcome["status"], outcome["said"].strip())
except RuntimeError as error:
    print(error)
build.stop()
"""


def worker(folder, code):
    return subprocess.Popen(
        [sys.executable, "-c", WORKER, folder, code],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


@pytest.mark.parametrize(
    ("end", "said"), [("print('built')", "0 built"), ("raise SystemExit('broken')", "1 broken")]
)
def test_of_three_workers_one_runs_it_and_all_learn_of_its_end(tmp_path, end, said):
    workers = [worker(tmp_path, COMMAND + end) for _ in range(3)]
    with ThreadPoolExecutor() as pool:
        heard = list(pool.map(lambda one: one.communicate(timeout=60)[0], workers))
    assert heard == [f"begun\n{said}\n"] * 3
    assert len(list(tmp_path.glob("ran-*"))) == 1


def test_a_worker_that_comes_late_runs_nothing(tmp_path):
    for _ in range(2):
        heard, _ = worker(tmp_path, COMMAND + "print('built')").communicate(timeout=60)
        assert heard == "begun\n0 built\n"
    assert len(list(tmp_path.glob("ran-*"))) == 1


def test_where_the_worker_that_builds_dies_the_others_are_told(tmp_path):
    code = COMMAND + "time.sleep(30)"
    first = worker(tmp_path, code)
    assert first.stdout.readline() == "begun\n"
    while not list(tmp_path.glob("ran-*")):
        time.sleep(0.05)
    second = worker(tmp_path, code)
    assert second.stdout.readline() == "begun\n"
    os.killpg(first.pid, signal.SIGKILL)
    first.communicate()
    assert "died before it ended" in second.communicate(timeout=60)[0]


def test_it_is_ended_with_the_session(tmp_path):
    build = sharing.Build([sys.executable, "-c", "import time; time.sleep(60)"], tmp_path)
    build.start()
    start = time.monotonic()
    build.stop()
    assert build.process.returncode
    assert time.monotonic() - start < 30


def test_a_worker_takes_a_file_or_one_long_test():
    fuzz = "tests/proof/test_fuzz.py::test_it[a::b-1]"
    assert sharing.unit(fuzz) == fuzz
    assert sharing.unit("tests/nn/test_layers.py::test_it[a::b-1]") == "tests/nn/test_layers.py"
    assert all((ROOT / file).is_file() for file in sharing.SPREAD)


def test_files_that_need_the_site_come_late_and_long_tests_fill_up():
    names = [
        ("tests/proof/test_fuzz.py::x", []),
        ("b.py::without", []),
        ("b.py::with", ["site"]),
        ("a.py::x", []),
    ]
    items = [SimpleNamespace(nodeid=nodeid, fixturenames=used) for nodeid, used in names]
    order = [item.nodeid for item in sharing.ordered(items)]
    assert order == ["a.py::x", "b.py::without", "b.py::with", "tests/proof/test_fuzz.py::x"]


def test_the_seed_of_the_fuzz_is_known_and_said(pytestconfig):
    seed = os.environ["BACKPROOF_SEED"]
    said = pytestconfig.hook.pytest_report_header(config=pytestconfig, start_path=ROOT)
    assert int(seed) > 0
    assert f"BACKPROOF_SEED={seed}" in str(said)


def test_quick_reads_the_quick_files_alone_and_runs_all_of_them():
    assert all((ROOT / file).is_file() for file in sharing.QUICK)
    file, other = sharing.QUICK[-1], "tests/test_sharing.py"
    command = [sys.executable, "-m", "pytest", "--collect-only", "-qq"]
    for marks in ([], ["-m", "quick"]):
        done = subprocess.run(
            [*command, *marks, file, *([] if marks else [other])],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
        )
        found = dict(line.split(": ") for line in done.stdout.splitlines() if ": " in line)
        assert int(found[file]) > 0
        assert (other in found) == (not marks)
