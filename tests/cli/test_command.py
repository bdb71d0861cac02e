"""The installed command in a process of its own: statuses, streams, progress, start-up."""

import io
import os
import subprocess
import sys
import time
import tomllib
from importlib.metadata import entry_points
from pathlib import Path

import pytest
from tests.cli.conftest import RIGHT, WRONG

from backproof.cli import main, progress
from backproof.cli.progress import CLEAR, Progress

ROOT = Path(__file__).resolve().parents[2]
SLOW = """...
import threading

def forward(x):
    for thread in threading.enumerate():
        if thread.name == "progress":  # it ends when it has said its line
            thread.join(10)
    return x * x

it = Check(forward, lambda g, x: (2 * g * x,), {'x': ('N',)})
"""


def backproof(*arguments, **environment):
    return subprocess.run(
        [sys.executable, "-m", "backproof", *arguments],
        env=os.environ | {"PYTHONUTF8": "1"} | environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


def test_the_statuses_and_streams_of_the_process(write):
    right = write("right.py", f"...\nit = Check({RIGHT})\n")
    wrong = write("wrong.py", f"...\nit = Check({WRONG})\n")
    done = [backproof("check", *files) for files in ([right], [right, wrong], [right, "no.py"])]
    assert [one.returncode for one in done] == [0, 1, 2]
    assert [bool(one.stdout) for one in done] == [True, True, False]
    assert "REFUTED" in done[1].stdout
    assert done[2].stderr == "backproof: there is no file no.py\n"


def test_the_command_is_installed():
    (found,) = entry_points(group="console_scripts", name="backproof")
    assert found.load() is main
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert declared["scripts"] == {"backproof": found.value}


def test_help_needs_neither_numpy_nor_sympy(here):
    code = (
        "import sys\nfrom backproof.cli import main\ntry:\n    main(['--help'])\n"
        "finally:\n    print({'numpy', 'sympy'} & set(sys.modules), file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=here
    )
    assert "check" in done.stdout
    assert done.stderr == "set()\n"


def said(capsys, *arguments):
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    return ended.value.code, *capsys.readouterr()


def test_version(capsys):
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert said(capsys, "--version") == (0, f"backproof {declared['version']}\n", "")


@pytest.mark.parametrize(("lang", "word"), [("en", "options:"), ("ko_KR.UTF-8", "선택 사항:")])
def test_help_speaks_the_language(capsys, monkeypatch, lang, word):
    monkeypatch.setenv("LANG", lang)
    for arguments in (["--help"], ["check", "--help"]):
        status, out, _ = said(capsys, *arguments)
        assert status == 0
        assert word in out
    assert "선택" in said(capsys, "check", "--lang", "ko", "--help")[1]


@pytest.mark.parametrize(
    "arguments",
    [[], ["prove"], ["check"], ["check", "a.py", "--lang", "fr"], ["check", "a.py", "--lang"]],
)
def test_a_command_that_is_none_ends_with_2_and_leads_to_the_help(capsys, arguments):
    status, out, err = said(capsys, *arguments)
    assert (status, out) == (2, "")
    assert "--help" in err
    assert "Traceback" not in err


def test_a_reader_that_stops_early_is_no_error(write):
    file = write("a.py", f"...\nit = Check({RIGHT})\n")
    code = f"{sys.executable} -m backproof check {file} --json -v | true"
    done = subprocess.run(code, shell=True, capture_output=True, text=True, check=False)  # noqa: S602
    slow = "longer than a second"  # on a busy machine the command says so, rightly
    assert [line for line in done.stderr.splitlines() if slow not in line] == []


def test_an_interrupted_run_ends_quietly(write, run):
    done = run(write("a.py", "raise KeyboardInterrupt\n"))
    assert (done.status, done.out) == (130, "")
    assert done.err == "backproof: interrupted\n"


# --- progress -----------------------------------------------------------------------------------


class Terminal(io.StringIO):
    def isatty(self):
        return True


def wait_for(stream, text):
    """Wait until the thread has written a text."""
    for _ in range(1000):
        if text in stream.getvalue():
            return
        time.sleep(0.01)
    pytest.fail(f"{text!r} was not written; there is {stream.getvalue()!r}")


@pytest.fixture
def impatient(monkeypatch):
    monkeypatch.setattr(progress, "PATIENCE", 0.01)
    monkeypatch.setenv("TERM", "xterm")


def test_a_terminal_shows_the_seconds_and_is_cleared(monkeypatch, impatient):
    monkeypatch.setattr(sys, "stderr", stream := Terminal())
    with Progress("softmax", "en"):
        wait_for(stream, f"{CLEAR}softmax … 0 s{CLEAR}softmax … 0 s")
    assert stream.getvalue().endswith(CLEAR)
    assert "\n" not in stream.getvalue()


def test_elsewhere_it_is_said_once(monkeypatch, impatient):
    monkeypatch.setattr(sys, "stderr", stream := io.StringIO())
    with Progress("softmax", "ko") as shown:
        shown.thread.join(10)
    assert stream.getvalue() == "softmax: 1초 넘게 걸리고 있습니다 …\n"


def test_what_is_quick_shows_nothing(monkeypatch):
    monkeypatch.setattr(progress, "PATIENCE", 60)
    monkeypatch.setattr(sys, "stderr", stream := Terminal())
    with Progress("softmax", "en"):
        pass
    assert stream.getvalue() == ""


def test_a_closed_stream_ends_nothing(monkeypatch, impatient):
    monkeypatch.setattr(sys, "stderr", stream := io.StringIO())
    with Progress("softmax", "en") as shown:
        stream.close()
        shown.thread.join(10)
    assert not shown.thread.is_alive()


def test_a_slow_check_shows_that_it_goes_on(write, run, impatient):
    done = run(write("a.py", SLOW))
    assert done.status == 0
    assert "it takes longer than a second …\n" in done.err
    assert "takes longer" not in done.out
