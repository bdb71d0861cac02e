"""Where a largest entry lies, as code uses it before it is known: ``x[i, j + x[i].argmax()]``.

The place is one of finitely many, each with the indicator that it is this one.  As a subscript of
an array of symbols it reads and writes all of them, weighed; any other use decides it on the path.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np

from backproof.algebra.extremes import Known, asked, maximum, negative, settle, weights
from backproof.algebra.polynomial import Atom, Poly
from backproof.entries.branches import current
from backproof.entries.scalars import Scalar
from backproof.entries.selections import choose


class Contest:
    """What an argmax ranks: the values, in their order."""

    def __init__(self, polys: Sequence[Poly], sign: int) -> None:
        self.polys, self.sign = tuple(polys), sign

    @property
    def ranked(self) -> tuple[Poly, ...]:
        """Return the values so that the largest wins."""
        return self.polys if self.sign > 0 else tuple(map(negative, self.polys))

    def truths(self) -> tuple[Poly, ...]:
        """Return for each value the indicator that it wins; exactly one of them is 1."""
        return weights(self.ranked)

    def best(self) -> Poly:
        """Return the value that wins."""
        best = maximum(self.ranked)
        return best if self.sign > 0 else negative(best)


class Choice:
    """A whole number that depends on who wins a contest; it is decided when it must be known."""

    __array_priority__ = 3000

    def __init__(self, contest: Contest, values: Iterable[int]) -> None:
        self.contest, self.values = contest, tuple(map(int, values))

    def decided(self) -> int:
        """Return the number, on a path of its own for each."""
        return self.values[current().winner(self.contest.ranked)]

    __index__ = __int__ = decided

    def __float__(self) -> float:
        return float(self.decided())

    def __array__(self, dtype: Any = None, copy: Any = None) -> np.ndarray:
        del copy
        return np.array(self.decided(), dtype=dtype)

    def __bool__(self) -> bool:
        return bool(self.decided())

    def __hash__(self) -> int:
        return hash(self.decided())

    def __repr__(self) -> str:
        return f"one of {self.values}"  # what is printed decides nothing

    def __eq__(self, right: object) -> Any:
        return self.decided() == plain(right)

    def __ne__(self, right: object) -> Any:
        return self.decided() != plain(right)

    def __getattr__(self, name: str) -> Any:
        """Have what NumPy's whole numbers have, of the number decided."""
        if name.startswith("__") or not hasattr(np.int64, name):
            raise AttributeError(f"a place has no attribute {name}")
        return getattr(np.int64(self.decided()), name)

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *inputs: Any, **kw: Any) -> Any:
        """Decide, and compute."""
        return getattr(ufunc, method)(*map(plain, inputs), **kw)

    def __array_function__(self, func: Any, types: Any, args: Any, kwargs: Any) -> Any:
        """Decide, and compute, but for `numpy.unravel_index`, which each value has."""
        del types
        if func is np.unravel_index and isinstance(args[0], Choice):
            places = [func(v, *args[1:], **kwargs) for v in args[0].values]
            return tuple(Choice(args[0].contest, at) for at in zip(*places, strict=True))
        return func(*map(plain, args), **{k: plain(v) for k, v in kwargs.items()})


def plain(value: Any) -> Any:
    """Return a number or arguments without choices: those are decided."""
    if isinstance(value, Choice):
        return np.int64(value.decided())
    if isinstance(value, tuple | list):
        return type(value)(map(plain, value))
    return value


def _mapped(rule: Callable[[Any, Any], Any]) -> Callable[[Choice, Any], Any]:
    def method(self: Choice, other: Any) -> Any:
        if isinstance(other, Choice) and other.contest is self.contest:
            return Choice(self.contest, map(rule, self.values, other.values))
        divides = rule in {operator.floordiv, operator.mod}
        if type(other) in {int, np.int64} and (other or not divides):
            return Choice(self.contest, (rule(v, int(other)) for v in self.values))
        return rule(np.int64(self.decided()), plain(other))

    return method


def _on_number(rule: Callable[..., Any]) -> Callable[..., Any]:
    return lambda self, *others: rule(np.int64(self.decided()), *map(plain, others))


def _turned(rule: Callable[[Any, Any], Any]) -> Callable[[Choice, Any], Any]:
    return lambda self, left: rule(plain(left), np.int64(self.decided()))


for _name in ("add", "sub", "mul", "floordiv", "mod"):
    setattr(Choice, f"__{_name}__", _mapped(getattr(operator, _name)))
for _name in ("add", "mul"):
    setattr(Choice, f"__r{_name}__", _mapped(getattr(operator, _name)))
for _name in ("lt", "le", "gt", "ge", "truediv", "pow", "neg", "pos", "abs"):
    setattr(Choice, f"__{_name}__", _on_number(getattr(operator, _name)))
for _name in ("sub", "floordiv", "mod", "truediv", "pow"):
    setattr(Choice, f"__r{_name}__", _turned(getattr(operator, _name)))
setattr(Choice, "__divmod__", lambda self, other: (self // other, self % other))  # noqa: B010


# --- as a subscript -----------------------------------------------------------------------------


def contest_in(key: Any) -> Contest | None:
    """Return whose winner a subscript of whole numbers waits for; None if it waits for none."""
    if isinstance(key, Choice):
        return key.contest
    if not isinstance(key, tuple):
        return None
    return next((p.contest for p in key if isinstance(p, Choice)), None)


def cases(key: Any, contest: Contest) -> list[Any]:
    """Return the subscript for each who may win; other contests are decided."""
    if isinstance(key, Choice):
        return list(key.values)
    rows = [
        p.values
        if isinstance(p, Choice) and p.contest is contest
        else [plain(p)] * len(contest.polys)
        for p in key
    ]
    return list(zip(*rows, strict=True))


def read(array: np.ndarray, key: Any, contest: Contest) -> Any:
    """Return what lies at a place of an array of scalars: what lies at each place, weighed."""
    found = [_row(array[k]) for k in cases(key, contest)]
    if not found[0].ndim and tuple(f[()].poly for f in found) == contest.polys:
        return Scalar(contest.best())
    out = found[0].copy()
    for truth, new in zip(contest.truths()[1:], found[1:], strict=True):
        for at in np.ndindex(*out.shape):
            out[at] = choose(Scalar(truth, truth=True), new[at], out[at])
    return out if out.ndim else out[()]


def write(array: np.ndarray, key: Any, value: np.ndarray, contest: Contest) -> None:
    """Store at a place: at each place, under the indicator that it is this one."""
    for k, truth in zip(cases(key, contest), contest.truths(), strict=True):
        old = _row(array[k])
        new: Any = np.broadcast_to(value, old.shape)
        out = np.ndarray(old.shape, dtype=object)
        facts = _facts(truth)
        for at in np.ndindex(*old.shape):
            here = Scalar(settle(new[at].poly, facts), truth=new[at].truth)
            out[at] = choose(Scalar(truth, truth=True), here, old[at])
        array[k] = out if out.ndim else out[()]


def _row(value: Any) -> Any:
    if isinstance(value, np.ndarray):
        return value
    out = np.ndarray((), dtype=object)
    out[()] = value
    return out


def _facts(truth: Poly) -> Known:
    """Return what is known where an indicator is 1, as far as it is a product of signs."""
    facts: dict[Atom, bool] = {}
    for a in asked(truth):
        if not settle(truth, {a: True}).terms:
            facts[a] = False
        elif not settle(truth, {a: False}).terms:
            facts[a] = True
    return facts
