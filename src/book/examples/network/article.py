"""The example of the article: one weight, sigmoid and cross-entropy, and one step of descent."""

from dataclasses import dataclass

import numpy as np

from backproof.nn import affine, binary_cross_entropy, sigmoid, update


@dataclass(frozen=True)
class Article:
    """Forward, backward and one update, and the article's own numbers beside them."""

    x: float
    w: float
    y: float
    z: float
    a: float
    loss: float
    dz: float
    dw: float
    learning_rate: float
    step: float
    new_w: float
    new_z: float
    new_a: float
    new_loss: float
    claimed_a: float
    claimed_loss: float
    claimed_dz: float
    claimed_dw: float
    largest_gap: float
    claims_hold: bool


@dataclass(frozen=True)
class OtherTarget:
    """The slope of the article's loss -y log a, beside a - y, for a target other than 1."""

    y: float
    a: float
    slope_of_half_the_loss: float
    slope_of_the_whole_loss: float
    a_minus_y: float


def _forward(x: float, w: float, y: float) -> tuple[float, float, float, float, float]:
    z, affine_pullback = affine(np.array([[x]]), np.array([[w]]), np.zeros(1))
    C, loss_pullback = binary_cross_entropy(z, np.array([[y]]))
    delta, _ = loss_pullback(1)
    _, dW, _ = affine_pullback(delta)
    return z.item(), sigmoid(z)[0].item(), float(C), delta.item(), dW.item()


def run(learning_rate: float = 1.0) -> Article:
    """Compute the article's example and one update with this learning rate.

    With y = 1 the binary cross-entropy is the -y log a that the article writes.
    """
    x, w, y = 0.5, 0.8, 1.0
    z, a, loss, dz, dw = _forward(x, w, y)
    new_w = update([np.array(w)], [np.array(dw)], learning_rate)[0].item()
    new_z, new_a, new_loss, _, _ = _forward(x, new_w, y)
    # The article gives its loss with three decimals, the rest with four.
    claimed = {"a": (0.5987, a, 4), "loss": (0.513, loss, 3)}
    claimed |= {"dz": (-0.4013, dz, 4), "dw": (-0.2007, dw, 4)}
    return Article(
        x, w, y, z, a, loss, dz, dw, learning_rate,
        step=new_w - w,
        new_w=new_w, new_z=new_z, new_a=new_a, new_loss=new_loss,
        claimed_a=claimed["a"][0], claimed_loss=claimed["loss"][0],
        claimed_dz=claimed["dz"][0], claimed_dw=claimed["dw"][0],
        largest_gap=max(abs(c - true) for c, true, _ in claimed.values()),
        claims_hold=all(round(true, places) == c for c, true, places in claimed.values()),
    )  # fmt: skip


def other_target(y: float = 0.0) -> OtherTarget:
    """Take another target: -y log a alone no longer has the slope a - y, the whole loss has."""
    z, a, _, dz, _ = _forward(0.5, 0.8, y)
    (half,) = sigmoid(np.array([[z]]))[1](np.array([[0 - y / a]]))
    return OtherTarget(y, a, half.item(), dz, a - y)
