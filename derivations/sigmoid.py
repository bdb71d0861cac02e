# ---
# title: Sigmoid
# ---

# %% [markdown] tags=["ko"]
# # 시그모이드의 미분 {#sigmoid}
#
# 시그모이드의 미분은 출력값만으로 계산할 수 있습니다.
# 그래서 순전파에서 구한 활성값을 남겨 두면 역전파에서 지수 함수를 다시 계산할 필요가 없습니다.

# %% [markdown] tags=["en"]
# # The derivative of the sigmoid {#sigmoid}
#
# The derivative of the sigmoid can be computed from its output alone.
# So, with the activations kept from the forward pass, the backward pass needs no further exponential.

# %%
import numpy as np
import sympy as sp

from backproof.derivation import Derivation, rules
from backproof.derivation.arrays import SymbolicArray
from backproof.derivation.functions import Diff
from backproof.derivation.notation import K, N, cost_of, k, n, quantity, slope_of_cost
from backproof.nn.activations import sigmoid

z = quantity("z^{l}", N, K)
a = quantity("a^{l}", N, K)
g = quantity("g", N, K, entry="g_{%s}")

formula = SymbolicArray((N, K), lambda n, k: 1 / (1 + sp.exp(-z.at(n, k))))
_, pullback = sigmoid(z)

# %% [markdown] tags=["ko"]
# ## 코드가 계산하는 함수 {#value}
#
# 코드는 정의를 그대로 계산합니다.
# $z$가 아주 작은 음수이면 지수가 넘쳐 무한대가 되지만, 그 역수는 0이므로 활성값은 그대로 옳습니다.
# 증명기는 이 코드를 기호로 실행해, 코드에 적힌 식이 아니라 코드가 계산하는 함수를 정의와 견줍니다.

# %% [markdown] tags=["en"]
# ## The function that the code computes {#value}
#
# The code computes the definition as it stands.
# Where $z$ is far below 0 the exponential overflows to infinity, whose reciprocal is 0, and so the activation is still right.
# The prover runs this code on symbols, and compares what it computes, not how it is written, with the definition.

# %%
derivation_value = Derivation(
    "sigmoid_value",
    {"ko": "시그모이드의 정의와 코드", "en": "The sigmoid, defined and computed"},
    what=a.at(n, k),
    of=a,
    indices=(n, k),
    arrays=[z],
)
derivation_value.begin(
    formula.at(n, k),
    ko="시그모이드의 정의입니다.",
    en="The definition of the sigmoid.",
)
derivation_value.code_of(
    sigmoid,
    z,
    ko="코드가 돌려주는 값입니다.",
    en="What the code returns.",
)
derivation_value.show()

# %% [markdown] tags=["ko"]
# ## 미분 {#derivation}

# %% [markdown] tags=["en"]
# ## The derivative {#derivation}

# %%
derivation = Derivation(
    "sigmoid",
    {"ko": "시그모이드의 미분", "en": "The derivative of the sigmoid"},
    source="Nielsen 2015, ch. 3",
    what=Diff(a.at(n, k), z.at(n, k)),
    of=r"\sigma'\left(z^{l}\right)",
    indices=(n, k),
    define=[(a, formula)],
    arrays=[z],
)
e = sp.exp(-z.at(n, k))
derivation.begin(
    Diff(formula.at(n, k), z.at(n, k)),
    ko="시그모이드의 정의를 넣습니다.",
    en="Put in the definition of the sigmoid.",
)
derivation.then(
    rules.differentiate,
    ko="역수의 미분에 안쪽 지수 함수의 미분을 곱합니다. 음의 부호 둘이 서로 지워집니다.",
    en="The derivative of a reciprocal, times that of the exponential inside; the two minus signs cancel.",
)
derivation.then(
    rules.rewrite_as(sp.Mul(1 / (1 + e), sp.Mul(e, 1 / (1 + e), evaluate=False), evaluate=False)),
    ko="분모의 제곱을 두 분수에 하나씩 나눕니다.",
    en="Share out the squared denominator between two fractions.",
)
derivation.then(
    rules.rewrite_as(sp.Mul(1 / (1 + e), 1 - 1 / (1 + e), evaluate=False)),
    ko="둘째 분수는 1에서 첫째 분수를 뺀 값입니다.",
    en="The second fraction is 1 less the first.",
)
derivation.then(
    rules.rewrite_as(a.at(n, k) * (1 - a.at(n, k))),
    ko="분수는 바로 활성값입니다.",
    en="The fraction is the activation itself.",
    id="components",
)
A = sp.MatrixSymbol("a^{l}", N, K)
ones = sp.OneMatrix(N, K)
derivation.as_matrix(
    sp.HadamardProduct(A, ones - A),
    "matrix_form",
    ko="모든 자리에서 따로 계산하므로 아다마르 곱입니다.",
    en="It is computed at each place alone: a Hadamard product.",
    id="matrix",
)
derivation.code(
    "pullback(np.ones_like(z))[0]",
    globals() | {"np": np},
    ko="상류 기울기가 모두 1일 때 당김 함수가 돌려주는 값입니다.",
    en="What the pullback returns where the upstream gradient is 1 throughout.",
)
derivation.show()

# %% [markdown] tags=["ko"]
# ## 당김 함수 {#pullback}
#
# 비용은 활성값의 임의의 함수이고, 상류 기울기 $g$는 그 편미분입니다.

# %% [markdown] tags=["en"]
# ## The pullback {#pullback}
#
# The cost is an arbitrary function of the activations, and the upstream gradient $g$ its partial derivative.

# %%
derivation_pullback = Derivation(
    "sigmoid_pullback",
    {"ko": "시그모이드의 당김 함수", "en": "The pullback of the sigmoid"},
    what=Diff(cost_of(a), z.at(n, k)),
    of=r"\nabla_{z^{l}} C",
    indices=(n, k),
    define=[(a, formula), (g, slope_of_cost(a))],
    arrays=[z],
)
derivation_pullback.begin(
    rules.chain_rule(Diff(cost_of(a), z.at(n, k)), derivation_pullback.definitions),
    ko="연쇄 법칙은 모든 활성값을 지나는 경로를 더합니다.",
    en="The chain rule adds the paths through all activations.",
)
derivation_pullback.then(
    rules.abbreviate(g),
    ko="앞의 인자를 상류 기울기로 씁니다.",
    en="Write the first factor as the upstream gradient.",
)

same = sp.KroneckerDelta
derivation_pullback.then(
    rules.result(a, lambda m, q, n, k: a.at(m, q) * (1 - a.at(m, q)) * same(m, n) * same(q, k)),
    ko="위에서 구한 미분을 넣습니다. 번호가 다르면 0입니다.",
    en="Put in the derivative found above; at other indices it is 0.",
)
derivation_pullback.then(
    rules.collapse,
    ko="한 항만 남습니다.",
    en="One term survives.",
    id="components",
)
derivation_pullback.as_matrix(
    sp.HadamardProduct(sp.MatrixSymbol("g", N, K), A, ones - A),
    "matrix_form",
    ko="세 배열을 같은 자리끼리 곱합니다.",
    en="Three arrays are multiplied entry by entry.",
    id="matrix",
)
derivation_pullback.code_of(
    pullback,
    g,
    ko="당김 함수가 돌려주는 값입니다.",
    en="What the pullback returns.",
)
derivation_pullback.show()
