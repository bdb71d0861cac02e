"""LaTeX in the house notation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sympy as sp
from sympy.matrices.expressions.applyfunc import ElementwiseApplyFunction
from sympy.printing.latex import LatexPrinter
from sympy.printing.precedence import PRECEDENCE

from backproof.derivation.functions import Cost, Diff, MaxOver, Partial, Step, Unknown
from backproof.derivation.matrix import COLUMN, VECTOR, ExampleSum
from backproof.derivation.notation import LETTERS, QUANTITIES, Quantity

if TYPE_CHECKING:
    from collections.abc import Iterable


class House(LatexPrinter):  # type: ignore[misc]
    """SymPy's LaTeX printer with the letters and marks of the notation page."""

    def __init__(self) -> None:
        super().__init__({"ln_notation": False, "fold_short_frac": False})
        self.names: dict[sp.Basic, str] = {}

    # indices -------------------------------------------------------------------------------

    def _index(self, i: sp.Basic) -> str:
        if i in self.names:
            return self.names[i]
        return str(i) if isinstance(i, sp.Integer) else str(i.name)

    def _bind(self, expr: sp.Expr, limits: Iterable[sp.Tuple]) -> list[str]:
        """Give each bound index a letter of its axis that is not in use around or inside."""
        bound = {limit[0] for limit in limits}
        taken = {self._index(s) for s in expr.free_symbols - bound if isinstance(s, sp.Symbol)}
        taken |= {self.names[s] for s in expr.atoms(sp.Dummy) - bound if s in self.names}
        taken |= {q.name for q in self.outer if isinstance(q, sp.Symbol)} | set(self.around)
        out = []
        for i, _, high in limits:
            letters = LETTERS.get(str(high + 1)[:1], "rst")
            letter = next((c for c in letters if c not in taken), letters[0] + "'")
            taken.add(letter)
            self.names[i] = letter
            out.append(letter)
        return out

    outer: frozenset[sp.Basic] = frozenset()
    around: list[str]  # the letters of the sums that the printer is inside of
    example = ""  # the letter of the example within a sum over examples

    def house(self, expr: sp.Expr) -> str:
        """Return the LaTeX of a whole expression."""
        self.names, self.around = {}, []
        self.outer = frozenset(expr.free_symbols)
        return self.doprint(expr)

    def _print_Sum(self, expr: sp.Sum) -> str:
        limits = tuple(sorted(expr.limits, key=lambda x: "NKDH".find(str(x[2] + 1)[:1])))
        letters = self._bind(expr, limits)
        self.around += letters
        body = self._print(expr.function)
        del self.around[-len(letters) :]
        if expr.function.is_Add:
            body = rf"\left({body}\right)"
        return rf"\sum_{{{','.join(letters)}}} {body}"

    def _print_MaxOver(self, expr: MaxOver) -> str:
        letters = self._bind(expr, expr.limits)
        return rf"\max_{{{','.join(letters)}}} {self.parenthesize(expr.body, PRECEDENCE['Mul'])}"

    def _print_Pow(self, expr: sp.Pow) -> str:
        base = self._print(expr.base)
        if isinstance(expr.base, sp.Indexed) and "^" in base and expr.exp.is_positive:
            return rf"\left({base}\right)^{{{self._print(expr.exp)}}}"
        return str(super()._print_Pow(expr))

    def _print_Step(self, expr: Step, exp: str | None = None) -> str:
        del exp  # its powers are itself
        return rf"\left[{self._print(expr.args[0])} > 0\right]"

    def _print_KroneckerDelta(self, expr: sp.KroneckerDelta, exp: str | None = None) -> str:
        # Iverson's bracket: the letter delta is taken by the error
        del exp
        i, k = sorted(self._index(a) for a in expr.args[:2])
        return rf"[{i}{{=}}{k}]"

    # products and sums ---------------------------------------------------------------------

    def _print_Mul(self, expr: sp.Mul) -> str:
        factors = sp.Mul.make_args(expr)  # SymPy prints 1/N through here too, which is no product
        below = [f for f in factors if f.is_Pow and f.exp.is_negative]
        if any(f.is_Mul or (f.is_Add and f.has(sp.exp)) for f in factors):  # kept apart on purpose
            return r"\,".join(
                self._print(f) if f.is_Mul else self._factor(f, last=False) for f in factors
            )
        if any(f.has(sp.Indexed, sp.Sum, sp.exp) for f in below):
            aside = [f for f in factors if isinstance(f, Diff | sp.KroneckerDelta)]
            if aside:  # beside the fraction, not above its bar
                fraction = sp.Mul(*(f for f in factors if f not in aside))
                return r"\,".join(map(self._print, [fraction, *sorted(aside, key=_place)]))
            return str(super()._print_Mul(expr))
        above = sorted((f for f in factors if f not in below), key=_place)
        sign = ""
        if above and above[0].is_Number and above[0] < 0:
            sign, above = "-", [-above[0], *above[1:]]
        if above and above[0].is_Rational and not above[0].is_Integer:
            below.append(sp.Integer(above[0].q) ** -1)
            above[0] = sp.Integer(above[0].p)
        above = [f for f in above if f != 1]
        parts = [self._factor(f, last=f is above[-1]) for f in above]
        if below:
            below.sort(key=lambda f: not f.is_Number)
            bottom = " ".join(self._print(1 / f) for f in below)
            top = [p for f, p in zip(above, parts, strict=True) if not f.has(sp.Indexed)]
            rest = [p for f, p in zip(above, parts, strict=True) if f.has(sp.Indexed)]
            parts = [rf"\frac{{{' '.join(top) or '1'}}}{{{bottom}}}", *rest]
        return sign + r"\,".join(parts)

    def _factor(self, factor: sp.Expr, *, last: bool) -> str:
        if isinstance(factor, sp.Sum) and last:
            return str(self._print(factor))
        if factor.is_Add or isinstance(factor, sp.Sum):
            return rf"\left({self._print(factor)}\right)"
        return self.parenthesize(factor, PRECEDENCE["Mul"])

    def _print_Add(self, expr: sp.Add, order: str | None = None) -> str:
        del order
        return _joined([self._print(term) for term in sorted(expr.args, key=_order_in_sum)])

    # quantities ----------------------------------------------------------------------------

    def _quantity(self, name: str) -> Quantity:
        return QUANTITIES.get(name) or Quantity(name, name, name + "_{%s}")

    def _print_Indexed(self, expr: sp.Indexed) -> str:
        written = self._quantity(expr.base.label.name)
        return written.at([self._index(i) for i in expr.indices])

    def _print_Symbol(self, expr: sp.Symbol, *_: Any) -> str:
        return self.names.get(expr) or self._quantity(expr.name).matrix

    _print_Dummy = _print_Symbol  # noqa: N815 - SymPy's name

    def _print_MatrixSymbol(self, expr: sp.MatrixSymbol, *_: Any) -> str:
        written = self._quantity(expr.name.removesuffix(COLUMN).removesuffix(VECTOR))
        one_example = self.example and expr.name.endswith(COLUMN)
        return written.at([self.example]) if one_example else written.matrix

    def _print_Unknown(self, expr: Unknown, exp: str | None = None) -> str:
        mark = "'" * expr.order
        power = f"^{{{exp}}}" if exp else ""
        return rf"{expr.label}{mark}{power}\left({self._print(expr.argument)}\right)"

    def _print_log(self, expr: sp.log, exp: str | None = None) -> str:
        power = f"^{{{exp}}}" if exp else ""
        inside = self._print(expr.args[0])
        plain = isinstance(expr.args[0], sp.Indexed)
        return rf"\log{power} {inside}" if plain else rf"\log{power}\left({inside}\right)"

    def _print_Diff(self, expr: Diff) -> str:
        top, by = expr.args
        below = rf"\partial {self._print(by)}"
        if isinstance(top, Cost):
            return rf"\frac{{\partial {self._label(top)}}}{{{below}}}"
        if isinstance(top, sp.Indexed | sp.Symbol):
            return rf"\frac{{\partial {self._print(top)}}}{{{below}}}"
        return rf"\frac{{\partial}}{{{below}}}\left({self._print(top)}\right)"

    def _print_Cost(self, expr: Cost) -> str:
        body = expr.body
        inside = "…"
        if isinstance(body, sp.Indexed):
            given = [self._index(i) for i in body.indices if i not in expr.bound_symbols]
            written = self._quantity(body.base.label.name)
            inside = written.at(given) if given else written.matrix
        return rf"{self._label(expr)}\left({inside}\right)"

    def _label(self, expr: Cost) -> str:
        which = "".join(self._index(i) for i in expr.which)
        return f"{expr.label}_{{{which}}}" if which else expr.label

    def _print_Partial(self, expr: Partial) -> str:
        inner = [limit[0] for limit in expr.limits]
        there = expr.body.xreplace(dict(zip(inner, expr.at, strict=True)))
        return rf"\frac{{\partial {self._label(expr)}}}{{\partial {self._print(there)}}}"

    # matrices ------------------------------------------------------------------------------

    def _print_Transpose(self, expr: sp.Transpose) -> str:
        inner = self.parenthesize(expr.arg, PRECEDENCE["Pow"])
        if isinstance(expr.arg, sp.MatrixSymbol) and ("^" in inner or "_" in inner):
            inner = rf"({inner})"
        return rf"{inner}^{{\top}}"

    def _print_HadamardProduct(self, expr: sp.HadamardProduct) -> str:
        parts = [
            rf"\left({self._print(a)}\right)"
            if isinstance(a, sp.MatMul | sp.MatAdd)
            else self._print(a)
            for a in expr.args
        ]
        return r" \odot ".join(parts)

    def _print_MatMul(self, expr: sp.MatMul) -> str:
        scalar, matrices = expr.as_coeff_matrices()
        parts = [
            rf"\left({self._print(m)}\right)"
            if isinstance(m, sp.HadamardProduct | sp.MatAdd)
            else self._print(m)
            for m in matrices
        ]
        product = r" ".join(parts)
        if scalar in {1, -1}:
            return product if scalar == 1 else f"-{product}"
        return rf"{self._print(scalar)}\,{product}"

    def _print_MatAdd(self, expr: sp.MatAdd) -> str:
        def place(term: sp.MatrixExpr) -> tuple[bool, bool, str]:
            negative = term.as_coeff_mmul()[0].could_extract_minus_sign()
            return negative, term.has(sp.OneMatrix) or not term.is_MatMul, str(term)

        return _joined([self._print(term) for term in sorted(expr.args, key=place)])

    def _print_ExampleSum(self, expr: ExampleSum) -> str:
        self.example = next(c for c in LETTERS["N"] if c not in {str(s) for s in self.outer})
        body, letter = self._print(expr.body), self.example
        self.example = ""
        return rf"\sum_{{{letter}}} {body}"

    def _print_DiagMatrix(self, expr: sp.DiagMatrix) -> str:
        return rf"\operatorname{{diag}}\left({self._print(expr.args[0])}\right)"

    def _print_OneMatrix(self, expr: sp.OneMatrix, *_: Any) -> str:
        return r"\mathbf{1}^{\top}" if expr.shape[0] == 1 else r"\mathbf{1}"

    def _print_ElementwiseApplyFunction(self, expr: ElementwiseApplyFunction) -> str:
        applied = expr.function.expr
        if isinstance(applied, Unknown):
            return rf"{applied.label}{chr(39) * applied.order}\left({self._print(expr.expr)}\right)"
        return rf"\left[{self._print(applied)}\right]"


