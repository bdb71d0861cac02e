"""Formulas and short text as raw HTML on one line, safe wherever Markdown may stand."""

import re
from html import escape

PART = re.compile(r"\$([^$]+)\$|`([^`]+)`")


def formula(tex: str, *, display: bool = False) -> str:
    """Return TeX in the element that `mathematics` will render."""
    tex = escape(" ".join(tex.split()), quote=False)
    if display:
        return rf'<div class="arithmatex">\[{tex}\]</div>'
    return rf'<span class="arithmatex">\({tex}\)</span>'


def inline(text: str) -> str:
    """Return a sentence with $TeX$ and `code` in it as HTML."""
    parts, end = [], 0
    for found in PART.finditer(text):
        parts.append(escape(text[end : found.start()], quote=False))
        tex, code = found.groups()
        parts.append(formula(tex) if tex else f"<code>{escape(code, quote=False)}</code>")
        end = found.end()
    return "".join([*parts, escape(text[end:], quote=False)])
