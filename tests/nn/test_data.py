"""The handwritten digits, and a network that reads them."""

import sys

import numpy as np
import pytest

from backproof.nn import Network, identity, softmax_cross_entropy, tanh, train
from backproof.nn.data import digits, one_hot, split


def test_digits_are_all_there_scaled_and_apart():
    data = digits()
    assert data.x.shape == (1438, 64)
    assert data.held_out_x.shape == (359, 64)
    assert (data.x.min(), data.x.max()) == (0, 1)
    for y, labels in [(data.y, data.labels), (data.held_out_y, data.held_out_labels)]:
        assert np.array_equal(y.argmax(axis=1), labels)
        assert np.array_equal(y.sum(axis=1), np.ones(len(y)))
        assert set(labels.tolist()) == set(range(10))


def test_digits_are_split_by_seed():
    assert np.array_equal(digits(seed=3).labels, digits(seed=3).labels)
    assert not np.array_equal(digits(seed=3).labels, digits(seed=4).labels)


def test_without_scikit_learn_the_error_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "sklearn.datasets", None)
    with pytest.raises(ImportError, match="install it"):
        digits()


def test_held_out_digits_are_read():
    data = digits()
    net = Network.initial((64, 30, 10), (tanh, identity), softmax_cross_entropy, seed=0)
    settings = {"epochs": 40, "batch_size": 16, "learning_rate": 0.2, "seed": 0}
    held_out = data.held_out_x, data.held_out_y
    trained, history = train(net, data.x, data.y, **settings, held_out=held_out)
    right = trained.predict(data.held_out_x).argmax(axis=1) == data.held_out_labels
    assert history.held_out_accuracy[-1] == right.mean() >= 0.96
    assert len(history.held_out_cost) == len(history.accuracy) == 40
    assert history.cost[-1] < 0.1 * history.cost[0]


def test_split_parts_the_indices():
    learn, held = split(10, 0.3, seed=0)
    assert sorted([*learn, *held]) == list(range(10))
    assert len(held) == 3


@pytest.mark.parametrize("held_out", [0, 1, -0.5, 2, 0.01])
def test_a_split_with_an_empty_side_is_refused(held_out):
    with pytest.raises(ValueError, match="leaves one side empty"):
        split(10, held_out, seed=0)


def test_one_hot_by_hand():
    assert one_hot(np.array([1, 0, 1]), 2).tolist() == [[0, 1], [1, 0], [0, 1]]


@pytest.mark.parametrize(
    ("labels", "message"),
    [
        ([0, 3], "labels run from 0 to 3, wanted 0 to 2"),
        ([-1, 0], "labels run from -1 to 0"),
        ([], r"shape \(0,\)"),
        ([[0], [1]], r"shape \(2, 1\).*wanted \(N,\) integers"),
        ([0.0, 1.0], "dtype float64"),
        ([True, False], "dtype bool"),
        (["0"], "dtype <U1"),
    ],
)
def test_labels_are_refused(labels, message):
    with pytest.raises(ValueError, match=message):
        one_hot(labels, 3)
