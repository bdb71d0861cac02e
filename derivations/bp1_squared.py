# ---
# title: BP1, half squared error
# ---

# %% [markdown] tags=["ko"]
# # BP1: 절반 제곱 오차일 때 {#bp1-squared}
#
# 비용을 절반 제곱 오차로 정하면 오차가 출력과 목푯값의 차로 나타납니다.
# $\tfrac12$은 제곱을 미분할 때 나오는 2를 지우려고 둔 것이고, $\tfrac1N$은 표본에 대한 평균입니다.

# %% [markdown] tags=["en"]
# # BP1 for the half squared error {#bp1-squared}
#
# With the half squared error as cost, the error contains the difference of output and target.
# The $\tfrac12$ is there to cancel the 2 of the square; the $\tfrac1N$ is the mean over the examples.

# %%
import sympy as sp

from backproof import Arbitrary
from backproof.derivation import Derivation, rules
from backproof.derivation.expressions import bound
from backproof.derivation.functions import Diff
from backproof.derivation.notation import SIGMA, K, N, k, n, quantity
from backproof.nn.activations import elementwise, identity
from backproof.nn.losses import half_squared_error

sigma = Arbitrary(SIGMA)

z = quantity("z^{L}", N, K)
a = quantity("a^{L}", N, K)
y = quantity("y", N, K)
delta = quantity(r"\delta^{L}", N, K)

a_code, pullback_sigma = elementwise(sigma, sigma.prime)(z)
C_code, pullback_C = half_squared_error(a, y)

m, q = bound(), bound()
cost = sp.Sum((a.at(m, q) - y.at(m, q)) ** 2, (m, 0, N - 1), (q, 0, K - 1)) / (2 * N)

# %%
derivation = Derivation(
    "bp1_squared",
    {"ko": "BP1: 절반 제곱 오차일 때", "en": "BP1 for the half squared error"},
    source="Nielsen 2015, ch. 2, (30)",
    what=delta.at(n, k),
    of=delta,
    indices=(n, k),
    define=[(a, a_code)],
    arrays=[z, y],
)
derivation.forward_is(C_code.at(), cost)
derivation.begin(
    Diff(cost, z.at(n, k)),
    ko="절반 제곱 오차를 가중합으로 편미분합니다.",
    en="Differentiate the half squared error by a weighted sum.",
)
derivation.then(
    rules.substitute(a),
    ko="출력은 가중합에 활성화 함수를 적용한 값입니다.",
    en="An output is the activation function of its weighted sum.",
)
derivation.then(
    rules.differentiate,
    ko=r"제곱을 미분한 2가 $\tfrac12$과 지워질 준비를 합니다. 번호가 다른 출력의 미분은 0입니다.",
    en=r"The square gives a 2 that will meet the $\tfrac12$. Outputs with other indices have derivative 0.",
)
derivation.then(
    rules.collapse,
    ko="두 합에서 한 항만 살아남고 2는 지워집니다.",
    en="One term survives of both sums, and the 2 is gone.",
)
derivation.then(
    rules.abbreviate(a),
    ko=r"출력을 다시 $a^{L}$로 씁니다.",
    en=r"Write $a^{L}$ for the output again.",
    id="components",
)
derivation.matrix(
    ko="같은 자리끼리 곱하므로 아다마르 곱입니다.",
    en="The product goes entry by entry: a Hadamard product.",
)
derivation.column(
    ko=r"표본 하나만 보면 $N$이 1이므로 평균이 사라지고, 많은 책에 나오는 꼴이 됩니다.",
    en=r"For one example $N$ is 1, the mean disappears, and the form of most books is left.",
)
derivation.code(
    "pullback_sigma(pullback_C(1)[0])[0]",
    globals(),
    ko="비용의 당김 함수와 활성화 함수의 당김 함수를 차례로 부른 결과와 같습니다.",
    en="This is what the pullback of the cost returns, followed by that of the activation.",
)
derivation.show()

# %% [markdown] tags=["ko"]
# ## 회귀: 출력이 항등 함수일 때 {#regression}
#
# 출력층의 활성화 함수가 항등 함수이면 오차는 출력과 목푯값의 차뿐입니다.

# %% [markdown] tags=["en"]
# ## Regression: identity outputs {#regression}
#
# With the identity as activation of the output layer, the error is the difference of output and target alone.

# %%
a_same, pullback_identity = identity(z)

derivation_regression = Derivation(
    "bp1_regression",
    {"ko": "회귀 출력의 오차", "en": "The error of a regression output"},
    source="Nielsen 2015, ch. 3, linear neurons",
    what=delta.at(n, k),
    of=delta,
    indices=(n, k),
    define=[(a, a_same)],
    arrays=[z, y],
)
derivation_regression.begin(
    Diff(cost, z.at(n, k)),
    ko="절반 제곱 오차를 가중합으로 편미분합니다.",
    en="Differentiate the half squared error by a weighted sum.",
)
derivation_regression.then(
    rules.substitute(a),
    ko="출력은 가중합 그대로입니다.",
    en="An output is its weighted sum.",
)
derivation_regression.then(
    rules.differentiate,
    ko="가중합을 자기 자신으로 미분하면 1이고, 번호가 다르면 0입니다.",
    en="A weighted sum has derivative 1 by itself, and 0 at other indices.",
)
derivation_regression.then(
    rules.collapse,
    ko="한 항만 남습니다.",
    en="One term survives.",
)
derivation_regression.then(
    rules.rewrite_as((a.at(n, k) - y.at(n, k)) / N),
    ko="괄호를 정리하고 가중합을 다시 출력으로 씁니다.",
    en="Tidy the bracket, and write the output for the weighted sum again.",
    id="components",
)
derivation_regression.matrix(
    ko="자리마다 출력에서 목푯값을 뺍니다.",
    en="At each place, output less target.",
)
derivation_regression.column(
    ko="표본 하나이면 평균도 사라집니다.",
    en="With one example the mean is gone, too.",
)
_, pullback_C = half_squared_error(a_same, y)
derivation_regression.code(
    "pullback_identity(pullback_C(1)[0])[0]",
    globals(),
    ko="두 당김 함수를 차례로 부른 결과와 같습니다.",
    en="This is what the two pullbacks return, one after the other.",
)
derivation_regression.show()
