"""`prove`: what is right is PROVED for all sizes, what is wrong is REFUTED by numbers to rerun."""

import re
import warnings

import numpy as np
import pytest

from backproof import Arbitrary, Verdict, nn, prove

NK, AFFINE = {"z": ("N", "K")}, {"x": ("N", "D"), "W": ("K", "D"), "b": ("K",)}
PAIR = {"a": ("N", "K"), "y": ("N", "K")}
NORM = {"x": ("N", "D"), "gamma": ("D",), "beta": ("D",)}
HEAD = {"Q": ("T", "D"), "K": ("S", "D"), "V": ("S", "E")}
TWO = {"x": ("N", "D"), "W1": ("H", "D"), "b1": ("H",), "W2": ("K", "H"), "b2": ("K",)}
sigma, tau, rho = Arbitrary("sigma"), Arbitrary("tau"), Arbitrary("rho")


def arbitrary(function):
    return nn.elementwise(function, function.prime)


def norm(axis, wrong=None):
    """Layer norm (axis 1) or batch norm (axis 0); ``wrong`` names a mistake."""

    def layer(x, gamma, beta):
        n = x.shape[axis]
        centred = x - x.sum(axis=axis, keepdims=True) / n
        variance = (centred**2).sum(axis=axis, keepdims=True) / n
        r = 1 / np.sqrt(variance + 1e-5)
        h = centred * r

        def pullback(g):
            over = 0 if wrong == "sum over the other axis" else 1 if axis == 1 else 0
            d = g if wrong == "no gamma" else g * gamma
            mean_d = d.sum(axis=over, keepdims=True) / (1 if wrong == "no 1/n" else n)
            mean_dh = (d * h).sum(axis=over, keepdims=True) / n
            inner = {
                "mean path missing": d - h * mean_dh,
                "variance path missing": d - mean_d,
                "both missing": d,
                "sign of the variance path": d - mean_d + h * mean_dh,
            }.get(wrong, d - mean_d - h * mean_dh)
            dx = inner * (r**2 if wrong == "r squared" else 1 if wrong == "no r" else r)
            dgamma = (g * (x if wrong == "gamma from x" else h)).sum(axis=0)
            dbeta = g.mean(axis=0) if wrong == "beta by mean" else g.sum(axis=0)
            return dx, dgamma, dbeta

        return h * gamma + beta, pullback

    return layer


def attention(wrong=None):
    """One head, from queries, keys and values."""

    def layer(Q, K, V):
        scale = 1 / np.sqrt(Q.shape[1])
        S = Q @ K.T * scale
        E = np.exp(S - S.max(axis=1, keepdims=True))
        P = E / E.sum(axis=1, keepdims=True)

        def pullback(g):
            dP = g @ V.T
            shift = (dP * P).sum(axis=0 if wrong == "softmax over queries" else 1, keepdims=True)
            dS = P * (dP if wrong == "softmax diagonal" else dP - shift)
            dS = P * (1 - P) * dP if wrong == "softmax as sigmoid" else dS
            dS = dS * (1 if wrong == "no scale" else scale)
            dV = P.T @ g * (2 if wrong == "V doubled" else 1)
            return dS @ K * (-1 if wrong == "Q negative" else 1), dS.T @ Q, dV

        return P @ V, pullback

    return layer


def network(wrong=None):
    """Two layers with arbitrary activations."""

    def layer(x, W1, b1, W2, b2):
        z1 = x @ W1.T + b1
        a1 = sigma(z1)
        z2 = a1 @ W2.T + b2

        def pullback(g):
            slope1 = sigma.prime(a1 if wrong == "slope at a" else z1)
            d2 = g if wrong == "no slope 2" else g * tau.prime(z2)
            d2 = g * sigma.prime(z2) if wrong == "slope of the other" else d2
            back = d2 @ W2
            d1 = back if wrong == "no slope 1" else back * slope1
            d1 = d1 / x.shape[0] if wrong == "1/N" else d1
            dW2 = d2.T @ (z1 if wrong == "z for a" else a1)
            dW1 = d1.T @ x * (2 if wrong == "W1 doubled" else 1)
            db1 = d1.mean(axis=0) if wrong == "b1 by mean" else d1.sum(axis=0)
            return (
                d1 @ W1,
                dW1,
                db1,
                dW2,
                -d2.sum(axis=0) if wrong == "b2 negative" else d2.sum(axis=0),
            )

        return tau(z2), pullback

    return layer


