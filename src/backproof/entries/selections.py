"""What a symbolic mask picks out of an array: ``x[x > 0]``, whose length is not known.

It remembers the whole array and the mask, so that it can be computed with, summed and stored back
under the same mask; anything that asks for its length or order is refused.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from backproof.algebra.extremes import other
from backproof.algebra.polynomial import ZERO, Poly, Unsupported, add
from backproof.algebra.products import may_be_undefined, mul
from backproof.entries.protocol import as_array, run_ufunc
from backproof.entries.scalars import Scalar, scalar


def is_mask(array: Any) -> bool:
    """Say whether an array of symbols holds truth values."""
    flat = array.view(np.ndarray).reshape(-1)
    return bool(flat.size) and all(isinstance(s, Scalar) and s.truth for s in flat)


class Selection(np.lib.mixins.NDArrayOperatorsMixin):
    """The entries of an array where a mask is true."""

    __array_priority__ = 2000

    def __init__(self, whole: Any, mask: Any) -> None:
        if mask.shape != whole.shape[: mask.ndim]:
            raise IndexError(f"a mask of shape {mask.shape} for an array of shape {whole.shape}")
        self.whole, self.mask = whole.copy(), mask.copy()

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *inputs: Any, **kw: Any) -> Any:
        """Compute with the whole arrays; the masks must be the same."""
        out = kw.pop("out", None)
        if method == "reduce" and ufunc is np.add and out is None:
            return self.sum(**kw)
        if method != "__call__" or kw:
            raise Unsupported(f"np.{ufunc.__name__} of values picked by a mask")
        wholes = [self._whole_of(x) for x in inputs]
        result = run_ufunc(ufunc, "__call__", wholes, {})
        made = Selection(as_array(result), self.mask)
        if out is None:
            return made
        if not isinstance(out[0], Selection):
            raise Unsupported("values picked by a mask written elsewhere")
        out[0].whole = made.whole
        return out[0]

    def __array_function__(self, func: Any, types: Any, args: Any, kwargs: Any) -> Any:
        """Sum; nothing else is known of entries whose number is not."""
        del types
        if func is np.sum and len(args) == 1 and not kwargs:
            return self.sum()
        raise Unsupported(f"np.{func.__name__} of values picked by a mask")

    def _whole_of(self, value: Any) -> Any:
        if isinstance(value, Selection):
            if not same_masks(self.mask, value.mask):
                raise Unsupported("values picked by two masks")
            return value.whole
        if scalar(value) is None and np.ndim(value):
            raise Unsupported("an array among values picked by a mask")
        return value

    def sum(self, axis: Any = None, **kw: Any) -> Any:
        """Sum what is picked out."""
        if kw or (axis not in {None, 0, -1}) or self.mask.ndim != self.whole.ndim:
            raise Unsupported("a sum along an axis of values picked by a mask")
        pairs = zip(_flat(self.mask), _flat(self.whole), strict=True)
        return Scalar(add(ZERO, *(mul(m.poly, s.poly) for m, s in pairs)))

    @property
    def size(self) -> Any:
        """Return how many there are: the sum of the mask."""
        if self.mask.ndim != self.whole.ndim:
            raise Unsupported("the number of values picked by a mask")
        return Scalar(add(ZERO, *(m.poly for m in _flat(self.mask))))

    def copy(self) -> Selection:
        """Return a copy."""
        return Selection(self.whole, self.mask)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        raise Unsupported(f".{name} of values picked by a mask")

    def __len__(self) -> int:
        raise Unsupported("the number of values picked by a mask")

    def __iter__(self) -> Any:
        raise Unsupported("a loop over values picked by a mask")

    def __getitem__(self, key: Any) -> Any:
        raise Unsupported("a subscript of values picked by a mask")

    def __setitem__(self, key: Any, value: Any) -> None:
        raise Unsupported("a subscript of values picked by a mask")

    def __bool__(self) -> bool:
        raise Unsupported("a decision on values picked by a mask")


def _flat(array: Any) -> Any:
    return array.view(np.ndarray).reshape(-1)


def same_masks(left: Any, right: Any) -> bool:
    """Say whether two masks are the same truth values."""
    if left.shape != right.shape:
        return False
    return all(a.poly == b.poly for a, b in zip(_flat(left), _flat(right), strict=True))


def blend(target: Any, mask: Any, value: Any) -> None:
    """Store a value where a mask is true: new·m + old·(1 - m)."""
    if isinstance(value, Selection):
        if not same_masks(mask, value.mask) or value.whole.shape != target.shape:
            raise Unsupported("values picked by one mask assigned under another")
        new = value.whole
    elif scalar(value) is not None or not np.ndim(value):
        new = value
    else:
        raise Unsupported("an array assigned to entries picked by a mask")
    Selection(target, mask)  # checks the shapes
    extra = (1,) * (target.ndim - mask.ndim)
    truths: Any = np.broadcast_to(mask.view(np.ndarray).reshape(mask.shape + extra), target.shape)
    news: Any = np.broadcast_to(as_array(new).view(np.ndarray), target.shape)
    plain: Any = target.view(np.ndarray)
    for at in np.ndindex(*target.shape):
        plain[at] = choose(truths[at], news[at], plain[at])


def choose(truth: Scalar, yes: Scalar, no: Scalar) -> Scalar:
    """Return one of two numbers.

    Raises:
        Unsupported: if the other may be undefined on a whole region: 0 times that is not 0.
    """
    if may_be_undefined(yes.poly) or may_be_undefined(no.poly):
        raise Unsupported("a choice between values that divide by an indicator")
    poly: Poly = add(mul(truth.poly, yes.poly), mul(other(truth.poly), no.poly))
    return Scalar(poly, truth=yes.truth and no.truth)
