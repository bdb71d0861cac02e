# ---
# title: Softmax with cross-entropy
# ---

# %% [markdown] tags=["ko"]
# # 소프트맥스와 교차 엔트로피 {#softmax-cross-entropy}
#
# 여러 클래스 가운데 하나를 고르는 분류에서는 소프트맥스와 교차 엔트로피를 짝지어 씁니다.
# 흔히 오차가 출력과 목푯값의 차라고 하지만, 그것은 목푯값의 각 행의 합이 1일 때만 옳습니다.
# 여기에서는 임의의 목푯값에 대한 식을 먼저 얻고, 그 조건을 나중에 넣습니다.

# %% [markdown] tags=["en"]
# # Softmax with cross-entropy {#softmax-cross-entropy}
#
# To choose one of several classes, softmax is paired with cross-entropy.
# The error is often said to be output less target, but that holds only where each row of the target sums to 1.
# Here the formula for any target comes first, and the condition is put in afterwards.

# %%
import sympy as sp

from backproof.derivation import Derivation, rules
from backproof.derivation.arrays import SymbolicArray
from backproof.derivation.expressions import bound
from backproof.derivation.functions import Diff
from backproof.derivation.matrix import VECTOR
from backproof.derivation.notation import K, N, k, n, quantity
from backproof.nn.losses import softmax_cross_entropy

h, i, m, p, r = bound(), bound(), bound(), bound(), bound()
q = sp.Symbol("q", integer=True, nonnegative=True)
same = sp.KroneckerDelta

# %% [markdown] tags=["ko"]
# ## 소프트맥스의 야코비 행렬 {#jacobian}
#
# 표본 하나의 가중합을 벡터 $z$로, 출력을 벡터 $a$로 적습니다.
# 분모에 모든 가중합이 들어 있으므로, 성분별 함수와 달리 야코비 행렬이 대각 행렬이 아닙니다.

# %% [markdown] tags=["en"]
# ## The Jacobian of softmax {#jacobian}
#
# For one example, let the weighted sums be the vector $z$ and the outputs the vector $a$.
# As the denominator holds all weighted sums, the Jacobian is not diagonal as that of an elementwise function is.

# %%
z_vector = quantity(r"\mathbf{z}", K, entry="z_{%s}", matrix="z")
a_vector = quantity(r"\mathbf{a}", K, entry="a_{%s}", matrix="a")


def total() -> sp.Expr:
    """Give the denominator of softmax for one example."""
    return sp.Sum(sp.exp(z_vector.at(i)), (i, 0, K - 1))


softmax_vector = SymbolicArray((K,), lambda k: sp.exp(z_vector.at(k)) / total())

derivation_softmax = Derivation(
    "softmax",
    {"ko": "소프트맥스의 야코비 행렬", "en": "The Jacobian of softmax"},
    what=Diff(a_vector.at(q), z_vector.at(k)),
    of=r"\frac{\partial a}{\partial z}",
    indices=(q, k),
    define=[(a_vector, softmax_vector)],
    arrays=[z_vector],
)
derivation_softmax.begin(
    Diff(softmax_vector.at(q), z_vector.at(k)),
    ko="소프트맥스는 지수를 모든 지수의 합으로 나눕니다.",
    en="Softmax divides an exponential by the sum of all of them.",
)
derivation_softmax.then(
    rules.differentiate,
    ko="몫의 미분입니다. 분자는 같은 자리에서만, 분모는 언제나 바뀝니다.",
    en="A quotient: the numerator changes at the same place only, the denominator always.",
)
derivation_softmax.then(
    rules.collapse,
    ko="분모의 미분에서는 한 지수만 남습니다.",
    en="Of the derivative of the denominator one exponential is left.",
)
derivation_softmax.then(
    rules.rewrite_as(a_vector.at(q) * (same(q, k) - a_vector.at(k))),
    ko="지수를 합으로 나눈 것은 모두 출력입니다.",
    en="Every exponential over the sum is an output.",
    id="components",
)
column = sp.MatrixSymbol(r"\mathbf{a}" + VECTOR, K, 1)
derivation_softmax.as_matrix(
    sp.DiagMatrix(column) - column * column.T,
    "matrix_form",
    ko="대각 행렬에서 출력의 외적을 뺀 행렬입니다.",
    en="A diagonal matrix less the outer product of the outputs.",
    id="matrix",
)
derivation_softmax.show()

# %% [markdown] tags=["ko"]
# ## 교차 엔트로피와 함께, 임의의 목푯값 {#derivation}

# %% [markdown] tags=["en"]
# ## With cross-entropy, for any target {#derivation}

# %%
z = quantity("z^{L}", N, K)
a = quantity("a^{L}", N, K)
y = quantity("y", N, K)
C = quantity("C")
delta = quantity(r"\delta^{L}", N, K)

softmax = SymbolicArray(
    (N, K), lambda n, k: sp.exp(z.at(n, k)) / sp.Sum(sp.exp(z.at(n, i)), (i, 0, K - 1))
)
entropy = sp.Sum(y.at(m, p) * sp.log(a.at(m, p)), (m, 0, N - 1), (p, 0, K - 1))
cost = SymbolicArray((), lambda: -entropy / N)
row_sum = sp.Sum(y.at(n, r), (r, 0, K - 1))

C_code, pullback = softmax_cross_entropy(z, y)

