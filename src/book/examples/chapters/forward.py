"""A batch through a layer: rows do not mix, so one product serves them all."""

from dataclasses import dataclass

import numpy as np

from backproof.nn import Array, affine, network, sigmoid
from book.examples.network import first_note


@dataclass(frozen=True, eq=False)
class Forward:
    """Three examples at once, the same one at a time, and what two layers without σ are worth."""

    x: Array
    W: Array
    b: Array
    z: Array
    a: Array
    first_row_alone: Array
    largest_gap: float
    two_affine: Array
    one_affine: Array
    merged_W: Array  # noqa: N815  the name of the mathematics
    merged_b: Array


def run() -> Forward:
    """Send three rows through the layer of the first note; its own input is the first row."""
    note = first_note.run()
    x = np.stack([note.x, [1.0, 0.0], [-0.5, 2.0]])
    W, b = note.W, note.b
    z, _ = affine(x, W, b)
    a, _ = network(sigmoid)(x, W, b)
    alone = np.concatenate([network(sigmoid)(row[None], W, b)[0] for row in x])
    # The same layer twice without σ, and the one affine layer that does the same.
    merged_W, merged_b = W @ W, affine(b[None], W, b)[0][0]
    return Forward(
        x, W, b, z, a,
        first_row_alone=alone[0],
        largest_gap=float(abs(a - alone).max()),
        two_affine=affine(z, W, b)[0],
        one_affine=affine(x, merged_W, merged_b)[0],
        merged_W=merged_W,
        merged_b=merged_b,
    )  # fmt: skip
