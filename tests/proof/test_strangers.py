"""What strangers write: right programs are proved at the level asked for, wrong twins refuted.

That the right ones are right, and the wrong ones wrong, is checked here by central differences
that know nothing of the prover.
"""

import importlib
import re

import numpy as np
import pytest
from tests.proof.strangers.record import strangers, twin

from backproof import Verdict

MODULES = (
    "activations",
    "attention",
    "convolution",
    "dense",
    "homework",
    "losses",
    "normalization",
    "physics",
    "recurrent",
)
FOUND = {
    f"{m}.{n}": (module, n)
    for m in MODULES
    for module in [importlib.import_module(f"tests.proof.strangers.{m}")]
    for n in strangers(module)
}
SEED = 8_128
STEP = 1e-5
DRAWS = 4
RIGHT, WRONG = 1e-7, 1e-5


def length(size, sizes):
    """Return a size such as ``"2*H"`` as a number: letters are 2, 3, 2, ... unless given."""
    return size if isinstance(size, int) else eval(size, {}, sizes)  # noqa: S307 - our own text


def sizes_of(program):
    text = " ".join(str(s) for shape in program.shapes.values() for s in shape)
    letters = sorted(set(re.findall(r"[A-Z]", text)))
    return {s: 2 + i % 2 for i, s in enumerate(letters)}


def inputs_of(program, rng):
    sizes = sizes_of(program)
    out = {}
    for name, shape in program.shapes.items():
        kind, full = program.sample.get(name, "normal"), [length(s, sizes) for s in shape]
        x = rng.normal(size=full)
        if kind == "distinct":
            x = rng.permutation(x.size).reshape(full) - x.size / 2 + 0.25
        elif kind in {"unit", "positive"}:
            x = rng.uniform(0.2, 0.8, size=full)
        elif kind == "mask":
            x = (x > 0).astype(float)
        elif kind == "onehot":
            x = np.eye(full[-1])[rng.integers(full[-1], size=full[:-1])]
        elif kind.startswith("labels:"):
            other, axis = re.fullmatch(r"labels:(\w+)\[(\d)\]", kind).groups()
            x = rng.integers(length(program.shapes[other][int(axis)], sizes), size=full)
        out[name] = x
    return out


def slope(program, inputs, name, g):
    """Return the derivative by one input: central differences with one step of extrapolation."""

    def at(index, h):
        moved = np.array(inputs[name], dtype=float)
        moved[index] += h
        return float(np.sum(g * program.forward(*{**inputs, name: moved}.values())))

    def central(index, h):
        return (at(index, h) - at(index, -h)) / (2 * h)

    out = np.empty(np.shape(inputs[name]))
    for i in np.ndindex(out.shape):
        out[i] = (4 * central(i, 10 * STEP) - central(i, 20 * STEP)) / 3
    return out


def wanted(program):
    if program.wrt is not None:
        return program.wrt
    kinds = {n: program.sample.get(n, "normal") for n in program.shapes}
    return [n for n, k in kinds.items() if k not in {"mask", "onehot"} and k[:7] != "labels:"]


def errors(program, seed=SEED):
    """Return how far each gradient is from the derivative, relative to its size."""
    rng = np.random.default_rng(seed)
    inputs = inputs_of(program, rng)
    y = np.asarray(program.forward(*inputs.values()))
    g = rng.normal(size=y.shape)[()]
    claims = program.backward(g, *inputs.values())
    claims = claims if isinstance(claims, tuple | list) else (claims,)
    out = {}
    for name, claim in zip(wanted(program), claims, strict=True):
        true = slope(program, inputs, name, g)
        assert np.shape(claim) == true.shape
        out[name] = np.abs(claim - true).max() / (1 + np.abs(true).max())
    return out


def worst_errors(program):
    """Return the same, the largest of a few draws: a mistake may hide from one."""
    seen = [errors(program, SEED + i) for i in range(DRAWS)]
    return {n: max(e[n] for e in seen) for n in seen[0]}


@pytest.fixture(params=FOUND)
def named(request):
    return FOUND[request.param]


def test_a_right_program_is_right_and_proved(named):
    module, name = named
    program = strangers(module)[name]
    assert max(errors(program).values()) < RIGHT
    proof = program.prove()
    assert proof.verdict <= program.verdict, str(proof)


def test_a_wrong_twin_is_wrong_and_refuted(named):
    program = twin(*named)
    wrong_by = worst_errors(program)
    assert max(wrong_by.values()) > WRONG
    proof = program.prove()
    assert proof.verdict is Verdict.REFUTED, str(proof)
    for n, error in wrong_by.items():
        assert error < WRONG or proof[n].verdict is Verdict.REFUTED, str(proof)
    # what refutes holds up against our own differences: no part is refuted falsely
    refuted = [p.counterexample for p in proof.gradients.values() if p.counterexample is not None]
    for found in refuted:
        true = slope(program, found.inputs, found.name, found.upstream)
        gap = np.nan_to_num(np.abs(found.claimed - true).max(), nan=np.inf)
        assert gap > WRONG * (1 + np.abs(true).max()), str(proof)
