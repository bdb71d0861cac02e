"""Networks of any depth: gradients against central differences, and the checks at the door."""

import dataclasses

import numpy as np
import pytest

from backproof import Verdict, prove
from backproof.nn import (
    Network,
    affine,
    binary_cross_entropy,
    half_squared_error,
    identity,
    network,
    relu,
    sigmoid,
    softmax,
    softmax_cross_entropy,
    tanh,
    with_loss,
)
from backproof.nn.init import glorot, he, initial_parameters, scaled_normal
from backproof.nn.network import affine_on_data

LOSSES = [half_squared_error, binary_cross_entropy, softmax_cross_entropy]


def parameters(sizes, seed=0):
    rng = np.random.default_rng(seed)
    pairs = zip(sizes[1:], sizes[:-1], strict=True)
    return [rng.normal(size=s) for k, d in pairs for s in [(k, d), (k,)]]


@pytest.mark.parametrize("examples", [1, 3])
@pytest.mark.parametrize(
    ("sizes", "activations"),
    [
        ((2, 3), (identity,)),
        ((2, 2, 2), (sigmoid, tanh)),
        ((3, 4, 2, 5), (tanh, sigmoid, softmax)),
        ((1, 2, 1, 3, 2), (sigmoid, tanh, sigmoid, identity)),
    ],
)
def test_a_network_of_any_depth_has_exact_gradients(sizes, activations, examples, gradient_faults):
    x = np.random.default_rng(5).normal(size=(examples, sizes[0]))
    assert gradient_faults(network(*activations), [x, *parameters(sizes)]) == []


@pytest.mark.parametrize("loss", LOSSES)
def test_a_network_with_its_loss_has_exact_gradients(loss, gradient_faults):
    rng = np.random.default_rng(6)
    cost = with_loss(network(sigmoid, tanh, identity), loss)
    x, y = rng.normal(size=(4, 2)), rng.normal(size=(4, 3))
    assert gradient_faults(cost, [x, y, *parameters((2, 3, 2, 3))]) == []


def make(sizes=(2, 3, 2), loss=half_squared_error):
    activations = [sigmoid] * (len(sizes) - 2) + [identity]
    return Network(tuple(activations), loss, tuple(parameters(sizes)))


def test_the_mean_over_a_batch_is_the_mean_of_its_examples():
    rng = np.random.default_rng(7)
    net, x, y = make(), rng.normal(size=(5, 2)), rng.normal(size=(5, 2))
    C, gradients = net.gradients(x, y)
    singles = [net.gradients(x[i : i + 1], y[i : i + 1]) for i in range(5)]
    assert pytest.approx(np.mean([c for c, _ in singles]), rel=1e-13) == C
    assert net.cost(x, y) == C
    for position, gradient in enumerate(gradients):
        np.testing.assert_allclose(gradient, np.mean([g[position] for _, g in singles], axis=0))


def test_parameters_are_kept_as_copies_that_nobody_can_change():
    mine = parameters((2, 3, 2))
    net = Network((sigmoid, identity), half_squared_error, tuple(mine))
    before = net.predict([[1.0, 2.0]])
    mine[0][:] = 0
    assert np.array_equal(net.predict([[1.0, 2.0]]), before)
    for kept in net.parameters:
        with pytest.raises(ValueError, match="read-only"):
            kept[:] = 1
    with pytest.raises(dataclasses.FrozenInstanceError):
        net.parameters = ()
    assert net.sizes == (2, 3, 2)


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("activations", [(sigmoid, tanh, identity), (relu, softmax, identity)])
def test_a_network_has_no_gradient_by_its_data_where_it_is_trained(activations, loss):
    rng = np.random.default_rng(9)
    net = Network(activations, loss, tuple(parameters((2, 3, 2, 3))))
    x, y = rng.normal(size=(4, 2)), np.eye(3)[[0, 2, 1, 1]]
    C, full = net.cost_layer(x, y, *net.parameters)
    cost, gradients = net.gradients(x, y)
    assert cost == C
    assert all(map(np.array_equal, gradients, full(1)[2:]))
    a, pullback = net.training_layer(x, *net.parameters)
    assert np.array_equal(a, net.predict(x))
    assert pullback(np.ones_like(a))[0] is None


