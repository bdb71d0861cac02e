# ---
# title: Conventions
# ---

# %% [markdown] tags=["ko"]
# # 표기법 사이의 다리 {#conventions}
#
# 같은 내용을 책마다 다른 표기로 적습니다.
# 여기에서는 자주 만나는 표기를 이 사이트의 표기와 한 줄씩 잇고, 그 줄마다 증명합니다.

# %% [markdown] tags=["en"]
# # Bridges between conventions {#conventions}
#
# Books write the same thing in different notations.
# Here the common ones are tied to that of this site, a line for each, and each line is proved.

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
    cost_of,
    example_costs,
    j,
    k,
    n,
    quantity,
    slope_of_cost,
)
from backproof.nn.layers.affine import affine
from backproof.nn.losses import half_squared_error

x = quantity("a^{l-1}", N, D)
W = quantity("W^{l}", K, D)
V = quantity("V^{l}", D, K, entry="v^{l}_{%s}")
b = quantity("b^{l}", K)
z = quantity("z^{l}", N, K)
delta = quantity(r"\delta^{l}", N, K)

i, m, q = bound(), bound(), bound()
transposed = SymbolicArray((D, K), lambda j, k: W.at(k, j))
from_V = SymbolicArray((K, D), lambda k, j: V.at(j, k))
weighted_sum = SymbolicArray(
    (N, K), lambda n, k: sp.Sum(W.at(k, i) * x.at(n, i), (i, 0, D - 1)) + b.at(k)
)

# %% [markdown] tags=["ko"]
# ## 가중치 행렬의 모양: (나가는 쪽, 들어오는 쪽)과 그 반대 {#in-out}
#
# 이 사이트의 $W$는 행이 나가는 쪽 뉴런, 열이 들어오는 쪽 뉴런입니다.
# 반대로 적는 책의 행렬을 $V$로 쓰면, $V$는 $W$를 전치한 행렬입니다.

# %% [markdown] tags=["en"]
# ## The shape of the weights: (out, in) and (in, out) {#in-out}
#
# In this site a row of $W$ belongs to a neuron that is fed, a column to a neuron that feeds.
# Where it is the other way round, call the matrix $V$; then $V$ is the transpose of $W$.

# %%
derivation = Derivation(
    "conventions",
    {"ko": "가중치 행렬의 모양", "en": "The shape of the weight matrix"},
    what=z.at(n, k),
    of=z,
    indices=(n, k),
    define=[(V, transposed)],
    arrays=[x, W, b],
)
derivation.begin(
    weighted_sum.at(n, k),
    ko=r"이 사이트의 정의에서 $w^{l}_{kj}$는 뉴런 $j$에서 뉴런 $k$로 가는 가중치입니다.",
    en=r"By the definition of this site $w^{l}_{kj}$ is the weight to neuron $k$ from neuron $j$.",
)
derivation.then(
    rules.rewrite_as(sp.Sum(V.at(i, k) * x.at(n, i), (i, 0, D - 1)) + b.at(k)),
    ko=r"반대로 읽는 책에서는 같은 가중치를 $v^{l}_{jk}$로 적습니다. 아래 첨자의 순서만 바뀝니다.",
    en=r"Books that read it from $j$ to $k$ write $v^{l}_{jk}$ for the same weight; only the order changes.",
    id="components",
)
derivation.matrix(
    ko="그 책에서는 전치 기호 없이 오른쪽에 곱합니다.",
    en="In such books it multiplies from the right, without a transpose.",
)
derivation.code(
    "affine(x, V.T, b)[0]",
    globals(),
    ko="코드에 전치해서 넣으면 같은 가중합이 나옵니다.",
    en="Handed over transposed, it gives the same weighted sums in the code.",
)
derivation.show()

# %% [markdown] tags=["ko"]
# ## 그때의 기울기 {#in-out-gradient}

# %% [markdown] tags=["en"]
# ## And its gradient {#in-out-gradient}

