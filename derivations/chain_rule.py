# ---
# title: Chain rule
# ---

# %% [markdown] tags=["ko"]
# # 연쇄 법칙: 경로가 하나일 때와 여럿일 때 {#chain-rule}
#
# 경로가 하나이면 그 위의 미분을 모두 곱합니다.
# 경로가 여럿이면 경로마다 그렇게 곱한 다음 모두 더합니다.
# 역전파가 쓰는 미분법은 이 둘뿐입니다.

# %% [markdown] tags=["en"]
# # The chain rule: one path, and many {#chain-rule}
#
# Along one path, multiply the derivatives on the way.
# Where there are several paths, do so for each, and add.
# Backpropagation needs no more calculus than this.

# %%
import sympy as sp

from backproof import Arbitrary
from backproof.derivation import Derivation, rules
from backproof.derivation.arrays import SymbolicArray
from backproof.derivation.expressions import bound
from backproof.derivation.functions import Cost, Diff, Partial
from backproof.derivation.notation import (
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

i = bound()

# %% [markdown] tags=["ko"]
# ## 경로가 하나일 때 {#one-path}
#
# $f$와 $g$는 미분할 수 있는 임의의 함수입니다.
# 수 $x$가 $u$를 정하고, $u$가 $v$를 정합니다.

# %% [markdown] tags=["en"]
# ## One path {#one-path}
#
# $f$ and $g$ are any differentiable functions.
# The number $x$ determines $u$, and $u$ determines $v$.

# %%
f, g = Arbitrary("f"), Arbitrary("g")
x, u, v = quantity("x"), quantity("u"), quantity("v")

u_code, pullback_f = elementwise(f, f.prime)(x)
v_code, pullback_g = elementwise(g, g.prime)(u_code)

derivation_path = Derivation(
    "chain_rule_path",
    {"ko": "경로가 하나일 때의 연쇄 법칙", "en": "The chain rule along one path"},
    what=Diff(v.at(), x.at()),
    of=r"\frac{\partial v}{\partial x}",
    indices=(),
    define=[(u, f(x)), (v, g(u))],
    arrays=[x],
)
derivation_path.begin(
    Diff(g(u).at(), x.at()),
    ko="$v$는 $u$의 함수이고, $u$는 $x$의 함수입니다.",
    en="$v$ is a function of $u$, which is a function of $x$.",
)
derivation_path.then(
    rules.chain_rule,
    ko="$x$가 $u$를 바꾸는 비율에 $u$가 $v$를 바꾸는 비율을 곱합니다.",
    en="The rate at which $x$ moves $u$ times the rate at which $u$ moves $v$.",
)
derivation_path.then(
    rules.substitute(u),
    ko="$u$의 정의를 넣습니다.",
    en="Put in the definition of $u$.",
)
derivation_path.then(
    rules.differentiate,
    ko="바깥쪽 함수의 미분은 안쪽 함수의 값에서, 안쪽 함수의 미분은 $x$에서 구합니다.",
    en="The outer derivative is taken at the inner value, the inner derivative at $x$.",
    id="components",
)
derivation_path.code(
    "pullback_f(pullback_g(1)[0])[0]",
    globals(),
    ko="코드에서는 1에서 시작해 뒤에서부터 당김 함수를 차례로 부릅니다.",
    en="In the code it is 1, handed from the last pullback back to the first.",
)
derivation_path.show()

# %% [markdown] tags=["ko"]
# ## 경로가 여럿일 때 {#many-paths}
#
# 표본 하나를 벡터 $x$로 놓고, 중간값 $y_{k}$가 저마다 $x$ 전체의 임의의 함수 $f_{k}$라고 합시다.
# 비용 $C$는 중간값 모두의 임의의 함수입니다.
# $x_{j}$ 하나를 바꾸면 모든 $y_{k}$가 움직이므로, $x_{j}$에서 $C$로 가는 경로는 $k$마다 하나씩 있습니다.

# %% [markdown] tags=["en"]
# ## Many paths {#many-paths}
#
# Let one example be a vector $x$, and let each intermediate value $y_{k}$ be an arbitrary function $f_{k}$ of all of $x$.
# The cost $C$ is an arbitrary function of all intermediate values.
# A change of one $x_{j}$ moves every $y_{k}$, so from $x_{j}$ to $C$ there is one path for each $k$.

# %%
x_vector = quantity(r"\mathbf{x}", D, entry="x_{%s}", matrix="x")
y_vector = quantity(r"\mathbf{y}", K, entry="y_{%s}", matrix="y")
gradient = quantity(r"\mathbf{g}", K, entry="g_{%s}", matrix="g")
jacobian = quantity("J", K, D, entry="J_{%s}")

family = sp.Symbol("f"), x_vector.at(i), sp.Tuple(i, 0, D - 1)
functions = SymbolicArray((K,), lambda k: Cost(*family, sp.Tuple(k)))
slopes = SymbolicArray((K, D), lambda k, j: Partial(*family, sp.Tuple(k), sp.Tuple(j)))

derivation = Derivation(
    "chain_rule",
    {"ko": "경로가 여럿일 때의 연쇄 법칙", "en": "The chain rule along many paths"},
    source="Nielsen 2015, ch. 2, (42)",
    what=Diff(cost_of(y_vector), x_vector.at(j)),
    of=r"(\nabla_{x} C)^{\top}",
    indices=(j,),
    define=[(y_vector, functions), (gradient, slope_of_cost(y_vector)), (jacobian, slopes)],
    arrays=[x_vector],
)
derivation.begin(
    rules.chain_rule(Diff(cost_of(y_vector), x_vector.at(j)), derivation.definitions),
    ko="경로마다 두 미분을 곱하고, 모든 경로에 대해 더합니다.",
    en="Multiply the two derivatives along each path, and add over the paths.",
)
derivation.then(
    rules.substitute(y_vector),
    ko="중간값 $y_{k}$는 $x$ 전체의 함수이며, 이 함수는 $k$마다 다를 수 있습니다.",
    en="The intermediate value $y_{k}$ is a function of all of $x$, for each $k$ its own.",
    id="paths",
)
derivation.then(
    rules.abbreviate(gradient),
    ko="비용을 중간값으로 미분한 값을 상류 기울기 $g_{k}$로 씁니다.",
    en="Write the upstream gradient $g_{k}$ for the derivative of the cost by an intermediate value.",
)
derivation.then(
    rules.rewrite_as(sp.Sum(gradient.at(i) * jacobian.at(i, j), (i, 0, K - 1))),
    ko="중간값을 입력으로 미분한 값을 야코비 행렬의 성분 $J_{kj}$로 씁니다.",
    en="Write $J_{kj}$, an entry of the Jacobian, for that of an intermediate value by an input.",
    id="components",
)
derivation.matrix(
    ko="경로에 대한 합은 행벡터와 야코비 행렬의 곱입니다.",
    en="The sum over the paths is a row times the Jacobian.",
)
derivation.show()

# %% [markdown] tags=["ko"]
# ## 층 하나를 지나는 경로 {#layer}
#
# 이제 중간값이 한 층의 가중합일 때 코드가 돌려주는 값과 견줍니다.
# 이번에는 표본이 여럿이고, 가중합은 정의대로 적습니다.

# %% [markdown] tags=["en"]
# ## The paths through one layer {#layer}
#
# Now let the intermediate values be the weighted sums of a layer, and compare with the code.
# Here there are many examples; the weighted sum is written out by its definition.

# %%
a = quantity("a^{l-1}", N, D)
W = quantity("W^{l}", K, D)
b = quantity("b^{l}", K)
z = quantity("z^{l}", N, K)
delta = quantity(r"\delta^{l}", N, K)
weighted_sum = SymbolicArray(
    (N, K), lambda n, k: sp.Sum(W.at(k, i) * a.at(n, i), (i, 0, D - 1)) + b.at(k)
)

derivation_layer = Derivation(
    "chain_rule_layer",
    {"ko": "층 하나를 지나는 경로", "en": "The paths through one layer"},
    what=Diff(cost_of(z), a.at(n, j)),
    of=r"\nabla_{a^{l-1}} C",
    indices=(n, j),
    define=[(z, weighted_sum), (delta, slope_of_cost(z))],
    arrays=[a, W, b],
)
derivation_layer.begin(
    rules.chain_rule(Diff(cost_of(z), a.at(n, j)), derivation_layer.definitions),
    ko="경로는 모든 표본의 모든 가중합을 지납니다.",
    en="The paths lead through every weighted sum of every example.",
)
derivation_layer.then(
    rules.abbreviate(delta),
    ko="앞의 인자는 정의에 따라 오차입니다.",
    en="The first factor is the error, by definition.",
)
derivation_layer.then(
    rules.substitute(z),
    ko="가중합의 정의를 넣습니다.",
    en="Put in the definition of the weighted sum.",
)
derivation_layer.then(
    rules.differentiate,
    ko="같은 표본, 같은 뉴런의 활성값에 곱해진 가중치만 남습니다.",
    en="Only the weight that multiplies the very activation remains.",
)
derivation_layer.then(
    rules.collapse,
    ko="다른 표본을 지나는 경로는 모두 0이고, $k$마다 하나씩인 경로가 남습니다.",
    en="The paths through other examples vanish; one for each $k$ is left.",
    id="components",
)
derivation_layer.matrix(
    ko="경로에 대한 합은 행렬 곱의 성분입니다.",
    en="The sum over the paths is an entry of a matrix product.",
)
derivation_layer.column(
    ko="표본 하나를 열벡터로 쓰면 전치된 가중치 행렬이 왼쪽에 섭니다.",
    en="With one example as a column, the transposed weights stand on the left.",
)
_, pullback = affine(a, W, b)
derivation_layer.code(
    "pullback(delta)[0]",
    globals(),
    ko="당김 함수가 입력에 대해 돌려주는 값입니다.",
    en="What the pullback returns for the input.",
)
derivation_layer.show()
