"""Random straight-line programs with writes, views and subscripts: traced entries against NumPy's.

A program that the trace refuses is made without the refused line; what it accepts must have the
shape, the kind and the entries that NumPy gives, at sizes with ones among them.
"""

import contextlib
import math
import queue
import random

import numpy as np
import pytest
import sympy as sp
from tests.proof.plain import value

from backproof.algebra.polynomial import Unsupported
from backproof.proof import sampling
from backproof.proof.arrays import SymbolicArray
from backproof.proof.task import Task
from backproof.proof.trace import trace

SHAPES = {
    "x": ("N", "D"),
    "y": ("N", "D"),
    "w": ("D", "K"),
    "s": (),
    "v": ("N",),
    "q": ("N", "N"),
    "p": ("N", "2*D"),
    "o": ("N", "D"),
    "m": ("N", "D"),
    "t": ("N",),
    "u": ("N",),
}
KINDS = {"t": "labels:x[1]", "u": "labels:x[0]", "o": "onehot", "m": "mask"}
REAL = [name for name in SHAPES if name not in {"t", "u"}]
SIZES = [{"N": 2, "D": 3, "K": 4}, {"N": 1, "D": 2, "K": 1}, {"N": 3, "D": 1, "K": 2}]

#: What a line may compute; A, B, C stand for arrays, # for a number, @ for an axis, ~ for keepdims.
EXPRESSIONS = (
    """
A + B|A - B|A * B|A + #|A * #|A @ B|A.T @ B|A / (1 + B * B)|A ** 2|np.exp(A / 4)
np.abs(A)|np.sign(A)
A.T|A.reshape(-1)|A.ravel()|A.flatten()|A[0]|A[:, 0]|A[None]|A[:, None]|A[..., 0]|A[0, :, None]
A.copy()|np.array(A)|np.asarray(A)|A.astype(float)|np.asarray(A > 0, dtype=float)|np.transpose(A)
np.zeros_like(A)|np.ones_like(A)|np.full_like(A, 0.5)|np.zeros(A.shape)|np.full(A.shape, 0.5)
np.zeros(A.shape, dtype=bool)|np.where(A > 0, 1, 0)|(A > 0).astype(int)|np.full(A.shape, 1)
A.sum(axis=@~)|A.mean(axis=@~)|A.max(axis=@~)|A.min(axis=@~)|np.var(A, axis=@~)
np.where(A > B, C, B)|np.where(A > 0, C, #)|np.maximum(A, B)|np.minimum(A, B)|np.clip(A, #, #)
A > B|A <= #|A == B|(A > 0) & (B > 0)|(A > 0) + (B > 0)|(A > 0) * (B > 0)|~(A > 0)
(A != B).sum(axis=0)
np.stack([A, B])|np.stack([A, B], axis=-1)|np.concatenate([A, B])|np.concatenate([A, B], axis=-1)
np.hstack([A, B])|np.vstack([A, B])|np.split(A, 2, axis=-1)[0]|np.split(A, 2, axis=-1)[1]
A[:, : A.shape[1] // 2]|A[:, A.shape[1] // 2 :]|A.reshape(A.shape[0], 2, -1)|A.reshape(2, -1)
A[np.arange(A.shape[0]), t]|A[u]|A[:, t]|A[t]|A[u, t]|np.arange(A.shape[1]) == t[:, None]
np.eye(A.shape[0])|np.eye(A.shape[1])[t]|t == t[:, None]|A[A > 0].sum()|A[B > 0].sum()
np.einsum("ij->ji", A)|np.einsum("ij->i", A)|np.einsum("ii", A)|np.einsum("ii->i", A)
np.einsum("ij,ij", A, B)|np.einsum("ij,kj->ik", A, B)|np.einsum("ij,i->j", A, B)
np.einsum("ji,ij->i", A, B)|np.tensordot(A, B, axes=1)|np.tensordot(A, B, axes=([1], [1]))
np.tensordot(A, B, axes=2)|np.outer(A, B)|np.inner(A, B)|np.dot(A, B)|np.diag(A)|np.trace(A)
np.expand_dims(A, -1)|np.expand_dims(A, (0, 2))|np.swapaxes(A, 0, 1)|np.moveaxis(A, 0, -1)
np.broadcast_to(A, B.shape)|np.add.outer(A, B)|np.add.reduce(A)|np.heaviside(A, 0.5)|np.squeeze(A)
np.linalg.norm(A, axis=@)|A.T.reshape(-1)|A[1:]|A[-1]|np.cumsum(A, axis=0)|np.array(A, ndmin=2)
""".replace("\n", "|")
    .strip("|")
    .split("|")
)

