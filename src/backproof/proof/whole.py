"""A proof for all sizes on the graph: trace, differentiate, replay, meet, ask what is defined."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import chain
from typing import Any

import numpy as np

from backproof.algebra import elementary, formula, products
from backproof.algebra.polynomial import (
    Index,
    Mismatch,
    Poly,
    Unsupported,
    add,
    number,
    scale,
)
from backproof.calculus.adjoints import Adjoints, differentiate
from backproof.calculus.asking import root_of
from backproof.calculus.definedness import Condition, Domain, strict_ancestors, undefined
from backproof.calculus.meetings import Meetings
from backproof.calculus.question import index
from backproof.calculus.rounding import EPSILON, rounding
from backproof.calculus.written import Memo, entry
from backproof.graph import view as views
from backproof.graph.calls.arrays import Array, Memory, tracing, view_of
from backproof.graph.node import Graph, Line, Node
from backproof.graph.sizes import Size, count, letter, whole
from backproof.graph.values import Values
from backproof.graph.view import Axis, View, dims_of, factors
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
from backproof.question import sampling
from backproof.question.task import Task, evaluate
from backproof.running.on_graph import symbolic_sizes_on_graph
from backproof.running.reach import state_restored

MOST_SMALL = 600  # arrays that forward pass, adjoints and backward pass make
CLOSE = 1e-13  # of the largest entry: then rounding need not be followed
ROUNDINGS = 1e4  # so many times the rounding of one run may the graph be from the code


@dataclass
class Found:
    """What is known of one gradient.

    Attributes:
        proved: whether it is the adjoint, for all sizes.
        zero: whether the adjoint is 0.
        obstacle: what stopped the proof.
        line: the first line of the user's code that is no adjoint.
        assumed: what fails on a set without volume only.
        kinks: the expressions at whose zeros the forward pass or the gradient has a kink.
    """

    proved: bool = False
    zero: bool = False
    obstacle: str = ""
    line: Line | None = None
    assumed: list[Condition] = field(default_factory=list)
    kinks: tuple[str, ...] = ()


@dataclass
class Whole:
    """The proof of all gradients of a task.

    Attributes:
        found: by the name of the input.
        obstacle: what stopped all of them.
        independent: whether the output depends on none of the inputs asked for.
        kinks: the nodes at whose zeros or ties the forward pass has a kink.
        unseen: the comparisons of which no number reached both sides.
        small: whether the code makes few arrays, so that many numbers may be tried.
    """

    found: dict[str, Found]
    obstacle: str = ""
    independent: bool = False
    kinks: list[Node] = field(default_factory=list)
    unseen: list[Node] = field(default_factory=list)
    small: bool = True

    @property
    def proved(self) -> bool:
        """Say whether all of them are."""
        return not self.obstacle and all(f.proved for f in self.found.values())


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


def prove(task: Task) -> Whole:
    """Prove the gradients of a task for all sizes, as far as that is possible."""
    out = Whole({n: Found() for n in task.wrt})
    products.start_work()
    before = Unsupported.raised
    try:
        with state_restored(*task.functions):
            turned = any("*" in str(s) for shape in task.shapes.values() for s in shape)
            try:
                _tried(task, out, turned=False)
            except (Unsupported, Mismatch) as first:
                if not turned:
                    raise
                try:
                    _tried(task, out, turned=True)
                except (Unsupported, Mismatch):
                    raise first from None
    except (Unsupported, Mismatch) as error:
        out.obstacle = str(error)
    except Exception as error:  # noqa: BLE001 - code that runs on numbers may fail on symbols in any way
        if Unsupported.raised == before:
            out.obstacle = f"{type(error).__name__} on symbols: {error}"
        else:  # what was refused came out as another error
            out.obstacle = Unsupported.raised[1]
    return out


def _tried(task: Task, out: Whole, *, turned: bool) -> None:
    """Decide with one convention at kinks, and with the other where that leaves something open.

    An axis of length ``2*H`` may be read as two blocks of H or, turned, as H pairs: the same
    entries under other names, so whichever the code can be followed with will do.
    """
    for weak in (False, True):
        trace = _traced(task, weak=weak, turned=turned)
        _decide(task, trace, out)
        if out.proved or not any(n.op == "larger" for n in _above(trace.output.node)):
            break


# --- the user's code as nodes -------------------------------------------------------------------


def _traced(task: Task, *, weak: bool, turned: bool = False) -> Trace:
    """Run the user's code twice on arrays of the graph: what then differs has a state."""
    graph = Graph()
    before = Unsupported.raised
    with tracing(graph), symbolic_sizes_on_graph(graph, *task.functions):
        inputs = {n: input_view(graph, task, n, turned=turned) for n in task.shapes}
        arrays = {n: Array(Memory(v, f"the input {n}", ordered=True)) for n, v in inputs.items()}
        output = view_of(task.forward(*arrays.values()))
        if output.kind == "b":
            raise Unsupported("an output of truth values")
        if view_of(task.forward(*arrays.values())) != output:
            raise Unsupported("forward gives different outputs for the same inputs")
        upstream = _upstream(graph, output)
        first = len(graph.nodes)
        wrt = {inputs[n].node for n in task.wrt}
        axes = upstream.node
        adjoints = differentiate(output, axes, wrt, weak=weak)
        claims = len(graph.nodes)
        live = _above(*(adjoints.of[n][0] for n in wrt if n in adjoints.of))
        graph.kinks = frozenset(n.args[0] for n in live if n.op == "above")
        memory = Memory(upstream, "the upstream gradient", ordered=True)
        g = Array(memory, scalar=not upstream.ndim)
        claimed = _claimed(task, g, arrays)
        if _claimed(task, g, arrays) != claimed:
            raise Unsupported("backward gives different gradients when it is called again")
    if Unsupported.raised != before:  # the code caught it and took another way than on numbers
        raise Unsupported(Unsupported.raised[1])
    return Trace(graph, inputs, output, upstream, claimed, first, claims, adjoints)


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


