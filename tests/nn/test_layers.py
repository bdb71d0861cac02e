"""Every layer that `backproof.nn` defines is found here, and its pullback held against numbers."""

import importlib
import inspect
import math
import pkgutil
from decimal import Decimal, localcontext

import numpy as np
import pytest

import backproof.nn
from backproof.nn import (
    affine,
    binary_cross_entropy,
    elementwise,
    half_squared_error,
    identity,
    relu,
    sigmoid,
    softmax,
    softmax_cross_entropy,
    tanh,
)
from backproof.nn.shapes import Arr, output_shape_of, shapes_of

SIZES = {
    "one example": {"N": 1, "D": 3, "K": 2},
    "all equal": {"N": 3, "D": 3, "K": 3},
    "all different": {"N": 4, "D": 2, "K": 5},
    "all one": {"N": 1, "D": 1, "K": 1},
}


def found_layers():
    """Find every public function whose arguments all carry shapes."""
    modules = pkgutil.walk_packages(backproof.nn.__path__, "backproof.nn.")
    for module in [importlib.import_module(m.name) for m in modules]:
        for name, f in inspect.getmembers(module, inspect.isfunction):
            own = f.__module__ == module.__name__ and not name.startswith("_")
            if own and shapes_of(f) and list(shapes_of(f)) == list(inspect.signature(f).parameters):
                yield f


LAYERS = {f.__name__: f for f in found_layers()} | {"elementwise": elementwise(np.sin, np.cos)}


def draw(layer, sizes, seed=1):
    """Draw inputs of the shapes in a layer's signature, away from the kink at 0."""
    rng = np.random.default_rng(seed)
    shapes = [[sizes[letter] for letter in ls] for ls in shapes_of(layer).values()]
    normal = [rng.normal(size=shape) for shape in shapes]
    return [a + np.copysign(0.1, a) for a in normal]


def test_discovery_finds_the_layers_that_the_package_is_about():
    expected = {affine, identity, sigmoid, tanh, relu, softmax}
    expected |= {half_squared_error, binary_cross_entropy, softmax_cross_entropy}
    assert not expected - set(LAYERS.values())


@pytest.mark.parametrize("sizes", SIZES.values(), ids=SIZES)
@pytest.mark.parametrize("layer", LAYERS.values(), ids=LAYERS)
def test_pullback_is_the_derivative(layer, sizes, gradient_faults):
    assert gradient_faults(layer, draw(layer, sizes)) == []


@pytest.mark.parametrize("sizes", SIZES.values(), ids=SIZES)
@pytest.mark.parametrize("layer", LAYERS.values(), ids=LAYERS)
def test_shapes_are_those_of_the_signature(layer, sizes):
    arrays = draw(layer, sizes)
    value, pullback = layer(*arrays)
    assert np.shape(value) == tuple(sizes[letter] for letter in output_shape_of(layer))
    assert list(shapes_of(pullback).values()) == [output_shape_of(layer)]
    cotangents = pullback(np.ones_like(value))
    assert isinstance(cotangents, tuple)
    assert [np.shape(c) for c in cotangents] == [a.shape for a in arrays]


@pytest.mark.parametrize("layer", LAYERS.values(), ids=LAYERS)
def test_inputs_are_not_written_to(layer):
    arrays = draw(layer, SIZES["all different"])
    for array in arrays:
        array.flags.writeable = False
    value, pullback = layer(*arrays)
    g = np.ones_like(value)
    g.flags.writeable = False
    first = [np.copy(c) for c in pullback(g)]
    assert all(np.array_equal(a, b) for a, b in zip(first, pullback(g), strict=True))


@pytest.mark.parametrize("layer", LAYERS.values(), ids=LAYERS)
@pytest.mark.parametrize("ends", [(1000, 1000), (-1000, -1000), (1000, -1000), (-1000, 1000)])
def test_everything_is_finite_far_out(layer, ends):
    arrays = [np.ones_like(a) for a in draw(layer, SIZES["all different"])]
    arrays[0][:, 0], arrays[0][:, 1:] = ends
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        value, pullback = layer(*arrays)
        cotangents = pullback(np.ones_like(value))
    assert np.isfinite(value).all()
    assert all(np.isfinite(c).all() for c in cotangents)


FAR = np.array([[1000.0, -1000.0]])


@pytest.mark.parametrize(
    ("layer", "value", "gradient"),
    [
        (identity, [1000, -1000], [1, 1]),
        (sigmoid, [1, 0], [0, 0]),
        (tanh, [1, -1], [0, 0]),
        (relu, [1000, 0], [1, 0]),
        (softmax, [1, 0], [0, 0]),
    ],
)
def test_activations_are_right_far_out(layer, value, gradient):
    a, pullback = layer(FAR)
    assert a.tolist() == [value]
    assert pullback(np.ones((1, 2)))[0].tolist() == [gradient]


