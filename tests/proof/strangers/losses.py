"""Losses: cross-entropies in many spellings, margins, distances, likelihoods."""

# ruff: noqa: B905 - as people write them

import numpy as np
from scipy.special import logsumexp
from tests.proof.strangers.record import Stranger, cached

from backproof.proof.verdict import Verdict

PROVED, PROVED_AT = Verdict.PROVED, Verdict.PROVED_AT
ROWS = {"z": ("N", "K"), "t": ("N", "K")}
LABELLED = {"z": ("N", "K"), "y": ("N",)}
LABELS = {"y": "labels:z[1]"}

# --- softmax cross-entropy with one-hot rows


def softmax(z):
    e = np.exp(z - np.max(z, axis=1, keepdims=True))
    return e / np.sum(e, axis=1, keepdims=True)


class SoftmaxCrossEntropy:
    def forward(self, z, t):
        assert z.shape == t.shape
        self.p, self.t = softmax(z), t
        return -np.sum(t * np.log(self.p)) / z.shape[0]

    def backward(self, dout=1.0):
        return dout * (self.p - self.t) / self.t.shape[0]


def sce_back(g, z, t):
    layer = SoftmaxCrossEntropy()
    layer.forward(z, t)
    return layer.backward(g)


cross_entropy_onehot = Stranger(
    lambda z, t: SoftmaxCrossEntropy().forward(z, t),
    sce_back,
    ROWS,
    PROVED,
    ("(self.p - self.t) / self.t.shape[0]", "(self.p - self.t) / self.t.shape[1]"),
    wrt=("z",),
    sample={"t": "onehot"},
)

# --- softmax cross-entropy with integer labels


def softmax_loss(x, y):
    shifted = x - x.max(axis=1, keepdims=True)
    Z = np.sum(np.exp(shifted), axis=1, keepdims=True)
    log_probs = shifted - np.log(Z)
    probs = np.exp(log_probs)
    N = x.shape[0]
    loss = -np.sum(log_probs[np.arange(N), y]) / N
    dx = probs.copy()
    dx[np.arange(N), y] -= 1
    dx /= N
    return loss, dx


cross_entropy_labels = Stranger(
    lambda z, y: softmax_loss(z, y)[0],
    lambda g, z, y: g * softmax_loss(z, y)[1],
    LABELLED,
    PROVED_AT,
    ("dx[np.arange(N), y] -= 1", "dx[:, y] -= 1"),
    wrt=("z",),
    sample=LABELS,
)

# --- log-softmax by scipy's logsumexp, labels picked one by one


def nll(z, y):
    logp = z - logsumexp(z, axis=1, keepdims=True)
    total = 0.0
    for i in range(len(y)):
        total -= logp[i, y[i]]
    return total / len(y)


def nll_back(g, z, y):
    p = np.exp(z - logsumexp(z, axis=1, keepdims=True))
    for i in range(len(y)):
        p[i, y[i]] -= 1.0
    return g * p / len(y)


nll_of_logsumexp = Stranger(
    nll,
    nll_back,
    LABELLED,
    PROVED_AT,
    ("return g * p / len(y)", "return g * p"),
    wrt=("z",),
    sample=LABELS,
)

# --- softmax of columns, its Jacobian by einsum


def column_softmax(Z):
    E = np.exp(Z)
    return E / E.sum(axis=0)


def column_softmax_back(g, Z):
    A = column_softmax(Z)
    eye = np.eye(A.shape[0])
    J = np.einsum("im,ij->mij", A, eye) - np.einsum("im,jm->mij", A, A)
    return np.einsum("jm,mij->im", g, J)


softmax_jacobian_einsum = Stranger(
    column_softmax,
    column_softmax_back,
    {"Z": ("K", "M")},
    PROVED,
    ('- np.einsum("im,jm->mij", A, A)', '- np.einsum("im,im->mi", A, A)[:, :, None] * eye'),
)

# --- softmax row by row, its Jacobian by outer


def stable_softmax(v):
    v = np.exp(v - np.max(v))
    return v / v.sum()


def rows_of_softmax(z):
    return np.array([stable_softmax(row) for row in z])


