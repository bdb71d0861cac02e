"""Which names a question has to open: as few as numbers allow.

Numbers decide nothing here; they tell whether both sides still agree when what a name stands for is
drawn anew.  What was found for a question holds for every question like it, so equal layers of a
network are looked at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from backproof.calculus.asking import Asked
from backproof.calculus.question import Question
from backproof.calculus.trying import agrees
from backproof.graph.node import Node

MOST_LEVELS = 64  # so often are names opened before a pair is given up
MOST_OPEN = 80
FEW = 40  # so many names are quickly read: they are not closed again first
FEWEST = 30  # where all that is below is no more than this, it is quicker to read it than to choose
MOST_LOOKS = 3  # so often is a pair that agrees in numbers asked for with more names open

type Put = Callable[[frozenset[Node]], Asked]
"""Puts the question about one pair of arrays with some names open."""

NOTHING: frozenset[Node] = frozenset()


class Opener:
    """What was found out about questions, in numbers of their lines.

    Args:
        small: whether the graph is so small that a question may be asked with everything open.
    """

    def __init__(self, *, small: bool = False) -> None:
        self.small = small
        self.steps: dict[Question, frozenset[int]] = {}
        self.fewest: dict[Question, frozenset[int]] = {}
        self.hopeless: set[Question] = set()

    def give_up(self, put: Put) -> None:
        """Note that a pair was not proved equal, whatever was opened."""
        self.hopeless.add(_below(put))

    def ways(self, put: Put, *, zero: bool) -> Iterator[frozenset[Node]]:
        """Yield which names to open, the fewest first; nothing if numbers find no way.

        Args:
            put: puts the question.
            zero: whether it is asked of one array whether it is zero.
        """
        if self.small and (everything := _everything(put)):
            yield everything
        opened, looks = NOTHING, 0
        for level in range(MOST_LEVELS):
            asked = put(opened)
            if level == 0 and _below(put) in self.hopeless:
                return
            if agrees(asked.question):
                if len(opened) <= FEW:
                    yield opened
                if not looks:
                    yield self._fewest(put, asked, opened)
                if len(opened) > FEW:
                    yield opened
                looks += 1
                if looks == MOST_LOOKS:
                    return
            more = self._step(put, asked, opened, zero=zero)
            if not more or len(opened) + len(more) > MOST_OPEN:
                return
            opened |= more

    def _step(
        self, put: Put, asked: Asked, opened: frozenset[Node], *, zero: bool
    ) -> frozenset[Node]:
        """Return the names to open next."""
        known = self.steps.get(asked.question)
        if known is not None:
            return _nodes(asked, known)
        more = _telling(put, asked, opened, zero=zero) or _next(asked, zero=zero)
        self.steps[asked.question] = _lines(asked, more)
        return more

    def _fewest(self, put: Put, asked: Asked, opened: frozenset[Node]) -> frozenset[Node]:
        """Close again what may be closed: halves first, then smaller parts."""
        known = self.fewest.get(asked.question)
        if known is not None:
            return _nodes(asked, known)
        left = sorted(opened, key=_age)
        size = max(len(left) // 2, 1)
        while left:
            parts = (left[:k] + left[k + size :] for k in range(0, len(left), size))
            fewer = next((p for p in parts if agrees(put(frozenset(p)).question)), None)
            if fewer is not None:
                left = fewer
            elif size == 1:
                break
            size = max(min(size if fewer is not None else size // 2, len(left)), 1)
        self.fewest[asked.question] = _lines(asked, frozenset(left))
        return frozenset(left)


def _below(put: Put) -> Question:
    """Return the question with all names opened once: most are alike before that."""
    one, other = put(NOTHING).closed
    return put(frozenset(one | other)).question


def _everything(put: Put) -> frozenset[Node]:
    """Return all names that can be opened; nothing where they are many."""
    opened = NOTHING
    while more := frozenset.union(*map(frozenset, put(opened).closed)):
        opened |= more
        if len(opened) > FEWEST:
            return NOTHING
    return opened


def _lines(asked: Asked, nodes: frozenset[Node]) -> frozenset[int]:
    """Return the lines of a question that some nodes stand in."""
    return frozenset(k for k, n in enumerate(asked.order) if n in nodes)


def _nodes(asked: Asked, lines: frozenset[int]) -> frozenset[Node]:
    return frozenset(n for k in lines if (n := asked.order[k]) is not None)


def _age(node: Node) -> int:
    return node.id


def _telling(put: Put, asked: Asked, opened: frozenset[Node], *, zero: bool) -> frozenset[Node]:
    """Return the one name that has to be opened, where the same stand on both sides."""
    one, other = asked.closed
    if not zero and one != other:
        return NOTHING
    for n in sorted(one | other, key=_age, reverse=True):
        if agrees(put(opened | {n}).question):
            return frozenset({n})
    return NOTHING


def _next(asked: Asked, *, zero: bool) -> frozenset[Node]:
    """Return the names to open next.

    Where some stand on one side alone: the topmost of these that is made, entry by entry, of others
    in the question; else the lowest on both sides that is made of one that stands alone.  Where the
    same names stand on both sides: all that are made entry by entry; else the topmost.
    """
    one, other = asked.closed
    both = one | other
    if not both:
        return NOTHING
    alone = set() if zero else one ^ other
    if alone:
        above = [n for n in alone if _made_of(n, both - {n})]
        shared = [n for n in both - alone if _made_of(n, alone)]
        if above:
            return frozenset({max(above, key=_age)})
        return frozenset({min(shared, key=_age) if shared else max(alone, key=_age)})
    plain = frozenset(n for n in both if n.op not in BINDING)
    return plain or frozenset({max(both, key=_age)})


#: What is not made entry by entry.
BINDING = {"sum", "maximum"}


def _made_of(node: Node, some: set[Node]) -> bool:
    """Say whether a node is made of some others entry by entry."""
    lowest = min((n.id for n in some), default=0)
    seen, stack = set(), [node]
    while stack:
        n = stack.pop()
        if n.op in BINDING:
            continue
        for a in n.args:
            if a in some:
                return True
            if a not in seen and a.id > lowest:
                seen.add(a)
                stack.append(a)
    return False
