"""The prover speaks Korean as well as English, also of what stopped it."""

import ast
import itertools
import re
from pathlib import Path

import numpy as np
import pytest

import backproof
from backproof import Verdict, prove
from backproof.calculus.definedness import DEFINED
from backproof.proof import whole
from backproof.proof.obstacles import OBSTACLES, obstacle
from backproof.proof.words import WORDS
from backproof.question import sampling
from backproof.question.task import Task
from backproof.question.words import KINDS, kind

HANGUL = re.compile("[가-힣]")
PARTICLE = re.compile(r"[은이을과]\((?:는|가|를|와)\)|\(으\)로")
#: Messages that name code and nothing else, or hand on another message.
CODE = re.compile(r"(np)?\.?[\w.]+(\([\w.]+\))?|dtype=\w+|np\.\w+\.(at|reduce|accumulate)")

X = {"x": ("N", "D")}


def loop(x):
    return sum((row * row).sum() for row in x)


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


SOURCES = [
    ast.parse(path.read_text(encoding="utf-8"))
    for path in Path(backproof.__file__).parent.rglob("*.py")
    if path.parent.name != "derivation"  # no proof goes there
]
DOUBTS = [
    node.value.value
    for tree in SOURCES
    for node in ast.walk(tree)
    if isinstance(node, ast.Assign) and getattr(node.targets[0], "attr", "") == "doubt"
]
LOCKED = [
    call.args[1]
    for tree in SOURCES
    for call in ast.walk(tree)
    if isinstance(call, ast.Call) and ast.unparse(call.func) == "Memory" and len(call.args) > 1
]


def written(node):
    """Give a message as the code would raise it, once for each thing that may stand in its gaps."""
    if isinstance(node, ast.IfExp):
        return written(node.body) + written(node.orelse)
    if isinstance(node, ast.Constant):
        return [node.value]
    if not isinstance(node, ast.JoinedStr):
        return []
    parts = [[p.value] if isinstance(p, ast.Constant) else gap(p) for p in node.values]
    return ["".join(chosen) for chosen in itertools.product(*parts)]


def gap(node):
    name = ast.unparse(node.value)
    if name == "who":
        return ["forward", "the gradient of x"]
    if name == "self.doubt":
        return [text for text in DOUBTS if text]
    if name == "self.memory.locked":
        return [text for node in LOCKED for text in written(node)]
    if name == "DEFINED":
        return [DEFINED]
    return ["7"] if name.startswith("MOST_") or name.endswith("count") else ["x"]


def raised():
    """Give every message of the prover about what stops a proof."""
    for tree in SOURCES:
        for node in ast.walk(tree):
            if isinstance(node, ast.Call):
                if getattr(node.func, "id", "") in {"Unsupported", "Mismatch"}:
                    yield written(node.args[0])
                yield from (written(k.value) for k in node.keywords if k.arg == "obstacle")
            if isinstance(node, ast.FunctionDef) and node.name in {"obstacle", "exception", "kink"}:
                returned = (n.value for n in ast.walk(node) if isinstance(n, ast.Return))
                yield from map(written, returned)
            if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]).endswith("obstacle"):
                yield written(node.value)
            if isinstance(node, ast.Set) and isinstance(node.elts[0], ast.JoinedStr):  # a kink
                yield written(node.elts[0])


RAISED = sorted({tuple(texts) for texts in raised() if texts})


def test_the_messages_are_found():
    assert ("the normal forms differ although the numbers agree",) in RAISED
    assert len(RAISED) > 100


@pytest.mark.parametrize("texts", RAISED, ids=lambda texts: texts[0])
def test_every_obstacle_is_said_in_korean_or_is_code(texts):
    for text in texts:
        assert HANGUL.search(obstacle(text, "ko")) or CODE.fullmatch(text)
        assert obstacle(text, "en") == text


@pytest.mark.parametrize("pattern", OBSTACLES)
def test_an_obstacle_that_is_translated_is_raised_somewhere(pattern):
    messages = [text for texts in RAISED for text in texts]
    first = (next((p for p in OBSTACLES if re.fullmatch(p, text)), None) for text in messages)
    assert pattern in first, "no message is translated by this row"


def test_no_particle_is_left_to_the_reader():
    korean = [*WORDS["ko"].values(), *KINDS["ko"].values(), *OBSTACLES.values()]
    assert [text for text in korean if PARTICLE.search(text)] == []


def test_every_kind_of_input_has_its_words_in_both_languages():
    assert set(KINDS["ko"]) == set(KINDS["en"]) == {*sampling.KINDS, "labels", "function"}
    for name in [*sampling.KINDS, "labels:x[1]", "drawn"]:
        assert HANGUL.search(kind(name, "ko"))
        assert not HANGUL.search(kind(name, "en"))


@pytest.mark.parametrize("forward", [loop, branch, subscript])
def test_what_stops_a_proof_is_said_in_korean(forward):
    proof = prove(forward, lambda g, x: (2 * g * x,), X)
    assert proof["x"].obstacle
    line = next(s for s in proof.explain("ko").splitlines() if "막은 것" in s)
    assert HANGUL.search(line.split("막은 것:")[1]), line
    assert proof["x"].obstacle in proof.explain("en")


def test_what_not_even_entries_can_follow_is_said_in_both_languages():
    proof = prove(lambda x: np.floor(x) * x, lambda g, x: g * np.floor(x), X)
    assert proof.verdict is Verdict.WITNESSED
    assert "막은 것: np.floor" in proof.explain("ko")


def looked_up(x):
    return x + np.zeros(3)[x.shape[0] * 0]


def stored(x):
    plain = np.zeros(1)
    plain[0] = (x * 0).sum()
    return x + plain


def hidden(x):
    try:
        half = x.shape[0] // 2
    except TypeError as error:
        raise RuntimeError("of their own") from error
    return x * half**0


@pytest.mark.parametrize(
    ("forward", "words"),
    [(looked_up, "where a plain number is needed"), (stored, "float"), (hidden, "N // 2")],
)
def test_what_is_refused_is_named_though_it_comes_out_as_another_error(forward, words):
    found = whole.prove(Task.read(forward, lambda g, x: (g,), X, None, None))
    assert words in found.obstacle


def test_errors_of_the_code_on_symbols_are_named():
    def forward(x):
        if type(x) is not np.ndarray:
            raise RuntimeError("of their own")
        return x

    found = whole.prove(Task.read(forward, lambda g, x: (g,), X, None, None))
    assert found.obstacle == "RuntimeError on symbols: of their own"
    assert HANGUL.search(obstacle(found.obstacle, "ko"))


def test_unknown_obstacles_are_kept():
    assert obstacle("np.einsum", "ko") == "np.einsum"
