"""A derivation: equal expressions, each made from the one before by a named rule.

A step that the normal form does not prove equal to the one before, for all sizes, is not
added: it raises.
"""

from __future__ import annotations

import builtins
import re
import sys
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any

import sympy as sp

from backproof.algebra.polynomial import Unsupported
from backproof.derivation import code, rules
from backproof.derivation.canonical import equal
from backproof.derivation.latex import latex
from backproof.derivation.matrix import (
    COLUMN,
    VECTOR,
    column_form,
    entry_of,
    examples_form,
    matrix_form,
)
from backproof.derivation.notation import QUANTITIES, Definitions, N, name_of
from backproof.proof.verdict import Verdict

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from backproof.derivation.arrays import SymbolicArray
    from backproof.derivation.rules import Rule


#: Stands for a sentence that is written in the other language alone, so far.
UNTRANSLATED = {"ko": "번역이 필요합니다.", "en": "Translation needed."}
"""What stands for a reason that one language does not have yet; the other's is shown."""


class StepRefused(ValueError):  # noqa: N818 - it says what happened
    """A step is not provably equal to the one before it."""


@dataclass(frozen=True)
class Step:
    """One member of the chain of equalities.

    Attributes:
        id: the name by which pages refer to it, or "".
        rule: the name of the rule that made it.
        left: the LaTeX of what the chain is equal to, in the form of this step.
        right: the LaTeX of this member.
        expr: the expression itself; for a matrix form the matrix expression.
        reason: why it is equal to the member before, in ``"ko"`` and ``"en"``.
    """

    id: str
    rule: str
    left: str
    right: str
    expr: sp.Basic
    reason: dict[str, str]

    @property
    def latex(self) -> str:
        """Return the right side."""
        return self.right

    @property
    def equation(self) -> str:
        """Return the whole equation."""
        return f"{self.left} = {self.right}"

    def rule_name(self, lang: str) -> str:
        """Return the name of the rule in a language."""
        return rules.NAMES[self.rule][lang]


