"""A proof for all sizes on the graph: trace, differentiate, replay, meet, ask what is defined."""

from __future__ import annotations

from dataclasses import dataclass, field

from backproof.algebra import elementary, formula, products
from backproof.algebra.polynomial import Index, Mismatch, Poly, Unsupported, add, scale
from backproof.calculus.asking import root_of
from backproof.calculus.definedness import Condition, Domain, strict_ancestors, undefined
from backproof.calculus.meetings import Meetings
from backproof.calculus.question import index
from backproof.calculus.written import Memo, entry
from backproof.graph.node import Line, Node
from backproof.graph.view import dims_of
from backproof.proof.replay import replayed
from backproof.proof.steps import Meeting
from backproof.proof.tracing import Trace, made_of, traced
from backproof.question.task import Task
from backproof.running.reach import state_restored

MOST_SMALL = 600  # arrays that forward pass, adjoints and backward pass make


@dataclass
class Found:
    """What is known of one gradient.

    Attributes:
        proved: whether it is the adjoint, for all sizes.
        zero: whether the adjoint is 0.
        obstacle: what stopped the proof.
        apart: whether numbers tell for certain that it is not the adjoint.
        undefined: whether that is a condition: the claim may be no number where it has to be one.
        line: the first line of the user's code that is no adjoint.
        assumed: what fails on a set without volume only.
        kinks: the expressions at whose zeros the forward pass or the gradient has a kink.
    """

    proved: bool = False
    zero: bool = False
    obstacle: str = ""
    apart: bool = False
    undefined: bool = False
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
        compares: whether the output depends on comparisons, at which it may have one.
        unseen: the comparisons of which no number reached both sides.
        small: whether the code makes few arrays, so that many numbers may be tried.
        meetings: what the lines of the backward pass make, line by line.
    """

    found: dict[str, Found]
    obstacle: str = ""
    independent: bool = False
    kinks: list[Node] = field(default_factory=list)
    compares: bool = False
    unseen: list[Node] = field(default_factory=list)
    small: bool = True
    meetings: tuple[Meeting, ...] = ()

    @property
    def kinked(self) -> bool | None:
        """Say whether the forward pass has kinks; None where that is not known."""
        return True if self.kinks else None if self.obstacle or self.compares else False

    @property
    def proved(self) -> bool:
        """Say whether all of them are."""
        return not self.obstacle and all(f.proved for f in self.found.values())


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
        trace = traced(task, weak=weak, turned=turned)
        _decide(task, trace, out)
        open_ = any(not f.proved and not f.apart for f in out.found.values())
        if not open_ or not any(n.op == "larger" for n in made_of(trace.output.node)):
            break


def _decide(task: Task, trace: Trace, out: Whole) -> None:
    """Let claims meet adjoints, and ask where all of it is defined."""
    out.small = len(trace.graph.nodes) < MOST_SMALL
    proposing, out.unseen = replayed(task, trace)
    meetings = Meetings(trace.graph, proposing, trace.first, trace.claims)
    wanted = _wanted(trace)
    meetings.run(wanted)
    names = {v.node: n for n, v in trace.inputs.items()}
    out.meetings = trace.steps.meetings(meetings, wanted, names)
    domain = Domain(trace.output.node, meetings.met, trace.claims)
    ends = _ends(trace)
    # where all conditions hold, whichever claim needs them, they are not asked claim by claim
    safe = not undefined(domain, *ends, strict=set(trace.graph.nodes)) and not domain.assumed
    kinks = _Kinks(trace, meetings)
    out.independent = not any(trace.inputs[n].node in trace.adjoints.of for n in task.wrt)
    forward = made_of(trace.output.node)
    out.kinks = [n for n in forward if n.op in {"larger", "absolute", "maximum"}]
    out.compares = any(n.op == "above" for n in forward)
    for name in task.wrt:
        if not out.found[name].proved:
            out.found[name] = _met(trace, meetings, None if safe else domain, kinks, name)


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
            ends += trace.graph.parts(n)
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
    apart = meetings.apart(left, right, x.node.dims)
    if apart or not meetings.same(left, right, x.node.dims):
        amiss = meetings.first_amiss([claim.node])
        line = amiss.line if amiss else trace.steps.last(claim.node)
        return Found(obstacle="the normal forms differ", apart=apart, line=line)
    assumed: list[Condition] = []
    if domain is not None:
        before = len(domain.assumed)
        adjoint = [] if right is None else [right[0]]
        strict = strict_ancestors(claim.node, infinite=True)
        missing = undefined(domain, claim.node, *adjoint, strict=strict)
        if missing:
            return Found(obstacle=missing[0].obstacle, undefined=True, line=missing[0].node.line)
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
