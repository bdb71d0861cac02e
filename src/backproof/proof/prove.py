"""`prove`: hand it a backward pass, get a proof for all sizes or the place where it is wrong."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import sympy as sp

from backproof.proof import calculus
from backproof.proof.arrays import SymbolicArray, as_symbolic, size, sum_, symbol
from backproof.proof.canonical import normal_form, vanishes
from backproof.proof.numeric import Difference, compare
from backproof.proof.polynomial import CONSTANT, FREE, Kind, Poly, Unsupported, add, scale
from backproof.proof.verdict import Gradient, Proof, Verdict

if TYPE_CHECKING:
    type Shape = tuple[str | int, ...]
    type Shapes = Mapping[str, Shape]
    type Function = Callable[..., Any]

SEED = 20_261_121


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
        A `Proof`. PROVED is said only if the normal forms of both sides agree and numeric derivatives agree at
        unequal, equal and degenerate sizes; REFUTED only with a counterexample.

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
    gradients = {n: _judge(n, numbers[n], symbols) for n in task.wrt}
    vacuous = symbols.independent or _constant(task)
    return Proof(gradients, task.letters, vacuous, time.perf_counter() - start)


class Task:
    """What is to be proved, in one form for both ways of calling `prove`."""

    def __init__(
        self, forward: Function, backward: Function, shapes: Shapes, wrt: tuple[str, ...]
    ) -> None:
        self.forward, self.backward, self.shapes, self.wrt = forward, backward, shapes, wrt
        letters = {s for shape in shapes.values() for s in shape if isinstance(s, str)}
        self.letters = tuple(sorted(letters))

    @classmethod
    def read(
        cls,
        forward: Function,
        backward: Function | Shapes | None,
        shapes: Shapes | None,
        wrt: tuple[str, ...] | None,
    ) -> Task:
        """Check the arguments of `prove`."""
        if shapes is None and isinstance(backward, Mapping):
            layer, shapes = forward, backward
            forward = lambda *inputs: _layer(layer, inputs)[0]  # noqa: E731
            backward = lambda g, *inputs: _layer(layer, inputs)[1](g)  # noqa: E731
        if not callable(forward) or not callable(backward) or not isinstance(shapes, Mapping):
            raise ValueError(
                "prove wants prove(layer, shapes) or prove(forward, backward, shapes, wrt=...), "
                "shapes being a dict such as {'x': ('N', 'D')}"
            )
        for name, shape in shapes.items():
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
        wanted = tuple(shapes) if wrt is None else (wrt,) if isinstance(wrt, str) else tuple(wrt)
        unknown = [n for n in wanted if n not in shapes]
        if unknown or not wanted:
            raise ValueError(f"wrt names {unknown or 'nothing'}; the inputs are {list(shapes)}")
        return cls(forward, backward, shapes, wanted)

    def gradients(self, g: Any, inputs: Mapping[str, Any]) -> dict[str, Any]:
        """Run the backward pass and name what it returns."""
        out = self.backward(g, *inputs.values())
        if not isinstance(out, tuple | list):
            out = (out,)
        if len(out) != len(self.wrt):
            raise ValueError(
                f"backward returned {len(out)} gradients; wrt asks for "
                f"{len(self.wrt)}: {', '.join(self.wrt)}"
            )
        named = dict(zip(self.wrt, out, strict=True))
        for name, value in named.items():
            if value is None:
                raise ValueError(
                    f"the gradient of {name} is None; an array of the shape of {name} is wanted"
                )
            got, want = tuple(np.shape(value)), tuple(inputs[name].shape)
            if got != want:
                raise ValueError(f"the gradient of {name} has shape {got}; {name} has {want}")
        return named


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
    """Try the code on numbers; for each name a counterexample, the error seen, or None if unclear."""
    rng = np.random.default_rng(SEED)
    found: dict[str, Difference | float | None] = dict.fromkeys(task.wrt, 0.0)
    for sizes in size_choices(task.letters):
        inputs = {
            n: rng.normal(size=tuple(sizes[s] if isinstance(s, str) else s for s in shape))
            for n, shape in task.shapes.items()
        }
        before = {n: x.copy() for n, x in inputs.items()}
        y = np.asarray(task.forward(*inputs.values()))
        g = rng.normal(size=y.shape)[()]
        claimed = task.gradients(np.copy(g)[()], inputs)
        for n, x in inputs.items():
            if not np.array_equal(x, before[n]):
                raise ValueError(f"the code writes into its input {n}")
        for n in task.wrt:
            if isinstance(found[n], Difference):
                continue
            seen = compare(task.forward, inputs, n, g, np.asarray(claimed[n], dtype=float))
            now = found[n]
            both = isinstance(seen, float) and isinstance(now, float)
            found[n] = max(now, seen) if both else seen  # type: ignore[type-var]
            if seen is None or now is None:
                found[n] = seen if isinstance(seen, Difference) else None
    return found


def _constant(task: Task) -> bool:
    """Say whether numbers show no dependence of the output on any input asked for."""
    rng = np.random.default_rng(SEED)
    sizes = size_choices(task.letters)[0]
    draw = lambda: {  # noqa: E731
        n: rng.normal(size=tuple(sizes[s] if isinstance(s, str) else s for s in shape))
        for n, shape in task.shapes.items()
    }
    first, other = draw(), draw()
    second = {n: other[n] if n in task.wrt else first[n] for n in first}
    return bool(np.array_equal(task.forward(*first.values()), task.forward(*second.values())))


# --- symbols ------------------------------------------------------------------------------------


class Symbols:
    """What tracing the code on symbols gave: for each name the two sides, or what stopped it."""

    def __init__(self) -> None:
        self.reference: dict[str, Poly] = {}
        self.claimed: dict[str, Poly] = {}
        self.obstacle = ""
        self.obstacles: dict[str, str] = {}
        self.independent = False


def trace(task: Task) -> Symbols:
    """Run forward and backward on symbolic arrays and differentiate the forward."""
    out = Symbols()
    inputs = {
        n: symbol(n, *(size(s) if isinstance(s, str) else s for s in shape))
        for n, shape in task.shapes.items()
    }
    try:
        y = as_symbolic(task.forward(*inputs.values()))
        g = symbol("g" if "g" not in inputs else "upstream gradient", *y.dims)
        cost = normal_form(sum_(g * y).at())
        claimed = task.gradients(g, inputs)
    except (Unsupported, TypeError, AttributeError, NotImplementedError) as error:
        # whatever NumPy or the user's code says to an array it does not know is an obstacle
        out.obstacle = str(error) or type(error).__name__
        return out
    atoms = [a for mono in cost.terms for a, _ in mono]
    out.independent = not any(calculus.depends(a, n) for a in atoms for n in task.wrt)
    for n in task.wrt:
        try:
            out.reference[n], out.claimed[n] = _sides(cost, n, inputs[n], as_symbolic(claimed[n]))
        except Unsupported as error:
            out.obstacles[n] = str(error)
    return out


def _sides(cost: Poly, name: str, x: SymbolicArray, claimed: SymbolicArray) -> tuple[Poly, Poly]:
    at = tuple((CONSTANT, 0) if s == 1 else (FREE, f"r{d}") for d, s in enumerate(x.dims))
    symbols = [sp.Symbol(f"r{d}", integer=True, nonnegative=True) for d in range(x.ndim)]
    return calculus.derivative(cost, name, at), normal_form(claimed.at(*symbols))


def _judge(name: str, number: Difference | float | None, symbols: Symbols) -> Gradient:
    """Weigh numbers and symbols of one gradient."""
    if isinstance(number, Difference):
        return Gradient(name, Verdict.REFUTED, counterexample=number)
    obstacle = symbols.obstacle or symbols.obstacles.get(name, "")
    if obstacle:
        verdict = Verdict.UNDECIDED if number is None else Verdict.WITNESSED
        return Gradient(name, verdict, obstacle=obstacle, error=number)
    reference, claimed = symbols.reference[name], symbols.claimed[name]
    if not vanishes(add(reference, scale(claimed, -1))):
        return Gradient(
            name,
            Verdict.UNDECIDED,
            error=number,
            obstacle="the normal forms differ although the numbers agree",
        )
    if number is None:
        return Gradient(
            name,
            Verdict.UNDECIDED,
            obstacle="the numeric witness is too inaccurate to confirm the proof",
        )
    kinks = tuple(sorted({*_kinks(reference), *_kinks(claimed)}))
    return Gradient(name, Verdict.PROVED, kinks, not reference.terms, error=number)


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
        head = str(a.head[0]).removeprefix("?") if a.head else a.kind.name.lower()
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
