"""Entries of arrays written out down to the inputs, for people and for derivations."""

from __future__ import annotations

from backproof.algebra.polynomial import Index, Kind, Poly, atom, of_atom
from backproof.calculus.question import index
from backproof.graph.leaves import Leaf
from backproof.graph.node import Node
from backproof.graph.reductions import Reduction

type Memo = dict[tuple[Node, tuple[Index, ...]], Poly]


def entry(node: Node, where: tuple[Index, ...], memo: Memo) -> Poly:
    """Return the entry of a node at an index as a polynomial of entries of inputs.

    Raises:
        Unsupported: if it takes too many steps, or an operation has no entry.
    """
    found = memo.get((node, where))
    if found is None:
        found = memo[node, where] = _entry(node, where, memo)
    return found


def _entry(node: Node, where: tuple[Index, ...], memo: Memo) -> Poly:
    operation = node.operation
    match node.op:
        case "input":
            name, positive, _ = node.attr
            return of_atom(atom(Kind.ENTRY, (name, "+") if positive else (name,), where))
        case "upstream" | "unwritten":
            return of_atom(atom(Kind.ENTRY, (f"{node.attr}",), where))
        case "mask" | "triangle":
            unseen = of_atom(atom(Kind.ENTRY, (f"#{node.op}{node.attr}",), where))
            return of_atom(atom(Kind.POSITIVE, args=(unseen,)))
    if isinstance(operation, Leaf):
        return operation.at(node, where)

    bound = tuple(index(d, 1000 + node.id * 10 + k) for k, d in enumerate(node.over))
    everywhere = (*where, *bound)
    polys = [
        entry(a, tuple(everywhere[k] for k in m), memo)
        for a, m in zip(node.args, node.maps, strict=True)
    ]
    if isinstance(operation, Reduction):
        return operation.bind(dict(zip(bound, node.over, strict=True)), polys)
    return operation.entry(node.attr, polys)
