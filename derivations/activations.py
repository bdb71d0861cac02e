# ---
# title: Activations
# ---

# %% [markdown] tags=["ko"]
# # 나머지 활성화 함수의 당김 함수 {#activations}
#
# [시그모이드](sigmoid.py)를 뺀 나머지 활성화 함수도 하나씩 확인합니다.
# 함수마다 코드와 상관없이 수식으로 정의하고, 코드의 순전파가 그 정의와 같은지부터 증명합니다.
# 그다음 임의의 비용을 가중합으로 미분하여 당김 함수가 돌려주는 값까지 갑니다.

# %% [markdown] tags=["en"]
# # The pullbacks of the other activation functions {#activations}
#
# After the [sigmoid](sigmoid.py), the other activation functions one by one.
# Each is defined by a formula that does not look at the code, and the forward pass of the code is proved to be that formula.
# Then an arbitrary cost is differentiated by the weighted sums, up to what the pullback returns.

# %%
from collections.abc import Callable

import sympy as sp

from backproof.derivation import Derivation, rules
from backproof.derivation.arrays import SymbolicArray
from backproof.derivation.expressions import bound
from backproof.derivation.functions import Diff, Step
from backproof.derivation.notation import K, N, cost_of, k, n, quantity, slope_of_cost
from backproof.nn.activations import identity, relu, softmax, tanh
from backproof.nn.shapes import Layer

z = quantity("z^{l}", N, K)
a = quantity("a^{l}", N, K)
g = quantity("g", N, K)

type Formula = Callable[[sp.Expr, sp.Expr], sp.Expr]


def begin(name: str, title: dict[str, str], layer: Layer, formula: Formula) -> Derivation:
    """State the formula, prove that the layer computes it, and start from an arbitrary cost."""
    stated = SymbolicArray((N, K), formula)
    derivation = Derivation(
        name,
        title,
        what=Diff(cost_of(a), z.at(n, k)),
        of=r"\nabla_{z^{l}} C",
        indices=(n, k),
        define=[(a, stated), (g, slope_of_cost(a))],
        arrays=[z],
    )
    derivation.forward_is(layer(z)[0].at(n, k), stated.at(n, k))
    chain_rule = rules.chain_rule_with(g)
    derivation.begin(
        chain_rule(Diff(cost_of(a), z.at(n, k)), derivation.definitions),
        ko="연쇄 법칙에 따라 모든 활성값을 지나는 경로를 더합니다. 앞의 인자는 상류 기울기입니다.",
        en="By the chain rule, add the paths through all activations; the first factor is the upstream gradient.",
    )
    derivation.then(
        rules.substitute(a),
        ko="활성화 함수의 정의를 넣습니다.",
        en="Put in the definition of the activation function.",
    )
    derivation.then(
        rules.differentiate,
        ko="미분합니다. 다른 표본의 가중합으로 미분하면 0입니다.",
        en="Differentiate; by the weighted sums of other examples the derivative is 0.",
    )
    return derivation


# %% [markdown] tags=["ko"]
# ## 항등 함수 {#identity}

# %% [markdown] tags=["en"]
# ## Identity {#identity}

# %%
derivation_identity = begin(
    "identity_pullback",
    {"ko": "항등 함수의 당김 함수", "en": "The pullback of the identity"},
    identity,
    z.at,
)
derivation_identity.then(
    rules.collapse,
    ko="한 항만 남고, 기울기는 그대로 지나갑니다.",
    en="One term survives: the gradient passes unchanged.",
    id="components",
)
_, pullback = identity(z)
derivation_identity.code_of(
    pullback,
    g,
    ko="당김 함수가 돌려주는 값입니다.",
    en="What the pullback returns.",
)
derivation_identity.show()

# %% [markdown] tags=["ko"]
# ## 쌍곡탄젠트 tanh {#tanh}

# %% [markdown] tags=["en"]
# ## The hyperbolic tangent tanh {#tanh}

# %%
derivation = begin(
    "activations",
    {"ko": "tanh의 당김 함수", "en": "The pullback of tanh"},
    tanh,
    lambda n, k: sp.tanh(z.at(n, k)),
)
derivation.then(
    rules.collapse,
    ko="뉴런마다 따로 계산하므로 한 항만 남습니다.",
    en="Each neuron is computed by itself, so one term survives.",
)
derivation.then(
    rules.rewrite_as(g.at(n, k) * (1 - a.at(n, k) ** 2)),
    ko=r"$\tanh$의 값은 바로 활성값입니다.",
    en=r"The value of $\tanh$ is the activation itself.",
    id="components",
)
_, pullback = tanh(z)
derivation.code_of(
    pullback,
    g,
    ko="당김 함수가 돌려주는 값입니다.",
    en="What the pullback returns.",
)
derivation.show()

# %% [markdown] tags=["ko"]
# ## ReLU {#relu}
#
# 대괄호는 안의 조건이 참이면 1, 거짓이면 0인 아이버슨 괄호입니다.
# 가중합이 0인 꺾이는 점은 빼고 양쪽을 증명합니다.

# %% [markdown] tags=["en"]
# ## ReLU {#relu}
#
# The bracket is Iverson's: 1 if the condition in it holds, otherwise 0.
# It is proved on both sides of the kink, where the weighted sum is not 0.

# %%
derivation_relu = begin(
    "relu_pullback",
    {"ko": "ReLU의 당김 함수", "en": "The pullback of ReLU"},
    relu,
    lambda n, k: z.at(n, k) * Step(z.at(n, k)),
)
derivation_relu.then(
    rules.collapse,
    ko="한 항만 남습니다. 꺾이는 점 밖에서 괄호의 미분은 0입니다.",
    en="One term survives. Off the kink the bracket has derivative 0.",
    id="components",
)
_, pullback = relu(z)
derivation_relu.code_of(
    pullback,
    g,
    ko="당김 함수가 돌려주는 값입니다.",
    en="What the pullback returns.",
)
derivation_relu.show()

# %% [markdown] tags=["ko"]
# ## 소프트맥스 {#softmax}
#
# 코드는 행마다 최댓값을 먼저 빼지만 정의에는 최댓값이 없습니다.
# 둘이 같다는 것도 아래에서 증명됩니다.

# %% [markdown] tags=["en"]
# ## Softmax {#softmax}
#
# The code first subtracts the maximum of each row; the definition knows no maximum.
# That the two are equal is proved as well.

# %%
i = bound()
derivation_softmax = begin(
    "softmax_pullback",
    {"ko": "소프트맥스의 당김 함수", "en": "The pullback of softmax"},
    softmax,
    lambda n, k: sp.exp(z.at(n, k)) / sp.Sum(sp.exp(z.at(n, i)), (i, 0, K - 1)),
)
q = bound()
derivation_softmax.then(
    rules.rewrite_as(a.at(n, k) * (g.at(n, k) - sp.Sum(g.at(n, q) * a.at(n, q), (q, 0, K - 1)))),
    ko="분자를 미분한 항은 하나만 남고, 분모를 미분한 항은 모든 출력에 걸친 합으로 남습니다. 분수를 활성값으로 씁니다.",
    en="Of the numerator one term survives; of the denominator a sum over all outputs. The fractions are activations.",
    id="components",
)
_, pullback = softmax(z)
derivation_softmax.code_of(
    pullback,
    g,
    ko="당김 함수가 돌려주는 값입니다.",
    en="What the pullback returns.",
)
derivation_softmax.show()
