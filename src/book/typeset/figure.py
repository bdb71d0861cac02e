"""What a function of `book.figures` returns, and how it is set."""

from dataclasses import dataclass
from html import escape

from book.typeset.inline import inline


@dataclass(frozen=True)
class Figure:
    """One drawing in one language.

    A function `NAME(lang)` in a module of figures/ returns it. `svg` is one `<svg viewBox=…>`
    element without width and height, drawn with `currentColor` and the classes and colours of
    docs/assets/css/site.css (`accent`, `forward`, `backward`, `muted`, `fill`), so that it follows
    the colour scheme; an id in it begins with the figure's name. `alt` says in one sentence what
    is to be seen. `caption` may hold $TeX$ and `code`.
    """

    svg: str
    alt: str
    caption: str = ""

    def html(self) -> str:
        """Return the figure on one line, as raw HTML that Markdown leaves alone."""
        svg = " ".join(self.svg.split())
        said = f'role="img" aria-label="{escape(self.alt)}" data-search-exclude="true"'
        svg = svg.replace("<svg", f"<svg {said}", 1)
        caption = f"<figcaption>{inline(self.caption)}</figcaption>" if self.caption else ""
        return f'<figure class="drawing">{svg}{caption}</figure>'
