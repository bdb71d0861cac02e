"""What is asked of a stranger's program, and its wrong twin.

A module of strangers is a row of sections, each under a rule of dashes: code in the style that its
author might use, then ``name = Stranger(...)``.  A mistake is text of the section and what it is
changed to; the twin is the whole module, run anew with that one change.
"""

import inspect
import linecache
import types
from dataclasses import dataclass, field

from backproof import prove

RULE = "# --- "


@dataclass
class Stranger:
    forward: object
    backward: object
    shapes: dict
    verdict: object  # at least this is asked for
    mistake: tuple
    wrt: tuple | None = None
    sample: dict = field(default_factory=dict)

    def prove(self):
        return prove(self.forward, self.backward, self.shapes, self.wrt, self.sample)


def cached(forward, backward):
    """Wrap ``forward(*inputs) -> (out, cache)`` and ``backward(g, cache)``."""

    def run(*inputs):
        return forward(*inputs)[0]

    def pull(g, *inputs):
        return backward(g, forward(*inputs)[1])

    return run, pull


def strangers(module):
    """Return the programs of a module by name."""
    return {n: s for n, s in vars(module).items() if isinstance(s, Stranger)}


def twin(module, name):
    """Return a program with its mistake."""
    source = inspect.getsource(module)
    end = source.index(f"\n{name} = Stranger(")
    start = source.rindex(RULE, 0, end)
    old, new = strangers(module)[name].mistake
    section = source[start:end]
    assert section.count(old) == 1, f"{old!r} stands {section.count(old)} times in {name}"
    changed = source[:start] + section.replace(old, new) + source[end:]
    where = f"<{module.__name__}, {name} made wrong>"
    linecache.cache[where] = (len(changed), None, changed.splitlines(keepends=True), where)
    other = types.ModuleType(module.__name__)
    exec(compile(changed, where, "exec"), vars(other))  # noqa: S102 - our own text, changed once
    return strangers(other)[name]
