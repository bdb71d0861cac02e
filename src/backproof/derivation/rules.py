"""The named rules: each turns one expression into the next, and none is trusted.

`Derivation` proves every step through the normal form, so a rule may be simple: if it is wrong,
the step is refused.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import sympy as sp

from backproof.derivation.arrays import SymbolicArray
from backproof.derivation.canonical import equal
from backproof.derivation.expressions import bound
from backproof.derivation.functions import Cost, Diff, Partial, Unknown
from backproof.derivation.notation import Definitions, name_of, rewrite

if TYPE_CHECKING:
    from collections.abc import Callable

    type Rule = Callable[[sp.Expr, Definitions], sp.Expr]

#: Names of the rules in both languages.
NAMES = {
    "definition": {"ko": "정의", "en": "definition"},
    "chain_rule": {"ko": "연쇄 법칙", "en": "chain rule"},
    "substitute": {"ko": "대입", "en": "substitution"},
    "abbreviate": {"ko": "기호 도입", "en": "abbreviation"},
    "differentiate": {"ko": "미분", "en": "differentiation"},
    "collapse": {"ko": "크로네커 델타 정리", "en": "collapse of the Kronecker delta"},
    "linearity": {"ko": "미분의 선형성", "en": "linearity of the derivative"},
    "result": {"ko": "앞에서 얻은 결과", "en": "an earlier result"},
    "factor_out": {"ko": "합 밖으로 꺼내기", "en": "taking out of the sum"},
    "expand": {"ko": "전개", "en": "expansion"},
    "rewrite": {"ko": "고쳐 쓰기", "en": "rewriting"},
    "matrix_form": {"ko": "행렬 곱 알아보기", "en": "recognition of a matrix product"},
    "examples_form": {"ko": "표본별 열벡터의 합", "en": "a sum over examples as columns"},
    "column_form": {"ko": "표본 하나의 열벡터", "en": "one example as a column"},
    "code": {"ko": "코드", "en": "code"},
}


def chain_rule(expr: sp.Expr, _: Definitions) -> sp.Expr:
    """Differentiate a cost through its array, one path for each entry; f(u) through u alone."""

    def through(e: Diff) -> sp.Expr:
        cost, variable = e.args
        if isinstance(cost, Unknown):
            return cost.fdiff() * Diff(cost.argument, variable)
        old = [limit[0] for limit in cost.limits]
        new = [bound() for _ in old]
        limits = [sp.Tuple(i, *limit[1:]) for i, limit in zip(new, cost.limits, strict=True)]
        which = [sp.Tuple(*cost.which)] if cost.which else []
        outer = Partial(cost.args[0], cost.body, *cost.limits, *which, sp.Tuple(*new))
        inner = Diff(cost.body.xreplace(dict(zip(old, new, strict=True))), variable)
        return sp.Sum(outer * inner, *limits)

    return rewrite(
        expr, lambda e: isinstance(e, Diff) and isinstance(e.expr, Cost | Unknown), through
    )


def chain_rule_through(*arrays: SymbolicArray) -> Rule:
    """Differentiate an expression through the entries of these arrays: one path for each."""
    names = {name_of(x) for x in arrays}

    def through(e: Diff) -> sp.Expr:
        inner = sorted((u for u in e.expr.atoms(sp.Indexed) if u.base.label.name in names), key=str)
        holes = {u: sp.Dummy("u", real=True) for u in inner}
        outer, back = e.expr.xreplace(holes), {hole: u for u, hole in holes.items()}
        return sp.Add(*(outer.diff(holes[u]).xreplace(back) * Diff(u, e.args[1]) for u in inner))

    def rule(expr: sp.Expr, _: Definitions) -> sp.Expr:
        return rewrite(
            expr, lambda e: isinstance(e, Diff) and not isinstance(e.expr, sp.Indexed), through
        )

    rule.__name__ = "chain_rule"
    return rule


def linearity(expr: sp.Expr, known: Definitions) -> sp.Expr:
    """Differentiate sums term by term, and take out factors that do not hold the variable."""

    def holds(e: sp.Expr, by: sp.Expr) -> bool:
        return _name(by) in {_name(u) for u in known.expand(e).atoms(sp.Indexed, sp.Symbol)}

    def push(e: sp.Expr, by: sp.Expr) -> sp.Expr:
        if not holds(e, by):
            return sp.Integer(0)
        if isinstance(e, sp.Sum):
            return sp.Sum(push(e.function, by), *e.limits)
        if e.is_Add:
            return sp.Add(*(push(term, by) for term in e.args))
        rest = [f for f in sp.Mul.make_args(e) if holds(f, by)]
        constant = sp.Mul(*(f for f in sp.Mul.make_args(e) if f not in rest))
        if e.is_Mul and len(rest) == 1:
            return constant * push(rest[0], by)
        return constant * Diff(sp.Mul(*rest), by)

    return rewrite(expr, lambda e: isinstance(e, Diff), lambda e: push(*e.args))


def _name(u: sp.Expr) -> str:
    return str(u.base.label.name if isinstance(u, sp.Indexed) else u.name)


def result(x: SymbolicArray, slope: Callable[..., sp.Expr]) -> Rule:
    """Use a known derivative: ``slope(*indices, *at)`` is that of ``x[indices]`` by an entry."""
    name = name_of(x)

    def rule(expr: sp.Expr, _: Definitions) -> sp.Expr:
        return rewrite(
            expr,
            lambda e: isinstance(e, Diff) and _is_entry(e.expr) and _name(e.expr) == name,
            lambda e: slope(*_at(e.expr), *_at(e.args[1])),
        )

    rule.__name__ = "result"
    return rule


def _is_entry(e: sp.Basic) -> bool:
    return isinstance(e, sp.Indexed | sp.Symbol)


def _at(e: sp.Expr) -> tuple[sp.Expr, ...]:
    return tuple(e.indices) if isinstance(e, sp.Indexed) else ()


def chain_rule_with(x: SymbolicArray) -> Rule:
    """Apply the chain rule and write a quantity for the outer derivative."""
    named = abbreviate(x)

    def rule(expr: sp.Expr, known: Definitions) -> sp.Expr:
        return named(chain_rule(expr, known), known)

    rule.__name__ = "chain_rule"
    return rule


def substitute(*arrays: SymbolicArray) -> Rule:
    """Put in what quantities stand for."""
    names = [name_of(x) for x in arrays]

    def rule(expr: sp.Expr, known: Definitions) -> sp.Expr:
        return known.substitute(expr, names)

    rule.__name__ = "substitute"
    return rule


def abbreviate(x: SymbolicArray) -> Rule:
    """Write a quantity for the partial derivative or the function value that it stands for."""
    name = name_of(x)

    def rule(expr: sp.Expr, known: Definitions) -> sp.Expr:
        meaning = known.table[name]
        sample = meaning.at(*([sp.Wild("i")] * x.ndim))

        def indices(e: sp.Basic) -> tuple[sp.Expr, ...] | None:
            """Return where x would have to stand to be e, if it can."""
            if isinstance(e, Partial):
                return (*e.which, *e.at)[-x.ndim :]
            inner = e.argument if isinstance(e, Unknown) else None
            return inner.indices if isinstance(inner, sp.Indexed) else None

        def matches(e: sp.Basic) -> bool:
            if type(e) is not type(sample) or (at := indices(e)) is None:
                return False
            return equal(known.expand(e), known.expand(meaning.at(*at)))

        return rewrite(expr, matches, lambda e: x.at(*(indices(e) or ())))

    rule.__name__ = "abbreviate"
    return rule


def differentiate(expr: sp.Expr, _: Definitions) -> sp.Expr:
    """Carry out the derivatives: SymPy's own, entry by entry."""
    return rewrite(
        expr,
        lambda e: isinstance(e, Diff) and not isinstance(e.expr, Cost),
        lambda e: e.args[0].diff(e.args[1]),
    )


