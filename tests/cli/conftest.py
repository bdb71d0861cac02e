"""The command as a function, and files for it to check."""

from textwrap import dedent
from types import SimpleNamespace

import pytest

from backproof.cli import main, progress

RIGHT = "lambda x: x * x, lambda g, x: (2 * g * x,), {'x': ('N',)}"
WRONG = "lambda x: x * x, lambda g, x: (g * x,), {'x': ('N',)}"
ROUNDED = "lambda x: x**2 + 0 * np.floor(x), lambda g, x: (2 * g * x,), {'x': ('N',)}"
EMPTY = "lambda x: 0 * x, lambda g, x: (0 * g,), {'x': ('N',)}"
UNKNOWN = "lambda x: np.sin(x) ** 2, lambda g, x: (g * np.sin(2 * x),), {'x': ('N',)}"
HEAD = "import numpy as np\nfrom backproof import Check\n"


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    """A folder to run in, and an environment that asks for no language and no colours."""
    monkeypatch.setattr(progress, "PATIENCE", 60)  # a busy machine takes longer than a second
    monkeypatch.chdir(tmp_path)
    for name in ("LC_ALL", "LC_MESSAGES", "LANG", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


@pytest.fixture
def write(here):
    """Write a file; Check and np are there where it begins with `...`."""

    def write(name, text):
        path = here / name
        path.parent.mkdir(parents=True, exist_ok=True)
        text = dedent(text).replace("...\n", HEAD, 1)
        path.write_text(text, encoding="utf-8")
        return name

    return write


@pytest.fixture
def run(capsys):
    """Run `backproof check`, and return its status and what it wrote."""

    def run(*arguments):
        capsys.readouterr()
        try:
            status = main(["check", *map(str, arguments)])
        except SystemExit as ended:
            status = ended.code
        out, err = capsys.readouterr()
        return SimpleNamespace(status=status, out=out, err=err)

    return run
