"""The subject: layers, losses, networks and training in plain NumPy.

Every layer is one function that returns its value and a pullback.
Nothing here knows SymPy; the prover runs this very code on symbols.
"""

from backproof.nn.activations import elementwise, identity, relu, sigmoid, softmax, tanh
from backproof.nn.layers.affine import affine
from backproof.nn.losses import binary_cross_entropy, half_squared_error, softmax_cross_entropy
from backproof.nn.network import Network, network, with_loss
from backproof.nn.training import History, train

__all__ = [
    "History",
    "Network",
    "affine",
    "binary_cross_entropy",
    "elementwise",
    "half_squared_error",
    "identity",
    "network",
    "relu",
    "sigmoid",
    "softmax",
    "softmax_cross_entropy",
    "tanh",
    "train",
    "with_loss",
]
