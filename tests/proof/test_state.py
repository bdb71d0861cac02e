"""What is kept from call to call, what leaves 64 bits, and who hears of an overflow.

Each program gives right numbers when it is asked once, as the prover's graph has it, and others
when people use it: so it is refused, or nothing is proved for all sizes.
"""

import warnings

import numpy as np
import pytest

from backproof import Verdict, prove

VECTOR, ROWS = {"x": ("N",)}, {"x": ("N", "D")}


def adding_up(x):
    total = np.zeros_like(x)

    def pullback(g):
        total[...] += g
        return total * 1

    return x * 1, pullback


def counting(x):
    calls = 0

    def pullback(g):
        nonlocal calls
        calls += 1
        return g * calls

    return x * 1, pullback


def taking_the_next(x):
    factors = iter([1.0, 2.0, 3.0])
    return x * 1, lambda g: g * next(factors)


def spoiling_what_was_kept(x):
    e = np.exp(x - x.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)

    def pullback(g):
        nonlocal p
        s = (p * g).sum(axis=1, keepdims=True)
        p *= g - s
        return p.copy()

    return p * 1, pullback


def spoiling_the_output(x):
    y = np.tanh(x)

    def pullback(g):
        np.multiply(y, y, out=y)
        return g * (1 - y)

    return y, pullback


def filling_the_output(x):
    y = x * x

    def pullback(g):
        y.fill(0)
        return 2 * g * x

    return y, pullback


def one_buffer(x):
    y = np.tanh(x)
    buffer = np.empty_like(x)

    def pullback(g):
        np.multiply(g, 1 - y * y, out=buffer)
        return buffer

    return y, pullback


def in_the_mask(x):
    mask = (x > 0) * 1.0

    def pullback(g):
        return np.multiply(mask, g, out=mask)

    return x * (x > 0), pullback


KEEPING = {
    adding_up: "another gradient of x",
    counting: "another gradient of x",
    taking_the_next: "another gradient of x",
    spoiling_what_was_kept: "another gradient of x",
    spoiling_the_output: "writes into what forward has returned",
    filling_the_output: "writes into what forward has returned",
    one_buffer: "the same memory",
    in_the_mask: "another gradient of x",
}


@pytest.mark.parametrize("layer", KEEPING, ids=lambda f: f.__name__)
def test_a_pullback_that_is_not_the_same_twice_is_refused(layer):
    with pytest.raises(ValueError, match=KEEPING[layer]):
        prove(layer, ROWS)


def test_a_pair_that_keeps_something_is_refused():
    total = {"g": 0.0}

    def backward(g, x):
        total["g"] = total["g"] + g * x
        return total["g"] * 1

    with pytest.raises(ValueError, match="another gradient"):
        prove(lambda x: x * x / 2, backward, VECTOR)


def test_a_pullback_may_return_what_it_is_given_and_what_it_has_made_anew():
    def layer(x):
        y = np.tanh(x)
        made = []

        def pullback(g):
            made.append(1)  # nobody asks how often
            return g * (1 - y * y)

        return y, pullback

    assert prove(layer, ROWS).verdict is Verdict.PROVED
    assert prove(lambda x: (x, lambda g: g), ROWS).verdict is Verdict.PROVED


# --- whole numbers ------------------------------------------------------------------------------


def squared_again(x):
    k = (x > 0).sum()
    for _ in range(3):
        k = k * k
    return k


WHOLE = {
    "a power of a count": lambda x: (x > 0).sum() ** 13,
    "a power of a size": lambda x: np.full(x.shape, x.shape[0]) ** 13,
    "a sum of large numbers": lambda x: ((x > 0) * 2**31 * 2**27).sum(),
    "a product of large numbers": lambda x: (x > 0) * 2**31 * 2**31 * 2,
    "squares of squares": squared_again,
    "a product of counts": lambda x: (x > 0).sum() * (x < 0).sum() * (x > 1).sum() * (x > 2).sum()
    * (x > 3).sum(),
}  # fmt: skip


@pytest.mark.parametrize("name", WHOLE)
def test_whole_numbers_that_wrap_around_are_not_proved(name):
    """NumPy's are wrong from some size on, where floats, which the claim has, are not."""
    count = WHOLE[name]
    proof = prove(
        lambda x, z: z * count(x), lambda g, x, z: g * count(x),
        {**VECTOR, "z": ("N",)}, wrt=("z",),
    )  # fmt: skip
    assert proof.verdict > Verdict.PROVED
    assert "64 bits" in str(proof)


SMALL = {
    "a count": lambda x: (x > 0).sum(),
    "a squared count": lambda x: (x > 0).sum() ** 2,
    "a size of Python's": lambda x: x.shape[0] ** 5,
}


@pytest.mark.parametrize("name", SMALL)
def test_whole_numbers_that_fit_are_proved(name):
    count = SMALL[name]
    proof = prove(
        lambda x, z: z * count(x), lambda g, x, z: g * count(x),
        {**VECTOR, "z": ("N",)}, wrt=("z",),
    )  # fmt: skip
    assert proof.verdict is Verdict.PROVED


# --- who hears of an overflow -------------------------------------------------------------------


def told_by_an_error(x):
    try:
        with np.errstate(over="raise"):
            return np.log1p(np.exp(x))
    except FloatingPointError:
        return 2 * x


def told_by_a_call(x):
    heard = []
    with np.errstate(over="call", call=lambda *_: heard.append(1)):
        y = np.log1p(np.exp(x))
    return 2 * x if heard else y


def told_by_a_list(x):
    with warnings.catch_warnings(record=True) as heard:
        warnings.simplefilter("always")
        y = np.log1p(np.exp(x))
    return 2 * x if heard else y


def told_by_a_warning(x):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            return np.log1p(np.exp(x))
        except RuntimeWarning:
            return 2 * x


def sigmoid(g, x):
    return g / (1 + np.exp(-x))


@pytest.mark.parametrize(
    "forward", [told_by_an_error, told_by_a_call, told_by_a_list, told_by_a_warning]
)
def test_code_that_hears_of_an_overflow_is_not_proved(forward):
    proof = prove(forward, sigmoid, {"x": ()})
    assert proof.verdict > Verdict.PROVED_AT
    assert "floating-point errors" in str(proof) or "warnings that" in str(proof)


def test_code_that_only_silences_them_is():
    def forward(x):
        with np.errstate(over="ignore"), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return np.log1p(np.exp(x))

    assert prove(forward, sigmoid, VECTOR).verdict is Verdict.PROVED


# --- a claim that is no number ------------------------------------------------------------------


@pytest.mark.parametrize("part", [np.log, np.sqrt, lambda u: np.sign(np.log(u))])
def test_at_given_sizes_a_claim_that_is_no_number_far_away_is_not_proved(part):
    """Where the graph stops, as at np.flip, entries ask as the graph does."""
    proof = prove(
        lambda x: np.flip(x) * 0 + x * x, lambda g, x: 2 * g * x + 0 * part(x + 1e12), VECTOR
    )
    assert proof.verdict > Verdict.PROVED_AT
