"""Exercises on a page: their code, answers put in its place, and what the command says to those.

The words and the wrong answers are records in docs/exercises/CHAPTER.yml; CHAPTER.py beside them
holds the code with the right answers, which are taken out of what a reader sees.
"""

from __future__ import annotations

import ast
import posixpath
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import zip_longest
from pathlib import Path
from typing import Annotated

from pydantic import Field, StringConstraints

from book import words
from book.examples.proving.command_line import backproof
from book.mistakes.code import CodeError, edited
from book.records import Record, RecordError, Text, Words, place, read, refuse_twice

FOLDER = "docs/exercises"
READS = ("docs/exercises", "docs/words")
KEYS = ("intro", "head", "unanswered", "answers")
GAPS = ("download", "file", "check")

type Name = Annotated[str, StringConstraints(pattern=r"^[a-z]\w*$")]


class Wrong(Record):
    """A wrong answer: lines of the right one, and what a reader may write in their place.

    Attributes:
        id: its name, in small letters with low lines.
        right: lines of the right answer that stand there once.
        wrong: what stands in their place; empty where the line is left out.
        shown: the sentence that leads to what the command says, on the one answer that is tried.
    """

    id: Name
    right: Text
    wrong: Annotated[str, StringConstraints(strip_whitespace=True)]
    shown: Words | None = None


class Exercise(Record):
    """An exercise.

    Attributes:
        id: the name of its check in the file, with `<id>_forward` and `<id>_backward` before it.
        title: in a few words.
        prompt: what is asked, one sentence a line.
        wrong: answers that are to be refuted.
        note: what is added to the right answers.
    """

    id: Name
    title: Words
    prompt: Words
    wrong: Annotated[tuple[Wrong, ...], Field(strict=False, min_length=1)]
    note: Words | None = None


@dataclass(frozen=True)
class Exercises:
    """The exercises of one chapter."""

    chapter: str
    all: tuple[Exercise, ...]
    solved: str

    @property
    def file(self) -> str:
        """Return the name of the file that a reader downloads."""
        return f"{self.chapter}.py"

    @property
    def tried(self) -> tuple[Exercise, Wrong]:
        """Return the wrong answer that the page tries, and its exercise."""
        ((exercise, wrong),) = ((e, w) for e in self.all for w in e.wrong if w.shown)
        return exercise, wrong

    @cached_property
    def right(self) -> dict[str, str]:
        """Return the code of the right answers."""
        return {
            name.removesuffix("_backward"): code
            for name, code in _definitions(self.solved).items()
            if name.endswith("_backward")
        }

    def wrong(self, exercise: Exercise, wrong: Wrong) -> str:
        """Return the code of a wrong answer."""
        return edited(self.right[exercise.id], wrong.right, wrong.wrong)

    def download(self, lang: str) -> str:
        """Return the file as a reader downloads it: a `raise` where each answer belongs."""
        said = {key: one[lang] for key, one in words.table("exercises", KEYS, GAPS).items()}
        text = self.solved
        for i, exercise in enumerate(self.all, 1):
            answer = self.right[exercise.id]
            signature = answer.splitlines()[0]
            left = f'{signature}\n    raise NotImplementedError("{said["unanswered"]}")'
            start = f"def {exercise.id}_forward("
            text = text.replace(answer, left)
            text = text.replace(start, f"# {i}. {exercise.title[lang]}\n{start}")
        body = text.partition('"""\n')[2]
        return f'"""{said["head"].format(file=self.file)}"""\n{body}'

    def shown(self, exercise: Exercise, lang: str) -> str:
        """Return the code of an exercise, its forward pass first, its check last."""
        found = _definitions(self.download(lang))
        name = exercise.id
        forward, check = found[f"{name}_forward"], found[name]
        return f"{forward}\n\n\n{found[f'{name}_backward']}\n\n\n{check}"

    def answered(self, exercise: Exercise, answer: str, lang: str) -> str:
        """Return the file with an answer in its place, all else as it was."""
        text = self.download(lang)
        return text.replace(_definitions(text)[f"{exercise.id}_backward"], answer)

    def said(self, exercise: Exercise, answer: str, lang: str) -> str:
        """Return what the command writes about an exercise with this answer."""
        text = self.answered(exercise, answer, lang)
        return _said(self.file, exercise.id, text, lang)

    def section(self, src: str, lang: str) -> str:
        """Return the exercises as a page shows them, in Markdown.

        Args:
            src: the page, as seen from the folder of its language.
            lang: its language.
        """
        return "\n\n".join(self._parts(posixpath.relpath(".", posixpath.dirname(src)), lang))

    def _parts(self, up: str, lang: str) -> Iterator[str]:
        said = {key: one[lang] for key, one in words.table("exercises", KEYS, GAPS).items()}
        download = f'[`{self.file}`]({up}/assets/exercises/{self.file}){{: download="{self.file}"}}'
        yield said["intro"].format(download=download, file=self.file, check=f"{up}/check.md#run")
        for i, one in enumerate(self.all, 1):
            yield f"**{i}. {one.title[lang]}.**\n{one.prompt[lang]}"
            yield _fence(self.shown(one, lang), "python")
        exercise, wrong = self.tried
        answer = self.wrong(exercise, wrong)
        yield wrong.shown[lang] if wrong.shown else ""
        yield _fence(answer, "python")
        yield _fence(self.said(exercise, answer, lang), "text")
        yield f'??? success "{said["answers"]}"'
        yield textwrap.indent(_fence("\n\n\n".join(self.right.values()), "python"), "    ")
        if notes := [one.note[lang] for one in self.all if one.note]:
            yield textwrap.indent("\n".join(notes), "    ")