# %%
derivation_gradient = Derivation(
    "conventions_gradient",
    {"ko": "전치한 가중치의 기울기", "en": "The gradient of the transposed weights"},
    what=Diff(cost_of(z), V.at(j, k)),
    of=r"\nabla_{V^{l}} C",
    indices=(j, k),
    define=[(W, from_V), (z, weighted_sum), (delta, slope_of_cost(z))],
    arrays=[x, V, b],
)
derivation_gradient.begin(
    rules.chain_rule(Diff(cost_of(z), V.at(j, k)), derivation_gradient.definitions),
    ko="비용은 가중합을 거쳐 바뀝니다.",
    en="The cost changes through the weighted sums.",
)
derivation_gradient.then(
    rules.abbreviate(delta),
    ko="앞의 인자는 오차입니다.",
    en="The first factor is the error.",
)
derivation_gradient.then(
    rules.result(z, lambda m, q, j, k: x.at(m, j) * sp.KroneckerDelta(k, q)),
    ko="가중합을 가중치로 미분하면, 그 가중치에 곱해지는 활성값입니다.",
    en="A weighted sum by one of its weights gives the activation that the weight multiplies.",
)
derivation_gradient.then(
    rules.collapse,
    ko="활성값과 오차의 곱이라는 점은 그대로입니다.",
    en="It is the activation times the error, as before.",
    id="components",
)
derivation_gradient.matrix(
    ko="기울기도 전치되어, 활성값이 왼쪽에 섭니다.",
    en="The gradient is transposed too, with the activations on the left.",
)
_, pullback = affine(x, V.T, b)
derivation_gradient.code(
    "pullback(delta)[1].T",
    globals(),
    ko="코드가 돌려주는 기울기를 전치한 것과 같습니다.",
    en="It is the gradient from the code, transposed.",
)
derivation_gradient.show()

# %% [markdown] tags=["ko"]
# ## 역전파에서 곱하는 순서 {#order}

# %% [markdown] tags=["en"]
# ## The order in the backward pass {#order}

# %%
derivation_order = Derivation(
    "conventions_order",
    {"ko": "아래 첨자를 반대로 읽을 때", "en": "Reading the subscripts the other way"},
    what=Diff(cost_of(z), x.at(n, j)),
    of=r"\nabla_{a^{l-1}} C",
    indices=(n, j),
    define=[(V, transposed), (z, weighted_sum), (delta, slope_of_cost(z))],
    arrays=[x, W, b],
)
derivation_order.begin(
    sp.Sum(delta.at(n, q) * W.at(q, j), (q, 0, K - 1)),
    ko="이 사이트의 표기로 적은, 앞 층으로 넘기는 기울기입니다.",
    en="The gradient handed to the layer before, in the notation of this site.",
)
derivation_order.then(
    rules.rewrite_as(sp.Sum(delta.at(n, q) * V.at(j, q), (q, 0, K - 1))),
    ko="합하는 번호는 여전히 나가는 쪽 뉴런이지만, 이제 둘째 아래 첨자입니다.",
    en="The sum still runs over the neurons that are fed, now the second subscript.",
    id="components",
)
derivation_order.matrix(
    ko="순전파에서 사라진 전치 기호가 역전파에 나타납니다.",
    en="The transpose that left the forward pass appears in the backward pass.",
)
_, pullback = affine(x, W, b)
derivation_order.code(
    "pullback(delta)[0]",
    globals(),
    ko="코드가 돌려주는 값은 표기와 상관없이 하나입니다.",
    en="What the code returns is the same in any notation.",
)
derivation_order.show()

# %% [markdown] tags=["ko"]
# ## 표본을 행으로, 표본을 열로 {#row-column}
#
# 많은 책은 표본 하나를 열벡터로 적고 행렬을 왼쪽에 곱합니다.

# %% [markdown] tags=["en"]
# ## Examples as rows, an example as a column {#row-column}
#
# Many books write one example as a column, and multiply from the left.

