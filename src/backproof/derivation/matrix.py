"""From components to matrices: recognise matrix products, and the column form for one example."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sympy as sp
from sympy.matrices.expressions.applyfunc import ElementwiseApplyFunction
from sympy.matrices.expressions.matexpr import MatrixElement

from backproof.derivation.functions import Unknown, apply
from backproof.derivation.notation import name_of, rewrite

if TYPE_CHECKING:
    from backproof import Arbitrary
    from backproof.derivation.arrays import SymbolicArray

COLUMN = "|column"  # marks the column of one example
VECTOR = "|vector"  # marks an array with one axis, written as a column


class NotRecognised(ValueError):  # noqa: N818 - it says what happened
    """The expression is no combination of matrix products that these rules know."""


class ExampleSum(sp.MatrixExpr):  # type: ignore[misc]
    """A sum over examples of a matrix made of columns of one example: ``ExampleSum(body, N)``."""

    @property
    def body(self) -> sp.MatrixExpr:
        """Return the summand."""
        return self.args[0]

    @property
    def shape(self) -> tuple[sp.Expr, sp.Expr]:
        """Return the shape, that of the summand."""
        return tuple(self.body.shape)

    def _entry(self, i: sp.Expr, j: sp.Expr, **_: object) -> sp.Expr:
        n = sp.Dummy("n", integer=True, nonnegative=True)

        def of_example(e: MatrixElement) -> sp.Expr:
            name, length = e.parent.name, e.parent.shape[0]
            if not name.endswith(COLUMN):
                return e
            return sp.MatrixSymbol(name.removesuffix(COLUMN), self.args[1], length)[n, e.indices[0]]

        inside = rewrite(self.body[i, j], lambda e: isinstance(e, MatrixElement), of_example)
        return sp.Sum(inside, (n, 0, self.args[1] - 1))


def examples_form(matrix: sp.MatrixExpr, batch: sp.Expr) -> sp.MatrixExpr:
    """Return a product over the axis of examples as a sum over examples, each a column."""
    if isinstance(matrix, sp.MatAdd):
        return sp.MatAdd(*(examples_form(a, batch) for a in matrix.args))
    if not isinstance(matrix, sp.MatMul):
        return matrix
    scalar, matrices = sp.MatMul(*_flat(matrix)).as_coeff_matrices()
    if len(matrices) != 2 or matrices[0].shape[1] != batch:  # noqa: PLR2004 - a product of two
        raise NotRecognised(f"{matrix} is no sum over examples")
    left, right = matrices
    row = _column(right, batch).T
    body = row if isinstance(left, sp.OneMatrix) else sp.MatMul(_column(left.T, batch), row)
    total = ExampleSum(body, batch)
    return total if scalar == 1 else sp.MatMul(scalar, total)


def _flat(product: sp.MatMul) -> list[sp.Expr]:
    parts = ([*_flat(a)] if isinstance(a, sp.MatMul) else [a] for a in product.args)
    return [a for part in parts for a in part]


def matrix_form(
    expr: sp.Expr, row: sp.Symbol | None, column: sp.Symbol | None, arrays: list[SymbolicArray]
) -> sp.MatrixExpr:
    """Return the matrix whose entry [row, column] is the expression.

    A missing row or column (a vector) stands for an axis of length 1.

    Raises:
        NotRecognised: naming the term that is no product of matrices.
    """
    shapes = {name_of(x): x.dims for x in arrays}
    rows = _length(row, expr, shapes)
    return _sum(expr, row, column, shapes, rows)


def _sum(
    expr: sp.Expr,
    row: sp.Symbol | None,
    column: sp.Symbol | None,
    shapes: dict[str, tuple[sp.Expr, ...]],
    rows: sp.Expr,
) -> sp.MatrixExpr:
    terms = [_term(t, row, column, shapes, rows) for t in sp.Add.make_args(expr)]
    return terms[0] if len(terms) == 1 else sp.MatAdd(*terms)


def _length(
    index: sp.Symbol | None, expr: sp.Expr, shapes: dict[str, tuple[sp.Expr, ...]]
) -> sp.Expr:
    """Return the length of the axis along which an index runs."""
    for entry in expr.atoms(sp.Indexed):
        for i, length in zip(entry.indices, shapes[entry.base.label.name], strict=True):
            if i == index:
                return length
    return sp.Integer(1)


def _term(
    term: sp.Expr,
    row: sp.Symbol | None,
    column: sp.Symbol | None,
    shapes: dict[str, tuple[sp.Expr, ...]],
    rows: sp.Expr,
) -> sp.MatrixExpr:
    scalars, parts = [], []
    for factor in sp.Mul.make_args(term):
        if isinstance(factor, sp.Sum):
            coefficient, chain = _chain(factor, row, column, shapes)
            scalars.append(coefficient)
            parts.append(chain)
        elif factor.is_Add and factor.has(sp.Indexed):
            parts.append(_sum(factor, row, column, shapes, rows))
        elif factor.has(sp.Indexed):
            parts.append(_leaf(factor, row, column, shapes))
        else:
            scalars.append(factor)
    if not parts:
        raise NotRecognised(f"the term {term} has no array")
    if row is not None and all(p.shape[0] == 1 for p in parts):  # the same for every row
        parts = [sp.MatMul(sp.OneMatrix(rows, 1), p) for p in parts]
    joined = parts[0] if len(parts) == 1 else sp.HadamardProduct(*parts)
    scalar = sp.Mul(*scalars)
    return joined if scalar == 1 else sp.MatMul(scalar, joined)


def _chain(
    total: sp.Sum,
    row: sp.Symbol | None,
    column: sp.Symbol | None,
    shapes: dict[str, tuple[sp.Expr, ...]],
) -> tuple[sp.Expr, sp.MatrixExpr]:
    """Return a sum of a product as a chain of matrices from the row index to the column index."""
    factors = [f for f in sp.Mul.make_args(total.function) if f.has(sp.Indexed)]
    scalar = sp.Mul(*(f for f in sp.Mul.make_args(total.function) if not f.has(sp.Indexed)))
    open_indices = {limit[0]: limit[2] - limit[1] + 1 for limit in total.limits}
    here, chain = row, []
    if row is None:  # a vector: start with ones along an index that occurs in one factor alone
        start = next((i for i in open_indices if sum(f.has(i) for f in factors) == 1), None)
        if start is not None:
            chain.append(sp.OneMatrix(1, open_indices.pop(start)))
            here = start
    while factors:
        found = next((f for f in factors if here is None or here in f.free_symbols), None)
        if found is None:
            raise NotRecognised(f"no factor of {total} goes on from the index {here}")
        factors.remove(found)
        others = [
            i
            for i in (*open_indices, column)
            if i is not None and i in found.free_symbols and i != here
        ]
        if len(others) > 1:
            raise NotRecognised(f"{found} joins more than two indices")
        there = others[0] if others else None
        chain.append(_leaf(found, here, there, shapes))
        open_indices.pop(there, None)
        here = there
    if here != column or open_indices:
        raise NotRecognised(f"{total} does not lead from {row} to {column}")
    return scalar, sp.MatMul(*chain) if len(chain) > 1 else chain[0]


def _leaf(
    factor: sp.Expr,
    row: sp.Symbol | None,
    column: sp.Symbol | None,
    shapes: dict[str, tuple[sp.Expr, ...]],
) -> sp.MatrixExpr:
    """Return one factor as a matrix, transposed if its indices stand the other way round."""
    if isinstance(factor, Unknown):
        inner = _leaf(factor.argument, row, column, shapes)
        return elementwise(factor, inner)
    if not isinstance(factor, sp.Indexed):
        raise NotRecognised(f"{factor} is no entry of an array")
    name = factor.base.label.name
    shape = shapes[name]
    wanted = [i for i in (row, column) if i is not None]
    if len(shape) == 1 and factor.indices[0] in wanted:
        made = sp.MatrixSymbol(name + VECTOR, shape[0], 1)
        return made if column is None else made.T
    made = sp.MatrixSymbol(name, *shape)
    if list(factor.indices) == wanted:
        return made
    if list(factor.indices) == wanted[::-1]:
        return made.T
    raise NotRecognised(f"{factor} does not stand at [{row}, {column}]")


def elementwise(function: Unknown, inside: sp.MatrixExpr) -> sp.MatrixExpr:
    """Return a function applied to every entry of a matrix."""
    d = sp.Dummy("d")
    return ElementwiseApplyFunction(
        sp.Lambda(d, Unknown(function.args[0], function.args[1], d)), inside
    )


def elementwise_of(function: Arbitrary, inside: sp.MatrixExpr) -> sp.MatrixExpr:
    """Return an arbitrary function applied to every entry of a matrix."""
    return elementwise(apply(function.name, function.order, sp.Dummy("d")), inside)


def entry_of(matrix: sp.MatrixExpr, indices: list[sp.Expr]) -> sp.Expr:
    """Return an entry of a matrix expression, in entries of the arrays it is made of."""
    expr = matrix[tuple(indices)].doit(deep=False) if indices else matrix
    return rewrite(expr, lambda e: isinstance(e, MatrixElement), _as_indexed)


def _as_indexed(element: MatrixElement) -> sp.Expr:
    name = element.parent.name
    indices = element.indices
    if name.endswith(VECTOR):
        name, indices = name.removesuffix(VECTOR), indices[:1]
    if name.endswith(COLUMN):  # the column of one example is the row of a batch of one
        name = name.removesuffix(COLUMN)
        indices = indices[::-1]
    return sp.IndexedBase(sp.Symbol(name, real=True))[indices]


def column_form(matrix: sp.MatrixExpr, batch: sp.Expr) -> sp.MatrixExpr:
    """Return the form for one example, whose row in the batch is written as a column.

    What has an axis of examples (or is a sum over it) is transposed; a weight matrix is not.
    """
    if matrix.shape[0] == batch or matrix.shape[0] == 1:
        return _column(matrix, batch)
    if not isinstance(matrix, sp.MatMul):
        raise NotRecognised(f"no column form of {matrix}")
    return _product([_column(a, batch).T if a.is_Matrix else a for a in matrix.args], batch)


def _column(  # noqa: PLR0911 - one return for each kind of matrix
    m: sp.MatrixExpr, batch: sp.Expr
) -> sp.MatrixExpr:
    """Return the transpose for a batch of one."""
    if isinstance(m, sp.MatrixSymbol):
        if m.shape[0] == batch:
            return sp.MatrixSymbol(m.name + COLUMN, m.shape[1], 1)
        return m.T
    if isinstance(m, sp.Transpose):
        return _column(m.arg, batch).T
    if isinstance(m, ElementwiseApplyFunction):
        return ElementwiseApplyFunction(m.function, _column(m.expr, batch))
    if isinstance(m, sp.HadamardProduct | sp.MatAdd):
        return m.func(*(_column(a, batch) for a in m.args))
    if isinstance(m, sp.MatMul):
        matrices = [_column(a, batch) for a in reversed(m.args) if a.is_Matrix]
        return _product([a for a in m.args if not a.is_Matrix] + matrices, batch)
    if isinstance(m, sp.OneMatrix):
        return sp.OneMatrix(1, 1)
    raise NotRecognised(f"no column form of {m}")


def _product(parts: list[sp.Expr], batch: sp.Expr) -> sp.MatrixExpr:
    one = sp.OneMatrix(1, 1)
    scalar = sp.Mul(*(p.xreplace({batch: sp.Integer(1)}) for p in parts if not p.is_Matrix))
    matrices = [p for p in parts if p.is_Matrix and p != one]
    return (
        sp.MatMul(*([scalar] if scalar != 1 else []), *matrices)
        if (len(matrices) > 1 or scalar != 1)
        else matrices[0]
    )
