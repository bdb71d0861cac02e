"""Batch, layer, group, instance, weight and root-mean-square norms."""

# ruff: noqa: FBT002, RUF059 - as people write them

import numpy as np
from numpy import mean, sqrt
from tests.proof.strangers.record import Stranger, cached

from backproof.proof.verdict import Verdict

PROVED, PROVED_AT = Verdict.PROVED, Verdict.PROVED_AT
BATCH = {"x": ("N", "D"), "gamma": ("D",), "beta": ("D",)}

# --- batch norm in stages, with running averages in a dictionary


def batchnorm_forward(x, gamma, beta, bn_param):
    mode, eps = bn_param["mode"], bn_param.get("eps", 1e-5)
    momentum = bn_param.get("momentum", 0.9)
    N, D = x.shape
    running_mean = bn_param.get("running_mean", np.zeros(D))
    running_var = bn_param.get("running_var", np.zeros(D))
    if mode == "train":
        mu = 1.0 / N * np.sum(x, axis=0)
        xmu = x - mu
        sq = xmu**2
        var = 1.0 / N * np.sum(sq, axis=0)
        sqrtvar = np.sqrt(var + eps)
        ivar = 1.0 / sqrtvar
        xhat = xmu * ivar
        out = gamma * xhat + beta
        running_mean = momentum * running_mean + (1 - momentum) * mu
        running_var = momentum * running_var + (1 - momentum) * var
        cache = (xhat, gamma, xmu, ivar, sqrtvar, var, eps)
    else:
        out = gamma * (x - running_mean) / np.sqrt(running_var + eps) + beta
        cache = None
    bn_param["running_mean"], bn_param["running_var"] = running_mean, running_var
    return out, cache


def batchnorm_backward(dout, cache):
    xhat, gamma, xmu, ivar, sqrtvar, var, eps = cache
    N, D = dout.shape
    dbeta = np.sum(dout, axis=0)
    dgamma = np.sum(dout * xhat, axis=0)
    dxhat = dout * gamma
    divar = np.sum(dxhat * xmu, axis=0)
    dxmu1 = dxhat * ivar
    dsqrtvar = -1.0 / (sqrtvar**2) * divar
    dvar = 0.5 * 1.0 / np.sqrt(var + eps) * dsqrtvar
    dsq = 1.0 / N * np.ones((N, D)) * dvar
    dxmu2 = 2 * xmu * dsq
    dx1 = dxmu1 + dxmu2
    dmu = -1 * np.sum(dxmu1 + dxmu2, axis=0)
    dx2 = 1.0 / N * np.ones((N, D)) * dmu
    return dx1 + dx2, dgamma, dbeta


batchnorm_staged = Stranger(
    *cached(
        lambda x, gamma, beta: batchnorm_forward(x, gamma, beta, {"mode": "train"}),
        batchnorm_backward,
    ),
    BATCH,
    PROVED,
    ("return dx1 + dx2, dgamma, dbeta", "return dx1, dgamma, dbeta"),
)

# --- batch norm as an object with running averages, in one line


class BatchNorm:
    def __init__(self, gamma, beta, momentum=0.9, eps=1e-7):
        self.gamma, self.beta, self.momentum, self.eps = gamma, beta, momentum, eps
        self.running_mean = None
        self.running_var = None

    def forward(self, x, train_flg=True):
        if self.running_mean is None:
            D = x.shape[1]
            self.running_mean = np.zeros(D)
            self.running_var = np.zeros(D)
        if train_flg:
            mu = x.mean(axis=0)
            self.xc = x - mu
            var = np.mean(self.xc**2, axis=0)
            self.std = np.sqrt(var + self.eps)
            self.xn = self.xc / self.std
            self.batch_size = x.shape[0]
            self.running_mean = self.momentum * self.running_mean + (1 - self.momentum) * mu
            self.running_var = self.momentum * self.running_var + (1 - self.momentum) * var
            return self.gamma * self.xn + self.beta
        return self.gamma * (x - self.running_mean) / np.sqrt(self.running_var + self.eps)

    def backward(self, dout):
        m = self.batch_size
        self.dbeta = dout.sum(axis=0)
        self.dgamma = np.sum(self.xn * dout, axis=0)
        return self.gamma / (m * self.std) * (m * dout - self.dbeta - self.xn * self.dgamma)


