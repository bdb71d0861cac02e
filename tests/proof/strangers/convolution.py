"""Convolutions and pooling: loops, im2col in three ways, strides, transposed, depthwise."""

# ruff: noqa: RUF059 - shapes are unpacked whole, as people do

import numpy as np
from numpy import zeros
from numpy.lib.stride_tricks import as_strided, sliding_window_view
from tests.proof.strangers.record import Stranger, cached

from backproof.proof.verdict import Verdict

PROVED, PROVED_AT = Verdict.PROVED, Verdict.PROVED_AT

# --- four loops, stride and padding in a dictionary


def conv_forward_naive(x, w, b, conv_param):
    stride, pad = conv_param["stride"], conv_param["pad"]
    N, C, H, W = x.shape
    F, _, HH, WW = w.shape
    H_out = 1 + (H + 2 * pad - HH) // stride
    W_out = int(1 + (W + 2 * pad - WW) / stride)
    x_pad = np.pad(x, ((0,), (0,), (pad,), (pad,)), mode="constant")
    out = np.zeros((N, F, H_out, W_out))
    for n in range(N):
        for f in range(F):
            for i in range(H_out):
                for j in range(W_out):
                    h0, w0 = i * stride, j * stride
                    window = x_pad[n, :, h0 : h0 + HH, w0 : w0 + WW]
                    out[n, f, i, j] = np.sum(window * w[f]) + b[f]
    return out, (x, w, b, conv_param)


def conv_backward_naive(dout, cache):
    x, w, b, conv_param = cache
    stride, pad = conv_param["stride"], conv_param["pad"]
    N, C, H, W = x.shape
    F, _, HH, WW = w.shape
    x_pad = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)), "constant")
    dx_pad = np.zeros_like(x_pad)
    dw = np.zeros_like(w)
    db = np.zeros_like(b)
    for n in range(N):
        for f in range(F):
            db[f] += np.sum(dout[n, f])
            for i in range(dout.shape[2]):
                for j in range(dout.shape[3]):
                    hs, ws = slice(i * stride, i * stride + HH), slice(j * stride, j * stride + WW)
                    dw[f] += x_pad[n, :, hs, ws] * dout[n, f, i, j]
                    dx_pad[n, :, hs, ws] += w[f] * dout[n, f, i, j]
    dx = dx_pad[:, :, pad : pad + H, pad : pad + W]
    return dx, dw, db


conv_loops = Stranger(
    *cached(
        lambda x, w, b: conv_forward_naive(x, w, b, {"stride": 2, "pad": 1}), conv_backward_naive
    ),
    {"x": ("N", 2, 4, 4), "w": (2, 2, 2, 2), "b": (2,)},
    PROVED_AT,
    ("dx_pad[n, :, hs, ws] += w[f]", "dx_pad[n, :, hs, ws] = w[f]"),
)

# --- im2col with fancy indices


def get_im2col_indices(x_shape, fh, fw, padding=1, stride=1):
    N, C, H, W = x_shape
    assert (H + 2 * padding - fh) % stride == 0
    out_h = (H + 2 * padding - fh) // stride + 1
    out_w = (W + 2 * padding - fw) // stride + 1
    i0 = np.tile(np.repeat(np.arange(fh), fw), C)
    i1 = stride * np.repeat(np.arange(out_h), out_w)
    j0 = np.tile(np.arange(fw), fh * C)
    j1 = stride * np.tile(np.arange(out_w), out_h)
    i = i0.reshape(-1, 1) + i1.reshape(1, -1)
    j = j0.reshape(-1, 1) + j1.reshape(1, -1)
    k = np.repeat(np.arange(C), fh * fw).reshape(-1, 1)
    return k, i, j


