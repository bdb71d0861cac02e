"""The words of a page apart from its calls, so that a new word runs no code."""

import re

import jinja2

#: Where these stand, words may be worked on by code, so the page is taken as a whole.
WORKED_ON = {"filter", "call", "macro", "raw"}
BLOCK_SET = re.compile(r"\{%-?\s*set\s+\w+\s*(?:\|.*?)?%\}", re.DOTALL)
MARK = "\x02{}{}\x03"
MARKED = re.compile("\x02([0-9]+)\n*\x03")
WORDS = re.compile(r"\S.*\S|\S", re.DOTALL)


def apart(markdown: str, jinja: jinja2.Environment) -> tuple[str, list[str]]:
    """Return a page with a mark in the place of each piece of text, and the pieces.

    The white space around a piece stays, for what a call prints may depend on its indentation, and
    a mark has as many lines as its piece, for an error names its line.
    """
    if "\x02" in markdown or BLOCK_SET.search(markdown):
        return markdown, []
    try:
        tokens = list(jinja.lex(markdown))
    except jinja2.TemplateSyntaxError:
        return markdown, []  # to fail with its line where it is printed
    if any(kind in {"name", "raw_begin"} and value in WORKED_ON for _, kind, value in tokens):
        return markdown, []
    parts: list[str] = []
    pieces: list[str] = []
    for _, kind, value in tokens:
        found = WORDS.search(value) if kind == "data" else None
        if found is None:
            parts.append(value)
            continue
        parts += [
            value[: found.start()],
            MARK.format(len(pieces), "\n" * found[0].count("\n")),
            value[found.end() :],
        ]
        pieces.append(found[0])
    return "".join(parts), pieces


def unlined(calls: str) -> str:
    """Return the calls as they are however many lines the words between them have."""
    return MARKED.sub("\x02\\1\x03", calls)


def together(printed: str, pieces: list[str]) -> str:
    """Put the pieces back, each wherever its mark stands."""
    return MARKED.sub(lambda found: pieces[int(found[1])], printed) if pieces else printed
