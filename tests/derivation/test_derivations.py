import functools
import itertools
import re
import runpy
import subprocess
import sys
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
import sympy as sp
from tests.derivation.evaluate import World

from backproof.derivation import UNTRANSLATED, Derivation
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
    try:
        found = runpy.run_path(str(path)).items()
    except NotImplementedError as gap:  # a skeleton says what is to be written
        pytest.fail(str(gap), pytrace=False)
    return {name: value for name, value in found if isinstance(value, Derivation)}


def test_there_are_derivations():
    assert len(FILES) >= 15


def test_no_two_derivations_share_a_name():
    names = Counter(d.name for path in FILES for d in run(path).values())
    twice = [name for name, n in names.items() if n > 1]
    assert not twice, f"two derivations are called {', '.join(twice)}: rename one"


@each_file
def test_the_derivation_is_named_as_its_file(path):
    found, here = run(path), f"derivations/{path.name}"
    assert "derivation" in found, (
        f"{here}: call the Derivation of the page's result `derivation`; see derivations/bp4.py"
    )
    assert found["derivation"].name == path.stem, (
        f'{here}: Derivation("{found["derivation"].name}", ...) is to be called "{path.stem}"'
    )
    other = [name for name in found if not name.startswith("derivation")]
    assert not other, f"{here}: call {other} by names that begin with `derivation_`"


@each_file
def test_steps_have_the_ids_that_pages_refer_to(path):
    here = f"derivations/{path.name}"
    ids = [s.id for s in run(path)["derivation"].steps]
    assert ids[0] in {"definition", "components"}, f"{here}: the first step is begin(...)"
    assert "components" in ids, f'{here}: give the last step in indices id="components"'
    assert {"matrix", "code"} & set(ids), f"{here}: end in matrix(...), code(...) or both"
    for derivation in run(path).values():
        given = [s.id for s in derivation.steps if s.id]
        assert len(given) == len(set(given)), f"{here}: two steps have one id"


@each_file
def test_a_derivation_is_neither_a_definition_alone_nor_endless(path):
    for derivation in run(path).values():
        assert 2 <= len(derivation.steps) <= 11, (
            f"derivations/{path.name}: {derivation.name} has {len(derivation.steps)} steps; "
            "a reader follows 2 to 11: split it"
        )
        assert derivation.steps[0].rule == "definition"


@each_file
def test_the_last_step_is_the_code_or_a_reason_is_given(path):
    last = {d.name: d.steps[-1].rule for d in run(path).values()}
    assert "code" in last.values(), (
        f"derivations/{path.name}: end in derivation.code_of(pullback, g, ...), which proves that "
        "the shipped code returns the last step"
    )
    if path.stem in NO_CODE:
        assert last[path.stem] != "code", "the exception is out of date"
    else:
        assert last[path.stem] == "code", (
            f"derivations/{path.name}: end `derivation` in code_of(...), or say in NO_CODE of "
            "tests/derivation/test_derivations.py why it has none"
        )
        assert run(path)["derivation"].verdict is Verdict.PROVED


def fault_of(korean, english):
    """Say what is wrong with a title or a reason in two languages, or nothing."""
    if not HANGUL.search(korean):
        return f"ko={korean!r} is not Korean; without one, write ko={UNTRANSLATED['ko']!r}"
    if not english.strip() or HANGUL.search(english):
        return f"en={english!r} is not English; without one, write en={UNTRANSLATED['en']!r}"
    return ""


@each_file
def test_every_title_and_reason_stands_in_both_languages(path):
    here = f"derivations/{path.name}"
    for derivation in run(path).values():
        for text in [derivation.title, *(s.reason for s in derivation.steps)]:
            fault = fault_of(text["ko"], text["en"])
            assert not fault, f"{here}: {fault}"
        for step in derivation.steps:
            ko, en = step.reason["ko"], step.reason["en"]
            assert ko.endswith("니다."), f"{here}: a Korean reason ends in 니다.: {ko}"
            assert en.endswith("."), f"{here}: an English reason ends in a full stop: {en}"


@each_file
def test_markdown_cells_come_in_pairs_with_the_same_headings(path):
    here = f"derivations/{path.name}"
    cells = CELL.findall(path.read_text(encoding="utf-8"))
    assert cells, f'{here}: begin with two cells, `# %% [markdown] tags=["ko"]` and tags=["en"]'
    assert [lang for lang, _ in cells] == ["ko", "en"] * (len(cells) // 2), (
        f"{here}: each cell of words stands twice, the Korean one before the English one"
    )
    for (_, korean), (_, english) in zip(cells[::2], cells[1::2], strict=True):
        fault = fault_of(korean, english)
        assert not fault, f"{here}: {fault}"
        assert HEADING.findall(korean) == HEADING.findall(english), (
            f"{here}: a heading has one level and one id in both languages: {korean}"
        )


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
