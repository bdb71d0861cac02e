"""Which human error it is: named right for most mutants, mended truly for every one named."""

import ast
import inspect
import re
import types
from collections import Counter
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from tests.diagnosis import mutants, mutants_in_other_styles
from tests.diagnosis.mutants import MUTANTS
from tests.diagnosis.mutants_in_other_styles import OTHERS

from backproof import Verdict, prove
from backproof.diagnosis import diagnose as diagnose_module
from backproof.diagnosis import diagnosis as words
from backproof.diagnosis.diagnose import Diagnosis, diagnose
from backproof.numbers.witness import draw, run_backward, witness
from backproof.question.task import Task

HANGUL = re.compile("[가-힣]")
KINDS = {
    *("× 2", "× 1/N", "× N", "sign", "transpose", "sum for mean", "wrong axis", "missing σ′"),
    *("σ′ at a", "missing term", "other argument", "ε forgotten"),
}


def task_of(m):
    if m.backward is None:
        return Task.read(m.forward, m.shapes, None, None, m.sample)
    return Task.read(m.forward, m.backward, m.shapes, m.wrt, m.sample)


def slope(task, inputs, name, g):
    """Differentiate by central differences, written here."""
    out = np.empty(inputs[name].shape)
    for index in np.ndindex(out.shape):
        y = []
        for h in (1e-5, -1e-5):
            moved = inputs[name].copy()
            moved[index] += h
            y.append((g * task.forward(*{**inputs, name: moved}.values())).sum())
        out[index] = (y[0] - y[1]) / 2e-5
    return out


def places(task):
    """Draw numbers at sizes of our own."""
    rng = np.random.default_rng(7)
    for sizes in ((4, 3, 5, 2, 6), (2, 5, 3, 4, 7), (3, 3, 3, 3, 3)):
        inputs, y = draw(task, dict(zip(task.letters, sizes, strict=False)), rng)
        yield inputs, rng.normal(size=np.shape(y))[()], y


def is_right(task, name, mended=None):
    """Say whether a gradient is the derivative, as the code or ``mended`` gives it."""
    for inputs, g, y in places(task):
        claimed = run_backward(task, inputs, g)
        value = mended(claimed[name], inputs, g, y) if mended else claimed[name]
        true = slope(task, inputs, name, g)
        if not np.allclose(value, true, rtol=1e-4, atol=1e-6):
            return False
    return True


@pytest.fixture(scope="module")
def found():
    """Diagnose every mutant once."""
    out = {}
    for m in MUTANTS + OTHERS:
        task = task_of(m)
        counterexample = witness(task)[m.name]
        out[m.title, m.kinds] = diagnose(task, m.name, counterexample)
    return out


def test_the_list_is_what_it_says():
    assert len(MUTANTS) == 80
    groups = Counter(m.group for m in MUTANTS)
    assert set(groups) == KINDS | {"other"}
    assert all(groups[k] >= 5 for k in KINDS)
    assert all(kind in words.ERRORS for m in MUTANTS + OTHERS for kind in m.kinds)


@pytest.mark.parametrize("m", MUTANTS + OTHERS, ids=lambda m: m.title)
def test_every_mutant_is_wrong(m):
    assert not is_right(task_of(m), m.name)


@pytest.mark.parametrize(("listed", "least"), [(MUTANTS, 0.7), (OTHERS, 0.7)])
def test_most_errors_are_named(found, listed, least):
    hits = Counter()
    for m in listed:
        d = found[m.title, m.kinds]
        hit = d is not None and d.error in m.kinds
        hits[m.group] += hit
        if not hit:
            print(f"missed: {m.title} ({', '.join(m.kinds)}): {d and d.error}")
    total = Counter(m.group for m in listed)
    print(", ".join(f"{g} {hits[g]}/{total[g]}" for g in total))
    print(f"named right: {hits.total()} of {len(listed)}")
    assert hits.total() >= least * len(listed)


