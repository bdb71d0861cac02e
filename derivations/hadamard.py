# ---
# title: Hadamard product
# ---

# %% [markdown] tags=["ko"]
# # 아다마르 곱: 대각 행렬을 곱하는 일 {#hadamard}
#
# 활성화 함수는 성분마다 따로 적용되므로, 출력 하나는 같은 자리의 가중합에만 의존합니다.
# 그래서 야코비 행렬은 대각 행렬이고, 연쇄 법칙의 합에서는 한 항만 남습니다.
# 대각 행렬을 곱하는 일을 같은 자리끼리 곱하는 기호로 적은 것이 아다마르 곱 $\odot$입니다.

# %% [markdown] tags=["en"]
# # The Hadamard product: multiplying by a diagonal matrix {#hadamard}
#
# An activation function acts on each entry alone, so an output depends on the weighted sum at its own place only.
# Its Jacobian is therefore diagonal, and one term survives of the sum in the chain rule.
# Multiplying by a diagonal matrix, written as a product entry by entry, is the Hadamard product $\odot$.

# %%
import sympy as sp

from backproof import Arbitrary
from backproof.derivation import Derivation, rules
from backproof.derivation.arrays import SymbolicArray
from backproof.derivation.expressions import bound
from backproof.derivation.functions import Diff
from backproof.derivation.matrix import VECTOR, elementwise_of
from backproof.derivation.notation import SIGMA, K, N, cost_of, k, n, quantity, slope_of_cost
from backproof.nn.activations import elementwise

sigma = Arbitrary(SIGMA)
q = sp.Symbol("q", integer=True, nonnegative=True)

# %% [markdown] tags=["ko"]
# ## 야코비 행렬은 대각 행렬입니다 {#jacobian}
#
# 표본 하나의 가중합을 벡터 $z$로, 활성값을 벡터 $a$로 적습니다.

# %% [markdown] tags=["en"]
# ## The Jacobian is diagonal {#jacobian}
#
# For one example, let the weighted sums be the vector $z$ and the activations the vector $a$.

# %%
z_vector = quantity(r"\mathbf{z}", K, entry="z_{%s}", matrix="z")
a_vector = quantity(r"\mathbf{a}", K, entry="a_{%s}", matrix="a")

derivation_diagonal = Derivation(
    "hadamard_diagonal",
    {"ko": "성분별 함수의 야코비 행렬", "en": "The Jacobian of an elementwise function"},
    what=Diff(a_vector.at(q), z_vector.at(k)),
    of=r"\frac{\partial a}{\partial z}",
    indices=(q, k),
    define=[(a_vector, sigma(z_vector))],
    arrays=[z_vector],
)
derivation_diagonal.begin(
    Diff(sigma(z_vector).at(q), z_vector.at(k)),
    ko="활성값은 같은 자리의 가중합에 활성화 함수를 적용한 값입니다.",
    en="An activation is the activation function of the weighted sum at its place.",
)
derivation_diagonal.then(
    rules.differentiate,
    ko="자리가 다르면 미분은 0입니다.",
    en="At different places the derivative is 0.",
    id="components",
)
derivation_diagonal.as_matrix(
    sp.DiagMatrix(elementwise_of(sigma.prime, sp.MatrixSymbol(r"\mathbf{z}" + VECTOR, K, 1))),
    "matrix_form",
    ko="대각선에만 값이 있는 행렬입니다.",
    en="A matrix that has entries on its diagonal alone.",
    id="matrix",
)
derivation_diagonal.show()

# %% [markdown] tags=["ko"]
# ## 대각 행렬을 곱하면 같은 자리끼리 곱해집니다 {#product}
#
# $u$와 $v$는 길이가 같은 임의의 벡터입니다.

# %% [markdown] tags=["en"]
# ## A diagonal matrix multiplies entry by entry {#product}
#
# $u$ and $v$ are any two vectors of the same length.

# %%
u = quantity(r"\mathbf{u}", K, entry="u_{%s}", matrix="u")
v = quantity(r"\mathbf{v}", K, entry="v_{%s}", matrix="v")
i = bound()

