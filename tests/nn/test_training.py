"""Training: it learns, it repeats itself by seed, and it refuses what it cannot use."""

import io

import numpy as np
import pytest

from backproof.nn import (
    Network,
    binary_cross_entropy,
    half_squared_error,
    identity,
    softmax_cross_entropy,
    tanh,
    train,
)
from backproof.nn.training import accuracy, minibatches, update

XOR_X = np.array([[0.0, 0], [0, 1], [1, 0], [1, 1]])
XOR_Y = np.array([[0.0], [1], [1], [0]])
SETTINGS = {"epochs": 3, "batch_size": 2, "learning_rate": 0.5, "seed": 0}


def xor_network(seed=1):
    return Network.initial((2, 8, 1), (tanh, identity), binary_cross_entropy, seed=seed)


def line(examples=7):
    x = np.linspace(-1, 1, examples)[:, None]
    return x, 3 * x - 2


def line_network():
    return Network((identity,), half_squared_error, ([[0.0]], [0.0]))


def test_xor_is_learned():
    net, history = train(xor_network(), XOR_X, XOR_Y, **SETTINGS | {"epochs": 300})
    assert history.accuracy[-1] == 1
    assert history.cost[-1] < 0.05 < history.cost[0]
    assert ((net.predict(XOR_X) > 0) == (XOR_Y == 1)).all()


@pytest.mark.parametrize("batch_size", [1, 2, 3, 7, 100])
def test_a_line_is_found_whatever_the_size_of_a_minibatch(batch_size):
    x, y = line()
    settings = {"epochs": 400, "batch_size": batch_size, "learning_rate": 0.3, "seed": 0}
    net, history = train(line_network(), x, y, **settings)
    np.testing.assert_allclose(net.parameters[0], [[3]], atol=1e-6)
    np.testing.assert_allclose(net.parameters[1], [-2], atol=1e-6)
    assert len(history.cost) == 400
    assert history.accuracy == ()


def test_one_step_by_hand():
    # One example: x = 2, y = 1, start at 0, so a - y = -1, dC/dW = -2, dC/db = -1.
    settings = {"epochs": 1, "batch_size": 1, "learning_rate": 0.1, "seed": 0}
    net, history = train(line_network(), [[2.0]], [[1.0]], **settings)
    np.testing.assert_allclose(net.parameters[0], [[0.2]], rtol=1e-15)
    np.testing.assert_allclose(net.parameters[1], [0.1], rtol=1e-15)
    assert history.cost == (0.5,)  # (0 - 1)² / 2, before the step


def test_the_history_is_the_mean_of_what_the_minibatches_met():
    """Three examples in steps of two: 0.5 counts twice, what the second step meets once."""
    settings = {"epochs": 1, "batch_size": 2, "learning_rate": 0.25, "seed": 0}
    x, y = np.zeros((3, 1)), np.ones((3, 1))  # only b learns: 0, then 0.25
    held_out = np.zeros((1, 1)), np.zeros((1, 1))
    net, history = train(line_network(), x, y, **settings, held_out=held_out)
    assert history.cost == pytest.approx(((2 * 0.5 + 0.75**2 / 2) / 3,), rel=1e-14)
    np.testing.assert_allclose(net.parameters[1], [0.25 + 0.25 * 0.75], rtol=1e-14)
    assert history.held_out_cost == pytest.approx(((0.25 + 0.25 * 0.75) ** 2 / 2,), rel=1e-14)
    assert history.accuracy == history.held_out_accuracy == ()


def test_the_accuracy_of_an_epoch_is_the_share_of_right_answers_before_each_step():
    """Of three examples one is right; with so small a step it stays the only one."""
    yes = Network((identity,), binary_cross_entropy, ([[1.0]], [0.0]))
    x, y = [[1.0], [1.0], [-1.0]], [[1.0], [0.0], [1.0]]
    settings = {"epochs": 1, "batch_size": 2, "learning_rate": 1e-6, "seed": 0}
    _, history = train(yes, x, y, **settings, held_out=([[0.25]], [[1.0]]))
    assert history.accuracy == pytest.approx((1 / 3,), rel=1e-14)
    assert history.held_out_accuracy == (1.0,)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_training_stays_in_the_type_of_the_network(dtype):
    net = Network.initial((2, 3, 1), (tanh, identity), binary_cross_entropy, seed=0, dtype=dtype)
    trained, _ = train(net, XOR_X, XOR_Y, **SETTINGS)
    assert {p.dtype for p in trained.parameters} == {np.dtype(dtype)}


def test_full_batches_are_the_same_as_a_smaller_mean_not_a_sum():
    # Every example twice: the mean, and so the step, stays as it was.
    x, y = line()
    settings = {"epochs": 1, "learning_rate": 0.3, "seed": 0}
    once, _ = train(line_network(), x, y, batch_size=7, **settings)
    pairs = np.vstack([x, x]), np.vstack([y, y])
    twice, _ = train(line_network(), *pairs, batch_size=14, **settings)
    np.testing.assert_allclose(once.parameters[0], twice.parameters[0], rtol=1e-13)


def test_a_seed_repeats_itself_and_another_differs():
    x, y = line()
    runs = [train(line_network(), x, y, **SETTINGS | {"seed": seed}) for seed in (4, 4, 5)]
    assert np.array_equal(runs[0][0].parameters[0], runs[1][0].parameters[0])
    assert runs[0][1] == runs[1][1]
    assert runs[0][1] != runs[2][1]


