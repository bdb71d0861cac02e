"""A child of models.py: torch.autograd.gradcheck on the same NumPy code, every size two.

It needs torch and nothing of the prover, so it can run under another Python. It reads lines
`sigmoid 8` and answers each with the seconds that one gradcheck of all gradients took.
"""

import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
import torch

sys.path.append(str(Path(__file__).parents[1] / "src"))

from complex_step import draw, sizes_for
from networks import DEEP, FLAT


def wrapped(layer: Any) -> Any:
    """Give torch's function whose forward and backward pass are those of the layer."""

    class Wrapped(torch.autograd.Function):
        @staticmethod
        def forward(ctx: Any, *inputs: Any) -> Any:
            y, ctx.pullback = layer(*(x.detach().numpy() for x in inputs))
            return torch.from_numpy(np.array(y))

        @staticmethod
        @torch.autograd.function.once_differentiable
        def backward(ctx: Any, g: Any) -> Any:
            given = ctx.pullback(g.numpy()[()])
            return tuple(None if d is None else torch.from_numpy(np.array(d)) for d in given)

    return Wrapped.apply


def check(name: str, size: int) -> float:
    """Return the seconds of one check in double precision; raise if it refuses the gradients."""
    layer, shapes, sample = DEEP[name](size) if name in DEEP else FLAT[name]()
    rng = np.random.default_rng(0)
    drawn = draw(shapes, sample, dict.fromkeys(sizes_for(shapes, rng), 2), rng)
    inputs = [torch.from_numpy(x).requires_grad_(x.dtype == float) for x in drawn.values()]
    start = time.process_time()
    torch.autograd.gradcheck(wrapped(layer), inputs)
    return time.process_time() - start


def main() -> None:
    torch.set_num_threads(1)
    check("tanh", 1)  # what a first call sets up is not timed
    version = ".".join(str(part) for part in sys.version_info[:2])
    print(torch.__version__.split("+")[0], version, flush=True)
    for line in sys.stdin:
        name, size = line.split()
        print(check(name, int(size)), flush=True)


if __name__ == "__main__":
    main()
