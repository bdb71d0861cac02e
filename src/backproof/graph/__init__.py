"""Arrays of any size as a graph: nodes, the one table of operations, what NumPy code sees of it."""