derivation = Derivation(
    "softmax_cross_entropy",
    {"ko": "소프트맥스와 교차 엔트로피의 오차", "en": "The error of softmax with cross-entropy"},
    source="Bridle 1990; Nielsen 2015, ch. 3, (80)",
    what=delta.at(n, k),
    of=delta,
    indices=(n, k),
    define=[(a, softmax)],
    arrays=[z, y],
)
derivation.forward_is(C_code.at(), cost.at())
derivation.begin(
    Diff(cost.at(), z.at(n, k)),
    ko="목푯값을 곱한 로그 출력을 더해 음의 부호를 붙이고 평균한 것이 비용입니다.",
    en="The cost is minus the mean of the logarithms of the outputs, each times its target.",
)
derivation.then(
    rules.linearity,
    ko="항마다 미분합니다. 목푯값은 상수입니다.",
    en="Differentiate term by term; the targets are constants.",
)
derivation.then(
    rules.chain_rule_through(a),
    ko="로그의 미분은 역수입니다.",
    en="A logarithm gives a reciprocal.",
)
derivation.then(
    rules.result(a, lambda m, p, n, k: same(m, n) * a.at(m, p) * (same(p, k) - a.at(n, k))),
    ko="소프트맥스의 야코비 행렬을 넣습니다. 다른 표본의 미분은 0이고, 출력은 분모와 지워집니다.",
    en="Put in the Jacobian of softmax: other examples give 0, and the output cancels the denominator.",
)
derivation.then(
    rules.collapse,
    ko="표본에 대한 합에서 한 항이 남고, 뉴런에 대한 합은 두 부분으로 갈라집니다.",
    en="Of the sum over examples one term survives; the sum over neurons falls into two parts.",
)
derivation.then(
    rules.rewrite_as((a.at(n, k) * row_sum - y.at(n, k)) / N),
    ko=r"출력 $a^{L}_{nk}$는 합의 번호와 상관없으므로 합 밖으로 나옵니다. 목푯값의 행의 합이 남습니다.",
    en=r"The output $a^{L}_{nk}$ leaves the sum; what remains in it is the row sum of the targets.",
    id="components",
)
A, Y = sp.MatrixSymbol("a^{L}", N, K), sp.MatrixSymbol("y", N, K)
row_sums = sp.MatMul(Y, sp.OneMatrix(K, 1), sp.OneMatrix(1, K))
derivation.as_matrix(
    sp.MatMul(1 / N, sp.MatAdd(sp.HadamardProduct(A, row_sums), sp.MatMul(-1, Y))),
    "matrix_form",
    ko=r"$y\mathbf{1}$은 행의 합을 모은 열이고, 오른쪽의 $\mathbf{1}^{\top}$이 그 열을 자리마다 되풀이합니다.",
    en=r"$y\mathbf{1}$ is the column of row sums, and the $\mathbf{1}^{\top}$ on its right repeats it at every place.",
    id="matrix",
)
derivation.code(
    "pullback(1)[0]",
    globals(),
    ko="비용의 당김 함수는 어떤 목푯값에나 이 값을 돌려줍니다.",
    en="For any target the pullback of the cost returns this.",
)
derivation.show()

# %% [markdown] tags=["ko"]
# ## 조건: 목푯값의 각 행의 합이 1일 때 {#one-hot}
#
# 원핫 목푯값은 한 자리가 1이고 나머지가 0이므로 합이 1입니다.
# 합이 1인 행을 빠짐없이 나타내려고, 목푯값을 임의의 수 $u$를 그 행의 합으로 나눈 것으로 놓습니다.
# 합이 이미 1인 행은 $u$ 자신으로 얻습니다.

# %% [markdown] tags=["en"]
# ## The condition: each row of the target sums to 1 {#one-hot}
#
# A one-hot target has a single 1 and is 0 elsewhere, so it sums to 1.
# To reach all rows that sum to 1, let the target be arbitrary numbers $u$, divided by the sum of their row.
# A row that sums to 1 already is reached with $u$ itself.

# %%
u = quantity("u", N, K)
normalised = SymbolicArray((N, K), lambda n, k: u.at(n, k) / sp.Sum(u.at(n, h), (h, 0, K - 1)))

derivation_one_hot = Derivation(
    "softmax_cross_entropy_one_hot",
    {
        "ko": "목푯값의 행의 합이 1일 때의 오차",
        "en": "The error where each row of the target sums to 1",
    },
    what=Diff(C.at(), z.at(n, k)),
    of=delta,
    indices=(n, k),
    define=[(C, cost), (a, softmax), (y, normalised)],
    arrays=[z, u],
)
derivation_one_hot.begin(
    (a.at(n, k) * row_sum - y.at(n, k)) / N,
    ko="앞에서 임의의 목푯값에 대해 얻은 식입니다.",
    en="What was found above for any target.",
)
derivation_one_hot.then(
    rules.rewrite_as((a.at(n, k) - y.at(n, k)) / N),
    ko="조건에 따라 행의 합이 1입니다.",
    en="By the condition the row sums to 1.",
    id="components",
)
derivation_one_hot.matrix(
    ko="이 조건에서만 오차가 출력과 목푯값의 차입니다.",
    en="Under this condition, and only so, the error is output less target.",
)
derivation_one_hot.column(
    ko=r"표본 하나만 보면 $\tfrac1N$이 사라집니다.",
    en=r"For one example the $\tfrac1N$ is gone.",
)
_, pullback = softmax_cross_entropy(z, normalised)
derivation_one_hot.code(
    "pullback(1)[0]",
    globals(),
    ko="행의 합이 1인 목푯값에 코드가 돌려주는 값입니다.",
    en="What the code returns for targets whose rows sum to 1.",
)
derivation_one_hot.show()