#: What a line may write.
WRITES = (
    """
A += B|A -= #|A *= B|A[0] += B|A[0] = B|A[:, 0] *= #|A[:, 0] = B|A[...] = B|A[:] = #|A[:] -= B
A[A < #] = #|A[B > 0] *= #|A[B > C] = C[B > C]|A[u] = B|A[np.arange(A.shape[0]), t] = #
A[np.arange(A.shape[0]), t] -= B|np.add.at(A, u, B)|np.add.at(A, (u, t), #)|np.add.at(A, t, B[0])
np.add.at(A, (slice(None), t), B)|np.add.at(A, (np.arange(A.shape[0]), t), B)
np.subtract.at(A, u, #)
np.add(B, C, out=A)|np.multiply(A, B, out=A)|A.fill(#)|A[0, 0] = #|A[0, 0] += B|A.T[0] = B
A[:, : A.shape[1] // 2] = B|A[:, A.shape[1] // 2 :] += B|A[0][0] = B|A[:, None] *= #|A[..., 0] -= B
A += A.T|A[0] = A.sum(axis=0)|A[:, 0] += A[:, 1]|A[np.arange(A.shape[0]), np.arange(A.shape[0])] = #
A.reshape(-1)[0] = #|A.ravel()[...] = #
""".replace("\n", "|")
    .strip("|")
    .split("|")
)


def filled(template, r, names):
    """Return a line with its letters replaced."""
    fill = {
        "#": lambda: r.choice(["0", "1", "2", "0.5", "-1"]),
        "@": lambda: r.choice(["0", "1", "-1", "None", "(0, 1)"]),
        "~": lambda: r.choice(["", ", keepdims=True"]),
    }
    first = {c: r.choice(names) for c in "ABC"}
    out = template.replace(" @ ", " MATMUL ").replace("~(", "NOT(")
    out = "".join(fill[c]() if c in fill else c for c in out)
    for c, name in first.items():
        out = "".join(
            name
            if ch == c and not (out[i - 1 : i].isalnum() or out[i + 1 : i + 2].isalnum())
            else ch
            for i, ch in enumerate(out)
        )
    return out.replace("MATMUL", "@").replace("NOT(", "~(")


def compiled(lines):
    """Return the program as a function of the inputs that returns all its arrays by name."""
    own = [f"    {name} = {name} + 0.0" for name in REAL if name != "s"]
    made = sorted({line.split(" = ")[0] for line in lines if line.startswith("a")})
    body = [*own, "    s = s.copy()", *(f"    {line}" for line in lines)]
    shown = ", ".join(f"{name!r}: {name}" for name in [*REAL, *made])
    text = "\n".join([f"def program({', '.join(SHAPES)}):", *body, f"    return {{{shown}}}"])
    space = {"np": np, "__name__": "a_program"}
    exec(text, space)  # noqa: S102 - lines made above
    return space["program"]


def inputs(sizes, seed):
    rng = np.random.default_rng(seed)
    task = Task.read(lambda *a: a[0], lambda *a: a, SHAPES, ("x",), KINDS)
    return {
        n: np.array(
            sampling.draw(task.kind(n), task.lengths(n, sizes), rng, task.labels_below(n, sizes))
        )
        for n in SHAPES
    }


