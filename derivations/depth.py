# ---
# title: Depth
# ---

# %% [markdown] tags=["ko"]
# # 몇 층이든: 귀납법 {#depth}
#
# BP2는 이웃한 두 층 사이의 관계이고, 층의 번호 $l$을 정하지 않고 증명했습니다.
# 그래서 출력층에서 시작해 한 층씩 내려가면 몇 층짜리 신경망에서든 모든 층의 오차를 얻습니다.
# 여기에서는 귀납 단계를 두 번 이어 붙인 식이, 연쇄 법칙을 세 층에 한꺼번에 적용한 결과와 같음을 확인합니다.

# %% [markdown] tags=["en"]
# # Any depth: induction {#depth}
#
# BP2 relates two neighbouring layers and was proved without fixing the layer number $l$.
# So, going down from the output layer one layer at a time, it gives the error of every layer of a network of any depth.
# Here the induction step, taken twice, is shown to be what the chain rule gives for three layers at once.

# %% [markdown] tags=["ko"]
# ## 귀납의 얼개 {#induction}
#
# 1. 출력층의 오차는 BP1로 옳습니다.
# 2. $l+1$층의 오차가 옳으면 BP2가 돌려주는 $l$층의 오차도 옳습니다.
# 3. 그러므로 $L$층에서 1층까지 모든 층의 오차가 옳고, BP3과 BP4가 모든 기울기를 돌려줍니다.
#
# 코드에서는 층마다 당김 함수를 거꾸로 부르는 일이 이 귀납 단계입니다.

# %% [markdown] tags=["en"]
# ## The shape of the induction {#induction}
#
# 1. The error of the output layer is right, by BP1.
# 2. If the error of layer $l+1$ is right, so is the error of layer $l$ that BP2 gives.
# 3. So the errors of all layers from $L$ down to 1 are right, and BP3 and BP4 give all gradients.
#
# In the code the induction step is the call of one pullback after another, in reverse.

# %%
from backproof import Arbitrary
from backproof.derivation import Derivation, rules
from backproof.derivation.functions import Diff
from backproof.derivation.notation import (
    SIGMA,
    D,
    H,
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

layer = elementwise(Arbitrary(SIGMA), Arbitrary(SIGMA).prime)

z1 = quantity("z^{L-2}", N, D)
W2, b2 = quantity("W^{L-1}", H, D), quantity("b^{L-1}", H)
z2 = quantity("z^{L-1}", N, H)
W3, b3 = quantity("W^{L}", K, H), quantity("b^{L}", K)
z3 = quantity("z^{L}", N, K)
delta1 = quantity(r"\delta^{L-2}", N, D)
delta2 = quantity(r"\delta^{L-1}", N, H)
delta3 = quantity(r"\delta^{L}", N, K)

a1_code, pullback_1 = layer(z1)
z2_code, pullback_2 = affine(a1_code, W2, b2)
a2_code, pullback_a2 = layer(z2)
z3_code, pullback_3 = affine(a2_code, W3, b3)

# %%
derivation = Derivation(
    "depth",
    {"ko": "몇 층이든: 귀납법", "en": "Any depth: induction"},
    what=delta1.at(n, j),
    of=delta1,
    indices=(n, j),
    define=[
        (z2, z2_code),
        (z3, z3_code),
        (delta3, slope_of_cost(z3)),
        (delta2, pullback_a2(pullback_3(delta3)[0])[0]),
    ],
    arrays=[z1, W2, b2, W3, b3],
)
derivation.begin(
    Diff(cost_of(z3), z1.at(n, j)),
    ko="비용은 두 층을 거쳐 이 가중합에 의존합니다.",
    en="The cost depends on this weighted sum through two layers.",
)
derivation.then(
    rules.chain_rule_with(delta3),
    ko="출력층의 가중합을 거치는 모든 경로를 더하고, 앞의 인자를 출력층의 오차로 씁니다.",
    en="Add the paths through the weighted sums of the output layer; the first factor is its error.",
)
derivation.then(
    rules.substitute(z3),
    ko="출력층의 가중합을 바로 앞 층의 가중합으로 나타냅니다.",
    en="Write the weighted sums of the output layer by those of the layer before.",
)
derivation.then(
    rules.substitute(z2),
    ko="앞 층의 가중합도 한 층 더 앞의 가중합으로 나타냅니다.",
    en="Write these, too, by the weighted sums one layer further back.",
)
derivation.then(
    rules.differentiate,
    ko="두 층을 한꺼번에 미분합니다. 안쪽 함수의 미분이 하나씩 곱해집니다.",
    en="Differentiate through both layers at once; each inner derivative adds a factor.",
)
derivation.then(
    rules.collapse,
    ko="표본과 뉴런의 번호가 같은 항만 남습니다.",
    en="Only the terms with the same example and neuron survive.",
)
derivation.then(
    rules.rewrite_as(pullback_1(pullback_2(delta2)[0])[0].at(n, j)),
    ko=r"$l=L-1$에서 BP2로 묶이는 부분을 $\delta^{L-1}$로 쓰면, 남는 것은 다시 BP2의 꼴입니다.",
    en=r"What BP2 gathers at $l=L-1$ is written $\delta^{L-1}$; what is left has the form of BP2 again.",
    id="components",
)
derivation.matrix(
    ko="한 층 아래로 내려가는 식은 층의 번호만 다를 뿐 똑같습니다.",
    en="The step to the layer below is the same but for the layer's number.",
)
derivation.column(
    ko="표본 하나를 열벡터로 쓴 꼴입니다.",
    en="One example, written as a column.",
)
derivation.code(
    "pullback_1(pullback_2(pullback_a2(pullback_3(delta3)[0])[0])[0])[0]",
    globals(),
    ko="당김 함수를 거꾸로 차례차례 부른 결과와 같습니다.",
    en="This is what calling the pullbacks in reverse returns.",
)
derivation.show()
