"""The line at fault, found by numbers.

Most people call the gradient with respect to ``z`` ``dz``.  So the gradients on the way can be
looked at one by one: each is compared with how the output changes when ``z`` is moved.  The mistake
stands before the first that is wrong, and after those that are right: at the first statement there
in whose place some other array would make all gradients right.  At the mistake one does, since the
rest is right; before it none does but by chance.

Where names say nothing, the search begins where arrays stop meeting adjoints.
"""

from __future__ import annotations

import ast
import io
import re
import warnings
from collections.abc import Iterator, Mapping
from contextlib import redirect_stdout
from inspect import unwrap
from typing import Any, NamedTuple

import numpy as np

from backproof.diagnosis.edits import Edit, Slot, expression
from backproof.diagnosis.repairs import Workshop, run
from backproof.diagnosis.source import Source
from backproof.diagnosis.trials import Trial, trial_at, trials
from backproof.numbers.numeric import AGREE, Difference, gradient
from backproof.question.task import Task

MOST = 100  # entries of the arrays of one statement
TRIED = 2  # choices of sizes and numbers
WORK, LEAST = 250_000, 200  # so many lines of code are run, or so many times all of it
NAME = "moved_"  # what the code knows the function by that moves an array
#: How the gradient with respect to a name is called.
CALLED = ("d{}", "d_{}", "grad_{}", "{}_grad", "g_{}")
COUNTED = re.compile(r"_\d+$")  # another step towards it


def blamed(
    task: Task,
    name: str,
    counterexample: Difference,
    line: int,
    file: str,
) -> Blame | None:
    """Return the line at fault; None if none is found.

    Args:
        task: what was asked.
        name: an input whose gradient is wrong.
        counterexample: where it is.
        line: the first line that makes no adjoint and no part of one; 0 if none is known.
        file: where that line stands.
    """
    with warnings.catch_warnings(), redirect_stdout(io.StringIO()):  # the code runs very often
        warnings.simplefilter("ignore")
        try:
            tried = [t for t in trials(task, name, counterexample) if not t.right(t.claimed[name])]
            scene = Backward(Workshop(task, tried[0]), line, file)
            wrong, suspects = scene.suspects(line)

            def mending(stmt: Assigned, beside: Assigned | None) -> bool:
                return all(scene.mends(stmt, beside, t) for t in tried[:TRIED])

            stmt, sure = next((s for s in suspects if mending(s, wrong)), None), wrong is not None
            here = [s for s in suspects if s.lineno == line]
            if stmt is None and here and mending(here[0], None):
                stmt, sure = here[0], False
            stmt = stmt or wrong
        except Exception:  # noqa: BLE001 - no source, or one that is beyond us
            return None
    if stmt is None:
        return None
    file = scene.source.function.__code__.co_filename
    return Blame(scene.tree.name, stmt.lineno, file, sure)


class Blame(NamedTuple):
    """A line at fault.

    Attributes:
        function: where it stands.
        number: of the line.
        file: that of the function.
        sure: whether numbers speak for no other line.
    """

    function: str
    number: int
    file: str
    sure: bool


type Assigned = ast.Assign | ast.AugAssign