RIGHT = {
    "affine": (nn.affine, AFFINE),
    "layer norm": (norm(1), NORM),
    "batch norm": (norm(0), NORM),
    "attention": (attention(), HEAD),
    "network by hand": (network(), TWO),
    **{f.__name__: (f, NK) for f in (nn.identity, nn.sigmoid, nn.tanh, nn.relu, nn.softmax)},
    "an arbitrary function": (arbitrary(sigma), NK),
    "half_squared_error": (nn.half_squared_error, PAIR),
    "binary_cross_entropy": (nn.binary_cross_entropy, {"z": ("N", "K"), "y": ("N", "K")}),
    "softmax_cross_entropy": (nn.softmax_cross_entropy, {"z": ("N", "K"), "y": ("N", "K")}),
}


def shapes_of(layers, *, loss):
    widths = ["D", *"HJ"[: layers - 1], "K"]
    out = {"x": ("N", "D"), **({"y": ("N", "K")} if loss else {})}
    for d in range(layers):
        out |= {f"W{d + 1}": (widths[d + 1], widths[d]), f"b{d + 1}": (widths[d + 1],)}
    return out


NETWORKS = {
    "σ": ((arbitrary(sigma),), None),
    "σ τ": ((arbitrary(sigma), arbitrary(tau)), None),
    "σ σ": ((arbitrary(sigma), arbitrary(sigma)), None),
    "σ τ ρ": ((arbitrary(sigma), arbitrary(tau), arbitrary(rho)), None),
    "σ τ ρ, squared": ((arbitrary(sigma), arbitrary(tau), arbitrary(rho)), nn.half_squared_error),
    "relu sigmoid": ((nn.relu, nn.sigmoid), None),
    "sigmoid, squared": ((nn.sigmoid, nn.sigmoid), nn.half_squared_error),
    "relu, softmax cross-entropy": ((nn.relu, nn.identity), nn.softmax_cross_entropy),
    "tanh, binary cross-entropy": ((nn.tanh, nn.identity), nn.binary_cross_entropy),
    "relu σ, softmax cross-entropy": (
        (nn.relu, arbitrary(sigma), nn.identity),
        nn.softmax_cross_entropy,
    ),
}


@pytest.mark.parametrize("name", RIGHT)
def test_every_gradient_of_every_layer_is_proved_for_all_sizes(name):
    proof = prove(*RIGHT[name])
    assert {n: g.verdict for n, g in proof.gradients.items()} == dict.fromkeys(
        RIGHT[name][1], Verdict.PROVED
    )
    assert proof.sizes
    assert not proof.vacuous


@pytest.mark.parametrize("name", NETWORKS)
def test_every_gradient_of_every_network_is_proved_for_all_sizes(name):
    activations, loss = NETWORKS[name]
    net = nn.network(*activations)
    net = net if loss is None else nn.with_loss(net, loss)
    proof = prove(net, shapes_of(len(activations), loss=loss is not None))
    assert {g.verdict for g in proof.gradients.values()} == {Verdict.PROVED}, str(proof)


# --- what is wrong ------------------------------------------------------------------------------


def changed(layer, change):
    """Change what a layer's pullback returns: change(gradients, inputs, g)."""

    def wrong(*inputs):
        y, pullback = layer(*inputs)
        return y, lambda g: change(pullback(g), inputs, g)

    return wrong


def replaced(layer, which, what):
    """Replace one gradient: what(gradient, inputs, g)."""
    return changed(
        layer,
        lambda out, xs, g: tuple(what(d, xs, g) if p == which else d for p, d in enumerate(out)),
    )


