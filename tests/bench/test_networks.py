"""The models that the prover is measured on are right, by numbers, and these numbers can say no."""

import numpy as np
import pytest

RIGHT = 1e-12
SIZES = [("sigmoid", 5), ("tanh", 7), ("transformer", 2), ("gpt", 2), ("residual", 4)]
SIZES += [("rnn", 5), ("lstm", 5), ("swiglu", None), ("autoencoder", None), ("two_losses", None)]


@pytest.fixture
def scripts(bench):
    return bench("networks", "complex_step")


def built(networks, name, size):
    return networks.DEEP[name](size) if size else networks.FLAT[name]()


def moved(layer, which):
    """Give the layer with one of its gradients a millionth too large in every entry."""

    def changed(*inputs):
        y, pullback = layer(*inputs)
        return y, lambda g: [d + 1e-6 if i == which else d for i, d in enumerate(pullback(g))]

    return changed


@pytest.mark.parametrize(("name", "size"), SIZES)
def test_every_model_is_right_at_random_sizes(scripts, name, size):
    networks, complex_step = scripts
    model, rng = built(networks, name, size), np.random.default_rng(len(name))
    for most in (1, 2, 3, 4, 5, 5):
        sizes = complex_step.sizes_for(model.shapes, rng, most)
        assert complex_step.gap(*model, sizes, rng) < RIGHT, sizes


@pytest.mark.parametrize(("name", "size"), SIZES)
def test_numbers_see_a_millionth_in_each_gradient(scripts, name, size):
    networks, complex_step = scripts
    model, rng = built(networks, name, size), np.random.default_rng(len(name))
    sizes = dict.fromkeys(complex_step.sizes_for(model.shapes, rng), 3)
    for which, of in enumerate(model.shapes):
        if not model.sample.get(of, "normal").startswith("labels"):
            wrong = moved(model.layer, which)
            gaps = [
                complex_step.gap(wrong, model.shapes, model.sample, sizes, rng) for _ in range(2)
            ]
            assert max(gaps) > RIGHT, of


def test_all_builders_are_tried(scripts):
    networks, _ = scripts
    assert {name for name, _ in SIZES} == set(networks.DEEP) | set(networks.FLAT)


def test_depth_is_what_was_asked_for(scripts):
    networks, _ = scripts
    for name in ("sigmoid", "transformer", "gpt", "residual"):
        three, five, seven = (len(networks.DEEP[name](n).shapes) for n in (3, 5, 7))
        assert seven - five == five - three > 0
    for name in ("rnn", "lstm"):
        assert networks.DEEP[name](16).shapes["x"] == ("N", 16, "D")


def test_the_model_refuses_parameters_of_another_depth(scripts):
    networks, complex_step = scripts
    one, two = (networks.language_model(blocks) for blocks in (1, 2))
    rng = np.random.default_rng(0)
    inputs = complex_step.draw(two.shapes, two.sample, dict.fromkeys("NTDVHE", 2), rng)
    with pytest.raises(ValueError, match="1 blocks take 20 arrays, not 36"):
        one.layer(*inputs.values())


def test_float32_stays_float32(scripts):
    networks, complex_step = scripts
    model = networks.language_model(2)
    drawn = complex_step.draw(
        model.shapes, model.sample, dict.fromkeys("NTDVHE", 3), np.random.default_rng(0)
    )
    inputs = [x.astype(np.float32) if x.dtype == float else x for x in drawn.values()]
    C, pullback = model.layer(*inputs)
    assert {C.dtype, *(d.dtype for d in pullback(1)[2:])} == {np.dtype(np.float32)}


def test_no_token_sees_a_later_one(scripts):
    networks, complex_step = scripts
    model, rng = networks.transformer(2), np.random.default_rng(0)
    x, *parameters = complex_step.draw(model.shapes, {}, dict.fromkeys("NTDHE", 4), rng).values()
    y, _ = model.layer(x, *parameters)
    x[:, 2:] += 1
    after, _ = model.layer(x, *parameters)
    np.testing.assert_array_equal(y[:, :2], after[:, :2])
    assert (y[:, 2:] != after[:, 2:]).any()
