"""Counts by hand, and against multiplications counted while the shipped code runs."""

from itertools import pairwise

import numpy as np
import pytest

from backproof.nn import identity, network
from book.examples.proving import cost_of_gradients


class Counting(np.ndarray):
    """An array that counts the multiplications inside its matrix products."""

    counted = 0

    def __array_ufunc__(self, ufunc, method, *inputs, **kwargs):
        plain = [np.asarray(i) if isinstance(i, Counting) else i for i in inputs]
        if ufunc is np.matmul:
            (rows, inner), (_, columns) = plain[0].shape, plain[1].shape
            Counting.counted += rows * inner * columns
        return np.asarray(getattr(ufunc, method)(*plain, **kwargs)).view(Counting)


def test_nielsens_network_by_hand():
    got = cost_of_gradients.run()
    assert got.weights == 784 * 30 + 30 * 10 == 23_820
    assert (got.biases, got.parameters) == (40, 23_860)
    assert got.passes_by_differences == 23_861
    assert got.multiplications_by_differences == 23_861 * 23_820
    assert got.backpropagation_multiplications == 3 * 23_820
    assert got.backpropagation_in_forward_passes == 3
    assert got.times_cheaper == pytest.approx(23_861 / 3)


def test_the_digits_network_by_hand():
    got = cost_of_gradients.digits()
    assert got.weights == 64 * 30 + 30 * 10 == 2_220
    assert got.parameters == 2_260
    assert got.times_cheaper == pytest.approx(2_261 / 3)


@pytest.mark.parametrize("sizes", [(784, 30, 10), (64, 30, 10), (5, 4, 3, 2), (3, 2)])
def test_counts_are_those_of_the_shipped_code(sizes):
    shapes = [s for d, k in pairwise(sizes) for s in [(k, d), (k,)]]
    x, *parameters = [np.ones(s).view(Counting) for s in [(1, sizes[0]), *shapes]]
    got = cost_of_gradients.run(sizes)
    Counting.counted = 0
    a, pullback = network(*[identity] * (len(sizes) - 1))(x, *parameters)
    assert Counting.counted == got.forward_multiplications
    Counting.counted = 0
    pullback(a)
    assert Counting.counted == got.backward_multiplications
    assert sum(p.size for p in parameters) == got.parameters


def test_sizes_that_make_no_network_are_refused():
    with pytest.raises(ValueError, match="wanted two or more, all positive"):
        cost_of_gradients.run((3,))
