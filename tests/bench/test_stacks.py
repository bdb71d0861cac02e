"""Random stacks are what they say: right, or wrong in the one line that was changed."""

import inspect
import os

import numpy as np
import pytest

RIGHT, WRONG = 1e-10, 1e-7
SEED = int(os.environ["BACKPROOF_SEED"])
SEEDS = [SEED * 1000 + i for i in range(12)]


@pytest.fixture
def scripts(bench):
    return bench("stacks", "complex_step", "stack_layers", "stack_mistakes")


@pytest.mark.parametrize("seed", SEEDS)
def test_a_right_stack_is_right_and_a_wrong_one_wrong(scripts, seed):
    """By numbers drawn here, at sizes that the generator did not look at."""
    stacks, complex_step, *_ = scripts
    right, wrong = stacks.stack(seed), stacks.stack(seed, wrong=True)
    rng = np.random.default_rng([seed, 99])
    sizes = [complex_step.sizes_for(right.shapes, rng, most) for most in (3, 4, 5, 6)]

    def gaps(made):
        found = [complex_step.gap(made.layer, made.shapes, made.sample, s, rng) for s in sizes]
        return np.array(found)[np.isfinite(found)]

    assert gaps(right).max() < RIGHT, right.text
    assert gaps(wrong).max() > WRONG, wrong.text


@pytest.mark.parametrize("seed", SEEDS[:4])
def test_one_line_of_the_pullback_was_changed(scripts, seed):
    stacks = scripts[0]
    right, wrong = stacks.stack(seed), stacks.stack(seed, wrong=True)
    pairs = zip(right.text.split("\n"), wrong.text.split("\n"), strict=True)
    changed = [i for i, (a, b) in enumerate(pairs, 1) if a != b]
    assert changed == [wrong.line]
    assert right.text.split("\n")[wrong.line - 1].strip() == wrong.before
    assert wrong.line > right.text.split("\n").index("    def pullback(g):") + 1
    assert (right.line, right.mistake) == (None, "")
    assert wrong.mistake


@pytest.mark.parametrize("seed", SEEDS[:4])
def test_the_source_is_found_where_the_code_says_that_it_is(scripts, seed):
    made = scripts[0].stack(seed, wrong=True)
    assert inspect.getsource(made.layer) == made.text
    lines, start = inspect.getsourcelines(made.layer)
    assert lines[made.line - start].strip() != made.before


def test_a_stack_of_one_input_returns_one_array(scripts):
    made = scripts[0].stack(403)
    assert list(made.shapes) == ["x"]
    assert scripts[0].stack(403, wrong=True).line


def test_the_same_seed_gives_the_same_text(scripts):
    stack = scripts[0].stack
    for seed in SEEDS[:2]:
        assert stack(seed, wrong=True) == stack(seed, wrong=True)
    assert len({stack(seed).text for seed in SEEDS[:6]}) == 6


def test_every_layer_comes_in_time(scripts):
    stacks, _, layers, _ = scripts
    seen = {name for seed in range(120) for name in stacks._names(np.random.default_rng(seed))}
    assert seen == set(layers.LAYERS)
    counts = {len(stacks._names(np.random.default_rng(seed))) for seed in range(120)}
    assert counts == set(range(stacks.LEAST, stacks.MOST + 1))


LINES = {
    "missing factor": ("d = g * (1 - a)", "d = g"),
    "forgotten term": ("d = g + e", "d = g"),
    "wrong sign": ("d = g - e", "d = g + e"),
    "transposed operand": ("d = g.T @ x", "d = g @ x"),
    "operands exchanged": ("d = g @ x", "d = x @ g"),
    "wrong axis": ("d = g.sum(axis=0)", "d = g.sum(axis=1)"),
    "mean for sum": ("d = g.sum(axis=0)", "d = g.mean(axis=0)"),
    "missing mean": ("d = g * e / x.shape[0]", "d = g * e"),
    "another slope": ("d = g * (1 - a ** 2)", "d = g * (a * (1 - a))"),
    "stale variable": ("d = g * e", "d = x * e"),
    "turned comparison": ("d = g * (a > 0)", "d = g * (a < 0)"),
    "= for +=": ("d += e", "d = e"),
}


@pytest.mark.parametrize("kind", LINES)
def test_each_kind_of_mistake_is_made(scripts, kind):
    right, wrong = LINES[kind]
    found = scripts[3].mistakes(right, {"g", "x", "e"})
    assert (kind, wrong) in found
    assert (kind, right) not in found


def test_a_mistake_without_effect_is_none(scripts):
    stacks = scripts[0]
    made = stacks.stack(SEEDS[0])
    assert not stacks.is_wrong(made)
    lines = made.text.split("\n")
    at = lines.index("    def pullback(g):") + 1
    for broken in ("        return g", "        x[:] = 1"):
        text = "\n".join([*lines[:at], broken, *lines[at:]])
        assert not stacks.is_wrong(stacks.replace(made, text=text)), "not what NumPy takes"
