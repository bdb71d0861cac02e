# ---
# title: Softplus
# ---

# %% [markdown] tags=["ko"]
# # 소프트플러스의 당김 함수 {#softplus}
#
# 소프트플러스는 ReLU의 꺾이는 점을 매끄럽게 편 함수이고, 그 미분이 바로 시그모이드입니다.
# 코드는 지수를 따로 구하지 않으므로 아무리 큰 가중합에서도 넘치지 않습니다.
# 그래도 정의와 같은 함수라는 것을 먼저 증명하고, 그다음 미분합니다.

# %% [markdown] tags=["en"]
# # The pullback of softplus {#softplus}
#
# Softplus smooths the kink of ReLU, and its derivative is the sigmoid.
# The code never takes an exponential by itself, so that no weighted sum, however large, overflows.
# That it is the function of the definition all the same is proved first; then it is differentiated.

# %%
import sympy as sp

from backproof.derivation import Derivation, rules
from backproof.derivation.arrays import SymbolicArray
from backproof.derivation.functions import Diff
from backproof.derivation.notation import K, N, cost_of, k, n, quantity, slope_of_cost
from backproof.nn.layers.softplus import softplus

z = quantity("z^{l}", N, K)
a = quantity("a^{l}", N, K)
g = quantity("g", N, K)


def formula(n: sp.Expr, k: sp.Expr) -> sp.Expr:
    """Give the entry (n, k) as a book states it, without a look at the code."""
    return sp.log(1 + sp.exp(z.at(n, k)))


stated = SymbolicArray((N, K), formula)
code, pullback = softplus(z)

# %% [markdown] tags=["ko"]
# ## z에 대한 기울기 {#for-z}

# %% [markdown] tags=["en"]
# ## The gradient for z {#for-z}

# %%
derivation = Derivation(
    "softplus",
    {"ko": "소프트플러스의 당김 함수", "en": "The pullback of softplus"},
    source="Dugas, Bengio et al. 2001",
    what=Diff(cost_of(a), z.at(n, k)),
    of=r"\nabla_{z^{l}} C",
    indices=(n, k),
    define=[(a, stated), (g, slope_of_cost(a))],
    arrays=[z],
)
derivation.forward_is(code.at(n, k), stated.at(n, k))
derivation.begin(
    rules.chain_rule_with(g)(Diff(cost_of(a), z.at(n, k)), derivation.definitions),
    ko="연쇄 법칙에 따라 모든 출력을 지나는 경로를 더합니다. 앞의 인자는 상류 기울기입니다.",
    en="By the chain rule, add the paths through all outputs; the first factor is the upstream gradient.",
)
derivation.then(
    rules.substitute(a),
    ko="출력의 정의를 넣습니다.",
    en="Put in the definition of the output.",
)
derivation.then(
    rules.differentiate,
    ko="로그를 미분한 역수에 안쪽 지수 함수의 미분을 곱합니다. 번호가 다르면 0입니다.",
    en="The logarithm gives a reciprocal, times the derivative of the exponential inside; at other indices it is 0.",
)
derivation.then(
    rules.collapse,
    ko="뉴런마다 따로 계산하므로 한 항만 남습니다.",
    en="Each neuron is computed by itself, so one term survives.",
)
derivation.then(
    rules.rewrite_as(g.at(n, k) / (1 + sp.exp(-z.at(n, k)))),
    ko="분자와 분모를 지수로 나누면 시그모이드가 나타납니다.",
    en="Divide numerator and denominator by the exponential: there is the sigmoid.",
    id="components",
)
derivation.code_of(
    pullback,
    g,
    ko="당김 함수가 돌려주는 값입니다. 시그모이드를 따로 부르지 않고 남겨 둔 활성값으로 구합니다.",
    en="What the pullback returns: the sigmoid, found from the activation that was kept.",
)
derivation.show()
