"""What NumPy code may call on traced arrays; importing it fills the tables of `arrays`."""

from backproof.graph import leaves, reductions, unary
from backproof.graph.calls import functions, products, shapes, subscripts, ufuncs

__all__ = [
    "functions",
    "leaves",
    "products",
    "reductions",
    "shapes",
    "subscripts",
    "ufuncs",
    "unary",
]
