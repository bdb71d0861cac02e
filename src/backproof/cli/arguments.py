"""The arguments of the command, and its help in two languages."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Any, NoReturn

from backproof.cli.words import WORDS, say, system_language

FORMATS = ("text", "json", "github")


class Version(argparse.Action):
    """Print the version; where it stands is looked up only when it is asked for."""

    def __call__(self, parser: argparse.ArgumentParser, *_: Any) -> NoReturn:
        """Print it and end the program."""
        print("backproof", version())
        parser.exit()


def version() -> str:
    """Return the version of the installed package."""
    return str(import_module("importlib.metadata").version("backproof"))  # slow to import


class Parser(argparse.ArgumentParser):
    """A parser that says what is wrong in one language and in two lines."""

    def __init__(self, lang: str = "en", **options: Any) -> None:
        super().__init__(add_help=False, allow_abbrev=False, **options)
        self.lang = lang
        self.group = self.add_argument_group(say(lang, "options"))
        self.group.add_argument("-h", "--help", action="help", help=say(lang, "help"))

    def error(self, message: str) -> NoReturn:
        """End with status 2."""
        said = say(self.lang, "bad command", message=message, program=self.prog)
        self.exit(2, f"backproof: {said}\n")


def parser(lang: str) -> Parser:
    """Make the parser of the whole command; what it says of itself is in one language."""
    top = Parser(lang, prog="backproof", description=say(lang, "about"))
    top.group.add_argument("--version", action=Version, nargs=0, help=say(lang, "version"))
    commands = top.add_subparsers(
        title=say(lang, "commands"), metavar="COMMAND", required=True, dest="command"
    )
    add_check(commands, lang)
    return top


def add_check(commands: Any, lang: str) -> None:
    """Describe `backproof check`."""
    check = commands.add_parser(
        "check", lang=lang, description=say(lang, "about check"), help=say(lang, "short check")
    )
    group = check.group
    group.add_argument("-v", "--verbose", action="store_true", help=say(lang, "verbose"))
    group.add_argument("--strict", action="store_true", help=say(lang, "strict"))
    group.add_argument("--lang", choices=sorted(WORDS), default=lang, help=say(lang, "lang"))
    group.add_argument("--format", choices=FORMATS, default="text", help=say(lang, "format"))
    group.add_argument(
        "--json", action="store_const", const="json", dest="format", help=say(lang, "json")
    )
    targets = check.add_argument_group(say(lang, "arguments"))
    targets.add_argument("targets", nargs="+", metavar="FILE[:NAME]", help=say(lang, "target"))


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """Read the arguments; help and mistakes end the program, in the language asked for."""
    ahead = argparse.ArgumentParser(add_help=False, allow_abbrev=False, exit_on_error=False)
    ahead.add_argument("--lang", default=system_language())
    try:
        lang = ahead.parse_known_args(arguments)[0].lang
    except argparse.ArgumentError:  # `--lang` without a language: said below
        lang = system_language()
    return parser(lang if lang in WORDS else system_language()).parse_args(arguments)


def colourful(stream: Any = None) -> bool:
    """Say whether a stream is a terminal that shows colours."""
    environ = import_module("os").environ
    stream = sys.stdout if stream is None else stream
    return bool(stream.isatty()) and not environ.get("NO_COLOR") and environ.get("TERM") != "dumb"
