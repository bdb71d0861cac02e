"""No layer ships without a derivation."""

import ast
import inspect
from pathlib import Path

import pytest

from backproof.nn import activations, losses
from backproof.nn.layers import affine

FOLDER = Path(__file__).parents[2] / "derivations"
LAYERS = sorted(
    name
    for module in (activations, losses, inspect.getmodule(affine.affine))
    for name, thing in vars(module).items()
    if inspect.isfunction(thing) and thing.__module__ == module.__name__
)


def imported():
    names = set()
    for path in FOLDER.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("backproof.nn"):
                names |= {alias.name for alias in node.names}
    return names


def test_the_layers_are_found():
    assert {"affine", "relu", "softmax", "elementwise", "half_squared_error"} <= set(LAYERS)


@pytest.mark.parametrize("layer", LAYERS)
def test_a_derivation_runs_this_layer(layer):
    assert layer in imported()