SQUARE = {"x": ("N", "D"), "W": ("D", "D"), "b": ("D",)}
WRONG = {
    "affine: x by W.T": (replaced(nn.affine, 0, lambda d, xs, g: g @ xs[1].T), SQUARE, "x"),
    "affine: W transposed": (replaced(nn.affine, 1, lambda d, xs, g: d.T), SQUARE, "W"),
    "affine: sign": (replaced(nn.affine, 1, lambda d, xs, g: -d), AFFINE, "W"),
    "affine: twice": (replaced(nn.affine, 0, lambda d, xs, g: 2 * d), AFFINE, "x"),
    "affine: 1/N": (replaced(nn.affine, 1, lambda d, xs, g: d / xs[0].shape[0]), AFFINE, "W"),
    "affine: N": (replaced(nn.affine, 1, lambda d, xs, g: d * xs[0].shape[0]), AFFINE, "W"),
    "affine: mean": (replaced(nn.affine, 2, lambda d, xs, g: g.mean(axis=0)), AFFINE, "b"),
    "affine: b over the wrong axis": (
        replaced(nn.affine, 2, lambda d, xs, g: g.sum(axis=1)),
        {"x": ("N", "D"), "W": ("N", "D"), "b": ("N",)},
        "b",
    ),
    "affine: b is sum of all": (
        replaced(nn.affine, 2, lambda d, xs, g: d * 0 + g.sum()),
        AFFINE,
        "b",
    ),
    "affine: zero": (replaced(nn.affine, 0, lambda d, xs, g: 0 * d), AFFINE, "x"),
    "affine: the argument itself": (
        replaced(nn.affine, 1, lambda d, xs, g: xs[1] * 1),
        AFFINE,
        "W",
    ),
    "affine: another's gradient": (
        changed(nn.affine, lambda out, xs, g: (out[1], out[0], out[2])),
        {"x": ("N", "N"), "W": ("N", "N"), "b": ("N",)},
        "x",
    ),
    "sigmoid: no slope": (replaced(nn.sigmoid, 0, lambda d, xs, g: g * 1), NK, "z"),
    "sigmoid: slope at a": (
        replaced(nn.sigmoid, 0, lambda d, xs, g: nn.sigmoid(nn.sigmoid(xs[0])[0])[1](g)[0]),
        NK,
        "z",
    ),
    "sigmoid: z (1 - z)": (
        replaced(nn.sigmoid, 0, lambda d, xs, g: g * xs[0] * (1 - xs[0])),
        NK,
        "z",
    ),
    "sigmoid: no g": (replaced(nn.sigmoid, 0, lambda d, xs, g: d / g), NK, "z"),
    "tanh: 1 - a": (replaced(nn.tanh, 0, lambda d, xs, g: g * (1 - np.tanh(xs[0]))), NK, "z"),
    "tanh: 1 - z²": (replaced(nn.tanh, 0, lambda d, xs, g: g * (1 - xs[0] ** 2)), NK, "z"),
    "relu: no mask": (replaced(nn.relu, 0, lambda d, xs, g: g * 1), NK, "z"),
    "relu: the other side": (replaced(nn.relu, 0, lambda d, xs, g: g * (xs[0] < 0)), NK, "z"),
    "relu: mask of g": (replaced(nn.relu, 0, lambda d, xs, g: g * (g > 0)), NK, "z"),
    "softmax: diagonal": (
        replaced(
            nn.softmax, 0, lambda d, xs, g: g * nn.softmax(xs[0])[0] * (1 - nn.softmax(xs[0])[0])
        ),
        NK,
        "z",
    ),
    "softmax: without the sum": (
        replaced(nn.softmax, 0, lambda d, xs, g: g * nn.softmax(xs[0])[0]),
        NK,
        "z",
    ),
    "softmax: sum over examples": (
        replaced(
            nn.softmax,
            0,
            lambda d, xs, g: (
                nn.softmax(xs[0])[0] * (g - (g * nn.softmax(xs[0])[0]).sum(axis=0, keepdims=True))
            ),
        ),
        NK,
        "z",
    ),
    "squared: no 1/N": (
        replaced(nn.half_squared_error, 0, lambda d, xs, g: g * (xs[0] - xs[1])),
        PAIR,
        "a",
    ),
    "squared: y - a": (replaced(nn.half_squared_error, 0, lambda d, xs, g: -d), PAIR, "a"),
    "squared: factor 2": (replaced(nn.half_squared_error, 1, lambda d, xs, g: 2 * d), PAIR, "y"),
    "squared: 1/(N K)": (
        replaced(nn.half_squared_error, 0, lambda d, xs, g: d / xs[0].shape[1]),
        PAIR,
        "a",
    ),
    "binary: z - y": (
        replaced(nn.binary_cross_entropy, 0, lambda d, xs, g: g * (xs[0] - xs[1]) / xs[0].shape[0]),
        PAIR,
        "a",
    ),
    "binary: 1/N twice": (
        replaced(nn.binary_cross_entropy, 0, lambda d, xs, g: d / xs[0].shape[0]),
        PAIR,
        "a",
    ),
    "cross-entropy: rows of y taken to sum to one": (
        replaced(
            nn.softmax_cross_entropy,
            0,
            lambda d, xs, g: g * (nn.softmax(xs[0])[0] - xs[1]) / xs[0].shape[0],
        ),
        PAIR,
        "a",
    ),
    "cross-entropy: g forgotten": (
        replaced(nn.softmax_cross_entropy, 0, lambda d, xs, g: d / g),
        PAIR,
        "a",
    ),
    "cross-entropy: no 1/N": (
        replaced(nn.softmax_cross_entropy, 1, lambda d, xs, g: d * xs[0].shape[0]),
        PAIR,
        "y",
    ),
    **{
        f"network: {w}": (network(w), TWO, at)
        for w, at in {
            "slope at a": "W1",
            "no slope 1": "W1",
            "no slope 2": "W2",
            "slope of the other": "W2",
            "1/N": "x",
            "z for a": "W2",
            "W1 doubled": "W1",
            "b1 by mean": "b1",
            "b2 negative": "b2",
        }.items()
    },
    **{
        f"layer norm: {w}": (norm(1, w), NORM, at)
        for w, at in {
            "mean path missing": "x",
            "variance path missing": "x",
            "both missing": "x",
            "no gamma": "x",
            "no 1/n": "x",
            "r squared": "x",
            "gamma from x": "gamma",
            "beta by mean": "beta",
        }.items()
    },
    **{
        f"batch norm: {w}": (norm(0, w), NORM, at)
        for w, at in {
            "mean path missing": "x",
            "variance path missing": "x",
            "sign of the variance path": "x",
            "no r": "x",
            "no 1/n": "x",
        }.items()
    },
    **{
        f"attention: {w}": (attention(w), HEAD, at)
        for w, at in {
            "softmax diagonal": "Q",
            "softmax as sigmoid": "K",
            "softmax over queries": "Q",
            "no scale": "K",
            "V doubled": "V",
            "Q negative": "Q",
        }.items()
    },
}


