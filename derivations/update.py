# ---
# title: Update
# ---

# %% [markdown] tags=["ko"]
# # 파라미터 갱신: 경사 하강법 {#update}
#
# 비용이 미니배치의 평균이면, 갱신식에도 그 $\tfrac1N$이 꼭 한 번 나옵니다.
# $N$은 미니배치의 크기이고 $\eta$는 학습률입니다.
# 층의 당김 함수는 표본에 대해 더하기만 하고 $\tfrac1N$은 비용에서 들어오므로, 코드의 `update`는 다시 나누지 않습니다.

# %% [markdown] tags=["en"]
# # Parameter update: gradient descent {#update}
#
# Where the cost is the mean over a minibatch, its $\tfrac1N$ stands in the update as well, exactly once.
# $N$ is the size of the minibatch and $\eta$ the learning rate.
# The pullback of a layer only sums over examples and the $\tfrac1N$ comes with the cost, so the shipped `update` does not divide again.

# %% [markdown] tags=["ko"]
# ## 설정 {#setting}
#
# 표본마다 비용 $C_n$이 있고, $\delta^{x,l}$의 $n$번째 행은 그 비용만으로 정한 오차입니다.
# 가중합은 정의대로 성분의 합으로 적습니다.

# %% [markdown] tags=["en"]
# ## The setting {#setting}
#
# Each example has its own cost $C_n$, and row $n$ of $\delta^{x,l}$ is the error by that cost alone.
# The weighted sum is written out by its definition.

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
from backproof.nn.training import update

x = quantity("a^{l-1}", N, D)
W = quantity("W^{l}", K, D)
b = quantity("b^{l}", K)
z = quantity("z^{l}", N, K)
C = quantity("C")
delta_x = quantity(r"\delta^{x,l}", N, K)
W_new = quantity(r"W^{l,\text{new}}", K, D)
b_new = quantity(r"b^{l,\text{new}}", K)
eta = sp.Symbol(r"\eta", positive=True)

i, m = bound(), bound()
weighted_sum = SymbolicArray(
    (N, K), lambda n, k: sp.Sum(W.at(k, i) * x.at(n, i), (i, 0, D - 1)) + b.at(k)
)
cost = example_costs(z)
mean = SymbolicArray((), lambda: sp.Sum(cost.at(m), (m, 0, N - 1)) / N)
definitions = [(C, mean), (z, weighted_sum), (delta_x, slopes_of_example_costs(z))]

_, dW, db = affine(x, W, b)[1](delta_x / N)

# %% [markdown] tags=["ko"]
# ## 가중치 {#derivation}

# %% [markdown] tags=["en"]
# ## The weights {#derivation}

