"""A child of prove.py: torch.autograd.gradcheck on the same network, at the widths asked for.

It needs torch and nothing of this project, so it can run under another Python. It reads lines
`fast 8` or `full 8` and answers each with the seconds that one gradcheck took.
"""

import sys
import time
from typing import Any

import torch


class TwoLayers(torch.autograd.Function):
    """Two layers with tanh and sigmoid, backward written by hand."""

    @staticmethod
    def forward(ctx: Any, x: Any, W1: Any, b1: Any, W2: Any, b2: Any) -> Any:
        a1 = torch.tanh(x @ W1.T + b1)
        y = torch.sigmoid(a1 @ W2.T + b2)
        ctx.save_for_backward(x, W1, W2, a1, y)
        return y

    @staticmethod
    @torch.autograd.function.once_differentiable
    def backward(ctx: Any, g: Any) -> Any:
        x, W1, W2, a1, y = ctx.saved_tensors
        d2 = g * y * (1 - y)
        d1 = d2 @ W2 * (1 - a1**2)
        return d1 @ W1, d1.T @ x, d1.sum(0), d2.T @ a1, d2.sum(0)


def check(width: int, *, fast: bool) -> float:
    """Return the seconds of one check in double precision; raise if it refuses the gradients."""
    made = torch.Generator().manual_seed(width)
    shapes = [(width, width), (width, width), (width,), (width, width), (width,)]
    inputs = [
        torch.randn(s, dtype=torch.float64, generator=made, requires_grad=True) for s in shapes
    ]
    start = time.perf_counter()
    torch.autograd.gradcheck(TwoLayers.apply, inputs, fast_mode=fast)
    return time.perf_counter() - start


def main() -> None:
    check(2, fast=False)  # what a first call sets up is not timed
    check(2, fast=True)
    version = ".".join(str(part) for part in sys.version_info[:2])
    print(torch.__version__.split("+")[0], version, flush=True)
    for line in sys.stdin:
        mode, width = line.split()
        print(check(int(width), fast=mode == "fast"), flush=True)


if __name__ == "__main__":
    main()
