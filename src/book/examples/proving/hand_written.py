"""Forward and backward passes as readers write them: right ones, wrong ones, and awkward ones."""

# ruff: noqa: ARG001, D102
# A backward pass is handed every input of its forward pass, and need not use them all.

from typing import Any

import numpy as np


def softplus(z: Any) -> tuple[Any, Any]:
    """Give log(1 + exp z) and its pullback: a layer as a reader would write it."""

    def pullback(g: Any) -> tuple[Any, ...]:
        return (g / (1 + np.exp(-z)),)

    return np.logaddexp(0, z), pullback


def forward(x: Any, W: Any, b: Any) -> Any:
    """Weigh and shift."""
    return x @ W.T + b


def backward(g: Any, x: Any, W: Any, b: Any) -> tuple[Any, ...]:
    """Give the gradients of `forward`."""
    return g @ W, g.T @ x, g.sum(axis=0)


def backward_with_mean(g: Any, x: Any, W: Any, b: Any) -> tuple[Any, ...]:
    """Give them with one mistake: a mean where the sum belongs."""
    return g @ W, g.T @ x, g.mean(axis=0)


def backward_with_sign(g: Any, x: Any, W: Any, b: Any) -> tuple[Any, ...]:
    """Give them with the sign of the weights' gradient turned round."""
    return g @ W, -g.T @ x, g.sum(axis=0)


def backward_doubled(g: Any, x: Any, W: Any, b: Any) -> tuple[Any, ...]:
    """Give them with a factor of 2 that nothing justifies."""
    return 2 * g @ W, g.T @ x, g.sum(axis=0)


def backward_transposed(g: Any, x: Any, W: Any, b: Any) -> tuple[Any, ...]:
    """Give the weights' gradient as (D, K), where W is (K, D)."""
    return g @ W, x.T @ g, g.sum(axis=0)


def backward_without_bias(g: Any, x: Any, W: Any, b: Any) -> tuple[Any, ...]:
    """Give None where the gradient of the bias belongs."""
    return g @ W, g.T @ x, None


def backward_in_place(g: Any, x: Any, W: Any, b: Any) -> tuple[Any, ...]:
    """Write into an input."""
    x *= 2
    return g @ W, g.T @ x / 2, g.sum(axis=0)


def backward_of_two(g: Any, x: Any, W: Any, b: Any) -> tuple[Any, ...]:
    """Forget one of the three."""
    return g @ W, g.T @ x


def add(a: Any, b: Any) -> Any:
    """Add two arrays."""
    return a + b


def backward_of_add(g: Any, a: Any, b: Any) -> tuple[Any, ...]:
    """Hand out one and the same array twice."""
    return g, g


def backward_without_slope(g: Any, z: Any) -> tuple[Any, ...]:
    """Hand the upstream gradient through a sigmoid, and forget the sigmoid's slope."""
    return (g,)


def cross_entropy(z: Any, t: Any) -> Any:
    """Give the mean cross-entropy of softmax(z) with the labels t."""
    shifted = z - z.max(axis=1, keepdims=True)
    log_p = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    return -log_p[np.arange(len(t)), t].mean()


def backward_of_cross_entropy(g: Any, z: Any, t: Any) -> Any:
    """Give its gradient by z."""
    p = np.exp(z - z.max(axis=1, keepdims=True))
    p /= p.sum(axis=1, keepdims=True)
    p[np.arange(len(t)), t] -= 1
    return g * p / len(t)


def gated(c: Any, u: Any) -> Any:
    """Keep some of c and let in some of u, by a forget gate and an input gate."""
    f, i, new = np.split(u, 3, axis=1)
    return c / (1 + np.exp(-f)) + np.tanh(new) / (1 + np.exp(-i))


def backward_of_gated(g: Any, c: Any, u: Any) -> tuple[Any, ...]:
    """Give the gradients of `gated`."""
    f, i, new = np.split(u, 3, axis=1)
    f, i, new = 1 / (1 + np.exp(-f)), 1 / (1 + np.exp(-i)), np.tanh(new)
    du = [c * f * (1 - f), new * i * (1 - i), i * (1 - new**2)]
    return g * f, np.concatenate([g * d for d in du], axis=1)


def dropout(x: Any, mask: Any) -> Any:
    """Drop a fifth of the entries; the mask is drawn outside."""
    return x * mask / 0.8


def backward_of_dropout(g: Any, x: Any, mask: Any) -> Any:
    """Give its gradient by x."""
    return g * mask / 0.8


