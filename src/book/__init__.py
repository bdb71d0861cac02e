"""The book: what Backproof's site is made of, written with public names of `backproof` alone.

It is no part of the wheel.
"""
