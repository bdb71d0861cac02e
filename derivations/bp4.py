# ---
# title: BP4
# ---

# %% [markdown] tags=["ko"]
# # BP4: 가중치의 기울기 {#bp4}
#
# 가중치 하나의 기울기는 그 가중치로 들어오는 활성값과 나가는 쪽의 오차를 곱해, 표본에 대해 더한 값입니다.

# %% [markdown] tags=["en"]
# # BP4: the gradient of a weight {#bp4}
#
# The gradient of one weight is the activation that enters it times the error at its far end, summed over the examples.

# %%
from backproof.derivation import Derivation, rules
from backproof.derivation.functions import Diff
from backproof.derivation.notation import D, K, N, cost_of, j, k, quantity, slope_of_cost
from backproof.nn.layers.affine import affine

x = quantity("a^{l-1}", N, D)
W = quantity("W^{l}", K, D)
b = quantity("b^{l}", K)
z = quantity("z^{l}", N, K)
delta = quantity(r"\delta^{l}", N, K)

z_code, pullback = affine(x, W, b)

# %%
derivation = Derivation(
    "bp4",
    {"ko": "BP4: 가중치의 기울기", "en": "BP4: the gradient of a weight"},
    source="Nielsen 2015, ch. 2, (BP4)",
    what=Diff(cost_of(z), W.at(k, j)),
    of=r"\nabla_{W^{l}} C",
    indices=(k, j),
    define=[(z, z_code), (delta, slope_of_cost(z))],
    arrays=[x, W, b],
)
derivation.begin(
    rules.chain_rule(Diff(cost_of(z), W.at(k, j)), derivation.definitions),
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
    ko=r"가중치 $w^{l}_{kj}$가 들어 있는 항은 뉴런 $k$의 가중합에, 그것도 $j$번째 자리에만 있습니다.",
    en=r"The weight $w^{l}_{kj}$ stands in the weighted sum of neuron $k$ alone, at the place $j$.",
)
derivation.then(
    rules.collapse,
    ko="뉴런에 대한 두 합에서는 한 항씩만 남습니다. 표본에 대한 합은 남습니다.",
    en="Of both sums over neurons one term survives; the sum over examples remains.",
    id="components",
)
derivation.matrix(
    ko="표본에 대한 합이 두 행렬을 잇습니다. 오차가 전치되어 왼쪽에 섭니다.",
    en="The sum over examples joins the two matrices; the error stands on the left, transposed.",
)
derivation.column(
    ko="표본이 하나이면 열벡터와 행벡터의 곱, 곧 외적입니다.",
    en="With one example it is a column times a row, an outer product.",
)
derivation.code_of(
    pullback,
    delta,
    returns=1,
    ko="당김 함수가 가중치에 대해 돌려주는 값입니다.",
    en="What the pullback returns for the weights.",
)
derivation.show()
