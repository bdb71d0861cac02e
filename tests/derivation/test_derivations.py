import functools
import itertools
import re
import runpy
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import sympy as sp
from tests.derivation.evaluate import World

from backproof.derivation import Derivation
from backproof.derivation.notation import D, H, K, N, quantity
from backproof.proof.verdict import Verdict

FOLDER = Path(__file__).parents[2] / "derivations"
FILES = sorted(FOLDER.glob("*.py"))
LENGTHS = {"n": N, "j": D, "k": K, "q": K, "h": H}
SIZES = [{N: 2, D: 3, K: 2, H: 2}, {N: 1, D: 2, K: 3, H: 2}]
HANGUL = re.compile("[가-힣]")
HEADING = re.compile(r"^# (#+) .*\{#([\w-]+)\}$", re.MULTILINE)
CELL = re.compile(r'^# %% \[markdown\] tags=\["(ko|en)"\]\n((?:#.*\n)+)', re.MULTILINE)

#: Why a derivation ends in mathematics; the file has another one that ends in code.
NO_CODE = {"chain_rule": "its functions are arbitrary, so no shipped code computes them"}

each_file = pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)


@functools.cache
def run(path):
    found = runpy.run_path(str(path)).items()
    return {name: value for name, value in found if isinstance(value, Derivation)}


def test_there_are_derivations():
    assert len(FILES) >= 15


def test_no_two_derivations_share_a_name():
    names = [d.name for path in FILES for d in run(path).values()]
    assert len(names) == len(set(names))


@each_file
def test_the_derivation_is_named_as_its_file(path):
    assert run(path)["derivation"].name == path.stem
    assert all(name.startswith("derivation") for name in run(path))


@each_file
def test_steps_have_the_ids_that_pages_refer_to(path):
    ids = [s.id for s in run(path)["derivation"].steps]
    assert ids[0] in {"definition", "components"}
    assert "components" in ids
    assert {"matrix", "code"} & set(ids)
    for derivation in run(path).values():
        given = [s.id for s in derivation.steps if s.id]
        assert len(given) == len(set(given))


@each_file
def test_a_derivation_is_neither_a_definition_alone_nor_endless(path):
    for derivation in run(path).values():
        assert 2 <= len(derivation.steps) <= 11, derivation.name
        assert derivation.steps[0].rule == "definition"


@each_file
def test_the_last_step_is_the_code_or_a_reason_is_given(path):
    last = {d.name: d.steps[-1].rule for d in run(path).values()}
    assert "code" in last.values()
    if path.stem in NO_CODE:
        assert last[path.stem] != "code", "the exception is out of date"
    else:
        assert last[path.stem] == "code"
        assert run(path)["derivation"].verdict is Verdict.PROVED


@each_file
def test_every_title_and_reason_stands_in_both_languages(path):
    for derivation in run(path).values():
        for text in [derivation.title, *(s.reason for s in derivation.steps)]:
            assert set(text) == {"ko", "en"}
            assert HANGUL.search(text["ko"]), text
            assert text["en"].strip(), text
            assert not HANGUL.search(text["en"]), text
        for step in derivation.steps:
            assert step.reason["ko"].endswith("니다."), step.reason["ko"]
            assert step.reason["en"].endswith("."), step.reason["en"]


@each_file
def test_markdown_cells_come_in_pairs_with_the_same_headings(path):
    cells = CELL.findall(path.read_text(encoding="utf-8"))
    assert cells
    for (first, korean), (second, english) in zip(cells[::2], cells[1::2], strict=True):
        assert (first, second) == ("ko", "en")
        assert HANGUL.search(korean)
        assert not HANGUL.search(english)
        assert HEADING.findall(korean) == HEADING.findall(english)


def disagreements(derivation, sizes):
    """Yield the steps whose numbers differ from those of the step before."""
    world = World(sizes, derivation.definitions.table)
    ranges = [range(sizes[LENGTHS[str(i)]]) for i in derivation.indices]

    def numbers(expr):
        if isinstance(expr, sp.MatrixExpr):
            return world.matrix(expr).ravel()
        points = itertools.product(*ranges)
        return np.array(
            [world.value(expr, dict(zip(derivation.indices, at, strict=True))) for at in points]
        )

    steps = derivation.steps
    if derivation.definitions.expand(derivation.what) == derivation.what and isinstance(
        derivation.what, sp.Indexed | sp.Symbol
    ):
        before = numbers(steps[0].expr)  # the first step gives its meaning
    else:
        before = numbers(derivation.what)
    assert np.ptp(before) > 0 or len(before) == 1, "all entries alike show little"
    for step in steps:
        if step.rule == "column_form" and sizes[N] > 1:
            continue
        after = numbers(step.expr)
        if before.shape != after.shape or not np.allclose(before, after, rtol=1e-9, atol=1e-12):
            yield step.equation
        before = after


@each_file
@pytest.mark.parametrize("sizes", SIZES, ids=["several examples", "one example"])
def test_neighbouring_steps_agree_in_numbers(path, sizes):
    for derivation in run(path).values():
        assert list(disagreements(derivation, sizes)) == []


def test_the_numbers_would_notice_a_wrong_step():
    z = quantity("z^{l}", N, K)
    n, k = sp.symbols("n k", integer=True, nonnegative=True)
    derivation = Derivation(
        "wrong", {"ko": "", "en": ""}, what=2 * z.at(n, k), of="", indices=(n, k), arrays=[z]
    )
    derivation.begin(z.at(n, k) + z.at(n, k), ko="", en="")
    derivation._prove = lambda *_: None
    derivation.as_matrix(sp.MatMul(3, sp.MatrixSymbol("z^{l}", N, K)), ko="", en="")
    assert len(list(disagreements(derivation, SIZES[0]))) == 1


def test_a_file_is_a_script_that_prints_its_derivation():
    done = subprocess.run(
        [sys.executable, str(FOLDER / "sigmoid.py")], capture_output=True, text=True, check=True
    )
    assert "np.ones\\_like" in done.stdout
    assert "proved equal for every layer width and batch size" in done.stdout
    assert done.stderr == ""
