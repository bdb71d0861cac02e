"""Random NumPy code with views, writes and aliases: traced, it is what NumPy computes."""

import random

import numpy as np
import pytest
from tests.graph.test_numpy import SIZES, drawn, lengths, traced

from backproof.algebra.polynomial import Mismatch, Unsupported
from backproof.graph.calls.arrays import is_array, view_of
from backproof.graph.node import Graph
from backproof.graph.values import Values
from backproof.running.on_graph import symbolic_sizes_on_graph

PROGRAMS = 8  # in a block; more of them is a matter of patience
INPUTS = ["x", "y", "v", "w", "A", "T", "f", "t3", "p", "gate4", "row", "column", "k", "m", "mk"]
START = [
    *("a = x.copy()", "b = np.array(y)", "c = np.zeros(x.shape)", "d = T * 1", "e = np.array(f)"),
    *(
        "q = A @ A",
        "r = np.tanh(t3)",
        "u = np.array(p)",
        "i = np.arange(x.shape[0])",
        "z = mk.copy()",
    ),
    *(
        "g = np.zeros_like(gate4)",
        "h = np.empty_like(x)",
        "h[...] = 0",
        "s = x.sum()",
        "o = np.ones((x.shape[0], 1))",
    ),
    *("n1 = a", "n2 = x * 1", "n3 = d[..., 0]", "n4 = x[0]"),
]
OLD = [
    "x",
    "y",
    "v",
    "w",
    "A",
    "T",
    "f",
    "t3",
    "p",
    "gate4",
    "row",
    "column",
    "mk",
    "a",
    "b",
    "c",
    "d",
    "e",
    "q",
    "r",
    "u",
    "g",
    "h",
    "z",
    "s",
    "o",
    "n1",
    "n2",
    "n3",
    "n4",
]
WRITABLE = ["a", "b", "c", "d", "e", "q", "r", "u", "g", "h", "z", "s", "o", "n1", "n2", "n3", "n4"]
NEW = ["a", "b", "c", "n1", "n2", "n3", "n4"]
KEYS = [
    *(
        "0",
        "...",
        ":",
        "None",
        ":, 0",
        "..., 0",
        "0, ...",
        ":, :1",
        "None, :, 0",
        ":, None",
        "..., None, 0",
    ),
    *(
        "::-1",
        ":, ::-1",
        ":, 1",
        ":, -1",
        "-1",
        "0, 1",
        ":, 1:",
        "1, ::-2",
        ":, 0:2",
        "..., -2:",
        ":, ::2",
        "()",
    ),
    *(
        ":, :x.shape[1]",
        ":, x.shape[1]:",
        ":, -x.shape[1]:",
        ":, x.shape[1]:3*x.shape[1]",
        "0, ..., None",
    ),
    *(
        "i, k",
        "i",
        ":, k",
        "m",
        "m, k",
        "i, m",
        "i[:, None], k",
        "i, :, k",
        "i, 0",
        "0, :, k",
        "m[:, None], i",
        "i, i",
    ),
    *(
        "i[:, None], i",
        "k, :",
        "m, None",
        "i, None, k",
        "mk",
        "mk[:, 0]",
        "[1, 0]",
        "[0, 0]",
        ":, [2, 1]",
        "0, k",
    ),
    *("z", "i[::1]", "m, ..., 0", "..., k", "m, 0", ":, k, :", "i, 1"),
]
VIEWS = [
    *(
        "{}.T",
        "{}[{key}]",
        "{}[{key}]",
        "{}.swapaxes(0, -1)",
        "np.moveaxis({}, 0, -1)",
        "{}.reshape(-1)",
        "{}.ravel()",
    ),
    *(
        "{}.reshape({}.shape)",
        "np.expand_dims({}, 0)",
        "{}[None]",
        "np.squeeze({}, axis=0)",
        "np.diagonal({})",
    ),
    *(
        "np.einsum('ij->ji', {})",
        "np.transpose({}, (1, 0, 2))",
        "{}.reshape({}.shape[0], -1)",
        "{}",
        "np.asarray({})",
    ),
    *(
        "np.ascontiguousarray({})",
        "np.broadcast_to({}, x.shape)",
        "np.split({}, 2, axis=1)[1]",
        "{}.reshape(1, *{}.shape)",
    ),
]
VALUES = [
    *(
        "{} + {}",
        "{} * {}",
        "{} - {}",
        "{} @ {}",
        "np.maximum({}, {})",
        "{}.sum(axis=0)",
        "{}.mean(axis=-1, keepdims=True)",
    ),
    *(
        "{}.max(axis=1)",
        "np.tanh({})",
        "{} > {}",
        "np.where({} > 0, {}, {})",
        "np.where({}, {}, {})",
        "{}.copy()",
    ),
    *(
        "{}.flatten()",
        "np.exp(-{} ** 2)",
        "np.concatenate([{}, {}])",
        "np.stack([{}, {}], axis=-1)",
        "np.concatenate([{}, {}], axis=1)",
    ),
    *(
        "np.zeros_like({})",
        "np.tile({}, 2)",
        "np.repeat({}, 2, axis=0)",
        "np.cumsum({}, axis=0)",
        "np.tril({})",
        "np.triu({}, 1)",
    ),
    *(
        "np.dot({}, {})",
        "np.outer({}, {})",
        "np.diag({})",
        "{}.astype(float)",
        "{} == {}",
        "~{}",
        "{} / (1 + abs({}))",
        "{}.min()",
    ),
    *(
        "np.einsum('ij,ik->jk', {}, {})",
        "np.tensordot({}, {}, axes=1)",
        "{} * 2",
        "{} - 1",
        "{}.var(axis=0)",
        "np.clip({}, -1, 1)",
    ),
    *(
        "np.take({}, m, axis=0)",
        "(k[:, None] == np.arange({}.shape[1])) * 1.0",
        "i[:, None] >= i",
        "np.array([{}, {}])",
        "np.vdot({}, {})",
    ),
]
WRITES = [
    *(
        "{w} += {}",
        "{w} *= {}",
        "{w} -= 1",
        "{w} *= 2",
        "{w}[{key}] = {}",
        "{w}[{key}] = 3",
        "{w}[{key}] += {}",
        "{w}[{key}] *= 2",
    ),
    *(
        "np.add({}, {}, out={w})",
        "np.tanh({}, out={w})",
        "np.add.at({w}, ({key}), {})",
        "np.add.at({w}, ({key}), 1.5)",
    ),
    *(
        "{w}[{w} > 0] = 0",
        "{w}[{w} > 0] *= 2",
        "{w}[{}] = 1",
        "{w}.T[{key}] = {}",
        "{w}[...] = {}",
        "{w}.fill(2)",
        "{w} @= {}",
    ),
    *(
        "{w}.reshape(-1)[...] = 1",
        "{w}.ravel()[0] = 5",
        "{w} /= 2",
        "{w} |= {}",
        "{w} &= {}",
        "{w}[{key}][{key}] = 4",
        "{w}[0] = {w}[0] + 1",
    ),
    *(
        "np.subtract.at({w}, ({key}), 2)",
        "{w}[{w} < 0] = {w}[{w} < 0] * 3",
        "np.multiply({w}, {w}.T, out={w})",
        "{w} += {w}.T",
        "{w}[::-1] = {w}",
    ),
]


