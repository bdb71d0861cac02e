"""Reverse mode on the graph: the adjoint of every array that the output depends on."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from backproof.graph.node import Labelled, Node
from backproof.graph.table import Use
from backproof.graph.view import View

MOST_PARTS = 5  # of an adjoint, all sums of which are made: code adds them in an order of its own


@dataclass
class Adjoints:
    """What reverse mode makes.

    Attributes:
        of: the adjoint of each array; its labels are axes of that array.
        parts: what it is the sum of, one for each use.
        through: the nodes that these come through.
        some: the array whose adjoint is the sum of some parts and of more.
    """

    of: dict[Node, Labelled] = field(default_factory=dict)
    parts: dict[Node, list[Labelled]] = field(default_factory=dict)
    through: dict[Node, list[Node]] = field(default_factory=dict)
    some: dict[Node, Node] = field(default_factory=dict)


def differentiate(y: View, g: Node, wrt: Iterable[Node], *, weak: bool = False) -> Adjoints:
    """Return the adjoints of the sum of g times an output, made of the same operations.

    Args:
        y: the output.
        g: the upstream gradient; it has all atomic axes of the output, in its order.
        wrt: the inputs whose adjoints are asked for.
        weak: the convention at kinks: whether the first operand of a maximum is taken at a tie.
    """
    out = Adjoints()
    axes = [k for group in y.groups for k, _ in group]
    labels = [("blank", j) if k is None else k for j, k in enumerate(axes)]
    graph = y.graph
    out.parts[y.node] = [graph.apply("sum", [(g, tuple(labels))], y.node.labels)]
    out.through[y.node] = [y.node]
    hot = _depending(y.node, set(wrt))
    for node in sorted(hot, key=lambda n: -n.id):
        parts = out.parts.get(node)
        if not parts:
            continue
        graph.at = node.line
        total = graph.apply("add", parts, node.labels)
        out.of[node] = total
        for partial in _partial_sums(node, parts):
            out.some.setdefault(partial, node)
        for place, operand in enumerate(node.args):
            if operand in hot:
                received = _received(Use(node, place, total, weak))
                if received is not None:
                    out.parts.setdefault(operand, []).append(received)
                    out.through.setdefault(operand, []).append(node)
    graph.at = None
    return out


def _received(use: Use) -> Labelled | None:
    """Return what one use adds to the adjoint of an operand, labelled by the operand's axes."""
    made = use.node.operation.adjoint(use)
    if made is None:
        return None
    factors, own = list(made), list(use.operand[1])
    for k, label in enumerate(own):
        if label in own[:k]:  # a diagonal: what it receives stays on it
            own[k] = len(use.node.lengths) + k
            identity = use.graph.node("identity", dims=(use.operand[0].dims[k],) * 2)
            factors.append((identity, (label, own[k])))
    over = {lab: d for lab, d in enumerate(use.node.lengths) if lab not in own}
    node, labels = use.graph.apply("sum", factors, own, over=over)
    return node, tuple(own.index(lab) for lab in labels)


def _depending(y: Node, wrt: set[Node]) -> set[Node]:
    """Return the nodes on the way from some inputs to the output."""
    above, stack = set(), [y]
    while stack:
        n = stack.pop()
        if n not in above:
            above.add(n)
            stack += n.args
    hot: set[Node] = set()
    for n in sorted(above, key=lambda n: n.id):
        if n in wrt or any(a in hot for a in n.args):
            hot.add(n)
    return hot


def _partial_sums(node: Node, parts: list[Labelled]) -> Iterator[Node]:
    """Make the sums of some parts, so that those which code makes find their like."""
    count = len(parts)
    some: Iterable[Iterable[Labelled]]
    if count <= MOST_PARTS:
        some = itertools.chain(*(itertools.combinations(parts, k) for k in range(2, count)))
    else:
        some = itertools.chain(*((parts[:k], parts[-k:]) for k in range(2, count)))
    for chosen in some:
        yield node.graph.apply("add", list(chosen), node.labels)[0]
