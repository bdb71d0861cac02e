"""Where arrays are numbers: what a proof says holds wherever the forward pass is one.

The *domain* of a proof is where every entry of the output is a number.  An array that the output
cannot be a number without is one there, too; so its conditions hold: what it divides by is not 0,
what it takes the logarithm of is positive.  Every condition of the backward pass, and of the
adjoints that it meets, has to follow from these, from signs, or to fail on a set without volume
only.
Conditions are asked node by node, before anything cancels.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from backproof.calculus.asking import Met, root_of
from backproof.graph.generic import picks, thin
from backproof.graph.node import Node
from backproof.graph.reductions import below_diagonal
from backproof.graph.signs import NOT_ZERO, Sign
from backproof.graph.signs import ZERO as NOTHING
from backproof.graph.table import Need

DEFINED = "where the forward pass is a number"


@dataclass(frozen=True)
class Condition:
    """What must hold for a node to be a number.

    Attributes:
        node: the node that needs it.
        operand: what it is said of.
        need: what must hold of it.
    """

    node: Node
    operand: Node
    need: Need

    @property
    def obstacle(self) -> str:
        """Return what stops a proof where it does not hold."""
        line = self.node.line.number
        match self.need:
            case Need.NOT_ZERO:
                return f"a division by what may be 0 in line {line}, {DEFINED}"
            case Need.NOT_NEGATIVE:
                return f"a root of what may be negative in line {line}, {DEFINED}"
            case Need.POSITIVE:
                return f"a root or a logarithm of what may not be > 0 in line {line}, {DEFINED}"
            case Need.SOME:
                return f"a maximum under a mask that may be 0 everywhere in line {line}"
        if self.node.op == "masked":
            return f"a number made of what may be -inf in line {line}"
        return "what numpy.empty left in memory"

    @property
    def exception(self) -> str:
        """Return where it fails, if that is on a set without volume only."""
        line = self.node.line.number
        if self.need is Need.NOT_ZERO:
            return f"line {line} divides by 0"
        return f"line {line} takes a root or a logarithm of 0"


@dataclass
class Domain:
    """Where the forward pass is a number.

    Args:
        output: the node of the output.
        met: what was found equal.
        claims: the number of the first node of the backward pass.
    """

    output: Node
    met: Met
    claims: int
    given: dict[Node, Sign] = field(default_factory=dict)
    assumed: list[Condition] = field(default_factory=list)

    def __post_init__(self) -> None:
        #: Masks that are 1 somewhere along an axis in the domain.
        self.some: set[tuple[Node, int | None]] = set()
        self.shared = self._cores(self.output.graph.nodes[: self.claims])
        self.kept = self._cores(strict_ancestors(self.output, infinite=True))
        for node in strict_ancestors(self.output):
            for place, need in node.operation.needs(node.attr).items():
                plain = len(set(node.maps[place])) == len(node.maps[place])
                if plain and need is not Need.SOME:
                    self._give(node.args[place], need.signs)

    def _cores(self, nodes: Iterable[Node]) -> set[Node | None]:
        """Return what some nodes have conditions of."""
        return {self._core(n.args[k]) for n in nodes for k in n.operation.needs(n.attr)}

    def _give(self, node: Node, signs: Sign) -> None:
        """Note which signs an array has in the domain, and what follows for what it is made of."""
        known = self.given.get(node, Sign.MINUS | Sign.ZERO | Sign.PLUS) & signs
        self.given[node] = known
        if node.op == "sum" and not known & NOTHING:
            self._some_is_kept(node)
        # none of the factors is 0, unless it is infinity that is not 0
        if node.op in {"power", "multiply"} and not known & NOTHING and not node.infinite:
            for a, labels in zip(node.args, node.maps, strict=True):
                if len(set(labels)) == len(labels):
                    self._give(a, NOT_ZERO)

    def _some_is_kept(self, node: Node) -> None:
        """Note that the mask of a sum of what it keeps is 1 somewhere, since the sum is not 0."""
        for k, a in enumerate(node.args):
            axis = _axis_of(node, k)
            if a.op == "kept" and axis is not None and axis in a.maps[0]:
                self.some.add((a.args[0], a.maps[0].index(axis)))

    def signs(self, node: Node) -> Sign:
        """Return the signs that entries may have in the domain."""
        found = root_of(self.met, node, node.labels)
        if found is None:
            return Sign.ZERO
        known = node.sign & self.given.get(node, ~Sign(0))
        root, _ = found  # each entry is one of the root's
        known &= root.sign & self.given.get(root, ~Sign(0))
        product = node.op in {"multiply", "power"} and known & NOTHING
        if product and not any(self.signs(a) & NOTHING for a in node.args):
            known &= NOT_ZERO
        return known  # of what is finite: where something is infinite, its own condition fails

    def holds(self, condition: Condition, *, always: bool = False) -> bool:
        """Say whether a condition holds in the domain, but for a set without volume.

        It may fail on such a set only if the forward pass or its adjoints have the same condition:
        then the derivative has no number there, either.  A claim that is no number there, whatever
        it chooses, has to have it of an array that the output needs, whatever that chooses.  What
        fails so is noted as assumed.

        Args:
            condition: the condition.
            always: whether the claim is no number where the condition fails.
        """
        if condition.need is Need.SOME:
            mask = condition.operand, _axis_of(condition.node, 1)
            return mask in self.some or (below_diagonal(mask[0]) and mask[1] == 1)
        signs, wanted = self.signs(condition.operand), condition.need.signs
        if not signs & ~wanted:
            return True
        core = self._core(condition.operand)
        own = core in self.kept or (
            not always and (condition.node.id < self.claims or core in self.shared)
        )
        if own and not signs & ~(wanted | NOTHING) and thin(condition.operand):
            self.assumed.append(condition)
            return True
        return False

    def _core(self, node: Node) -> Node | None:
        """Return what is 0 just where a node is."""
        found = root_of(self.met, node, node.labels)
        if found is None:
            return None
        root, _ = found
        if root.op in {"power", "absolute"}:
            return self._core(root.args[0])
        factors = [a for a in root.args if a.sign & NOTHING]
        return self._core(factors[0]) if root.op == "multiply" and len(factors) == 1 else root


def _axis_of(node: Node, place: int) -> int | None:
    """Return along which axis of an operand a reduction runs, if that is the only one it binds."""
    labels = node.maps[place]
    bound = range(len(node.dims), len(node.lengths))
    return labels.index(bound[0]) if len(bound) == 1 and bound[0] in labels else None


def strict_ancestors(output: Node, *, infinite: bool = False) -> set[Node]:
    """Return the nodes that are numbers wherever the output is one.

    What rows of the identity pick from is needed at some index along the axis that they pick from;
    what is made without that axis is needed all the same, but for the parts of a stack.

    Args:
        output: the output.
        infinite: whether they may be infinite, too: exp(-inf) is a number.
    """
    seen: set[tuple[Node, frozenset[int]]] = set()
    stack: list[tuple[Node, frozenset[int]]] = [(output, frozenset())]  # with the axes of which
    while stack:  # no more is known than that some index is needed
        n, some = stack.pop()
        if (n, some) in seen:
            continue
        seen.add((n, some))
        if some and n.op == "stacked":  # a part is needed at its own place along the axis only
            continue
        for k, (a, labels) in enumerate(zip(n.args, n.maps, strict=True)):
            picked = picks(n, k)
            lost = a.infinite and not infinite and n.operation.swallows(n)
            diagonal = len(set(labels)) < len(labels)
            if diagonal or lost or not (picked or n.operation.strict_in(n, k)):
                continue
            open_ = some.union(range(len(n.dims), len(n.lengths))) if picked else some
            stack.append((a, frozenset(p for p, lab in enumerate(labels) if lab in open_)))
    return {n for n, some in seen if not some}


def undefined(domain: Domain, *ends: Node, strict: Collection[Node]) -> list[Condition]:
    """Return the conditions of some arrays that do not hold in the domain.

    What an array was found equal to has to be a number as well.

    Args:
        domain: the domain.
        ends: the arrays.
        strict: those without which the claim that is asked about is no number.
    """
    out, seen, stack = [], set(), [*ends]
    while stack:
        n = stack.pop()
        if n in seen:
            continue
        seen.add(n)
        stack += n.args
        found = domain.met.get(n)
        if found is not None:
            stack.append(found[0])
        if not n.operation.written:
            out.append(Condition(n, n, Need.WRITTEN))
        for place, need in n.operation.needs(n.attr).items():
            condition = Condition(n, n.args[place], need)
            if not domain.holds(condition, always=n in strict):
                out.append(condition)
    return sorted(out, key=lambda c: c.node.id)