# %%
derivation_column = Derivation(
    "conventions_column",
    {"ko": "행과 열", "en": "Row and column"},
    what=z.at(n, k),
    of=z,
    indices=(n, k),
    arrays=[x, W, b],
)
derivation_column.begin(
    weighted_sum.at(n, k),
    ko="성분으로는 두 표기가 같습니다.",
    en="In components both notations are the same.",
    id="components",
)
derivation_column.matrix(
    ko="표본이 행이면 행렬을 오른쪽에 곱합니다.",
    en="With examples as rows the matrix multiplies from the right.",
)
derivation_column.column(
    ko="표본이 열이면 전치되어 곱하는 순서가 뒤집힙니다.",
    en="With the example as a column all is transposed, and the order turns round.",
)
derivation_column.show()

# %% [markdown] tags=["ko"]
# ## 합과 평균 {#sum-mean}
#
# 표본별 비용을 평균하지 않고 더하는 책에서는 기울기가 $N$배입니다.
# 학습률을 $N$으로 나누면 갱신은 같아집니다.

# %% [markdown] tags=["en"]
# ## Sum and mean {#sum-mean}
#
# Where the costs of the examples are added and not averaged, the gradient is $N$ times as large.
# With a learning rate divided by $N$ the update is the same.

# %%
C = quantity("C")
cost = example_costs(z)
mean = SymbolicArray((), lambda: sp.Sum(cost.at(m), (m, 0, N - 1)) / N)

derivation_sum = Derivation(
    "conventions_sum",
    {"ko": "합과 평균", "en": "Sum and mean"},
    what=Diff(sp.Sum(cost.at(m), (m, 0, N - 1)), W.at(k, j)),
    of=r"\textstyle\nabla_{W^{l}} \sum_{n} C_{n}",
    indices=(k, j),
    define=[(C, mean), (z, weighted_sum)],
    arrays=[x, W, b],
)
derivation_sum.begin(
    sp.Sum(Diff(cost.at(m), W.at(k, j)), (m, 0, N - 1)),
    ko="합은 항마다 미분합니다.",
    en="A sum is differentiated term by term.",
)
derivation_sum.then(
    rules.rewrite_as(N * Diff(C.at(), W.at(k, j))),
    ko="평균한 비용 $C$의 기울기에 $N$을 곱한 값입니다.",
    en="It is $N$ times the gradient of the mean $C$.",
    id="components",
)
derivation_sum.show()

# %% [markdown] tags=["ko"]
# ## ½이 있을 때와 없을 때 {#half}
#
# 제곱 오차 앞에 $\tfrac12$을 두지 않는 책에서는 기울기가 2배입니다.

# %% [markdown] tags=["en"]
# ## With ½ and without {#half}
#
# Where the squared error has no $\tfrac12$, the gradient is twice as large.

# %%
a = quantity("a^{L}", N, K)
y = quantity("y", N, K)


def squares(left: SymbolicArray, right: SymbolicArray) -> sp.Expr:
    """Give the sum of the squared differences."""
    return sp.Sum((left.at(m, q) - right.at(m, q)) ** 2, (m, 0, N - 1), (q, 0, K - 1))


derivation_half = Derivation(
    "conventions_half",
    {"ko": "½이 없는 제곱 오차", "en": "The squared error without the ½"},
    what=Diff(squares(a, y) / N, a.at(n, k)),
    of=r"\textstyle\nabla_{a^{L}} \frac{1}{N} \sum (a^{L} - y)^{2}",
    indices=(n, k),
    arrays=[a, y],
)
derivation_half.begin(
    2 * Diff(squares(a, y) / (2 * N), a.at(n, k)),
    ko="절반 제곱 오차를 2배 한 것과 같습니다.",
    en="It is twice the half squared error.",
)
derivation_half.then(
    rules.differentiate,
    ko=r"제곱에서 나온 2와 $\tfrac12$이 지워지고, 밖의 2는 남습니다.",
    en=r"The 2 of the square meets the $\tfrac12$; the 2 outside stays.",
)
derivation_half.then(
    rules.collapse,
    ko="두 합에서 한 항만 남습니다.",
    en="One term survives of both sums.",
)
derivation_half.then(
    rules.rewrite_as(2 / N * (a.at(n, k) - y.at(n, k))),
    ko="2를 괄호 밖으로 묶습니다.",
    en="Take the 2 out.",
    id="components",
)
derivation_half.matrix(
    ko="모든 자리에서 차의 2배입니다.",
    en="Twice the difference, at every place.",
)
_, pullback = half_squared_error(a, y)
derivation_half.code(
    "2 * pullback(1)[0]",
    globals(),
    ko="코드의 절반 제곱 오차가 돌려주는 기울기의 2배입니다.",
    en="Twice the gradient that the shipped half squared error returns.",
)
derivation_half.show()

