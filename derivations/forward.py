# ---
# title: Forward
# ---

# %% [markdown] tags=["ko"]
# # 순전파: 성분에서 행렬로 {#forward}
#
# 한 층의 가중합을 성분으로 정의하고, 그것이 행렬식과 같고 이 사이트의 코드 `affine`이 계산하는 값과도 같음을 보입니다.
# 코드가 아니라 정의에서 출발하므로, 코드가 다른 것을 계산한다면 이 유도는 끝까지 가지 못합니다.

# %% [markdown] tags=["en"]
# # The forward pass: from components to matrices {#forward}
#
# The weighted sum of a layer is defined by components, and shown to be the matrix form and what the shipped `affine` computes.
# The start is the definition, not the code: if the code computed something else, the derivation would not reach its end.

# %%
import sympy as sp

from backproof.derivation import Derivation
from backproof.derivation.expressions import bound
from backproof.derivation.notation import D, K, N, k, n, quantity
from backproof.nn.layers.affine import affine

x = quantity("a^{l-1}", N, D)
W = quantity("W^{l}", K, D)
b = quantity("b^{l}", K)
z = quantity("z^{l}", N, K)
i = bound()

# %%
derivation = Derivation(
    "forward",
    {"ko": "순전파: 성분에서 행렬로", "en": "The forward pass: from components to matrices"},
    source="Nielsen 2015, ch. 2, (25)",
    what=z.at(n, k),
    of=z,
    indices=(n, k),
    arrays=[x, W, b],
)
derivation.begin(
    sp.Sum(W.at(k, i) * x.at(n, i), (i, 0, D - 1)) + b.at(k),
    ko="가중합은 앞 층의 활성값마다 가중치를 곱해 더하고 편향을 보탠 값입니다.",
    en="A weighted sum adds up the activations of the layer before, each times its weight, and a bias.",
    id="components",
)
derivation.matrix(
    ko=r"합은 행렬 곱의 성분입니다. 편향은 모든 표본에 똑같이 더해지므로 $\mathbf{1}$을 곱해 행마다 되풀이합니다.",
    en=r"The sum is an entry of a matrix product; the bias is the same for every example, so $\mathbf{1}$ repeats it in each row.",
)
derivation.column(
    ko="표본 하나를 열벡터로 쓴 꼴입니다.",
    en="One example, written as a column.",
)
derivation.code_of(
    affine,
    x,
    W,
    b,
    ko="코드에서는 브로드캐스팅이 편향을 행마다 되풀이합니다.",
    en="In the code, broadcasting repeats the bias in each row.",
)
derivation.show()
