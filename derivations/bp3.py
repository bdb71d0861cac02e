# ---
# title: BP3
# ---

# %% [markdown] tags=["ko"]
# # BP3: 편향의 기울기 {#bp3}
#
# 편향은 모든 표본에 똑같이 더해지므로, 배치의 기울기는 오차를 표본에 대해 더한 값입니다.

# %% [markdown] tags=["en"]
# # BP3: the gradient of a bias {#bp3}
#
# A bias is added to every example alike, so over a batch its gradient is the sum of the errors.

# %%
from backproof.derivation import Derivation, rules
from backproof.derivation.functions import Diff
from backproof.derivation.notation import D, K, N, cost_of, k, quantity, slope_of_cost
from backproof.nn.layers.affine import affine

x = quantity("a^{l-1}", N, D)
W = quantity("W^{l}", K, D)
b = quantity("b^{l}", K)
z = quantity("z^{l}", N, K)
delta = quantity(r"\delta^{l}", N, K)

z_code, pullback = affine(x, W, b)

# %%
derivation = Derivation(
    "bp3",
    {"ko": "BP3: 편향의 기울기", "en": "BP3: the gradient of a bias"},
    source="Nielsen 2015, ch. 2, (BP3)",
    what=Diff(cost_of(z), b.at(k)),
    of=r"\nabla_{b^{l}} C",
    indices=(k,),
    define=[(z, z_code), (delta, slope_of_cost(z))],
    arrays=[x, W, b],
)
derivation.begin(
    rules.chain_rule(Diff(cost_of(z), b.at(k)), derivation.definitions),
    ko=r"비용은 가중합 $z^{l}_{nq}$를 거쳐 바뀌므로, 그 모든 경로의 기여를 더합니다.",
    en=r"The cost changes through the weighted sums $z^{l}_{nq}$; add up all these paths.",
)
derivation.then(
    rules.abbreviate(delta),
    ko="앞의 인자는 정의에 따라 오차입니다.",
    en="The first factor is the error, by definition.",
)
derivation.then(
    rules.substitute(z),
    ko="가중합을 코드가 계산하는 식으로 바꿉니다.",
    en="Put in what the code computes as the weighted sum.",
)
derivation.then(
    rules.differentiate,
    ko="가중합에서 편향이 들어 있는 항은 하나뿐이고, 그 미분은 1입니다. 다른 뉴런의 편향이면 0입니다.",
    en="One term of a weighted sum holds a bias; its derivative is 1, for another neuron's bias 0.",
)
derivation.then(
    rules.collapse,
    ko="뉴런에 대한 합에서는 한 항만 남습니다. 표본에 대한 합은 남습니다.",
    en="of the sum over neurons one term survives; the sum over examples remains.",
    id="components",
)
derivation.matrix(
    ko=r"표본에 대한 합은 왼쪽에서 $\mathbf{1}^{\top}$을 곱하는 것과 같습니다.",
    en=r"A sum over examples is a product with $\mathbf{1}^{\top}$ from the left.",
)
derivation.column(
    ko="표본이 하나이면 합도 사라져, 오차 자체가 편향의 기울기입니다.",
    en="With one example there is no sum, and the error itself is the gradient of the bias.",
)
derivation.code_of(
    pullback,
    delta,
    returns=2,
    ko="당김 함수가 편향에 대해 돌려주는 값입니다.",
    en="What the pullback returns for the bias.",
)
derivation.show()
