# ---
# title: Mean cost
# ---

# %% [markdown] tags=["ko"]
# # 평균 비용: 표본 하나씩 따져도 되는 까닭 {#mean-cost}
#
# 전체 비용 $C$는 표본마다 구한 비용 $C_n$의 평균입니다.
# 표본 하나의 비용은 정하지 않습니다. 목푯값이 표본마다 다르므로 함수 $C_n$ 자체도 표본마다 달라도 됩니다.
# 비용을 평균으로 정했다면 기울기도 평균이어야 하며, 그 $\tfrac1N$을 빠뜨리면 기울기가 $N$배로 커집니다.

# %% [markdown] tags=["en"]
# # The mean cost: why one example at a time is enough {#mean-cost}
#
# The cost $C$ is the mean of the costs $C_n$ of the single examples.
# The cost of an example is left open, and as each example has its own target, each may have its own function $C_n$.
# Where the cost is a mean, so is its gradient; whoever drops the $\tfrac1N$ gets a gradient $N$ times too large.

# %% [markdown] tags=["ko"]
# ## 설정 {#setting}
#
# 가중합은 정의대로 성분의 합으로 적고, 코드는 마지막 단계에서만 실행합니다.
# $\delta^{x,l}$은 표본 하나의 비용만으로 정한 오차로, 그 $n$번째 행은 $C_n$의 편미분입니다.

# %% [markdown] tags=["en"]
# ## The setting {#setting}
#
# The weighted sum is written out by its definition; the code runs in the last step alone.
# $\delta^{x,l}$ is the error by the cost of single examples: its row $n$ holds the partial derivatives of $C_n$.

# %%
import sympy as sp

from backproof.derivation import Derivation, rules
from backproof.derivation.arrays import SymbolicArray
from backproof.derivation.expressions import bound
from backproof.derivation.functions import Diff
from backproof.derivation.notation import (
    D,
    K,
    N,
    example_costs,
    j,
    k,
    quantity,
    slopes_of_example_costs,
)
from backproof.nn.layers.affine import affine

x = quantity("a^{l-1}", N, D)
W = quantity("W^{l}", K, D)
b = quantity("b^{l}", K)
z = quantity("z^{l}", N, K)
C = quantity("C")
delta_x = quantity(r"\delta^{x,l}", N, K)

i, m = bound(), bound()
weighted_sum = SymbolicArray(
    (N, K), lambda n, k: sp.Sum(W.at(k, i) * x.at(n, i), (i, 0, D - 1)) + b.at(k)
)
cost = example_costs(z)
mean = SymbolicArray((), lambda: sp.Sum(cost.at(m), (m, 0, N - 1)) / N)
definitions = [(C, mean), (z, weighted_sum), (delta_x, slopes_of_example_costs(z))]

# %% [markdown] tags=["ko"]
# ## 유도 {#derivation}

# %% [markdown] tags=["en"]
# ## The derivation {#derivation}

# %%
derivation = Derivation(
    "mean_cost",
    {"ko": "평균 비용의 기울기", "en": "The gradient of a mean cost"},
    source="Nielsen 2015, ch. 2, the two assumptions about the cost",
    what=Diff(C.at(), W.at(k, j)),
    of=r"\nabla_{W^{l}} C",
    indices=(k, j),
    define=definitions,
    arrays=[x, W, b],
)
derivation.begin(
    Diff(mean.at(), W.at(k, j)),
    ko="전체 비용은 표본별 비용의 평균입니다.",
    en="The cost is the mean of the costs of the examples.",
)
derivation.then(
    rules.linearity,
    ko=r"합의 미분은 미분의 합이고, 상수 $\tfrac1N$은 그대로 앞에 남습니다. 그래서 기울기도 평균입니다.",
    en=r"A sum is differentiated term by term and the constant $\tfrac1N$ stays, so the gradient is a mean too.",
    id="mean",
)
derivation.then(
    rules.chain_rule,
    ko="표본 하나의 비용은 그 표본의 가중합을 거쳐서만 바뀝니다.",
    en="The cost of an example changes only through the weighted sums of that example.",
)
derivation.then(
    rules.abbreviate(delta_x),
    ko="앞의 인자를 표본 하나의 오차로 씁니다.",
    en="Write the first factor as the error of one example.",
)
derivation.then(
    rules.substitute(z),
    ko="가중합의 정의를 넣습니다.",
    en="Put in the definition of the weighted sum.",
)
derivation.then(
    rules.differentiate,
    ko="번호가 모두 맞는 가중치의 계수만 미분에 남습니다.",
    en="Of the derivative only what multiplies the very weight remains.",
)
derivation.then(
    rules.collapse,
    ko="뉴런에 대한 두 합에서 한 항씩만 남고, 표본에 대한 평균이 남습니다.",
    en="One term survives of each sum over neurons; the mean over examples remains.",
    id="components",
)
derivation.matrix(
    ko="표본에 대한 합은 행렬 곱의 합이 됩니다.",
    en="The sum over examples is that of a matrix product.",
)
derivation.examples(
    ko="같은 식을 표본별 열벡터의 외적으로 풀어 쓰면 평균이라는 것이 눈에 보입니다.",
    en="Written out as outer products of one column per example, it is visibly a mean.",
)
_, pullback = affine(x, W, b)
derivation.code(
    "pullback(delta_x / N)[1]",
    globals(),
    ko=r"코드에서 층은 표본에 대해 더하기만 합니다. $\tfrac1N$은 비용의 당김 함수에서 한 번 들어옵니다.",
    en=r"In the code a layer only sums over examples; the $\tfrac1N$ enters once, with the pullback of the cost.",
)
derivation.show()

# %% [markdown] tags=["ko"]
# ## 평균을 합으로 잘못 적으면 {#sum}
#
# 비용은 평균으로, 기울기는 합으로 적은 글이 있습니다.
# 그렇게 적은 합은 기울기가 아니라 기울기의 $N$배입니다.

# %% [markdown] tags=["en"]
# ## When the mean is written as a sum {#sum}
#
# Some texts take the mean for the cost, but a sum for its gradient.
# That sum is not the gradient, but $N$ times the gradient.

# %%
derivation_sum = Derivation(
    "mean_cost_sum",
    {"ko": "표본별 기울기의 합", "en": "The sum of the gradients of the examples"},
    what=sp.Sum(Diff(cost.at(m), W.at(k, j)), (m, 0, N - 1)),
    of=r"\textstyle\sum_{n} \nabla_{W^{l}} C_{n}",
    indices=(k, j),
    define=definitions,
    arrays=[x, W, b],
)
derivation_sum.begin(
    N * Diff(mean.at(), W.at(k, j)),
    ko="합은 평균의 $N$배이고, 이는 미분한 뒤에도 그대로입니다.",
    en="A sum is $N$ times the mean, and this stays so when both are differentiated.",
)
derivation_sum.then(
    rules.rewrite_as(N * Diff(C.at(), W.at(k, j))),
    ko="평균이 곧 전체 비용이므로, 합은 비용의 기울기의 $N$배입니다.",
    en="That mean is the cost, so the sum is $N$ times the gradient of the cost.",
    id="components",
)
derivation_sum.show()