class Derivation:
    """A chain of equalities for one entry of a quantity.

    Args:
        name: the name of file, page and derivation.
        title: the title in ``"ko"`` and ``"en"``.
        source: where the result is found in the literature.
        what: the entry that is derived, such as ``delta.at(n, j)`` or a `Diff`; the left side.
        of: the quantity or the LaTeX that names it as a matrix, for matrix forms.
        indices: the free indices of the entry in order; a matrix form has them as row and column.
        define: pairs (quantity, what it stands for).
        arrays: further quantities that matrix forms may use.

    >>> from backproof.derivation.notation import N, K, n, k, quantity
    >>> z = quantity("z^{l}", N, K)
    >>> d = Derivation(
    ...     "twice",
    ...     {"ko": "두 배", "en": "Twice"},
    ...     what=2 * z.at(n, k),
    ...     of="2z^{l}",
    ...     indices=(n, k),
    ...     arrays=[z],
    ... )
    >>> _ = d.begin(z.at(n, k) + z.at(n, k), ko="", en="")
    >>> d.then(  # doctest: +ELLIPSIS
    ...     rules.rewrite_as(3 * z.at(n, k)), ko="", en=""
    ... )
    Traceback (most recent call last):
        ...
    backproof.derivation.derivation.StepRefused: twice, step 2 (rewrite): not proved equal: ...
    """

    def __init__(  # noqa: PLR0913 - all but name and title by keyword; a derivation states much
        self,
        name: str,
        title: dict[str, str],
        *,
        what: sp.Expr,
        of: SymbolicArray | str,
        indices: Sequence[sp.Symbol],
        define: Sequence[tuple[SymbolicArray, SymbolicArray]] = (),
        arrays: Sequence[SymbolicArray] = (),
        source: str = "",
    ) -> None:
        self.name, self.title, self.source = name, title, source
        self.what, self.indices = what, tuple(indices)
        self.of = of if isinstance(of, str) else QUANTITIES[name_of(of)].matrix
        self.definitions = Definitions.of(define)
        self.arrays = [*arrays, *(left for left, _ in define)]
        self.steps: list[Step] = []
        self._entry: sp.Expr = what

    # building ------------------------------------------------------------------------------

    def begin(self, expr: sp.Expr, *, ko: str, en: str, id: str = "definition") -> Step:  # noqa: A002
        """Set the first member: what the entry is by definition.

        If the left side is a quantity without a meaning yet, this is its meaning; else it is
        proved.
        """
        if self.steps:
            raise ValueError(f"{self.name} has begun already")
        new = isinstance(self.what, sp.Indexed | sp.Symbol) and (
            self.definitions.substitute(self.what) == self.what
        )
        self._entry = expr if new else self.what
        return self._append("definition", expr, expr, latex(self.what), id, ko, en)

    def then(self, rule: Rule, *, ko: str, en: str, id: str = "") -> Step:  # noqa: A002
        """Apply a rule to the last member in index form."""
        after = rule(self._entry, self.definitions)
        name = rule.__name__
        if after == self._entry:
            raise StepRefused(f"{self.name}, step {len(self.steps) + 1}: {name} changes nothing")
        return self._append(name, after, after, latex(self.what), id, ko, en)

    def matrix(self, *, ko: str, en: str, id: str = "matrix") -> Step:  # noqa: A002
        """Recognise the last member in index form as an entry of a matrix expression."""
        row, column = (None, *self.indices)[-2:] if len(self.indices) < 2 else self.indices  # noqa: PLR2004
        made = matrix_form(self._entry, row, column, self.arrays)
        return self.as_matrix(made, "matrix_form", ko=ko, en=en, id=id)

    def as_matrix(
        self,
        made: sp.MatrixExpr,
        rule: str = "rewrite",
        *,
        ko: str,
        en: str,
        id: str = "",  # noqa: A002
    ) -> Step:
        """Add a matrix expression, proved equal entry by entry."""
        at = [sp.Integer(0)] * (2 - len(self.indices)) + list(self.indices)
        if len(self.indices) == 1 and made.shape[1] == 1:  # a column
            at.reverse()
        return self._append(rule, made, entry_of(made, at), self.of, id, ko, en)

    def examples(self, *, ko: str, en: str, id: str = "examples") -> Step:  # noqa: A002
        """Write the last matrix form as a sum over examples, each a column."""
        last = next(s.expr for s in reversed(self.steps) if isinstance(s.expr, sp.MatrixExpr))
        return self.as_matrix(examples_form(last, N), "examples_form", ko=ko, en=en, id=id)

    def column(self, *, ko: str, en: str, id: str = "column") -> Step:  # noqa: A002
        """Write the last matrix form for one example as a column, as most books do."""
        last = next(s.expr for s in reversed(self.steps) if isinstance(s.expr, sp.MatrixExpr))
        made = column_form(last, N)
        batch_result = len(self.indices) == 1 or last.shape[0] == N
        free = self.indices[-1:] if batch_result else self.indices
        at = [*free, sp.Integer(0)] if batch_result else list(free)
        first = {self.indices[0]: sp.Integer(0)} if last.shape[0] == N else {}
        row = self._one_example(self._entry).xreplace(first)
        self._prove(row, self._one_example(entry_of(made, at)), "column_form")
        step = Step(id, "column_form", self.of, latex(made), made, {"ko": ko, "en": en})
        self.steps.append(step)
        return step

    def _one_example(self, expr: sp.Expr) -> sp.Expr:
        return self.definitions.expand(expr).xreplace({N: sp.Integer(1)})

    def code(self, line: str, names: Mapping[str, Any], *, ko: str, en: str) -> Step:
        """Close the chain with a line of code that calls what is shipped.

        The line is run here, on symbols, and what it computes is proved: a page cannot show
        another.

        Args:
            line: an expression whose value is an array.
            names: what its names stand for; in a derivation `globals()`.
            ko: the reason in Korean.
            en: the reason in English.

        Raises:
            StepRefused: if the line does not run, or is not proved equal to the step before it.
        """
        try:
            returned = code.run(line, names)
        except code.NoLine as error:
            raise StepRefused(f"{self._where('code')}: {error}") from error
        return self._close(line, returned, ko, en)

    def code_of(
        self,
        function: Callable[..., Any],
        *inputs: Any,
        returns: int = 0,
        ko: str,
        en: str,
    ) -> Step:
        """Close the chain with a line inside the shipped code.

        The function is called on symbols, and the line is read from its source.

        Args:
            function: a layer or a pullback.
            *inputs: its inputs.
            returns: which of the values that it returns closes the chain.
            ko: the reason in Korean.
            en: the reason in English.

        Raises:
            StepRefused: if the source does not tell the line, or what the function returns is not
                proved equal to the step before it.
        """
        try:
            line = code.returned_line(function, returns)
        except code.NoLine as error:
            raise StepRefused(f"{self._where('code')}: {error}") from error
        returned = function(*inputs)
        one = returned[returns] if isinstance(returned, tuple) else returned
        return self._close(line, one, ko, en)

    def _close(self, line: str, returned: Any, ko: str, en: str) -> Step:
        if not hasattr(returned, "at"):
            raise StepRefused(
                f"{self._where('code')}: the line `{line}` gives a {type(returned).__name__}, no "
                f"array; take one of its values, as in `{line}[0]`"
            )
        entry = returned.at(*self.indices)
        try:
            self._prove(self._entry, entry, "code")
        except StepRefused as error:
            raise StepRefused(
                f"{error}; the code is `{line}`: mend it, or the formula that it is to compute"
            ) from error
        step = Step("code", "code", self.of, code.typewriter(line), entry, {"ko": ko, "en": en})
        self.steps.append(step)
        return step

    def _append(
        self,
        rule: str,
        expr: sp.Basic,
        entry: sp.Expr,
        left: str,
        id: str,  # noqa: A002
        ko: str,
        en: str,
    ) -> Step:
        self._prove(self._entry, entry, rule)
        if any(s.id == id for s in self.steps if id):
            raise ValueError(f"{self.name} has two steps with the id {id}")
        step = Step(id, rule, left, latex(expr), expr, {"ko": ko, "en": en})
        self.steps.append(step)
        if not isinstance(expr, sp.MatrixExpr):
            self._entry = entry
        return step

    def _where(self, rule: str) -> str:
        return f"{self.name}, step {len(self.steps) + 1} ({rule})"

    def _prove(self, before: sp.Expr, after: sp.Expr, rule: str) -> None:
        where = self._where(rule)
        expand = self.definitions.expand
        try:
            proved = equal(expand(before), expand(after))
        except Unsupported as error:
            raise StepRefused(f"{where}: {error}") from error
        if not proved:
            raise StepRefused(f"{where}: not proved equal: {latex(before)} and {latex(after)}")

    # reading -------------------------------------------------------------------------------

    @property
    def verdict(self) -> Verdict:
        """Return PROVED: a step that is not proved is never added; UNDECIDED without steps."""
        return Verdict.PROVED if self.steps else Verdict.UNDECIDED

    def forward_is(self, code: sp.Expr, stated: sp.Expr) -> None:
        """Prove that the code computes the forward equation that this derivation starts from.

        A wrong forward pass with its own right pullback would pass every other check.

        Raises:
            StepRefused: if the two are not proved equal.
        """
        self._prove(stated, code, "forward equation")

    def step(self, id: str) -> Step:  # noqa: A002  # noqa: A002
        """Return the step with this id."""
        for step in self.steps:
            if step.id == id:
                return step
        known = ", ".join(s.id for s in self.steps if s.id)
        raise LookupError(f"{self.name} has no step {id!r}; it has {known}")

    def proof_summary(self, lang: str) -> str:
        """Return one sentence on what was proved."""
        count = len(self.steps)
        return {
            "ko": f"{count}개의 식이 모든 층 너비와 배치 크기에서 서로 같음을 증명했습니다.",
            "en": f"All {count} expressions are proved equal for every layer width and batch size.",
        }[lang]

    def show(self) -> Derivation | None:
        """Return the derivation for a notebook to display; in a script print it."""
        if hasattr(builtins, "__IPYTHON__"):
            return self
        sys.stdout.write(f"{self}\n")
        return None

    def _repr_html_(self) -> str:
        """Return all steps in both languages; the site keeps the language of the page."""
        return "".join(
            f'<div class="lang-{lang} derivation" lang="{lang}">{self.html(lang)}</div>'
            for lang in ("ko", "en")
        )

    def html(self, lang: str) -> str:
        r"""Return all steps as an ordered list on one line, formulas in ``\\[`` and ``\\]``."""
        items = []
        for before, step in zip([None, *self.steps], self.steps, strict=False):
            # a column is another way of writing, not the next member of the chain
            goes_on = (
                before is not None
                and "column_form" not in {before.rule, step.rule}
                and before.left == step.left
            )
            formula = f"= {step.right}" if goes_on else step.equation
            items.append(
                f'<li><p><strong class="rule">{step.rule_name(lang)}</strong> '
                f"{_reason(step.reason, lang)}</p>"
                f'<div class="arithmatex">\\[{escape(formula, quote=False)}\\]</div></li>'
            )
        summary = f'<p class="proved">{self.proof_summary(lang)}</p>'
        return f'<ol class="steps">{"".join(items)}</ol>{summary}'

    def __str__(self) -> str:
        return (
            "\n".join(f"{s.rule_name('en'):>34}  {s.equation}" for s in self.steps)
            + f"\n{self.proof_summary('en')}"
        )


def _reason(reason: dict[str, str], lang: str) -> str:
    """Return a reason in a language; where it waits for its translation, say so and show it."""
    other = "en" if lang == "ko" else "ko"
    if reason[lang] != UNTRANSLATED[lang]:
        return _sentence(reason[lang])
    return (
        f'<strong class="untranslated">{UNTRANSLATED[lang]}</strong> '
        f'<span lang="{other}">{_sentence(reason[other])}</span>'
    )


def _sentence(text: str) -> str:
    """Return a sentence with $TeX$ and `code` in it as HTML."""
    inline = r'<span class="arithmatex">\\(\1\\)</span>'
    coded = re.sub(r"`([^`]+)`", r"<code>\1</code>", escape(text, quote=False))
    return re.sub(r"\$([^$]+)\$", inline, coded)


__all__ = ["COLUMN", "UNTRANSLATED", "VECTOR", "Derivation", "Step", "StepRefused"]
