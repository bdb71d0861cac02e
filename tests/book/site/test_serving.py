"""`mkdocs serve`: one edit is one build, an error is shown in the browser, Ctrl-C ends all."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from tests.book.site.small import change, command, environment, small, write

from book.keeping.store import Store

pytestmark = [
    pytest.mark.site,
    pytest.mark.skipif(sys.platform == "win32", reason="Ctrl-C is no signal there"),
]
LONG = 120  # seconds; a build takes a few, but others may use the machine
STOP = 5  # seconds, from Ctrl-C until nothing is left: a tenth of one where nothing else runs
SERVED = {"": "/", "en": "/en/index.html"}


#: A shell lets what it runs in the background ignore Ctrl-C; this undoes it.
CTRL_C_COUNTS = ("env", "--default-signal=INT")


class Serve:
    """A running `mkdocs serve`."""

    def __init__(self, root):
        self.root = root
        self.sessions = set()
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.log = root.parent / f"{root.name}-{self.port}.log"
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                [*CTRL_C_COUNTS, *command("serve", "-a", f"127.0.0.1:{self.port}")],
                cwd=root, env=environment(root), stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip

    def get(self, path="/", **headers):
        """Ask once; return the status and what came, or 0 while nobody answers."""
        try:
            with urlopen(Request(f"http://127.0.0.1:{self.port}{path}", headers=headers)) as found:
                return found.status, found.read().decode()
        except HTTPError as error:
            return error.code, error.read().decode()
        except OSError:
            return 0, ""

    def wait(self, path, status, words=""):
        """Ask until the answer has this status and these words; return it."""
        end = time.monotonic() + LONG
        while time.monotonic() < end:
            found, text = self.get(path)
            if found == status and words in text:
                return text
            time.sleep(0.05)
        pytest.fail(f"{path} did not come to {status} {words!r}:\n{self.said()[-2000:]}")

    def said(self):
        return self.log.read_text()

    def builds(self):
        return self.said().count("Building documentation...")

    def commands(self):
        """The processes that still run and were started by the server, by their commands."""
        listed = subprocess.run(
            ["ps", "-A", "-o", "stat=,sid=,args="], capture_output=True, text=True, check=True
        )
        rows = [line.split(None, 2) for line in listed.stdout.splitlines()]
        ours = {str(self.process.pid), *self.sessions}
        return [args for stat, sid, args in rows if sid in ours and stat[0] != "Z"]

    def note_kernels(self):
        """Remember the sessions of its kernels, each of which has one of its own."""
        listed = subprocess.run(
            ["ps", "-A", "-o", "pid=,sid=,ppid=,args="], capture_output=True, text=True, check=True
        )
        rows = [line.split(None, 3) for line in listed.stdout.splitlines()]
        ours = {pid for pid, sid, *_ in rows if sid == str(self.process.pid)}
        self.sessions |= {sid for _, sid, parent, _ in rows if parent in ours} - {
            str(self.process.pid)
        }

    def interrupt(self):
        """Press Ctrl-C; return the seconds until nothing was left, and what is left then."""
        self.note_kernels()
        start = time.monotonic()
        os.killpg(self.process.pid, signal.SIGINT)
        self.process.wait(timeout=LONG)
        while (left := self.commands()) and time.monotonic() < start + STOP:
            time.sleep(0.02)
        return time.monotonic() - start, left

    def kill(self):
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    server = Serve(small(tmp_path_factory.mktemp("serve") / "project"))
    yield server
    server.kill()


@pytest.fixture(scope="module")
def ready(served):
    for path in SERVED.values():
        served.wait(path, 200, "</body>")
    return served


def test_the_browser_is_answered_while_the_first_build_runs(served):
    page = served.wait("/", 503, "Building")
    assert 'http-equiv="refresh"' in page, "it asks again by itself"


def test_an_edited_sentence_is_served_by_one_build(ready):
    before = ready.builds()
    for lang, path in (("ko", "/"), ("en", "/en/index.html")):
        change(ready.root, f"docs/{lang}/index.md", "One sentence.", f"Another in {lang}.")
        ready.wait(path, 200, f"Another in {lang}.")
    time.sleep(2)
    assert before < ready.builds() <= before + 2


def test_edited_code_is_served_by_one_build(ready):
    before = ready.builds()
    change(ready.root, "src/book/figures/learning.py", '"σ(z)"', '"sigma of z"')
    ready.wait("/", 200, "sigma of z")
    ready.wait("/en/index.html", 200, "sigma of z")
    time.sleep(2)
    assert ready.builds() == before + 1, "the build has written into a folder that is watched"


def test_byte_code_and_what_an_editor_leaves_start_no_build(ready):
    before = ready.builds()
    write(ready.root, "src/book/__pycache__/x.cpython-313.pyc", "x")
    write(ready.root, "docs/ko/.index.md.swp", "x")
    write(ready.root, "docs/ko/index.md~", "x")
    time.sleep(2)
    assert ready.builds() == before
    for name in ("src/book/__pycache__", "docs/ko/.index.md.swp", "docs/ko/index.md~"):
        path = ready.root / name
        shutil.rmtree(path) if path.is_dir() else path.unlink()


def test_a_record_that_no_page_is_is_watched(ready):
    write(ready.root, "docs/records/one.yml", "seen-in-the-browser\n")
    ready.wait("/", 200, "seen-in-the-browser")


def epoch(page):
    return re.search(r"livereload\((\d+), '(\w+)'\)", page).groups()


FAULTS = {
    "a derivation's step": (
        "derivations/bp2.py", "rules.collapse,", "rules.differentiate,",
        ["derivations/bp2.py:"],
    ),
    "a layer": (
        "src/backproof/nn/layers/affine.py", "return g @ W, g.T @ x", "return 2 * g @ W, g.T @ x",
        ["derivations/bp2.py:", "not proved equal", "src/backproof/nn/layers/affine.py"],
    ),
    "a call": ("docs/ko/index.md", '"matrix"', '"matrrix"', ["docs/ko/index.md:5", "matrrix"]),
    "TeX": (
        "docs/ko/index.md", "{= ex.reading.text() =}", r"$\frac{1}{$",
        ["docs/ko/index.md:13", "KaTeX", r"\frac{1}{"],
    ),
    "a syntax error": (
        "src/book/figures/learning.py", "def sigmoid_slope(", "def sigmoid_slope((",
        ["src/book/figures/learning.py"],
    ),
    "a template": (
        "overrides/partials/alternate.html", '<div class="md-header__option">', "{% if %}",
        ["overrides/partials/alternate.html:"],
    ),
    "TeX in a record": (
        "docs/glossary.yml", 'definition_ko: "', r'definition_ko: "$\\frac{1}{$ ',
        ["docs/glossary.yml:", "printed into docs/ko/glossary.md"],
    ),
    "a term": ("docs/glossary.yml", "- id:", "- idd:", ["docs/glossary.yml"]),
    "the configuration": ("mkdocs.yml", "site_name:", "site_name: [", ["mkdocs.yml"]),
}  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
def test_what_cannot_be_built_is_shown_until_it_is_mended(ready, fault):
    name, right, wrong, words = FAULTS[fault]
    at, folder = epoch(ready.wait("/", 200))
    ready.wait("/en/index.html", 200)
    sound = (ready.root / name).read_text(encoding="utf-8")
    change(ready.root, name, right, wrong)
    page = ready.wait("/", 500)
    for word in words:
        assert word in page
    assert all(word in ready.said() for word in words), "the terminal says the same"
    assert int(epoch(page)[0]) > int(at), "open pages are told to load again"
    assert folder == "first"
    write(ready.root, name, sound)
    ready.wait("/", 200)
    ready.wait("/en/index.html", 200)


def test_only_the_browsers_of_a_language_that_was_built_load_again(ready):
    at = {path: epoch(ready.wait(path, 200)) for path in SERVED.values()}
    assert [folder for _, folder in at.values()] == ["first", "en"]
    change(ready.root, "docs/ko/glossary.md", "# G", "# 말")
    ready.wait("/glossary.html", 200, "말")
    for number, folder in at.values():
        _, newer = ready.get(f"/livereload/{number}/{folder}")
        assert int(newer) > int(number)


def test_ctrl_c_ends_everything_within_a_second(ready):
    browsers = [socket.create_connection(("127.0.0.1", ready.port)) for _ in range(3)]
    for browser in browsers:
        browser.sendall(b"GET /livereload/99999999999999/first HTTP/1.1\r\nHost: here\r\n\r\n")
    seconds, left = ready.interrupt()
    assert left == []
    assert seconds < STOP
    assert ready.get()[0] == 0, "the port is free"
    for browser in browsers:
        browser.close()
    assert "Traceback" not in ready.said().rpartition("Shutting down")[2]
    made = {path.name for path in ready.root.iterdir()}
    assert not {name for name in made if name.startswith("kernel")}


@pytest.fixture
def cold(tmp_path):
    root = small(tmp_path / "project")
    servers = []

    def start():
        servers.append(Serve(root))
        return servers[-1]

    yield root, start
    for server in servers:
        server.kill()


def test_the_very_first_build_may_fail_and_be_mended(cold):
    root, start = cold
    change(root, "docs/ko/index.md", '"matrix"', '"nothing"')
    server = start()
    assert "docs/ko/index.md:5" in server.wait("/", 500, "nothing")
    change(root, "docs/ko/index.md", '"nothing"', '"matrix"')
    server.wait("/", 200)


#: A page that waits for a command, as those do that show what one prints.
WAITING = '''"""Runs a command."""

import subprocess

REACHES = ()


def text():
    """Return it."""
    return subprocess.run(["sleep", "987"], check=True).args[0]
'''


@pytest.mark.parametrize("moment", ["importing", "reading", "executing", "preparing", "running"])
def test_ctrl_c_in_the_middle_of_a_build_ends_everything(cold, moment):
    root, start = cold
    if moment in {"preparing", "running"}:  # so many pages that several processes prepare them
        call = 'steps("bp2")' if moment == "preparing" else "ex.waiting.text()"
        write(root, "src/book/examples/chapters/waiting.py", WAITING)
        for i in range(6):
            write(root, f"docs/ko/page{i}.md", f"# P\n\n{i} {{= {call} =}}\n")
    server = start()
    if moment != "importing":
        server.wait("/glossary.html", 503, "Building")
    if moment == "preparing":
        server.wait("/glossary.html", 503, "preparing")
        time.sleep(0.5)
    if moment == "executing":
        end = time.monotonic() + LONG
        while "Converting notebook" not in server.said() and time.monotonic() < end:
            time.sleep(0.02)
        time.sleep(0.5)
    if moment == "running":
        end = time.monotonic() + LONG
        while "sleep 987" not in server.commands() and time.monotonic() < end:
            time.sleep(0.1)
        assert "sleep 987" in server.commands()
        home = server.wait("/", 200, "One sentence.")
        assert server.get("/page0.html")[0] == 503
        assert server.get("/assets/css/site.css")[0] == 200
        assert server.get("/../mkdocs.yml")[0] == 503
        assert epoch(home)[1] == "first", "it loads again when all pages are there"
    seconds, left = server.interrupt()
    assert left == []
    assert seconds < STOP
    assert not {path.name for path in Path(root).iterdir() if path.name.startswith("kernel")}
    kept = Store(root / ".cache/kept")
    names = [path for _, _, path in kept.files() if not path.name.startswith(".")]  # as get() asks
    assert [one for one in names if kept.get(one.parent.parent.name, one.name) is None] == []


#: A worker that is told to end while it is importing the room of notebooks.
IN_AN_IMPORT = """
import os, signal, sys, time, types
from book.site import filling
filling._prepare()
sys.modules["book.site.notebooks"] = types.ModuleType("book.site.notebooks")
try:
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(10)
except BaseException:
    print("it goes on")
"""


def test_a_worker_ends_whatever_it_is_doing():
    ended = subprocess.run(
        [sys.executable, "-c", IN_AN_IMPORT], check=False, capture_output=True, timeout=LONG
    )
    assert (ended.returncode, ended.stdout) == (-signal.SIGKILL, b"")
