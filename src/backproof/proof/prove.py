"""`prove`: hand it a backward pass, get a proof for all sizes or the place where it is wrong."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
import sympy as sp

from backproof.proof import calculus
from backproof.proof.arrays import SymbolicArray, as_symbolic, size, sum_, symbol
from backproof.proof.canonical import normal_form, vanishes
from backproof.proof.elementary import step
from backproof.proof.functions import Step
from backproof.proof.numeric import Difference, compare
from backproof.proof.polynomial import CONSTANT, FREE, Kind, Poly, Unsupported, add, scale
from backproof.proof.verdict import Gradient, Proof, Verdict

if TYPE_CHECKING:
    type Shape = tuple[str | int, ...]
    type Shapes = Mapping[str, Shape]
    type Function = Callable[..., Any]

SEED = 20_261_121
TRIES = 3  # so often are numbers drawn anew where they do not tell, as close to a kink


def prove(
    forward: Function,
    backward: Function | Shapes | None = None,
    shapes: Shapes | None = None,
    wrt: tuple[str, ...] | None = None,
) -> Proof:
    """Prove that a hand-written backward pass is the derivative of its forward pass.

    Call it as ``prove(layer, shapes)`` with a layer that returns ``(y, pullback)``, or as
    ``prove(forward, backward, shapes, wrt=("x", "W"))`` with ``backward(g, *inputs)``.

    Args:
        forward: a NumPy function of the inputs, or a layer.
        backward: the function that returns one gradient for each name in ``wrt``, given the
            upstream gradient ``g`` in the shape of the output; left out for a layer.
        shapes: input names in argument order, each with a shape of letters (any size from 1) and
            numbers; ``()`` is a scalar.
        wrt: the inputs whose gradients are returned; all of them if left out.

    Returns:
        A `Proof`. PROVED, or PROVED_AT if all sizes are numbers, is said only if the normal
        forms of both sides agree and numeric derivatives agree at unequal, equal and degenerate
        sizes; REFUTED only with a counterexample.

    Raises:
        ValueError: if shapes or names do not fit, or the backward pass returns something else
            than one array of the input's shape for each name.

    >>> import numpy as np
    >>> square = lambda x: (x * x).sum()
    >>> proof = prove(square, lambda g, x: (2 * g * x,), {"x": ("N",)})
    >>> proof.verdict.name
    'PROVED'
    >>> prove(square, lambda g, x: (g * x,), {"x": ("N",)})["x"].verdict.name
    'REFUTED'
    """
    start = time.perf_counter()
    task = Task.read(forward, backward, shapes, wrt)
    numbers = witness(task)
    symbols = trace(task)
    proved = Verdict.PROVED_AT if task.numbers and not task.letters else Verdict.PROVED
    gradients = {n: _judge(n, numbers[n], symbols, proved) for n in task.wrt}
    vacuous = _constant(task) if symbols.obstacle else symbols.independent
    return Proof(gradients, task.letters, task.numbers, vacuous, time.perf_counter() - start)


def _check_shapes(shapes: Shapes) -> None:
    for name, shape in shapes.items():
        if not isinstance(name, str):
            raise ValueError(f"the input name {name!r} is no string")
        if not isinstance(shape, tuple):
            raise ValueError(
                f"the shape of {name} is {shape!r}; it must be a tuple such as "
                "('N', 'D'), ('N',) or ()"
            )
        for s in shape:
            fits = (isinstance(s, str) and s.isidentifier()) or (isinstance(s, int) and s > 0)
            if not fits or isinstance(s, bool):
                raise ValueError(
                    f"the shape of {name} has {s!r}; a letter such as 'N' or a "
                    "number from 1 would be right"
                )


class Task:
    """What is to be proved, in one form for both ways of calling `prove`."""

    def __init__(
        self,
        forward: Function,
        backward: Function,
        shapes: Shapes,
        wrt: tuple[str, ...],
        returned: tuple[str, ...] | None = None,
    ) -> None:
        self.forward, self.backward, self.shapes, self.wrt = forward, backward, shapes, wrt
        #: Whose gradients the backward pass returns; a layer's pullback returns those of all.
        self.returned = tuple(shapes) if returned is None else returned
        letters = {s for shape in shapes.values() for s in shape if isinstance(s, str)}
        self.letters = tuple(sorted(letters))
        #: Sizes that are given as numbers, which a proof holds for alone.
        self.numbers = tuple(sorted({s for t in shapes.values() for s in t if isinstance(s, int)}))

    @classmethod
    def read(
        cls,
        forward: Function,
        backward: Function | Shapes | None,
        shapes: Shapes | None,
        wrt: tuple[str, ...] | None,
    ) -> Task:
        """Check the arguments of `prove`."""
        layer = None
        if shapes is None and isinstance(backward, Mapping):
            layer, shapes = forward, backward
            forward = lambda *inputs: _layer(layer, inputs)[0]  # noqa: E731
            backward = lambda g, *inputs: _layer(layer, inputs)[1](g)  # noqa: E731
        if not callable(forward) or not callable(backward) or not isinstance(shapes, Mapping):
            raise ValueError(
                "prove wants prove(layer, shapes) or prove(forward, backward, shapes, wrt=...), "
                "shapes being a dict such as {'x': ('N', 'D')}"
            )
        _check_shapes(shapes)
        wanted = tuple(shapes) if wrt is None else (wrt,) if isinstance(wrt, str) else tuple(wrt)
        unknown = [n for n in wanted if n not in shapes]
        if unknown or not wanted:
            raise ValueError(f"wrt names {unknown or 'nothing'}; the inputs are {list(shapes)}")
        if len(set(wanted)) < len(wanted):
            raise ValueError(f"wrt names an input twice: {', '.join(wanted)}")
        return cls(forward, backward, shapes, wanted, returned=wanted if layer is None else None)

    def gradients(self, g: Any, inputs: Mapping[str, Any]) -> dict[str, Any]:
        """Run the backward pass and name what it returns."""
        out = self.backward(g, *inputs.values())
        if not isinstance(out, tuple | list):
            out = (out,)
        if len(out) != len(self.returned):
            raise ValueError(
                f"backward returned {len(out)} gradients; wanted are "
                f"{len(self.returned)}: {', '.join(self.returned)}"
            )
        named = dict(zip(self.returned, out, strict=True))
        named = {name: named[name] for name in self.wrt}
        for name, value in named.items():
            if value is None:
                raise ValueError(
                    f"the gradient of {name} is None; an array of the shape of {name} is wanted"
                )
            got, want = _shape(value), _shape(inputs[name])
            if got != want:
                raise ValueError(f"the gradient of {name} has shape {got}; {name} has {want}")
        return named


def _shape(value: Any) -> tuple[Any, ...]:
    return value.dims if isinstance(value, SymbolicArray) else tuple(np.shape(value))


def _layer(layer: Function, inputs: tuple[Any, ...]) -> tuple[Any, Function]:
    out = layer(*inputs)
    if not (isinstance(out, tuple) and len(out) == 2 and callable(out[1])):  # noqa: PLR2004
        raise ValueError(
            "a layer must return (y, pullback); to prove a forward and a backward "
            "function use prove(forward, backward, shapes, wrt=...)"
        )
    return out


# --- numbers ------------------------------------------------------------------------------------


def size_choices(letters: tuple[str, ...]) -> list[dict[str, int]]:
    """Return the sizes that are tried: unequal in three ways, equal, all 1, each one 1."""
    if not letters:
        return [{}, {}]
    unequal = {s: i + 2 for i, s in enumerate(letters)}
    reverse = {s: len(letters) - i + 1 for i, s in enumerate(letters)}
    larger = {s: i + 3 for i, s in enumerate(letters)}
    out = [unequal, reverse, larger, dict.fromkeys(letters, 2), dict.fromkeys(letters, 1)]
    out += [{**unequal, s: 1} for s in letters]
    return out


def witness(task: Task) -> dict[str, Difference | float | None]:
    """Try the code on numbers; give a counterexample, the error seen, or None if unclear."""
    rng = np.random.default_rng(SEED)
    seen: dict[str, list[Difference | float | None]] = {n: [] for n in task.wrt}
    for sizes in size_choices(task.letters):
        for n, answer in _witness_at(task, sizes, rng).items():
            seen[n].append(answer)
    return {n: _weigh(answers) for n, answers in seen.items()}


def _weigh(answers: list[Difference | float | None]) -> Difference | float | None:
    """Return the first counterexample, else the largest error if all sizes agree, else None."""
    for answer in answers:
        if isinstance(answer, Difference):
            return answer
    errors = [a for a in answers if isinstance(a, float)]
    return max(errors) if len(errors) == len(answers) > 1 else None


def _witness_at(
    task: Task, sizes: Mapping[str, int], rng: np.random.Generator
) -> dict[str, Difference | float | None]:
    """Try the code at one choice of sizes, at other numbers where the first do not tell."""
    found: dict[str, Difference | float | None] = {}
    overflows: dict[str, list[Difference]] = {n: [] for n in task.wrt}
    for _ in range(TRIES):
        drawn = _draw(task, sizes, rng)
        if drawn is None:  # the output is no number at these sizes: there is nothing to compare
            break
        inputs, y = drawn
        g = rng.normal(size=y.shape)[()]
        claimed = _run_backward(task, inputs, g)
        for n in task.wrt:
            if found.get(n) is not None:
                continue
            found[n] = answer = compare(task.forward, inputs, n, g, claimed[n])
            if isinstance(answer, Difference) and not np.isfinite(claimed[n]).all():
                overflows[n].append(answer)  # floats may be too short for these numbers alone
                found[n] = answer if len(overflows[n]) == TRIES else None
        if None not in found.values():
            break
    return found


def _inputs(
    task: Task, sizes: Mapping[str, int], draw: Callable[..., Any]
) -> dict[str, np.ndarray]:
    def lengths(shape: Shape) -> tuple[int, ...]:
        return tuple(s if isinstance(s, int) else sizes[s] for s in shape)

    return {n: np.asarray(draw(size=lengths(shape))) for n, shape in task.shapes.items()}


def _draw(
    task: Task, sizes: Mapping[str, int], rng: np.random.Generator
) -> tuple[dict[str, np.ndarray], np.ndarray] | None:
    """Draw inputs at which the output is finite: any, or positive ones for log and roots."""
    positive = lambda size: rng.uniform(0.2, 2, size=size)  # noqa: E731
    for draw in (rng.normal, positive):
        inputs = _inputs(task, sizes, draw)
        y = _run_forward(task, inputs)
        if np.isfinite(y).all():
            return inputs, y
    return None


def _run_forward(task: Task, inputs: Mapping[str, np.ndarray]) -> np.ndarray:
    """Run the forward pass twice on numbers.

    Raises:
        ValueError: if it writes into an input, or returns no real numbers, or others next time.
    """
    before = {n: x.copy() for n, x in inputs.items()}
    with np.errstate(all="ignore"):
        y, again = (np.array(task.forward(*inputs.values())) for _ in range(2))
    _unchanged("forward", inputs, before)
    if y.dtype.kind not in "biuf":
        raise ValueError(f"forward returned {y.dtype}, not an array of real numbers")
    if not np.array_equal(y, again, equal_nan=True):
        raise ValueError(
            "forward gives different outputs for the same inputs; fix its seed, or make what is "
            "random an input"
        )
    return y


def _run_backward(task: Task, inputs: Mapping[str, np.ndarray], g: Any) -> dict[str, np.ndarray]:
    """Run the backward pass on numbers, after the forward pass on the same ones.

    Raises:
        ValueError: if it writes into an input or into g, or if two gradients share their memory.
    """
    before = {"g": np.copy(g), **{n: x.copy() for n, x in inputs.items()}}
    given = np.copy(g)[()]
    with np.errstate(all="ignore"):
        claimed = task.gradients(given, inputs)
    _unchanged("backward", inputs, before)
    if not np.array_equal(given, g):
        raise ValueError("backward writes into the upstream gradient g")
    arrays = {n: np.asarray(c) for n, c in claimed.items()}
    for n, c in arrays.items():
        if c.dtype.kind not in "biuf":
            raise ValueError(f"the gradient of {n} is {c.dtype}, not an array of real numbers")
    for (m, a), (n, b) in itertools.combinations(arrays.items(), 2):
        if a.flags.writeable and b.flags.writeable and np.shares_memory(a, b) and a.ndim:
            raise ValueError(
                f"the gradients of {m} and {n} share their memory: what is later added to one in "
                "place changes the other; return a copy"
            )
    return {n: np.array(c, dtype=float) for n, c in arrays.items()}


def _unchanged(who: str, inputs: Mapping[str, Any], before: Mapping[str, Any]) -> None:
    for n, x in inputs.items():
        if not np.array_equal(x, before[n]):
            raise ValueError(f"{who} writes into its input {n}")


def _constant(task: Task) -> bool:
    """Say whether numbers show no dependence of the output on any input asked for."""
    rng = np.random.default_rng(SEED)
    for sizes in size_choices(task.letters):
        for spread in (1.0, 1.0, 100.0):
            draw = partial(rng.normal, 0.0, spread)
            first, other = _inputs(task, sizes, draw), _inputs(task, sizes, draw)
            second = {n: other[n] if n in task.wrt else first[n] for n in first}
            with np.errstate(all="ignore"):
                y, moved = (np.asarray(task.forward(*v.values())) for v in (first, second))
            if not np.array_equal(y, moved, equal_nan=True):
                return False
    return True


# --- symbols ------------------------------------------------------------------------------------


class Symbols:
    """What tracing the code on symbols gave: for each name the two sides, or what stopped it."""

    def __init__(self) -> None:
        self.reference: dict[str, Poly] = {}
        self.claimed: dict[str, Poly] = {}
        self.obstacle = ""
        self.obstacles: dict[str, str] = {}
        self.independent = False
        self.kinks: set[str] = set()


def trace(task: Task) -> Symbols:
    """Run forward and backward on symbolic arrays and differentiate the forward."""
    out = Symbols()
    inputs = {
        n: symbol(n, *(size(s) if isinstance(s, str) else s for s in shape))
        for n, shape in task.shapes.items()
    }
    before = Unsupported.raised
    try:
        y = as_symbolic(task.forward(*inputs.values()))
        g = symbol(_new_name("g", inputs), *y.dims)
        claimed = {n: as_symbolic(c) for n, c in task.gradients(g, inputs).items()}
    except Exception as error:  # noqa: BLE001 - code that runs on numbers may fail on symbols in any way
        known = isinstance(error, Unsupported) and str(error)
        out.obstacle = known or f"{type(error).__name__}: {error}"
        return out
    if Unsupported.raised != before:  # the code caught it and took another way than on numbers
        out.obstacle = Unsupported.raised[1]
        return out
    try:
        total = sum_(g * y).at()
        cost = normal_form(total)
        out.kinks = _steps(total)
    except (Unsupported, RecursionError) as error:
        out.obstacle = str(error)
        return out
    out.independent = cost.names.isdisjoint(task.wrt)
    for n in task.wrt:
        try:
            out.reference[n], out.claimed[n] = _sides(cost, n, inputs[n], claimed[n])
        except (Unsupported, RecursionError) as error:
            out.obstacles[n] = str(error)
    return out


def _new_name(name: str, taken: Mapping[str, Any]) -> str:
    while name in taken:
        name += "'"
    return name


def _steps(expr: sp.Expr) -> set[str]:
    """Return the kinks of an expression: also those that cancel in its normal form."""
    arguments = {s.args[0] for s in expr.atoms(Step, sp.Abs)}
    return set().union(*(_kinks(step(normal_form(a))) for a in arguments))


def _sides(cost: Poly, name: str, x: SymbolicArray, claimed: SymbolicArray) -> tuple[Poly, Poly]:
    at = tuple((CONSTANT, 0) if s == 1 else (FREE, f"r{d}") for d, s in enumerate(x.dims))
    symbols = [sp.Symbol(f"r{d}", integer=True, nonnegative=True) for d in range(x.ndim)]
    return calculus.derivative(cost, name, at), normal_form(claimed.at(*symbols))


def _judge(
    name: str, number: Difference | float | None, symbols: Symbols, proved: Verdict
) -> Gradient:
    """Weigh numbers and symbols of one gradient; ``proved`` is what a proof may call itself."""
    if isinstance(number, Difference):
        return Gradient(name, Verdict.REFUTED, counterexample=number)
    obstacle = symbols.obstacle or symbols.obstacles.get(name, "")
    if obstacle:
        verdict = Verdict.UNDECIDED if number is None else Verdict.WITNESSED
        return Gradient(name, verdict, obstacle=obstacle, error=number)
    reference, claimed = symbols.reference[name], symbols.claimed[name]
    try:
        agree = vanishes(add(reference, scale(claimed, -1)))
    except (Unsupported, RecursionError) as error:
        return Gradient(name, Verdict.UNDECIDED, error=number, obstacle=str(error))
    if not agree:
        return Gradient(
            name,
            Verdict.UNDECIDED,
            error=number,
            obstacle="the normal forms differ"
            if number is None
            else "the normal forms differ although the numbers agree",
        )
    if number is None:
        return Gradient(
            name,
            Verdict.UNDECIDED,
            obstacle="the numeric witness is too inaccurate to confirm the proof",
        )
    kinks = tuple(sorted({*symbols.kinks, *_kinks(claimed)}))
    return Gradient(name, proved, kinks, not reference.terms, error=number)


def _kinks(poly: Poly) -> set[str]:
    """Return the expressions whose sign the polynomial asks for."""
    out: set[str] = set()
    for mono in poly.terms:
        for a, _ in mono:
            if a.kind is Kind.POSITIVE:
                out.add(readable(a.args[0]))
            for p in a.args:
                out |= _kinks(p)
    return out


def readable(poly: Poly) -> str:
    """Return a polynomial as a short formula for people."""

    def factor(a: Any, e: Any) -> str:
        names = ",".join(
            str(i[1]) if i[0] == CONSTANT else letter
            for i, letter in zip(a.indices, "ijklmnpq", strict=False)
        )
        inner = ", ".join(readable(p) for p in a.args)
        head = str(a.head[0]).lstrip("?#") if a.head else a.kind.name.lower()
        word = f"{head}[{names}]" if a.kind is Kind.ENTRY else f"{head}({inner})" if inner else head
        return word if e == 1 else f"{word}^{e}"

    def term(mono: Any, c: Any) -> str:
        body = "·".join(sorted(factor(a, e) for a, e in mono))
        return (
            body
            if c == 1 and body
            else f"-{body}"
            if c == -1 and body
            else f"{c}·{body}"
            if body
            else str(c)
        )

    return " + ".join(sorted(term(m, c) for m, c in poly.terms.items())) or "0"
