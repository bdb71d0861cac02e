"""The subject: layers, losses, networks and training in plain NumPy.

Every layer is one function that returns its value and a pullback.
Nothing here knows SymPy; the prover runs this very code on symbols.
"""

from backproof.nn.activations import elementwise, identity, relu, sigmoid, softmax, tanh
from backproof.nn.data import Digits, digits, one_hot
from backproof.nn.doors import Array
from backproof.nn.init import initial_parameters
from backproof.nn.layers.affine import affine
from backproof.nn.layers.softplus import softplus
from backproof.nn.losses import binary_cross_entropy, half_squared_error, softmax_cross_entropy
from backproof.nn.network import Network, network, with_loss
from backproof.nn.shapes import Arr, Layer
from backproof.nn.training import History, accuracy, train, update

__all__ = [
    "Arr",
    "Array",
    "Digits",
    "History",
    "Layer",
    "Network",
    "accuracy",
    "affine",
    "binary_cross_entropy",
    "digits",
    "elementwise",
    "half_squared_error",
    "identity",
    "initial_parameters",
    "network",
    "one_hot",
    "relu",
    "sigmoid",
    "softmax",
    "softmax_cross_entropy",
    "softplus",
    "tanh",
    "train",
    "update",
    "with_loss",
]
