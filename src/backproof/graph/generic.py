"""Where entries are zero on a set without volume only: told by the graph, never by a formula.

What is told is an *obligation* of the proof: that [-u > 0] is 1 - [u > 0], or that a maximum is
taken at one place, holds off the zeros of u or off ties, and these have to have no volume among the
real inputs, at every size, for all labels and masks and every upstream gradient.

An input x *moves* a node if each entry of the node is injective in some entry of x, all else held
fixed: then for almost all values of the rest at most one value of that entry makes it zero.
"""

from __future__ import annotations

from collections.abc import Mapping

from backproof.algebra.polynomial import ONE, Poly, add
from backproof.algebra.products import mul
from backproof.graph.elementwise import sign_of_product
from backproof.graph.node import Node
from backproof.graph.signs import MINUS, ZERO, of_number

#: Those whose last axis picks: along it, exactly one entry is 1.
PICKING = {"row", "slice"}
ROWS = {*PICKING, "identity", "place"}

type Movers = Mapping[Node, frozenset[int]]
"""Inputs that move a node, each with the axes it carries: entries that differ in the index along
one of them hold different entries of the input."""


def leaves_of(node: Node) -> frozenset[Node]:
    """Return the inputs, labels and masks that a node depends on."""
    known = node.graph.generic.leaves
    for n in _not_yet(node, known):
        below = [known[a] for a in n.args]
        known[n] = frozenset().union(*below) if n.args else frozenset({n})
    return known[node]


def movers_of(node: Node) -> Movers:
    """Return the inputs that move a node."""
    known = node.graph.generic.movers
    for n in _not_yet(node, known):
        known[n] = _movers(n, known)
    return known[node]


def _not_yet(node: Node, known: Mapping[Node, object]) -> list[Node]:
    """Return the node and what it is made of, operands first, but for what is known."""
    found, stack = set(), [node]
    while stack:
        n = stack.pop()
        if n not in known and n not in found:
            found.add(n)
            stack += n.args
    return sorted(found, key=lambda n: n.id)


def _movers(node: Node, known: Mapping[Node, Movers]) -> Movers:
    if node.op == "input":  # unless it is drawn from a few numbers
        return {node: frozenset(node.labels)} if node.attr[2] else {}
    if node.operation.injective or (node.op == "power" and _injective(node)):
        return _renamed(known[node.args[0]], node.maps[0])
    if node.op not in {"add", "multiply", "sum"}:
        return {}
    out: dict[Node, frozenset[int]] = {}
    bound = frozenset(range(len(node.dims), len(node.lengths)))
    for k, (a, labels) in enumerate(zip(node.args, node.maps, strict=True)):
        others = [b for j, b in enumerate(node.args) if j != k]
        picked = picks(node, k)
        if len(set(labels)) < len(labels) or not (
            picked or node.op == "add" or all(map(thin, others))
        ):
            continue
        fixed = frozenset().union(*map(leaves_of, others))
        for x, carried in _renamed(known[a], labels).items():
            if x not in fixed and (picked or bound <= carried):
                out.setdefault(x, carried - bound)
    return {**_centred(node, known), **out} if node.op == "add" else out


def _centred(node: Node, known: Mapping[Node, Movers]) -> Movers:
    """Return what moves an array less its means: x - mean(x) holds x with 1 - 1/N before it.

    The terms are one array u and sums of it along axes, with numbers before them.  An entry of an
    input that u carries along these axes stands in one term of each sum, the same as in u alone; so
    all these numbers add up before it, and together they may be 0 at no size.
    """
    terms = list(map(_term, node.args, node.maps))
    out: dict[Node, frozenset[int]] = {}
    for _, u, at in terms:
        if len(set(at)) < len(at) or None in at:
            continue
        alike: list[Term] = []
        others: list[Term] = []
        for c, v, where in terms:
            fits = v is u and all(b in {None, a} for a, b in zip(at, where, strict=True))
            (alike if fits else others).append((c, v, where))
        summed = {k for _, _, where in alike for k, lab in enumerate(where) if lab is None}
        count = mul(add(*(c for c, _, _ in alike)), *(u.dims[k] for k in summed))
        if of_number(count) & ZERO:
            continue
        fixed = frozenset().union(*(leaves_of(v) for _, v, _ in others))
        for x, carried in known[u].items():
            if x not in fixed and summed <= carried:
                out[x] = frozenset(at[k] for k in carried - summed)  # type: ignore[misc]
    return out


type Term = tuple[Poly, Node, tuple[int | None, ...]]
"""A number times an array, or times a sum of it: for each axis its label, None along a sum."""


def _term(node: Node, labels: tuple[int, ...]) -> Term:
    """Return a term of a sum."""
    number, at = ONE, labels
    if node.op == "multiply" and len(node.args) == 2 and node.args[1].op == "constant":  # noqa: PLR2004
        number, at, node = node.args[1].attr, tuple(at[k] for k in node.maps[0]), node.args[0]
    if node.op == "sum" and len(node.args) == 1 and len(set(node.maps[0])) == len(node.maps[0]):
        where = tuple(at[k] if k < len(at) else None for k in node.maps[0])
        return number, node.args[0], where
    return number, node, at


def picks(node: Node, place: int) -> bool:
    """Say whether a sum is, at each index, one entry of an operand, picked by rows of the identity.

    There may be numbers that are not 0 beside them.
    """
    bound = set(range(len(node.dims), len(node.lengths)))
    chosen: list[int] = []
    for j, (b, labels) in enumerate(zip(node.args, node.maps, strict=True)):
        if j == place or (b.op == "constant" and not b.sign & ZERO):
            continue
        own = [lab for lab in labels if lab in bound]
        if b.op not in ROWS or len(own) != 1 or (b.op in PICKING and own[0] != labels[-1]):
            return False
        chosen += own
    return node.op == "sum" and len(chosen) == len(bound) == len(set(chosen))


def _injective(node: Node) -> bool:
    """Say whether a power takes no value twice."""
    return bool(node.attr.denominator != 1 or node.attr % 2 or not node.args[0].sign & 1)


def _renamed(movers: Movers, labels: tuple[int, ...]) -> dict[Node, frozenset[int]]:
    return {x: frozenset(labels[k] for k in carried) for x, carried in movers.items()}


def thin(node: Node) -> bool:
    """Say whether the entries of a node are zero on a set without volume at most, if anywhere."""
    if not node.sign & ZERO or movers_of(node):
        return True
    if node.op == "add":  # zero only where all are
        return not any(a.sign & MINUS for a in node.args) and any(map(thin, node.args))
    if node.op == "sum" and any(picks(node, k) and thin(a) for k, a in enumerate(node.args)):
        return True
    if node.op == "sum" and sign_of_product(node) & MINUS:
        return False
    places = node.operation.zero_of
    return places is not None and all(map(thin, node.args[places]))


def tie_free(node: Node) -> bool:
    """Say whether a maximum over axes is taken at one place, but for ties without volume."""
    over = frozenset(range(len(node.dims), len(node.lengths)))
    carried = _renamed(movers_of(node.args[0]), node.maps[0])
    return any(over <= axes for axes in carried.values())
