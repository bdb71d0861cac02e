"""A language model in the shape of GPT-2, forward and backward by hand, in NumPy alone.

Every part is a layer: a function of arrays that returns its output and a pullback, which takes the
upstream gradient `g`, shaped as the output, to one gradient for each input. Letters in shapes:

    N   texts in a batch          D   features of a token      H   heads
    T   tokens in a text          V   words in the vocabulary  E   features of a head

A block has sixteen arrays (`BLOCK`); `gpt(blocks)` is the whole model with its loss, and
`shapes(blocks)` and `SAMPLE` say to `backproof.prove` what it takes.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

Array = Any  # NumPy's, of any float type
Layer = Callable[..., tuple[Array, Callable[[Array], tuple[Any, ...]]]]
Shapes = dict[str, tuple[str, ...]]

ATTENTION: Shapes = {
    "Wq": ("H*E", "D"),
    "bq": ("H", "E"),  # one row a head: this shape tells how many there are
    "Wk": ("H*E", "D"),
    "bk": ("H", "E"),
    "Wv": ("H*E", "D"),
    "bv": ("H", "E"),
    "Wo": ("D", "H*E"),
    "bo": ("D",),
}
MLP: Shapes = {"W1": ("4*D", "D"), "b1": ("4*D",), "W2": ("D", "4*D"), "b2": ("D",)}
BLOCK: Shapes = {
    "gain1": ("D",),
    "shift1": ("D",),
    **ATTENTION,
    "gain2": ("D",),
    "shift2": ("D",),
    **MLP,
}
SAMPLE = {"tokens": "labels:wte[0]", "targets": "labels:wte[0]"}


def embed(tokens: Array, wte: Array, wpe: Array) -> Any:
    """Look up a row for every token, and add one for its place in the text.

    Shapes: tokens (N, T), wte (V, D), wpe (T, D) to x (N, T, D).
    """

    def pullback(g: Array) -> tuple[Any, ...]:
        dwte = np.zeros_like(wte)
        np.add.at(dwte, tokens, g)  # a word that comes twice collects twice
        return None, dwte, g.sum(axis=0)

    return wte[tokens] + wpe, pullback


def linear(x: Array, W: Array, b: Array) -> Any:
    """Weigh every feature into every output, then shift.

    Shapes: x (N, T, D), W (K, D), b (K,) to y (N, T, K).
    """

    def pullback(g: Array) -> tuple[Array, Array, Array]:
        rows, inputs = g.reshape(-1, W.shape[0]), x.reshape(-1, W.shape[1])
        return g @ W, rows.T @ inputs, rows.sum(axis=0)

    return x @ W.T + b, pullback


def layer_norm(x: Array, gain: Array, shift: Array, eps: float = 1e-5) -> Any:
    """Give the features of every token mean 0 and variance 1, then scale and shift them.

    Shapes: x (N, T, D), gain (D,), shift (D,) to y (N, T, D).
    """
    centred = x - x.mean(axis=-1, keepdims=True)
    spread = np.sqrt((centred**2).mean(axis=-1, keepdims=True) + eps)
    h = centred / spread

    def pullback(g: Array) -> tuple[Array, Array, Array]:
        dh = g * gain
        along = (dh * h).mean(axis=-1, keepdims=True)
        dx = (dh - dh.mean(axis=-1, keepdims=True) - h * along) / spread
        return dx, (g * h).sum(axis=(0, 1)), g.sum(axis=(0, 1))

    return h * gain + shift, pullback


def softmax(z: Array) -> Array:
    """Turn scores into shares along the last axis; the largest score is taken off first."""
    e = np.exp(z - z.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


def attention(x: Array, *parameters: Array) -> Any:
    """Let every token look at itself and at those before it, with H heads side by side.

    Shapes: x (N, T, D) and the eight arrays of `ATTENTION` to y (N, T, D).
    """
    Wq, bq, Wk, bk, Wv, bv, Wo, bo = parameters
    N, T, _ = x.shape
    H, E = bq.shape

    def split(a: Array) -> Array:  # (N, T, H*E) to (N, H, T, E)
        return a.reshape(N, T, H, E).transpose(0, 2, 1, 3)

    def join(a: Array) -> Array:  # and back
        return a.transpose(0, 2, 1, 3).reshape(N, T, H * E)

    q, pull_q = linear(x, Wq, bq.reshape(-1))
    k, pull_k = linear(x, Wk, bk.reshape(-1))
    v, pull_v = linear(x, Wv, bv.reshape(-1))
    Q, K, V = split(q), split(k), split(v)
    scores = Q @ K.swapaxes(-1, -2) / E**0.5
    past = np.tril(np.ones((T, T), dtype=bool))
    P = softmax(np.where(past, scores, -np.inf))  # (N, H, T, T)
    y, pull_o = linear(join(P @ V), Wo, bo)

    def pullback(g: Array) -> tuple[Array, ...]:
        dmixed, dWo, dbo = pull_o(g)
        dO = split(dmixed)
        dP = dO @ V.swapaxes(-1, -2)
        dscores = P * (dP - (dP * P).sum(axis=-1, keepdims=True)) / E**0.5
        dxq, dWq, dbq = pull_q(join(dscores @ K))
        dxk, dWk, dbk = pull_k(join(dscores.swapaxes(-1, -2) @ Q))
        dxv, dWv, dbv = pull_v(join(P.swapaxes(-1, -2) @ dO))
        dbq, dbk, dbv = (db.reshape(H, E) for db in (dbq, dbk, dbv))
        return dxq + dxk + dxv, dWq, dbq, dWk, dbk, dWv, dbv, dWo, dbo

    return y, pullback


def gelu(z: Array) -> Any:
    """Let z through as far as it is large: GELU in its form with tanh, for z of any shape."""
    c = (2 / np.pi) ** 0.5
    t = np.tanh(c * z * (1 + 0.044715 * z**2))  # z**3 would take NumPy fifty times as long

    def pullback(g: Array) -> tuple[Array]:
        slope = (1 + t) / 2 + z * (1 - t**2) * c * (1 + 3 * 0.044715 * z**2) / 2
        return (g * slope,)

    return z * (1 + t) / 2, pullback


def mlp(x: Array, W1: Array, b1: Array, W2: Array, b2: Array) -> Any:
    """Work on every token for itself, on four times as many features.

    Shapes: x (N, T, D) and the four arrays of `MLP` to y (N, T, D).
    """
    z, pull_1 = linear(x, W1, b1)
    a, pull_gelu = gelu(z)
    y, pull_2 = linear(a, W2, b2)

    def pullback(g: Array) -> tuple[Array, ...]:
        da, dW2, db2 = pull_2(g)
        (dz,) = pull_gelu(da)
        dx, dW1, db1 = pull_1(dz)
        return dx, dW1, db1, dW2, db2

    return y, pullback


def block(x: Array, *parameters: Array) -> Any:
    """Add to every token what attention finds, then what the MLP makes of it.

    Shapes: x (N, T, D) and the sixteen arrays of `BLOCK` to y (N, T, D).
    """
    gain1, shift1, *attention_parameters, gain2, shift2, W1, b1, W2, b2 = parameters
    h1, pull_norm1 = layer_norm(x, gain1, shift1)
    looked, pull_attention = attention(h1, *attention_parameters)
    middle = x + looked
    h2, pull_norm2 = layer_norm(middle, gain2, shift2)
    worked, pull_mlp = mlp(h2, W1, b1, W2, b2)

    def pullback(g: Array) -> tuple[Array, ...]:
        dh2, *dmlp = pull_mlp(g)
        dx, dgain2, dshift2 = pull_norm2(dh2)
        dmiddle = g + dx
        dh1, *dattention = pull_attention(dmiddle)
        dx, dgain1, dshift1 = pull_norm1(dh1)
        return dmiddle + dx, dgain1, dshift1, *dattention, dgain2, dshift2, *dmlp

    return middle + worked, pullback


def cross_entropy(z: Array, targets: Array) -> Any:
    """Ask how surprising each next token is, and take the mean over all tokens.

    Shapes: logits z (N, T, V), targets (N, T) to the loss, a number.
    """
    N, T, V = z.shape
    shifted = z - z.max(axis=-1, keepdims=True)
    logP = shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))
    hit = targets[:, :, None] == np.arange(V)  # (N, T, V)

    def pullback(g: Array) -> tuple[Any, ...]:
        return g * (np.exp(logP) - hit) / (N * T), None

    return -(logP * hit).sum() / (N * T), pullback


def logits(tokens: Array, wte: Array, wpe: Array, *parameters: Array) -> Any:
    """Give every word of the vocabulary a score at every place.

    Shapes: tokens (N, T), wte (V, D), wpe (T, D), sixteen arrays a block as in `BLOCK`, and
    gain (D,), shift (D,) to z (N, T, V). The head is tied: its weights are wte once more.
    """
    *inner, gain, shift = parameters
    size = len(BLOCK)
    x, pull_embed = embed(tokens, wte, wpe)
    pulls = []
    for first in range(0, len(inner), size):
        x, pull = block(x, *inner[first : first + size])
        pulls.append(pull)
    h, pull_norm = layer_norm(x, gain, shift)
    V, D = wte.shape

    def pullback(g: Array) -> tuple[Any, ...]:
        dhead = g.reshape(-1, V).T @ h.reshape(-1, D)
        dx, dgain, dshift = pull_norm(g @ wte)
        dinner: list[Array] = []
        for pull in reversed(pulls):
            dx, *dblock = pull(dx)
            dinner = dblock + dinner
        _, dwte, dwpe = pull_embed(dx)
        return None, dwte + dhead, dwpe, *dinner, dgain, dshift

    return h @ wte.T, pullback


def gpt(blocks: int) -> Layer:
    """Return the model with so many blocks: a layer from tokens, targets, parameters to the loss.

    The layer takes its inputs in the order of `shapes(blocks)`; its pullback gives None for tokens
    and targets. Raises ValueError, when called, if the parameters are not those of so many blocks.
    """
    wanted = len(shapes(blocks)) - 2

    def model(tokens: Array, targets: Array, *parameters: Array) -> Any:
        if len(parameters) != wanted:
            raise ValueError(f"{blocks} blocks take {wanted} arrays, not {len(parameters)}")
        z, pull_logits = logits(tokens, *parameters)
        C, pull_loss = cross_entropy(z, targets)

        def pullback(g: Array) -> tuple[Any, ...]:
            dz, _ = pull_loss(g)
            dtokens, *dparameters = pull_logits(dz)
            return dtokens, None, *dparameters

        return C, pullback

    return model


def shapes(blocks: int) -> Shapes:
    """Return all inputs of `gpt(blocks)` by name, in order; those of block 3 end in 3."""
    inner = {f"{n}_{i}": s for i in range(1, blocks + 1) for n, s in BLOCK.items()}
    ends: Shapes = {"gain": ("D",), "shift": ("D",)}
    text: Shapes = {"tokens": ("N", "T"), "targets": ("N", "T")}
    return {**text, "wte": ("V", "D"), "wpe": ("T", "D"), **inner, **ends}
