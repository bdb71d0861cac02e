"""The step in whole numbers, worked by hand."""

import numpy as np

from book.examples.network import backward_step


def test_forward_by_hand():
    got = backward_step.run()
    assert got.a.tolist() == [[1, 0, 2, 3], [2, 1, 0, 1]]
    assert got.slope.tolist() == [[1, 0, 1, 1], [1, 1, 0, 1]]
    assert got.z_next.tolist() == [[1 + 4 - 3 + 1, 3 + 3, 2 + 3 - 1], [2 - 1 + 1, 6 + 1 + 1, 2]]


def test_backward_by_hand():
    got = backward_step.run()
    assert got.delta_next.tolist() == [[1, -2, 3], [2, 1, -1]]
    assert got.product.tolist() == [[1 - 6, -2 + 6, 2 + 3, -1 - 2 + 3], [2 + 3, 1 - 2, 4 - 1, -2]]
    assert got.delta.tolist() == [[-5, 0, 5, 0], [5, -1, 0, -2]]
    assert got.db.tolist() == [3, -1, 2]
    assert got.db_mean.tolist() == [1.5, -0.5, 1]
    assert got.dW_of_each[0].tolist() == [[1, 0, 2, 3], [-2, 0, -4, -6], [3, 0, 6, 9]]
    assert got.dW_of_each[1].tolist() == [[4, 2, 0, 2], [2, 1, 0, 1], [-2, -1, 0, -1]]
    assert got.dW.tolist() == [[5, 2, 2, 5], [0, 1, -4, -5], [1, -1, 6, 8]]
    assert len({got.shape_N, got.shape_K, got.shape_D}) == 3


def test_gradients_against_differences():
    got, h = backward_step.run(), 1e-6

    def cost(z, W, b):
        r = np.where(z > 0, z, 0) @ W.T + b - got.y
        return (r**2).sum() / 2 / 2

    start = [got.z, got.W, got.b]
    for place, expected in enumerate([got.delta, got.dW, got.db]):
        for index in np.ndindex(expected.shape):
            step = np.zeros(expected.shape)
            step[index] = h
            up, down = (
                cost(*[v + s * step if i == place else v for i, v in enumerate(start)])
                for s in (1, -1)
            )
            assert abs((up - down) / (2 * h) - expected[index]) < 1e-6