def line(rng):
    """Return one line of code."""
    form = rng.choice([VIEWS, VALUES, WRITES, WRITES])
    text = rng.choice(form)
    target = rng.choice([n for n in WRITABLE if n != "s" or "out=" not in text])
    same = rng.choice(OLD)
    for name in ("{w}", "{key}"):
        while name in text:
            text = text.replace(name, target if name == "{w}" else rng.choice(KEYS), 1)
    reuse = form is VIEWS
    while "{}" in text:
        text = text.replace("{}", same if reuse else rng.choice(OLD), 1)
    return text if form is WRITES else f"{rng.choice(NEW)} = {text}"


def compiled(lines):
    body = [f"    {t}" for t in [*START, *lines]]
    shown = ", ".join(f"({n} if {n!r} in locals() else None)" for n in WRITABLE)
    text = "\n".join([f"def program({', '.join(INPUTS)}):", *body, f"    return [{shown}]"])
    space = {"np": np, "__name__": "a_program"}
    exec(text, space)  # noqa: S102 - our own text
    return space["program"]


def trace(lines):
    graph, program = Graph(), compiled(lines)
    with symbolic_sizes_on_graph(graph, program):
        inputs = {n: traced(graph, n) for n in INPUTS}
        made = [
            x.view if is_array(x) else x if x is None else view_of(x)
            for x in program(*inputs.values())
        ]
    return inputs, made


def grown(seed, count):
    """Return a program of lines that are followed; what is refused is left out."""
    rng, lines, made = random.Random(seed), [], trace([])  # noqa: S311 - no secret
    tries = 0
    while len(lines) < count and tries < 12 * count:
        tries += 1
        new = line(rng)
        try:
            made = trace([*lines, new])
        except (Unsupported, Mismatch, IndexError, SyntaxError):
            continue
        lines.append(new)
    return lines, made


@pytest.mark.parametrize("block", range(4))
def test_random_code(block):
    for seed in range(block * PROGRAMS, (block + 1) * PROGRAMS):
        check(seed)


def check(seed, count=8):
    lines, (inputs, made) = grown(seed, count)
    program = compiled(lines)
    for k, sizes in enumerate(SIZES):
        numbers = drawn(INPUTS, sizes, seed + k)
        text = "\n".join([f"seed {seed} at {sizes}", *lines])
        with np.errstate(all="ignore"):
            try:
                want = program(*(np.copy(numbers[n]) for n in INPUTS))
            except Exception as error:
                raise AssertionError(f"NumPy: {error!r}\n{text}") from error
        leaves = {
            x.view.node: numbers[n].reshape(lengths(x.view.node, sizes)) for n, x in inputs.items()
        }
        values = Values(sizes, leaves)
        values.known = Unwritten(values)
        for n, a, b in zip(WRITABLE, made, want, strict=True):
            assert (a is None) == (b is None), text
            if a is None:
                continue
            true = np.asarray(b)
            seen = values.seen(a)
            assert seen.shape == true.shape, f"{n}: {seen.shape} {true.shape}\n{text}"
            assert a.kind == true.dtype.kind, f"{n}: {a.kind} {true.dtype}\n{text}"
            if (
                np.isfinite(true.astype(float)).all()
                and np.abs(true.astype(float)).max(initial=0) < 1e100
            ):
                scale = np.abs(true.astype(float)).max(initial=1)
                np.testing.assert_allclose(
                    seen / scale, true / scale, rtol=1e-9, atol=1e-9, err_msg=f"{n}\n{text}"
                )


class Unwritten(dict):
    """Values of nodes, with some numbers in memory that nobody wrote to."""

    def __init__(self, values):
        super().__init__(values.known)
        self.values = values

    def __contains__(self, node):
        if node.op == "unwritten" and not super().__contains__(node):
            self[node] = np.zeros(self.values.lengths(node))
        return super().__contains__(node)