def _joined(terms: list[str]) -> str:
    """Join printed terms by plus and minus signs."""
    out = terms[0]
    for term in terms[1:]:
        out += f" - {term[1:].strip()}" if term.startswith("-") else f" + {term}"
    return out


def _order_in_sum(term: sp.Expr) -> tuple[bool, bool, bool, tuple[int, str]]:
    """Return where a term stands in a sum: minus signs last, sums before what is added to them."""
    brackets = any(f.is_Add for f in sp.Mul.make_args(term))
    return term.could_extract_minus_sign(), not term.has(sp.Sum), brackets, _place(term)


def _place(factor: sp.Expr) -> tuple[int, str]:
    """Return where a factor stands: numbers, costs, errors, weights, activations, and so on."""
    kinds: list[tuple[type, int]] = [
        (Partial, 1),
        (sp.Sum, 8),
        (sp.KroneckerDelta, 7),
        (Diff, 6),
        (Unknown, 5),
        (sp.log, 5),
    ]
    if factor.is_Number:
        return 0, ""
    for kind, place in kinds:
        if isinstance(factor, kind):
            return place, str(factor)
    if isinstance(factor, sp.Indexed):
        name = str(factor.base.label.name)
        return {"\\": 2, "g": 2, "W": 3, "w": 3}.get(name[0], 4), str(factor)
    if (
        factor.is_Add
        and factor.has(sp.Indexed)
        and any(t.is_Number or isinstance(t, sp.KroneckerDelta) for t in factor.args)
    ):
        return 4, f"~{factor}"  # a(1 - a), in this order
    return (0 if not factor.has(sp.Indexed) else 4), str(factor)


def latex(expr: sp.Basic) -> str:
    """Return an expression in the house notation."""
    return str(House().house(expr))