def conv_im2col_forward(x, w):
    F, C, fh, fw = w.shape
    p = 1
    x_padded = np.pad(x, ((0, 0), (0, 0), (p, p), (p, p)), mode="constant")
    k, i, j = get_im2col_indices(x.shape, fh, fw, p, 1)
    cols = x_padded[:, k, i, j].transpose(1, 2, 0).reshape(fh * fw * C, -1)
    out = w.reshape(F, -1) @ cols
    out = out.reshape(F, x.shape[2], x.shape[3], x.shape[0])
    return out.transpose(3, 0, 1, 2), (x.shape, w, cols)


def conv_im2col_backward(dout, cache):
    x_shape, w, cols = cache
    N, C, H, W = x_shape
    F, _, fh, fw = w.shape
    flat = dout.transpose(1, 2, 3, 0).reshape(F, -1)
    dw = (flat @ cols.T).reshape(w.shape)
    dcols = w.reshape(F, -1).T @ flat
    x_padded = np.zeros((N, C, H + 2, W + 2), dtype=cols.dtype)
    k, i, j = get_im2col_indices(x_shape, fh, fw, 1, 1)
    dcols = dcols.reshape(C * fh * fw, -1, N).transpose(2, 0, 1)
    np.add.at(x_padded, (slice(None), k, i, j), dcols)
    return x_padded[:, :, 1:-1, 1:-1], dw


conv_im2col = Stranger(
    *cached(conv_im2col_forward, conv_im2col_backward),
    {"x": ("N", 2, 3, 3), "w": (2, 2, 3, 3)},
    PROVED_AT,
    (
        "np.add.at(x_padded, (slice(None), k, i, j), dcols)",
        "x_padded[:, k, i, j] += dcols",
    ),
)

# --- im2col by slices over the filter


def im2col(images, fh, fw, stride=1):
    N, C, H, W = images.shape
    oh, ow = (H - fh) // stride + 1, (W - fw) // stride + 1
    col = np.zeros((N, C, fh, fw, oh, ow))
    for y in range(fh):
        for x in range(fw):
            col[:, :, y, x] = images[
                :, :, y : y + stride * oh : stride, x : x + stride * ow : stride
            ]
    return col.transpose(0, 4, 5, 1, 2, 3).reshape(N * oh * ow, -1)


def col2im(col, shape, fh, fw, stride=1):
    N, C, H, W = shape
    oh, ow = (H - fh) // stride + 1, (W - fw) // stride + 1
    col = col.reshape(N, oh, ow, C, fh, fw).transpose(0, 3, 4, 5, 1, 2)
    img = np.zeros((N, C, H, W))
    for y in range(fh):
        for x in range(fw):
            img[:, :, y : y + stride * oh : stride, x : x + stride * ow : stride] += col[:, :, y, x]
    return img


class Convolution:
    def __init__(self, W, b, stride=1):
        self.W, self.b, self.stride = W, b, stride

    def forward(self, x):
        FN, C, FH, FW = self.W.shape
        N, C, H, W = x.shape
        oh, ow = (H - FH) // self.stride + 1, (W - FW) // self.stride + 1
        self.x_shape = x.shape
        self.col = im2col(x, FH, FW, self.stride)
        self.col_W = self.W.reshape(FN, -1).T
        out = np.dot(self.col, self.col_W) + self.b
        return out.reshape(N, oh, ow, -1).transpose(0, 3, 1, 2)

    def backward(self, dout):
        FN, C, FH, FW = self.W.shape
        dout = dout.transpose(0, 2, 3, 1).reshape(-1, FN)
        self.db = np.sum(dout, axis=0)
        self.dW = np.dot(self.col.T, dout).transpose(1, 0).reshape(FN, C, FH, FW)
        dcol = np.dot(dout, self.col_W.T)
        return col2im(dcol, self.x_shape, FH, FW, self.stride)


def convolution_back(g, x, W, b):
    layer = Convolution(W, b)
    layer.forward(x)
    dx = layer.backward(g)
    return dx, layer.dW, layer.db


conv_slices = Stranger(
    lambda x, W, b: Convolution(W, b).forward(x),
    convolution_back,
    {"x": ("N", 2, 3, 4), "W": (3, 2, 2, 2), "b": (3,)},
    PROVED_AT,
    (".transpose(1, 0).reshape(FN, C, FH, FW)", ".reshape(FN, C, FH, FW)"),
)

