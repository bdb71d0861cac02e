"""The numbers of the first six chapters, by hand or by an independent method."""

import math

import numpy as np
import pytest

from book.examples.chapters import chain_rule, cost, forward, hadamard, notation, why


def s(z):
    return 1 / (1 + math.exp(-z))


def test_why_counts_by_hand_and_gradients_agree():
    got = why.run()
    assert got.parameters == 3 * 4 + 4 + 4 * 2 + 2
    assert got.forward_passes_by_differences == got.parameters + 1
    assert got.paths == 30 * 30 * 30 * 10
    assert got.deep_multiplications == 3 * (784 * 30 + 3 * 30 * 30 + 30 * 10)
    np.testing.assert_allclose(got.by_differences, got.by_backpropagation, atol=1e-5)
    assert 0 < got.largest_gap < got.nudge


def test_why_counts_paths_by_walking_them():
    def walk(sizes):
        return 1 if len(sizes) == 1 else sum(walk(sizes[1:]) for _ in range(sizes[1]))

    assert why.paths_of_one_weight((5, 3, 4, 2)) == walk((3, 4, 2)) == 8


def test_forward_rows_do_not_mix_and_affine_layers_merge():
    got = forward.run()
    by_hand = [
        [
            sum(w * x for w, x in zip(row, example, strict=True)) + b
            for row, b in zip(got.W.tolist(), got.b, strict=True)
        ]
        for example in got.x.tolist()
    ]
    np.testing.assert_allclose(got.z, by_hand, rtol=1e-14)
    np.testing.assert_allclose(got.a, [[s(z) for z in row] for row in by_hand], rtol=1e-14)
    np.testing.assert_allclose(got.first_row_alone, got.a[0], rtol=1e-14)
    assert got.largest_gap < 1e-15
    np.testing.assert_allclose(got.two_affine, got.one_affine, rtol=1e-14)
    np.testing.assert_allclose(got.merged_W, [[0.22, 0.78], [0.13, 0.87]], rtol=1e-14)
    np.testing.assert_allclose(got.merged_b, [0.34, 0.21], rtol=1e-14)


def outputs(w):
    a1 = 1 / (1 + np.exp(-(cost.X @ w.T + cost.B1)))
    return a1, a1 @ cost.W2.T + cost.B2


def root(w):
    return np.sqrt(np.mean((outputs(w)[1] - cost.Y) ** 2))


def with_penalty(w):
    a1, a2 = outputs(w)
    return (np.sum((a2 - cost.Y) ** 2) + 0.1 * np.sum(a1**2)) / (2 * len(cost.X))


@pytest.mark.parametrize(("case", "formula"), [("coupled", root), ("hidden", with_penalty)])
def test_costs_called_impossible_have_exact_gradients(case, formula):
    got = getattr(cost.run(), case)
    exact = np.empty_like(cost.W1)
    for index in np.ndindex(exact.shape):
        w = cost.W1.astype(complex)
        w[index] += 1e-30j
        exact[index] = formula(w).imag / 1e-30
    assert got.cost == pytest.approx(formula(cost.W1), rel=1e-14)
    np.testing.assert_allclose(got.careful, exact, rtol=1e-12)
    np.testing.assert_allclose(got.by_differences, exact, atol=1e-8)
    assert got.gap_careful == 0
    assert got.gap_careless == pytest.approx(abs(got.careless - exact).max(), abs=1e-7)
    assert got.gap_careless > 1e-3


def test_paths_by_hand():
    got = chain_rule.run()
    a = s(0.5), s(0.0)
    error = 0.8 * a[0] + 0.6 * a[1] - 1
    first = 0.5 * a[0] * (1 - a[0]) * 0.8 * error
    second = -1 * a[1] * (1 - a[1]) * 0.6 * error
    assert got.first.product == pytest.approx(first, rel=1e-13)
    assert got.second.product == pytest.approx(second, rel=1e-13)
    assert got.cost == pytest.approx(error**2 / 2, rel=1e-13)
    assert got.total == pytest.approx(first + second, rel=1e-12)
    assert got.by_pullback == pytest.approx(first + second, rel=1e-12)
    assert got.by_differences == pytest.approx(first + second, rel=1e-7)
    assert first < 0 < got.total


def test_products_by_hand():
    p = hadamard.products()
    assert p.hadamard.tolist() == p.diagonal_times_v.tolist() == [4, 0, -3]
    assert p.dot == 1
    assert p.A_hadamard_B.tolist() == [[10, 0], [15, 8]]
    assert p.A_matrix_B.tolist() == [[20, 4], [50, 8]]
    assert p.product_first.tolist() == [-4, -6]
    assert p.hadamard_first.tolist() == [-7, -8]


def test_the_diagonal_is_enough_for_a_sigmoid_and_not_for_softmax():
    got = hadamard.run()
    z, g = got.softmax.z, got.softmax.g
    slopes = [s(v) * (1 - s(v)) for v in z]
    np.testing.assert_allclose(got.sigmoid.jacobian, np.diag(slopes), rtol=1e-13)
    np.testing.assert_allclose(got.sigmoid.delta, g * slopes, rtol=1e-13)
    assert got.sigmoid.gap < 1e-15
    p = np.exp(z) / np.exp(z).sum()
    jacobian = np.diag(p) - np.outer(p, p)
    np.testing.assert_allclose(got.softmax.jacobian, jacobian, atol=1e-15)
    np.testing.assert_allclose(got.softmax.delta, jacobian @ g, atol=1e-14)
    assert got.softmax.gap > 0.1


def test_factors_of_other_conventions():
    got = notation.run()
    N, K = got.batch, got.outputs
    assert (N, K) == (4, 3)
    assert got.mean_with_half == pytest.approx(1, rel=1e-12)
    assert got.mean_without_half == pytest.approx(2, rel=1e-12)
    assert got.sum_with_half == pytest.approx(N, rel=1e-12)
    assert got.sum_without_half == pytest.approx(2 * N, rel=1e-12)
    assert got.mean_of_all_entries == pytest.approx(2 / K, rel=1e-12)
