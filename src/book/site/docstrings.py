"""Docstrings as mkdocstrings shows them, where Markdown would run their lines together.

`Math`, `Domain` and `Source` of a layer become a list, examples become code.
"""

import re
from typing import Any

import griffe

LINE = re.compile(r"^(Math|Domain|Source)  +(.+(?:\n {4,}.+)*)\n?", re.MULTILINE)
EXAMPLE = re.compile(r"^>>> .+(?:\n.+)*", re.MULTILINE)


def readable(docstring: str) -> str:
    r"""Give a docstring in the Markdown that was meant.

    >>> print(readable("Shift.\n\nMath     z = x *\n         b\nDomain   everywhere"))
    Shift.
    <BLANKLINE>
    - **Math**: `z = x * b`
    - **Domain**: everywhere
    <BLANKLINE>
    >>> readable("Double.\n\n>>> double(2)\n4")
    'Double.\n\n```pycon\n>>> double(2)\n4\n```'
    """

    def entry(found: re.Match[str]) -> str:
        text = " ".join(found[2].split())
        return f"- **{found[1]}**: {f'`{text}`' if found[1] == 'Math' else text}\n"

    return LINE.sub(entry, EXAMPLE.sub(r"```pycon\n\g<0>\n```", docstring))


class Docstrings(griffe.Extension):
    """Rewrites every docstring when it is read."""

    def on_object(self, *, obj: griffe.Object, **_: Any) -> None:
        """Rewrite one."""
        if obj.docstring is not None:
            obj.docstring.value = readable(obj.docstring.value)