derivation_product = Derivation(
    "hadamard_product",
    {"ko": "대각 행렬과 벡터의 곱", "en": "A diagonal matrix times a vector"},
    what=sp.Sum(u.at(k) * sp.KroneckerDelta(k, i) * v.at(i), (i, 0, K - 1)),
    of=r"\operatorname{diag}\left(u\right) v",
    indices=(k,),
    arrays=[u, v],
)
derivation_product.begin(
    u.at(k) * sp.Sum(sp.KroneckerDelta(k, i) * v.at(i), (i, 0, K - 1)),
    ko=r"대각 행렬의 $k$번째 행에는 $u_{k}$ 하나만 있습니다.",
    en=r"In row $k$ of the diagonal matrix stands $u_{k}$ alone.",
)
derivation_product.then(
    rules.collapse,
    ko="합에서 한 항만 남습니다.",
    en="One term survives of the sum.",
    id="components",
)
derivation_product.as_matrix(
    sp.HadamardProduct(
        sp.MatrixSymbol(r"\mathbf{u}" + VECTOR, K, 1), sp.MatrixSymbol(r"\mathbf{v}" + VECTOR, K, 1)
    ),
    "matrix_form",
    ko="같은 자리끼리 곱한 벡터입니다.",
    en="The vector of the products entry by entry.",
    id="matrix",
)
derivation_product.show()

# %% [markdown] tags=["ko"]
# ## 표본이 여럿일 때, 코드까지 {#derivation}
#
# 상류 기울기 $g$는 임의의 비용을 활성값으로 편미분한 값입니다.

# %% [markdown] tags=["en"]
# ## Many examples, down to the code {#derivation}
#
# The upstream gradient $g$ is the partial derivative of an arbitrary cost by the activations.

# %%
z = quantity("z^{l}", N, K)
a = quantity("a^{l}", N, K)
g = quantity("g", N, K, entry="g_{%s}")
activation = SymbolicArray((N, K), lambda n, k: sigma(z).at(n, k))

derivation = Derivation(
    "hadamard",
    {"ko": "아다마르 곱이 나오는 까닭", "en": "Where the Hadamard product comes from"},
    source="Nielsen 2015, ch. 2, the Hadamard product",
    what=Diff(cost_of(a), z.at(n, k)),
    of=r"\nabla_{z^{l}} C",
    indices=(n, k),
    define=[(a, activation), (g, slope_of_cost(a))],
    arrays=[z],
)
derivation.begin(
    rules.chain_rule(Diff(cost_of(a), z.at(n, k)), derivation.definitions),
    ko="연쇄 법칙은 모든 표본의 모든 활성값을 지나는 경로를 더합니다.",
    en="The chain rule adds the paths through every activation of every example.",
)
derivation.then(
    rules.abbreviate(g),
    ko="앞의 인자를 상류 기울기로 씁니다.",
    en="Write the first factor as the upstream gradient.",
)
derivation.then(
    rules.substitute(a),
    ko="활성값은 가중합에 활성화 함수를 적용한 값입니다.",
    en="An activation is the activation function of a weighted sum.",
)
derivation.then(
    rules.differentiate,
    ko="미분은 표본과 뉴런의 번호가 모두 같을 때만 0이 아닙니다.",
    en="The derivative is not 0 only where both example and neuron are the same.",
    id="diagonal",
)
derivation.then(
    rules.collapse,
    ko="모든 경로 가운데 하나만 남습니다.",
    en="Of all the paths one is left.",
    id="components",
)
derivation.matrix(
    ko="합이 사라졌으므로 행렬 곱이 아니라 같은 자리끼리의 곱입니다.",
    en="No sum is left, so it is no matrix product but a product entry by entry.",
)
derivation.column(
    ko="표본 하나를 열벡터로 써도 꼴은 같습니다.",
    en="With one example as a column it looks the same.",
)
_, pullback = elementwise(sigma, sigma.prime)(z)
derivation.code_of(
    pullback,
    g,
    ko="코드에서 `*`는 같은 자리끼리의 곱입니다.",
    en="In the code `*` multiplies entry by entry.",
)
derivation.show()
