"""The prover speaks Korean as well as English, also of what stopped it."""

import re
from pathlib import Path

import pytest

import backproof.proof
from backproof import prove
from backproof.proof.words import OBSTACLES, WORDS, obstacle

HANGUL = re.compile("[가-힣]")
SOURCE = "\n".join(
    p.read_text(encoding="utf-8")
    for p in Path(backproof.proof.__file__).parent.glob("*.py")
    if p.name != "words.py"
)
X = {"x": ("N", "D")}


def loop(x):
    return sum((row * row).sum() for row in x)


def in_place(x):
    y = x * x
    y += 1
    return y.sum()


def branch(x):
    return (x * x).sum() if x.shape[0] == 3 else (x * x).sum() * 1


def value(x):
    return (x * x).sum() if (x > 0).all() else (x * x).sum() * 1


def subscript(x):
    return (x[1:] ** 2).sum() + (x[:1] ** 2).sum()


def test_both_languages_say_the_same_things():
    assert set(WORDS["ko"]) == set(WORDS["en"])
    assert all(HANGUL.search(text) for text in WORDS["ko"].values())
    assert not any(HANGUL.search(text) for text in WORDS["en"].values())


@pytest.mark.parametrize("pattern", OBSTACLES)
def test_an_obstacle_that_is_translated_is_raised_somewhere(pattern):
    plain = re.split(r"\(\.\+\)|\(\\d\+\)|\(\?:.*?\)\?", pattern)
    for part in plain:
        assert part.replace("\\", "").strip(" ()") in SOURCE


@pytest.mark.parametrize("forward", [loop, in_place, branch, subscript])
def test_what_stops_a_proof_is_said_in_korean(forward):
    proof = prove(forward, lambda g, x: (2 * g * x,), X)
    assert proof["x"].obstacle
    line = next(s for s in proof.explain("ko").splitlines() if "막은 것" in s)
    assert HANGUL.search(line.split("막은 것:")[1]), line
    assert proof["x"].obstacle in proof.explain("en")


def test_unknown_obstacles_are_kept():
    assert obstacle("np.einsum", "ko") == "np.einsum"
