from itertools import product

from backproof import Verdict
from book.examples.proving import making


def test_the_wrong_pullback_is_refused_by_its_last_step():
    assert "step 2 (code): not proved equal" in making.refused()
    assert r"\frac{1}{N}" in making.refused()


def test_the_watched_layer_is_proved_and_was_called_on_both_kinds():
    w = making.watched()
    assert w.proof.verdict is Verdict.PROVED
    assert w.numbers > len(w.sizes) > 2
    assert 0 < w.symbols < 10, "symbols stand for all sizes at once"


def test_the_sizes_are_what_the_page_says_of_them():
    sizes = making.watched().sizes
    assert any(len(set(size)) == 3 for size in sizes), "unequal ones"
    assert any(len(set(size)) == 1 and size[0] > 1 for size in sizes), "equal ones"
    for axis, length in product(range(3), (1,)):
        assert any(size[axis] == length for size in sizes), "a size of 1 at each axis"
