# ---
# title: Binary cross-entropy
# ---

# %% [markdown] tags=["ko"]
# # 이진 교차 엔트로피: 오차가 출력과 목푯값의 차인 까닭 {#binary-cross-entropy}
#
# 이진 분류에서는 출력층의 활성화 함수로 시그모이드를, 비용으로 이진 교차 엔트로피를 씁니다.
# 이 짝에서는 시그모이드의 미분이 비용의 분모와 지워지므로, 출력이 포화해도 오차가 작아지지 않습니다.

# %% [markdown] tags=["en"]
# # Binary cross-entropy: why the error is output less target {#binary-cross-entropy}
#
# For yes-or-no outputs the last activation is the sigmoid and the cost is the binary cross-entropy.
# In this pair the derivative of the sigmoid cancels a denominator of the cost, so a saturated output does not shrink the error.

# %% [markdown] tags=["ko"]
# ## 설정 {#setting}
#
# 비용과 출력은 정의대로 적습니다.
# 코드는 가중합에서 바로 비용을 계산하므로, 마지막 단계에서 같은 것을 계산하는지가 드러납니다.

# %% [markdown] tags=["en"]
# ## The setting {#setting}
#
# Cost and output are written out by their definitions.
# The code computes the cost straight from the weighted sums; the last step shows whether it is the same thing.

# %%
import sympy as sp

from backproof.derivation import Derivation, rules
from backproof.derivation.arrays import SymbolicArray
from backproof.derivation.expressions import bound
from backproof.derivation.functions import Diff
from backproof.derivation.notation import K, N, k, n, quantity
from backproof.nn.losses import binary_cross_entropy

z = quantity("z^{L}", N, K)
a = quantity("a^{L}", N, K)
y = quantity("y", N, K)
C = quantity("C")
delta = quantity(r"\delta^{L}", N, K)

m, q = bound(), bound()
sigmoid = SymbolicArray((N, K), lambda n, k: 1 / (1 + sp.exp(-z.at(n, k))))
entropy = y.at(m, q) * sp.log(a.at(m, q)) + (1 - y.at(m, q)) * sp.log(1 - a.at(m, q))
cost = SymbolicArray((), lambda: -sp.Sum(entropy, (m, 0, N - 1), (q, 0, K - 1)) / N)

C_code, pullback = binary_cross_entropy(z, y)

# %% [markdown] tags=["ko"]
# ## 비용 {#cost}

# %% [markdown] tags=["en"]
# ## The cost {#cost}

# %%
derivation_cost = Derivation(
    "binary_cross_entropy_cost",
    {"ko": "이진 교차 엔트로피의 정의와 코드", "en": "Binary cross-entropy, defined and computed"},
    source="Nielsen 2015, ch. 3, (57)",
    what=C.at(),
    of=C,
    indices=(),
    define=[(a, sigmoid)],
    arrays=[z, y],
)
derivation_cost.begin(
    cost.at(),
    ko="정답의 로그 확률에 음의 부호를 붙여 뉴런에 대해 더하고, 표본에 대해 평균합니다.",
    en="Minus the logarithm of what the right answer got, summed over neurons, averaged over examples.",
)
softplus = sp.log(1 + sp.exp(z.at(m, q)))
derivation_cost.then(
    rules.rewrite_as(sp.Sum(softplus - y.at(m, q) * z.at(m, q), (m, 0, N - 1), (q, 0, K - 1)) / N),
    ko=r"시그모이드를 넣으면 두 로그가 $\log(1+e^{z})$로 합쳐지고, 목푯값은 $z$에만 곱해집니다.",
    en=r"With the sigmoid put in, both logarithms join in $\log(1+e^{z})$; the target multiplies $z$ alone.",
    id="components",
)
derivation_cost.code_of(
    binary_cross_entropy,
    z,
    y,
    ko="코드는 이 꼴로 계산하므로 지수가 넘치지 않습니다.",
    en="The code computes this form, in which no exponential overflows.",
)
derivation_cost.show()

# %% [markdown] tags=["ko"]
# ## 오차 {#derivation}

# %% [markdown] tags=["en"]
# ## The error {#derivation}

# %%
same = sp.KroneckerDelta
derivation = Derivation(
    "binary_cross_entropy",
    {"ko": "이진 교차 엔트로피의 오차", "en": "The error of the binary cross-entropy"},
    source="Nielsen 2015, ch. 3, (61) and (68)",
    what=delta.at(n, k),
    of=delta,
    indices=(n, k),
    define=[(a, sigmoid)],
    arrays=[z, y],
)
derivation.begin(
    Diff(cost.at(), z.at(n, k)),
    ko="오차는 비용을 가중합으로 편미분한 값입니다.",
    en="The error is the partial derivative of the cost by a weighted sum.",
)
derivation.then(
    rules.linearity,
    ko="항마다 미분합니다. 목푯값은 가중합에 의존하지 않으므로 상수입니다.",
    en="Differentiate term by term; a target does not depend on the weighted sums.",
)
derivation.then(
    rules.chain_rule_through(a),
    ko="로그의 미분은 역수입니다. 둘째 로그에서는 안쪽의 $-1$이 부호를 바꿉니다.",
    en="A logarithm gives a reciprocal; in the second one the inner $-1$ turns the sign.",
)
derivation.then(
    rules.result(a, lambda m, q, n, k: a.at(m, q) * (1 - a.at(m, q)) * same(m, n) * same(q, k)),
    ko="시그모이드의 미분을 넣으면 분모와 지워집니다. 번호가 다르면 0입니다.",
    en="Put in the derivative of the sigmoid: it cancels the denominators, and is 0 at other indices.",
)
derivation.then(
    rules.collapse,
    ko="합에서 번호가 같은 항만 남고, 괄호를 풀면 $a y$가 서로 지워집니다.",
    en="Only the term with the same indices survives, and multiplied out, $a y$ cancels.",
)
derivation.then(
    rules.rewrite_as((a.at(n, k) - y.at(n, k)) / N),
    ko="음의 부호를 괄호 안으로 옮깁니다.",
    en="Move the minus sign inside.",
    id="components",
)
derivation.matrix(
    ko="모든 자리에서 출력과 목푯값의 차입니다.",
    en="At every place, output less target.",
)
derivation.column(
    ko=r"표본 하나만 보면 $N$이 1이므로 $\tfrac1N$이 사라집니다.",
    en=r"For one example $N$ is 1 and the $\tfrac1N$ is gone.",
)
derivation.code(
    "pullback(1)[0]",
    globals(),
    ko="비용의 당김 함수가 가중합에 대해 돌려주는 값입니다.",
    en="What the pullback of the cost returns for the weighted sums.",
)
derivation.show()
