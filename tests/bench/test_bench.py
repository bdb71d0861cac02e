"""The measuring script runs, its ways of asking can say no, and the page says what was found."""

import importlib
import subprocess
import sys
from pathlib import Path

import pytest

from backproof import Verdict, prove
from book.examples.proving import bench

ROOT = Path(__file__).parents[2]


@pytest.fixture
def scripts(monkeypatch):
    monkeypatch.syspath_prepend(ROOT / "bench")
    names = ("questions", "entrywise")
    yield tuple(map(importlib.import_module, names))
    for name in names:
        del sys.modules[name]


def wrong(layer, which, change):
    """Give the layer with one of its gradients changed."""

    def changed(*inputs):
        y, pullback = layer(*inputs)
        return y, lambda g: tuple(change(d) if i == which else d for i, d in enumerate(pullback(g)))

    return changed


def test_the_script_runs_and_says_what_it_leaves_out(run_quickly):
    done, found = run_quickly("prove.py")
    assert "left out: gradcheck" in done.stdout
    assert found["proofs"]["network"]["median"] > 0
    assert {"symbols", "numbers", "symbols_at", "proofs_at", "entrywise"} <= set(found)


@pytest.mark.parametrize(
    "name", ["network", "layer_norm", "batch_norm", "attention", "heads", "cross_entropy"]
)
def test_what_is_timed_is_proved_for_all_sizes_and_refused_when_wrong(scripts, name):
    question = scripts[0].QUESTIONS[name]
    proof = prove(question.layer, question.shapes, sample=question.sample)
    assert proof.verdict is Verdict.PROVED, str(proof)
    halved = wrong(question.layer, 0, lambda d: d / 2)
    refused = prove(halved, question.shapes, sample=question.sample)
    assert refused.verdict is Verdict.REFUTED


@pytest.mark.parametrize("which", range(5))
def test_sympy_refuses_each_gradient_that_is_wrong(scripts, which):
    questions, entrywise = scripts
    network = questions.two_layers(entrywise.Function("sigma"), entrywise.Function("tau"))
    shapes = questions.widths(1, 2, 1, 1)
    assert entrywise.check(network, shapes)
    assert not entrywise.check(wrong(network, which, lambda d: 2 * d), shapes)


def test_the_file_has_all_that_the_page_reads():
    found = bench.run()
    assert set(found.proofs) == set(found.symbols) == set(found.numbers)
    assert set(found.gradients) == set(found.proofs) == {name for name, _ in bench.proofs("en")}
    assert [name for name, _ in bench.processes()] == list(found.imports)
    assert all(found.machine.values()), "torch was left out"
    series = (found.symbols_at, found.proofs_at, found.entrywise, found.gradcheck)
    assert all(len(times) >= 3 and min(times) == 1 for times in (*series, found.gradcheck_fast))
    times = [t for part in (found.proofs, found.imports, *series) for t in part.values()]
    assert all(0 < t.low <= t.median <= t.high and t.runs >= 3 for t in times)


def test_the_file_names_no_machine():
    facts = {"date", "cores", "python", "numpy", "sympy", "torch", "torch_python"}
    assert set(bench.run().machine) == facts
    assert not {"/", "\\"} & set(bench.FILE.read_text(encoding="utf-8"))


def test_what_the_page_says_of_the_figures_holds():
    """A run that shows otherwise needs other words. Nothing is measured here."""
    found = bench.run()
    for grows in (found.entrywise, found.gradcheck):
        assert grows[max(grows)].median > found.all_sizes.median
        assert found.slower_from(grows) in grows
    assert found.proofs_at[32].median > found.all_sizes.median, "an answer says so"
    small = {w: t for w, t in found.gradcheck_fast.items() if w <= 16}
    assert all(t.median < found.all_sizes.median for t in small.values())
    assert all(t.median < found.symbols_at[w].median for w, t in small.items())
    assert found.growth > 2, "letters are the quicker question"
    assert max(found.symbols_at) >= 1000, "a sum over a thousand neurons"
    for name, than in (("nn", "numpy"), ("prove", "numpy")):
        assert found.more_ms(name, than) > 0, "the page says: more"


def test_the_import_loads_neither_numpy_nor_sympy():
    code = "import backproof, sys; sys.exit(len({'numpy', 'sympy'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_asking_for_the_prover_does_not_load_sympy():
    code = "from backproof import prove; import sys; sys.exit('sympy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_the_two_digits_and_the_first_slower_width():
    times = {w: bench.Time(s, s, s, 3) for w, s in {1: 0.01234, 2: 9.0, 4: 0.001, 8: 8.0}.items()}
    assert times[1].ms == 12
    assert times[8].over(times[1]) == 650
    whole = {**vars(bench.run()), "proofs": {"network": bench.Time(1.0, 1.0, 1.0, 3)}}
    assert bench.Bench(**whole).slower_from(times) == 8
    assert bench.entries(2) == sum(int(size) for size in (2 * 2, 2 * 2, 2, 2 * 2, 2))
