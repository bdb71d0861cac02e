"""`python -m book claims`: what the sources say, with verdicts, and the checks run again."""

from __future__ import annotations

import argparse
import difflib
import json
import os
import sys
from collections import Counter
from typing import TYPE_CHECKING, Any, NoReturn

from book.claims import SOURCES, Judgement, all_claims, chosen
from book.claims.labels import WORDS as LABELS
from book.claims.snippet import snippet
from book.records import RecordError
from book.words import sayings

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from book.claims import Claim

COLOURS = {"true": 32, "conditional": 33, "false": 31}
WORDS = sayings("command")


def system_language() -> str:
    """Return Korean if the environment asks for it, else English."""
    asked = next(filter(None, map(os.environ.get, ("LC_ALL", "LC_MESSAGES", "LANG"))), "")
    return "ko" if asked.lower().startswith("ko") else "en"


def say(lang: str, key: str, **values: Any) -> str:
    """Return a sentence in one language, its gaps filled."""
    return WORDS[lang][key].format(**values)


def parser(lang: str) -> argparse.ArgumentParser:
    """Make the parser; what it says of the claims is in one language."""
    top = argparse.ArgumentParser(prog="python -m book")
    commands = top.add_subparsers(metavar="COMMAND", required=True, dest="command")
    own = commands.add_parser("claims", description=say(lang, "about"), help=say(lang, "about"))
    own.add_argument("--source", metavar="SOURCE", help=say(lang, "source"))
    own.add_argument("--verdict", metavar="VERDICT", help=say(lang, "verdict"))
    own.add_argument("--lang", choices=sorted(WORDS), default=lang, help=say(lang, "lang"))
    own.add_argument("--json", action="store_true", help=say(lang, "json"))
    own.add_argument("ids", nargs="*", metavar="ID", help=say(lang, "id"))
    return top


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit status."""
    options = parser(system_language()).parse_args(arguments)
    try:
        return claims(options)
    except (LookupError, RecordError) as refusal:
        print(f"book: {refusal.args[0]}", file=sys.stderr)
        return 2


def claims(options: argparse.Namespace) -> int:
    """List claims, or tell all about those that are named; return the exit status.

    Raises:
        LookupError: if there is no source, verdict or claim of that name.
    """
    found = _chosen(options)
    ran = found if options.ids or options.json else []  # a list alone runs nothing
    broken = [claim.id for claim in ran if not claim.stands]
    objects = [_object(claim, options.lang, full=bool(options.ids)) for claim in ran]
    if options.json:
        print(json.dumps(objects, ensure_ascii=False, indent=2))
    elif options.ids:
        print("\n".join(_full(claim, options.lang) for claim in found), end="")
    else:
        _table(found, options.lang)
    for name in broken:
        print(f"book: {say(options.lang, 'broken', id=name)}", file=sys.stderr)
    return 1 if broken else 0


def _chosen(options: argparse.Namespace) -> list[Claim]:

    files = [one.file for one in SOURCES]
    others = [name for one in SOURCES for name in (one.number, one.id)]
    if options.source and options.source not in {*files, *others}:
        _refuse(options.lang, "no source", options.source, files)
    if options.verdict and options.verdict not in set(Judgement):
        _refuse(options.lang, "no verdict", options.verdict, [str(one) for one in Judgement])
    names = [one.id for one in all_claims()]
    for name in options.ids:
        if name not in names:
            _refuse(options.lang, "no claim", name, names, listed=False)
    found = chosen(source_=options.source, verdict=options.verdict)
    return [one for one in found if not options.ids or one.id in options.ids]


def _refuse(
    lang: str, key: str, name: str, there: Sequence[str], *, listed: bool = True
) -> NoReturn:
    """Refuse a name and say which was perhaps meant, or else which there are."""
    near = difflib.get_close_matches(name, there, cutoff=0.5)
    near = near or [one for one in there if name.lower() in one]
    hint = "near" if near else "there"
    names = near[:3] or (there if listed else [])
    said = say(lang, hint, names=", ".join(names)) if names else ""
    raise LookupError(say(lang, key, name=name, near=said))


def _object(claim: Claim, lang: str, *, full: bool) -> dict[str, Any]:
    """Return what a program may want to know of a claim, in one language."""

    def said(words: Any) -> str | None:
        return words[lang] if words else None

    mended = claim.as_mended
    return {
        "id": claim.id,
        "source": claim.origin.file,
        "line": claim.line,
        "place": said(claim.place),
        "chapter": claim.chapter,
        "stated": said(claim.stated),
        "formula": claim.formula or None,
        "verdict": str(claim.verdict),
        "condition": said(claim.condition),
        "corrected": said(claim.corrected),
        "corrected_formula": claim.corrected_formula or None,
        "why": said(claim.why),
        "shown": claim.as_stated.shown,
        "shown_mended": mended.shown if mended else None,
    } | ({"code": snippet(claim.check)} if full else {})


def _table(found: Iterable[Claim], lang: str) -> None:
    found = list(found)
    width = max((len(one.id) for one in found), default=0)
    for one in found:
        verdict = f"{one.verdict:<11}"
        if sys.stdout.isatty() and not os.environ.get("NO_COLOR"):
            verdict = f"\x1b[{COLOURS[one.verdict]}m{verdict}\x1b[0m"
        print(f"{one.id:<{width}}  {verdict}  {one.origin.number}  {one.stated[lang]}")
    counted = Counter(str(one.verdict) for one in found)
    parts = ", ".join(f"{name} {counted[name]}" for name in COLOURS)
    print(say(lang, "total", total=len(found), parts=parts))


def _full(claim: Claim, lang: str) -> str:
    """Tell all about a claim, with the code of its checks."""
    labels = LABELS[lang]
    general, mended = claim.verdict.mending
    line = labels["line"].format(line=claim.line)
    head = [
        f"{claim.id}  {claim.verdict}",
        f"  {claim.stated[lang]}",
        f"  {claim.origin.name[lang]} ({claim.origin.file}), {line}: {claim.place[lang]}",
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
    return "\n".join([*head, "", snippet(claim.check)])


def _indented(tex: str) -> list[str]:
    return [f"    {line}" for line in tex.splitlines()]