# --- numbers ------------------------------------------------------------------------------------


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


FARTHEST = (1e3, 1e4, 1e6, 1e8)


def _beyond(task: Task, seen: Mapping[Node, set[bool]]) -> Iterator[tuple[dict[str, int], Place]]:
    """Yield places farther out while there are comparisons of which one side was not reached."""
    for spread in FARTHEST:
        if not _one_sided(seen):
            return
        yield _large(task), Place(partial(_normal, spread), spread=spread)


def _normal(spread: float, shape: tuple[int, ...], rng: np.random.Generator) -> np.ndarray:
    return spread * rng.normal(size=shape)


def _replayed(task: Task, trace: Trace, out: Whole) -> list[Values]:
    """Run the graph wherever the code is run; return the points at which arrays are compared.

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
    out.unseen = _one_sided(seen)
    return proposing


def _decide(task: Task, trace: Trace, out: Whole) -> None:
    """Let claims meet adjoints, and ask where all of it is defined."""
    out.small = len(trace.graph.nodes) < MOST_SMALL
    proposing = _replayed(task, trace, out)
    meetings = Meetings(trace.graph, proposing, trace.first, trace.claims)
    meetings.run(_wanted(trace))
    domain = Domain(trace.output.node, meetings.met, trace.claims)
    ends = _ends(trace)
    # where all conditions hold, whichever claim needs them, they are not asked claim by claim
    safe = not undefined(domain, *ends, strict=set(trace.graph.nodes)) and not domain.assumed
    kinks = _Kinks(trace, meetings)
    out.independent = not any(trace.inputs[n].node in trace.adjoints.of for n in task.wrt)
    out.kinks = [n for n in _above(trace.output.node) if n.op in {"larger", "absolute", "maximum"}]
    for name in task.wrt:
        if not out.found[name].proved:
            out.found[name] = _met(trace, meetings, None if safe else domain, kinks, name)


def _above(*nodes: Node) -> list[Node]:
    """Return some nodes and all that they are made of."""
    seen, stack = set(), [*nodes]
    while stack:
        n = stack.pop()
        if n not in seen:
            seen.add(n)
            stack += n.args
    return sorted(seen, key=lambda n: n.id)


def _ends(trace: Trace) -> list[Node]:
    """Return the nodes of the claims, and of the adjoints that they should be."""
    adjoints = (trace.adjoints.of.get(trace.inputs[name].node) for name in trace.claimed)
    return [*(v.node for v in trace.claimed.values()), *(a[0] for a in adjoints if a is not None)]


def _wanted(trace: Trace) -> set[Node]:
    """Return the nodes that gradients and adjoints are made of, past the forward pass."""
    out: set[Node] = set()
    ends = _ends(trace)
    while ends:
        n = ends.pop()
        if n not in out and n.id >= trace.first:
            out.add(n)
            ends += n.args
    return out


def _met(
    trace: Trace, meetings: Meetings, domain: Domain | None, kinks: _Kinks, name: str
) -> Found:
    """Say whether a claimed gradient is the adjoint of an input.

    Without a domain it is known to be a number wherever it has to be one.
    """
    x, claim = trace.inputs[name], trace.claimed[name]
    flat: dict[int, int] = {}
    place = 0
    for mine, theirs in zip(x.groups, claim.groups, strict=True):
        if any(k is not None for k, _ in theirs) and dims_of(mine) != dims_of(theirs):
            raise Unsupported(f"a gradient of {name} whose axes are products in another order")
        for j in range(len(mine)):
            k = theirs[j][0] if j < len(theirs) else None
            if k is not None:
                flat[k] = place
            place += 1
    left = claim.node, tuple(flat[k] for k in range(len(claim.node.dims)))
    right = trace.adjoints.of.get(x.node)
    if not meetings.same(left, right, x.node.dims):
        amiss = meetings.first_amiss([claim.node]) or claim.node
        return Found(obstacle="the normal forms differ", line=amiss.line)
    assumed: list[Condition] = []
    if domain is not None:
        before = len(domain.assumed)
        adjoint = [] if right is None else [right[0]]
        strict = strict_ancestors(claim.node, infinite=True)
        missing = undefined(domain, claim.node, *adjoint, strict=strict)
        if missing:
            return Found(obstacle=missing[0].obstacle, line=missing[0].node.line)
        assumed = domain.assumed[before:]
    zero = right is None or root_of(meetings.met, *right) is None  # type: ignore[arg-type]
    asked = kinks.of(trace.output.node, claim.node)
    return Found(proved=True, zero=zero, assumed=assumed, kinks=asked)


class _Kinks:
    """The expressions whose signs arrays ask for, each written once.

    An array at which no gradient arrives, such as the shift of a softmax, is no kink.
    """

    def __init__(self, trace: Trace, meetings: Meetings) -> None:
        self.flat = {
            n
            for n, adjoint in trace.adjoints.of.items()
            if n.op in ASKING and meetings.same(adjoint, None, n.dims)
        }
        self.memo: Memo = {}
        self.known: dict[Node, set[str]] = {}
        self.asking: dict[Node, frozenset[Node]] = {}
        for n in trace.graph.nodes:
            below = {self.asking[a] for a in n.args}
            own = n.op in ASKING and n not in self.flat
            if own or len(below) > 1:
                below = {frozenset().union(*below, [n] if own else [])}
            self.asking[n] = next(iter(below), frozenset())

    def of(self, *ends: Node) -> tuple[str, ...]:
        """Return what some arrays and all that they are made of ask for."""
        asking = frozenset().union(*(self.asking[n] for n in ends))
        return tuple(sorted(set().union(*map(self._written, asking))))

    def _written(self, node: Node) -> set[str]:
        """Return the expressions, or the line where they are too long."""
        found = self.known.get(node)
        if found is None:
            products.start_work()
            try:
                products.spend(products.MOST_WORK - SHORT_WORK)
                where = tuple(index(d, k) for k, d in enumerate(node.dims))
                found = formula.kinks(_asked(node, where, self.memo))
            except (Unsupported, RecursionError):
                found = {f"what line {node.line.number} compares"}
            finally:
                products.start_work()
            self.known[node] = found
        return found


SHORT_WORK = 3000  # steps to write down what a kink depends on
ASKING = {"above", "larger", "absolute", "maximum"}


def _asked(node: Node, where: tuple[Index, ...], memo: Memo) -> Poly:
    """Return a polynomial that asks for the signs that a node asks for."""
    if node.op != "maximum":
        return entry(node, where, memo)
    over = tuple(index(d, 500 + k) for k, d in enumerate(node.over))
    everywhere = (*where, *over)
    one = entry(node.args[0], tuple(everywhere[k] for k in node.maps[0]), memo)
    return elementary.step(add(entry(node, where, memo), scale(one, -1)))
