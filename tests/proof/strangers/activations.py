"""Activations: helpers with a flag, decorators, out=, in-place masks, classes."""

# ruff: noqa: FBT002, NPY002 - as people write them

import functools

import numpy as np
from scipy.special import erf
from tests.proof.strangers.record import Stranger

from backproof.proof.verdict import Verdict

PROVED, PROVED_AT = Verdict.PROVED, Verdict.PROVED_AT
ANY = {"x": ("N", "D")}

# --- sigmoid with a flag, swish upon it


def sigmoid(z, derivative=False):
    s = 1.0 / (1.0 + np.exp(-z))
    if derivative:
        return s * (1.0 - s)
    return s


def swish(x, beta):
    return x * sigmoid(beta * x)


def swish_back(g, x, beta):
    dx = sigmoid(beta * x) + beta * x * sigmoid(beta * x, derivative=True)
    dbeta = x * x * sigmoid(beta * x, derivative=True)
    return g * dx, (g * dbeta).sum()


swish_beta = Stranger(
    swish,
    swish_back,
    {"x": ("N", "D"), "beta": ()},
    PROVED,
    ("sigmoid(beta * x) + beta * x *", "sigmoid(beta * x) + x *"),
)

# --- gelu, by tanh


def gelu_tanh(x):
    c = np.sqrt(2 / np.pi)
    return 0.5 * x * (1 + np.tanh(c * (x + 0.044715 * x**3)))


def gelu_tanh_back(g, x):
    c = np.sqrt(2 / np.pi)
    t = np.tanh(c * (x + 0.044715 * np.power(x, 3)))
    inner = c * (1 + 3 * 0.044715 * x**2)
    return g * (0.5 * (1 + t) + 0.5 * x * (1 - t**2) * inner)


gelu_approximate = Stranger(
    gelu_tanh,
    gelu_tanh_back,
    ANY,
    PROVED,
    ("(1 + 3 * 0.044715 * x**2)", "(1 + 0.044715 * x**2)"),
)

# --- gelu, by the error function


def gelu_erf(x):
    return x * 0.5 * (1.0 + erf(x / np.sqrt(2.0)))


def gelu_erf_back(g, x):
    cdf = 0.5 * (1.0 + erf(x / np.sqrt(2.0)))
    pdf = np.exp(-(x**2) / 2) / np.sqrt(2 * np.pi)
    return g * (cdf + x * pdf)


gelu_exact = Stranger(
    gelu_erf,
    gelu_erf_back,
    ANY,
    PROVED,
    ("(cdf + x * pdf)", "(cdf + pdf)"),
)

# --- elu


def elu(z, alpha=1.0):
    return np.where(z > 0, z, alpha * (np.exp(z) - 1))


def elu_back(g, z, alpha=1.0):
    return g * np.where(z > 0, 1.0, elu(z, alpha) + alpha)


elu_where = Stranger(
    elu,
    elu_back,
    ANY,
    PROVED,
    ("elu(z, alpha) + alpha)", "elu(z, alpha))"),
)

# --- selu, a class that writes by masks


class SELU:
    scale = 1.0507
    alpha = 1.67326

    def forward(self, x):
        self.x = x
        y = x.copy()
        neg = x <= 0
        y[neg] = self.alpha * np.expm1(x[neg])
        return self.scale * y

    def backward(self, grad):
        dx = grad * self.scale
        neg = self.x <= 0
        dx[neg] *= self.alpha * np.exp(self.x[neg])
        return dx


def selu_back(g, x):
    layer = SELU()
    layer.forward(x)
    return layer.backward(g)


selu_masks = Stranger(
    lambda x: SELU().forward(x),
    selu_back,
    ANY,
    PROVED_AT,
    ("dx[neg] *= self.alpha * np.exp(self.x[neg])", "dx[neg] = self.alpha * np.exp(self.x[neg])"),
)

# --- mish


def mish(x):
    return x * np.tanh(np.log(1 + np.exp(x)))


def mish_back(g, x):
    w = np.tanh(np.log(1 + np.exp(x)))
    s = 1 / (1 + np.exp(-x))
    return g * (w + x * s * (1 - w * w))


mish_plain = Stranger(
    mish,
    mish_back,
    ANY,
    PROVED,
    ("x * s * (1 - w * w)", "x * (1 - w * w)"),
)

# --- softplus


def softplus_back(g, x):
    return g * np.exp(x - np.logaddexp(0, x))


softplus_logaddexp = Stranger(
    lambda x: np.logaddexp(0, x),
    softplus_back,
    ANY,
    PROVED,
    ("np.exp(x - np.logaddexp(0, x))", "np.exp(np.logaddexp(0, x))"),
)

# --- relu that overwrites its mask


class ReLU:
    def __init__(self):
        self.mask = None

    def forward(self, x):
        self.mask = x <= 0
        out = x.copy()
        out[self.mask] = 0
        return out

    def backward(self, dout):
        dout = dout.copy()
        dout[self.mask] = 0
        return dout


def relu_back(g, x):
    relu = ReLU()
    relu.forward(x)
    return relu.backward(g)


relu_mask = Stranger(
    lambda x: ReLU().forward(x),
    relu_back,
    ANY,
    PROVED,
    ("        dout[self.mask] = 0", "        dout[dout <= 0] = 0"),
)

# --- leaky relu with out=


