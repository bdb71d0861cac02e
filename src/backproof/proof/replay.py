"""Replay: the traced graph, run on the numbers on which the code is run, gives what it gives."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from functools import partial
from itertools import chain, cycle
from typing import Any

import numpy as np

from backproof.algebra.polynomial import Unsupported
from backproof.calculus.meetings import vanishing
from backproof.calculus.rounding import EPSILON, rounding
from backproof.graph.node import Node
from backproof.graph.sizes import count
from backproof.graph.values import Values
from backproof.graph.view import View
from backproof.numbers.witness import (
    ANYWHERE,
    SEED,
    Arrays,
    Place,
    draw,
    run_backward,
    run_forward,
    size_choices,
)
from backproof.proof.tracing import Trace, made_of
from backproof.question.task import Task

CLOSE = 1e-13  # of the largest entry: then rounding need not be followed
ROUNDINGS = 1e4  # so many times the rounding of one run may the graph be from the code


def values_at(
    trace: Trace, sizes: Mapping[str, int], inputs: Arrays, g: Any, *, steady: bool = False
) -> Values:
    """Return the values of the graph where the user's code runs on these numbers."""
    leaves: dict[Node, np.ndarray] = {}
    plain = dict(sizes)

    def put(view: View, x: Any) -> None:
        lengths = [count(d, plain) for d in view.node.dims]
        leaves[view.node] = np.asarray(x).reshape(lengths)

    for n, view in trace.inputs.items():
        if view.node.op == "row":
            labels = trace.graph.node(
                "labels", dims=view.node.dims[:-1], attr=(view.node.attr, view.node.dims[-1])
            )
            leaves[labels] = np.argmax(np.asarray(inputs[n]), axis=-1).reshape(
                [count(d, plain) for d in labels.dims]
            )
        else:
            put(view, inputs[n])
    put(trace.upstream, g)
    return Values(plain, leaves, steady=steady)


def _same(values: Values, view: View, theirs: np.ndarray) -> bool:
    """Say whether the graph gives what the user's code gives, but for rounding."""
    ours = values.seen(view)
    if ours.shape != theirs.shape:
        return False
    both = np.isnan(ours) & np.isnan(theirs)
    gap = np.where((ours == theirs) | both, 0, np.abs(ours - theirs))
    if (gap <= CLOSE * np.abs(theirs).max(initial=0)).all():
        return True
    few = values.shown(rounding(values, view.node), view)
    step = max(1.0, float(np.finfo(theirs.dtype).eps) / EPSILON if theirs.dtype.kind == "f" else 1)
    # where an exponential overflows, nothing can be told of what it is divided by
    return not bool((gap > ROUNDINGS * step * few).any()) and not np.isnan(gap).any()


def replay(task: Task, trace: Trace, sizes: Mapping[str, int], inputs: Arrays, g: Any) -> Values:
    """Return the values of the graph at a point.

    Raises:
        Unsupported: if the user's code gives others there.
    """
    values = values_at(trace, sizes, inputs, g)
    with np.errstate(all="ignore"):
        y = run_forward(task, inputs)
        if not np.isfinite(y).all():
            return values
        claims = run_backward(task, inputs, g)
        ours = [trace.output, *(trace.claimed[n] for n in claims)]
        for view, theirs in zip(ours, [y, *claims.values()], strict=True):
            if not _same(values, view, theirs):
                again = values_at(trace, sizes, inputs, g, steady=True)
                if not _same(again, view, theirs):
                    raise Unsupported("the graph gives other numbers than the code")
    return values


#: Where arrays are compared, so that equal ones are proposed: nothing saturates there.
MILD = Place(lambda shape, rng: rng.normal(size=shape) / 2, spread=0.5, exact=True)


def _normal(spread: float, shape: tuple[int, ...], rng: np.random.Generator) -> np.ndarray:
    return spread * rng.normal(size=shape)