class Backward:
    """The function in which gradients are computed, statement by statement.

    Attributes:
        good: the statements that make right gradients, by the names that these have.
        wrong: those that do not, with what would be right.
    """

    def __init__(self, shop: Workshop, line: int, file: str) -> None:
        self.shop = shop
        self.source, self.tree = _around(shop, line, file)
        self.statements = _assigned(self.tree)
        self.good: list[Assigned] = []
        self.wrong: dict[Assigned, np.ndarray] = {}
        self.held, lines = shop.watch(self.source)
        self.runs = iter(range(max(LEAST, WORK // max(1, lines))))
        self._judge()

    def _judge(self) -> None:
        """Compare the gradients on the way with numbers."""
        trial, forward = self.shop.trial, _Forward(self.shop, self.source, self.runs)
        last = {_target(s): s for s in self.statements}  # where a name gets what it has at the end
        named = {form.format(of): of for of in forward.names for form in CALLED}
        for name in last.keys() & self.held.keys():
            of, stmt = named.get(name) or named.get(COUNTED.sub("", name)), last[name]
            if of is None:
                continue
            told = trial.of(of) if of in trial.inputs else forward.adjoint(of)
            if told is None:
                continue
            true, slack = told
            try:  # a 1 may stand for many
                off = np.abs(np.broadcast_to(self.held[name], true.shape) - true)
            except ValueError:  # another thing of that name
                continue
            if off.max(initial=0) <= slack:
                self.good.append(stmt)
            else:
                self.wrong[stmt] = true

    def suspects(self, line: int) -> tuple[Assigned | None, list[Assigned]]:
        """Return the first statement that is wrong by its name, and what it uses that may be.

        Without names the second are those from a line on.
        """
        bad = next((s for s in self.statements if s in self.wrong and self._is_amiss(s)), None)
        if bad is None:
            return None, [s for s in self.statements if 0 < line <= s.lineno]
        needed, found = _reads(bad), []
        for stmt in reversed(self.statements[: self.statements.index(bad)]):
            if _target(stmt) in needed and stmt not in self.good:
                needed |= _reads(stmt)
                found.append(stmt)
        return bad, found[::-1]

    def _is_amiss(self, stmt: Assigned) -> bool:
        """Say whether the right array in the place of a wrong one makes all gradients right."""
        trial, true = self.shop.trial, self.wrong[stmt]
        less = f" - {_target(stmt)}" if isinstance(stmt, ast.AugAssign) else ""
        self.shop.names[NAME] = lambda _: true.copy()
        with self.shop.repaired(self.source, _moving(stmt, less)) as function:
            return function is not None and _right(run(function, trial), trial)

    def mends(self, stmt: Assigned, wrong: Assigned | None, trial: Trial) -> bool:
        """Say whether some array in the place of that of a statement makes all gradients right.

        That says much where it is smaller than one that is known to be wrong, or has to be the
        same for every upstream gradient; of any other, some array could often be found.
        """
        moved = self.shop.names[NAME] = _Moved(self.runs)
        with self.shop.repaired(self.source, _moving(stmt)) as function:
            if function is None:
                return False

            def gradients(by: np.ndarray | None, at: Trial = trial) -> dict[str, np.ndarray] | None:
                moved.start(by)
                return run(function, at)

            if gradients(None) is None or not 0 < moved.at <= MOST:
                return False
            size, before = moved.at, moved.held
            together = [trial]
            if wrong is not None and not size < self.wrong[wrong].size:
                g = np.cos(np.arange(1.0, np.size(trial.g) + 1)).reshape(np.shape(trial.g))[()]
                other = trial_at(trial.task, trial.sizes, trial.inputs, g, trial.name)
                if other is None or gradients(None, other) is None or moved.held != before:
                    return False
                together.append(other)
            slopes, gaps = [], []
            for one in together:
                # gradients are linear in what comes from g, and most often in the rest
                found = [gradients(by, one) for by in (None, *np.eye(size))]
                if None in found:
                    return False
                wanted = {n: told[0] for n in one.claimed if (told := one.of(n)) is not None}
                at, *moves, true = (
                    np.concatenate([np.ravel(f[n]) for n in wanted])  # type: ignore[index]
                    for f in (*found, wanted)
                )
                slopes.append(np.stack(moves, axis=1) - at[:, None])
                gaps.append(true - at)
            by, *_ = np.linalg.lstsq(np.concatenate(slopes), np.concatenate(gaps), rcond=1e-9)
            return all(_right(gradients(by, one), one) for one in together)


def _around(shop: Workshop, line: int, file: str) -> tuple[Source, ast.FunctionDef]:
    """Return the innermost function around a line; without one, that which is defined last."""
    for source in shop.sources:
        inner = [n for n in ast.walk(source.tree) if isinstance(n, ast.FunctionDef)]
        if line:
            same = source.function.__code__.co_filename == file
            inner = [f for f in inner if same and f.lineno <= line <= (f.end_lineno or 0)]
        if inner:
            return source, max(inner, key=lambda f: f.lineno)
    raise LookupError("no function around that line")


def _right(found: Mapping[str, np.ndarray] | None, trial: Trial) -> bool:
    """Say whether all gradients are right, as far as numbers tell."""
    told = {n: trial.of(n) for n in found or ()}
    return found is not None and all(
        np.abs(found[n] - one[0]).max(initial=0) <= one[1] for n, one in told.items() if one
    )


class _Forward:
    """The forward pass: which names it has, and what the gradients with respect to them are."""

    def __init__(self, shop: Workshop, backward: Source, runs: Iterator[int]) -> None:
        self.shop, self.source, self.runs = shop, backward, runs
        if shop.task.layer is None:
            self.source = Source(unwrap(shop.task.forward))
        made = _assigned(self.source.tree)
        names = [_target(s) for s in made]
        self.made = {_target(s): s for s in made if names.count(_target(s)) == 1}

    @property
    def names(self) -> list[str]:
        """Return the names of inputs and of what is made of them once."""
        return [*self.shop.trial.inputs, *self.made]

    def adjoint(self, name: str) -> tuple[np.ndarray, float] | None:
        """Return the gradient with respect to an array on the way, and how far off it may be."""
        trial, moved = self.shop.trial, _Moved(self.runs)
        self.shop.names[NAME] = moved
        with self.shop.repaired(self.source, _moving(self.made[name])) as function:
            is_layer = self.shop.task.layer is not None
            run_ = function if is_layer else self.source.build(self.shop.names)

            def forward(by: Any) -> Any:
                moved.start(np.ravel(by))
                out = run_(*(x.copy() for x in trial.inputs.values()))  # type: ignore[misc]
                return out[0] if is_layer else out

            run_(*(x.copy() for x in trial.inputs.values()))  # type: ignore[misc]
            if len(moved.held) != 1:
                return None
            true, error = gradient(forward, {"by": np.zeros(moved.shape)}, "by", trial.g)
        size = 1 + float(np.abs(true).max(initial=0))
        told = np.isfinite(true).all() and error <= AGREE * size
        return (true, AGREE * size + 10 * error) if told else None


class _Moved:
    """Adds to an array whenever it is made, and notes what it was.

    Args:
        runs: counts the runs that may still be made.
    """

    def __init__(self, runs: Iterator[int]) -> None:
        self.runs = runs
        self.start(None)

    def start(self, by: np.ndarray | None) -> None:
        """Begin a run in which the array is moved, or not; `StopIteration` after the last."""
        next(self.runs)
        self.by, self.at = by, 0
        self.held: list[list[float]] = []
        self.shape: tuple[int, ...] = ()

    def __call__(self, value: Any) -> Any:
        if np.asarray(value).dtype.kind not in "fc":  # a size, a mask, a tuple
            return value
        self.shape = np.shape(value)
        start, self.at = self.at, self.at + np.size(value)
        self.held.append(np.ravel(value).tolist())
        if self.by is None:
            return value
        return value + self.by[start : self.at].reshape(self.shape)[()]


def _moving(stmt: Assigned, less: str = "") -> Edit:
    """Return the edit that hands the array of a statement to a function of ours."""
    put = expression(f"{NAME}(E_){less}", E_=stmt.value)
    return Edit("", [(Slot(stmt, "value", None, stmt), put)])


def _assigned(function: ast.FunctionDef) -> list[Assigned]:
    r"""Return the assignments of a function in the order of its text, but not of inner ones.

    >>> tree = ast.parse("def f(x):\n    y = x\n    def g(): z = y\n    y += 1").body[0]
    >>> [ast.unparse(s) for s in _assigned(tree)]
    ['y = x', 'y += 1']
    """
    out: list[Assigned] = []

    def visit(node: ast.AST) -> None:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.Assign | ast.AugAssign):
                out.append(child)
            elif not isinstance(child, ast.FunctionDef | ast.Lambda):
                visit(child)

    visit(function)
    return out


def _target(stmt: Assigned) -> str:
    """Return the name that a statement assigns to; of a tuple or a subscript, its text."""
    target = stmt.target if isinstance(stmt, ast.AugAssign) else stmt.targets[0]
    return ast.unparse(target)


def _reads(stmt: Assigned) -> set[str]:
    """Return the names that a statement reads."""
    found = {n.id for n in ast.walk(stmt.value) if isinstance(n, ast.Name)}
    return found | ({_target(stmt)} if isinstance(stmt, ast.AugAssign) else set())
