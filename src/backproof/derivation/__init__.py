"""Derivations: steps made by named rules, each proved, with reasons in Korean and English."""

from backproof.derivation import rules
from backproof.derivation.derivation import UNTRANSLATED, Derivation, Step, StepRefused
from backproof.derivation.latex import latex

__all__ = ["UNTRANSLATED", "Derivation", "Step", "StepRefused", "latex", "rules"]
