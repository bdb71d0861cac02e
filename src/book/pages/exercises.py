"""Exercises on a page: their code, an answer put in its place, and what the command says to it."""

import ast
import re
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from functools import cached_property
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory

from backproof.cli import main
from book.typeset.timeless import timeless

FILES = "docs/assets/exercises"
ANSWERS = "docs/answers"
TWO_LANGUAGES = re.compile(r'"([^"/]+) / ([^"/]+)"')


def chapters(root: Path) -> list[str]:
    """Return the chapters that have exercises."""
    return sorted(path.stem for path in (root / FILES).glob("*.py"))


@dataclass(frozen=True)
class Exercises:
    """The file of one chapter, and the answers to it, right and wrong ones."""

    root: Path
    chapter: str

    @cached_property
    def text(self) -> str:
        """Return the file as a reader downloads it."""
        return (self.root / FILES / f"{self.chapter}.py").read_text(encoding="utf-8")

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Return the exercises: the names of the checks, in order."""
        body = ast.parse(self.text).body
        return tuple(
            target.id
            for node in body
            if isinstance(node, ast.Assign)
            for target in node.targets
            if isinstance(target, ast.Name)
        )

    @cached_property
    def answers(self) -> dict[str, str]:
        """Return the code of each answer; under the name of an exercise stands the right one."""
        text = (self.root / ANSWERS / f"{self.chapter}.py").read_text(encoding="utf-8")
        found = (node for node in ast.parse(text).body if isinstance(node, ast.FunctionDef))
        return {node.name: ast.get_source_segment(text, node) or "" for node in found}

    def exercise_of(self, answer: str) -> str:
        """Return the exercise that an answer belongs to: `mean` for `mean_as_sum`."""
        for name in sorted(self.names, key=len, reverse=True):
            if answer == name or answer.startswith(f"{name}_"):
                return name
        raise LookupError(f"{answer} answers no exercise of {self.chapter}")

    def shown(self, name: str, lang: str) -> str:
        """Return the code of an exercise, its forward pass first, its check last."""
        lines = self._lines(f"{name}_forward", f"{name}_backward", name)
        code = "\n".join(self.text.splitlines()[lines])
        return TWO_LANGUAGES.sub(lambda found: f'"{found[1 if lang == "ko" else 2]}"', code)

    def answer(self, answer: str) -> str:
        """Return the code of an answer under the name that the file wants."""
        name = self.exercise_of(answer)
        return self.answers[answer].replace(f"def {answer}(", f"def {name}_backward(", 1)

    def answered(self, answer: str) -> str:
        """Return the file with an answer in its place, all else as it was."""
        lines = self.text.splitlines()
        lines[self._lines(f"{self.exercise_of(answer)}_backward")] = [self.answer(answer)]
        return "\n".join(lines) + "\n"

    def said(self, answer: str, lang: str) -> str:
        """Run the command on the exercise with this answer; return what it writes, untimed."""
        out, err = StringIO(), StringIO()
        with TemporaryDirectory() as folder, redirect_stdout(out), redirect_stderr(err):
            file = Path(folder, f"{self.chapter}.py")
            file.write_text(self.answered(answer), encoding="utf-8")
            main(["check", f"{file}:{self.exercise_of(answer)}", "--lang", lang])
        if not out.getvalue():
            raise RuntimeError(f"the command said nothing to {answer}: {err.getvalue()}")
        return timeless(out.getvalue().strip())

    def _lines(self, *names: str) -> slice:
        """Return the lines from the first to the last of these definitions."""
        found = [node for node in ast.parse(self.text).body if _name(node) in names]
        if len(found) < len(names):
            raise LookupError(f"{self.chapter} does not define all of {', '.join(names)}")
        return slice(found[0].lineno - 1, found[-1].end_lineno)


def _name(node: ast.stmt) -> str:
    """Return what a statement defines."""
    if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
        return node.targets[0].id
    return node.name if isinstance(node, ast.FunctionDef) else ""