# %% [markdown] tags=["ko"]
# ## $(y-a)^2$과 $(a-y)^2$ {#sign}
#
# 차의 순서는 제곱하면 사라지고, 미분에서도 음의 부호 둘이 지워집니다.

# %% [markdown] tags=["en"]
# ## $(y-a)^2$ and $(a-y)^2$ {#sign}
#
# The order of the difference is lost in the square, and two minus signs cancel in the derivative.

# %%
derivation_sign = Derivation(
    "conventions_sign",
    {"ko": "차의 순서", "en": "The order of the difference"},
    what=C.at(),
    of=C,
    indices=(),
    arrays=[a, y],
)
derivation_sign.begin(
    sp.Sum((y.at(m, q) - a.at(m, q)) ** 2, (m, 0, N - 1), (q, 0, K - 1)) / (2 * N),
    ko="목푯값에서 출력을 뺀 차로 적은 절반 제곱 오차입니다.",
    en="The half squared error, written with target less output.",
)
derivation_sign.then(
    rules.rewrite_as(squares(a, y) / (2 * N)),
    ko="제곱하면 부호가 사라집니다.",
    en="The sign is lost in the square.",
    id="components",
)
derivation_sign.code_of(
    half_squared_error,
    a,
    y,
    ko="코드가 계산하는 비용과 같습니다.",
    en="It is the cost that the code computes.",
)
derivation_sign.show()

# %%
derivation_sign_gradient = Derivation(
    "conventions_sign_gradient",
    {"ko": "차의 순서와 기울기", "en": "The order of the difference, and the gradient"},
    what=Diff(C.at(), a.at(n, k)),
    of=r"\nabla_{a^{L}} C",
    indices=(n, k),
    define=[(C, SymbolicArray((), lambda: squares(y, a) / (2 * N)))],
    arrays=[a, y],
)
derivation_sign_gradient.begin(
    Diff(squares(y, a) / (2 * N), a.at(n, k)),
    ko="이번에도 목푯값에서 출력을 뺀 차로 적습니다.",
    en="Again written with target less output.",
)
derivation_sign_gradient.then(
    rules.differentiate,
    ko=r"안쪽의 차를 출력으로 미분하면 $-1$이 나와 차의 순서를 뒤집습니다.",
    en=r"The difference inside, by the output, gives $-1$, which turns the difference round.",
)
derivation_sign_gradient.then(
    rules.collapse,
    ko="두 합에서 한 항만 남으며, 출력에서 목푯값을 뺀 차입니다.",
    en="One term survives of both sums, and it is output less target.",
)
derivation_sign_gradient.then(
    rules.rewrite_as((a.at(n, k) - y.at(n, k)) / N),
    ko=r"2를 약분하면 $\tfrac1N$만 남습니다.",
    en=r"The 2 cancels and $\tfrac1N$ is left.",
    id="components",
)
derivation_sign_gradient.matrix(
    ko="모든 자리에서 같습니다.",
    en="So at every place.",
)
derivation_sign_gradient.code(
    "pullback(1)[0]",
    globals(),
    ko="코드가 돌려주는 기울기와 같습니다.",
    en="It is the gradient that the code returns.",
)
derivation_sign_gradient.show()
