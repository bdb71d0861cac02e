"""The plugin in other people's suites, each run by a pytest of its own."""

import re
import subprocess
import sys
import tomllib
from importlib.metadata import entry_points
from pathlib import Path

import numpy as np
import pytest

from backproof import Check, Verdict, prove, pytest_plugin
from backproof.pytest_plugin import assert_gradient, literal

ROOT = Path(__file__).resolve().parents[1]
SHAPES = {"x": ("N", "D"), "b": ("D",)}
SUITE = """
def forward(x, b):
    return x + b

def backward(g, x, b):
    return g, g.mean(axis=0)

def test_shift(assert_gradient):
    assert_gradient(forward, backward, {"x": ("N", "D"), "b": ("D",)})
"""


@pytest.fixture(autouse=True)
def english(monkeypatch):
    """The environment asks for no language; nor does what pytest was started with."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(pytest_plugin, "_running", [])


def shift(x, b):
    return x + b


def right(g, x, b):
    return g, g.sum(axis=0)


def wrong(g, x, b):
    return g, g.mean(axis=0)


def shift_layer(x, b):
    return x + b, lambda g: (g, g.sum(axis=0))


def rounded(x):
    return (x**2 + 0 * np.floor(x)).sum()


def double(g, x):
    return 2 * g * x


def refusal(*arguments, **options):
    with pytest.raises(AssertionError) as raised:
        assert_gradient(*arguments, **options)
    return str(raised.value)


def test_a_right_pass_gives_its_proof():
    assert assert_gradient(shift, right, SHAPES).verdict is Verdict.PROVED
    assert assert_gradient(shift_layer, SHAPES)["b"].verdict is Verdict.PROVED
    assert assert_gradient(Check(shift, right, SHAPES)).verdict is Verdict.PROVED
    only_x = assert_gradient(shift, lambda g, x, b: g, SHAPES, wrt="x", sample={"x": "positive"})
    assert list(only_x.gradients) == ["x"]
    at = assert_gradient(shift, right, {"x": (3, 2), "b": (2,)})
    assert at.verdict is Verdict.PROVED_AT


def test_the_weakest_verdict_that_passes_can_be_chosen():
    squares = (rounded, double, {"x": ("N",)})
    assert prove(*squares).verdict is Verdict.WITNESSED
    assert "the verdict is WITNESSED; PROVED_AT or better is wanted" in refusal(*squares)
    assert assert_gradient(*squares, at_least=Verdict.WITNESSED).verdict is Verdict.WITNESSED
    at = (shift, right, {"x": (3, 2), "b": (2,)})
    assert "PROVED_AT; PROVED or better" in refusal(*at, at_least=Verdict.PROVED)


@pytest.mark.parametrize("weakest", [Verdict.UNDECIDED, Verdict.VACUOUS, Verdict.REFUTED, 2])
def test_nothing_weaker_than_numbers_can_be_asked_for(weakest):
    with pytest.raises(ValueError, match="would be right"):
        assert_gradient(shift, right, SHAPES, at_least=weakest)


@pytest.mark.parametrize("weakest", [Verdict.PROVED, Verdict.PROVED_AT, Verdict.WITNESSED])
def test_what_is_undecided_vacuous_or_refuted_never_passes(weakest):
    sine = (lambda x: np.sin(x) ** 2, lambda g, x: g * np.sin(2 * x), {"x": ("N",)})
    constant = (lambda x: 0 * x, lambda g, x: 0 * g, {"x": ("N",)})
    for verdict, check in (
        (Verdict.UNDECIDED, sine),
        (Verdict.VACUOUS, constant),
        (Verdict.REFUTED, (shift, wrong, SHAPES)),
    ):
        assert prove(*check).verdict is verdict
        assert f"the verdict is {verdict.name}" in refusal(*check, at_least=weakest)


def test_the_counterexample_can_be_copied_and_run():
    message = refusal(shift, wrong, SHAPES)
    code = message.partition("To run it again:\n")[2]
    names = {}
    exec(code, names)  # noqa: S102 - that is what it is printed for
    found = re.search(r"At the entry db\[(\d)\] .* returns (\S+); the derivative is (\S+)\.$", code)
    (i, claimed, true), g = found.groups(), names["g"]
    assert list(names["inputs"]) == ["x", "b"]
    assert float(claimed) == wrong(g, *names["inputs"].values())[1][int(i)]
    assert float(true) == pytest.approx(g.sum(axis=0)[int(i)], rel=1e-6)
    assert "∂/∂b: REFUTED" in message
    assert "# backward(g, *inputs.values())\n" in code


def test_of_a_layer_it_is_said_how_to_call_it():
    layer = lambda x: (x * x, lambda g: (g * x,))  # noqa: E731
    message = "# y, pullback = layer(*inputs.values()); pullback(g)\n"
    assert message in refusal(layer, {"x": ("N",)})
    assert message in refusal(Check(layer, {"x": ("N",)}))


def test_of_a_scalar_there_is_no_index():
    message = refusal(lambda x: x * x, lambda g, x: g * x, {"x": ()})
    assert "At the entry dx the backward" in message


@pytest.mark.parametrize(
    "value",
    [
        np.array([[1.5, -0.0], [np.inf, np.nan]]),
        np.array(0.1),
        np.array([1, 2], dtype=np.int32),
        np.array([True, False]),
        np.zeros((0, 3)),
        np.float64(0.1),
    ],
)
def test_a_literal_makes_the_same_array(value):
    made = eval(literal(value), {"np": np})  # noqa: S307 - that is what it is printed for
    assert type(made) is type(value)
    assert made.dtype == value.dtype
    assert made.shape == value.shape
    assert made.tobytes() == value.tobytes()


def test_what_prove_refuses_is_said_without_its_inside():
    with pytest.raises(ValueError, match="the gradient of b has shape") as raised:
        assert_gradient(shift, lambda g, x, b: (g, g), SHAPES)
    assert {entry.path.name for entry in raised.traceback} == {Path(__file__).name, PLUGIN.name}


def test_what_the_code_raises_keeps_its_place():
    def broken(g, x, b):
        raise ValueError("mine")

    with pytest.raises(ValueError, match="mine") as raised:
        assert_gradient(shift, broken, SHAPES)
    assert raised.traceback[-1].name == "broken"


def test_a_check_takes_no_further_arguments():
    with pytest.raises(ValueError, match="arguments already"):
        assert_gradient(Check(shift, right, SHAPES), wrt="x")


# --- in a suite ---------------------------------------------------------------------------------

PLUGIN = Path(pytest_plugin.__file__)


def test_the_plugin_is_registered():
    (found,) = entry_points(group="pytest11", name="backproof")
    assert found.load() is pytest_plugin
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert declared["entry-points"]["pytest11"] == {"backproof": found.value}


def test_pytest_starts_without_numpy_and_sympy(tmp_path):
    code = "import sys, backproof.pytest_plugin; print({'numpy', 'sympy'} & set(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=tmp_path
    )
    assert done.stdout == "set()\n"


def test_a_failure_shows_the_test_and_the_counterexample_and_no_frame_of_ours(pytester):
    pytester.makepyfile(SUITE)
    done = pytester.runpytest("-p", "no:cacheprovider")
    done.assert_outcomes(failed=1)
    said = done.stdout.str()
    done.stdout.fnmatch_lines(
        [
            ">   *assert_gradient(forward, backward, {*",
            "E *AssertionError: the verdict is REFUTED; PROVED_AT or better is wanted",
            "E *∂/∂b: REFUTED*",
            "E *'b': np.array([[]*",
            "E *g = np.array([[][[]*",
            "test_*.py:8: AssertionError",
        ]
    )
    assert PLUGIN.name not in said


def test_it_is_imported_where_the_fixture_is_switched_off(pytester):
    pytester.makepyfile("from backproof.pytest_plugin import assert_gradient as check\n" + SUITE)
    pytester.makepyfile(
        test_other="from backproof.pytest_plugin import assert_gradient\n"
        "def test_it():\n    assert_gradient(lambda x: x, lambda g, x: g, {'x': ('N',)})\n"
    )
    done = pytester.runpytest_subprocess("-p", "no:backproof", "-p", "no:cacheprovider")
    done.assert_outcomes(passed=1, errors=1)
    done.stdout.fnmatch_lines(["*fixture 'assert_gradient' not found*"])


@pytest.mark.parametrize(
    ("options", "ini", "korean"),
    [
        ([], "", False),
        (["--backproof-lang=ko"], "", True),
        ([], "backproof_lang = ko", True),
        (["--backproof-lang=en"], "backproof_lang = ko", False),
    ],
)
def test_the_language_is_chosen(pytester, options, ini, korean):
    pytester.makeini(f"[pytest]\n{ini}\n")
    pytester.makepyfile(SUITE)
    said = pytester.runpytest("-p", "no:cacheprovider", *options).stdout.str()
    assert ("판정은 REFUTED인데" in said) is korean
    assert ("the verdict is REFUTED" in said) is not korean
    assert pytest_plugin._running == []


def test_without_a_choice_the_environment_decides(monkeypatch):
    monkeypatch.setenv("LANG", "ko_KR.UTF-8")
    assert "판정은 REFUTED인데" in refusal(shift, wrong, SHAPES)


def test_an_unknown_language_is_refused(pytester):
    pytester.makeini("[pytest]\nbackproof_lang = fr\n")
    done = pytester.runpytest("-p", "no:cacheprovider")
    assert done.ret == pytest.ExitCode.USAGE_ERROR
    done.stderr.fnmatch_lines(["*backproof_lang is 'fr'; ko or en would be right*"])
