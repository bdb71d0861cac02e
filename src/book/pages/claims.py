"""Claims on a page: a card each, all of a chapter, and the whole list with its filters.

What is printed is raw HTML, which Markdown leaves alone: the headings of cards stay out of the
table of contents, and code is set as Material sets it.
"""

import posixpath
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cache
from html import escape
from pathlib import Path
from typing import Any

from markdown import markdown

from book.claims import SOURCES, Claim, Judgement, Source, Words, all_claims
from book.claims.labels import WORDS
from book.claims.snippet import snippet
from book.keeping.trace import Keeper, depends, keeper
from book.typeset.inline import formula, inline
from book.typeset.tex import plain_text

TITLE = re.compile(r"^# (.*?)\s*(?:\{#[\w-]+\})?\s*$", re.MULTILINE)
PAGE = "claims.html"
UNSEARCHED = ' data-search-exclude="true"'
# Names, signs and spaces are left in the colour of the text: the marks would double the page.
UNCOLOURED = re.compile(r'<span class="[nopw]">([^<]*)</span>')


def chapter_title(chapter: str, lang: str, root: Path) -> str:
    """Return the first heading of a chapter's page."""
    name = f"docs/{lang}/chapters/{chapter}.md"
    depends(f"title:{name}")
    page = root / name
    found = TITLE.search(page.read_text(encoding="utf-8"))
    if not found:
        raise LookupError(f"{name} has no title")
    return plain_text(found[1])


def chapters(root: Path) -> tuple[str, ...]:
    """Return the chapters in the order of the navigation."""
    config = (root / "mkdocs.yml").read_text(encoding="utf-8")
    return tuple(re.findall(r"- chapters/(\w+)\.md", config))


@cache
def code(text: str) -> str:
    """Set Python as Material does, with its copy button."""
    fences = ["pymdownx.highlight", "pymdownx.superfences"]
    html = str(markdown(f"```python\n{text.rstrip()}\n```", extensions=fences))
    return UNCOLOURED.sub(r"\1", html)


def recall(claim: Claim, kept: Keeper) -> None:
    """Run the check of a claim, unless what it yields is kept; the words do not matter to it."""

    def made() -> Any:
        depends(f"module:{claim.origin.module}")
        return [list(one) for one in claim.findings]

    claim.recall(kept.keep("findings", [claim.id, str(claim.verdict)], made))