def batchnorm_object_back(g, x, gamma, beta):
    bn = BatchNorm(gamma, beta)
    bn.forward(x)
    dx = bn.backward(g)
    return dx, bn.dgamma, bn.dbeta


batchnorm_object = Stranger(
    lambda x, gamma, beta: BatchNorm(gamma, beta).forward(x),
    batchnorm_object_back,
    BATCH,
    PROVED,
    ("(m * dout - self.dbeta - self.xn * self.dgamma)", "(m * dout - self.xn * self.dgamma)"),
)

# --- batch norm of images, through a transpose


def spatial(x, gamma, beta, eps=1e-5):
    n, c, h, w = x.shape
    flat = x.transpose(0, 2, 3, 1).reshape(-1, c)
    mu, var = flat.mean(axis=0), flat.var(axis=0)
    xhat = (flat - mu) / np.sqrt(var + eps)
    y = gamma * xhat + beta
    return y.reshape(n, h, w, c).transpose(0, 3, 1, 2), (xhat, gamma, var + eps)


def spatial_back(dout, cache):
    n, c, h, w = dout.shape
    d = dout.transpose(0, 2, 3, 1).reshape(-1, c)
    xhat, gamma, v = cache
    m = d.shape[0]
    dgamma, dbeta = np.sum(d * xhat, axis=0), np.sum(d, axis=0)
    dxhat = d * gamma
    dx = (dxhat - dxhat.mean(axis=0) - xhat * (dxhat * xhat).sum(axis=0) / m) / np.sqrt(v)
    return dx.reshape(n, h, w, c).transpose(0, 3, 1, 2), dgamma, dbeta


batchnorm_images = Stranger(
    *cached(spatial, spatial_back),
    {"x": ("N", "C", "H", "W"), "gamma": ("C",), "beta": ("C",)},
    PROVED,
    ("m = d.shape[0]", "m = n"),
)

# --- layer norm with np.std


def layernorm(x, scale, shift, eps=1e-3):
    mu = x.mean(-1, keepdims=True)
    sigma = x.std(axis=-1, keepdims=True)
    return scale * (x - mu) / (sigma + eps) + shift


def layernorm_back(g, x, scale, shift, eps=1e-3):
    D = x.shape[-1]
    xc = x - mean(x, axis=-1, keepdims=True)
    sigma = np.std(x, axis=-1, keepdims=True)
    s = sigma + eps
    axes = tuple(range(x.ndim - 1))
    dscale = np.sum(g * xc / s, axis=axes)
    dshift = np.sum(g, axis=axes)
    gs = g * scale
    proj = np.sum(gs * xc, axis=-1, keepdims=True)
    dx = (gs - mean(gs, axis=-1, keepdims=True)) / s - xc * proj / (D * sigma * s**2)
    return dx, dscale, dshift


layernorm_std = Stranger(
    layernorm,
    layernorm_back,
    {"x": ("N", "T", "D+1"), "scale": ("D+1",), "shift": ("D+1",)},
    PROVED,
    ("(D * sigma * s**2)", "(D * s**3)"),
    sample={"x": "distinct"},  # a row of equal numbers, or of one, gives nan
)

# --- layer norm written on transposed arrays, reusing batch norm


def bn(x, eps=1e-5):
    mu = x.mean(axis=0)
    var = x.var(axis=0)
    std = np.sqrt(var + eps)
    return (x - mu) / std, std


def ln_forward(x, gamma, beta):
    xT_hat, std = bn(x.T)
    return xT_hat.T * gamma + beta, (xT_hat, std, gamma)


