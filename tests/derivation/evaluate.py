"""An evaluator of derivation steps on numbers that shares no code with the normal form.

Derivatives are taken by the complex step, arbitrary functions and costs are fixed analytic ones.
"""

import itertools
import math

import numpy as np
import sympy as sp
from sympy.matrices.expressions.applyfunc import ElementwiseApplyFunction

from backproof.derivation import functions
from backproof.derivation.matrix import COLUMN, VECTOR, ExampleSum

STEP = 1e-30


class World:
    """Numbers for all sizes, entries and functions."""

    def __init__(self, sizes, table=(), seed=0):
        self.sizes = sizes
        self.table = dict(table)
        self.rng = np.random.default_rng(seed)
        self.numbers = {}
        self.known = {}
        self.moved = None
        self.example = 0

    # scalars

    def entry(self, name, at):
        if name in self.table:
            key = (name, at, self.moved)
            if key not in self.known:
                meaning = self.table[name].at(*map(sp.Integer, at))
                self.known[key] = self.value(meaning, {})
            return self.known[key]
        number = self.numbers.setdefault((name, at), self.rng.uniform(0.2, 1.2))
        return number + 1j * STEP if self.moved == (name, at) else number

    def value(self, e, env):
        for kind, rule in SCALARS.items():
            if isinstance(e, kind):
                return rule(self, e, env)
        raise NotImplementedError(type(e))

    def symbol(self, e, env):
        if e in env:
            return env[e]
        if e in self.sizes:
            return self.sizes[e]
        return self.entry(e.name, ())

    def indexed(self, e, env):
        return self.entry(e.base.label.name, tuple(int(self.value(i, env)) for i in e.indices))

    def points(self, limits, env):
        ranges = [range(int(self.value(high, env)) + 1) for _, _, high in limits]
        for at in itertools.product(*ranges):
            yield at, {**env, **dict(zip([limit[0] for limit in limits], at, strict=True))}

    def total(self, e, env):
        return sum(self.value(e.function, inner) for _, inner in self.points(e.limits, env))

    def largest(self, e, env):
        return max((self.value(e.body, i) for _, i in self.points(e.limits, env)), key=np.real)

    def unknown(self, e, env):
        u, order = self.value(e.argument, env), e.order
        wave = 1.3**order * np.sin(1.3 * u + len(e.label) + order * math.pi / 2)
        return wave + [0.2 * u**2, 0.4 * u, 0.4][order] if order < 3 else wave

    def cost(self, e, env):
        which = sum(self.value(i, env) + 1 for i in e.which)
        at = tuple(self.value(i, env) for i in getattr(e, "at", ()))
        values, place = [], None
        for here, inner in self.points(e.limits, env):
            if here == at:
                place = len(values)
            values.append(self.value(e.body, inner))
        weights = 0.3 + np.sin(np.arange(1, len(values) + 1) + which)
        mixed = weights @ values
        if isinstance(e, functions.Partial):
            return weights[place] * (np.cos(values[place]) + 2 * mixed)
        return weights @ np.sin(values) + mixed**2

    def diff(self, e, env):
        assert self.moved is None, "a second derivative"
        top, by = e.args
        at = getattr(by, "indices", ())
        name = by.base.label.name if at else by.name
        assert name not in self.table
        self.moved = name, tuple(int(self.value(i, env)) for i in at)
        try:
            return np.imag(self.value(top, env)) / STEP
        finally:
            self.moved = None

    # matrices

    def matrix(self, m):
        for kind, rule in MATRICES.items():
            if isinstance(m, kind):
                return rule(self, m)
        return self.value(m, {})

    def array(self, m):
        rows, columns = (int(self.value(s, {})) for s in m.shape)
        name, out = m.name.removesuffix(COLUMN).removesuffix(VECTOR), np.zeros((rows, columns))
        for i, j in itertools.product(range(rows), range(columns)):
            at = (i,) if m.name.endswith(VECTOR) else (i, j)
            at = (self.example, i) if m.name.endswith(COLUMN) else at
            out[i, j] = self.entry(name, at)
        return out

    def product(self, m):
        out = 1
        for factor in m.args:
            part = self.matrix(factor)
            out = out @ part if np.ndim(out) and np.ndim(part) else out * part
        return out

    def applied(self, m):
        (d,), body = m.function.variables, m.function.expr
        inside = self.matrix(m.expr)
        return np.vectorize(lambda u: self.value(body, {d: u}))(inside)

    def over_examples(self, m):
        out = 0
        for example in range(int(self.value(m.args[1], {}))):
            self.example = example
            out = out + self.matrix(m.body)
        self.example = 0
        return out


SCALARS = {
    sp.Number: lambda _w, e, _env: float(e),
    sp.Symbol: World.symbol,
    sp.Indexed: World.indexed,
    sp.Add: lambda w, e, env: sum(w.value(a, env) for a in e.args),
    sp.Mul: lambda w, e, env: math.prod(w.value(a, env) for a in e.args),
    sp.Pow: lambda w, e, env: w.value(e.args[0], env) ** w.value(e.args[1], env),
    sp.exp: lambda w, e, env: np.exp(w.value(e.args[0], env)),
    sp.log: lambda w, e, env: np.log(w.value(e.args[0], env)),
    sp.tanh: lambda w, e, env: np.tanh(w.value(e.args[0], env)),
    sp.KroneckerDelta: lambda w, e, env: w.value(e.args[0], env) == w.value(e.args[1], env),
    sp.Sum: World.total,
    functions.MaxOver: World.largest,
    functions.Unknown: World.unknown,
    functions.Step: lambda w, e, env: float(np.real(w.value(e.args[0], env)) > 0),
    functions.Cost: World.cost,
    functions.Diff: World.diff,
}

MATRICES = {
    sp.MatrixSymbol: World.array,
    sp.Transpose: lambda w, m: w.matrix(m.arg).T,
    sp.MatMul: World.product,
    sp.MatAdd: lambda w, m: sum(w.matrix(a) for a in m.args),
    sp.HadamardProduct: lambda w, m: math.prod(w.matrix(a) for a in m.args),
    sp.OneMatrix: lambda w, m: np.ones([int(w.value(s, {})) for s in m.shape]),
    sp.DiagMatrix: lambda w, m: np.diag(w.matrix(m.args[0])[:, 0]),
    ElementwiseApplyFunction: World.applied,
    ExampleSum: World.over_examples,
}