def leaky(x, slope=0.01):
    out = np.empty_like(x)
    np.multiply(x, slope, out=out)
    np.maximum(x, out, out=out)
    return out


def leaky_back(g, x, slope=0.01):
    dx = np.ones_like(x)
    dx[x < 0] = slope
    np.multiply(dx, g, out=dx)
    return dx


leaky_relu_out = Stranger(
    leaky,
    leaky_back,
    ANY,
    PROVED_AT,
    ("dx[x < 0] = slope", "dx[x < 0] = -slope"),
)

# --- prelu, a slope for each channel


def prelu(x, a):
    return np.maximum(x, 0) + a[None, :, None] * np.minimum(x, 0)


def prelu_back(g, x, a):
    dx = g * ((x > 0) + (x <= 0) * a[None, :, None])
    da = np.sum(g * np.minimum(x, 0), axis=(0, 2))
    return dx, da


prelu_channels = Stranger(
    prelu,
    prelu_back,
    {"x": ("N", "C", "L"), "a": ("C",)},
    PROVED,
    ("np.sum(g * np.minimum(x, 0), axis=(0, 2))", "np.sum(g * (x < 0), axis=(0, 2))"),
)

# --- hard sigmoid and hard tanh by clip


def hard(x):
    return np.clip(x, -1.0, 1.0) * np.clip(0.2 * x + 0.5, 0, 1)


def hard_back(g, x):
    s, t = np.clip(0.2 * x + 0.5, 0, 1), np.clip(x, -1.0, 1.0)
    inside = np.logical_and(x > -1, x < 1)
    gate = (x > -2.5) & (x < 2.5)
    return g * (inside * s + 0.2 * t * gate)


hard_gate = Stranger(
    hard,
    hard_back,
    ANY,
    PROVED,
    ("gate = (x > -2.5) & (x < 2.5)", "gate = inside"),
)

# --- softsign


def softsign_back(g, x):
    return g / (1 + np.abs(x)) ** 2


softsign_abs = Stranger(
    lambda x: x / (1 + np.abs(x)),
    softsign_back,
    ANY,
    PROVED,
    ("(1 + np.abs(x)) ** 2", "(1 + np.abs(x))"),
)

# --- a decorator that checks shapes, tanh through exp


def checked(backward):
    @functools.wraps(backward)
    def inner(g, *inputs):
        out = backward(g, *inputs)
        assert out.shape == inputs[0].shape, "shapes differ"
        return out

    return inner


def tanh_by_exp(z):
    p, q = np.exp(z), np.exp(-z)
    return (p - q) / (p + q)


@checked
def tanh_by_exp_back(g, z):
    return np.multiply(g, 1.0 - np.square(tanh_by_exp(z)))


tanh_decorated = Stranger(
    tanh_by_exp,
    tanh_by_exp_back,
    ANY,
    PROVED,
    ("1.0 - np.square(tanh_by_exp(z))", "1.0 - tanh_by_exp(z)"),
)

# --- maxout over pairs


def maxout(x):
    n, d = x.shape
    return x.reshape(n, d // 2, 2).max(axis=2)


def maxout_back(g, x):
    n, d = x.shape
    pairs = x.reshape((n, d // 2, 2))
    best = pairs.argmax(axis=-1)
    dx = np.zeros_like(pairs)
    rows, cols = np.indices(best.shape)
    dx[rows, cols, best] = g
    return dx.reshape(n, d)


maxout_pairs = Stranger(
    maxout,
    maxout_back,
    {"x": ("N", "2*K")},
    PROVED_AT,
    ("dx[rows, cols, best] = g", "dx[rows, cols, 0] = g"),
    sample={"x": "distinct"},
)

# --- gated linear unit


def glu(x):
    a, b = np.split(x, 2, axis=-1)
    return a * sigmoid(b)


def glu_back(g, x):
    half = x.shape[1] // 2
    a, b = x[:, :half], x[:, half:]
    s = sigmoid(b)
    return np.concatenate([g * s, g * a * s * (1 - s)], axis=1)


gated_linear_unit = Stranger(
    glu,
    glu_back,
    {"x": ("N", "2*K")},
    PROVED_AT,
    ("[g * s, g * a * s * (1 - s)]", "[g * a * s * (1 - s), g * s]"),
)

# --- dropout with a seed


def dropout(x, p=0.3):
    np.random.seed(0)
    mask = (np.random.rand(*x.shape) > p) / (1 - p)
    return x * mask, mask


def dropout_back(g, x):
    _, mask = dropout(x)
    return g * mask


dropout_seed = Stranger(
    lambda x: dropout(x)[0],
    dropout_back,
    ANY,
    PROVED_AT,
    ("return g * mask", "return g * (mask > 0)"),
)

# --- dropout from a generator, the mask kept in the layer


class Dropout:
    def __init__(self, keep=0.75, seed=42):
        self.keep, self.rng = keep, np.random.default_rng(seed)

    def forward(self, x, train=True):
        if not train:
            return x
        self.mask = self.rng.binomial(1, self.keep, size=x.shape) / self.keep
        return x * self.mask

    def backward(self, dout):
        return dout * self.mask


def dropout_layer_back(g, x):
    layer = Dropout()
    layer.forward(x)
    return layer.backward(g)


dropout_generator = Stranger(
    lambda x: Dropout().forward(x),
    dropout_layer_back,
    ANY,
    PROVED_AT,
    ("return dout * self.mask", "return dout * self.mask * self.keep"),
)