def traced(lines):
    """Return the program's symbolic arrays, or None if the trace refuses it."""
    kept, program = queue.SimpleQueue(), compiled(lines)  # lists are put back as they were

    def forward(*arrays):
        kept.put(program(*arrays))
        return arrays[0].sum()

    task = Task.read(forward, lambda g, *arrays: g + 0 * arrays[0], SHAPES, ("x",), KINDS)
    before = Unsupported.raised
    trace(task)
    return None if kept.empty() or Unsupported.raised != before else kept.get()


def build(seed, count):
    """Return lines that both NumPy and the trace follow."""
    r, lines, names, symbolic = random.Random(seed), [], list(REAL), None
    start = inputs(SIZES[0], seed)
    for _ in range(6 * count):
        if len(lines) == count:
            break
        new = f"a{len(lines)} = " * (r.random() < 0.55)
        line = new + filled(r.choice(EXPRESSIONS if new else WRITES), r, names)
        try:
            with np.errstate(all="ignore"):
                out = compiled([*lines, line])(**start)
        except Exception:  # noqa: BLE001, S112 - most lines fit no shapes
            continue
        if any(np.ndim(a) > 4 for a in out.values()):
            continue
        found = traced([*lines, line])
        if found is not None:
            symbolic, lines = found, [*lines, line]
            names += [f"a{len(lines) - 1}"] * 2 * bool(new)
    return lines, symbolic


def number_of(expr, sizes):
    letters = {sp.Symbol(c, integer=True, positive=True): v for c, v in sizes.items()}
    return int(sp.sympify(expr).subs(letters))


def place(index, factors, sizes):
    """Return an index along each axis, split where an axis is a product."""
    out = []
    for i, own in zip(index, factors, strict=True):
        lengths = [number_of(f, sizes) for f in own]
        parts = [sp.Integer(int(k)) for k in np.unravel_index(i, lengths)]
        out.append(parts[0] if len(parts) == 1 else sp.Tuple(*parts))
    return out


def mistake(name, traced_array, true, sizes, arrays):
    """Return what differs between a traced array and NumPy's, or an empty text."""
    if tuple(number_of(d, sizes) for d in traced_array.dims) != true.shape:
        return f"the shape of {name} is {traced_array.dims}, not {true.shape}"
    if traced_array.boolean != (true.dtype == bool):
        return f"{name} holds {true.dtype}"
    for index in list(np.ndindex(true.shape))[:40]:
        with contextlib.suppress(Unsupported):
            entry = traced_array.at(*place(index, traced_array.factors, sizes))
            got, want = value(entry, sizes, arrays), float(true[index])
            if math.isfinite(got + want) and abs(got - want) > 1e-6 * (1 + abs(want)):
                return f"{name}[{index}] is {want}, traced {got}"
    return ""


@pytest.mark.parametrize("block", range(10))
def test_traced_programs_do_what_numpy_does(block):
    checked = 0
    for seed in range(100 * block, 100 * block + 9):
        lines, symbolic = build(seed, 6)
        for sizes in SIZES:
            drawn = inputs(sizes, seed + 1)
            hidden = {"#o": drawn["o"].argmax(axis=-1), "#m": drawn["m"] - 0.5}
            split = drawn["p"].reshape(sizes["N"], 2, sizes["D"])
            with np.errstate(all="ignore"):
                numeric = compiled(lines)(**drawn)
            for name, array in (symbolic or {}).items():
                if isinstance(array, SymbolicArray) and array.below is None:
                    arrays = {**drawn, **hidden, "p": split}
                    wrong = mistake(name, array, np.asarray(numeric[name]), sizes, arrays)
                    assert not wrong, "\n".join([f"{seed} {sizes} {wrong}", *lines])
                    checked += 1
    assert checked > 100
