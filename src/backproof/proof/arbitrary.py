"""A function of which nothing is known but that it can be differentiated."""

from __future__ import annotations

from typing import Any

from backproof.graph.unary import some_function


class Arbitrary:
    """An arbitrary differentiable function of one number, to be proved about as a whole.

    On symbolic arrays it stays a name; on numbers it is one fixed analytic function without
    symmetries, so that a numeric witness can disagree.  ``.prime`` is its derivative.

    >>> import numpy as np
    >>> sigma = Arbitrary("sigma")
    >>> h = 1e-6
    >>> slope = (sigma(np.array(0.3 + h)) - sigma(np.array(0.3 - h))) / (2 * h)
    >>> bool(abs(slope - sigma.prime(np.array(0.3))) < 1e-8)
    True
    """

    def __init__(self, name: str, order: int = 0) -> None:
        self.name, self.order = name, order

    @property
    def prime(self) -> Arbitrary:
        """Return the derivative."""
        return Arbitrary(self.name, self.order + 1)

    def __call__(self, z: Any) -> Any:
        """Apply the function entry by entry."""
        symbolic = getattr(type(z), "__arbitrary__", None)
        if symbolic is not None:
            return symbolic(z, self.name, self.order)
        return some_function(self.name, self.order, z)