def test_what_was_given_stays_as_it_was():
    net, x, y = xor_network(), XOR_X.copy(), XOR_Y.copy()
    before = [p.copy() for p in net.parameters]
    trained, _ = train(net, x, y, **SETTINGS)
    assert all(map(np.array_equal, net.parameters, before))
    assert not np.array_equal(trained.parameters[0], before[0])
    assert np.array_equal(x, XOR_X)
    assert np.array_equal(y, XOR_Y)


def test_minibatches_hold_every_example_once():
    rng = np.random.default_rng(0)
    for examples, size in [(7, 3), (6, 3), (2, 5), (1, 1)]:
        batches = list(minibatches(examples, size, rng))
        assert sorted(np.concatenate(batches)) == list(range(examples))
        assert [len(b) for b in batches[:-1]] == [size] * (len(batches) - 1)
        assert 0 < len(batches[-1]) <= size


def test_update_makes_new_arrays():
    p = np.array([1.0, 2.0])
    (new,) = update([p], [np.array([10.0, -10.0])], 0.1)
    assert new.tolist() == [0.0, 3.0]
    assert p.tolist() == [1.0, 2.0]


@pytest.mark.parametrize("batch_size", [1, 7])
def test_a_cost_that_is_no_longer_finite_stops_the_training(batch_size):
    x, y = line()
    settings = {"epochs": 2000, "batch_size": batch_size, "learning_rate": 1000, "seed": 0}
    with pytest.raises(FloatingPointError, match=r"train: epoch \d+: .* below 1000"):
        train(line_network(), x, y, **settings)


def _sure(z):
    """Answer 1 whatever comes in, but pretend that 1 more of z would raise the answer by 1."""
    return np.ones_like(z), lambda g: (g,)


def test_a_parameter_that_is_no_longer_finite_stops_the_training_where_the_cost_is():
    net = Network((_sure,), half_squared_error, ([[0.0]], [0.0]))
    x, y, settings = [[1e300]], [[0.0]], {"epochs": 1, "batch_size": 1, "seed": 0}
    with pytest.raises(FloatingPointError, match="epoch 1: after it a parameter is no longer fin"):
        train(net, x, y, **settings, learning_rate=1e10)
    trained, _ = train(net, x, y, **settings, learning_rate=1.0)
    assert trained.parameters[0] == -1e300


def test_a_held_out_cost_that_is_not_finite_stops_the_training():
    x, y = line()
    held_out = [[1e300]], [[0.0]]
    with pytest.raises(FloatingPointError, match="epoch 1: after it the held-out cost is inf"):
        train(line_network(), x, y, **SETTINGS, held_out=held_out)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"epochs": 0}, "epochs is 0, wanted a positive integer"),
        ({"epochs": 1.5}, "epochs is 1.5"),
        ({"batch_size": 0}, "batch_size is 0"),
        ({"batch_size": True}, "batch_size is True"),
        ({"learning_rate": 0}, "learning_rate is 0, wanted a positive number"),
        ({"learning_rate": -1.0}, "learning_rate is -1.0"),
        ({"learning_rate": float("nan")}, "learning_rate .* holds nan"),
        ({"learning_rate": "0.1"}, "learning_rate has dtype"),
        ({"held_out": (XOR_X, XOR_Y[:3])}, r"y has shape \(3, 1\), wanted \(N, K\) = \(4, 1\)"),
    ],
)
def test_settings_are_refused(change, message):
    with pytest.raises(ValueError, match=message):
        train(xor_network(), XOR_X, XOR_Y, **SETTINGS | change)


@pytest.mark.parametrize(
    ("x", "y", "message"),
    [
        (XOR_X[:, :1], XOR_Y, r"layer 1 \(affine\): got x \(4, 1\)"),
        (XOR_X[:0], XOR_Y[:0], "no size 0"),
        (XOR_X * np.nan, XOR_Y, "holds nan"),
        (XOR_X, XOR_Y[:, 0], r"binary_cross_entropy: y has shape \(4,\)"),
        (XOR_X, XOR_Y + 1, "wanted 0 to 1"),
    ],
)
def test_data_are_refused(x, y, message):
    with pytest.raises(ValueError, match=message):
        train(xor_network(), x, y, **SETTINGS)


class Terminal(io.StringIO):
    def isatty(self):
        return True


def test_only_a_terminal_gets_a_progress_bar():
    terminal, file = Terminal(), io.StringIO()
    _, quiet = train(xor_network(), XOR_X, XOR_Y, **SETTINGS, progress=file)
    _, loud = train(xor_network(), XOR_X, XOR_Y, **SETTINGS, progress=terminal)
    assert file.getvalue() == ""
    assert quiet == loud
    lines = terminal.getvalue().split("\r")[1:]
    assert [f"{i}/3" in text for i, text in enumerate(lines, start=1)] == [True] * 3
    assert terminal.getvalue().endswith("\n")
    assert terminal.getvalue().count("\n") == 1
    assert "accuracy" in lines[0]


def test_accuracy_by_hand():
    eye = Network((identity,), softmax_cross_entropy, (np.eye(2), np.zeros(2)))
    x = [[2.0, 1.0], [0.0, 1.0], [5.0, 4.0], [1.0, 3.0]]
    assert accuracy(eye, x, [[1, 0], [0, 1], [0, 1], [0, 1]]) == 0.75
    yes = Network((identity,), binary_cross_entropy, (np.eye(2), np.zeros(2)))
    assert accuracy(yes, [[1.0, 0.25], [-1.0, 1.0]], [[1, 1], [1, 1]]) == 0.75
    assert accuracy(yes, [[0.25, -0.25], [-1.0, 0.0]], [[0, 1], [0, 0]]) == 0.5


def test_accuracy_of_a_regression_is_refused():
    with pytest.raises(ValueError, match="wanted one-hot rows"):
        accuracy(line_network(), [[1.0]], [[1.0]])