# --- as_strided windows and tensordot


def strided(x, k):
    n, h, w, c = x.shape
    s0, s1, s2, s3 = x.strides
    return as_strided(x, (n, h - k + 1, w - k + 1, k, k, c), (s0, s1, s2, s1, s2, s3))


def conv_strided(x, w):
    return np.tensordot(strided(x, w.shape[0]), w, axes=3)


def conv_strided_back(g, x, w):
    k = w.shape[0]
    dw = np.tensordot(strided(x, k), g, axes=((0, 1, 2), (0, 1, 2)))
    padded = np.pad(g, ((0, 0), (k - 1, k - 1), (k - 1, k - 1), (0, 0)))
    flipped = np.rot90(w, 2, axes=(0, 1)).swapaxes(2, 3)
    return np.tensordot(strided(padded, k), flipped, axes=3), dw


conv_as_strided = Stranger(
    conv_strided,
    conv_strided_back,
    {"x": ("N", 3, 4, 2), "w": (2, 2, 2, 2)},
    PROVED_AT,
    ("np.rot90(w, 2, axes=(0, 1))", "w"),
)

# --- sliding windows and einsum


def conv_windows(x, w, b):
    win = sliding_window_view(x, w.shape[2:], axis=(2, 3))
    return np.einsum("nchwij,fcij->nfhw", win, w) + b[None, :, None, None]


def conv_windows_back(g, x, w, b):
    win = sliding_window_view(x, w.shape[2:], axis=(2, 3))
    kh, kw = w.shape[2:]
    dw = np.einsum("nchwij,nfhw->fcij", win, g)
    gp = np.pad(g, [(0, 0), (0, 0), (kh - 1, kh - 1), (kw - 1, kw - 1)])
    gw = sliding_window_view(gp, (kh, kw), axis=(2, 3))
    dx = np.einsum("nfhwij,fcij->nchw", gw, w[:, :, ::-1, ::-1])
    return dx, dw, g.sum((0, 2, 3))


conv_sliding = Stranger(
    conv_windows,
    conv_windows_back,
    {"x": ("N", 2, 3, 4), "w": (2, 2, 2, 3), "b": (2,)},
    PROVED_AT,
    ("w[:, :, ::-1, ::-1]", "w[:, :, ::-1, :]"),
)

# --- a convolution along time, with dilation


def conv1d(x, w, dilation=2):
    T, K = x.shape[1], w.shape[0]
    out_len = T - dilation * (K - 1)
    out = zeros((x.shape[0], out_len, w.shape[2]))
    for k in range(K):
        out += x[:, k * dilation : k * dilation + out_len] @ w[k]
    return out


def conv1d_back(g, x, w, dilation=2):
    K, L = w.shape[0], g.shape[1]
    dx, dw = zeros(x.shape), zeros(w.shape)
    for k in range(K):
        s = slice(k * dilation, k * dilation + L)
        dx[:, s] += g @ w[k].T
        dw[k] = np.einsum("nti,nto->io", x[:, s], g)
    return dx, dw


conv_dilated = Stranger(
    conv1d,
    conv1d_back,
    {"x": ("N", 5, "I"), "w": (2, "I", "O")},
    PROVED_AT,
    ("s = slice(k * dilation, k * dilation + L)", "s = slice(k, k + L)"),
)

# --- transposed convolution


def deconv(x, w, stride=2):
    N, C, H, W = x.shape
    _, F, k, _ = w.shape
    out = np.zeros((N, F, (H - 1) * stride + k, (W - 1) * stride + k))
    for i in range(H):
        for j in range(W):
            patch = np.tensordot(x[:, :, i, j], w, axes=([1], [0]))
            out[:, :, i * stride : i * stride + k, j * stride : j * stride + k] += patch
    return out


