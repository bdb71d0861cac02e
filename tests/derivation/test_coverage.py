"""No layer ships without a derivation, and each derivation would notice a wrong layer."""

import ast
import inspect
import runpy
from pathlib import Path

import pytest

from backproof.derivation import StepRefused
from backproof.nn import activations, losses
from backproof.nn.layers import affine

FOLDER = Path(__file__).parents[2] / "derivations"
MODULES = (activations, losses, affine)
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


@pytest.mark.parametrize("fault", [doubled, shifted])
@pytest.mark.parametrize(("name", "module"), LAYERS, ids=NAMES)
def test_a_derivation_notices_a_wrong_layer(monkeypatch, name, module, fault):
    right = getattr(module, name)
    made = name == "elementwise"  # makes layers of what it is given: it has no forward pass itself
    wrong = (lambda f, df: doubled(right(f, df))) if made else fault(right)
    monkeypatch.setattr(module, name, wrong)
    refused = []
    for path in sorted(FOLDER.glob("*.py")):
        if name not in imported(path):
            continue
        try:
            runpy.run_path(str(path))
        except StepRefused:
            refused.append(path.stem)
    assert refused
