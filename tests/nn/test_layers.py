"""Every layer that `backproof.nn` defines is found here, and its pullback held against numbers."""

import importlib
import inspect
import math
import pkgutil
from decimal import Decimal, localcontext
from pathlib import Path

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

ROOT = Path(__file__).resolve().parents[2]
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


def where(layer):
    """Name the file of a layer, as a message does."""
    return "src/" + layer.__module__.replace(".", "/") + ".py"


@pytest.mark.parametrize("sizes", SIZES.values(), ids=SIZES)
@pytest.mark.parametrize("layer", LAYERS.values(), ids=LAYERS)
def test_pullback_is_the_derivative(layer, sizes, gradient_faults):
    faults = gradient_faults(layer, draw(layer, sizes))
    names = list(shapes_of(layer))
    assert faults == [], (
        f"{where(layer)}: the pullback of {layer.__name__}({', '.join(names)}) is not the "
        f"derivative of its value in {', '.join(faults)}, counted from 0: mend it, or ask "
        "`backproof check` which line is wrong"
    )


@pytest.mark.parametrize("layer", LAYERS.values(), ids=LAYERS)
def test_a_layer_says_its_mathematics_its_domain_and_its_source(layer):
    said = inspect.cleandoc(docs(layer))
    missing = [w for w in ("Math", "Domain", "Source") if f"\n{w} " not in said]
    assert not missing, (
        f"{where(layer)}: the docstring of {layer.__name__} has no line {' nor '.join(missing)}: "
        "write it as in src/backproof/nn/layers/affine.py"
    )


def docs(layer):
    return elementwise.__doc__ if layer is LAYERS["elementwise"] else layer.__doc__


@pytest.mark.parametrize("layer", LAYERS.values(), ids=LAYERS)
def test_a_layer_is_a_public_name_of_nn(layer):
    name = elementwise.__name__ if layer is LAYERS["elementwise"] else layer.__name__
    assert name in backproof.nn.__all__, (
        f"{name} is not exported: import it in src/backproof/nn/__init__.py and add it to __all__"
    )


#: What READMEs call the layers whose names are no words.
CALLED = {
    "README.md": {},
    "README.ko.md": {
        "affine": "아핀 층", "identity": "항등 함수", "sigmoid": "시그모이드", "relu": "ReLU",
        "softmax": "소프트맥스", "half_squared_error": "절반 제곱 오차",
        "binary_cross_entropy": "이진 교차 엔트로피",
        "softmax_cross_entropy": "소프트맥스 교차 엔트로피",
    },
}  # fmt: skip


@pytest.mark.parametrize("readme", CALLED)
@pytest.mark.parametrize("name", sorted(LAYERS.keys() - {"elementwise"}))
def test_the_readmes_name_every_layer(readme, name):
    text = (ROOT / readme).read_text(encoding="utf-8").replace("-", " ").replace("_", " ")
    word = CALLED[readme].get(name, name).replace("_", " ")
    assert word.lower() in text.lower(), (
        f"{readme} does not name {name}: add it where it lists what is proved for all sizes"
    )


@pytest.mark.parametrize("sizes", SIZES.values(), ids=SIZES)
@pytest.mark.parametrize("layer", LAYERS.values(), ids=LAYERS)
def test_shapes_are_those_of_the_signature(layer, sizes):
    arrays = draw(layer, sizes)
    value, pullback = layer(*arrays)
    letters = output_shape_of(layer)
    assert letters is not None, (
        f'{where(layer)}: annotate what it returns: `-> tuple[Arr["N K"], Pullback]`'
    )
    assert np.shape(value) == tuple(sizes[letter] for letter in letters), (
        f"{where(layer)}: the value has not the shape {letters} that the signature names"
    )
    assert list(shapes_of(pullback).values()) == [letters], (
        f"{where(layer)}: annotate g of the pullback in the shape of the value, {letters}"
    )
    cotangents = pullback(np.ones_like(value))
    assert isinstance(cotangents, tuple), (
        f"{where(layer)}: the pullback returns a tuple, for one input too: `return (g * slope,)`"
    )
    got, wanted = [np.shape(c) for c in cotangents], [a.shape for a in arrays]
    assert got == wanted, (
        f"{where(layer)}: the pullback returns shapes {got}, wanted those of the inputs, {wanted}"
    )


@pytest.mark.parametrize("layer", LAYERS.values(), ids=LAYERS)
def test_inputs_are_not_written_to(layer):
    arrays = draw(layer, SIZES["all different"])
    for array in arrays:
        array.flags.writeable = False
    value, pullback = layer(*arrays)
    g = np.ones_like(value)
    g.flags.writeable = False
    first = [np.copy(c) for c in pullback(g)]
    assert all(np.array_equal(a, b) for a, b in zip(first, pullback(g), strict=True)), (
        f"{where(layer)}: the pullback gives another answer when it is called again; "
        "it may not write into what the forward pass has kept"
    )


@pytest.mark.parametrize("layer", LAYERS.values(), ids=LAYERS)
@pytest.mark.parametrize("ends", [(1000, 1000), (-1000, -1000), (1000, -1000), (-1000, 1000)])
def test_everything_is_finite_far_out(layer, ends):
    arrays = [np.ones_like(a) for a in draw(layer, SIZES["all different"])]
    arrays[0][:, 0], arrays[0][:, 1:] = ends
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        value, pullback = layer(*arrays)
        cotangents = pullback(np.ones_like(value))
    assert all(np.isfinite(c).all() for c in [value, *cotangents]), (
        f"{where(layer)}: not finite for inputs of size 1000: write it so that no exponential "
        "overflows, as sigmoid does with np.logaddexp"
    )


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


# What can be made wrong in any pullback; each is tried on every gradient of every layer.
FAULTS = {
    "a factor 2": lambda d: 2 * d,
    "the sign": lambda d: -d,
    "forgotten": lambda d: 0 * d,
    "one entry off": lambda d: d + np.eye(1, d.size).reshape(d.shape),
}


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("layer", LAYERS.values(), ids=LAYERS)
def test_a_fault_in_any_gradient_of_any_layer_is_noticed(layer, fault, gradient_faults):
    for at, name in enumerate(shapes_of(layer)):

        def mutant(*arrays, at=at):
            value, pullback = layer(*arrays)

            def wrong(g):
                return [FAULTS[fault](d) if i == at else d for i, d in enumerate(pullback(g))]

            return value, wrong

        found = gradient_faults(mutant, draw(layer, SIZES["all different"]))
        assert found == [f"argument {at}"], (
            f"{where(layer)}: a gradient for {name} with {fault} is not noticed: "
            "does the value depend on it?"
        )


def test_an_unknown_letter_is_refused():
    with pytest.raises(ValueError, match=r"unknown letters \['Q'\]"):
        Arr["N Q"]