def slope(forward, inputs, name, index, g, h=1e-5):
    """Give the derivative of (g * forward).sum() by one entry, by central differences."""
    total = []
    for step in (h, -h):
        moved = {n: np.array(v, dtype=float) for n, v in inputs.items()}
        moved[name][index] += step
        total.append(float(np.sum(g * forward(*moved.values()))))
    return (total[0] - total[1]) / (2 * h)


@pytest.mark.parametrize("name", WRONG)
def test_wrong_pullbacks_are_refuted_with_a_counterexample_that_is_one(name):
    layer, shapes, wrong = WRONG[name]
    proof = prove(layer, shapes)
    assert proof.verdict is Verdict.REFUTED
    assert proof[wrong].verdict is Verdict.REFUTED
    for gradient in proof.gradients.values():
        c = gradient.counterexample
        if c is None:
            assert gradient.verdict is Verdict.PROVED
            continue
        true = slope(lambda *xs: layer(*xs)[0], c.inputs, c.name, c.index, c.upstream)
        claimed = dict(zip(shapes, layer(*c.inputs.values())[1](c.upstream), strict=True))[c.name]
        assert abs(claimed[c.index] - true) > 1e-3 * abs(true)
        assert c.true[c.index] == pytest.approx(true, rel=1e-4, abs=1e-6)
        assert c.claimed[c.index] == pytest.approx(claimed[c.index])


def test_the_table_of_mistakes_is_long():
    assert len(WRONG) >= 40


# --- what is neither ----------------------------------------------------------------------------

X = {"x": ("N",)}


def test_a_wrong_gradient_that_no_number_shows_is_not_proved():
    def far(x):
        return np.maximum(x - 1000, 0), lambda g: (2 * g * (x > 1000),)

    assert prove(far, X).verdict is Verdict.UNDECIDED


