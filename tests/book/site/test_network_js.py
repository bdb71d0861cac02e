"""The live network's JavaScript, run in V8 and held against backproof.nn."""

import html
import json
import math
import re
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from py_mini_racer import MiniRacer
from tests.book.site.pages import ROOT

from backproof.nn import Network, half_squared_error, sigmoid
from backproof.nn.training import update
from book.examples.network import two_two_one
from book.figures.live_network import live_network, start

CLOSE = {"rtol": 1e-12, "atol": 1e-12}
START = json.loads(start())
STEPS = ["forward1", "forward2", "cost", "delta2", "delta1", "gradients", "update"]


@pytest.fixture(scope="module")
def v8():
    """A function that calls one of network.js with plain values and returns plain values."""
    engine = MiniRacer()
    engine.eval((ROOT / "docs/assets/js/network.js").read_text(encoding="utf-8"))

    def call(name, *arguments):
        given = ", ".join(json.dumps(argument) for argument in arguments)
        return json.loads(engine.eval(f"JSON.stringify(backproofNetwork.{name}({given}))"))

    yield call
    engine.close()


def rows(height, width, reach=5.0):
    number = st.floats(-reach, reach, allow_nan=False)
    return st.lists(
        st.lists(number, min_size=width, max_size=width), min_size=height, max_size=height
    )


@st.composite
def states(draw, sizes=None):
    """Draw a network with its input, target and learning rate; 2-2-1 unless told otherwise."""
    sizes = sizes or (2, 2, 1)
    layers = [
        {"W": draw(rows(out, into)), "b": draw(rows(1, out))[0]} for into, out in pairwise(sizes)
    ]
    x, y = draw(rows(1, sizes[0]))[0], draw(rows(1, sizes[-1]))[0]
    return {"x": x, "y": y, "eta": draw(st.floats(0, 10)), "layers": layers}


anything = st.lists(st.integers(1, 4), min_size=2, max_size=5).flatmap(lambda s: states(tuple(s)))


def parameters(layers):
    return [np.array(part) for layer in layers for part in (layer["W"], layer["b"])]


@given(state=anything)
@settings(deadline=None, max_examples=80)
def test_any_network_is_that_of_nn(v8, state):
    start = parameters(state["layers"])
    net = Network((sigmoid,) * len(state["layers"]), half_squared_error, start)
    cost, gradients = net.gradients([state["x"]], [state["y"]])
    got = v8("passes", state["layers"], state["x"], state["y"])
    np.testing.assert_allclose(got["layers"][-1]["a"], net.predict([state["x"]])[0], **CLOSE)
    np.testing.assert_allclose(got["cost"], cost, **CLOSE)
    flat = [np.array(layer[name]) for layer in got["layers"] for name in ("dW", "db")]
    for mine, theirs in zip(flat, gradients, strict=True):
        np.testing.assert_allclose(mine, theirs, **CLOSE)
    after = v8("updated", state["layers"], got["layers"], state["eta"])
    for mine, theirs in zip(parameters(after), update(start, gradients, state["eta"]), strict=True):
        np.testing.assert_allclose(mine, theirs, **CLOSE)


def numpy_names(state):
    """Name every number as the element does, from backproof.nn alone."""
    x, y = np.array([state["x"]]), np.array([state["y"]])
    p = two_two_one.Parameters(*parameters(state["layers"]))
    f = two_two_one.passes(x, y, p)
    names = {"C": f.cost, "eta": state["eta"]}
    vectors = {"x": x[0], "y": y[0], "b1": p.b1, "b2": p.b2, "db1": f.db1, "db2": f.db2}
    for l in "12":
        for name in ("z", "a", "slope", "delta"):
            vectors[name + l] = getattr(f, name + l)[0]
    matrices = {"w1": p.W1, "w2": p.W2, "dw1": f.dW1, "dw2": f.dW2}
    for name, vector in vectors.items():
        names |= {f"{name}_{k}": float(v) for k, v in enumerate(vector, 1)}
    for name, matrix in matrices.items():
        names |= {f"{name}_{k + 1}{j + 1}": float(v) for (k, j), v in np.ndenumerate(matrix)}
    return names


@given(state=states())
@settings(deadline=None, max_examples=80)
def test_every_number_of_the_drawing_is_that_of_nn(v8, state):
    got, expected = v8("named", state), numpy_names(state)
    assert got.keys() == expected.keys()
    for name, value in expected.items():
        assert got[name] == pytest.approx(value, rel=1e-12, abs=1e-12), name