def rows_of_softmax_back(g, z):
    grad = np.empty_like(z)
    for i, (row, gi) in enumerate(zip(z, g)):
        s = stable_softmax(row)
        jacobian = np.diag(s) - np.outer(s, s)
        grad[i] = jacobian.dot(gi)
    return grad


softmax_jacobian_rows = Stranger(
    rows_of_softmax,
    rows_of_softmax_back,
    {"z": ("N", "K")},
    PROVED_AT,
    ("np.diag(s) - np.outer(s, s)", "np.diag(s) - np.diag(s * s)"),
)

# --- softmax of one vector as a column


def vector_softmax_grad(g, v):
    s = stable_softmax(v).reshape(-1, 1)
    jac = np.diagflat(s) - np.dot(s, s.T)
    return jac @ g


softmax_diagflat = Stranger(
    stable_softmax,
    vector_softmax_grad,
    {"v": ("K",)},
    PROVED,
    ("np.diagflat(s) - np.dot(s, s.T)", "np.diagflat(s) + np.dot(s, s.T)"),
)

# --- softmax with a temperature


def tempered(z, T):
    u = z / T
    u -= u.max(axis=-1, keepdims=True)
    np.exp(u, out=u)
    u /= u.sum(axis=-1, keepdims=True)
    return u


def tempered_back(g, z, T):
    p = tempered(z, T)
    inner = np.sum(p * g, axis=-1, keepdims=True)
    du = p * (g - inner)
    return du / T, -np.sum(du * z) / T**2


softmax_temperature = Stranger(
    tempered,
    tempered_back,
    {"z": ("N", "K"), "T": ()},
    PROVED_AT,
    ("/ T**2", "/ T"),
    sample={"T": "positive"},
)

# --- multiclass support vector machine, vectorised


def svm_loss(x, y):
    N = x.shape[0]
    correct = x[np.arange(N), y]
    margins = np.maximum(0, x - correct[:, np.newaxis] + 1.0)
    margins[np.arange(N), y] = 0
    loss = np.sum(margins) / N
    num_pos = np.sum(margins > 0, axis=1)
    dx = np.zeros_like(x)
    dx[margins > 0] = 1
    dx[np.arange(N), y] -= num_pos
    dx /= N
    return loss, dx


svm_vectorised = Stranger(
    lambda z, y: svm_loss(z, y)[0],
    lambda g, z, y: g * svm_loss(z, y)[1],
    LABELLED,
    PROVED_AT,
    ("dx[np.arange(N), y] -= num_pos", "dx[np.arange(N), y] -= 1"),
    wrt=("z",),
    sample=LABELS,
)

# --- multiclass support vector machine, loops


def svm_naive(W, X, y, reg):
    num_train, num_classes = X.shape[0], W.shape[1]
    dW = np.zeros(W.shape)
    loss = 0.0
    for i in range(num_train):
        scores = X[i].dot(W)
        correct = scores[y[i]]
        for j in range(num_classes):
            if j == y[i]:
                continue
            margin = scores[j] - correct + 1
            if margin > 0:
                loss += margin
                dW[:, j] += X[i]
                dW[:, y[i]] -= X[i]
    loss = loss / num_train + reg * np.sum(W * W)
    dW = dW / num_train + 2 * reg * W
    return loss, dW


svm_loops = Stranger(
    lambda W, X, y, reg: svm_naive(W, X, y, reg)[0],
    lambda g, W, X, y, reg: g * svm_naive(W, X, y, reg)[1],
    {"W": ("D", 3), "X": ("N", "D"), "y": ("N",), "reg": ()},
    PROVED_AT,
    ("dW = dW / num_train + 2 * reg * W", "dW = dW / num_train + reg * W"),
    wrt=("W",),
    sample={"y": "labels:W[1]"},
)

# --- binary hinge with a bias


def hinge(w, b, X, y):
    return np.mean(np.maximum(0, 1 - y * (X @ w + b))) + 0.5 * w @ w


def hinge_back(g, w, b, X, y):
    active = (y * (X @ w + b) < 1).astype(float)
    coeff = -(active * y) / len(y)
    return g * (X.T @ coeff + w), g * coeff.sum()


