"""Energies, quadratic forms, kernels, flows: gradients outside of networks."""

import numpy as np
from tests.proof.strangers.record import Stranger

from backproof.proof.verdict import Verdict

PROVED, PROVED_AT = Verdict.PROVED, Verdict.PROVED_AT

# --- a chain of springs


def chain_energy(x, k, rest):
    total = 0.0
    for i in range(len(x) - 1):
        stretch = x[i + 1] - x[i] - rest
        total += 0.5 * k[i] * stretch**2
    return total


def chain_forces(g, x, k, rest):
    f = np.zeros_like(x)
    dk = np.zeros_like(k)
    for i in range(x.shape[0] - 1):
        s = x[i + 1] - x[i] - rest
        f[i + 1] += k[i] * s
        f[i] -= k[i] * s
        dk[i] = s * s / 2
    return g * f, g * dk


spring_chain = Stranger(
    chain_energy,
    chain_forces,
    {"x": ("N+1",), "k": ("N",), "rest": ()},
    PROVED_AT,
    ("f[i] -= k[i] * s", "f[i] = -k[i] * s"),
    wrt=("x", "k"),
)

# --- springs between all pairs


def pair_energy(r, K):
    diff = r[:, None, :] - r[None, :, :]
    return 0.25 * np.einsum("ij,ijd,ijd->", K, diff, diff)


def pair_gradient(g, r, K):
    diff = r[:, None, :] - r[None, :, :]
    dK = 0.25 * np.sum(diff**2, axis=-1)
    dr = 0.5 * (np.einsum("ij,ijd->id", K, diff) - np.einsum("ij,ijd->jd", K, diff))
    return g * dr, g * dK


spring_pairs = Stranger(
    pair_energy,
    pair_gradient,
    {"r": ("N", "D"), "K": ("N", "N")},
    PROVED,
    (' - np.einsum("ij,ijd->jd", K, diff))', ")"),
)

# --- softened gravity


def potential(pos, mass, soft=0.1):
    d = pos[:, np.newaxis] - pos
    r2 = (d**2).sum(axis=-1) + soft**2
    return -0.5 * np.sum(np.outer(mass, mass) / np.sqrt(r2))


def potential_back(g, pos, mass, soft=0.1):
    d = pos[:, np.newaxis] - pos
    r2 = (d**2).sum(axis=-1) + soft**2
    w = np.outer(mass, mass) * r2**-1.5
    return g * np.sum(w[..., np.newaxis] * d, axis=1), -g * (r2**-0.5) @ mass


gravity = Stranger(
    potential,
    potential_back,
    {"pos": ("N", 3), "mass": ("N",)},
    PROVED,
    ("r2**-1.5", "r2**-0.5"),
    sample={"mass": "positive"},
)

# --- innovation of a filter, as a quadratic form


def innovation(x, z, H, R_inv):
    y = z - H @ x
    return 0.5 * y.T @ R_inv @ y


def innovation_back(g, x, z, H, R_inv):
    y = z - np.matmul(H, x)
    dy = 0.5 * (R_inv + R_inv.T) @ y
    return -g * H.T @ dy, -g * np.outer(dy, x), g * 0.5 * np.outer(y, y)


kalman_innovation = Stranger(
    innovation,
    innovation_back,
    {"x": ("S",), "z": ("M",), "H": ("M", "S"), "R_inv": ("M", "M")},
    PROVED,
    ("0.5 * (R_inv + R_inv.T) @ y", "R_inv @ y"),
    wrt=("x", "H", "R_inv"),
)

# --- a state predicted several steps ahead


def rollout(s, A, u):
    path = [s]
    for t in range(u.shape[0]):
        path.append(A.dot(path[-1]) + u[t])
    return np.vstack(path)


def rollout_back(g, s, A, u):
    path = rollout(s, A, u)
    lam = g[-1].copy()
    dA, du = np.zeros(A.shape), np.zeros(u.shape)
    for t in range(u.shape[0] - 1, -1, -1):
        du[t] = lam
        dA += np.outer(lam, path[t])
        lam = A.T.dot(lam) + g[t]
    return lam, dA, du


linear_rollout = Stranger(
    rollout,
    rollout_back,
    {"s": (2,), "A": (2, 2), "u": ("T", 2)},
    PROVED_AT,
    ("lam = A.T.dot(lam) + g[t]", "lam = A.dot(lam) + g[t]"),
)

# --- an affine coupling of a normalising flow


def coupling(x, W, V):
    x1, x2 = np.split(x, 2, axis=1)
    s, t = np.tanh(x1 @ W), x1 @ V
    return np.concatenate([x1, x2 * np.exp(s) + t], axis=1)


def coupling_back(g, x, W, V):
    x1, x2 = np.split(x, 2, axis=1)
    g1, g2 = np.split(g, 2, axis=1)
    s = np.tanh(x1 @ W)
    e = np.exp(s)
    ds = g2 * x2 * e * (1 - s**2)
    dx1 = g1 + ds @ W.T + g2 @ V.T
    return np.hstack([dx1, g2 * e]), x1.T @ ds, x1.T @ g2


flow_coupling = Stranger(
    coupling,
    coupling_back,
    {"x": ("N", "2*D"), "W": ("D", "D"), "V": ("D", "D")},
    PROVED_AT,
    ("dx1 = g1 + ds @ W.T", "dx1 = ds @ W.T"),
)

# --- log-likelihood of a planar flow


