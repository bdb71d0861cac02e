# ---
# title: BP2
# ---

# %% [markdown] tags=["ko"]
# # BP2: 오차를 한 층 앞으로 {#bp2}
#
# $l+1$층의 오차 $\delta^{l+1}$을 알면 $l$층의 오차 $\delta^{l}$이 따라 나옵니다.
# 비용 $C$도 활성화 함수 $\sigma$도 정하지 않고 유도하므로, 이 결과는 어떤 비용과 어떤 활성화 함수에나 쓸 수 있습니다.

# %% [markdown] tags=["en"]
# # BP2: the error, one layer back {#bp2}
#
# The error $\delta^{l+1}$ of layer $l+1$ gives the error $\delta^{l}$ of layer $l$.
# Neither the cost $C$ nor the activation $\sigma$ is fixed, so the result holds for any of them.

# %% [markdown] tags=["ko"]
# ## 설정 {#setting}
#
# 이 사이트의 코드인 `elementwise`와 `affine`을 고치지 않고 기호 배열 위에서 그대로 실행합니다.

# %% [markdown] tags=["en"]
# ## The setting {#setting}
#
# The shipped `elementwise` and `affine` run unchanged, on arrays of symbols.

# %%
from backproof import Arbitrary
from backproof.derivation import Derivation, rules
from backproof.derivation.functions import Diff
from backproof.derivation.notation import (
    SIGMA,
    D,
    K,
    N,
    cost_of,
    j,
    n,
    quantity,
    slope_of_cost,
)
from backproof.nn.activations import elementwise
from backproof.nn.layers.affine import affine

sigma = Arbitrary(SIGMA)

z = quantity("z^{l}", N, D)
a = quantity("a^{l}", N, D)
W = quantity("W^{l+1}", K, D)
b = quantity("b^{l+1}", K)
z_next = quantity("z^{l+1}", N, K)
delta_next = quantity(r"\delta^{l+1}", N, K)
delta = quantity(r"\delta^{l}", N, D)

a_code, pullback_sigma = elementwise(sigma, sigma.prime)(z)
z_code, pullback_affine = affine(a, W, b)

# %% [markdown] tags=["ko"]
# ## 유도 {#derivation}

# %% [markdown] tags=["en"]
# ## The derivation {#derivation}

# %%
derivation = Derivation(
    "bp2",
    {"ko": "BP2: 오차를 한 층 앞으로", "en": "BP2: the error, one layer back"},
    source="Nielsen 2015, ch. 2, (BP2)",
    what=delta.at(n, j),
    of=delta,
    indices=(n, j),
    define=[(a, a_code), (z_next, z_code), (delta_next, slope_of_cost(z_next))],
    arrays=[z, W, b],
)
derivation.begin(
    Diff(cost_of(z_next), z.at(n, j)),
    ko="오차는 비용을 가중합으로 편미분한 값입니다.",
    en="The error is the partial derivative of the cost by a weighted sum.",
)
derivation.then(
    rules.chain_rule,
    ko=r"비용은 다음 층의 모든 가중합 $z^{l+1}_{mk}$를 거쳐 바뀌므로, 그 모든 경로의 기여를 더합니다.",
    en=r"The cost changes through every weighted sum $z^{l+1}_{mk}$ of the next layer; the paths add.",
)
derivation.then(
    rules.abbreviate(delta_next),
    ko="앞의 인자는 정의에 따라 다음 층의 오차입니다.",
    en="The first factor is the error of the next layer, by definition.",
)
derivation.then(
    rules.substitute(z_next),
    ko="다음 층의 가중합을 코드가 계산하는 식으로 바꿉니다.",
    en="Put in what the code computes as the next weighted sum.",
)
derivation.then(
    rules.substitute(a),
    ko="활성값은 가중합에 활성화 함수를 적용한 값입니다.",
    en="An activation is the activation function of a weighted sum.",
)
derivation.then(
    rules.differentiate,
    ko="편향은 사라집니다. 표본과 뉴런의 번호가 모두 같은 항만 미분이 0이 아닙니다.",
    en="The bias drops out. Only where example and neuron are the same is the derivative not 0.",
)
derivation.then(
    rules.collapse,
    ko="그래서 표본에 대한 합과 뉴런에 대한 합에서 한 항씩만 남고, $k$에 대한 합은 남습니다.",
    en="So one term survives of the sums over examples and neurons; the sum over $k$ remains.",
)
derivation.then(
    rules.factor_out,
    ko=r"$\sigma'$은 $k$와 상관없으므로 합 밖으로 나옵니다.",
    en=r"$\sigma'$ does not depend on $k$ and leaves the sum.",
    id="components",
)
derivation.matrix(
    ko="합은 행렬 곱의 성분이고, 바깥의 곱은 같은 자리끼리 곱하는 아다마르 곱입니다.",
    en="The sum is an entry of a matrix product; the outer product goes entry by entry.",
)
derivation.column(
    ko="표본 하나를 열벡터로 쓰면 많은 책에 나오는 꼴이 됩니다.",
    en="One example written as a column gives the form of most books.",
)
derivation.code(
    "pullback_sigma(pullback_affine(delta_next)[0])[0]",
    globals(),
    ko="두 층의 당김 함수를 차례로 부른 결과와 같습니다.",
    en="This is what the pullbacks of the two layers return, one after the other.",
)
derivation.show()