@pytest.mark.parametrize(
    ("loss", "y", "cost", "gradient"),
    [
        (binary_cross_entropy, [1, 0], 0, [0, 0]),
        (binary_cross_entropy, [0, 1], 2000, [1, -1]),
        (softmax_cross_entropy, [1, 0], 0, [0, 0]),
        (softmax_cross_entropy, [0, 1], 2000, [1, -1]),
        (half_squared_error, [0, 0], 1_000_000, [1000, -1000]),
    ],
)
def test_losses_are_right_far_out(loss, y, cost, gradient):
    C, pullback = loss(FAR, np.array([y]))
    assert cost == C
    assert pullback(1)[0].tolist() == [gradient]


def test_the_derivative_of_relu_at_the_kink_is_zero():
    assert relu(np.array([[0.0]]))[1](np.array([[7.0]]))[0].tolist() == [[0.0]]


def test_values_against_scalar_arithmetic():
    z, y = [0.3, -1.2], [0.25, 0.75]
    row, target = np.array([z, z]), np.array([y, y])
    e = [math.exp(v) for v in z]
    logistic = [1 / (1 + math.exp(-v)) for v in z]
    yes_no = -sum(
        t * math.log(a) + (1 - t) * math.log(1 - a) for a, t in zip(logistic, y, strict=True)
    )
    choice = -sum(t * math.log(v / sum(e)) for v, t in zip(e, y, strict=True))
    squared = sum((v - t) ** 2 for v, t in zip(z, y, strict=True)) / 2
    np.testing.assert_allclose(sigmoid(row)[0][1], logistic, rtol=1e-14)
    np.testing.assert_allclose(softmax(row)[0][1], [v / sum(e) for v in e], rtol=1e-14)
    np.testing.assert_allclose(tanh(row)[0][1], [math.tanh(v) for v in z], rtol=1e-14)
    np.testing.assert_allclose(binary_cross_entropy(row, target)[0], yes_no, rtol=1e-14)
    np.testing.assert_allclose(softmax_cross_entropy(row, target)[0], choice, rtol=1e-14)
    np.testing.assert_allclose(half_squared_error(row, target)[0], squared, rtol=1e-14)


@pytest.mark.parametrize(("dtype", "last"), [(np.float32, 87), (np.float64, 708)])
def test_tiny_sigmoids_and_their_slopes_have_a_small_relative_error(dtype, last):
    """Down to the smallest normal number; beyond it the value is next to nothing, or 0."""
    z = np.array([[-last, -last / 2, -40, -17.5, -3, -0.25, 0, 0.25, 3, 17.5, 40, last]], dtype)
    a, pullback = sigmoid(z)
    (slope,) = pullback(np.ones_like(z))
    with localcontext(prec=40):
        exact = [1 / (1 + (-Decimal(float(v))).exp()) for v in z[0]]
        slopes = [v * (1 - v) for v in exact]
        errors = [abs(Decimal(float(v)) / e - 1) for v, e in zip(a[0], exact, strict=True)]
        apart = [abs(Decimal(float(v)) - e) for v, e in zip(slope[0], slopes, strict=True)]
    eps = float(np.finfo(dtype).eps)
    assert a.dtype == slope.dtype == dtype
    assert max(errors) < 4 * eps
    assert max(apart) < eps
    assert max(d / e for d, e, v in zip(apart, slopes, z[0], strict=True) if v < 0) < 4 * eps
    assert (sigmoid(np.array([[-2.0 * last]], dtype))[0] == 0).all()


@pytest.mark.parametrize("layer", LAYERS.values(), ids=LAYERS)
def test_what_comes_in_as_float32_goes_out_as_float32(layer):
    arrays = [a.astype(np.float32) for a in draw(layer, SIZES["all different"])]
    value, pullback = layer(*arrays)
    cotangents = pullback(np.ones_like(value) if np.ndim(value) else 1)
    assert {value.dtype, *(c.dtype for c in cotangents)} == {np.dtype(np.float32)}


def test_affine_by_hand():
    z, pullback = affine(np.array([[1, 2]]), np.array([[3, 4], [5, 6]]), np.array([10, 20]))
    assert z.tolist() == [[3 + 8 + 10, 5 + 12 + 20]]
    dx, dW, db = pullback(np.array([[1, -1]]))
    assert dx.tolist() == [[3 - 5, 4 - 6]]
    assert dW.tolist() == [[1, 2], [-1, -2]]
    assert db.tolist() == [1, -1]