def mended_module(m, d):
    """Run the mutant's file with the mend in the place of the statement at the line."""
    module = mutants if m in MUTANTS else mutants_in_other_styles
    tree = ast.parse(Path(inspect.getsourcefile(module)).read_text(encoding="utf-8"))

    class Put(ast.NodeTransformer):
        done = 0

        def visit(self, node):
            if isinstance(node, ast.Lambda) and m.title == "<lambda>" and node.lineno == d.line:
                if node.args.args[0].arg == "g":
                    self.done += 1
                    node.body = ast.parse(d.mend, mode="eval").body
                return node
            simple = isinstance(node, ast.stmt) and not hasattr(node, "body")
            if simple and m.title != "<lambda>" and node.lineno == d.line:
                self.done += 1
                return ast.parse(d.mend).body[0]
            return self.generic_visit(node)

    put = Put()
    tree = ast.fix_missing_locations(put.visit(tree))
    assert put.done == 1
    out = types.ModuleType("mended")
    exec(compile(tree, "mended", "exec"), out.__dict__)  # noqa: S102 - our own file
    listed = out.MUTANTS if m in MUTANTS else out.OTHERS
    return next(q for q in listed if (q.title, q.kinds) == (m.title, m.kinds))


PLAIN = {"·": " * ", "²": "**2", "−": "-", "½": "0.5"}


def by_hand(task, m, d):
    """Return a function that mends the claimed array as the key says, where no line is known."""
    text = (
        "".join(PLAIN.get(c, c) for c in d.detail).replace(") (", ") * (").replace(" (1", " * (1")
    )

    def known(inputs, g, y):
        sizes = {s: n for k, v in inputs.items() for s, n in zip(m.shapes[k], v.shape, strict=True)}
        return {**{k: n for k, n in sizes.items() if isinstance(k, str)}, **inputs, "g": g, "y": y}

    def value(inputs, g, y):
        return eval(text, {}, known(inputs, g, y))  # noqa: S307 - a formula of ours

    ways = {
        "sign": lambda c, i, g, y: -c,
        "zero": lambda c, i, g, y: slope(task, i, m.name, g),
        "factor 2": lambda c, i, g, y: c / 2,
        "factor 1/2": lambda c, i, g, y: c * 2,
        "factor N": lambda c, i, g, y: c / value(i, g, y),
        "factor 1/N": lambda c, i, g, y: c * value(i, g, y),
        "transpose": lambda c, i, g, y: np.swapaxes(c, -1, -2),
        "missing term": lambda c, i, g, y: c + value(i, g, y),
        "missing factor": lambda c, i, g, y: c * value(i, g, y),
        "missing slope": lambda c, i, g, y: run_backward(task, i, g * value(i, g, y))[m.name],
        "other argument": lambda c, i, g, y: (
            slope(task, i, m.name, g)
            if np.allclose(c, slope(task, i, d.detail, g), rtol=1e-4, atol=1e-6)
            else c
        ),
    }
    return ways[d.error]


@pytest.mark.parametrize("m", MUTANTS + OTHERS, ids=lambda m: m.title)
def test_what_is_named_truly_mends_and_breaks_nothing(found, m):
    d = found[m.title, m.kinds]
    if d is None:
        return  # nothing is claimed
    task = task_of(m)
    if d.line is None:
        assert is_right(task, m.name, by_hand(task, m, d))
        return
    mended = task_of(mended_module(m, d))
    assert is_right(mended, m.name)
    for n in task.wrt:
        assert is_right(mended, n) or not is_right(task, n), n
    assert diagnose(mended, m.name, None) is None


def test_right_code_has_no_diagnosis():
    softmax = mutants.softmax

    def right(g, z):
        p = softmax(z)
        return p * (g - (g * p).sum(axis=1, keepdims=True))

    task = Task.read(softmax, right, {"z": ("N", "K")}, None)
    assert diagnose(task, "z", None) is None
    affine = Task.read(
        mutants.affine,
        lambda g, x, W, b: (g @ W, g.T @ x, g.sum(axis=0)),
        mutants.AFFINE,
        None,
    )
    assert all(diagnose(affine, n, None) is None for n in affine.wrt)