def collapse(expr: sp.Expr, _: Definitions) -> sp.Expr:
    """Keep of each sum over a Kronecker delta the one term that survives."""
    return _bottom_up(expr, _collapse_sum)


def _collapse_sum(total: sp.Sum) -> sp.Expr:
    factors = list(sp.Mul.make_args(total.function))
    for factor in factors:
        if isinstance(factor, sp.KroneckerDelta):
            for i, other in (factor.args[:2], factor.args[1::-1]):
                limits = [limit for limit in total.limits if limit[0] != i]
                if len(limits) < len(total.limits):
                    rest = sp.Mul(*(f for f in factors if f is not factor)).xreplace({i: other})
                    return _collapse_sum(sp.Sum(rest, *limits)) if limits else rest
    for factor in factors:  # a sum inside the product may hold the delta that names our index
        if isinstance(factor, sp.Sum) and factor.has(sp.KroneckerDelta):
            rest = sp.Mul(*(f for f in factors if f is not factor))
            merged = sp.Sum(rest * factor.function, *factor.limits, *total.limits)
            return _collapse_sum(merged)
    body = sp.expand_mul(total.function)
    if body.is_Add and body.has(sp.KroneckerDelta):
        return sp.Add(*(_collapse_sum(sp.Sum(term, *total.limits)) for term in body.args))
    number, rest = body.as_coeff_Mul()
    return number * sp.Sum(rest, *total.limits) if number != 1 else total


def factor_out(expr: sp.Expr, _: Definitions) -> sp.Expr:
    """Take out of every sum what does not depend on its index, and merge sums within sums."""
    return _bottom_up(expr, _factor_sum)


def _factor_sum(total: sp.Sum) -> sp.Expr:
    indices = {limit[0] for limit in total.limits}
    body = total.function
    if body.is_Add:
        return sp.Add(*(_factor_sum(sp.Sum(term, *total.limits)) for term in body.args))
    outside, inside, limits = [], [], list(total.limits)
    for factor in sp.Mul.make_args(body):
        if isinstance(factor, sp.Sum) and factor.free_symbols & indices:
            limits += factor.limits
            inside.append(factor.function)
        elif factor.free_symbols & indices:
            inside.append(factor)
        else:
            outside.append(factor)
    used = set().union(*(f.free_symbols for f in inside)) if inside else set()
    for limit in [x for x in limits if x[0] not in used]:
        outside.append(limit[2] - limit[1] + 1)
        limits.remove(limit)
    return sp.Mul(*outside, sp.Sum(sp.Mul(*inside), *limits) if limits else sp.Mul(*inside))


def expand(expr: sp.Expr, _: Definitions) -> sp.Expr:
    """Multiply out."""
    return sp.expand(expr)


def rewrite_as(target: sp.Expr) -> Rule:
    """Write the expression in a given form; the step is refused unless both are equal."""

    def rule(_: sp.Expr, __: Definitions) -> sp.Expr:
        return target

    rule.__name__ = "rewrite"
    return rule


def _bottom_up(expr: sp.Expr, change: Callable[[sp.Sum], sp.Expr]) -> sp.Expr:
    if not expr.args or isinstance(expr, sp.Indexed | Partial | Cost):
        return expr
    args = [_bottom_up(a, change) for a in expr.args]
    made = expr.func(*args) if tuple(args) != expr.args else expr
    return change(made) if isinstance(made, sp.Sum) else made