@pytest.mark.parametrize(
    ("forward", "backward"),
    [
        # NumPy's True + True is True: the two masks differ above 200
        (lambda x: x * ((x > 100) + (x > 200)), lambda g, x: g * (1 * (x > 100) + 1 * (x > 200))),
        # a dead relu is neither above nor below 0: the output is 0 below -100
        (
            lambda x: x * (1 * (np.maximum(x + 100, 0) > 0) + 1 * (np.maximum(x + 100, 0) < 0)),
            lambda g, x: g,
        ),
        # an indicator of what is 0 nearly everywhere
        (
            lambda x: x * (np.maximum(x - 100, 0) >= 0),
            lambda g, x: g * (np.maximum(x - 100, 0) > 0),
        ),
        # np.sqrt(u²) is |u|
        (lambda x: np.sqrt((x + 1000) ** 2), lambda g, x: g),
        (lambda x: np.sqrt(x**2 + 2000 * x + 10**6), lambda g, x: g),
    ],
)
def test_what_is_true_in_most_places_only_is_not_proved(forward, backward):
    assert prove(forward, backward, X).verdict in {Verdict.UNDECIDED, Verdict.REFUTED}


def test_code_that_catches_the_refusal_is_not_proved():
    def forward(x):
        try:
            return x + 0 * np.floor(x)
        except TypeError:
            return x * 1

    proof = prove(forward, lambda g, x: np.ones_like(x) * g, {"x": (3,)})
    assert proof.verdict is Verdict.WITNESSED
    assert "np.floor" in proof["x"].obstacle


def test_what_only_symbols_of_unknown_size_cannot_run_is_proved_at_the_sizes_listed():
    def looped(x):
        def pullback(g):
            dx = np.zeros(x.shape)
            for d in range(len(x)):
                dx[d] = 2 * g * x[d]
            return (dx,)

        return (x**2).sum(), pullback

    proof = prove(looped, X)
    assert proof.verdict is Verdict.PROVED_AT
    assert "N=2" in proof["x"].sizes
    assert proof["x"].obstacle


@pytest.mark.parametrize(
    ("forward", "wrong"),
    [
        (lambda x: np.vdot(x, x), lambda g, x: 0 * g * x),
        (lambda x: x * np.sign(x) + 0 * np.floor(x.real), lambda g, x: 2 * g * np.sign(x)),
    ],
)
def test_the_complex_step_is_not_trusted_alone(forward, wrong):
    assert prove(forward, wrong, X).verdict is Verdict.REFUTED


def test_exceptions_on_numbers_come_through_as_they_are():
    def broken(x):
        raise KeyError("mine")

    with pytest.raises(KeyError, match="mine"):
        prove(broken, lambda g, x: g, X)


def test_exceptions_on_symbols_are_an_obstacle():
    def picky(x):
        if type(x) is not np.ndarray:
            raise KeyError("mine")
        return x * 1

    proof = prove(picky, lambda g, x: g, X)
    assert proof.verdict is Verdict.WITNESSED
    assert "mine" in proof["x"].obstacle


def test_code_that_asks_for_an_array_gets_one():
    def backward(g, x):
        return (2 if isinstance(x, np.ndarray) else 3) * g * x

    assert prove(lambda x: x * x, backward, X).verdict is Verdict.PROVED


def test_outputs_that_are_no_numbers_refute_nothing_and_warn_of_nothing():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert prove(np.log, lambda g, x: g / x, X).verdict is Verdict.PROVED
        assert prove(np.log, lambda g, x: 2 * g / x, X).verdict is Verdict.REFUTED
        never = prove(lambda x: np.log(-np.exp(x)), lambda g, x: g, X)
    assert never.verdict is Verdict.UNDECIDED


def test_a_gradient_that_is_no_number_is_refuted():
    proof = prove(lambda x: x * 1, lambda g, x: g * (x / 0), X)
    assert proof.verdict is Verdict.REFUTED


def test_vacuous_is_what_depends_on_nothing_asked_for():
    assert prove(
        lambda x, y: y * 2, lambda g, x, y: 0 * x, {"x": ("N",), "y": ("N",)}, wrt="x"
    ).verdict is (Verdict.VACUOUS)
    assert prove(lambda x: 3.0, lambda g, x: 0 * x * g, X).verdict is Verdict.VACUOUS
    assert prove(lambda x: (0 * x).sum(), lambda g, x: g * x, X).verdict is Verdict.REFUTED
    assert prove(lambda x: np.sort(0 * x), lambda g, x: 0 * x, X).verdict is Verdict.VACUOUS