def deconv_back(g, x, w, stride=2):
    dx, dw = np.zeros_like(x), np.zeros_like(w)
    k = w.shape[-1]
    for i in range(x.shape[2]):
        for j in range(x.shape[3]):
            d = g[:, :, i * stride : i * stride + k, j * stride : j * stride + k]
            dx[:, :, i, j] = np.tensordot(d, w, axes=((1, 2, 3), (1, 2, 3)))
            dw += np.tensordot(x[:, :, i, j].T, d, axes=1)
    return dx, dw


transposed_conv = Stranger(
    deconv,
    deconv_back,
    {"x": ("N", 2, 2, 2), "w": (2, 1, 3, 3)},
    PROVED_AT,
    ("dw += np.tensordot", "dw = np.tensordot"),
)

# --- depthwise convolution


def depthwise(x, w):
    N, C, H, W = x.shape
    k = w.shape[-1]
    out = np.empty((N, C, H - k + 1, W - k + 1))
    for i in range(out.shape[2]):
        for j in range(out.shape[3]):
            out[:, :, i, j] = (x[:, :, i : i + k, j : j + k] * w[np.newaxis]).sum(axis=(2, 3))
    return out


def depthwise_back(g, x, w):
    k = w.shape[-1]
    dx = np.zeros(x.shape, dtype=x.dtype)
    dw = np.zeros(w.shape, dtype=w.dtype)
    for i in range(g.shape[2]):
        for j in range(g.shape[3]):
            d = np.expand_dims(g[:, :, i, j], axis=(2, 3))
            dx[:, :, i : i + k, j : j + k] += d * w
            dw += np.sum(d * x[:, :, i : i + k, j : j + k], axis=0)
    return dx, dw


depthwise_conv = Stranger(
    depthwise,
    depthwise_back,
    {"x": ("N", "C", 3, 3), "w": ("C", 2, 2)},
    PROVED_AT,
    ("x[:, :, i : i + k, j : j + k], axis=0)", "x[:, :, :k, :k], axis=0)"),
)

# --- max pooling by loops and argmax


