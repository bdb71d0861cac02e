# ---
# title: BP1
# ---

# %% [markdown] tags=["ko"]
# # BP1: 출력층의 오차 {#bp1}
#
# 비용 $C$를 정하지 않고 출력층의 오차 $\delta^{L}$을 구합니다.
# 활성화 함수는 뉴런마다 따로 작용하는 아무 함수 $\sigma$이면 됩니다.

# %% [markdown] tags=["en"]
# # BP1: the error of the output layer {#bp1}
#
# The error $\delta^{L}$ of the output layer, for an arbitrary cost $C$.
# The activation may be any function $\sigma$ that acts on each neuron by itself.

# %%
from backproof import Arbitrary
from backproof.derivation import Derivation, rules
from backproof.derivation.functions import Diff
from backproof.derivation.notation import (
    SIGMA,
    K,
    N,
    cost_of,
    k,
    n,
    quantity,
    slope_of_cost,
)
from backproof.nn.activations import elementwise

sigma = Arbitrary(SIGMA)

z = quantity("z^{L}", N, K)
a = quantity("a^{L}", N, K)
delta = quantity(r"\delta^{L}", N, K)
nabla = quantity(r"\nabla_{a^{L}} C", N, K, entry=r"\frac{\partial C}{\partial a^{L}_{%s}}")

a_code, pullback = elementwise(sigma, sigma.prime)(z)

# %%
derivation = Derivation(
    "bp1",
    {"ko": "BP1: 출력층의 오차", "en": "BP1: the error of the output layer"},
    source="Nielsen 2015, ch. 2, (BP1)",
    what=delta.at(n, k),
    of=delta,
    indices=(n, k),
    define=[(a, a_code), (nabla, slope_of_cost(a))],
    arrays=[z],
)
derivation.begin(
    Diff(cost_of(a), z.at(n, k)),
    ko="오차는 비용을 가중합으로 편미분한 값입니다.",
    en="The error is the partial derivative of the cost by a weighted sum.",
)
derivation.then(
    rules.chain_rule_with(nabla),
    ko=r"비용은 출력 $a^{L}_{mq}$를 거쳐 바뀝니다. 모든 출력을 거치는 경로를 빠짐없이 더합니다.",
    en=r"The cost changes through the outputs $a^{L}_{mq}$; add up the paths through all of them.",
)
derivation.then(
    rules.substitute(a),
    ko="출력은 가중합에 활성화 함수를 적용한 값입니다.",
    en="An output is the activation function of its weighted sum.",
)
derivation.then(
    rules.differentiate,
    ko="한 출력은 자기 자신의 가중합에만 의존하므로, 번호가 다르면 미분은 0입니다.",
    en="An output depends on its own weighted sum alone: for other indices the derivative is 0.",
)
derivation.then(
    rules.collapse,
    ko="그래서 두 합에서 한 항만 살아남습니다.",
    en="So one term survives of both sums.",
    id="components",
)
derivation.matrix(
    ko=r"비용을 출력으로 편미분한 값들을 $\nabla_{a^{L}} C$에 모으면, 같은 자리끼리 곱하는 아다마르 곱입니다.",
    en=r"With the partial derivatives gathered in $\nabla_{a^{L}} C$, it is a product entry by entry.",
)
derivation.column(
    ko="표본 하나를 열벡터로 써도 꼴이 같습니다.",
    en="For one example as a column it looks the same.",
)
derivation.code(
    "pullback(nabla)[0]",
    globals(),
    ko=r"상류 기울기 $g$로 $\nabla_{a^{L}} C$를 받은 당김 함수가 돌려주는 값입니다.",
    en=r"What the pullback returns for the upstream gradient $\nabla_{a^{L}} C$.",
)
derivation.show()