def test_what_no_small_error_explains_has_no_diagnosis():
    def nonsense(g, x):
        return np.cos(3 * x + np.roll(x, 1, axis=0)) * np.arange(1.0, x.size + 1).reshape(x.shape)

    task = Task.read(lambda x: np.exp(np.sin(x)), nonsense, {"x": ("N", "D")}, None)
    assert diagnose(task, "x", witness(task)["x"]) is None


def test_a_wrong_gradient_at_one_size_alone_is_not_explained_by_another():
    def backward(g, x):
        return 2 * g * x if x.shape[0] != 3 else g * x

    task = Task.read(lambda x: (x * x).sum(), backward, {"x": ("N",)}, None)
    d = diagnose(task, "x", witness(task)["x"])
    assert d is None or d.error not in {"factor 2", "factor 1/2"}


def test_what_fits_at_some_sizes_only_explains_nothing():
    def forward(x):
        a = x * 2 if x.shape[0] > 1 else x
        return a @ a.T

    def backward(g, x):
        a = x * 2
        da = g @ a + g.T @ a
        return da * 2 if x.shape[0] > 1 else da

    task = Task.read(forward, backward, {"x": ("N", "D")}, None)
    assert diagnose(task, "x", witness(task)["x"]) is None


SOURCELESS = {
    "-g.T @ x": ("sign", ""),
    "2 * g.T @ x": ("factor 2", "2"),
    "g.T @ x / len(x)": ("factor 1/N", "N"),
    "g.T @ x * x.shape[1]": ("factor N", "D"),
    "np.zeros_like(W)": ("zero", ""),
    "g.T @ x + W / 4": ("missing term", "-0.25·W"),
    "g.T @ x / 0.3": ("missing factor", "0.3"),
}


@pytest.mark.parametrize("formula", SOURCELESS)
def test_without_source_the_numbers_tell(formula):
    space = {"np": np}
    exec(f"def backward(g, x, W):\n    return {formula}", space)  # noqa: S102
    shapes = {"x": ("N", "D"), "W": ("K", "D")}
    task = Task.read(lambda x, W: x @ W.T, space["backward"], shapes, "W")
    d = diagnose(task, "W", witness(task)["W"])
    assert (d.error, d.detail, d.line) == (*SOURCELESS[formula], None)


def test_printing_and_warning_code_is_kept_quiet(capsys, recwarn):
    def backward(g, x):
        print("backward")
        return g * x * np.log(np.exp(x) * 0 + 1.0 * (x > 9)) ** 0

    task = Task.read(lambda x: (x * x).sum(), backward, {"x": ("N",)}, None)
    counterexample = witness(task)["x"]
    capsys.readouterr()
    assert diagnose(task, "x", counterexample).error == "factor 1/2"
    assert not capsys.readouterr().out
    assert not recwarn.list


def test_the_user_s_module_is_left_as_it_was():
    before = dict(vars(mutants))
    m = next(m for m in MUTANTS if m.title == "the_slope_at_the_activation")
    task = task_of(m)
    diagnose(task, m.name, witness(task)[m.name])
    assert dict(vars(mutants)) == before


@pytest.mark.parametrize("error", words.ERRORS)
def test_every_error_is_said_in_both_languages(error):
    d = Diagnosis(error, "W1", "N", 12, "dW1 = g.T @ x")
    english, korean = d.explain("en"), d.explain("ko")
    assert "W1" in english
    assert "W1" in korean
    assert not HANGUL.search(english)
    first = korean.split(" 12번째 줄")[0]
    assert all("니다" in sentence for sentence in first.split(". "))
    assert english.endswith("Line 12 would be right as: dW1 = g.T @ x")
    assert korean.endswith("12번째 줄은 다음과 같이 써야 맞습니다: dW1 = g.T @ x")


