"""Worked examples: every number that a page prints is computed here, through `backproof.nn`.

Each module has a function `run` that gives a frozen record of numbers, named for what they are.
"""
