"""The prover: the only room that knows both NumPy and SymPy."""