def test_prove_says_it():
    def forward(x, gamma):
        return gamma * x / np.sqrt((x * x).mean(axis=1, keepdims=True) + 1e-5)

    def backward(g, x, gamma):
        r = 1 / np.sqrt((x * x).mean(axis=1, keepdims=True))
        h = x * r
        d = g * gamma
        return r * (d - h * (d * h).mean(axis=1, keepdims=True)), (g * h).sum(axis=0)

    proof = prove(forward, backward, {"x": ("N", "D"), "gamma": ("D",)})
    assert proof.verdict is Verdict.REFUTED
    assert proof["x"].diagnosis.error == "epsilon forgotten"
    assert "ignores the stabilising ε = 1e-05" in proof.diagnosis
    assert "안정화 상수 ε(1e-05)을 빠뜨렸습니다" in proof.explain("ko")


def test_an_error_in_one_term_is_not_said_of_the_whole():
    def forward(W, x):
        return (np.tanh(x @ W) ** 2).sum() + 0.05 * (W * W).sum()

    def backward(g, W, x):
        a = np.tanh(x @ W)
        return g * (x.T @ (2 * a * (1 - a**2)) + 0.05 * W)

    task = Task.read(forward, backward, {"W": ("D", "K"), "x": ("N", "D")}, "W")
    d = diagnose(task, "W", witness(task)["W"])
    assert (d.error, d.part) == ("factor 1/2", True)
    assert d.explain("en").startswith("Part of dW is half")
    assert d.explain("ko").startswith("W의 기울기 일부가 ")


def test_the_search_is_bounded_by_a_count(monkeypatch):
    m = next(m for m in MUTANTS if m.title == "the_slope_at_the_activation")
    task = task_of(m)
    counterexample = witness(task)[m.name]
    monkeypatch.setattr("backproof.diagnosis.repairs.MOST", 0)
    assert diagnose(task, m.name, counterexample) is None


def sloping(x, w):
    h = np.tanh(x * w)

    def pullback(g):
        d = g * 2
        e = d * np.cos(h) * np.exp(h * h) * np.sin(x + 0.3 * w)
        return e * w, e * x

    return h * 2, pullback


AT = sloping.__code__.co_firstlineno + 5  # the line that no small edit mends


def test_repairs_of_the_line_at_fault_come_first(monkeypatch):
    task = Task.read(sloping, {"x": ("N", "D"), "w": ("N", "D")}, None, None)
    seen = []
    monkeypatch.setattr(
        "backproof.diagnosis.diagnose._try", lambda *args: seen.append(args[2].stmt.lineno)
    )
    diagnose(task, "x", witness(task)["x"], AT)
    at_line = [number == AT for number in seen]
    assert {True, False} == set(at_line)
    assert at_line == sorted(at_line, reverse=True)


@pytest.mark.parametrize(
    ("before", "after", "broken"),
    [(0, 1e-9, False), (0, 1, True), (1, 2, False), (1e-9, 0, False), (1, 0, False)],
)
def test_a_repair_breaks_what_was_right_and_is_no_more(before, after, broken):
    trial = SimpleNamespace(claimed={"w": np.array([before])}, of=lambda _: (np.zeros(1), 1e-7))
    assert diagnose_module._broken(trial, "w", np.array([after])) == broken


def test_what_a_line_hides_is_looked_for_once(monkeypatch):
    asked = []
    monkeypatch.setattr("backproof.diagnosis.diagnose.diagnose", lambda *a, **_: asked.append(a))
    proof = prove(sloping, {"x": ("N", "D"), "w": ("N", "D")})
    assert [g.verdict.name for g in proof.gradients.values()] == ["REFUTED"] * 2
    assert [(name, line) for _, name, _, line in asked] == [("x", AT)]
