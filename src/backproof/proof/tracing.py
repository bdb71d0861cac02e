"""The user's code as nodes: run twice on arrays of the graph, forward, adjoints, backward."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from backproof.algebra.polynomial import Poly, Unsupported, number
from backproof.calculus.adjoints import Adjoints, differentiate
from backproof.graph import view as views
from backproof.graph.calls.arrays import Array, Memory, tracing, view_of
from backproof.graph.node import Graph, Node
from backproof.graph.sizes import Size, letter, whole
from backproof.graph.view import Axis, View, dims_of, factors
from backproof.proof.steps import Steps
from backproof.question import sampling
from backproof.question.task import Task, evaluate
from backproof.running.on_graph import symbolic_sizes_on_graph


@dataclass
class Trace:
    """The user's code as nodes."""

    graph: Graph
    inputs: dict[str, View]
    output: View
    upstream: View
    claimed: dict[str, View]
    first: int
    claims: int
    adjoints: Adjoints
    steps: Steps


def traced(task: Task, *, weak: bool, turned: bool = False) -> Trace:
    """Run the user's code twice on arrays of the graph: what then differs has a state."""
    graph = Graph()
    before = Unsupported.raised
    with tracing(graph), symbolic_sizes_on_graph(graph, *task.functions):
        inputs = {n: input_view(graph, task, n, turned=turned) for n in task.shapes}
        arrays = {n: Array(Memory(v, f"the input {n}", ordered=True)) for n, v in inputs.items()}
        output = view_of(task.forward(*arrays.values()))
        if output.kind == "b":
            raise Unsupported("an output of truth values")
        again = graph.asked = []
        if view_of(task.forward(*arrays.values())) != output:
            raise Unsupported("forward gives different outputs for the same inputs")
        graph.asked = None
        upstream = _upstream(graph, output)
        first = len(graph.nodes)
        wrt = {inputs[n].node for n in task.wrt}
        axes = upstream.node
        adjoints = differentiate(output, axes, wrt, weak=weak)
        claims = len(graph.nodes)
        live = made_of(*(adjoints.of[n][0] for n in wrt if n in adjoints.of))
        graph.kinks = frozenset(n.args[0] for n in live if n.op == "above")
        memory = Memory(upstream, "the upstream gradient", ordered=True)
        g = Array(memory, scalar=not upstream.ndim)
        asked = graph.asked = []
        claimed = _claimed(task, g, arrays)
        graph.asked = None
        if _claimed(task, g, arrays) != claimed:
            raise Unsupported("backward gives different gradients when it is called again")
    if Unsupported.raised != before:  # the code caught it and took another way than on numbers
        raise Unsupported(Unsupported.raised[1])
    steps = Steps(again, asked, adjoints)
    return Trace(graph, inputs, output, upstream, claimed, first, claims, adjoints, steps)


def _claimed(task: Task, g: Array, arrays: Mapping[str, Array]) -> dict[str, View]:
    return {n: view_of(c) for n, c in task.gradients(g, arrays).items()}


def input_view(graph: Graph, task: Task, name: str, *, turned: bool) -> View:
    """Return an input as its kind has it."""
    letters = {s: letter(s) for s in task.letters}
    order = -1 if turned else 1
    shape = [atomic(s, letters)[::order] for s in task.shapes[name]]
    kind = task.kind(name)
    labels = sampling.labels_of(kind)
    if labels is not None:
        other, axis = labels
        below = _product(atomic(task.shapes[other][axis], letters))
        return _leaf(graph, "labels", shape, (name, below)).as_kind("i")
    if kind == "onehot" and name not in task.wrt and len(shape[-1]) == 1:
        return _leaf(graph, "row", shape, ("onehot", name))
    if kind in {"mask", "onehot"} and name not in task.wrt:  # all that is used of one-hot rows else
        return _leaf(graph, "mask", shape, name)
    anything = not callable(kind) and not sampling.is_discrete(kind)
    positive = not callable(kind) and kind in sampling.POSITIVE
    return _leaf(graph, "input", shape, (name, positive, anything))


def atomic(size: str | int, letters: Mapping[str, Poly]) -> tuple[Poly, ...]:
    """Return the atomic axes of a size, in the order in which its factors are written."""
    if isinstance(size, int):
        return (number(size),) if size != 1 else ()
    parts = [size] if re.search(r"[+(]", size) else size.split("*")
    polys = [whole(evaluate(p.strip(), {s: Size(d) for s, d in letters.items()})) for p in parts]
    return tuple(f for p in polys if p != number(1) for f in (factors(p) or (p,)))


def _product(dims: Sequence[Poly]) -> Poly:
    return views.length(tuple((None, d) for d in dims))


def _leaf(graph: Graph, op: str, shape: Sequence[Sequence[Poly]], attr: Any) -> View:
    dims = tuple(d for group in shape for d in group)
    node = graph.node(op, dims=dims, attr=attr)
    place = iter(range(len(dims)))
    groups: tuple[tuple[Axis, ...], ...] = tuple(
        tuple((next(place), d) for d in group) for group in shape
    )
    return View(node, groups)


def _upstream(graph: Graph, output: View) -> View:
    return replace(_leaf(graph, "upstream", [dims_of(g) for g in output.groups], "g"), kind="f")


def made_of(*nodes: Node) -> list[Node]:
    """Return some nodes and all that they are made of."""
    seen, stack = set(), [*nodes]
    while stack:
        n = stack.pop()
        if n not in seen:
            seen.add(n)
            stack += n.args
    return sorted(seen, key=lambda n: n.id)
