"""What a page shows of a command is the same however long the command took."""

import pytest

from backproof.cli.words import WORDS
from book.typeset.timeless import timeless


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_that_it_took_long_is_not_said(lang):
    slow = WORDS[lang]["slow"].format(name="reading layers.py")
    assert timeless(f"{slow}\nbackproof: no neuron") == "backproof: no neuron"


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("neurons  PROVED  0.21 s\nhasty  PROVED_AT  12.30 s", "neurons  PROVED\nhasty  PROVED_AT"),
        ('{"seconds": 0.123456, "a": 1}', '{"seconds": 0, "a": 1}'),
        ('{"seconds": 4.1e-05}', '{"seconds": 0}'),
        ("1 failed, 1 passed in 0.52s", "1 failed, 1 passed"),
        ("a difference of 0.21 s in x", "a difference of 0.21 s in x"),
    ],
)
def test_seconds_are_left_out_and_nothing_else(text, left):
    assert timeless(text) == left