binary_hinge = Stranger(
    hinge,
    hinge_back,
    {"w": ("D",), "b": (), "X": ("N", "D"), "y": ("N",)},
    PROVED,
    ("(y * (X @ w + b) < 1)", "(y * (X @ w + b) < 0)"),
    wrt=("w", "b"),
)

# --- huber


def huber(pred, target, delta=1.5):
    r = pred - target
    small = np.abs(r) <= delta
    return np.sum(np.where(small, 0.5 * r**2, delta * (np.abs(r) - 0.5 * delta)))


def huber_back(g, pred, target, delta=1.5):
    r = pred - target
    d = np.where(np.abs(r) <= delta, r, delta * np.sign(r))
    return g * d, -g * d


huber_loss = Stranger(
    huber,
    huber_back,
    {"pred": ("N", "D"), "target": ("N", "D")},
    PROVED,
    ("delta * np.sign(r)", "np.sign(r)"),
)

# --- smooth L1 by masks


def smooth_l1(x, t):
    d = x - t
    mask = np.abs(d) < 1
    out = np.zeros_like(d)
    out[mask] = 0.5 * d[mask] ** 2
    out[~mask] = np.abs(d[~mask]) - 0.5
    return out.mean()


def smooth_l1_back(g, x, t):
    return g * np.clip(x - t, -1, 1) / x.size


smooth_l1_masks = Stranger(
    smooth_l1,
    smooth_l1_back,
    {"x": ("N", "D"), "t": ("N", "D")},
    PROVED,
    ("/ x.size", "/ x.shape[0]"),
    wrt=("x",),
)

# --- cosine similarity


def cosine(a, b):
    na = np.linalg.norm(a, axis=1)
    nb = np.linalg.norm(b, axis=1)
    return np.sum(a * b, axis=1) / (na * nb)


def cosine_back(g, a, b):
    na = np.linalg.norm(a, axis=1, keepdims=True)
    nb = np.linalg.norm(b, axis=1, keepdims=True)
    c = np.sum(a * b, axis=1, keepdims=True) / (na * nb)
    g = g[:, None]
    da = g * (b / (na * nb) - c * a / na**2)
    db = g * (a / (na * nb) - c * b / nb**2)
    return da, db


cosine_similarity = Stranger(
    cosine,
    cosine_back,
    {"a": ("N", "D"), "b": ("N", "D")},
    PROVED,
    ("c * a / na**2", "c * a / na"),
)

# --- triplet loss


def triplet(a, p, n, margin=0.25):
    pos = np.sum(np.square(a - p), axis=1)
    neg = np.sum(np.square(a - n), axis=1)
    return np.maximum(pos - neg + margin, 0.0).mean()


def triplet_back(g, a, p, n, margin=0.25):
    pos = ((a - p) ** 2).sum(1)
    neg = ((a - n) ** 2).sum(1)
    on = (pos - neg + margin > 0).reshape(-1, 1) * g / a.shape[0]
    return on * 2 * (n - p), on * 2 * (p - a), on * 2 * (a - n)


triplet_loss = Stranger(
    triplet,
    triplet_back,
    {"a": ("N", "D"), "p": ("N", "D"), "n": ("N", "D")},
    PROVED,
    ("on * 2 * (n - p)", "on * 2 * (a - p)"),
)

# --- contrastive loss of pairs


def contrastive(u, v, same):
    d = np.sqrt(np.sum((u - v) ** 2, axis=1) + 1e-6)
    return 0.5 * np.mean(same * d**2 + (1 - same) * np.maximum(1 - d, 0) ** 2)


def contrastive_back(g, u, v, same):
    diff = u - v
    d = (np.sum(diff**2, axis=1) + 1e-6) ** 0.5
    slope = same * d - (1 - same) * np.maximum(1 - d, 0)
    du = g / len(u) * (slope / d)[:, np.newaxis] * diff
    return du, -du


contrastive_loss = Stranger(
    contrastive,
    contrastive_back,
    {"u": ("N", "D"), "v": ("N", "D"), "same": ("N",)},
    PROVED,
    ("(slope / d)[:, np.newaxis]", "slope[:, np.newaxis]"),
    wrt=("u", "v"),
    sample={"same": "mask"},
)