class Cards:
    """Claims on one page, in its language."""

    def __init__(self, src: str, lang: str, root: Path) -> None:
        self.src, self.lang, self.root = src, lang, root
        self.words = WORDS[lang]
        self.shown: set[str] = set()

    def card(self, claim: Claim) -> str:
        """Show one claim, its verdict behind a flip; an id stands once on a page."""
        if claim.id in self.shown:
            raise LookupError(f"{claim.id} is shown twice")
        self.shown.add(claim.id)
        data = (
            f'data-source="{claim.origin.number}" data-chapter="{claim.chapter}" '
            f'data-verdict="{claim.verdict}"'
        )
        stated = inline(claim.stated[self.lang])
        # The search leads to the page of all claims, not to every place that shows the claim.
        unsearched = "" if self.src == PAGE.replace(".html", ".md") else UNSEARCHED
        return (
            f'<article class="claim" {data}>\n'
            f'<h3 id="{claim.id}"{unsearched}>{stated}{self._permalink(claim)}</h3>\n'
            f"{self._formula(claim)}{self._where(claim)}\n"
            f"<details>\n<summary>{self.words['flip']}</summary>\n{self._back(claim)}</details>\n"
            "</article>"
        )

    def chapter(self, name: str, claims: Sequence[Claim]) -> str:
        """Show under a heading of their own the claims of a chapter that stand nowhere above."""
        claims = [claim for claim in claims if claim.id not in self.shown]
        if not claims:
            return ""
        page = posixpath.relpath(PAGE, posixpath.dirname(self.src) or ".")
        more = f"{page}#chapter={name}"
        cards = "\n".join(self.card(claim) for claim in claims)
        return (
            f"## {self.words['beside']} {{#claims}}\n\n"
            f'<section class="claims"{UNSEARCHED}>\n'
            f"<p>{self.words['lead']}</p>\n{cards}\n"
            f'<p><a href="{more}">{self.words["all"]}</a></p>\n</section>\n'
        )

    def everything(self) -> str:
        """Show every claim under the name of its source, with the filters above."""
        return "\n\n".join(
            [self.filters(all_claims())]
            + [
                f"## {self.named(source)} {{#note-{source.number}}}\n\n"
                f'<section class="claims">\n'
                + "\n".join(self.card(one) for one in all_claims() if one.origin is source)
                + "\n</section>"
                for source in SOURCES
                if any(one.origin is source for one in all_claims())
            ]
        )

    def named(self, source: Source) -> str:
        """Name a source, with its number."""
        return f"{source.name[self.lang]} ({source.number})".capitalize()

    def table(self) -> str:
        """Count the claims by source and by verdict."""
        heads = [self.words["source"], *(self.words[one] for one in Judgement), self.words["total"]]
        lines = [heads, ["---", *["---:"] * (len(Judgement) + 1)]]
        for source in SOURCES:
            mine = [one for one in all_claims() if one.origin is source]
            lines.append([self.named(source), *self._counts(mine)])
        lines.append([self.words["total"], *self._counts(all_claims())])
        return "\n".join(f"| {' | '.join(line)} |" for line in lines)

    @staticmethod
    def _counts(claims: Sequence[Claim]) -> list[str]:
        counted = Counter(one.verdict for one in claims)
        return [*(str(counted[one]) for one in Judgement), str(len(claims))]

    # --- the filters ----------------------------------------------------------------------------

    def filters(self, claims: Sequence[Claim]) -> str:
        """Print the form that the script brings to life; without it, it stays hidden."""
        found = Counter(claim.chapter for claim in claims)
        there = [name for name in chapters(self.root) if found[name]]
        sources = [(source.number, self.named(source)) for source in SOURCES]
        titles = [(name, chapter_title(name, self.lang, self.root)) for name in there]
        verdicts = [(str(one), self.words[one]) for one in Judgement]
        return (
            f'<div class="claim-filter" data-shown="{escape(self.words["shown"])}"><claim-filter>'
            f'<form hidden aria-label="{self.words["filter"]}">'
            f"{self._select('source', sources)}{self._select('chapter', titles)}"
            f"{self._radios('verdict', verdicts)}"
            f'<p><output aria-live="polite"></output> '
            f'<button type="reset" class="md-button">{self.words["reset"]}</button></p>'
            "</form></claim-filter></div>"
        )

    def _select(self, name: str, options: Iterable[tuple[str, str]]) -> str:
        choices = "".join(
            f'<option value="{value}" data-label="{escape(label)}">{escape(label)}</option>'
            for value, label in [("", self.words["any"]), *options]
        )
        return (
            f'<label class="claim-choice"><span>{self.words[name]}</span> '
            f'<select name="{name}">{choices}</select></label>'
        )

    def _radios(self, name: str, options: Iterable[tuple[str, str]]) -> str:
        choices = "".join(
            f'<label><input type="radio" name="{name}" value="{value}"'
            f"{'' if value else ' checked'}> {escape(label)} <small></small></label>"
            for value, label in [("", self.words["any"]), *options]
        )
        return f"<fieldset><legend>{self.words[name]}</legend>{choices}</fieldset>"

    # --- one card -------------------------------------------------------------------------------

    def _permalink(self, claim: Claim) -> str:
        return (
            f'<a class="headerlink" href="#{claim.id}" title="{self.words["permalink"]}">&para;</a>'
        )

    def _formula(self, claim: Claim) -> str:
        if not claim.formula:
            return ""
        if claim.typeset:
            return formula(claim.formula, display=True) + "\n"
        typed = f"<pre><code>{escape(claim.formula)}</code></pre>"
        return f'<div class="claim-typed">{typed}<p>{self.words["typed"]}</p></div>\n'

    def _where(self, claim: Claim) -> str:
        who = f"<b>{escape(claim.origin.name[self.lang])}</b> ({claim.origin.number})"
        line = self.words["line"].format(line=claim.line)
        parts = [f"{who}, {line}", inline(claim.place[self.lang])]
        if not self.src.startswith("chapters/"):
            there = posixpath.relpath(
                f"chapters/{claim.chapter}.html", posixpath.dirname(self.src) or "."
            )
            title = escape(chapter_title(claim.chapter, self.lang, self.root))
            parts.append(f'<a href="{there}#claims">{title}</a>')
        return f'<p class="claim-where">{" · ".join(parts)}</p>'

    def _back(self, claim: Claim) -> str:
        verdict = claim.verdict
        rows = [
            ("condition", self._said(claim.condition)),
            (verdict.mending[0], self._said(claim.corrected, claim.corrected_formula)),
            ("why", self._said(claim.why)),
            ("numbers", self._numbers(claim)),
        ]
        shown = "".join(
            f"<dt>{self.words[key]}</dt><dd>{text}</dd>\n" for key, text in rows if text
        )
        shown_code = code(snippet(claim.check))
        return (
            f'<p class="claim-verdict"><span class="claim-badge claim-{verdict}">'
            f"{self.words[verdict]}</span> {self.words[f'{verdict} means']}</p>\n"
            f"<dl>{shown}</dl>\n"
            f'<div class="claim-code"{UNSEARCHED}>{shown_code}</div>\n'
        )

    def _said(self, words: Words | None, tex: str = "") -> str:
        text = inline(words[self.lang]) if words else ""
        return text + (formula(tex, display=True) if tex else "")

    def _numbers(self, claim: Claim) -> str:
        recall(claim, keeper(self.root))
        found = [("as stated", claim.as_stated), (claim.verdict.mending[1], claim.as_mended)]
        if claim.verdict is Judgement.TRUE:
            found = [("", claim.as_stated)]
        shown = [(key, one.shown) for key, one in found if one and one.shown]
        return "<br>".join(
            (f"{self.words[key]} " if key else "") + f"<code>{escape(text)}</code>"
            for key, text in shown
        )
