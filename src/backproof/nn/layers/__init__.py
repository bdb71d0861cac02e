"""Layers with parameters, one family a file."""
