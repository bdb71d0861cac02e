"""The mistakes people make in backward passes written by hand."""

from __future__ import annotations

from functools import cache
from importlib import import_module

from book.mistakes.mistake import Mistake, Seen, Topic

__all__ = ["Mistake", "Seen", "Topic", "all_mistakes", "mistake"]

MODULES = {topic: "pitfalls" if topic is Topic.NUMPY else str(topic) for topic in Topic}


@cache
def all_mistakes() -> tuple[Mistake, ...]:
    """Return every mistake, topic by topic."""
    modules = [import_module(f"{__name__}.{MODULES[topic]}") for topic in Topic]
    return tuple(one for module in modules for one in module.MISTAKES)


def mistake(id_: str) -> Mistake:
    """Return the mistake of that id.

    Raises:
        LookupError: if there is none.
    """
    for one in all_mistakes():
        if one.id == id_:
            return one
    raise LookupError(f"there is no mistake {id_!r}")
