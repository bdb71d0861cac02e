"""What a user of the package relies on; `make wheel` runs this against the installed wheel, too."""

import inspect
import pydoc
import re
import subprocess
import sys
from importlib import import_module
from importlib.metadata import entry_points, version

import numpy as np
import pytest

import backproof
from backproof import Check, Verdict, assumption, prove

AFFINE = {"x": ("N", "D"), "W": ("K", "D"), "b": ("K",)}
ROOMS = ("backproof", "backproof.nn", "backproof.derivation", "backproof.pytest_plugin")


def forward(x, W, b):
    return np.tanh(x @ W.T + b)


def backward(g, x, W, b):
    delta = g * (1 - forward(x, W, b) ** 2)
    return delta @ W, delta.T @ x, delta.sum(axis=0)


def hasty(g, x, W, b):
    delta = g * (1 - forward(x, W, b) ** 2)
    return delta @ W, delta.T @ x, delta.mean(axis=0)


def test_a_right_backward_pass_is_proved_and_a_wrong_one_refuted():
    assert prove(forward, backward, AFFINE).verdict is Verdict.PROVED
    proof = prove(forward, hasty, AFFINE)
    assert {n: g.verdict.name for n, g in proof.gradients.items()} == {
        "x": "PROVED",
        "W": "PROVED",
        "b": "REFUTED",
    }
    assert "mean" in proof.diagnosis
    inputs = proof.counterexample.inputs
    assert not np.allclose(
        hasty(proof.counterexample.upstream, *inputs.values())[2],
        backward(proof.counterexample.upstream, *inputs.values())[2],
    )


def test_the_version_is_that_of_the_installed_package():
    assert backproof.__version__ == version("backproof")
    assert re.fullmatch(r"\d+\.\d+\.\d+\S*", backproof.__version__)


def test_dir_shows_the_public_names_and_nothing_of_the_inside():
    shown = {name for name in dir(backproof) if not name.startswith("_")}
    assert shown == set(backproof.__all__)
    assert "__version__" in dir(backproof)


def test_an_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="no attribute 'proof_of'"):
        _ = backproof.proof_of


@pytest.mark.parametrize("room", ROOMS)
def test_help_shows_every_public_name(room):
    module = import_module(room)
    text = pydoc.plain(pydoc.render_doc(module))
    public = getattr(module, "__all__", ["assert_gradient"])
    assert [name for name in public if not re.search(rf"\b{name}\b", text)] == []
    assert pydoc.splitdoc(inspect.getdoc(module) or "")[0] in text


def test_help_shows_the_docstring_of_prove():
    assert "upstream gradient" in pydoc.plain(pydoc.render_doc(backproof))


@pytest.mark.parametrize("room", ROOMS)
def test_every_public_name_is_documented(room):
    module = import_module(room)
    for name in getattr(module, "__all__", ["assert_gradient"]):
        thing = getattr(module, name)
        if inspect.isfunction(thing) or inspect.isclass(thing):
            assert len(inspect.getdoc(thing) or "") > 20, name
            assert inspect.getdoc(thing) != (inspect.getdoc(type(thing)) or ""), name


def test_nothing_heavy_is_loaded_before_it_is_needed():
    code = (
        "import backproof, sys; backproof.__version__; dir(backproof)\n"
        "print([m for m in ('numpy', 'sympy', 'pytest') if m in sys.modules])"
    )
    assert subprocess.check_output([sys.executable, "-c", code], text=True).strip() == "[]"


LOADS_NO_SYMPY = """
import sys
import numpy as np
from backproof import prove
on_the_graph = prove(lambda x: (x * x).sum(), lambda g, x: 2 * g * x, {"x": ("N", "D")})
by_entries = prove(lambda x: sum(r @ r for r in x), lambda g, x: 2 * g * x, {"x": ("N", "D")})
wrong = prove(lambda x: (x * x).sum(), lambda g, x: g * x, {"x": ("N", "D")})
print(*(p.verdict.name for p in (on_the_graph, by_entries, wrong)), "sympy" in sys.modules)
"""


def test_no_proof_loads_sympy():
    said = subprocess.check_output([sys.executable, "-c", LOADS_NO_SYMPY], text=True)
    assert said.split() == ["PROVED", "PROVED_AT", "REFUTED", "False"]


def test_the_command_and_the_plugin_are_declared():
    (command,) = entry_points(group="console_scripts", name="backproof")
    assert callable(command.load())
    (plugin,) = entry_points(group="pytest11", name="backproof")
    assert plugin.load() is sys.modules["backproof.pytest_plugin"]


@pytest.mark.parametrize(
    ("sample", "words"),
    [
        ("away0", "real numbers other than 0"),
        ("labels:x[1]", "integers below the size of axis 1 of x, repeats allowed"),
        (np.ones, "real numbers, drawn for the trials by ones"),
    ],
)
def test_an_assumption_is_said_in_words(sample, words):
    assert assumption(sample) == words


def test_the_words_are_those_of_the_scope():
    kink = Check(abs, lambda g, x: g * np.sign(x), {"x": ("N",)}, sample={"x": "away0"})
    assert assumption("away0") in kink.prove().scope


@pytest.mark.parametrize("sample", ["awayo", "labels:x", ""])
def test_an_unknown_assumption_is_refused(sample):
    with pytest.raises(ValueError, match="known are normal, wide"):
        assumption(sample)


def test_an_unknown_language_is_refused():
    with pytest.raises(ValueError, match="no language 'fr'; ko and en"):
        assumption("mask", "fr")
