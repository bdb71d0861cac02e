"""A network of any depth: forward is a fold over layers, backward the pullbacks in reverse."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Self

import numpy as np
from numpy.typing import DTypeLike

from backproof.nn.doors import Array, fit, numbers
from backproof.nn.init import Scheme, Seed, glorot, initial_parameters
from backproof.nn.layers.affine import affine
from backproof.nn.losses import binary_cross_entropy, softmax_cross_entropy
from backproof.nn.shapes import Cotangents, Layer, Pullback


def affine_on_data(x: Any, W: Any, b: Any) -> tuple[Any, Pullback]:
    """Do as `affine` does where x is data: nobody asks for the gradient by x, so None is given.

    Math     z = x Wᵀ + b
    Domain   everywhere
    Source   the affine layer; in the first layer of a network this spares one product of three
    """
    z, _ = affine(x, W, b)

    def pullback(g: Any) -> Cotangents:
        return None, g.T @ x, g.sum(axis=0)

    return z, pullback


def network(*activations: Layer, first: Layer = affine) -> Layer:
    """Make one layer of many: affine and activation, once for each activation.

    The first affine layer may be another, such as `affine_on_data`.

    Math     zˡ = aˡ⁻¹ Wˡᵀ + bˡ,  aˡ = σˡ(zˡ),  a⁰ = x
    Domain   that of the activations
    Source   Nielsen 2015, ch. 2, 'The backpropagation algorithm'
    """

    def net(x: Any, *parameters: Any) -> tuple[Any, Pullback]:
        a, pullbacks, weigh = x, [], first
        for activation, W, b in zip(activations, parameters[::2], parameters[1::2], strict=True):
            z, affine_pullback = weigh(a, W, b)
            a, activation_pullback = activation(z)
            weigh = affine
            pullbacks.append((affine_pullback, activation_pullback))

        def pullback(g: Any) -> Cotangents:
            gradients: Cotangents = ()
            for affine_pullback, activation_pullback in reversed(pullbacks):
                (delta,) = activation_pullback(g)
                g, dW, db = affine_pullback(delta)
                gradients = (dW, db, *gradients)
            return (g, *gradients)

        return a, pullback

    return net


def with_loss(net: Layer, loss: Layer) -> Layer:
    """Put a loss on top of a network: from input, target and parameters to the cost.

    Math     C = loss(net(x, W¹, b¹, ...), y)
    Domain   that of the network and the loss
    Source   the chain rule
    """

    def cost(x: Any, y: Any, *parameters: Any) -> tuple[Any, Pullback]:
        a, net_pullback = net(x, *parameters)
        C, loss_pullback = loss(a, y)

        def pullback(g: Any) -> Cotangents:
            da, dy = loss_pullback(g)
            dx, *gradients = net_pullback(da)
            return (dx, dy, *gradients)

        return C, pullback

    return cost


@dataclass(frozen=True, eq=False)
class Network:
    """A network with its loss and its parameters W1, b1, W2, b2, ...; never changed in place.

    It computes in the float type of its parameters, whatever the type of its data.

    >>> from backproof.nn import half_squared_error, identity
    >>> net = Network((identity,), half_squared_error, ([[2.0]], [1.0]))
    >>> net.predict([[3.0]])
    array([[7.]])
    >>> C, (dW, db) = net.gradients([[3.0]], [[5.0]])
    >>> float(C), dW.tolist(), db.tolist()
    (2.0, [[6.0]], [2.0])
    """

    activations: tuple[Layer, ...]
    loss: Layer
    parameters: tuple[Array, ...]

    def __post_init__(self) -> None:
        """Check the parameters against each other, and keep copies that nobody can write to."""
        layers = len(self.activations)
        if not layers or len(self.parameters) != 2 * layers:
            message = (
                f"Network: got {len(self.parameters)} parameters for {layers} activations, "
                "wanted a W and a b for each of one or more activations"
            )
            raise ValueError(message)
        kept, width = [], None
        for index, (W, b) in enumerate(
            zip(self.parameters[::2], self.parameters[1::2], strict=True), start=1
        ):
            where = f"layer {index} (affine)"
            W, b = numbers(where, "W", W).copy(), numbers(where, "b", b).copy()  # noqa: PLW2901
            width = W.shape[-1] if width is None and W.ndim else width
            fit(where, affine, {"x": np.empty((1, width or 1)), "W": W, "b": b})
            kept += [W, b]
            width = len(b)
        dtype = np.result_type(*kept)
        kept = [p.astype(dtype, copy=False) for p in kept]
        for p in kept:
            p.flags.writeable = False
        object.__setattr__(self, "activations", tuple(self.activations))
        object.__setattr__(self, "parameters", tuple(kept))

    @classmethod
    def initial(
        cls,
        sizes: Sequence[int],
        activations: Sequence[Layer],
        loss: Layer,
        *,
        seed: Seed,
        scheme: Scheme = glorot,
        dtype: DTypeLike = np.float64,
    ) -> Self:
        """Draw a network of these layer sizes, input first; np.float32 is the quicker type."""
        drawn = initial_parameters(sizes, seed, scheme)
        return cls(tuple(activations), loss, tuple(p.astype(dtype) for p in drawn))

    @property
    def sizes(self) -> tuple[int, ...]:
        """The number of inputs, then the number of neurons of every layer."""
        return (self.parameters[0].shape[1], *(len(b) for b in self.parameters[1::2]))

    @property
    def dtype(self) -> np.dtype[Any]:
        """The float type of all parameters."""
        return self.parameters[0].dtype

    def with_parameters(self, parameters: Sequence[Array]) -> Self:
        """Give the same network with other parameters."""
        return replace(self, parameters=tuple(parameters))

    def accepts(self, x: object) -> Array:
        """Take an input batch, or refuse it."""
        x = numbers("layer 1 (affine)", "x", x, self.dtype)
        W, b = self.parameters[:2]
        fit("layer 1 (affine)", affine, {"x": x, "W": W, "b": b})
        return x

    def accepts_pair(self, x: object, y: object) -> tuple[Array, Array]:
        """Take an input batch with its targets, or refuse them."""
        where = getattr(self.loss, "__name__", "loss")
        x, y = self.accepts(x), numbers(where, "y", y, self.dtype)
        wanted = (len(x), self.sizes[-1])
        if y.shape != wanted:
            message = f"{where}: y has shape {y.shape}, wanted (N, K) = {wanted} as the output has"
            raise ValueError(message)
        if self.loss is binary_cross_entropy and (y.min() < 0 or y.max() > 1):
            message = f"{where}: y runs from {y.min()} to {y.max()}, wanted 0 to 1"
            raise ValueError(message)
        if self.loss is softmax_cross_entropy and (
            y.min() < 0 or not np.allclose(y.sum(axis=1), 1, rtol=0, atol=1e-6)
        ):
            message = f"{where}: wanted rows of y that are not negative and sum to 1"
            raise ValueError(message)
        return x, y

    def predict(self, x: object) -> Array:
        """Give the output of the last layer."""
        a: Array = network(*self.activations)(self.accepts(x), *self.parameters)[0]
        return a

    def cost(self, x: object, y: object) -> float:
        """Give the cost of a batch."""
        x, y = self.accepts_pair(x, y)
        C, _ = self.cost_layer(x, y, *self.parameters)
        return float(C)

    def gradients(self, x: object, y: object) -> tuple[float, tuple[Array, ...]]:
        """Give the cost of a batch, and its gradient by W1, b1, W2, b2, ..."""
        x, y = self.accepts_pair(x, y)
        C, pullback = with_loss(self.training_layer, self.loss)(x, y, *self.parameters)
        _, _, *gradients = pullback(1)
        return float(C), tuple(gradients)

    @property
    def cost_layer(self) -> Layer:
        """The bare layer `f(x, y, W1, b1, ...)` under this network, without a door."""
        return with_loss(network(*self.activations), self.loss)

    @property
    def training_layer(self) -> Layer:
        """The bare layer `f(x, W1, b1, ...)` that is trained: None for the gradient by x."""
        return network(*self.activations, first=affine_on_data)
