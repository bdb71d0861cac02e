"""Derivatives: adjoints over the graph, where claims meet them, and what is defined there."""
