"""The built site, a server for it and a real browser, each made once a session and on demand."""

import gc
import json
import os
import shutil
import subprocess
import sys
import threading
from datetime import UTC, datetime
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from tests import sharing

pytest_plugins = ["pytester"]  # runs a pytest of its own, for the tests of our plugin

ROOT = Path(__file__).parent.parent
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser"))), None)
HOW = """\
No Chromium was found, so {} browser tests were left out.
To run them: `apt-get install chromium fonts-noto-cjk` (or your system's), about half a minute,
then `make test ARGS="-m browser"`, about two."""
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-dev-shm-usage",
    "--disable-extensions",
    "--disable-sync",
    "--no-first-run",
]
left_out = pytest.StashKey[int]()


def pytest_configure(config):
    """Draw the seed of the fuzz from the day, once for all workers, unless one is given."""
    os.environ.setdefault("BACKPROOF_SEED", f"{datetime.now(UTC):%Y%m%d}")
    if config.option.markexpr == "quick" and config.args_source is config.ArgsSource.TESTPATHS:
        config.args = [str(ROOT / "tests")]  # the doctests of src import everything


@pytest.hookimpl(wrapper=True)
def pytest_collection():
    """Look for garbage seldom: walking through all tests and formulas took a tenth of the time."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.set_threshold(100_000, 10, 10)
        gc.enable()


def pytest_unconfigure():
    """Stop V8 where a test left it running: at the end of Python it would complain."""
    if mathematics := sys.modules.get("book.site.mathematics"):
        mathematics.close()


def pytest_report_header():
    return f"fuzz: BACKPROOF_SEED={os.environ['BACKPROOF_SEED']}, the day's unless one is given"


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers():
    """One worker more than processors: some always wait for a browser, a server or a process."""
    return (os.cpu_count() or 1) + 1


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    """Hand out whole files, or single tests where those are long, in the order of collection."""
    from xdist.scheduler import LoadFileScheduling  # noqa: PLC0415 - pytest runs without xdist, too

    if config.getoption("dist") != "loadfile":
        return None
    scheduler = LoadFileScheduling(config, log)
    scheduler._split_scope = sharing.unit
    config.option.loadscopereorder = False
    return scheduler


def pytest_ignore_collect(collection_path, config):
    """Read the quick files alone where nothing else is asked for: reading all takes longer."""
    if config.option.markexpr != "quick" or collection_path.is_dir():
        return None
    return None if collection_path.relative_to(ROOT).as_posix() in sharing.QUICK else True


def pytest_collection_modifyitems(config, items):
    items[:] = sharing.ordered(items)
    for item in items:
        if sharing.file_of(item) in sharing.QUICK:
            item.add_marker("quick")
    if CHROMIUM or os.environ.get("CI") == "true":
        return
    browser = [item for item in items if item.get_closest_marker("browser")]
    if browser:
        config.hook.pytest_deselected(items=browser)
        items[:] = [item for item in items if item not in set(browser)]
        config.stash[left_out] = len(browser)


def pytest_terminal_summary(terminalreporter, config):
    if count := config.stash.get(left_out, 0):
        terminalreporter.section("left out")
        terminalreporter.write_line(HOW.format(count), yellow=True)


def building(site, *arguments):
    """Return the command that builds a project as a reader of the README does."""
    return [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", site, *arguments]


QUIET = {"NO_MKDOCS_2_WARNING": "1"}


def build(root, site, *arguments):
    """Build a project, and return what the command said."""
    return subprocess.run(
        building(site, *arguments),
        cwd=root,
        env=os.environ | QUIET,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="session", autouse=True)
def shared_build(request, tmp_path_factory):
    """Begin to build the site beside the tests if any of them needs it, once for all workers."""
    if not any("site" in getattr(item, "fixturenames", ()) for item in request.session.items):
        yield
        return
    folder = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        folder = folder.parent
    command = building(folder / "site")
    shared = sharing.Build(command, folder, cwd=ROOT, env=os.environ | QUIET)
    shared.start()
    yield shared
    if not (request.session.shouldstop or request.session.shouldfail):
        shared.wait()  # another worker may need it
    shared.stop()


@pytest.fixture(scope="session")
def site(shared_build):
    """The whole site, built strictly into a temporary folder."""
    outcome = shared_build.wait()
    if outcome["status"]:
        pytest.fail(f"mkdocs build --strict failed:\n{outcome['said'][-1200:]}", pytrace=False)
    return shared_build.outcome.parent / "site"


# The search index of a browser that says it will not search; reading the real one takes time.
NO_INDEX = {"config": {"lang": ["en"], "separator": " ", "pipeline": [], "fields": {}}, "docs": []}


class Handler(SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        if "X-No-Search" not in self.headers or not self.path.endswith("/search_index.json"):
            super().do_GET()
            return
        body = json.dumps(NO_INDEX).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def end_headers(self):
        self.send_header("Cache-Control", "max-age=600")
        super().end_headers()

    def log_message(self, *arguments):
        """Say nothing: the browser reports what is missing."""


@pytest.fixture(scope="session")
def server(site):
    """The address under which the built site is served."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=site)) as httpd:
        httpd.daemon_threads = True
        httpd.block_on_close = False
        thread = threading.Thread(target=httpd.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{httpd.server_port}"
        httpd.shutdown()
        thread.join()


@pytest.fixture(scope="session")
def chromium():
    """A real Chromium, that of the system."""
    if not CHROMIUM:
        pytest.fail("no Chromium on the PATH, and in CI its tests may not be left out")
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - only where it is used

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()