# --- focal loss of probabilities


def focal(p, y, gamma=2, alpha=0.25):
    pos = -alpha * (1 - p) ** gamma * np.log(p)
    neg = -(1 - alpha) * p**gamma * np.log(1 - p)
    return np.sum(y * pos + (1 - y) * neg)


def focal_back(g, p, y, gamma=2, alpha=0.25):
    dpos = alpha * (gamma * np.power(1 - p, gamma - 1) * np.log(p) - (1 - p) ** gamma / p)
    dneg = (1 - alpha) * (p**gamma / (1 - p) - gamma * p ** (gamma - 1) * np.log(1 - p))
    return g * (y * dpos + (1 - y) * dneg)


focal_loss = Stranger(
    focal,
    focal_back,
    {"p": ("N",), "y": ("N",)},
    PROVED,
    ("(gamma * np.power(1 - p, gamma - 1) * np.log(p) - ", "(-"),
    wrt=("p",),
    sample={"p": "unit", "y": "mask"},
)

# --- binary cross-entropy of logits


def bce_with_logits(x, z):
    return np.mean(np.maximum(x, 0) - x * z + np.log1p(np.exp(-np.abs(x))))


def bce_with_logits_back(g, x, z):
    n = np.prod(x.shape)
    return g * (1 / (1 + np.exp(-x)) - z) / n


bce_logits = Stranger(
    bce_with_logits,
    bce_with_logits_back,
    {"x": ("N", "K"), "z": ("N", "K")},
    PROVED,
    ("(1 / (1 + np.exp(-x)) - z)", "(z - 1 / (1 + np.exp(-x)))"),
    wrt=("x",),
)

# --- gaussian likelihood


def gaussian_nll(mu, log_var, y):
    var = np.exp(log_var)
    return 0.5 * np.sum(np.log(2 * np.pi) + log_var + (y - mu) ** 2 / var)


def gaussian_nll_back(g, mu, log_var, y):
    inv = np.exp(-log_var)
    dmu = g * (mu - y) * inv
    dlv = g * 0.5 * (1 - (y - mu) ** 2 * inv)
    return dmu, dlv


gaussian_likelihood = Stranger(
    gaussian_nll,
    gaussian_nll_back,
    {"mu": ("N", "D"), "log_var": ("N", "D"), "y": ("N", "D")},
    PROVED,
    ("0.5 * (1 - (y - mu) ** 2 * inv)", "(1 - 0.5 * (y - mu) ** 2 * inv)"),
    wrt=("mu", "log_var"),
)

# --- variational autoencoder: a sample by reparameterisation, and the divergence


def elbo(mu, logvar, eps, x, V):
    z = mu + np.exp(0.5 * logvar) * eps
    rec = 0.5 * np.sum((z @ V - x) ** 2)
    kl = -0.5 * np.sum(1 + logvar - mu**2 - np.exp(logvar))
    return (rec + kl) / mu.shape[0]


def elbo_back(g, mu, logvar, eps, x, V):
    n = mu.shape[0]
    std = np.exp(logvar / 2)
    z = mu + std * eps
    dr = (z @ V - x) / n
    dz = dr @ V.T
    dmu = dz + mu / n
    dlogvar = dz * eps * std * 0.5 + 0.5 * (np.exp(logvar) - 1) / n
    return g * dmu, g * dlogvar, g * (z.T @ dr)


vae = Stranger(
    elbo,
    elbo_back,
    {
        "mu": ("N", "Z"),
        "logvar": ("N", "Z"),
        "eps": ("N", "Z"),
        "x": ("N", "D"),
        "V": ("Z", "D"),
    },
    PROVED,
    ("dz * eps * std * 0.5", "dz * eps * std"),
    wrt=("mu", "logvar", "V"),
)

# --- mixture of gaussians


def gmm_log_likelihood(X, mu, log_w, log_s):
    d2 = np.sum((X[:, None, :] - mu[None, :, :]) ** 2, axis=2)
    logp = log_w - X.shape[1] * log_s - 0.5 * d2 * np.exp(-2 * log_s)
    top = logp.max(axis=1, keepdims=True)
    return np.sum(top[:, 0] + np.log(np.exp(logp - top).sum(axis=1)))


