"""`backproof claims`: what the sources say, with verdicts, and the checks run again."""

from __future__ import annotations

import difflib
import json
import sys
from collections import Counter
from typing import TYPE_CHECKING, Any, NoReturn

from backproof.cli.arguments import colourful
from backproof.cli.progress import Progress
from backproof.cli.words import Refusal, say

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable, Sequence

    from backproof.claims import Claim

COLOURS = {"true": 32, "conditional": 33, "false": 31}


def claims(options: argparse.Namespace) -> int:
    """List claims, or tell all about those that are named; return the exit status.

    Raises:
        Refusal: if there is no source, verdict or claim of that name.
    """
    found = _chosen(options)
    ran = found if options.ids or options.json else []  # a list alone runs nothing
    with Progress(say(options.lang, "running"), options.lang):
        broken = [claim.id for claim in ran if not claim.stands]
        objects = [_object(claim, options.lang, full=bool(options.ids)) for claim in ran]
    if options.json:
        print(json.dumps(objects, ensure_ascii=False, indent=2))
    elif options.ids:
        print("\n".join(_full(claim, options.lang) for claim in found), end="")
    else:
        _table(found, options.lang)
    for name in broken:
        print(f"backproof: {say(options.lang, 'claims broken', id=name)}", file=sys.stderr)
    return 1 if broken else 0


def _chosen(options: argparse.Namespace) -> list[Claim]:
    from backproof.claims import SOURCES, Judgement, all_claims, chosen  # noqa: PLC0415 - NumPy

    files = [one.file for one in SOURCES]
    numbers = [one.number for one in SOURCES]
    if options.source and options.source not in {*files, *numbers}:
        _refuse("no source", options.source, files)
    if options.verdict and options.verdict not in set(Judgement):
        _refuse("no verdict", options.verdict, [str(one) for one in Judgement])
    names = [one.id for one in all_claims()]
    for name in options.ids:
        if name not in names:
            _refuse("no claim", name, names, listed=False)
    found = chosen(source_=options.source, verdict=options.verdict)
    return [one for one in found if not options.ids or one.id in options.ids]


def _refuse(key: str, name: str, there: Sequence[str], *, listed: bool = True) -> NoReturn:
    """Refuse a name and say which was perhaps meant, or else which there are."""
    near = difflib.get_close_matches(name, there, cutoff=0.5)
    near = near or [one for one in there if name.lower() in one]
    hint = "near" if near else "there"
    raise Refusal(key, name=name, hint=hint, names=near[:3] or (there if listed else []))


def _object(claim: Claim, lang: str, *, full: bool) -> dict[str, Any]:
    """Return what a program may want to know of a claim, in one language."""
    from backproof.claims.snippet import snippet  # noqa: PLC0415 - reads the modules of claims

    def said(words: Any) -> str | None:
        return words[lang] if words else None

    mended = claim.as_mended
    return {
        "id": claim.id,
        "source": claim.source,
        "line": claim.line,
        "place": said(claim.place),
        "chapter": claim.chapter,
        "stated": said(claim.stated),
        "formula": claim.formula or None,
        "verdict": str(claim.judgement),
        "condition": said(claim.condition),
        "corrected": said(claim.corrected),
        "corrected_formula": claim.corrected_formula or None,
        "why": said(claim.why),
        "shown": claim.as_stated.shown,
        "shown_mended": mended.shown if mended else None,
    } | ({"code": snippet(*claim.readings)} if full else {})


def _table(found: Iterable[Claim], lang: str) -> None:
    found = list(found)
    width = max((len(one.id) for one in found), default=0)
    for one in found:
        verdict = f"{one.judgement:<11}"
        if colourful():
            verdict = f"\x1b[{COLOURS[one.judgement]}m{verdict}\x1b[0m"
        print(f"{one.id:<{width}}  {verdict}  {one.origin.number}  {one.stated[lang]}")
    counted = Counter(str(one.judgement) for one in found)
    parts = ", ".join(f"{name} {counted[name]}" for name in COLOURS)
    print(say(lang, "claims total", total=len(found), parts=parts))


def _full(claim: Claim, lang: str) -> str:
    """Tell all about a claim, with the code of its checks."""
    from backproof.claims.labels import LABELS, mending  # noqa: PLC0415 - with the rest of claims
    from backproof.claims.snippet import snippet  # noqa: PLC0415

    labels = LABELS[lang]
    general, mended = mending(claim.judgement)
    line = labels["line"].format(line=claim.line)
    head = [
        f"{claim.id}  {claim.judgement}",
        f"  {claim.stated[lang]}",
        f"  {claim.origin.name(lang)} ({claim.source}), {line}: {claim.place[lang]}",
        *_indented(claim.formula),
        *(f"  {labels['condition']}: {words[lang]}" for words in [claim.condition] if words),
        *(f"  {labels[general]}: {words[lang]}" for words in [claim.corrected] if words),
        *_indented(claim.corrected_formula),
        *(f"  {labels['why']}: {words[lang]}" for words in [claim.why] if words),
    ]
    for label, run in (("as stated", claim.as_stated), (mended, claim.as_mended)):
        if run:
            result = say(lang, "holds" if run.holds else "fails")
            head.append(f"  {labels[label]} {result}" + (f" ({run.shown})" if run.shown else ""))
    return "\n".join([*head, "", snippet(*claim.readings)])


def _indented(tex: str) -> list[str]:
    return [f"    {line}" for line in tex.splitlines()]