def test_zero_is_a_theorem_and_is_said():
    def layer(x, b):
        z = x + b
        return z - z.mean(axis=0), lambda g: (g - g.mean(axis=0), 0 * b)

    proof = prove(layer, {"x": ("N", "D"), "b": ("D",)})
    assert proof.verdict is Verdict.PROVED
    assert proof["b"].zero
    assert not proof["x"].zero
    assert "identically zero" in proof.scope


def test_kinks_are_in_the_scope_even_where_they_cancel():
    assert prove(nn.relu, NK)["z"].kinks
    assert prove(lambda x: np.abs(x) ** 2, lambda g, x: 2 * g * x, X)["x"].kinks
    assert not prove(nn.tanh, NK)["z"].kinks


@pytest.mark.parametrize(
    ("forward", "backward", "shapes", "words"),
    [
        (lambda x, y: x + y, lambda g, x, y: (g, g), {"x": ("N",), "y": ("N",)}, "x and y share"),
        (
            lambda x, y: x + y.T,
            lambda g, x, y: (g, g.T),
            {"x": ("N", "D"), "y": ("D", "N")},
            "x and y share",
        ),
        (
            lambda x: x * 1,
            lambda g, x: np.multiply(g, 1, out=x),
            X,
            "backward writes into its input x",
        ),
        (lambda x: np.add(x, 1, out=x), lambda g, x: g * 1, X, "forward writes into its input x"),
        (
            lambda x: 2 * x,
            lambda g, x: np.multiply(g, 2, out=g),
            X,
            "writes into the upstream gradient g",
        ),
        (lambda x: x * 1, lambda g, x: None, X, "the gradient of x is None"),
        (lambda x: x * 1, lambda g, x: g.sum(), X, "the gradient of x has shape"),
        (lambda x: x * 1, lambda g, x: (g, g), X, "returned 2 gradients"),
        (lambda x: x * 1, lambda g, x: g * 1j, X, "complex"),
        (lambda x: None, lambda g, x: g, X, "forward returned"),
        (lambda x: x * 1j, lambda g, x: g, X, "forward returned complex"),
        (lambda x: x * np.random.default_rng().normal(), lambda g, x: g, X, "different outputs"),
    ],
)
def test_what_no_gradient_is_an_error_that_says_which(forward, backward, shapes, words):
    with pytest.raises(ValueError, match=words):
        prove(forward, backward, shapes)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((nn.relu,), "prove wants"),
        ((nn.relu, None, {"z": ("N",)}), "prove wants"),
        ((nn.relu, {"z": "N"}), "must be a tuple"),
        ((nn.relu, {"z": ("N", 0)}), "has 0"),
        ((nn.relu, {"z": ("N", True)}), "has True"),
        ((nn.relu, {"z": ("N-1",)}), "a letter such as"),
        ((nn.relu, {1: ("N",)}), "is no string"),
        ((nn.relu, {"z": ("N",)}, None, ("y",)), r"wrt names \['y'\]"),
        ((nn.relu, {"z": ("N",)}, None, ()), "wrt names nothing"),
        ((nn.relu, {"z": ("N",)}, None, ("z", "z")), "twice"),
        ((np.exp, {"z": ("N",)}), "a layer must return"),
    ],
)
def test_arguments_that_do_not_fit_are_an_error(arguments, words):
    with pytest.raises(ValueError, match=words):
        prove(*arguments)


@pytest.mark.parametrize(
    "shapes",
    [
        {"g": ("N",), "r0": ("N",)},
        {"g": (), "r0": ("N",)},
        {"N": (), "i": ("N",)},
        {"pi": ("pi",), "e": ("N", "pi")},
        {"x": (1, "D"), "y": ("N", 1)},
        {"x": (3,), "y": (1,)},
        {"x": ("N", "D"), "y": ("D",)},
        {"a": (), "b": ()},
    ],
)
def test_names_and_shapes_of_every_kind(shapes):
    def forward(u, v):
        return u * v + v**2

    first, second = shapes.values()

    def fold(d, shape):
        extra = np.ndim(d) - len(shape)
        d = d.sum(axis=tuple(range(extra))) if extra else d
        kept = tuple(a for a, s in enumerate(shape) if s == 1)
        return d.sum(axis=kept, keepdims=True) if kept else d * 1

    def backward(g, u, v):
        return fold(g * v, first), fold(g * (u + 2 * v), second)

    def twice(g, u, v):
        return fold(g * v, first), 2 * fold(g * (u + 2 * v), second)

    letters = any(isinstance(s, str) for shape in shapes.values() for s in shape)
    proved = Verdict.PROVED if letters or not any(shapes.values()) else Verdict.PROVED_AT
    proof = prove(forward, backward, shapes)
    assert proof.verdict is proved, str(proof)
    wrong = prove(forward, twice, shapes)
    assert [g.verdict for g in wrong.gradients.values()] == [proved, Verdict.REFUTED]


