"""Whole networks and their training, step by step."""