def gmm_grads(g, X, mu, log_w, log_s):
    diff = X[:, None] - mu
    prec = np.exp(-2 * log_s)
    d2 = (diff**2).sum(-1)
    logp = log_w - X.shape[1] * log_s - 0.5 * d2 * prec
    resp = np.exp(logp - np.max(logp, axis=1)[:, None])
    resp /= resp.sum(axis=1, keepdims=True)
    dmu = g * np.einsum("nk,nkd,k->kd", resp, diff, prec)
    ds = g * np.sum(resp * (d2 * prec - X.shape[1]), axis=0)
    return dmu, g * resp.sum(axis=0), ds


gaussian_mixture = Stranger(
    gmm_log_likelihood,
    gmm_grads,
    {"X": ("N", "D"), "mu": ("K", "D"), "log_w": ("K",), "log_s": ("K",)},
    PROVED,
    ("(d2 * prec - X.shape[1])", "(d2 * prec - 1)"),
    wrt=("mu", "log_w", "log_s"),
)

# --- divergence of two softmaxes, for distillation


def log_softmax(a):
    m = a.max(-1, keepdims=True)
    return a - m - np.log(np.exp(a - m).sum(-1, keepdims=True))


def distill(student, teacher, T=2.0):
    p = np.exp(log_softmax(teacher / T))
    return T * T * np.sum(p * (log_softmax(teacher / T) - log_softmax(student / T)))


def distill_back(g, student, teacher, T=2.0):
    return g * T * (np.exp(log_softmax(student / T)) - np.exp(log_softmax(teacher / T)))


distillation = Stranger(
    distill,
    distill_back,
    {"student": ("N", "K"), "teacher": ("N", "K")},
    PROVED,
    ("return g * T * (", "return g * ("),
    wrt=("student",),
)

# --- soft dice of masks


def dice(p, t, eps=1e-5):
    inter = np.sum(p * t, axis=(1, 2))
    total = p.sum(axis=(1, 2)) + t.sum(axis=(1, 2))
    return 1 - np.mean((2 * inter + eps) / (total + eps))


def dice_back(g, p, t, eps=1e-5):
    axes = tuple(range(1, p.ndim))
    inter = np.sum(p * t, axis=axes, keepdims=True)
    total = np.sum(p + t, axis=axes, keepdims=True)
    num, den = 2 * inter + eps, total + eps
    return -g / len(p) * (2 * t * den - num) / den**2


dice_loss = Stranger(
    dice,
    dice_back,
    {"p": ("N", "H", "W"), "t": ("N", "H", "W")},
    PROVED,
    ("(2 * t * den - num)", "(2 * t * den)"),
    wrt=("p",),
    sample={"p": "unit", "t": "mask"},
)

# --- quantile loss


def pinball_back(g, q, y, tau):
    return g * np.where(y > q, -tau, 1 - tau)


quantile_loss = Stranger(
    lambda q, y, tau: np.sum(np.maximum(tau * (y - q), (tau - 1) * (y - q))),
    pinball_back,
    {"q": ("N",), "y": ("N",), "tau": ()},
    PROVED,
    ("np.where(y > q, -tau, 1 - tau)", "np.where(y > q, tau, 1 - tau)"),
    wrt=("q",),
    sample={"tau": "unit"},
)

# --- contrast of a batch with itself (in-batch negatives)


def in_batch(a, b):
    s = a @ b.T
    m = s.max(axis=1, keepdims=True)
    lse = np.log(np.sum(np.exp(s - m), axis=1)) + m[:, 0]
    return np.mean(lse - np.diag(s)), (a, b, s)


def in_batch_back(g, cache):
    a, b, s = cache
    p = np.exp(s - s.max(1, keepdims=True))
    p = p / p.sum(1, keepdims=True)
    ds = g * (p - np.eye(p.shape[0])) / p.shape[0]
    return ds @ b, ds.T @ a


in_batch_negatives = Stranger(
    *cached(in_batch, in_batch_back),
    {"a": ("N", "D"), "b": ("N", "D")},
    PROVED,
    ("return ds @ b, ds.T @ a", "return ds @ b, ds @ a"),
)
