"""The script that proves whole models runs, asks what it should, and refuses what is false."""

import json

import pytest

from backproof import Verdict, prove


@pytest.fixture
def scripts(bench):
    return bench("models", "models_child")


def test_the_script_runs_and_says_what_it_leaves_out(run_quickly):
    done, found = run_quickly("models.py")
    assert "left out: gradcheck" in done.stdout
    assert "left out: another commit" in done.stdout
    proofs = found["proofs"]["now"]
    assert set(proofs) == {"layer_norm:0", "sigmoid:1", "sigmoid:2", "autoencoder:0"}
    assert {p["verdict"] for p in proofs.values()} == {"PROVED"}
    assert [p["gradients"] for p in proofs.values()] == [3, 3, 5, 4]
    stacks = found["stacks"]["now"]
    assert sum(stacks["right"].values()) == sum(stacks["wrong"].values()) == 1
    assert stacks["false"] == []


def test_every_model_is_asked_about_at_the_sizes_that_are_compared(scripts, bench):
    models, _ = scripts
    networks, questions = bench("networks", "questions")
    assert set(models.SERIES) == {*networks.DEEP, *networks.FLAT, *questions.QUESTIONS}
    for name, (twice, once, _) in models.RATIOS.items():
        assert {once, twice} <= set(models.SERIES[name])
        assert twice == 2 * once


#: At the first points that are drawn much of these is zero: a batch whose rows are all but equal
#: before it is normalized (11), units that are dead (55), both after a softmax (127).
FAINT = (11, 55, 127)


@pytest.mark.parametrize("seed", FAINT)
def test_where_much_is_zero_at_some_points_others_are_looked_at(bench, seed):
    (stacks,) = bench("stacks")
    made = stacks.stack(seed)
    assert prove(made.layer, made.shapes, sample=made.sample).verdict is Verdict.PROVED


def test_a_wrong_stack_is_no_proof_and_its_line_is_told(scripts, bench):
    _, child = scripts
    (stacks,) = bench("stacks")
    _, told = child.model("wrong", 3)
    assert told == {"changed": stacks.stack(3, wrong=True).line}
    assert child.model("right", 3)[1] == {}
    assert child.answer("wrong", 3, 20)["verdict"] not in ("PROVED", "PROVED_AT", "WITNESSED")


def answered(models, **verdicts):
    side = models.Side("now", None)
    for question, verdict in verdicts.items():
        name, size = question.split("_")
        one = {"verdict": verdict, "seconds": 1.0}
        one |= {"line": 9, "changed": int(size)} if name == "wrong" else {}
        side.answers[f"{name}:{size}"].append(one)
    return side


def test_what_is_false_ends_the_run(scripts):
    models, _ = scripts
    side = answered(
        models, right_1="PROVED", wrong_9="REFUTED", right_2="UNDECIDED", wrong_8="error"
    )
    counted = side.stacks()
    assert counted["false"] == []
    assert counted["not proved"] == ["right:2"]
    assert (counted["named"], counted["not named"]) == (1, ["wrong:8"])
    models.refuse({"proofs": {"now": side.proofs()}, "stacks": {"now": counted}})
    for question, verdict in (("right_3", "REFUTED"), ("wrong_3", "PROVED"), ("gpt_3", "REFUTED")):
        side = answered(models, **{question: verdict})
        found = {"proofs": {"now": side.proofs()}, "stacks": {"now": side.stacks()}}
        with pytest.raises(SystemExit, match=question.replace("_", ":")):
            models.refuse(found)


def test_what_took_too_long_is_not_asked_again_nor_what_is_larger(scripts):
    models, _ = scripts
    side = answered(models, gpt_1="PROVED", gpt_2="out of time")
    assert [side.wants("gpt", n, (1, 2, 4)) for n in (1, 2, 4)] == [True, False, False]
    side.answers["gpt:1"][0]["seconds"] = models.ONCE + 1
    assert not side.wants("gpt", 1, (1, 2, 4))


def test_ratios_are_told_of_what_is_proved_at_both_depths(scripts):
    models, _ = scripts
    side = answered(models, sigmoid_32="PROVED", sigmoid_64="PROVED", tanh_32="PROVED")
    side.answers["sigmoid:64"][0]["seconds"] = 1.9
    assert models.ratios(side.proofs()) == {"sigmoid": 1.9}
    assert json.loads(json.dumps(side.stacks()))["right"] == {}
