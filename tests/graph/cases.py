"""Functions of arrays, written with NumPy alone: each is run on NumPy's arrays and on traced ones.

A case is a function and the names of its arrays, which `SHAPES` and `LABELS` of `test_numpy` give.
"""

import numpy as np
from scipy import special


def written(x, write):
    z = np.array(x)
    write(z)
    return z


def several(z, x):
    z += x
    z *= 2
    z -= x.T.T
    kept = z.copy()
    z /= 3
    z **= 2
    return z + kept


def masked(z):
    z[z < 0] *= 0.1
    z[z > 1] = 2 * z[z > 1] + 1
    return z


def mask_copied(z, x, y):
    z[x > y] = x[x > y]
    return z


def column_added(z):
    z[:, 1] += 3
    row = z[0]
    row *= 2
    return z


def blocks(z, x, y):
    d = x.shape[1]
    z[:, :d] = x
    z[:, d : 2 * d] += y
    return z


def picked_minus_one(z, k):
    z[np.arange(z.shape[0]), k] -= 1
    return z


def added(z, key, value):
    np.add.at(z, key, value)
    np.subtract.at(z, key, 3.0)
    return z


OPERATIONS = {
    "sum": (lambda x: x.sum(), "x"),
    "sum 0": (lambda x: np.sum(x, axis=0), "x"),
    "sum -1 keepdims": (lambda x: x.sum(axis=-1, keepdims=True), "x"),
    "sum two axes": (lambda t: t.sum(axis=(0, 2)), "T"),
    "sum no axis": (lambda x: x.sum(axis=()), "x"),
    "sum a row": (lambda r: r.sum(axis=0), "row"),
    "mean": (lambda x: np.mean(x, axis=1, keepdims=True), "x"),
    "mean of all": (lambda t: t.mean(), "T"),
    "max": (lambda x: x.max(axis=1), "x"),
    "max keepdims": (lambda x: np.max(x, axis=(0, 1), keepdims=True), "x"),
    "amax": (lambda x: np.amax(x, 0), "x"),
    "transpose": (lambda x: x.T @ x, "x"),
    "transpose order": (lambda t: np.transpose(t, (1, 2, 0)), "T"),
    "transpose method": (lambda t: t.transpose(2, 0, 1), "T"),
    "matmul": (lambda x, w: x @ w, "xW"),
    "matmul vector": (lambda x, v: x @ v, "xv"),
    "vector matmul": (lambda v, w: v @ w, "vW"),
    "inner": (lambda v: v @ v, "v"),
    "matmul stacks": (lambda t, u: t @ u, "TU"),
    "matmul stack and matrix": (lambda t, f: t @ f, "Tf"),
    "dot": (np.dot, "xW"),
    "dot of numbers": (lambda x: np.dot(x, 3), "x"),
    "dot method": (lambda x, v: x.dot(v), "xv"),
    "outer": (lambda v: np.outer(v, v), "v"),
    "none": (lambda v: v[:, None] * v[None, :], "v"),
    "ellipsis": (lambda t: t[..., None, :], "T"),
    "first": (lambda t: t[0] + t[:, 0][0], "T"),
    "where": (lambda x, y: np.where(x > y, x, 2 * y), "xy"),
    "where of truth": (lambda x, y: np.where(x > y, x > 0, y > 0), "xy"),
    "zeros": (lambda x: x + np.zeros_like(x), "x"),
    "ones": (lambda x: np.ones_like(x) * 2, "x"),
    "ones of truth": (lambda x: np.ones_like(x > 0), "x"),
    "mask": (lambda x: x * (x > 0), "x"),
    "mask as floats": (lambda x: (x > 0).astype(float) + (x > -1).astype(float), "x"),
    "count": (lambda x: (x > 0).sum(axis=0), "x"),
    "mean of truth": (lambda x: (x > 0).mean(), "x"),
    "or": (lambda x: (x > 0) + (x > -0.5), "x"),
    "and": (lambda x: (x > 0) * (x < 1), "x"),
    "bits": (lambda x: (x > 1) | ~(x > 0) & (x <= 2), "x"),
    "logical": (lambda x: np.logical_or(np.logical_not(x > 0), x >= 1), "x"),
    "sizes": (lambda x: x * x.shape[0] / np.sqrt(x.shape[1]) - x.size, "x"),
    "integers": (lambda f: f.shape[0] * f[0], "f"),
    "constants": (lambda f: f + np.full((2, 4), 0.1) - np.float64(0.3) + True, "f"),
    "reflected": (lambda x: 1 - x / 2 + 2 / (3 + x**2) - (-x), "x"),
    "min": (lambda x: x.min(axis=0) + np.min(x), "x"),
    "var": (lambda x: np.var(x, axis=1) + x.var(), "x"),
    "std": (lambda x: np.std(x, axis=0, keepdims=True) + x.std(ddof=1), "x"),
    "norm": (lambda x: np.linalg.norm(x) + np.linalg.norm(x, axis=1), "x"),
    "norm of rows": (lambda x: np.linalg.norm(x, axis=1, keepdims=True, ord=2), "x"),
    "norm 1": (lambda x: np.linalg.norm(x, 1, axis=1), "x"),
    "einsum": (lambda x, w: np.einsum("nd,dm->nm", x, w), "xW"),
    "einsum sum": (lambda x, y: np.einsum("nd, nd -> n", x, y, optimize=True), "xy"),
    "einsum implicit": (lambda x, w: np.einsum("ab,bc", x, w), "xW"),
    "einsum outer": (lambda x, v: np.einsum("nd,e->nde", x, v), "xv"),
    "einsum diagonal": (lambda x, w: np.einsum("ii->i", x @ w), "xW"),
    "tensordot": (lambda t, x: np.tensordot(t, x, axes=([0, 1], [0, 1])), "Tx"),
    "tensordot number": (lambda x, w: np.tensordot(x, w, axes=1), "xW"),
    "inner of rows": (np.inner, "xy"),
    "vdot": (np.vdot, "xy"),
    "trace": (lambda x, w: np.trace(x @ w), "xW"),
    "diag": (lambda v: np.diag(v) + np.diag(np.diag(np.outer(v, v))), "v"),
    "diagflat": (np.diagflat, "x"),
    "diagonal": (lambda x, w: np.diagonal(x @ w), "xW"),
    "tile": (lambda v: np.tile(v, (3, 1)) + np.tile(v, (1, 1)), "v"),
    "tile flat": (lambda x: np.tile(x, 2) * np.tile(x, (1, 2)), "x"),
    "tile by a size": (lambda v, x: np.tile(v, (x.shape[0], 1)) * x, "vx"),
    "repeat": (lambda x: np.repeat(x, 3, axis=1) + x.repeat(3, axis=1), "x"),
    "repeat column": (lambda c, x: np.repeat(c, x.shape[1], axis=1) * x, ("column", "x")),
    "repeat flat": (lambda x: np.repeat(x, 2), "x"),
    "take": (lambda x, m: np.take(x, m, axis=0), "xm"),
    "average": (lambda x: np.average(x, axis=0), "x"),
    "item": (lambda x: x.sum().item() * x, "x"),
    "outer of matrices": (np.outer, "xv"),
    "swapaxes": (lambda t: np.swapaxes(t, 0, 2) + t.swapaxes(2, 0), "T"),
    "moveaxis": (lambda t: np.moveaxis(t, 0, -1), "T"),
    "moveaxis two": (lambda t: np.moveaxis(t, (0, 1), (2, 0)), "T"),
    "reshape flat": (lambda t: t.reshape(t.shape[0], -1), "T"),
    "reshape back": (lambda t: np.reshape(t.reshape(-1, 2) * 3, t.shape), "T"),
    "reshape and sum": (lambda t: t.reshape(-1, t.shape[2]).sum(axis=0), "T"),
    "reshape and multiply": (lambda t: t.reshape(2, -1) @ t.reshape(2, -1).T, "f"),
    "ravel": (lambda x: x.ravel() + x.flatten() + np.ravel(x), "x"),
    "ravel and max": (lambda x: np.exp(x.ravel()) - x.ravel().max(), "x"),
    "squeeze": (lambda c: c.squeeze(1) + np.squeeze(c, axis=1), "column"),
    "squeeze all": (lambda f: np.squeeze(f[:1]) + f[1:].squeeze(), "f"),
    "expand": (lambda v: np.expand_dims(v, 0) + np.expand_dims(v, (0, 2)), "v"),
    "broadcast_to": (lambda v: np.broadcast_to(v, (2, v.shape[0])) * 2, "v"),
    "stack": (lambda x, y: np.stack([x, y], axis=1), "xy"),
    "stack last": (lambda x, y: np.stack((x, y), axis=-1).sum(axis=-1), "xy"),
    "concatenate": (lambda x, y: np.concatenate([x, y, x], axis=1), "xy"),
    "hstack": (lambda x, y: np.hstack([x, y]), "xy"),
    "vstack": (lambda x, y: np.vstack([x, y]), "xy"),
    "split": (lambda x, y: np.multiply(*np.split(np.hstack([x, y]), 2, axis=1)), "xy"),
    "split a number": (lambda f: np.split(f, 4, axis=1)[2], "f"),
    "block": (lambda x, y: np.hstack([x, y])[:, x.shape[1] :], "xy"),
    "slice a number": (lambda f: f[:, 1:2] + f[:, :2] * f[1:, 0], "f"),
    "clip": (lambda x: np.clip(x, -0.5, 0.5) + x.clip(0, None), "x"),
    "clip by name": (lambda x: np.clip(x, a_min=None, a_max=1), "x"),
    "logsumexp": (lambda x: np.logaddexp.reduce(x, axis=1), "x"),
    "reduce": (lambda x: np.add.reduce(x) + np.maximum.reduce(x), "x"),
    "outer of a ufunc": (np.subtract.outer, "vx"),
    "list": (lambda f: f * [1, 2, 3, 4], "f"),
    "table": (lambda f: f + np.arange(8.0).reshape(2, 4), "f"),
    "equal": (lambda x: (x == x.max(axis=1, keepdims=True)) * 1.0, "x"),
    "not equal": (lambda x: (x != x.max()) * 1.0, "x"),
    "equal truth": (lambda x, y: ((x > 0) == (y > 0)) * 1.0 + ((x > 0) != (y > 1)) * x, "xy"),
    "xor": (lambda x: (x > 0) ^ (x > 1), "x"),
    "heaviside": (lambda x: np.heaviside(x, 0.5), "x"),
    "zeros of shape": (lambda x: np.zeros(x.shape) + np.ones((x.shape[0], 1)) + x, "x"),
    "full of shape": (lambda x: np.full((x.shape[1], 2), 0.3), "x"),
    "full like": (lambda x: np.full_like(x, 2.5), "x"),
    "eye": (lambda x: x @ np.eye(x.shape[1]) + np.identity(x.shape[0]).sum(), "x"),
    "array": (lambda x: np.array(x) + np.asarray(x) + np.copy(x) + x.copy(), "x"),
    "array of parts": (lambda x: np.array([x.sum(), x.max()]), "x"),
    "rows": (lambda f: sum(row * 2 for row in f), "f"),
    "floor": (lambda t: t.reshape(-1, (2 * t.shape[1]) // 2, 2), "T"),
    # writes
    "add in place": (lambda x, y: written(x, lambda z: z.__iadd__(y)), "xy"),
    "several in place": (lambda x: several(np.zeros_like(x), x), "x"),
    "out": (lambda x, y: np.exp(np.add(x, y, out=np.empty_like(x))), "xy"),
    "into empty": (lambda x, y: np.add(x, y, out=np.empty(x.shape)), "xy"),
    "all": (lambda x, v: written(x, lambda z: z.__setitem__(slice(None), v)), "xv"),
    "ellipsis set": (lambda x: written(x, lambda z: z.__setitem__(..., 3)), "x"),
    "fill": (lambda x: written(x, lambda z: z.fill(2)), "x"),
    "mask set": (lambda x: written(x, lambda z: z.__setitem__(z <= 0, 0)), "x"),
    "mask set rows": (lambda t, x: written(t, lambda z: z.__setitem__(x > 0, 7)), "Tx"),
    "mask scaled": (lambda x: masked(np.array(x)), "x"),
    "mask copied": (lambda x, y: mask_copied(np.zeros_like(x), x, y), "xy"),
    "mask summed": (lambda x: x[x > 0].sum() + x, "x"),
    "first set": (lambda x, v: written(x, lambda z: z.__setitem__(0, v)), "xv"),
    "column set": (lambda f: written(f, lambda z: z.__setitem__((slice(None), 2), 5)), "f"),
    "column added": (lambda f: column_added(np.array(f)), "f"),
    "block set": (lambda f: written(f, lambda z: z.__setitem__((slice(None), slice(2)), 5)), "f"),
    "blocks": (lambda x, y: blocks(np.zeros((x.shape[0], 2 * x.shape[1])), x, y), "xy"),
    # labels
    "pick": (lambda x, k: x[np.arange(x.shape[0]), k], "xk"),
    "pick of stack": (lambda t, k: t[np.arange(t.shape[0]), k], "Tk"),
    "rows picked": (lambda x, m: x[m], "xm"),
    "column axis": (lambda x, k: x[:, k], "xk"),
    "columns front": (lambda t, k: t[:, k], "Tk"),
    "one-hot": (lambda x, k: np.eye(x.shape[1])[k], "xk"),
    "one-hot by comparison": (lambda x, k: (k[:, None] == np.arange(x.shape[1])) * x, "xk"),
    "same labels": (lambda k: (k[:, None] == k[None, :]) * 1.0, "k"),
    "not that label": (lambda k: (k != 0) * 1.0, "k"),
    "label set": (lambda x, k: picked_minus_one(np.array(x), k), "xk"),
    "add at": (lambda x, m: added(np.zeros_like(x), m, x), "xm"),
    "add at pairs": (lambda x, k: added(np.zeros_like(x), (np.arange(x.shape[0]), k), 2), "xk"),
    "unknown": (lambda x: np.tanh(np.square(x)) ** 3, "x"),
}


def rebound(x):
    s, r = x.sum(), np.array(x.sum())
    t, u, m, plain = s, r, r[...], float(r)
    s *= 2
    r *= 2
    m += 1
    a = np.array(x)
    first = a[0, 0]
    first += 7
    a[0, 0] += 1
    kept = a[0]
    a[0] -= 1
    return t, s, u, r, m, first, a, kept, plain


def view_before(x):
    z = np.array(x)
    t = z.T
    u = z[:, 0]
    z *= 2
    z += 1
    t[...] = t - 3
    u -= 5
    return z, t, u, z.T


def view_of_a_view(t):
    z = np.zeros_like(t)
    z.swapaxes(0, 2)[1] = 4
    z[..., 1].T[...] += 2
    z[0, ..., :1] = -1
    w = z.transpose(1, 0, 2)[:, :, 0]
    w *= 3
    np.expand_dims(z, 1)[:, 0, 0] += 1
    z[None][0, :, 0, 1] = 9
    return z, w


def reshaped(t):
    z = np.zeros(t.shape)
    flat, rows = z.reshape(-1), z.reshape(-1, 2)
    z += t
    flat *= 2
    rows[:, 1] = 7
    z.ravel()[...] += 1
    return z, flat, rows


def split_axis(p, h, e):
    z = np.array(p)
    heads = z.reshape(z.shape[0], h.shape[0], e.shape[0])
    heads *= e
    z[:, 0] = 3
    heads[:, 0, :] += 1
    return z, heads


def copies(x, k):
    z = np.array(x)
    picked, flat, same, cast = z[:, k], z.flatten(), z.copy(), z.astype(float)
    z += 1
    flat *= 2
    cast[0] = 0
    return z, picked, flat, same, cast


def out_is_seen(x, y):
    z = np.zeros_like(x)
    t = z.T
    np.multiply(x, y, out=z)
    r = np.exp(t, out=t)
    np.add(z, 1, out=z[...])
    return z, t, r


def columns(t3):
    h = np.zeros(t3.shape)
    for k in range(3):
        h[:, k] = t3[:, k] + (h[:, k - 1] * 2 if k else 0)
        h[:, k] += 1
    return h, h[:, 1], h[:, -1], h[:, ::-1], h[:, :0:-1]


def fancy_add(x, m):
    z = np.array(x)
    z[np.arange(z.shape[0]), :] += 1
    z[np.arange(z.shape[0])] *= x
    np.add.at(z, (m, slice(None)), x)
    np.add.at(z.T, (slice(None), m), 2.0)
    np.add.at(z, (m, 0), 1.0)
    np.add.at(z, 0, x[0])
    return z


def diagonal_set(w2, r):
    i = np.arange(w2.shape[0])
    z = np.array(w2)
    z[i, i] = r
    z[i, i] += 1
    z[i[:, None], i] *= 2
    z[i, i[:, None]] -= w2
    return z, z[i, i]


def stacked_pick(b, k, m):
    i = np.arange(b.shape[0])
    z = np.zeros_like(b)
    z[i, 0, k] = 5
    z[i, :, k] += b[i, :, k]
    z[i[:, None], i, k[:, None]] -= 1
    return (
        z,
        b[i, 0, k],
        b[None][:, i, :, k],
        b[:, m, None, k],
        b[:, i, k],
        b[i, :, k],
        b[0, :, k],
        b[:, 0, k],
        b[i, m],
        b[m[:, None], m, k],
        b[:, m, :][:, :, k],
    )


def plain_indices(f, x):
    z = np.zeros_like(f)
    np.add.at(z, (slice(None), [0, 1, 1, -1]), f)
    np.add.at(z, ([0, 1, 1], np.array([3, 2, 2])), 1.5)
    return f[:, [2, 0, 2]], f[[1, 0]], f[[0, 1, 1], [1, 2, -1]], z, f[:, np.array([[0, 1], [3, 1]])]


def masked_rows(t, mk):
    z = np.array(t)
    z[mk] = 0
    z[:, 0][z[:, 0] > 0] *= 3
    z[z > 1] = 2
    return z, np.where(mk[..., None], t, z)


def truth_in_place(mk, x):
    a = np.array(mk)
    b = a.T
    a &= x > 0
    a |= x < -1
    a[0] = True
    return a, b, ~a, a + mk, a * mk, a ^ mk, a > mk, a <= mk, a < mk, a >= mk


def counted(mk, x):
    return (
        mk.sum(),
        mk.sum(axis=0),
        mk.mean(axis=1),
        mk.any(axis=0),
        mk.all(axis=1),
        mk.max(axis=0),
        mk.min(),
        np.cumsum(mk, axis=1),
        mk * 2,
        mk * 2 - 1,
        mk / 2,
        mk + x,
        mk.astype(int),
        mk.astype(float),
        mk * mk.sum(),
        np.abs(mk * 1 - 2),
    )


def gates(gate4, x):
    d = x.shape[1]
    i, f, g, o = np.split(gate4, 4, axis=1)
    z = np.zeros_like(gate4)
    z[:, d : 3 * d] = gate4[:, : 2 * d] * 2
    z[:, 3 * d :] -= o
    z[:, :d] += i
    z[:, -d:] *= 2
    z[0, d : 2 * d] = 1
    return (
        i * f + g,
        z,
        gate4[:, d : 3 * d],
        gate4[:, 2 * d :],
        gate4[:, -2 * d : -d],
        gate4[:, :-d],
        z[..., 0],
        gate4[:, :1],
    )


def products_at_zero(p):
    return p[:, 0], p[0], p[:, :1], p[0, 0], p[0, ...], p[..., None, 0], p[:, None, :1]


def triangles(w2, b):
    n = w2.shape[0]
    i = np.arange(n)
    return (
        np.tril(w2),
        np.triu(w2, 1),
        np.tril(w2, -1),
        np.tril(np.ones((n, n))),
        np.triu(w2),
        i[:, None] >= i,
        i[:, None] > i,
        i <= i[:, None],
        i[:, None] < i[None, :],
        i == i[:, None],
        i != i[:, None],
        np.tri(n),
        np.tri(n, k=1),
        np.tri(n, k=-1, dtype=bool),
        np.eye(n, k=1),
        i == 0,
        np.eye(n),
        np.where(i[:, None] >= i, w2, 0),
        np.tril(np.ones((n, n))).astype(bool) & (w2 > 0),
        np.tril(w2.T @ w2),
    )


def rectangular(x):
    n, d = x.shape
    return (
        np.tri(n, d),
        np.eye(n, d),
        np.arange(n)[:, None] >= np.arange(d),
        np.arange(n)[:, None] == np.arange(d)[None, :],
        np.tril(x),
        np.triu(x, -1),
        np.tril(x, k=1),
    )


def slices(f, t3):
    z = np.zeros_like(f)
    z[:, 1:3] = f[:, 2:]
    z[:, ::2] += f[:, 1::2]
    z[::-1, 3] = f[:, 0]
    z[:, ::-1][:, 1:3] *= 2
    z[-1] -= 1
    z[1, 1:-1] = 8
    z[..., 1:2] = 3
    return (
        z,
        f[::-1],
        f[:, -1],
        f[:, -3:-1],
        f[1:, ::-2],
        f[-1, -1],
        t3[:, 1:],
        t3[:, -2:, 0],
        f[:, 1:10],
    )


def labelled(k, c4):
    return (
        c4[k],
        k == 0,
        k[:, None] == np.arange(k.shape[0]),
        (k[:, None] == k) * 1.0,
        k[None] != k[:, None],
    )


def equal_labels(j):
    return (
        j == 3,
        j != 0,
        (j[:, None] == np.arange(4)) * 1.0,
        np.arange(4)[:, None] == j,
        np.arange(4) != j[:, None],
    )


def joined(x, y, v, f, t3):
    return (
        np.concatenate([x[None], y[None], x[None]]),
        np.concatenate([f, f[:, :1], f[:, 1:]], axis=1),
        np.concatenate([f, f]),
        np.stack([v, v * 2, 1 + v], axis=-1),
        np.concatenate([t3, t3[:, :2]], axis=1),
        np.stack([x > 0, y > 0]),
        np.stack([x.sum(), 1.0]),
        np.hstack([v, v]),
        np.concatenate((x, np.zeros_like(x))),
    )


def reductions(t, pos):
    return (
        t.var(axis=(0, 1)),
        np.var(t, axis=-1, ddof=0, keepdims=True),
        pos.std(axis=0),
        np.cumsum(t, axis=1),
        t.cumsum(axis=-1),
        np.mean(t, (0, 2)),
        np.sum(t, axis=-1, dtype=float),
        t.min(axis=2),
        t.max(axis=(1, 2), keepdims=True),
        np.linalg.norm(t, axis=(0, 1)),
        np.linalg.norm(pos, "fro"),
        pos.sum(),
        np.add.reduce(t, axis=(0, 1)),
        np.minimum.reduce(t, axis=1),
        np.maximum.reduce(t, axis=None),
        np.mean(pos > 1),
        np.min(t),
        np.sum(pos, None),
        np.max(t, axis=()),
    )


def powers(pos, x):
    return (
        x**2,
        x**3,
        pos**0.5,
        pos**-1.5,
        1 / pos,
        2.0**x,
        pos ** (1 / 3),
        x**0,
        np.power(x, 4),
        np.float_power(x, 2),
        np.power(2, x),
        pos**-2,
        (pos + 1) ** np.full((1, 1), 2.0),
        x ** np.float64(2),
        np.exp(pos) ** x,
    )


def whole_numbers(x, mk):
    n, c = x.shape[0], mk.sum(axis=0)
    return (
        c * 2,
        c / 2,
        c**2,
        c - 1,
        -c,
        abs(c - 2),
        np.maximum(c, 1),
        np.square(c),
        x / np.maximum(c, 1),
        np.sign(c - 1),
        c > 1,
        c == 1,
        c >= 1,
        c <= 1,
        c < 1,
        np.zeros_like(c),
        np.ones((n, 2), dtype=int),
        np.zeros(n, bool),
        np.sqrt(c),
        c * 0.5,
        np.full(n, 3),
        c.sum(),
        c.mean(),
        c.max(),
    )


def specials(x, pos):
    return (
        special.erf(x),
        special.erfc(x),
        special.expit(x),
        special.log_expit(x),
        special.logit(special.expit(x)),
        np.log2(pos),
        np.log10(pos),
        np.log1p(pos),
        np.expm1(x),
        np.exp2(x),
        np.sinh(x),
        np.cosh(x),
        np.tan(x),
        np.hypot(x, pos),
        np.logaddexp(x, pos),
        np.arctan(x),
        np.heaviside(x, 1),
        np.fabs(x),
        np.sign(x),
        np.reciprocal(pos),
    )


def stacks(t, b, x, v, f):
    return (
        np.matmul(b, x.T @ x),
        np.matmul(t.swapaxes(1, 2), t),
        np.matmul(t, f),
        np.vecdot(x, x),
        np.vecdot(x, v),
        np.matvec(t.swapaxes(1, 2), v),
        np.matmul(t[:, None].swapaxes(2, 3), t[None]),
        np.dot(b, v),
        np.inner(b, v),
        np.tensordot(x, x, 2),
        np.tensordot(x, v, axes=([1], [0])),
        v @ t,
        t.swapaxes(1, 2) @ v,
        np.einsum("nd->dn", x),
        np.einsum("nd->", x),
        np.einsum("ab,ab->b", x, x),
        np.einsum("ndk,nd->kd", t, x),
    )


def read_onlys(w2, v):
    z = np.array(w2)
    d, e, wide = np.diagonal(z), np.einsum("ii->i", z), np.broadcast_to(z[0], (3, z.shape[1]))
    z *= 2
    return d, e, wide, np.diag(v)[0], np.einsum("ij->ji", z) + z


def einsum_view(w2):
    z = np.array(w2)
    t = np.einsum("ij->ji", z)
    t[0] = 5
    t *= 2
    return z, t


def rows_of(f):
    z = np.array(f)
    for row in z:
        row[...] = row * 2
        row[0] = 1
    return z


def joined_index(x, k, m):
    return (
        x[np.ix_(m, k)],
        np.take(x, m, axis=0),
        np.take(x, 0, axis=1),
        x[m][:, k],
        x[m, :][0],
        x[m, 0],
        x[np.arange(x.shape[0]), 0],
        x[np.arange(x.shape[0])[:, None], k],
    )


def add_is_not_add_at(x, m):
    z = np.zeros_like(x)
    np.add.at(z, m, x)
    np.subtract.at(z, (m, slice(None, 1)), 1.0)
    return z


def unit_axes(row, column, one, x):
    z = np.zeros((1, x.shape[1]))
    z[0] = row
    z += row
    return (
        z,
        row[0],
        row[-1],
        column[:, 0],
        column[:, -1],
        one[0, 0],
        row + column,
        one * x,
        row @ x.T,
        column.T @ x,
        row.sum(axis=0),
        x @ row.T,
        row[:1],
        row[::-1],
        np.squeeze(one),
    )


def tiled(v, p, x):
    z = np.tile(v, (2, 1))
    z[1] = 0
    r = np.repeat(x, 2, axis=0)
    r[0] = 9
    return (
        z,
        np.tile(p, 3),
        np.tile(v, (2, 2)),
        np.repeat(p, 2, axis=1),
        r,
        np.tile(x, (x.shape[0], 1, 1)),
    )


def product_axes(p, h, e, wp):
    heads = p.reshape(-1, h.shape[0], e.shape[0])
    back = heads.reshape(p.shape)
    lead = heads.transpose(1, 0, 2)
    again = lead.transpose(1, 0, 2).reshape(p.shape[0], -1)
    return (
        heads * e + h[:, None],
        back + p,
        again * 2,
        p @ wp,
        heads.sum(axis=1),
        p.sum(axis=1),
        p.max(axis=1, keepdims=True),
        p - p.mean(axis=-1, keepdims=True),
        p.T @ p,
        lead @ lead.swapaxes(1, 2),
        np.einsum("nd,dm->nm", p, wp),
        np.outer(p, e),
        np.diag(wp[:, 0]),
        p * np.ones(p.shape),
        np.where(p > 0, p, 0.0),
        wp.reshape(h.shape[0], e.shape[0], -1)[0, 0],
    )


def assigned_product(p, h, e):
    z = np.zeros(p.shape)
    z[...] = p
    z[0] = 1
    w = np.empty((p.shape[0], h.shape[0], e.shape[0]))
    w[:] = p.reshape(w.shape)
    w[:, 0] = e
    w[..., 0] = h
    w[p.reshape(w.shape) > 0] = 2
    return z, w, w.reshape(p.shape) + z


def sizes_and_numbers(x):
    n, d = x.shape
    return (
        x / n,
        x * d - 1,
        x * (n * d) ** -0.5,
        np.sqrt(d) * x,
        x / float(n),
        x + len(x),
        x * int(d),
        float(x.sum()) * x,
        np.full((n, d), n),
        np.full((d,), 0.5),
        x.size * x,
        round(2.5) * x,
        np.mean(x) * n,
    )


MORE = {
    f.__name__: (f, names)
    for f, *names in [
        (rebound, "x"),
        (view_before, "x"),
        (view_of_a_view, "T"),
        (reshaped, "T"),
        (split_axis, "p", "h", "e"),
        (copies, "x", "k"),
        (out_is_seen, "x", "y"),
        (columns, "t3"),
        (fancy_add, "x", "m"),
        (diagonal_set, "A", "w"),
        (stacked_pick, "B", "k", "m"),
        (plain_indices, "f", "x"),
        (masked_rows, "T", "mk"),
        (truth_in_place, "mk", "x"),
        (counted, "mk", "x"),
        (gates, "gate4", "x"),
        (products_at_zero, "p"),
        (triangles, "A", "B"),
        (rectangular, "x"),
        (slices, "f", "t3"),
        (labelled, "m", "c4"),
        (equal_labels, "j"),
        (joined, "x", "y", "v", "f", "t3"),
        (reductions, "T", "pos"),
        (powers, "pos", "x"),
        (whole_numbers, "x", "mk"),
        (specials, "x", "pos"),
        (stacks, "T", "B", "x", "v", "f"),
        (read_onlys, "A", "w"),
        (einsum_view, "A"),
        (rows_of, "f"),
        (joined_index, "x", "k", "m"),
        (add_is_not_add_at, "x", "m"),
        (unit_axes, "row", "column", "one", "x"),
        (tiled, "v", "p", "x"),
        (product_axes, "p", "h", "e", "wp"),
        (assigned_product, "p", "h", "e"),
        (sizes_and_numbers, "x"),
    ]
}