WRONG = {
    "affine: x by the transposed weights": (
        affine,
        lambda g, x, W, _: (g @ W.T, g.T @ x, g.sum(0)),
    ),
    "affine: weights transposed": (affine, lambda g, x, W, _: (g @ W, x.T @ g, g.sum(0))),
    "affine: bias summed over outputs": (affine, lambda g, x, W, _: (g @ W, g.T @ x, g.sum(1))),
    "affine: bias averaged": (affine, lambda g, x, W, _: (g @ W, g.T @ x, g.mean(0))),
    "affine: weights averaged": (affine, lambda g, x, W, _: (g @ W, g.T @ x / len(x), g.sum(0))),
    "affine: sign of x": (affine, lambda g, x, W, _: (-g @ W, g.T @ x, g.sum(0))),
    "affine: factor 2": (affine, lambda g, x, W, _: (g @ W, 2 * g.T @ x, g.sum(0))),
    "affine: bias forgotten": (affine, lambda g, x, W, _: (g @ W, g.T @ x)),
    "affine: bias left for each example": (affine, lambda g, x, W, _: (g @ W, g.T @ x, g)),
    "identity: absolute value": (identity, lambda g, _: (np.abs(g),)),
    "sigmoid: slope forgotten": (sigmoid, lambda g, _: (g,)),
    "sigmoid: slope at a, not at z": (
        sigmoid,
        lambda g, z: (g * sigmoid(sigmoid(z)[0])[0] * (1 - sigmoid(sigmoid(z)[0])[0]),),
    ),
    "sigmoid: upstream forgotten": (sigmoid, lambda g, z: sigmoid(z)[1](np.ones_like(g))),
    "sigmoid: 1 + a for 1 - a": (sigmoid, lambda g, z: (g * sigmoid(z)[0] * (1 + sigmoid(z)[0]),)),
    "tanh: square forgotten": (tanh, lambda g, z: (g * (1 - np.tanh(z)),)),
    "relu: negative side": (relu, lambda g, z: (g * (z < 0),)),
    "relu: value for slope": (relu, lambda g, z: (g * np.maximum(z, 0),)),
    "softmax: as if entries stood alone": (
        softmax,
        lambda g, z: (g * softmax(z)[0] * (1 - softmax(z)[0]),),
    ),
    "softmax: sum over examples": (
        softmax,
        lambda g, z: (softmax(z)[0] * (g - (g * softmax(z)[0]).sum(axis=0)),),
    ),
    "half squared error: 1/N forgotten": (
        half_squared_error,
        lambda g, a, y: (g * (a - y), g * (y - a)),
    ),
    "half squared error: sign": (
        half_squared_error,
        lambda g, a, y: (g * (y - a) / len(a), g * (a - y) / len(a)),
    ),
    "half squared error: ½ forgotten": (
        half_squared_error,
        lambda g, a, y: (2 * g * (a - y) / len(a), 2 * g * (y - a) / len(a)),
    ),
    "half squared error: mean over outputs": (
        half_squared_error,
        lambda g, a, y: (g * (a - y) / a.size, g * (y - a) / a.size),
    ),
    "binary cross-entropy: target by output": (
        binary_cross_entropy,
        lambda g, z, y: (g * (sigmoid(z)[0] - y) / len(z), -g * sigmoid(z)[0] / len(z)),
    ),
    "binary cross-entropy: extra slope": (
        binary_cross_entropy,
        lambda g, z, y: (sigmoid(z)[1](g * (sigmoid(z)[0] - y) / len(z))[0], -g * z / len(z)),
    ),
    "softmax cross-entropy: rows taken to sum to 1": (
        softmax_cross_entropy,
        lambda g, z, y: (
            g * (softmax(z)[0] - y) / len(z),
            -g * np.log(softmax(z)[0]) / len(z),
        ),
    ),
}


@pytest.mark.parametrize(("layer", "wrong"), WRONG.values(), ids=WRONG)
def test_a_wrong_pullback_is_noticed_where_every_shape_fits(layer, wrong, gradient_faults):
    def mutant(*arrays):
        return layer(*arrays)[0], lambda g: wrong(g, *arrays)

    assert gradient_faults(mutant, draw(layer, SIZES["all equal"]))


def test_every_layer_has_a_wrong_pullback_in_the_table():
    assert {layer for layer, _ in WRONG.values()} == {
        layer for name, layer in LAYERS.items() if name != "elementwise"
    }


def test_an_unknown_letter_is_refused():
    with pytest.raises(ValueError, match=r"unknown letters \['Q'\]"):
        Arr["N Q"]