def _points(task: Task) -> list[tuple[dict[str, int], Place]]:
    """Return sizes and places at which the graph is replayed."""
    choices = size_choices(task.letters)
    out = [(choices[0], MILD), (choices[1 % len(choices)], MILD)]
    out += [(sizes, ANYWHERE) for sizes in choices]
    far, farther, near = (Place(partial(_normal, s), spread=s) for s in (10.0, 100.0, 0.01))
    return [*out, (_large(task), far), (choices[0], farther), (choices[1 % len(choices)], near)]


def _one_sided(seen: Mapping[Node, set[bool]]) -> list[Node]:
    """Return the comparisons that came out one way only, wherever they were made."""
    return [n for n, sides in seen.items() if len(sides) == 1]


def _large(task: Task) -> dict[str, int]:
    return {s: 9 - (4 * i) % 7 for i, s in enumerate(task.letters)}


#: Where other arrays are alive: the same again, and where products of many are not as small.
OTHERS = (MILD, MILD, *(Place(partial(_normal, s), spread=s) for s in (0.2, 1.0, 1.0, 2.0)))
MOST_POINTS = 4
FARTHEST = (1e3, 1e4, 1e6, 1e8)


def _beyond(task: Task, seen: Mapping[Node, set[bool]]) -> Iterator[tuple[dict[str, int], Place]]:
    """Yield places farther out while there are comparisons of which one side was not reached."""
    for spread in FARTHEST:
        if not _one_sided(seen):
            return
        yield _large(task), Place(partial(_normal, spread), spread=spread)


def replayed(task: Task, trace: Trace) -> tuple[list[Values], list[Node]]:
    """Run the graph wherever the code is run.

    Returns:
        The points at which arrays are compared, and the comparisons that came out one way only.

    Raises:
        Unsupported: if it gives other numbers than the code.
    """
    rng = np.random.default_rng(SEED + 7)
    proposing: list[Values] = []
    seen: dict[Node, set[bool]] = {n: set() for n in trace.graph.nodes if n.op == "above"}
    for sizes, place in chain(_points(task), _beyond(task, seen)):
        drawn = draw(task, sizes, rng, place)
        if drawn is None and place is MILD:  # perhaps a logarithm, of positive numbers
            drawn = draw(task, sizes, rng)
        if drawn is None:
            continue
        inputs, y = drawn
        g = rng.normal(size=y.shape)
        if len(proposing) >= 2:  # noqa: PLR2004 - zeros in g are common
            g = g * (rng.random(y.shape) < 2 / 3)
        values = replay(task, trace, sizes, inputs, g[()])
        for n, sides in seen.items():
            if n in values.known:
                sides.update(map(bool, np.unique(values.known[n])))
        if place is MILD:
            proposing.append(values)
    if len(proposing) < 2:  # noqa: PLR2004 - too few
        raise Unsupported("the forward pass is a number at too few points")
    return _lively(task, trace, rng, proposing), _one_sided(seen)


def _lively(task: Task, trace: Trace, rng: np.random.Generator, mild: list[Values]) -> list[Values]:
    """Return points at which as few arrays of the forward pass as can be are zero.

    Units that are dead, batches that are all but equal, or a softmax that is all but certain make
    everything behind them look alike.
    """
    nodes = made_of(trace.output.node)
    gone = {values: _vanishing(values, nodes) for values in mild}
    if not set.intersection(*gone.values()):
        return mild
    for sizes, place in zip(cycle(size_choices(task.letters)), OTHERS, strict=False):
        drawn = draw(task, sizes, rng, place)
        if drawn is not None:
            inputs, y = drawn
            values = replay(task, trace, sizes, inputs, rng.normal(size=y.shape)[()])
            gone[values] = _vanishing(values, nodes)
    best: list[Values] = []
    dead = set(nodes)
    while fewer := [v for v in gone if len(best) < MOST_POINTS and len(dead & gone[v]) < len(dead)]:
        best.append(min(fewer, key=lambda v: len(dead & gone[v])))
        dead &= gone[best[-1]]
    return best if len(best) > 1 else [*best, *(v for v in mild if v not in best)][:2]


def _vanishing(values: Values, nodes: Collection[Node]) -> set[Node]:
    with np.errstate(all="ignore"):
        unclear = {n for n in nodes if not np.isfinite(values.of(n)).all()}
        return unclear | vanishing(values, nodes)
