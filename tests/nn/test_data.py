"""The handwritten digits, and a network that reads them."""

from hashlib import sha256
from importlib.resources import files

import numpy as np
import pytest

from backproof.nn import Network, identity, softmax_cross_entropy, tanh, train
from backproof.nn.data import digits, one_hot, read_digits, split


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


def everything():
    """All digits in the order of the file, whatever was held out."""
    data = digits(seed=3)
    order = np.argsort(np.concatenate(split(1797, 0.2, seed=3)))
    x, labels = (data.x, data.held_out_x), (data.labels, data.held_out_labels)
    return np.concatenate(x)[order], np.concatenate(labels)[order]


def test_the_digits_are_those_of_the_uci_repository():
    """The counts are those that its description lists for the test set."""
    x, labels = everything()
    counts = [178, 182, 177, 183, 181, 182, 181, 179, 174, 180]
    assert np.bincount(labels).tolist() == counts
    assert (x.dtype, labels.dtype) == (np.float64, np.int64)


def test_the_digits_are_those_that_scikit_learn_ships():
    """The hashes were taken once of `sklearn.datasets.load_digits()`, as bytes."""
    x, labels = everything()
    pixels = (x * 16).astype(np.uint8)
    assert np.array_equal(pixels / 16, x)
    assert sha256(pixels.tobytes()).hexdigest() == (
        "8f26b2bd9d135c256808f68f14fdabddde6d9c7f869ae419704b051f0f14b3b3"
    )
    assert sha256(labels.astype(np.uint8).tobytes()).hexdigest() == (
        "8ba4f891220f5e4c9c819638d1602d74b83618f167043c6da52a2a247841ddf0"
    )


def test_the_first_image_is_a_zero():
    """Drawn from its first line: a ring of ink with a hole in it."""
    x, labels = everything()
    ink = ["".join("#" if v >= 0.5 else "." for v in row) for row in x[0].reshape(8, 8)]
    assert ink == [
        "...##...",
        "..####..",
        "..#..##.",
        "..#..##.",
        "..#..##.",
        "..#..#..",
        "..#.##..",
        "...##...",
    ]
    assert labels[:3].tolist() == [0, 1, 2]
    assert (x[0] * 16)[:8].tolist() == [0, 0, 5, 13, 9, 1, 0, 0]


def test_the_file_carries_no_date():
    packed = files("backproof.nn").joinpath("digits.csv.gz").read_bytes()
    assert packed[4:8] == bytes(4), "bytes 4 to 7 of a gzip file hold the time of packing"
    assert packed[3] == 0, "and byte 3 says whether a file name follows"
    said = files("backproof.nn").joinpath("digits.md").read_text(encoding="utf-8")
    assert "Alpaydin" in said
    assert "CC BY 4.0" in said


ROWS = np.zeros((1797, 65), dtype=np.int64)


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        (ROWS[1:], r"holds int64 of shape \(1796, 65\), wanted integers of shape \(1797, 65\)"),
        (ROWS[:, 1:], r"shape \(1797, 64\)"),
        (ROWS / 1, "holds float64"),
        (ROWS + 17 * np.eye(65, dtype=int)[0], "pixels run from 0 to 17, wanted 0 to 16"),
        (ROWS - np.eye(65, dtype=int)[0], "pixels run from -1 to 0, wanted 0 to 16"),
        (ROWS + 10 * np.eye(65, dtype=int)[64], "labels run from 10 to 10, wanted 0 to 9"),
        (ROWS - np.eye(65, dtype=int)[64], "labels run from -1 to -1"),
    ],
)
def test_a_broken_file_is_refused(rows, message):
    with pytest.raises(ValueError, match=message):
        read_digits(rows)


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
