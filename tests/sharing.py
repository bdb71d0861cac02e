"""Which tests are quick, in which order all are run, and one build of the site for all workers."""

import fcntl
import json
import subprocess
import threading
import time
from pathlib import Path

# Tests of these files are long and independent: any worker takes the next one; of the longest in a
# browser it takes one function with all its cases. Every other file stays with one worker, so that
# what it computes or loads once is computed or loaded once.
SPREAD = ("tests/proof/test_strangers.py", "tests/proof/test_fuzz.py")
BY_FUNCTION = ("tests/browser/test_browser.py",)
# What one of these computes the other needs, too.
TOGETHER = {"tests/book/site/test_mistakes_page.py": "tests/book/mistakes/test_mistakes.py"}

# Half a minute that tells the most: marked quick, and nothing else is read for `pytest -m quick`.
# Here stand the programs that attack the prover, and what small slips break first.
QUICK = (
    "tests/book/site/test_glossary.py",
    "tests/book/site/test_mathematics.py",
    "tests/book/site/test_page.py",
    "tests/book/test_records.py",
    "tests/cli/test_check.py",
    "tests/derivation/test_latex.py",
    "tests/derivation/test_rules.py",
    "tests/nn/test_layers.py",
    "tests/nn/test_network.py",
    "tests/algebra/test_calculus.py",
    "tests/entries/test_entries_attacked.py",
    "tests/proof/test_programs_attacked.py",
    "tests/test_repository.py",
    "tests/test_rooms.py",
)


def file_of(item):
    """Return the file of a test, as in its id."""
    return item.nodeid.split("::", 1)[0]


def unit(nodeid):
    """Return what a worker takes as a whole: one test, one function, or all of a file or two."""
    file = nodeid.split("::", 1)[0]
    if file in BY_FUNCTION:
        return nodeid.split("[", 1)[0]
    return nodeid if file in SPREAD else TOGETHER.get(file, file)


def ordered(items):
    """Return the tests in the order in which they are handed out.

    Files that need the site wait for its build; the small units fill up at the end.
    """
    needy = [item for item in items if "site" in getattr(item, "fixturenames", ())]
    waiting = {unit(item.nodeid) for item in needy}
    return sorted(items, key=lambda item: (file_of(item) in SPREAD, unit(item.nodeid) in waiting))


class Build:
    """A command whose outcome all processes share: the first that starts it runs it.

    The lock is held while the command runs and let go when its process ends, however it ends.

    Args:
        command: what is run, beside the tests.
        folder: an existing folder, the same one for all processes.
        settings: of `subprocess.Popen`.
    """

    def __init__(self, command: list, folder: Path, **settings) -> None:
        self.command, self.settings = command, settings
        self.outcome = folder / "built.json"
        self.lock = (folder / "built.lock").open("w")
        self.process = self.thread = None

    def start(self) -> None:
        """Run the command in the background, unless another process does or did."""
        try:
            fcntl.flock(self.lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return
        if not self.outcome.exists():
            self.process = subprocess.Popen(
                self.command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                **self.settings,
            )
            self.thread = threading.Thread(target=self._finish, args=(time.monotonic(),))
            self.thread.start()
        else:
            fcntl.flock(self.lock, fcntl.LOCK_UN)

    def _finish(self, start: float) -> None:
        said, _ = self.process.communicate()
        seconds = round(time.monotonic() - start, 1)
        outcome = {"status": self.process.returncode, "said": said, "seconds": seconds}
        draft = self.outcome.with_suffix(".draft")
        draft.write_text(json.dumps(outcome), encoding="utf-8")
        draft.replace(self.outcome)
        fcntl.flock(self.lock, fcntl.LOCK_UN)

    def wait(self) -> dict:
        """Return how it ended, as soon as it has: ``status``, ``said`` and ``seconds``.

        Raises:
            RuntimeError: if the process that ran the command died.
        """
        if self.thread:
            self.thread.join()
        else:
            fcntl.flock(self.lock, fcntl.LOCK_SH)
        if not self.outcome.exists():
            raise RuntimeError(f"the process that ran {self.command} died before it ended")
        return json.loads(self.outcome.read_text(encoding="utf-8"))

    def stop(self) -> None:
        """End the command if it still runs."""
        if self.process and self.process.poll() is None:
            self.process.terminate()
        if self.thread:
            self.thread.join()
        self.lock.close()
