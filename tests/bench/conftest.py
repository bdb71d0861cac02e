"""The modules of bench/, and a measuring script run once, and small."""

import importlib
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

BENCH = Path(__file__).parents[2] / "bench"


@pytest.fixture
def bench(monkeypatch):
    """Give a function that imports modules of bench/ by name, for one test alone."""
    monkeypatch.syspath_prepend(BENCH)
    before = set(sys.modules)
    yield lambda *names: tuple(map(importlib.import_module, names))
    for name in set(sys.modules) - before:
        if (BENCH / f"{name}.py").exists():
            del sys.modules[name]


@pytest.fixture
def run_quickly(tmp_path):
    """Give a function that runs a script, and gives what it printed and what it wrote."""

    def run(script):
        file = tmp_path / "found.json"
        done = subprocess.run(
            [sys.executable, BENCH / script, "--quick", "--json", file],
            env=os.environ | {"PYTHONUTF8": "1"},
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done, json.loads(file.read_text(encoding="utf-8"))

    return run