def planar(z, w, u, b):
    h = np.tanh(z @ w + b)
    f = z + h[:, None] * u
    det = 1 + (1 - h**2) * (u @ w)
    return np.sum(0.5 * np.sum(f**2, axis=1) - np.log(np.abs(det)))


def planar_back(g, z, w, u, b):
    h = np.tanh(z @ w + b)
    f = z + h[:, None] * u
    uw = u @ w
    det = 1 + (1 - h**2) * uw
    dh = f @ u + 2 * h * uw / det
    da = dh * (1 - h**2)
    c = np.sum((1 - h**2) / det)
    return (
        g * (f + np.outer(da, w)),
        g * (z.T @ da - c * u),
        g * (f.T @ h - c * w),
        g * np.sum(da),
    )


planar_flow = Stranger(
    planar,
    planar_back,
    {"z": ("N", "D"), "w": ("D",), "u": ("D",), "b": ()},
    PROVED_AT,  # w, u and b are out of reach for all sizes
    ("dh = f @ u + 2 * h * uw / det", "dh = f @ u - 2 * h * uw / det"),
)

# --- a radial basis kernel


def rbf(X, Y, gamma):
    sq = np.sum(X**2, axis=1)[:, None] + np.sum(Y**2, axis=1) - 2 * X @ Y.T
    return np.exp(-gamma * sq)


def rbf_back(g, X, Y, gamma):
    sq = np.sum(X**2, axis=1)[:, None] + np.sum(Y**2, axis=1) - 2 * X @ Y.T
    K = np.exp(-gamma * sq)
    gK = g * K
    dX = -2 * gamma * (gK.sum(axis=1, keepdims=True) * X - gK @ Y)
    dY = -2 * gamma * (gK.sum(axis=0)[:, np.newaxis] * Y - gK.T @ X)
    return dX, dY, -np.sum(gK * sq)


rbf_kernel = Stranger(
    rbf,
    rbf_back,
    {"X": ("N", "D"), "Y": ("M", "D"), "gamma": ()},
    PROVED,
    ("gK.sum(axis=1, keepdims=True) * X - gK @ Y", "gK @ Y - gK.sum(axis=1, keepdims=True) * X"),
)

# --- smoothness of a field on a grid


def smoothness(u):
    dx = u[1:, :] - u[:-1, :]
    dy = u[:, 1:] - u[:, :-1]
    return 0.5 * (np.sum(dx**2) + np.sum(dy**2))


def smoothness_back(g, u):
    dx, dy = np.diff(u, axis=0), np.diff(u, axis=1)
    out = np.zeros_like(u)
    out[1:, :] += dx
    out[:-1, :] -= dx
    out[:, 1:] += dy
    out[:, :-1] -= dy
    return g * out


grid_smoothness = Stranger(
    smoothness,
    smoothness_back,
    {"u": ("H+1", "W+1")},
    PROVED_AT,
    ("out[:, :-1] -= dy", "out[:, :-1] += dy"),
)

# --- the valley of Rosenbrock


def rosenbrock(x):
    return np.sum(100.0 * (x[1:] - x[:-1] ** 2.0) ** 2.0 + (1 - x[:-1]) ** 2.0)


def rosenbrock_back(g, x):
    xm, left, right = x[1:-1], x[:-2], x[2:]
    der = np.zeros_like(x)
    der[1:-1] = 200 * (xm - left**2) - 400 * (right - xm**2) * xm - 2 * (1 - xm)
    der[0] = -400 * x[0] * (x[1] - x[0] ** 2) - 2 * (1 - x[0])
    der[-1] = 200 * (x[-1] - x[-2] ** 2)
    return g * der


rosenbrock_valley = Stranger(
    rosenbrock,
    rosenbrock_back,
    {"x": ("N+2",)},
    PROVED_AT,
    ("der[-1] = 200 *", "der[-1] = 100 *"),
)

# --- angles: a pendulum of two arms


def arm(theta, lengths):
    total = np.cumsum(theta)
    x = np.sum(lengths * np.cos(total))
    y = np.sum(lengths * np.sin(total))
    return np.array([x, y])


def arm_back(g, theta, lengths):
    total = np.add.accumulate(theta)
    c, s = np.cos(total), np.sin(total)
    part = lengths * (g[1] * c - g[0] * s)
    dtheta = np.array([part[i:].sum() for i in range(len(part))])
    return dtheta, g[0] * c + g[1] * s


robot_arm = Stranger(
    arm,
    arm_back,
    {"theta": (3,), "lengths": (3,)},
    PROVED_AT,
    ("part[i:].sum()", "part[: i + 1].sum()"),
)

# --- a logistic growth curve fitted to points


def growth(a, b, c, t, y):
    fit = c / (1 + a * np.exp(-b * t))
    return np.mean((fit - y) ** 2)


def growth_back(g, a, b, c, t, y):
    e = np.exp(-b * t)
    q = 1 + a * e
    r = 2 * g * (c / q - y) / t.size
    return -np.sum(r * c * e / q**2), np.sum(r * c * a * t * e / q**2), np.sum(r / q)


growth_curve = Stranger(
    growth,
    growth_back,
    {"a": (), "b": (), "c": (), "t": ("N",), "y": ("N",)},
    PROVED,
    ("np.sum(r * c * a * t * e / q**2)", "np.sum(r * c * a * e / q**2)"),
    wrt=("a", "b", "c"),
    sample={"a": "positive"},
)
