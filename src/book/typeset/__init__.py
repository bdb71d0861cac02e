"""Formulas, numbers and drawings as text and HTML."""
