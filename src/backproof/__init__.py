"""Backpropagation, proved: NumPy layers, a prover for backward passes, derivations that execute."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from backproof.proof.prove import Check, prove
    from backproof.proof.verdict import Proof, Verdict

__all__ = ["Check", "Proof", "Verdict", "prove"]


def __getattr__(name: str) -> Any:
    if name in {"Check", "prove"}:
        from backproof.proof import prove  # noqa: PLC0415

        return getattr(prove, name)
    if name in {"Proof", "Verdict"}:
        from backproof.proof import verdict  # noqa: PLC0415

        return getattr(verdict, name)
    raise AttributeError(f"module 'backproof' has no attribute {name!r}")
