"""Mistakes on a page: wrong code beside right code, the training run, the prover's report."""

from collections import Counter
from collections.abc import Iterable, Sequence
from html import escape
from pathlib import Path
from typing import Any

from book import words
from book.figures.mistakes import mistake_curve
from book.keeping.trace import Keeper, depends, keeper
from book.mistakes import Mistake, Seen, all_mistakes, topics
from book.pages.claims import code
from book.typeset.inline import inline

KEYS = (
    *("topic", "total", "wrong", "right", "shared", "report", "permalink"),
    *(key for one in Seen for key in (str(one), f"{one}-means")),
)
UNSEARCHED = ' data-search-exclude="true"'


def recall(mistakes: Iterable[Mistake], kept: Keeper) -> None:
    """Try each mistake, unless what came of it is kept; the words of its record do not matter."""
    for one in mistakes:

        def made(one: Mistake = one) -> Any:
            depends("module:book.mistakes.mistake")
            return one.told()

        one.recall(kept.keep("mistakes", one.tried_with, made))


class MistakeCards:
    """The mistakes in one language."""

    def __init__(self, lang: str, root: Path) -> None:
        recall(all_mistakes(), keeper(root))
        self.lang = lang
        self.words = _words("mistakes", lang, KEYS) | _words("topics", lang)

    def everything(self) -> str:
        """Show every mistake under its topic."""
        return "\n\n".join(
            f"## {self.words[topic]} {{#{topic}}}\n\n<section>\n"
            + "\n".join(self.card(one) for one in all_mistakes() if one.topic == topic)
            + "\n</section>"
            for topic in topics()
        )

    def table(self) -> str:
        """Count the mistakes by topic and by what the prover makes of them."""
        heads = [self.words["topic"], *(self.words[one] for one in Seen), self.words["total"]]
        lines = [heads, ["---", *["---:"] * (len(Seen) + 1)]]
        for topic in topics():
            mine = [one for one in all_mistakes() if one.topic == topic]
            lines.append([f"[{self.words[topic]}](#{topic})", *_counts(mine)])
        lines.append([self.words["total"], *_counts(all_mistakes())])
        return "\n".join(f"| {' | '.join(line)} |" for line in lines)

    def card(self, one: Mistake) -> str:
        """Show one mistake."""
        link = (
            f'<a class="headerlink" href="#{one.id}" title="{self.words["permalink"]}">&para;</a>'
        )
        text = "".join(
            f"<p>{inline(said[self.lang])}</p>\n" for said in (one.entry.written, one.entry.shows)
        )
        return (
            f'<article class="mistake" data-topic="{one.topic}" data-seen="{one.seen}">\n'
            f'<h3 id="{one.id}">{inline(one.entry.title[self.lang])}{link}</h3>\n'
            f"{text}{self._code(one)}"
            f"{mistake_curve(self.lang, one.id).html()}\n{self._report(one)}</article>"
        )

    def _code(self, one: Mistake) -> str:
        """Set the wrong code beside the right one, and fold up what both need.

        The search leaves out an element up to the first end tag of its kind, so that each side
        is marked on its own.
        """
        shown = one.shown
        pair = "".join(
            f'<div class="mistake-{key}"{UNSEARCHED}><p class="mistake-label">{self.words[key]}</p>'
            f"{code(text)}</div>\n"
            for key, text in (("wrong", shown.wrong), ("right", shown.right))
        )
        return (
            f'<div class="mistake-code">\n{pair}</div>\n'
            f"<details{UNSEARCHED}>\n<summary>{self.words['shared']}</summary>\n"
            f"{code(shown.shared)}</details>\n"
        )

    def _report(self, one: Mistake) -> str:
        """Show what the prover says, and where it sees nothing, why."""
        badge = f'<span class="mistake-badge mistake-{one.seen}">{self.words[one.seen]}</span>'
        means = self.words[f"{one.seen}-means"]
        why = f" {inline(one.entry.unseen[self.lang])}" if one.entry.unseen else ""
        return (
            f'<p class="mistake-seen">{badge} {means}{why}</p>\n'
            f'<div class="language-text highlight"{UNSEARCHED}><pre aria-label='
            f'"{self.words["report"]}"><code>{escape(one.report(self.lang))}</code></pre></div>\n'
        )


def _counts(mistakes: Sequence[Mistake]) -> list[str]:
    counted = Counter(one.seen for one in mistakes)
    return [*(str(counted[one]) for one in Seen), str(len(mistakes))]


def _words(table: str, lang: str, keys: Sequence[str] | None = None) -> dict[str, str]:
    return {key: said[lang] for key, said in words.table(table, keys).items()}
