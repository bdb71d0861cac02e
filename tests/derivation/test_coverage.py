"""No layer ships without a derivation, and each derivation would notice a wrong layer."""

import ast
import importlib
import inspect
import pkgutil
import runpy
from pathlib import Path

import pytest

from backproof.derivation import StepRefused
from backproof.nn import activations, layers, losses

FOLDER = Path(__file__).parents[2] / "derivations"
FOUND = pkgutil.iter_modules(layers.__path__, f"{layers.__name__}.")
MODULES = (activations, losses, *(importlib.import_module(m.name) for m in FOUND))
LAYERS = sorted(
    (name, module)
    for module in MODULES
    for name, thing in vars(module).items()
    if inspect.isfunction(thing) and thing.__module__ == module.__name__
)
NAMES = [name for name, _ in LAYERS]


def imported(path):
    """What a file imports from nn."""
    nodes = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
    froms = [node for node in nodes if isinstance(node, ast.ImportFrom)]
    ours = [node for node in froms if (node.module or "").startswith("backproof.nn")]
    return {alias.name for node in ours for alias in node.names}


def doubled(layer):
    """The same layer with a pullback that returns twice the gradient."""

    def wrong(*inputs):
        y, pullback = layer(*inputs)
        return y, lambda g: tuple(2 * d for d in pullback(g))

    return wrong


def shifted(layer):
    """A layer that computes something else and differentiates that rightly."""

    def wrong(*inputs):
        y, pullback = layer(*inputs)
        return 3 * y, lambda g: pullback(3 * g)

    return wrong


def test_the_layers_are_found():
    assert {"affine", "relu", "softmax", "elementwise", "half_squared_error"} <= set(NAMES)


def derivations_of(name):
    return [path for path in sorted(FOLDER.glob("*.py")) if name in imported(path)]


@pytest.mark.parametrize("name", NAMES)
def test_every_layer_has_a_derivation(name):
    if not derivations_of(name):
        pytest.fail(
            f"{name} has no derivation: write derivations/{name}.py, which imports it from "
            "backproof.nn and ends in what its pullback returns; see derivations/sigmoid.py",
            pytrace=False,
        )


WHAT_TO_DO = {
    doubled: "a pullback that returns twice the gradient: end it with derivation.code_of(...), "
    "see derivations/sigmoid.py",
    shifted: "another forward pass with its own right pullback: state the formula without the "
    "code, and give both to derivation.forward_is(...), see derivations/activations.py",
}


@pytest.mark.parametrize("fault", [doubled, shifted])
@pytest.mark.parametrize(("name", "module"), LAYERS, ids=NAMES)
def test_a_derivation_notices_a_wrong_layer(monkeypatch, name, module, fault):
    right = getattr(module, name)
    made = name == "elementwise"  # makes layers of what it is given: it has no forward pass itself
    wrong = (lambda f, df: doubled(right(f, df))) if made else fault(right)
    monkeypatch.setattr(module, name, wrong)
    refused = []
    for path in derivations_of(name):
        try:
            runpy.run_path(str(path))
        except StepRefused:
            refused.append(path.stem)
        except NotImplementedError as gap:
            pytest.fail(str(gap), pytrace=False)
    if not refused:
        where = ", ".join(f"derivations/{p.name}" for p in derivations_of(name))
        pytest.fail(
            f"{where or f'derivations/{name}.py'} does not notice {name} with {WHAT_TO_DO[fault]}",
            pytrace=False,
        )
