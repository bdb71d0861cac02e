"""The drawings of the pages on insights, update, automatic differentiation, proof and examples."""

import inspect
import re
from xml.etree import ElementTree as ET

import numpy as np
import pytest

from backproof.nn import History
from backproof.nn.data import Digits, one_hot
from book.figures import digits, learning
from book.typeset.figure import Figure

HANGUL = re.compile("[가-힣]")
DRAWINGS = [
    f
    for name, f in inspect.getmembers(learning, inspect.isfunction)
    if f.__module__ == learning.__name__ and not name.startswith("_")
]


@pytest.mark.parametrize("drawing", DRAWINGS, ids=lambda f: f.__name__)
@pytest.mark.parametrize("lang", ["ko", "en"])
def test_a_drawing_is_whole_and_in_its_language(drawing, lang):
    figure = drawing(lang)
    assert isinstance(figure, Figure)
    assert bool(HANGUL.search(figure.alt)) == bool(HANGUL.search(figure.caption)) == (lang == "ko")
    assert lang == "ko" or not HANGUL.search(figure.svg)
    root = ET.fromstring(figure.svg)  # noqa: S314  the drawing is ours
    assert {"width", "height", "id"}.isdisjoint(root.attrib)
    assert "nan" not in figure.svg
    colors = set(re.findall(r'(?:fill|stroke)="([^"]+)"', figure.svg))
    assert colors <= {"none", "currentColor", "var(--forward)", "var(--backward)"}


def few():
    x, labels = np.zeros((2, 64)), np.array([3, 1])
    x[:, 10] = 0.5
    y = one_hot(labels, 10)
    return Digits(x, y, labels, x, y, labels)


def test_an_output_says_the_same_in_both_languages():
    data, answers = few(), np.array([3, 7])
    history = History(cost=(1.0, 0.5), held_out_cost=(1.1, 0.6))
    outputs = [
        digits.images(data),
        digits.mistakes(data, answers),
        digits.learning_curve(history),
        digits.confusion_matrix(data, answers),
        digits.table({"parameters": 12}),
    ]
    for output in outputs:
        html = output._repr_html_()
        ko, en = html.split('<div class="lang-en" lang="en">')
        assert ko.startswith('<div class="lang-ko" lang="ko">')
        assert HANGUL.search(ko)
        assert not HANGUL.search(en)


def test_the_confusion_matrix_counts_truth_by_answer():
    counts = digits.confusion(np.array([0, 1, 1, 2]), np.array([0, 1, 2, 2]), 3)
    assert counts.tolist() == [[1, 0, 0], [0, 1, 1], [0, 0, 1]]


def test_the_mistakes_are_the_images_that_went_wrong():
    html = digits.mistakes(few(), np.array([3, 7]))._repr_html_()
    assert "1 → 7" in html
    assert "3 → 3" not in html
