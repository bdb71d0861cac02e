"""The environment of a page: what may stand between `{=` and `=}`.

Nothing of the book but what is needed to set text is imported here; each function takes the rest by
`use`, which notes that the page depends on it. So a page is printed anew when something changes
that it shows, and other pages are not.
"""

import inspect
import posixpath
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from html import escape
from pathlib import Path
from types import ModuleType
from typing import Any, cast

import jinja2
from jinja2.compiler import CodeGenerator, Frame
from jinja2.nodes import Slice
from mkdocs.exceptions import PluginError

from book.keeping.trace import depends, keeper, use
from book.pages import prose, scans, translations  # noqa: F401 - scans names what they find
from book.pages.blame import blame
from book.typeset.inline import formula
from book.typeset.numbers import number_tex

BADGE = {"ko": "모든 크기에서 증명됨", "en": "proved for all sizes"}
NAMES = (
    "eq", "tex", "steps", "verdict", "num", "figure", "source", "glossary", "lang",
    "claim", "claims", "claims_table", "theorem", "theorems", "mistakes", "mistakes_table",
    "exercises", "reference", "translations", "rooms", "typed", "typed_table",
)  # fmt: skip
ALONE = re.compile(r"^([ \t]+)\{=(.+?)=\}[ \t]*$", re.MULTILINE)


@dataclass(frozen=True)
class Examples:
    """The modules of `book.examples` by name: `ex.article` is one of them."""

    root: Path

    def __getattr__(self, name: str) -> ModuleType:
        for module in keeper(self.root).project.modules:
            if module.startswith("book.examples.") and module.rpartition(".")[2] == name:
                return cast("ModuleType", use(module))
        raise LookupError(f"there is no module {name} in book.examples")


def find(name: str, root: Path) -> Callable[..., Any]:
    """Return the function that draws a figure, in whichever module of figures/ it stands."""
    for module, path in keeper(root).project.modules.items():
        if module.startswith("book.figures.") and re.search(
            rf"^def {re.escape(name)}\(", path.read_text(encoding="utf-8"), re.MULTILINE
        ):
            return cast("Callable[..., Any]", getattr(use(module), name))
    raise LookupError(f"there is no figure {name!r}")


def resolve(name: str, root: Path) -> Any:
    """Return an object of ours that is named in full."""
    parts = name.split(".")
    for end in range(len(parts), 0, -1):
        module = ".".join(parts[:end])
        if module in keeper(root).project.modules:
            thing = use(module)
            for inner in parts[end:]:
                thing = getattr(thing, inner)
            return thing
    raise LookupError(f"there is no module of ours in {name!r}")