def test_affine_on_data_is_proved_and_leaves_out_the_gradient_by_the_data():
    x, W, b = np.ones((4, 2)), *parameters((2, 3))
    z, pullback = affine_on_data(x, W, b)
    assert np.array_equal(z, affine(x, W, b)[0])
    assert pullback(z)[0] is None
    shapes = {"x": ("N", "D"), "W": ("K", "D"), "b": ("K",)}
    assert prove(affine_on_data, shapes, wrt=("W", "b")).verdict is Verdict.PROVED


@pytest.mark.parametrize("depth", [1, 2])
def test_the_gradients_of_training_are_proved_for_all_sizes(depth):
    """The very layer that `train` runs, as it stands."""
    net = Network.initial((2,) * (depth + 1), (sigmoid,) * depth, half_squared_error, seed=0)
    letters = ("D", "H", "K")[-depth - 1 :]
    of = {
        f"{p}{i + 1}": letters[i : i + 2][::-1][:n]
        for i in range(depth)
        for p, n in (("W", 2), ("b", 1))
    }
    shapes = {"x": ("N", letters[0]), "y": ("N", letters[-1]), **of}
    cost = with_loss(net.training_layer, net.loss)
    assert prove(cost, shapes, wrt=tuple(of)).verdict is Verdict.PROVED


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_a_network_computes_in_the_type_of_its_parameters(dtype):
    sizes, activations = (2, 3, 2), (sigmoid, identity)
    net = Network.initial(sizes, activations, half_squared_error, seed=0, dtype=dtype)
    assert net.dtype == dtype
    for x in ([[1, 2]], np.ones((1, 2), np.float32), np.ones((1, 2))):
        _, gradients = net.gradients(x, [[0.0, 1.0]])
        assert {g.dtype for g in gradients} == {net.predict(x).dtype} == {np.dtype(dtype)}


def test_parameters_of_several_types_are_taken_as_the_largest():
    W, b = np.ones((1, 1), np.float32), np.ones(1)
    assert Network((identity,), half_squared_error, (W, b)).dtype == np.float64
    assert Network((identity,), half_squared_error, (W, [1])).dtype == np.float64


def test_what_the_type_of_the_network_cannot_hold_is_refused():
    net = Network.initial((1, 1), (identity,), half_squared_error, seed=0, dtype=np.float32)
    message = r"x of shape \(1, 1\) holds 1e\+300 at \(0, 0\), wanted finite numbers of float32"
    with pytest.raises(ValueError, match=message):
        net.predict([[1e300]])


def test_integers_are_taken_as_numbers():
    net = Network((identity,), half_squared_error, ([[2, 1]], [1]))
    assert net.predict([[3, 4]]).tolist() == [[11.0]]


ONE = np.ones((1, 2))


@pytest.mark.parametrize(
    ("x", "message"),
    [
        (
            np.ones((4, 3)),
            r"layer 1 \(affine\): got x \(4, 3\), W \(3, 2\), b \(3,\); wanted x \(N, D\), W",
        ),
        (np.ones(2), r"layer 1 \(affine\): got x \(2,\)"),
        (np.ones((0, 2)), r"layer 1 \(affine\): got x \(0, 2\).*no size 0"),
        ([[1, np.nan]], r"layer 1 \(affine\): x of shape \(1, 2\) holds nan at \(0, 1\)"),
        ([[1, -np.inf]], "holds -inf"),
        ([["1", "2"]], "dtype <U1, wanted real numbers"),
        ([[True, False]], "dtype bool"),
        ([[1j, 2]], "dtype complex128"),
        ([[None, 1]], "dtype object"),
        ([[1, 2], [3]], "x is no array of numbers"),
    ],
)
def test_the_door_refuses_inputs(x, message):
    for call in (make().predict, lambda x: make().cost(x, ONE), lambda x: make().gradients(x, ONE)):
        with pytest.raises(ValueError, match=message):
            call(x)