# %%
derivation = Derivation(
    "update",
    {"ko": "가중치의 갱신", "en": "The update of the weights"},
    source="Nielsen 2015, ch. 1, (20); ch. 2, the backpropagation algorithm",
    what=W_new.at(k, j),
    of=W_new,
    indices=(k, j),
    define=definitions,
    arrays=[x, W, b],
)
derivation.begin(
    W.at(k, j) - eta * Diff(C.at(), W.at(k, j)),
    ko="경사 하강법은 기울기의 반대쪽으로, 학습률을 곱한 만큼 움직입니다.",
    en="Gradient descent moves against the gradient, times the learning rate.",
)
derivation.then(
    rules.substitute(C),
    ko="비용은 미니배치의 표본별 비용을 평균한 값입니다.",
    en="The cost is the mean of the costs of the examples in the minibatch.",
)
derivation.then(
    rules.linearity,
    ko=r"평균의 기울기는 기울기의 평균입니다. $\tfrac1N$이 여기에서 나옵니다.",
    en=r"The gradient of a mean is the mean of the gradients; here the $\tfrac1N$ appears.",
)
derivation.then(
    rules.chain_rule,
    ko="표본의 비용은 그 표본의 가중합을 거쳐 바뀝니다.",
    en="The cost of an example changes through its weighted sums.",
)
derivation.then(
    rules.abbreviate(delta_x),
    ko="앞의 인자는 표본 하나의 오차입니다.",
    en="The first factor is the error of one example.",
)
derivation.then(
    rules.result(z, lambda m, q, k, j: x.at(m, j) * sp.KroneckerDelta(k, q)),
    ko="가중합을 가중치로 미분하면, 그 가중치에 곱해지는 활성값입니다.",
    en="A weighted sum by one of its weights gives the activation that the weight multiplies.",
)
derivation.then(
    rules.collapse,
    ko="뉴런에 대한 합에서 한 항만 남습니다.",
    en="One term survives of the sum over neurons.",
    id="components",
)
derivation.matrix(
    ko="표본에 대한 합은 행렬 곱이 됩니다.",
    en="The sum over examples is a matrix product.",
)
derivation.examples(
    ko="표본별 열벡터의 외적을 더한 꼴로 쓰면 많은 책에 나오는 식입니다.",
    en="Written as a sum of outer products of columns, it is the formula of most books.",
    id="column",
)
derivation.code(
    "update((W, b), (dW, db), eta)[0]",
    globals() | {"update": update},
    ko=r"`update`에 당김 함수가 돌려준 기울기를 넣은 결과입니다. $\tfrac1N$은 이미 상류 기울기에 들어 있습니다.",
    en=r"What `update` returns for the gradient from the pullback; the $\tfrac1N$ came with the upstream gradient.",
)
derivation.show()

# %% [markdown] tags=["ko"]
# ## 편향 {#bias}

# %% [markdown] tags=["en"]
# ## The bias {#bias}

# %%
derivation_bias = Derivation(
    "update_bias",
    {"ko": "편향의 갱신", "en": "The update of the bias"},
    source="Nielsen 2015, ch. 1, (21); ch. 2, the backpropagation algorithm",
    what=b_new.at(k),
    of=r"(b^{l,\text{new}})^{\top}",
    indices=(k,),
    define=definitions,
    arrays=[x, W, b],
)
derivation_bias.begin(
    b.at(k) - eta * Diff(C.at(), b.at(k)),
    ko="편향도 기울기의 반대쪽으로 움직입니다.",
    en="A bias moves against its gradient as well.",
)
derivation_bias.then(
    rules.substitute(C),
    ko="비용은 미니배치의 평균입니다.",
    en="The cost is the mean over the minibatch.",
)
derivation_bias.then(
    rules.linearity,
    ko=r"$\tfrac1N$이 앞으로 나옵니다.",
    en=r"The $\tfrac1N$ comes out.",
)
derivation_bias.then(
    rules.chain_rule,
    ko="표본의 비용은 그 표본의 가중합을 거쳐 바뀝니다.",
    en="The cost of an example changes through its weighted sums.",
)
derivation_bias.then(
    rules.abbreviate(delta_x),
    ko="앞의 인자는 표본 하나의 오차입니다.",
    en="The first factor is the error of one example.",
)
derivation_bias.then(
    rules.result(z, lambda m, q, k: sp.KroneckerDelta(k, q)),  # noqa: ARG005 - for every example
    ko="가중합을 자기 편향으로 미분하면 1입니다.",
    en="A weighted sum by its own bias gives 1.",
)
derivation_bias.then(
    rules.collapse,
    ko="뉴런에 대한 합에서 한 항만 남습니다.",
    en="One term survives of the sum over neurons.",
    id="components",
)
derivation_bias.matrix(
    ko=r"행벡터 $\mathbf{1}^{\top}$을 곱하면 표본에 대해 더해집니다.",
    en=r"The row $\mathbf{1}^{\top}$ sums over the examples.",
)
derivation_bias.examples(
    ko="표본마다 하나씩 있는 오차를 평균한 만큼 움직입니다.",
    en="The step is along the mean of the errors of the examples.",
    id="column",
)
derivation_bias.code(
    "update((W, b), (dW, db), eta)[1]",
    globals() | {"update": update},
    ko="`update`가 돌려주는 값입니다.",
    en="What `update` returns.",
)
derivation_bias.show()
