"""Theorems of generality on a page: a card each with what the prover said, and a table of all."""

from html import escape

from backproof import Proof, Verdict
from book.claims.snippet import snippet
from book.pages.claims import UNSEARCHED, code
from book.records import sayings
from book.theorems.generality import ALL, Theorem
from book.typeset.inline import formula, inline

WORDS = sayings("theorems")


def proved(theorem: Theorem, lang: str) -> str:
    """Show the verdict; a theorem that is not proved stops the page."""
    if theorem.proved.verdict is not Verdict.PROVED:
        raise ValueError(f"{theorem.id} is not proved:\n{theorem.proved.explain(lang)}")
    return f"{WORDS[lang]['proved']}: <code>{theorem.proved.verdict.name}</code>"


def card(theorem: Theorem, lang: str) -> str:
    """Show a theorem: its statement, its formula, what the prover said, and the code."""
    words = WORDS[lang]
    reports = "\n\n".join(run.explain(lang) for run in (theorem.refuted, theorem.proved) if run)
    return (
        f'<div class="admonition success theorem">\n'
        f'<p class="admonition-title">{proved(theorem, lang)}</p>\n'
        f"<p>{inline(theorem.stated[lang])}</p>\n"
        f"{formula(theorem.formula(), display=True)}\n"
        f"{_narrow(theorem, lang)}"
        f"<details{UNSEARCHED}>\n<summary>{words['more']}</summary>\n"
        f"<pre><code>{escape(reports)}</code></pre>\n{code(snippet(theorem.check))}\n</details>\n"
        "</div>"
    )


def _narrow(theorem: Theorem, lang: str) -> str:
    if theorem.refuted is None or theorem.narrowly is None:
        return ""
    if theorem.refuted.verdict is not Verdict.REFUTED:
        raise ValueError(f"{theorem.id}: what should fail is {theorem.refuted.verdict.name}")
    return (
        f"<p><b>{WORDS[lang]['narrowly']}</b>: {inline(theorem.narrowly[lang])}, "
        f"<code>{theorem.refuted.verdict.name}</code>. {_parts(theorem.refuted, lang)}</p>\n"
    )


def _parts(proof: Proof, lang: str) -> str:
    """Say where a counterexample parts from the truth."""
    found = proof.counterexample
    if found is None:
        raise ValueError("a narrow form without a counterexample")
    entry = f"∂C/∂{found.name}[{', '.join(map(str, found.index))}]"
    return WORDS[lang]["parts"].format(
        name=f"<code>{entry}</code>",
        claimed=f"{found.claimed[found.index]:.4g}",
        true=f"{found.true[found.index]:.4g}",
    )


def table(lang: str) -> str:
    """List all theorems, each with its verdicts."""
    words = WORDS[lang]
    lines = [[words["theorem"], words["verdict"], words["narrow verdict"]], ["---"] * 3]
    lines += [
        [
            f"[{one.name[lang]}](#{one.id})",
            f"`{one.proved.verdict.name}`",
            f"{one.narrowly[lang]}: `{one.refuted.verdict.name}`"
            if one.narrowly and one.refuted
            else "",
        ]
        for one in ALL
    ]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
