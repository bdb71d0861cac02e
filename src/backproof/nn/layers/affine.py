"""The affine layer."""

from backproof.nn.shapes import Arr, Cotangents, K, Pullback


def affine(x: Arr["N D"], W: Arr["K D"], b: Arr["K"]) -> tuple[Arr["N K"], Pullback]:
    """Weigh every input into every output, then shift.

    Math     z = x Wᵀ + b
    Domain   everywhere
    Source   Nielsen 2015, ch. 2: (BP2) for x, (BP4) for W, (BP3) for b
    """
    z = x @ W.T + b

    def pullback(g: Arr["N K"]) -> Cotangents:
        return g @ W, g.T @ x, g.sum(axis=0)

    return z, pullback
