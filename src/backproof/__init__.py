"""Backpropagation, proved: NumPy layers, a prover for backward passes, derivations that execute.

`prove` takes a backward pass and returns a `Proof`; a `Check` declares the same in a file, for the
command ``backproof check``. Layers in plain NumPy are in `backproof.nn`, derivations in
`backproof.derivation`, and `backproof.pytest_plugin` has `assert_gradient` for tests.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from backproof.proof.arbitrary import Arbitrary
    from backproof.proof.prove import Check, prove
    from backproof.proof.verdict import Proof, Verdict
    from backproof.question.sampling import Sample, assumption
    from backproof.question.task import Shape

__all__ = ["Arbitrary", "Check", "Proof", "Sample", "Shape", "Verdict", "assumption", "prove"]

# Where each public name lives; NumPy is imported with the first that is asked for.
_HOMES = {
    "Arbitrary": "proof.arbitrary",
    "Check": "proof.prove",
    "Proof": "proof.verdict",
    "Sample": "question.sampling",
    "Shape": "question.task",
    "Verdict": "proof.verdict",
    "assumption": "question.sampling",
    "prove": "proof.prove",
}


def __getattr__(name: str) -> Any:
    if name == "__version__":
        return import_module("importlib.metadata").version("backproof")
    if name not in _HOMES:
        raise AttributeError(f"module 'backproof' has no attribute {name!r}")
    return getattr(import_module(f"backproof.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return sorted([*__all__, "__version__", *(name for name in globals() if name[:2] == "__")])
