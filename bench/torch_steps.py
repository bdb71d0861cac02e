"""A child of nn.py: the same networks in torch, as its users write them, on the CPU.

It needs torch and nothing of this project, so it can run under another Python. It reads lines
`784,30,10 128 5` (widths, batch, steps) and answers each with the seconds of a step and with the
cost before every one of these steps. A network is made once, and goes on from where it stands.
"""

import math
import os
import sys
import time
from functools import cache
from itertools import pairwise
from typing import Any

os.environ["CUDA_VISIBLE_DEVICES"] = ""

import torch

LEARNING_RATE = 0.1


def entries(*shape: int) -> Any:
    """Give the very numbers that `nn.entries` gives, without NumPy."""
    numbers = torch.arange(math.prod(shape), dtype=torch.float64)
    return torch.sin(numbers * numbers).reshape(shape).float()


@cache
def start(widths: str, batch: int) -> tuple[Any, Any, Any, Any]:
    """Make the network, its optimizer and its batch."""
    sizes = [int(width) for width in widths.split(",")]
    layers: list[Any] = []
    for fan_in, fan_out in pairwise(sizes):
        layer = torch.nn.Linear(fan_in, fan_out)
        with torch.no_grad():
            layer.weight.copy_(entries(fan_out, fan_in) / math.sqrt(fan_in))
            layer.bias.zero_()
        layers += [layer, torch.nn.Sigmoid()]
    net = torch.nn.Sequential(*layers)
    y = torch.eye(sizes[-1])[torch.arange(batch) % sizes[-1]]
    return net, torch.optim.SGD(net.parameters(), lr=LEARNING_RATE), entries(batch, sizes[0]), y


def main() -> None:
    torch.set_num_threads(1)
    version = ".".join(str(part) for part in sys.version_info[:2])
    print(torch.__version__.split("+")[0], version, flush=True)
    for line in sys.stdin:
        widths, batch, steps = line.split()
        net, optimizer, x, y = start(widths, int(batch))
        costs = []
        began = time.process_time()
        for _ in range(int(steps)):
            optimizer.zero_grad()
            C = ((net(x) - y) ** 2).sum() / (2 * len(x))
            C.backward()
            optimizer.step()
            costs.append(C.detach())
        seconds = (time.process_time() - began) / int(steps)
        print(seconds, *(c.item() for c in costs), flush=True)


if __name__ == "__main__":
    main()
