"""Whole models with their backward passes by hand, at any depth: what a proof for all sizes meets.

Each builder gives a model: a layer, the shapes of its inputs in letters, and how those are drawn
that are not any real numbers. So `prove(model.layer, model.shapes, sample=model.sample)`.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from book.examples import gpt


class Model(NamedTuple):
    """A layer that gives (y, pullback), its inputs in order, and their samples."""

    layer: Callable[..., Any]
    shapes: dict[str, tuple[Any, ...]]
    sample: dict[str, str] = {}  # noqa: RUF012 - nobody writes into it


def sigmoid(z: Any) -> Any:
    return 1 / (1 + np.exp(-z))


#: The function, and its slope by its output.
ACTIVATIONS = {
    "sigmoid": (sigmoid, lambda a: a * (1 - a)),
    "tanh": (np.tanh, lambda a: 1 - a**2),
}


def numbered(shapes: dict[str, tuple[Any, ...]], count: int) -> dict[str, tuple[Any, ...]]:
    """Give so many copies of these inputs, with their number at the end of the name."""
    return {f"{n}_{i}": s for i in range(1, count + 1) for n, s in shapes.items()}


def dense(activation: str, layers: int) -> Model:
    """A dense network; all widths but the first and the last share one letter."""
    f, slope = ACTIVATIONS[activation]

    def layer(x: Any, *parameters: Any) -> Any:
        weights, shifts = parameters[::2], parameters[1::2]
        a = [x]
        for W, b in zip(weights, shifts, strict=True):
            a.append(f(a[-1] @ W.T + b))

        def pullback(g: Any) -> Any:
            out: list[Any] = []
            for l in reversed(range(layers)):
                delta = g * slope(a[l + 1])
                out = [delta.T @ a[l], delta.sum(axis=0), *out]
                g = delta @ weights[l]
            return g, *out

        return a[-1], pullback

    widths = ["D", *["H"] * (layers - 1), "K"]
    shapes: dict[str, tuple[Any, ...]] = {"x": ("N", "D")}
    for l in range(1, layers + 1):
        shapes |= {f"W{l}": (widths[l], widths[l - 1]), f"b{l}": (widths[l],)}
    return Model(layer, shapes)


def transformer(blocks: int) -> Model:
    """Blocks of a transformer, one after the other: causal attention and MLP as in GPT-2."""
    size = len(gpt.BLOCK)

    def layer(x: Any, *parameters: Any) -> Any:
        pulls = []
        for first in range(0, len(parameters), size):
            x, pull = gpt.block(x, *parameters[first : first + size])
            pulls.append(pull)

        def pullback(g: Any) -> Any:
            out: list[Any] = []
            for pull in reversed(pulls):
                g, *own = pull(g)
                out = own + out
            return g, *out

        return x, pullback

    return Model(layer, {"x": ("N", "T", "D"), **numbered(gpt.BLOCK, blocks)})


def language_model(blocks: int) -> Model:
    """The whole model in the shape of GPT-2."""
    return Model(gpt.gpt(blocks), gpt.shapes(blocks), gpt.SAMPLE)


def batch_norm(x: Any, gain: Any, shift: Any) -> Any:
    centred = x - x.mean(axis=0)
    r = 1 / np.sqrt((centred**2).mean(axis=0) + 1e-5)
    h = centred * r

    def pullback(g: Any) -> Any:
        dgain, dshift = (g * h).sum(axis=0), g.sum(axis=0)
        N = x.shape[0]
        return gain * r * (g - dshift / N - h * dgain / N), dgain, dshift

    return gain * h + shift, pullback


def residual(layers: int) -> Model:
    """Residual layers, x + W relu(batch norm(x)) + b."""
    size = 4

    def layer(x: Any, *parameters: Any) -> Any:
        kept = []
        for first in range(0, len(parameters), size):
            gain, shift, W, b = parameters[first : first + size]
            z, pull = batch_norm(x, gain, shift)
            a = np.maximum(z, 0)
            x = x + a @ W.T + b
            kept.append((z, a, W, pull))

        def pullback(g: Any) -> Any:
            out: list[Any] = []
            for z, a, W, pull in reversed(kept):
                dW, db = g.T @ a, g.sum(axis=0)
                dx, dgain, dshift = pull((g @ W) * (z > 0))
                g = g + dx
                out = [dgain, dshift, dW, db, *out]
            return g, *out

        return x, pullback

    own = {"gain": ("D",), "shift": ("D",), "W": ("D", "D"), "b": ("D",)}
    return Model(layer, {"x": ("N", "D"), **numbered(own, layers)})


def rnn(steps: int) -> Model:
    """A recurrent network with tanh; the output is the last state."""

    def layer(x: Any, h0: Any, Wx: Any, Wh: Any, b: Any) -> Any:
        h = [h0]
        for t in range(steps):
            h.append(np.tanh(x[:, t] @ Wx.T + h[t] @ Wh.T + b))

        def pullback(g: Any) -> Any:
            dx, dWx, dWh, db = (np.zeros_like(a) for a in (x, Wx, Wh, b))
            for t in reversed(range(steps)):
                dz = g * (1 - h[t + 1] ** 2)
                dx[:, t] = dz @ Wx
                dWx += dz.T @ x[:, t]
                dWh += dz.T @ h[t]
                db += dz.sum(axis=0)
                g = dz @ Wh
            return dx, g, dWx, dWh, db

        return h[-1], pullback

    shapes = {"x": ("N", steps, "D"), "h0": ("N", "H"), "Wx": ("H", "D"), "Wh": ("H", "H")}
    return Model(layer, {**shapes, "b": ("H",)})


def lstm(steps: int) -> Model:
    """An LSTM; the output has the states of all steps. Gates stand in the order i, f, o, u."""

    def layer(x: Any, h: Any, c: Any, Wx: Any, Wh: Any, b: Any) -> Any:
        H = h.shape[1]
        kept, states = [], []
        for t in range(steps):
            z = x[:, t] @ Wx.T + h @ Wh.T + b
            i, f, o = sigmoid(z[:, :H]), sigmoid(z[:, H : 2 * H]), sigmoid(z[:, 2 * H : 3 * H])
            u = np.tanh(z[:, 3 * H :])
            before = h, c
            c = f * c + i * u
            tanh_c = np.tanh(c)
            h = o * tanh_c
            kept.append((*before, i, f, o, u, tanh_c))
            states.append(h)

        def pullback(g: Any) -> Any:
            dWx, dWh, db = np.zeros_like(Wx), np.zeros_like(Wh), np.zeros_like(b)
            dh, dc = np.zeros_like(h), np.zeros_like(c)
            dx = []
            for t in reversed(range(steps)):
                h_before, c_before, i, f, o, u, tanh_c = kept[t]
                dh = dh + g[:, t]
                dc = dc + dh * o * (1 - tanh_c**2)
                di, df, do, du = dc * u, dc * c_before, dh * tanh_c, dc * i
                slopes = di * i * (1 - i), df * f * (1 - f), do * o * (1 - o), du * (1 - u**2)
                dz = np.concatenate(slopes, axis=1)
                dx.append(dz @ Wx)
                dWx, dWh, db = dWx + dz.T @ x[:, t], dWh + dz.T @ h_before, db + dz.sum(axis=0)
                dh, dc = dz @ Wh, dc * f
            return np.stack(dx[::-1], axis=1), dh, dc, dWx, dWh, db

        return np.stack(states, axis=1), pullback

    shapes = {"x": ("N", steps, "D"), "h": ("N", "H"), "c": ("N", "H"), "Wx": ("4*H", "D")}
    return Model(layer, {**shapes, "Wh": ("4*H", "H"), "b": ("4*H",)})


def swiglu() -> Model:
    """RMS norm, then an MLP whose one half is the gate of the other, as in LLaMA."""

    def layer(x: Any, gain: Any, Wg: Any, Wu: Any, Wd: Any) -> Any:
        r = 1 / np.sqrt((x**2).mean(axis=-1, keepdims=True) + 1e-6)
        n = x * r
        h = n * gain
        a, u = h @ Wg.T, h @ Wu.T
        s = sigmoid(a)
        m = a * s * u

        def pullback(g: Any) -> Any:
            dm = g @ Wd
            du = dm * a * s
            da = dm * u * (s + a * s * (1 - s))
            dh = da @ Wg + du @ Wu
            dn = dh * gain
            dx = g + r * (dn - n * (dn * n).mean(axis=-1, keepdims=True))
            return dx, (dh * n).sum(axis=0), da.T @ h, du.T @ h, g.T @ m

        return x + m @ Wd.T, pullback

    shapes = {"x": ("N", "D"), "gain": ("D",), "Wg": ("F", "D"), "Wu": ("F", "D")}
    return Model(layer, {**shapes, "Wd": ("D", "F")})


def autoencoder() -> Model:
    """Tied weights: W takes the input in and W.T brings it back."""

    def layer(x: Any, W: Any, b: Any, c: Any) -> Any:
        h = np.tanh(x @ W.T + b)
        error = h @ W + c - x

        def pullback(g: Any) -> Any:
            dy = 2 * g * error / x.size
            dz = (dy @ W.T) * (1 - h**2)
            return dz @ W - dy, dz.T @ x + h.T @ dy, dz.sum(axis=0), dy.sum(axis=0)

        return (error**2).mean(), pullback

    return Model(layer, {"x": ("N", "D"), "W": ("H", "D"), "b": ("H",), "c": ("D",)})


def two_losses() -> Model:
    """Classes and a number from one trunk, with alpha and beta as the weights of their losses."""

    def layer(x: Any, t: Any, y: Any, alpha: Any, beta: Any, *parameters: Any) -> Any:
        W, b, Wc, bc, w = parameters
        N, K = x.shape[0], bc.shape[0]
        h = np.tanh(x @ W.T + b)
        z = h @ Wc.T + bc
        shifted = z - z.max(axis=1, keepdims=True)
        logP = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
        one_hot = np.eye(K)[t]
        A = -(one_hot * logP).sum() / N
        error = h @ w - y
        B = (error**2).sum() / N

        def pullback(g: Any) -> Any:
            dz = g * alpha * (np.exp(logP) - one_hot) / N
            derror = g * beta * 2 * error / N
            da = (dz @ Wc + derror[:, None] * w) * (1 - h**2)
            trunk = da.T @ x, da.sum(axis=0)
            return da @ W, None, -derror, g * A, g * B, *trunk, dz.T @ h, dz.sum(axis=0), derror @ h

        return alpha * A + beta * B, pullback

    data = {"x": ("N", "D"), "t": ("N",), "y": ("N",), "alpha": (), "beta": ()}
    trunk = {"W": ("H", "D"), "b": ("H",)}
    heads = {"Wc": ("K", "H"), "bc": ("K",), "w": ("H",)}
    return Model(layer, {**data, **trunk, **heads}, {"t": "labels:bc[0]"})


#: What has a depth, by name: the builder takes the number of layers, blocks or steps.
DEEP: dict[str, Callable[[int], Model]] = {
    "sigmoid": lambda n: dense("sigmoid", n),
    "tanh": lambda n: dense("tanh", n),
    "transformer": transformer,
    "gpt": language_model,
    "residual": residual,
    "rnn": rnn,
    "lstm": lstm,
}
#: And what has none.
FLAT: dict[str, Callable[[], Model]] = {
    "swiglu": swiglu,
    "autoencoder": autoencoder,
    "two_losses": two_losses,
}
