"""The same code at given sizes, on NumPy arrays whose entries are polynomials."""