def max_pool(x, size=2, stride=2):
    N, C, H, W = x.shape
    out = np.zeros((N, C, (H - size) // stride + 1, (W - size) // stride + 1))
    for n in range(N):
        for c in range(C):
            for i in range(out.shape[2]):
                for j in range(out.shape[3]):
                    r, s = i * stride, j * stride
                    out[n, c, i, j] = np.max(x[n, c, r : r + size, s : s + size])
    return out


def max_pool_back(g, x, size=2, stride=2):
    dx = np.zeros_like(x)
    N, C, H, W = g.shape
    for n in range(N):
        for c in range(C):
            for i in range(H):
                for j in range(W):
                    r, s = i * stride, j * stride
                    window = x[n, c, r : r + size, s : s + size]
                    p, q = np.unravel_index(window.argmax(), window.shape)
                    dx[n, c, r + p, s + q] += g[n, c, i, j]
    return dx


max_pool_argmax = Stranger(
    max_pool,
    max_pool_back,
    {"x": ("N", 1, 2, 4)},
    PROVED_AT,
    ("p, q = np.unravel_index(window.argmax(), window.shape)", "p, q = divmod(window.argmin(), 2)"),
    sample={"x": "distinct"},
)

# --- max pooling by a mask, overlapping windows


def max_pool_windows(x):
    out = np.empty((x.shape[0], x.shape[1] - 1))
    for t in range(out.shape[1]):
        out[:, t] = x[:, t : t + 2].max(axis=1)
    return out


def max_pool_windows_back(g, x):
    dx = np.zeros_like(x)
    for t in range(g.shape[1]):
        w = x[:, t : t + 2]
        mask = w == np.max(w, axis=1, keepdims=True)
        dx[:, t : t + 2] += mask * g[:, t : t + 1]
    return dx


max_pool_mask = Stranger(
    max_pool_windows,
    max_pool_windows_back,
    {"x": ("N", 4)},
    PROVED_AT,
    ("dx[:, t : t + 2] += mask", "dx[:, t : t + 2] = mask"),
    sample={"x": "distinct"},
)

# --- max pooling by a reshape


def max_pool_reshape(x):
    N, C, H, W = x.shape
    xr = x.reshape(N, C, H // 2, 2, W // 2, 2)
    return xr.max(axis=3).max(axis=4), xr


def max_pool_reshape_back(dout, xr):
    out = xr.max(axis=(3, 5), keepdims=True)
    mask = xr == out
    d = np.zeros_like(xr)
    d_b, _ = np.broadcast_arrays(dout[:, :, :, np.newaxis, :, np.newaxis], d)
    d[mask] = d_b[mask]
    d /= np.sum(mask, axis=(3, 5), keepdims=True)
    N, C, h, _, w, _ = xr.shape
    return d.reshape(N, C, 2 * h, 2 * w)


max_pool_blocks = Stranger(
    *cached(max_pool_reshape, max_pool_reshape_back),
    {"x": ("N", 1, 2, 4)},
    PROVED_AT,
    ("d[mask] = d_b[mask]", "d[~mask] = d_b[~mask]"),
    sample={"x": "distinct"},
)

# --- average pooling and its way back by repeat


def avg_pool(x, k=2):
    n, c, h, w = x.shape
    return x.reshape(n, c, h // k, k, w // k, k).mean(axis=(3, 5))


def avg_pool_back(g, x, k=2):
    return g.repeat(k, axis=2).repeat(k, axis=3) / (k * k)


average_pool = Stranger(
    avg_pool,
    avg_pool_back,
    {"x": ("N", "C", "2*H", "2*W")},
    PROVED,
    ("/ (k * k)", "/ k"),
)

# --- upsampling by repeat, crop by slices


def upsample(x, k=2):
    return np.repeat(np.repeat(x, k, axis=-2), k, axis=-1)[..., 1:, :]


def upsample_back(g, x, k=2):
    *lead, h, w = x.shape
    full = np.concatenate([np.zeros((*lead, 1, k * w)), g], axis=-2)
    return full.reshape(*lead, h, k, w, k).sum(axis=(-3, -1))


upsample_crop = Stranger(
    upsample,
    upsample_back,
    {"x": ("N", 2, 3)},
    PROVED_AT,
    (
        "np.concatenate([np.zeros((*lead, 1, k * w)), g], axis=-2)",
        "np.concatenate([g, np.zeros((*lead, 1, k * w))], axis=-2)",
    ),
)

# --- padding by reflection of one cell, differences of neighbours


def edges(x):
    p = np.insert(x, 0, x[:, 1], axis=1)
    return np.diff(p, axis=1)


def edges_back(g, x):
    dp = np.zeros((x.shape[0], x.shape[1] + 1))
    dp[:, 1:] += g
    dp[:, :-1] -= g
    dx = dp[:, 1:].copy()
    dx[:, 1] += dp[:, 0]
    return dx


reflected_differences = Stranger(
    edges,
    edges_back,
    {"x": ("N", 4)},
    PROVED_AT,
    ("dx[:, 1] += dp[:, 0]", "dx[:, 0] += dp[:, 0]"),
)

# --- global average pooling and a pointwise convolution


def head(x, w):
    y = np.moveaxis(np.tensordot(w, x, axes=(1, 1)), 0, 1)
    return y.mean(axis=(-2, -1))


def head_back(g, x, w):
    area = x.shape[-1] * x.shape[-2]
    d = np.broadcast_to(g[:, :, None, None], (*g.shape, *x.shape[2:])) / area
    dw = np.tensordot(d, x, axes=((0, 2, 3), (0, 2, 3)))
    dx = np.einsum("nfhw,fc->nchw", d, w)
    return dx, dw


pointwise_head = Stranger(
    head,
    head_back,
    {"x": ("N", "C", "H", "W"), "w": ("F", "C")},
    PROVED,
    ("area = x.shape[-1] * x.shape[-2]", "area = x.shape[-1]"),
)