def chapters(root: Path) -> list[str]:
    """Return the chapters that have exercises."""
    return sorted(path.stem for path in (root / FOLDER).glob("*.yml"))


def load(root: Path, chapter: str) -> Exercises:
    """Return the exercises of a chapter, as its files now say.

    Raises:
        RecordError: if a record is not what it should be, or records and code do not fit.
    """
    records, code = (root / FOLDER / f"{chapter}.{kind}" for kind in ("yml", "py"))
    return _load(records, code, (records.stat().st_mtime_ns, code.stat().st_mtime_ns))


@cache
def _load(records: Path, code: Path, _changed: tuple[int, int]) -> Exercises:
    found = Exercises(records.stem, read(records, Exercise), code.read_text(encoding="utf-8"))
    refuse_twice({records: found.all})
    for exercise in found.all:
        ids = [wrong.id for wrong in exercise.wrong]
        if twice := sorted({id_ for id_ in ids if ids.count(id_) > 1}):
            raise RecordError(
                f"{place(records)}: {exercise.id}: wrong: two answers have the id {twice[0]}"
            )
    names = [one.id for one in found.all]
    wanted = [f"{name}{end}" for name in names for end in ("_forward", "_backward", "")]
    if wanted != (there := list(_definitions(found.solved))):
        pairs = enumerate(zip_longest(there, wanted))
        at, (has, wants) = next((i, pair) for i, pair in pairs if pair[0] != pair[1])
        raise RecordError(
            f"{place(code)}: definition {at + 1}: is {has or 'missing'}, "
            f"wanted {wants or 'none'} by the ids of {records.name}, in their order"
        )
    if (n := sum(wrong.shown is not None for one in found.all for wrong in one.wrong)) != 1:
        raise RecordError(
            f"{place(records)}: the page tries one wrong answer, and {n} have the field shown"
        )
    for exercise in found.all:
        for wrong in exercise.wrong:
            try:
                found.wrong(exercise, wrong)
            except CodeError as error:
                raise RecordError(
                    f"{place(records)}: {exercise.id}: wrong: {wrong.id}: {error} of {code.name}"
                ) from error
    return found


def _definitions(text: str) -> dict[str, str]:
    """Return the code of each function and each check of a file, by name, in order."""
    found = {}
    for node in ast.parse(text).body:
        code = ast.get_source_segment(text, node) or ""
        if isinstance(node, ast.FunctionDef):
            found[node.name] = code
        elif isinstance(node, ast.Assign):
            found[ast.unparse(node.targets[0])] = code
    return found


@cache
def _said(file: str, name: str, text: str, lang: str) -> str:
    """Run the command on a check of a file with this text; return what it writes."""
    run = backproof("check", f"{file}:{name}", "--lang", lang, files=[(file, text)])
    if not run.out:
        raise RuntimeError(f"the command said nothing to {name}: {run.err}")
    return run.out


def _fence(code: str, language: str) -> str:
    return f"```{language}\n{code}\n```"
