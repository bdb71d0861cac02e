"""Arrays of the house notation: NumPy code on them has the entries that it has on numbers."""

import itertools
import math

import numpy as np
import pytest
import sympy as sp
from tests.algebra.plain import value
from tests.graph.test_table import KINDS, RULES

from backproof import Arbitrary
from backproof.algebra.polynomial import Unsupported
from backproof.derivation.arrays import SymbolicArray, symbol
from backproof.derivation.expressions import bound, size
from backproof.derivation.functions import Unknown, apply

N, D, K = map(size, "NDK")
n, d = (sp.Symbol(letter, integer=True) for letter in "nd")

#: What has no formula of its own: slices, stacks and axes of several factors.
REFUSED = {"heads", "blocks", "steps", "below the diagonal", "running sums", "a stack"}
#: One function of no name is another in `plain`.
UNNAMED = {"a function of no name", "its derivative"}
FOLLOWED = sorted(
    name for name, (_, shapes) in RULES.items() if not {*shapes} & {*KINDS} and name not in UNNAMED
)


def numbers(shape, sizes):
    """Give a shape at some sizes."""
    at = {size(letter): number for letter, number in sizes.items()}
    return tuple(int(length(s).subs(at)) for s in shape)


def length(s):
    return sp.sympify(s, locals={letter: size(letter) for letter in "NDKHEB"})


@pytest.mark.parametrize("sizes", [{"N": 2, "D": 3, "K": 4, "B": 2}, dict.fromkeys("NDKB", 1)])
@pytest.mark.parametrize("name", [f for f in FOLLOWED if f not in REFUSED])
def test_entries_are_those_of_the_code_on_numbers(name, sizes):
    f, shapes = RULES[name]
    made = f(*(symbol(x, *map(length, shape)) for x, shape in shapes.items()))
    rng = np.random.default_rng(7)
    arrays = {
        x: rng.uniform(
            0.5,
            1.5,
            tuple(int(length(s).subs({size(k): v for k, v in sizes.items()})) for s in shape),
        )
        for x, shape in shapes.items()
    }
    expected = np.asarray(f(*arrays.values()))
    assert (
        tuple(int(s.subs({size(k): v for k, v in sizes.items()})) for s in made.dims)
        == expected.shape
    )
    indices = [sp.Symbol(f"i{k}", integer=True) for k in range(expected.ndim)]
    entry = made.at(*indices)
    for place in itertools.product(*map(range, expected.shape)):
        found = value(entry, sizes, arrays, dict(zip(indices, place, strict=True)))
        assert math.isclose(found, expected[place], rel_tol=1e-12, abs_tol=1e-12)


@pytest.mark.parametrize("name", sorted(REFUSED))
def test_what_has_no_formula_is_refused(name):
    f, shapes = RULES[name]

    def entry():
        made = f(*(symbol(x, *map(length, shape)) for x, shape in shapes.items()))
        return made.at(*(bound() for _ in range(made.ndim)))

    with pytest.raises(Unsupported, match=r"as a formula|a reshape|the subscript"):
        entry()


def test_a_function_of_no_name_stays_one():
    sigma = Arbitrary("sigma")
    z = symbol("z", N, D)
    assert sigma(z).at(n, d) == apply("sigma", 0, z.at(n, d))
    assert isinstance((sigma.prime(z) * 2).at(n, d) / 2, Unknown)
    assert sigma(z).at(n, d).diff(z.at(n, d)) == sigma.prime(z).at(n, d)


def test_an_array_by_a_formula_is_one_as_any_other():
    z = SymbolicArray((N, D), lambda i, j: i + 2 * j)
    assert (z.T + 1).at(d, n) == n + 2 * d + 1
    assert z[None].at(0, n, d) == n + 2 * d
    assert isinstance(z, np.ndarray)
    assert (z.shape[0], z.ndim) == (z.T.shape[1], 2)
    eta = sp.Symbol("eta", positive=True)
    assert sp.expand((eta * z).at(n, d) - eta * (n + 2 * d)) == 0
    assert sp.expand((z / N).at(n, d) - (n + 2 * d) / N) == 0


def test_what_is_written_stays_in_the_copy():
    z = symbol("z", N)
    w = z.copy()
    w += 1
    w[...] *= 2
    assert w.at(n) == 2 * (z.at(n) + 1)
    with pytest.raises(Unsupported, match="a write to a quantity"):
        z += 1


def test_a_decision_on_values_is_refused():
    z = symbol("z", N)
    with pytest.raises(Unsupported, match="a decision"):
        bool(z)
    with pytest.raises(TypeError):
        float(z)