RNG = np.random.default_rng(0)


def adding_up(x: Any) -> Any:
    """Add each gradient to those of the calls before."""
    total = np.zeros_like(x)

    def pullback(g: Any) -> Any:
        total[...] += 2 * g * x
        return total.copy()

    return x * x, pullback


def into_a_buffer(x: Any) -> Any:
    """Return the same memory at every call."""
    buffer = np.empty_like(x)

    def pullback(g: Any) -> Any:
        return np.multiply(2 * g, x, out=buffer)

    return x * x, pullback


def dropout_drawn_inside(x: Any) -> Any:
    """Drop entries by a generator that goes on from call to call."""
    return x * RNG.binomial(1, 0.8, x.shape) / 0.8


def gelu(x: Any) -> tuple[Any, Any]:
    """Give GELU by its usual approximation with tanh."""
    c = np.sqrt(2 / np.pi)
    t = np.tanh(c * (x + 0.044715 * x**3))

    def pullback(g: Any) -> tuple[Any, ...]:
        slope = 0.5 * (1 + t) + 0.5 * x * (1 - t**2) * c * (1 + 0.134145 * x**2)
        return (g * slope,)

    return 0.5 * x * (1 + t), pullback


def standardized(x: Any, b: Any) -> Any:
    """Shift the columns, then bring them to mean 0 and variance 1."""
    z = x + b
    return (z - z.mean(axis=0)) / np.sqrt(z.var(axis=0) + 1e-5)


def backward_of_standardized(g: Any, x: Any, b: Any) -> tuple[Any, ...]:
    """Give the gradients of `standardized`; the bias has none that is not 0."""
    z = x + b
    sigma = np.sqrt(z.var(axis=0) + 1e-5)
    h = (z - z.mean(axis=0)) / sigma
    return (g - g.mean(axis=0) - h * (g * h).mean(axis=0)) / sigma, np.zeros_like(b)


def backward_without_epsilon(g: Any, x: Any, b: Any) -> tuple[Any, ...]:
    """Give them as if no epsilon stood below the root."""
    z = x + b
    sigma = np.sqrt(z.var(axis=0))
    h = (z - z.mean(axis=0)) / sigma
    return (g - g.mean(axis=0) - h * (g * h).mean(axis=0)) / sigma, np.zeros_like(b)


def squares_in_a_loop(x: Any) -> tuple[Any, Any]:
    """Sum all squares; the pullback fills a buffer row by row."""

    def pullback(g: Any) -> tuple[Any, ...]:
        dx = np.zeros(x.shape)
        for n in range(len(x)):
            dx[n] = 2 * g * x[n]
        return (dx,)

    return (x**2).sum(), pullback


def squares(x: Any) -> tuple[Any, Any]:
    """Sum all squares, the whole batch at once."""

    def pullback(g: Any) -> tuple[Any, ...]:
        return (2 * g * x,)

    return (x**2).sum(), pullback


class Linear:
    """A layer that keeps what its backward pass needs, as many are written."""

    def forward(self, x: Any, W: Any) -> Any:
        self.x, self.W = x, W
        return x @ W.T

    def backward(self, g: Any) -> tuple[Any, Any]:
        dW = np.zeros_like(self.W)
        for n in range(len(g)):
            dW += np.outer(g[n], self.x[n])
        return g @ self.W, dW


def sawtooth(x: Any) -> tuple[Any, Any]:
    """Square the distance to the next whole number below."""

    def pullback(g: Any) -> tuple[Any, ...]:
        return (2 * g * (x - np.floor(x)),)

    return (x - np.floor(x)) ** 2, pullback


def sine_squared(x: Any) -> tuple[Any, Any]:
    """Square the sine; the pullback is right, by an identity that the prover does not know."""

    def pullback(g: Any) -> tuple[Any, ...]:
        return (g * np.sin(2 * x),)

    return np.sin(x) ** 2, pullback


def product(x: Any) -> tuple[Any, Any]:
    """Multiply the entries of each row; the pullback divides by an entry, which may be 0."""
    y = x.prod(axis=1, keepdims=True)

    def pullback(g: Any) -> tuple[Any, ...]:
        return (g * y / x,)

    return y, pullback


def constant(x: Any) -> tuple[Any, Any]:
    """Forget the input; any gradient of 0 is right, and says nothing."""

    def pullback(g: Any) -> tuple[Any, ...]:
        return (0 * g * x,)

    return (0 * x).sum(), pullback