@pytest.mark.parametrize(
    ("loss", "y", "message"),
    [
        (half_squared_error, np.ones((2, 2)), r"half_squared_error: y .* \(2, 2\).*\(1, 2\)"),
        (half_squared_error, np.ones(2), r"y has shape \(2,\), wanted"),
        (half_squared_error, [[np.nan, 0]], "y of shape"),
        (binary_cross_entropy, [[0, 2]], "binary_cross_entropy: y runs from 0.0 to 2.0, wanted 0"),
        (binary_cross_entropy, [[-0.1, 1]], "y runs from -0.1"),
        (softmax_cross_entropy, [[1, 1]], "softmax_cross_entropy: wanted rows"),
        (softmax_cross_entropy, [[2, -1]], "not negative"),
        (softmax_cross_entropy, [3], r"y has shape \(1,\)"),
    ],
)
def test_the_door_refuses_targets(loss, y, message):
    for call in (make(loss=loss).cost, make(loss=loss).gradients):
        with pytest.raises(ValueError, match=message):
            call(ONE, y)


W1, B1, W2, B2 = parameters((2, 3, 2))


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ((W1, B1), "got 2 parameters for 2 activations"),
        ((W1.T, B1, W2, B2), r"layer 1 \(affine\): got x \(1, 3\), W \(2, 3\), b \(3,\)"),
        ((W1, B1, W2.T, B2), r"layer 2 \(affine\): got x \(1, 3\), W \(3, 2\)"),
        ((W1, B1, W2, B1), r"layer 2 \(affine\).*b does not fit"),
        ((W1, B1, W2 * np.nan, B2), r"layer 2 \(affine\): W of shape \(2, 3\) holds nan"),
        ((W1, B1, W2, [["a", "b"]]), r"layer 2 \(affine\): b has dtype"),
        ((3.0, B1, W2, B2), r"layer 1 \(affine\): got x \(1, 1\), W \(\)"),
        ((np.ones((3, 0)), B1, W2, B2), r"layer 1 \(affine\): got .*W \(3, 0\)"),
        ((W1, 1.0, W2, B2), r"layer 1 \(affine\): got .*b \(\)"),
    ],
)
def test_the_door_refuses_parameters(given, message):
    with pytest.raises(ValueError, match=message):
        Network((sigmoid, identity), half_squared_error, given)
    with pytest.raises(ValueError, match=message):
        make().with_parameters(given)


def test_no_layers_is_no_network():
    with pytest.raises(ValueError, match="got 0 parameters for 0 activations"):
        Network((), half_squared_error, ())


@pytest.mark.parametrize(
    ("scheme", "variance"),
    [(glorot, 2 / (400 + 100)), (he, 2 / 400), (scaled_normal, 1 / 400)],
)
def test_initial_weights_have_the_variance_of_their_scheme(scheme, variance):
    W, b = initial_parameters((400, 100), 3, scheme)
    assert W.shape == (100, 400)
    assert np.var(W) == pytest.approx(variance, rel=0.03)
    assert abs(W.mean()) < 4 * (variance / W.size) ** 0.5
    assert not b.any()


def test_the_same_seed_draws_the_same_network():
    first, second = (
        Network.initial((3, 4, 2), (relu, identity), softmax_cross_entropy, seed=8, scheme=he)
        for _ in range(2)
    )
    assert all(map(np.array_equal, first.parameters, second.parameters))
    other = Network.initial((3, 4, 2), (relu, identity), softmax_cross_entropy, seed=9, scheme=he)
    assert not np.array_equal(first.parameters[0], other.parameters[0])


@pytest.mark.parametrize("sizes", [(3,), (), (3, 0), (3, -1), (3, 2.5), (3, True)])
def test_sizes_that_make_no_network_are_refused(sizes):
    with pytest.raises(ValueError, match="wanted two or more positive integers"):
        initial_parameters(sizes, seed=0)


@pytest.mark.parametrize("depth", [1, 3])
def test_a_network_stays_finite_where_its_sums_are_huge(depth):
    sizes = (2,) * (depth + 1)
    for activation in (sigmoid, tanh, relu, softmax):
        net = Network((activation,) * depth, half_squared_error, tuple(parameters(sizes)))
        with np.errstate(over="raise", invalid="raise", divide="raise"):
            C, gradients = net.gradients([[1000, -1000], [-1000, 1000]], [[0, 1], [1, 0]])
        assert np.isfinite(C)
        assert all(np.isfinite(g).all() for g in gradients)