def ln_backward(dout, cache):
    xT_hat, std, gamma = cache
    dxhat = (dout * gamma).T
    D = dxhat.shape[0]
    dx = 1 / D / std * (D * dxhat - dxhat.sum(axis=0) - xT_hat * np.sum(dxhat * xT_hat, axis=0))
    return dx.T, np.sum(dout * xT_hat.T, axis=0), np.sum(dout, axis=0)


layernorm_transposed = Stranger(
    *cached(ln_forward, ln_backward),
    BATCH,
    PROVED,
    ("np.sum(dxhat * xT_hat, axis=0))", "np.sum(dxhat * xT_hat, axis=1, keepdims=True))"),
)

# --- group norm


def groupnorm(x, gamma, beta, G=2, eps=1e-5):
    N, C, H, W = x.shape
    x = x.reshape(N, G, C // G, H, W)
    mu = x.mean(axis=(2, 3, 4), keepdims=True)
    var = x.var(axis=(2, 3, 4), keepdims=True)
    xhat = ((x - mu) / sqrt(var + eps)).reshape(N, C, H, W)
    return xhat * gamma + beta, (xhat, gamma, sqrt(var + eps), G)


def groupnorm_back(dout, cache):
    xhat, gamma, std, G = cache
    N, C, H, W = dout.shape
    dbeta = dout.sum(axis=(0, 2, 3), keepdims=True)
    dgamma = np.sum(dout * xhat, axis=(0, 2, 3), keepdims=True)
    d = (dout * gamma).reshape(N, G, C // G, H, W)
    xh = xhat.reshape(d.shape)
    M = C // G * H * W
    axes = (2, 3, 4)
    dx = d - d.sum(axes, keepdims=True) / M - xh * np.sum(d * xh, axis=axes, keepdims=True) / M
    return (dx / std).reshape(N, C, H, W), dgamma, dbeta


groupnorm_reshape = Stranger(
    *cached(groupnorm, groupnorm_back),
    {
        "x": ("N", "2*D", "H", "W"),
        "gamma": (1, "2*D", 1, 1),
        "beta": (1, "2*D", 1, 1),
    },
    PROVED,
    ("M = C // G * H * W", "M = C * H * W"),
)

# --- instance norm, image by image


def instancenorm(x, eps=1e-3):
    out = np.zeros_like(x)
    for n in range(x.shape[0]):
        for c in range(x.shape[1]):
            img = x[n, c]
            out[n, c] = (img - img.mean()) / np.sqrt(img.var() + eps)
    return out


def instancenorm_back(g, x, eps=1e-3):
    dx = np.zeros_like(x)
    N, C, H, W = x.shape
    for n in range(N):
        for c in range(C):
            img, d = x[n, c], g[n, c]
            std = np.sqrt(img.var() + eps)
            xhat = (img - img.mean()) / std
            dx[n, c] = (d - d.mean() - xhat * (d * xhat).mean()) / std
    return dx


instancenorm_loops = Stranger(
    instancenorm,
    instancenorm_back,
    {"x": ("N", 1, 2, 2)},
    PROVED_AT,
    ("(d - d.mean() - xhat", "(d - xhat"),
)

# --- instance norm for all images at once, by einsum


def instance_einsum(x, eps=1e-3):
    xc = x - x.mean(axis=(2, 3), keepdims=True)
    v = np.einsum("nchw,nchw->nc", xc, xc) / (x.shape[2] * x.shape[3])
    return xc / np.sqrt(v + eps)[..., None, None]


def instance_einsum_back(g, x, eps=1e-3):
    m = x.shape[2] * x.shape[3]
    xc = x - x.mean(axis=(2, 3), keepdims=True)
    v = np.einsum("nchw,nchw->nc", xc, xc) / m + eps
    gx = np.einsum("nchw,nchw->nc", g, xc) / m
    gc = g - g.mean(axis=(2, 3), keepdims=True)
    return gc * (v**-0.5)[:, :, None, None] - xc * (gx * v**-1.5)[:, :, None, None]


instancenorm_einsum = Stranger(
    instance_einsum,
    instance_einsum_back,
    {"x": ("N", "C", "H", "W")},
    PROVED,
    ("(gx * v**-1.5)", "(gx * v**-0.5)"),
)

# --- rows of length one


def normalise(x):
    return x / np.sqrt((x**2).sum(axis=1))[:, None]


def normalise_back(g, x):
    r = np.linalg.norm(x, axis=1, keepdims=True)
    y = x / r
    return (g - y * (g * y).sum(1, keepdims=True)) / r


unit_rows = Stranger(
    normalise,
    normalise_back,
    {"x": ("N", "D")},
    PROVED,
    ("(g - y * (g * y).sum(1, keepdims=True)) / r", "(g - y * (g * y).sum(1, keepdims=True))"),
)

# --- root mean square norm


def rmsnorm(x, w, eps=1e-6):
    return x / np.sqrt(np.mean(x**2, axis=-1, keepdims=True) + eps) * w


def rmsnorm_back(g, x, w, eps=1e-6):
    inv = 1 / np.sqrt(np.mean(x * x, axis=-1, keepdims=True) + eps)
    dw = np.sum(g * x * inv, axis=tuple(range(x.ndim - 1)))
    gw = g * w
    dx = gw * inv - x * inv**3 * np.mean(gw * x, axis=-1, keepdims=True)
    return dx, dw


rms_norm = Stranger(
    rmsnorm,
    rmsnorm_back,
    {"x": ("B", "T", "D"), "w": ("D",)},
    PROVED,
    ("np.mean(gw * x, axis=-1, keepdims=True)", "np.mean(g * x, axis=-1, keepdims=True)"),
)

# --- weights of given length


def weightnorm(x, v, s):
    n = np.sqrt(np.sum(v**2, axis=1))
    return x @ (v * (s / n)[:, None]).T


def weightnorm_back(g, x, v, s):
    n = np.sqrt(np.sum(v**2, axis=1))
    u = v / n[:, None]
    dw = g.T @ x
    ds = np.sum(dw * u, axis=1)
    dv = (s / n)[:, None] * (dw - ds[:, None] * u)
    return g @ (u * s[:, None]), dv, ds


weight_norm = Stranger(
    weightnorm,
    weightnorm_back,
    {"x": ("N", "D"), "v": ("K", "D"), "s": ("K",)},
    PROVED,
    ("(dw - ds[:, None] * u)", "dw"),
)

# --- columns made standard, with the variance of a sample


def standardise(x):
    n = x.shape[0]
    mu = np.sum(x, axis=0) / n
    return (x - mu) / np.sqrt(np.sum((x - mu) ** 2, axis=0) / (n + 1.0))


def standardise_back(g, x):
    n = x.shape[0]
    xc = x - np.average(x, axis=0)
    sd = np.sqrt((xc**2).sum(0) / (n + 1.0))
    z = xc / sd
    return (g - g.mean(0) - z * np.sum(g * z, axis=0) / (n + 1)) / sd


standard_columns = Stranger(
    standardise,
    standardise_back,
    {"x": ("N", "D")},
    PROVED,
    ("/ (n + 1)) / sd", "/ n) / sd"),
)

# --- columns between nought and one


def minmax(x):
    low, high = np.min(x, axis=0), np.max(x, axis=0)
    return (x - low) / (high - low)


def minmax_back(g, x):
    low, high = x.min(0, keepdims=True), x.max(0, keepdims=True)
    span = high - low
    y = (x - low) / span
    dx = g / span
    dx += (x == low) * np.sum(g * (y - 1), axis=0) / span
    dx -= (x == high) * np.sum(g * y, axis=0) / span
    return dx


minmax_columns = Stranger(
    minmax,
    minmax_back,
    {"x": ("N+1", "D")},
    PROVED_AT,
    ("np.sum(g * (y - 1), axis=0)", "np.sum(g * y, axis=0)"),
    sample={"x": "distinct"},
)
