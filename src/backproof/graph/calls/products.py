"""NumPy's products of traced arrays: sums of products over axes that operands share."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import Any

import numpy as np

from backproof.algebra.polynomial import Mismatch, Unsupported
from backproof.graph import view as views
from backproof.graph.calls.arrays import (
    FUNCTIONS,
    METHODS,
    Array,
    Memory,
    array,
    is_array,
    lens,
    read_only,
    view_of,
)
from backproof.graph.calls.ufuncs import kind_of, leaf, numbers, ufunc
from backproof.graph.node import Dim
from backproof.graph.sizes import same, written
from backproof.graph.view import View


def contract(
    words: Sequence[Sequence[Hashable]], out: Sequence[Hashable], some: Sequence[View]
) -> View:
    """Return the sum over all names that ``out`` lacks of the product of the operands.

    Raises:
        Mismatch: if axes of one name have different lengths.
        Unsupported: for labels or truth values.
    """
    some, kind = [numbers(v) for v in some], kind_of(some)
    if kind == "b":
        raise Unsupported("a product of truth values")
    known: dict[Hashable, Dim] = {}
    for word, v in zip(words, some, strict=True):
        if len(word) != v.ndim:
            raise Mismatch(f"{len(word)} subscripts for an array with {v.ndim} axes")
        for n, d in zip(word, v.lengths, strict=True):
            same(known.setdefault(n, d), d)
    made = views.combine("sum", some, words, out, kind=kind)
    return views.broadcast(made, [known[n] for n in out])


def einsum(subscripts: Any, *operands: Any, optimize: Any = False) -> Any:
    """Return np.einsum."""
    if not isinstance(subscripts, str):
        raise Unsupported("np.einsum without a string of subscripts")
    some = [view_of(x) for x in operands]
    left, arrow, right = subscripts.replace(" ", "").partition("->")
    words = left.split(",")
    letters = left.replace(",", "").replace(".", "")
    if "." in right + left or not set(letters) >= set(right):
        raise Unsupported("np.einsum with an ellipsis")
    if not arrow:
        right = "".join(sorted(c for c in set(letters) if letters.count(c) == 1))
    if len(words) != len(some) or len(set(right)) < len(right):
        raise Mismatch(f"np.einsum of {len(some)} operands by {subscripts}")
    if len(some) == 1 and set(letters) == set(right) and is_array(operands[0]):
        (word,) = words
        if len(word) != some[0].ndim:
            raise Mismatch(f"{len(word)} subscripts for an array with {some[0].ndim} axes")
        if len(set(word)) < len(word):
            return operands[0].through(read_only(lambda v: _diagonal(v, word, right), "np.einsum"))
        there, back = [word.index(c) for c in right], [right.index(c) for c in word]
        return operands[0].through(lens(lambda v: v.permuted(there), lambda v, _: v.permuted(back)))
    made = contract(words, right, some)
    if optimize and not right:  # NumPy gives a number or an array, by the way it takes
        return Array(Memory(made, "what np.einsum with optimize gives, an array or a number"))
    return array(made, scalar=True)


def _diagonal(v: View, word: Sequence[Hashable], out: Sequence[Hashable]) -> View:
    known: dict[Hashable, Dim] = {}
    for n, d in zip(word, v.lengths, strict=True):
        same(known.setdefault(n, d), d)
    made = views.combine("add", [numbers(v)], [word], out, kind=v.kind)
    return views.broadcast(made, [known[n] for n in out])


def matmul(a: View, b: View) -> View:
    """Return a @ b; stacks of matrices broadcast."""
    if not a.ndim or not b.ndim:
        raise Mismatch("a product by @ with a number")
    row, column = ["row"][: a.ndim - 1], ["column"][: b.ndim - 1]
    return _stacked(a, [*row, "z"], b, ["z", *column] if column else ["z"], [*row, *column])


def _stacked(a: View, left: list[str], b: View, right: list[str], out: list[str]) -> View:
    """Contract the last axes of two arrays; those before broadcast."""
    if a.ndim < len(left) or b.ndim < len(right):
        raise Mismatch("a product of arrays with too few axes")
    kind = kind_of([numbers(a), numbers(b)])
    if kind == "b":
        raise Unsupported("a product of truth values")
    i, j = a.ndim - len(left), b.ndim - len(right)
    same(a.lengths[i + left.index("z")], b.lengths[j + right.index("z")])
    stack = max(i, j)
    words = [[*range(stack - i, stack), *left], [*range(stack - j, stack), *right]]
    return views.combine("sum", [a, b], words, [*range(stack), *out], kind=kind)


def dot(a: Any, b: Any) -> Any:
    """Return np.dot."""
    v, w = view_of(a), view_of(b)
    if not v.ndim or not w.ndim:
        return array(ufunc("multiply", v, w), scalar=True)
    left = [("a", k) for k in range(v.ndim - 1)]
    right = [("b", k) for k in range(w.ndim - 1)]
    return array(
        contract([[*left, "z"], [*right[:-1], "z", *right[-1:]]], [*left, *right], [v, w]),
        scalar=True,
    )


def inner(a: Any, b: Any) -> Any:
    """Return np.inner."""
    v, w = view_of(a), view_of(b)
    if not v.ndim or not w.ndim:
        return dot(a, b)
    left, right = ([(n, k) for k in range(x.ndim - 1)] for n, x in (("a", v), ("b", w)))
    return array(contract([[*left, "z"], [*right, "z"]], [*left, *right], [v, w]), scalar=True)


def _flat(x: Any) -> View:
    v = view_of(x)
    return v if v.ndim == 1 else views.reshaped(v, [-1])


def vdot(a: Any, b: Any) -> Any:
    """Return np.vdot."""
    return array(contract(["z", "z"], "", [_flat(a), _flat(b)]), scalar=True)


def outer(a: Any, b: Any) -> Any:
    """Return np.outer."""
    v, w = _flat(a), _flat(b)
    wide = View(v.node, (*v.groups, ()), v.kind)
    return array(ufunc("multiply", wide, w))


def tensordot(a: Any, b: Any, axes: Any = 2) -> Any:
    """Return np.tensordot."""
    v, w = view_of(a), view_of(b)
    if isinstance(axes, int):
        axes = (range(v.ndim - axes, v.ndim), range(axes))
    first, second = ([x] if isinstance(x, int) else list(x) for x in axes)
    left: list[Any] = [("a", k) for k in range(v.ndim)]
    right: list[Any] = [("b", k) for k in range(w.ndim)]
    for i, j in zip(first, second, strict=True):
        right[j] = left[i]
    shared = {left[i] for i in first}
    return array(contract([left, right], [n for n in left + right if n not in shared], [v, w]))


def trace(x: Any) -> Any:
    """Return np.trace of a matrix."""
    return array(contract(["ii"], "", [view_of(x)]), scalar=True)


def diag(x: Any) -> Any:
    """Return np.diag: the diagonal of a square matrix, or the matrix with that diagonal."""
    v = view_of(x)
    if v.ndim != 1:
        return diagonal(x)
    atoms = v.groups[0]
    if not atoms:
        return array(View(v.node, ((), ()), v.kind))
    apart = View(numbers(v).node, tuple((a,) for a in atoms), v.kind)
    ones = [leaf(v.graph, "identity", [((None, d),)] * 2) for _, d in atoms]
    names = [[(side, j) for j in range(len(atoms))] for side in "ij"]
    words = [names[0], *zip(*names, strict=True)]
    made = views.combine("multiply", [apart, *ones], words, [*names[0], *names[1]])
    sides = (made.groups[: len(atoms)], made.groups[len(atoms) :])
    return array(View(made.node, tuple(tuple(a for g in s for a in g) for s in sides), v.kind))


def diagonal(x: Any) -> Any:
    """Return np.diagonal of a matrix, which cannot be written to."""
    x = x if is_array(x) else array(view_of(x))
    if x.ndim != 2:  # noqa: PLR2004 - a matrix
        raise Unsupported("the diagonal of a stack of matrices")
    if x.view.lengths[0] != x.view.lengths[1]:
        n, m = map(written, x.view.lengths)
        raise Unsupported(f"the diagonal of a matrix of {n} by {m}")
    return x.through(read_only(lambda v: _diagonal(v, "ii", "i"), "np.diagonal"))


METHODS |= {
    "__matmul__": matmul,
    "__vecdot__": lambda a, b: _stacked(a, ["z"], b, ["z"], []),
    "__matvec__": lambda a, b: _stacked(a, ["row", "z"], b, ["z"], ["row"]),
    "__vecmat__": lambda a, b: _stacked(a, ["z"], b, ["z", "column"], ["column"]),
    "dot": dot,
    "trace": trace,
    "diagonal": diagonal,
}
FUNCTIONS |= {
    np.einsum: einsum,
    np.dot: dot,
    np.inner: inner,
    np.vdot: vdot,
    np.outer: outer,
    np.tensordot: tensordot,
    np.trace: trace,
    np.diag: diag,
    np.diagonal: diagonal,
    np.diagflat: lambda x: diag(array(_flat(x))),
}