@dataclass(frozen=True)
class Environment:
    """The names that one page may use; each method that prints is one of them."""

    src: str
    lang: str
    root: Path

    def eq(self, name: str, step: str, tag: str | None = None) -> str:
        """Display the equation of a step."""
        tex = self._derivation(name).step(step).equation
        return formula(tex + (rf" \tag{{{tag}}}" if tag else ""), display=True)

    def tex(self, name: str, step: str) -> str:
        """Set the equation of a step in the line."""
        return self._inline(self._derivation(name).step(step).equation)

    def steps(self, name: str) -> str:
        """Display a whole derivation, each step with its reason."""
        shown = self._derivation(name).html(self.lang)
        return f'<div class="derivation">{shown}</div>'

    def verdict(self, name: str) -> str:
        """Show that a derivation is proved, and lead to it."""
        derivation = self._derivation(name)
        if getattr(derivation.verdict, "name", derivation.verdict) != "PROVED":
            raise ValueError(f"{name} is not proved")
        there = posixpath.relpath(f"derivations/{name}.py", posixpath.dirname(self.src) or ".")
        summary = " ".join(derivation.proof_summary(self.lang).split())
        return f'[{BADGE[self.lang]}]({there} "{escape(summary)}"){{.verdict}}'

    def num(self, value: Any, digits: int = 4) -> str:
        """Set a number, a vector or a matrix in the line."""
        return self._inline(number_tex(value, digits))

    def figure(self, name: str, *arguments: Any) -> str:
        """Draw a function of `book.figures` in the page's language."""
        return str(find(name, self.root)(self.lang, *arguments).html())

    def source(self, name: str) -> str:
        """Show the source of an object of ours, named in full."""
        thing = resolve(name, self.root)
        last = name.rsplit(".", 1)[-1]
        if isinstance(thing, ModuleType):
            thing = getattr(thing, last, thing)
        return f"```python\n{inspect.getsource(thing).rstrip()}\n```"

    def glossary(self) -> str:
        """Show the glossary as a table."""
        glossary = use("book.pages.glossary")
        return str(glossary.table(glossary.load(self.root), self.lang))

    def claim(self, id_: str) -> str:
        """Show one statement of a source, its verdict behind a flip."""
        return f'<div class="claims">\n{self._cards.card(self._claims.claim(id_))}\n</div>'

    def claims(self, chapter: str | None = None) -> str:
        """Show the statements that belong to a chapter, or all of them with filters."""
        if chapter is None:
            return str(self._cards.everything())
        return str(self._cards.chapter(chapter, self._claims.chosen(chapter=chapter)))

    def claims_table(self) -> str:
        """Count the statements by source and by verdict."""
        return str(self._cards.table())

    def theorem(self, id_: str) -> str:
        """Show a theorem of generality, with what the prover said."""
        theorem = use("book.theorems.generality").theorem(id_)
        return str(use("book.pages.theorems").card(theorem, self.lang))

    def theorems(self) -> str:
        """List the theorems of generality, with their verdicts."""
        return str(use("book.pages.theorems").table(self.lang))

    def mistakes(self) -> str:
        """Show the mistakes people make, topic by topic."""
        return str(use("book.pages.mistakes").MistakeCards(self.lang, self.root).everything())

    def mistakes_table(self) -> str:
        """Count the mistakes by topic and by what the prover makes of them."""
        return str(use("book.pages.mistakes").MistakeCards(self.lang, self.root).table())

    def exercises(self, chapter: str) -> str:
        """Show the exercises of a chapter, what the command says to one answer, and all answers."""
        there = use("book.pages.exercises").load(self.root, chapter)
        return str(there.section(self.src, self.lang))

    def reference(self, *names: str) -> str:
        """Show signatures and docstrings of these names, as mkdocstrings prints them."""
        blocks = "\n\n".join(f"::: {name}" for name in names)
        return f'<div class="reference" lang="en" markdown>\n\n{blocks}\n\n</div>'

    def translations(self) -> str:
        """Say how many places wait for a translation, and list them."""
        depends("translations")
        return translations.listing(self.root, self.lang)

    def rooms(self, which: str) -> str:
        """List the rooms of "backproof" or "book" with what each is for."""
        return str(use("book.pages.rooms").table(which, self.lang))

    def typed(self, kind: str = "") -> int:
        """Count the formulas that are typed into sentences: of one kind, or all."""
        depends(f"typed:{self.lang}")
        return int(use("book.pages.typed").count(self.root, self.lang, kind))

    def typed_table(self) -> str:
        """List them page by page, those that no program checks in full."""
        depends(f"typed:{self.lang}")
        return str(use("book.pages.typed").table(self.root, self.lang, self.src))

    def _derivation(self, name: str) -> Any:
        depends(f"module:derivations.{name}")
        return use("book.pages.derivations").load(name, self.root)

    @property
    def _claims(self) -> Any:
        return use("book.claims")

    @cached_property
    def _cards(self) -> Any:
        depends("file:mkdocs.yml")  # the order of the chapters
        return use("book.pages.claims").Cards(self.src, self.lang, self.root)

    @staticmethod
    def _inline(tex: str) -> str:
        """Leave TeX to Markdown's own marks; a bare bar would end a table's cell."""
        return f"${' '.join(tex.split()).replace(r'\|', r'\Vert ').replace('|', r'\vert ')}$"

    @cached_property
    def names(self) -> dict[str, Any]:
        """Return the names by which a page knows all this."""
        return {name: getattr(self, name) for name in NAMES} | {"ex": Examples(self.root)}


class Cuts(CodeGenerator):
    """Lets a page cut an array as NumPy does, `W[:, 2]`, which Jinja parses but cannot compile."""

    def visit_Slice(self, node: Slice, frame: Frame) -> None:
        """Write a slice as an object, good for one axis and for several."""
        self.write("slice(")
        for part in (node.start, node.stop, node.step):
            if part is None:
                self.write("None")
            else:
                self.visit(part, frame)
            self.write(", ")
        self.write(")")


JINJA = jinja2.Environment(
    variable_start_string="{=",
    variable_end_string="=}",
    comment_start_string="{##",
    comment_end_string="##}",
    undefined=jinja2.StrictUndefined,
    autoescape=False,  # noqa: S701 - the pages are ours, and they are Markdown
    keep_trailing_newline=True,
)


JINJA.code_generator_class = Cuts


def _print(markdown: str, src: str, lang: str, root: Path) -> str:
    indented = ALONE.sub(
        lambda found: f"{found[1]}{{= ({found[2]}) | indent({len(found[1].expandtabs(4))}) =}}",
        markdown,
    )
    return JINJA.from_string(indented).render(Environment(src, lang, root).names)


def _key(calls: str, src: str, lang: str) -> list[str]:
    return [src, lang, prose.unlined(calls)]


def is_printed(markdown: str, src: str, lang: str, root: Path) -> bool:
    """Tell whether all that a page asks for is kept."""
    calls, _ = prose.apart(markdown, JINJA)
    return keeper(root).find("printed", _key(calls, src, lang)) is not None


def _kept(markdown: str, src: str, lang: str, root: Path) -> str:
    """Print what a page asks for, and keep it; the words around are none of its concern."""
    calls, words = prose.apart(markdown, JINJA)
    try:
        printed = keeper(root).keep(
            "printed", _key(calls, src, lang), lambda: _print(calls, src, lang, root)
        )
    except Exception as error:
        page = root / "docs" / lang / src
        raise PluginError(blame(error, markdown, page, root)) from error
    return prose.together(printed, words)


def render(markdown: str, src: str, lang: str, root: Path) -> str:
    """Print what a page asks for; whatever goes wrong names the line that asks and the cause.

    A page that waits for its translation shows the other language.
    """
    try:
        if translations.mark(root, lang, src):
            depends(f"file:docs/{translations.OTHER[lang]}/{src}")
        return translations.shown(
            markdown, src, lang, root, lambda text, written: _kept(text, src, written, root)
        )
    except translations.MarkError as error:
        raise PluginError(str(error)) from error
