"""The command and the plugin as readers use them: each output on the page is that of a run."""

import os
import subprocess
import sys
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from book.examples.proving.command_line import Run, backproof
from book.typeset.timeless import timeless

DECLARED = """\
import numpy as np

from backproof import Check


def forward(x, W, b):
    return np.maximum(x @ W.T + b, 0)


def backward(g, x, W, b):
    g = g * (x @ W.T + b > 0)
    return g @ W, g.T @ x, g.sum(axis=0)


def hasty_backward(g, x, W, b):
    g = g * (x @ W.T + b > 0)
    return g @ W, g.T @ x, g.mean(axis=0)


shapes = {"x": ("N", "D"), "W": ("K", "D"), "b": ("K",)}
neurons = Check(forward, backward, shapes)
hasty = Check(forward, hasty_backward, shapes, wrt=("x", "W", "b"))
"""

ANNOTATED = """\
from backproof.nn import Arr


def scale(x: Arr["N D"], s: Arr["D"]):
    def pullback(g):
        return g * s, (g * x).sum(axis=0)

    return x * s, pullback
"""

TESTED = """\
from backproof import Verdict
from layers import backward, forward, hasty_backward, shapes


def test_neurons(assert_gradient):
    proof = assert_gradient(forward, backward, shapes)
    assert proof.verdict is Verdict.PROVED


def test_hasty(assert_gradient):
    assert_gradient(forward, hasty_backward, shapes)
"""

FILES = {"layers.py": DECLARED, "scale.py": ANNOTATED, "test_layers.py": TESTED}


#: Of pytest.
QUIET = ("-q", "--no-header", "-p", "no:cacheprovider")
#: What the processes may load.
REACHES = ("backproof.*",)


@cache
def run(*arguments: str) -> Run:
    """Run the command in a folder with these files."""
    return backproof(*arguments, files=FILES.items())


@cache
def pytest(*arguments: str, files: tuple[tuple[str, str], ...] = tuple(FILES.items())) -> Run:
    """Run pytest in a folder with these files."""
    with TemporaryDirectory() as folder:
        for name, text in files:
            Path(folder, name).write_text(text, encoding="utf-8")
        done = subprocess.run(  # noqa: S603 - the command is our own
            [sys.executable, "-m", "pytest", *QUIET, *arguments],
            cwd=folder,
            env=os.environ | {"PYTHONUTF8": "1", "NO_COLOR": "1", "COLUMNS": "80"},
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )
    return Run(done.returncode, timeless(done.stdout.strip()), timeless(done.stderr.strip()))


def declared(lang: str) -> Run:
    """Check the file in which checks are declared; one of them is wrong."""
    return run("check", "layers.py", "--lang", lang)


def one(lang: str) -> Run:
    """Check one of them, and explain it."""
    return run("check", "layers.py:neurons", "-v", "--lang", lang)


def annotated(lang: str) -> Run:
    """Check the file whose layer carries its shapes."""
    return run("check", "scale.py", "--lang", lang)


def misspelt(lang: str) -> Run:
    """Ask for a name that is not there."""
    return run("check", "layers.py:neuron", "--lang", lang)


def as_json() -> Run:
    """Check the layer, for a program."""
    return run("check", "scale.py", "--json")


def annotations(lang: str) -> Run:
    """Check for GitHub."""
    return run("check", "layers.py", "--format", "github", "--lang", lang)


def help(lang: str) -> Run:  # noqa: A001 - the command's own word
    """Ask the command how it is used."""
    return run("check", "--help", "--lang", lang)


def in_pytest(lang: str) -> Run:
    """Run the tests with pytest, only what fails shown."""
    return pytest("--tb=short", f"--backproof-lang={lang}", "test_layers.py")
