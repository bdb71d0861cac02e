"""The files of the page 'Your first ten minutes', and what the command and pytest say to them."""

from functools import cache
from importlib.metadata import metadata

from book.examples.proving.checking import pytest
from book.examples.proving.command_line import Run, backproof

URLS = dict(line.split(", ") for line in metadata("backproof").get_all("Project-URL", []))
SOURCE = URLS["Source"]
INSTALL = f'pip install "backproof @ git+{SOURCE}" pytest'

RIGHT = """\
import numpy as np

from backproof import Check


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def swish(x, W, b):
    z = x @ W.T + b
    return z * sigmoid(z)


def swish_backward(g, x, W, b):
    z = x @ W.T + b
    s = sigmoid(z)
    dz = g * (s + s * (1 - s) * z)
    return dz @ W, dz.T @ x, dz.sum(axis=0)


shapes = {"x": ("N", "D"), "W": ("K", "D"), "b": ("K",)}
layer = Check(swish, swish_backward, shapes)
"""
# The product rule is forgotten halfway: the second term lacks its z.
WRONG = RIGHT.replace(" * z)\n", ")\n")

TESTED = """\
from layers import layer


def test_layer_is_proved(assert_gradient):
    assert_gradient(layer)
"""

WORKFLOW = f"""\
name: gradients
on: [push, pull_request]
permissions:
  contents: read
jobs:
  prove:
    runs-on: ubuntu-latest
    timeout-minutes: 10
    steps:
      - uses: actions/checkout@v5
      - uses: actions/setup-python@v6
        with:
          python-version: "3.13"
      - run: {INSTALL}
      - run: backproof check layers.py --format github
      - run: pytest
"""


def check(lang: str, layers: str, *more: str) -> Run:
    """Check the layer as it is written in one of the files."""
    return _check("check", "layers.py", *more, "--lang", lang, layers=layers)


@cache
def _check(*arguments: str, layers: str) -> Run:
    return backproof(*arguments, files=[("layers.py", layers)])


def wrong(lang: str) -> Run:
    """Check the layer with the mistake."""
    return check(lang, WRONG)


def right(lang: str) -> Run:
    """Check the mended layer."""
    return check(lang, RIGHT)


def annotated(lang: str) -> Run:
    """Check the layer with the mistake as the workflow does."""
    return check(lang, WRONG, "--format", "github")


def tested() -> Run:
    """Run pytest on the mended layer."""
    files = (("layers.py", RIGHT), ("test_layers.py", TESTED))
    return pytest(files=files)


def line_of_the_mistake() -> int:
    """Find the line in which the two files differ."""
    pairs = zip(WRONG.splitlines(), RIGHT.splitlines(), strict=True)
    (line,) = (number for number, (a, b) in enumerate(pairs, start=1) if a != b)
    return line
