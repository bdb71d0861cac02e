"""The page on a whole model: all is proved, and the wrong line is the one that is named."""

import inspect
import json

import numpy as np
import pytest

from backproof.algebra import products
from backproof.proof import whole
from backproof.question.task import Task
from book.examples import gpt
from book.examples.proving import whole_model
from book.figures import whole_model as figures

LINES = inspect.getsource(gpt).splitlines()


def number(part):
    ((found,),) = [[n for n, line in enumerate(LINES, 1) if part in line]]
    return found


def test_every_gradient_of_the_model_is_proved_for_all_sizes():
    proof = whole_model.model()
    assert list(proof.gradients) == list(gpt.shapes(1))[2:]
    assert whole_model.named(proof, "PROVED") == list(proof.gradients)
    assert proof.sizes == ("D", "E", "H", "N", "T", "V")
    assert {lang: whole_model.scope(proof, lang) for lang in ("ko", "en")}["en"] == proof.scope
    assert "모든 크기" in whole_model.scope(proof, "ko")


def test_the_bias_of_the_keys_changes_nothing():
    assert whole_model.zeros(whole_model.attention()) == ["bk"]
    rng = np.random.default_rng(3)
    sizes = {"N": 2, "T": 3, "D": 4, "H": 2, "E": 3, "H*E": 6}
    inputs = {
        n: rng.normal(size=[sizes[s] for s in shape]) for n, shape in whole_model.ATTENTION.items()
    }
    moved = inputs | {"bk": rng.normal(size=(2, 3))}
    y, z = (gpt.attention(*values.values())[0] for values in (inputs, moved))
    np.testing.assert_allclose(y, z, rtol=1e-12)
    v = gpt.attention(*(inputs | {"bv": inputs["bv"] + 1}).values())[0]
    assert np.abs(y - v).max() > 0.1


def test_the_wrong_model_differs_in_one_line_of_attention():
    text = inspect.getsource(whole_model.wrong()).splitlines()
    at, line = whole_model.wrong_line()
    assert [n for n, (a, b) in enumerate(zip(LINES, text, strict=True), 1) if a != b] == [at]
    assert whole_model.wrong_pullback().count(line) == 1
    assert whole_model.wrong_pullback().startswith("def pullback(g")
    assert "wrong" not in whole_model.wrong_pullback()


def test_the_wrong_line_is_named_and_is_the_first_that_meets_nothing():
    proof, (at, _) = whole_model.wrong_attention(), whole_model.wrong_line()
    assert whole_model.named(proof, "REFUTED") == ["x", "Wk", "bk"]
    assert len(whole_model.named(proof, "PROVED")) == len(proof.gradients) - 3
    assert {proof[n].line.number for n in ("x", "Wk", "bk")} == {at}
    (first, *_) = [m for m in proof.meetings if m.kind == "apart"]
    assert first.line.number == at
    assert whole_model.RIGHT in proof["Wk"].diagnosis.explain("en")


def test_lines_of_attention_meet_as_worked_out_by_hand():
    found = figures.meetings(whole_model.attention())
    pairs = {pair for pair, kind in found.pairs.items() if kind == "adjoint"}
    back = {
        part: number(part)
        for part in (
            "= pull_o(g)",
            "dP = dO",
            "dscores = P",
            "= pull_q(",
            "= pull_k(",
            "= pull_v(",
            "return dxq + dxk",
        )
    }
    out, dP, dscores, dq, dk, dv, dx = back.values()
    assert pairs == {
        (out, number("y, pull_o = ")),
        (out, "Wo"),
        (out, "bo"),
        (dP, number("P = softmax(")),
        (dscores, number("scores = Q @ K")),
        (dq, number("q, pull_q = ")),
        (dq, "Wq"),
        (dq, "bq"),
        (dk, number("k, pull_k = ")),
        (dk, "Wk"),
        (dv, number("v, pull_v = ")),
        (dv, "Wv"),
        (dv, "bv"),
        (dx, "x"),
    }
    assert {pair for pair, kind in found.pairs.items() if kind == "part"} == {
        (dq, "x"),
        (dk, "x"),
        (dv, "x"),
    }
    assert (found.zero, found.apart) == ({dk}, set())


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_the_drawing_says_in_words_what_it_shows(lang):
    right = figures.meetings_of_attention(lang, "right")
    wrong = figures.meetings_of_attention(lang, "wrong")
    at, _ = whole_model.wrong_line()
    words = {"ko": f"{at}번 줄은 아무것도 만나지 못한다.", "en": f"Line {at} meets nothing."}
    assert words[lang] in wrong.alt
    assert words[lang] not in right.alt
    assert (right.svg.count("×"), wrong.svg.count("×")) == (0, 2)
    assert right.svg.count("<path") > wrong.svg.count("<path")
    for one in (right, wrong):
        assert one.svg.count("<path") * 2 == one.svg.count("<circle")


def test_times_are_those_that_were_measured(tmp_path, monkeypatch):
    monkeypatch.setattr(whole_model, "FILE", tmp_path / "models.json")
    assert whole_model.times() == []
    proofs = {
        "gpt:1": {"verdict": "PROVED", "gradients": 20, "seconds": {"median": 0.5123}},
        "gpt:12": {"verdict": "PROVED", "gradients": 196, "seconds": {"median": 4.321}},
        "gpt:24": {"verdict": "out of time", "gradients": None, "seconds": {"median": 120.0}},
        "lstm:16": {"verdict": "PROVED", "gradients": 9, "seconds": {"median": 1.0}},
    }
    whole_model.FILE.write_text(json.dumps({"proofs": {"now": proofs}}), encoding="utf-8")
    assert whole_model.times() == [
        whole_model.Time(1, 20, 0.51),
        whole_model.Time(12, 196, 4.3),
    ]


def test_one_question_does_not_use_up_what_the_others_may_take(monkeypatch):
    """Each has its own budget: what a wrong line does not touch is proved all the same."""
    monkeypatch.setattr(products, "MOST_WORK", 4000)
    task = Task.read(whole_model.wrong().gpt(1), gpt.shapes(1), None, None, gpt.SAMPLE)
    found = whole.prove(task)
    assert found.obstacle == ""
    elsewhere = {"Wq_1", "Wv_1", "W1_1", "W2_1", "gain", "shift"}
    assert {n for n in elsewhere if found.found[n].proved} == elsewhere
    assert not found.found["Wk_1"].proved
