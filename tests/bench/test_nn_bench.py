"""The bench of the layers runs, refuses ways that differ, and its file has what the page prints."""

import importlib
import json
import os
import sys
from pathlib import Path

import numpy as np
import pytest

from book.examples.proving import nn_bench

ROOT = Path(__file__).parents[2]
# The most that a step and `train()` may take, in bare matrix products.
GOALS = {
    "784-30-10": (3, 5),
    "784-128-10": (2, 2.5),
    "784-512-512-10": (1.6, 1.8),
    "1024-1024-1024-1024-10": (1.3, 1.4),
}


@pytest.fixture
def script(monkeypatch):
    monkeypatch.syspath_prepend(ROOT / "bench")
    threads = dict(os.environ)
    yield importlib.import_module("nn")
    os.environ.clear()
    os.environ.update(threads)
    for name in ("nn", "measuring"):
        del sys.modules[name]


def test_the_script_runs_and_says_what_it_leaves_out(run_quickly):
    done, found = run_quickly("nn.py")
    assert "left out: torch" in done.stdout
    assert "round 2 of 2: 784-30-10" in done.stderr
    assert found["machine"]["torch"] is None
    assert set(found["products"]) == set(found["step"]) == set(found["train"]) == {"784-30-10"}
    assert "torch" not in found


def test_what_is_timed_is_in_float32_and_multiplies_what_a_step_multiplies(script):
    """One step of gradient descent, worked out here with the bare products of the bench."""
    one = script.Measured("784-30-10", None)
    products = {(128, 784): 0, (128, 30): 0, (128, 10): 0, (30, 784): 0, (10, 30): 0}
    real = np.matmul

    def counting(a, b, out):
        products[out.shape] += 1
        assert a.dtype == b.dtype == out.dtype == np.float32
        return real(a, b, out=out)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(script.np, "matmul", counting)
        one.multiply()
    assert products == {(128, 784): 0, (128, 30): 2, (128, 10): 1, (30, 784): 1, (10, 30): 1}
    assert {p.dtype for p in one.net.parameters} == {np.dtype(np.float32)}
    assert all(next(one.walk).dtype == np.float32 for _ in range(2))


def test_a_way_with_other_costs_ends_the_run(script, monkeypatch):
    real = script.train
    monkeypatch.setattr(
        script, "train", lambda net, x, y, **how: real(net, x, y, **how | {"learning_rate": 0.2})
    )
    with pytest.raises(SystemExit, match=r"784-30-10: costs \[.*\], by train"):
        script.Measured("784-30-10", None)


def test_the_file_has_all_that_the_page_prints():
    found = nn_bench.run()
    assert [row.widths for row in found.rows] == list(GOALS)
    assert (found.batch, found.batches, found.epochs) == (128, 20, 2)
    assert all(found.machine.values()), "torch was left out"
    for row in found.rows:
        for figures in (row.products, row.step, row.train, row.torch):
            assert 0 < figures.low <= figures.median <= figures.high
            assert figures.runs >= 10


def test_the_file_names_no_machine():
    facts = {"date", "cores", "python", "numpy", "torch", "torch_python"}
    assert set(nn_bench.run().machine) == facts
    assert not {"/", "\\"} & set(nn_bench.FILE.read_text(encoding="utf-8"))


def test_what_the_page_says_of_the_figures_holds():
    """A run that shows otherwise needs other words, or quicker code. Nothing is measured here."""
    rows = nn_bench.run().rows
    for row in rows:
        step, training = GOALS[row.widths]
        assert row.step.median <= step
        assert row.train.median <= training
    assert rows[0].step.median > rows[-1].step.median, "the narrower, the more calls weigh"


def test_without_torch_its_column_is_empty(monkeypatch, tmp_path):
    found = json.loads(nn_bench.FILE.read_text(encoding="utf-8"))
    del found["torch"]
    file = tmp_path / "nn.json"
    file.write_text(json.dumps(found), encoding="utf-8")
    monkeypatch.setattr(nn_bench, "FILE", file)
    assert {row.torch for row in nn_bench.run.__wrapped__().rows} == {None}


def test_two_digits_are_printed():
    assert [nn_bench.Ratio(m, m, m, 1).times for m in (1.234, 12.34, 0.98)] == [1.2, 12, 0.98]
