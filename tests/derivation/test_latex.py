"""What is proved is worth nothing if something else is printed."""

import pytest
import sympy as sp
from sympy.matrices.expressions.applyfunc import ElementwiseApplyFunction

from backproof.derivation.expressions import bound
from backproof.derivation.functions import Diff, Unknown, apply
from backproof.derivation.latex import latex
from backproof.derivation.notation import SIGMA, D, K, N, cost_of, j, k, n, quantity, slope_of_cost

z = quantity("z^{l}", N, K)
y = quantity("y", N, K)
a = quantity("a^{l}", N, D)
W = quantity("W^{l+1}", K, D)
b = quantity("b^{l+1}", K)
h, i, m = bound(), bound(), bound()
Z, Y = sp.MatrixSymbol("z^{l}", N, K), sp.MatrixSymbol("y", N, K)
A = sp.MatrixSymbol("a^{l}", N, D)
V = sp.MatrixSymbol("W^{l+1}", K, D)
d = sp.Dummy("d")
PRIME = sp.Lambda(d, Unknown(sp.Symbol(SIGMA), 1, d))


@pytest.mark.parametrize(
    ("expr", "text"),
    [
        (1 / N, r"\frac{1}{N}"),
        (z.at(n, k) / N, r"\frac{1}{N}\,z^{l}_{nk}"),
        (-z.at(n, k) / N, r"-\frac{1}{N}\,z^{l}_{nk}"),
        (z.at(n, k) / (2 * N), r"\frac{1}{2 N}\,z^{l}_{nk}"),
        (3 * z.at(n, k) / 2, r"\frac{3}{2}\,z^{l}_{nk}"),
        (N * z.at(n, k), r"N\,z^{l}_{nk}"),
        (K * z.at(n, k) / N, r"\frac{K}{N}\,z^{l}_{nk}"),
        (z.at(n, k) - y.at(n, k), r"z^{l}_{nk} - y_{nk}"),
        (y.at(n, k) - z.at(n, k), r"y_{nk} - z^{l}_{nk}"),
        (-z.at(n, k) - y.at(n, k), r"-y_{nk} - z^{l}_{nk}"),
        ((z.at(n, k) - y.at(n, k)) * a.at(n, j), r"\left(z^{l}_{nk} - y_{nk}\right)\,a^{l}_{nj}"),
        (z.at(n, k) ** 2, r"\left(z^{l}_{nk}\right)^{2}"),
        (y.at(n, k) ** 2, r"y_{nk}^{2}"),
        (z.at(n, k) ** -2 * y.at(n, k), r"\frac{y_{nk}}{\left(z^{l}_{nk}\right)^{2}}"),
        ((z.at(n, k) - y.at(n, k)) ** 2, r"\left(z^{l}_{nk} - y_{nk}\right)^{2}"),
        (sp.exp(-z.at(n, k)), r"e^{-z^{l}_{nk}}"),
        (sp.KroneckerDelta(j, k), r"[j{=}k]"),
        (apply(SIGMA, 0, z.at(n, k)), r"\sigma\left(z^{l}_{nk}\right)"),
        (apply(SIGMA, 1, z.at(n, k)), r"\sigma'\left(z^{l}_{nk}\right)"),
        (Diff(cost_of(z), z.at(n, k)), r"\frac{\partial C}{\partial z^{l}_{nk}}"),
        (slope_of_cost(z).at(n, k), r"\frac{\partial C}{\partial z^{l}_{nk}}"),
        (sp.Sum(W.at(k, i) * a.at(n, i), (i, 0, D - 1)), r"\sum_{j} w^{l+1}_{kj}\,a^{l}_{nj}"),
        # an index that is taken outside is not taken again inside
        (
            a.at(n, j) * sp.Sum(W.at(k, i), (i, 0, D - 1)),
            r"a^{l}_{nj}\,\sum_{i} w^{l+1}_{ki}",
        ),
        # nor is that of a sum around it, though the inner sum may not use the outer index
        (
            sp.Sum(W.at(k, i) * sp.Sum(a.at(n, h), (h, 0, D - 1)), (i, 0, D - 1)),
            r"\sum_{j} w^{l+1}_{kj}\,\sum_{i} a^{l}_{ni}",
        ),
        (sp.Sum(z.at(m, k), (m, 0, N - 1)) + b.at(k), r"\sum_{n} z^{l}_{nk} + b^{l+1}_{k}"),
        (
            sp.Sum(z.at(m, k) + y.at(m, k), (m, 0, N - 1)),
            r"\sum_{n} \left(y_{nk} + z^{l}_{nk}\right)",
        ),
        (
            sp.Sum(z.at(m, k), (m, 0, N - 1)) * sp.Sum(a.at(n, i), (i, 0, D - 1)),
            r"\left(\sum_{j} a^{l}_{nj}\right)\,\sum_{m} z^{l}_{mk}",
        ),
        (Z.T, r"(z^{l})^{\top}"),
        (Y.T, r"y^{\top}"),
        (sp.MatMul(A, V.T), r"a^{l} (W^{l+1})^{\top}"),
        (sp.MatMul(1 / N, A.T, Z), r"\frac{1}{N}\,(a^{l})^{\top} z^{l}"),
        (sp.MatMul(-1, Z), r"-z^{l}"),
        (sp.MatAdd(Z, sp.MatMul(-1, Y)), r"z^{l} - y"),
        (sp.MatMul(sp.MatAdd(Z, Y), V), r"\left(y + z^{l}\right) W^{l+1}"),
        (
            sp.HadamardProduct(sp.MatMul(A, V.T), ElementwiseApplyFunction(PRIME, Z)),
            r"\left(a^{l} (W^{l+1})^{\top}\right) \odot \sigma'\left(z^{l}\right)",
        ),
        (
            sp.MatMul(1 / N, sp.HadamardProduct(sp.MatAdd(Z, sp.MatMul(-1, Y)), Y)),
            r"\frac{1}{N}\,\left(\left(z^{l} - y\right) \odot y\right)",
        ),
        (sp.MatMul(sp.OneMatrix(1, N), Z), r"\mathbf{1}^{\top} z^{l}"),
    ],
)
def test_expressions_are_printed_as_they_are(expr, text):
    assert latex(expr) == text


def test_a_name_is_written_in_one_way():
    with pytest.raises(ValueError, match="is written as"):
        quantity("z^{l}", N, K, entry="q_{%s}")