def test_some_of_the_gradients_may_be_asked_for():
    assert list(prove(nn.affine, AFFINE, wrt=("W",)).gradients) == ["W"]
    only = prove(
        lambda x, W: x @ W.T,
        lambda g, x, W: g.T @ x,
        {"x": ("N", "D"), "W": ("K", "D")},
        wrt=("W",),
    )
    assert only.verdict is Verdict.PROVED
    assert prove(lambda x: x**2, lambda g, x: 2 * g * x, X).verdict is Verdict.PROVED


def test_fixed_sizes_are_said_to_be_fixed():
    proof = prove(nn.softmax, {"z": (4, 3)})
    assert proof.verdict is Verdict.PROVED_AT
    assert "(3, 4), it holds at that number alone" in proof.scope
    assert "all sizes" not in proof.explain("en")
    mixed = prove(nn.softmax, {"z": ("N", 3)})
    assert mixed.verdict is Verdict.PROVED
    assert "all sizes N" in mixed.scope
    assert "(3), it holds at that number alone" in mixed.scope


def test_a_number_of_numbers_has_no_size_to_speak_of():
    proof = prove(lambda x: x * x, lambda g, x: 2 * g * x, {"x": ()})
    assert proof.verdict is Verdict.PROVED
    assert "size" not in proof.scope


def test_the_report_in_both_languages():
    proof, wrong = prove(nn.relu, NK), prove(WRONG["relu: no mask"][0], NK)
    assert str(proof) == proof.explain("en")
    assert "all sizes K, N from 1" in proof.scope
    assert "kink" in proof.explain("en")
    assert "모든 크기 K, N" in proof.explain("ko")
    assert "도함수" in wrong.explain("ko")
    assert "the derivative is" in wrong.explain("en")
    assert "Nothing is claimed" in wrong.scope
    assert "VACUOUS" in prove(lambda x: 3.0, lambda g, x: 0 * x, X).explain("ko")


def test_what_has_measure_zero_is_in_the_scope():
    proof = prove(lambda x: np.log(np.abs(x)).sum(), lambda g, x: g / x, X)
    assert proof.verdict is Verdict.PROVED
    (said,) = proof["x"].assumed
    assert re.fullmatch(r"line \d+ divides by 0", said)
    assert f"Left out is a set of measure zero: where {said}." in proof.scope
    assert "0으로 나누는 점" in proof.explain("ko")
    assert not prove(np.exp, lambda g, x: g * np.exp(x), X)["x"].assumed


def test_a_comparison_that_numbers_reach_on_one_side_is_named():
    def step(threshold):
        return lambda x: np.where(x > threshold, x * x, x)

    def back(threshold):
        return lambda g, x: g * np.where(x > threshold, 2 * x, 1)

    seen, far = (prove(step(t), back(t), X) for t in (3e4, 3e12))
    assert seen.verdict is far.verdict is Verdict.PROVED
    assert not seen.unseen
    (line,) = far.unseen
    assert f"No number tried reached both sides of the comparison in line {line};" in far.scope


def test_a_gradient_that_is_off_where_comparisons_cancel_is_not_refuted():
    def forward(b):  # b itself, by ways that have a kink at 0
        size = b * np.sign(b)
        return np.where(b < size, b, size)

    def backward(g, b):
        size = np.where(b > 0, b, -b)
        down = g * (1 - (b < size))
        return g * (b < size) + np.where(b > 0, down, -down)

    proof = prove(forward, backward, X)
    assert proof.verdict is Verdict.UNDECIDED
    assert "may be a kink" in proof["x"].obstacle