def factor(written, values):
    """Work out a factor of a row, such as 0.5, 'x_1' or 'a2_1-y_1'."""
    if not isinstance(written, str):
        return written
    first, *rest = (values[part] if part in values else float(part) for part in written.split("-"))
    return first - sum(rest)


@given(state=states())
@settings(deadline=None, max_examples=40)
def test_every_calculation_shown_gives_its_result(v8, state):
    values = numpy_names(state)
    p = two_two_one.Parameters(*parameters(state["layers"]))
    first = two_two_one.passes(np.array([state["x"]]), np.array([state["y"]]), p)
    after = update(tuple(p), tuple(first.gradients), state["eta"])
    layers = [{"W": after[0], "b": after[1]}, {"W": after[2], "b": after[3]}]
    values |= {f"new {k}": v for k, v in numpy_names(state | {"layers": layers}).items()}
    steps = v8("steps", state["layers"])
    assert [step["id"] for step in steps] == STEPS
    for row in (row for step in steps for row in step["rows"]):
        total = sum(
            term["sign"] * math.prod(factor(f, values) for f in term["factors"])
            for term in row["terms"]
        )
        result = float(sigmoid(np.array([[total]]))[0].item()) if row["call"] else total
        assert result == pytest.approx(values[row["result"]], rel=1e-12, abs=1e-12), row


def test_the_steps_reach_every_number_once(v8):
    results = [row["result"] for step in v8("steps", START["layers"]) for row in step["rows"]]
    reached = {name for name in results if not name.startswith("new ")}
    given = {*v8("parameterNames", START["layers"]), "x_1", "x_2", "y_1", "eta"}
    assert len(results) == len(set(results))
    assert reached | given == numpy_names(START).keys()
    assert {name[4:] for name in results if name.startswith("new ")} == given - {
        "x_1", "x_2", "y_1", "eta",
    }  # fmt: skip


@pytest.mark.parametrize("z", [-1000.0, -40.0, 0.0, 40.0, 1000.0])
def test_the_sigmoid_is_right_far_out(v8, z):
    expected = float(sigmoid(np.array([[z]]))[0].item())
    assert v8("sigmoid", z) == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_the_element_starts_where_the_example_starts(lang):
    printed = live_network(lang).html()
    assert f'<live-network lang="{lang}"' in printed
    attribute = re.search(r'data-start="([^"]*)"', printed)[1]
    state = json.loads(html.unescape(attribute))
    r = two_two_one.run()
    assert state["x"] == r.x[0].tolist()
    assert state["y"] == r.y[0].tolist()
    assert state["eta"] == r.learning_rate
    for mine, theirs in zip(parameters(state["layers"]), r.before, strict=True):
        assert mine.tolist() == theirs.tolist()


def changed(**changes):
    """Give all numbers of the start with some weights, biases, inputs or targets changed."""
    state = json.loads(start())
    for name, value in changes.items():
        letter, layer, k, j = re.fullmatch(r"([a-z]+)(\d?)_(\d)(\d?)", name).groups()
        if letter == "w":
            state["layers"][int(layer) - 1]["W"][int(k) - 1][int(j) - 1] = value
        elif letter == "b":
            state["layers"][int(layer) - 1]["b"][int(k) - 1] = value
        else:
            state[letter][int(k) - 1] = value
    return numpy_names(state)


def test_what_the_page_says_of_the_start():
    first = changed()
    assert first["a2_1"] < first["y_1"]
    assert first["delta1_1"] < 0 < first["delta1_2"]
    assert first["w2_11"] > 0 > first["w2_12"]
    assert first["dw1_12"] == pytest.approx(2 * first["dw1_11"], rel=1e-14)
    assert first["dw1_22"] == pytest.approx(2 * first["dw1_21"], rel=1e-14)


def test_what_the_page_tells_to_try():
    cut = changed(w2_12=0.0)
    assert cut["delta1_2"] == cut["dw1_21"] == cut["dw1_22"] == 0
    silent = changed(x_1=0.0)
    assert silent["dw1_11"] == silent["dw1_21"] == 0
    first, saturated = changed(), changed(y_1=0.0, b2_1=4.0)
    assert saturated["C"] > 4 * first["C"]
    assert abs(saturated["delta2_1"]) < abs(first["delta2_1"]) / 4


def test_every_update_lowers_the_cost_by_less():
    r = two_two_one.run()
    p, costs = r.before, []
    for _ in range(100):
        f = two_two_one.passes(r.x, r.y, p)
        costs.append(f.cost)
        p = two_two_one.Parameters(*update(tuple(p), tuple(f.gradients), r.learning_rate))
    steps = np.diff(costs)
    assert (steps < 0).all()
    assert (np.diff(steps) > 0).all()
