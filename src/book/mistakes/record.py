"""What an editor writes about a mistake; the files are docs/mistakes/FAMILY.yml."""

from __future__ import annotations

import inspect
from typing import Annotated, Any, Self, get_type_hints

from pydantic import (
    ConfigDict,
    Field,
    StringConstraints,
    TypeAdapter,
    ValidationError,
    field_validator,
    model_validator,
)

from book.mistakes.runs import RUNS, Run
from book.records import Id, Record, Text, Words

type Name = Annotated[str, StringConstraints(pattern=r"^[A-Za-z]\w*$")]
type Names = Annotated[tuple[Name, ...], Field(strict=False)]
type Size = Annotated[int, Field(ge=1)] | Text
type Shape = Annotated[tuple[Size, ...], Field(strict=False)]
type Lines = Annotated[str, StringConstraints(strip_whitespace=True)]


class Training(Record):
    """Which run of `runs.py` trains with the mistake, and the options it is given."""

    model_config = ConfigDict(extra="allow")

    run: Name

    @property
    def function(self) -> Run:
        """Return the run."""
        return RUNS[self.run]

    @property
    def options(self) -> dict[str, Any]:
        """Return its options."""
        return self.model_extra or {}

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if self.run not in RUNS:
            raise ValueError(f"there is no run {self.run}; there are {', '.join(sorted(RUNS))}")
        wanted = dict(list(inspect.signature(self.function).parameters.items())[1:])
        types = get_type_hints(self.function)
        for name, value in self.options.items():
            if name not in wanted:
                there = ", ".join(wanted) or "none"
                raise ValueError(f"{self.run} has no option {name}; its options are: {there}")
            try:
                TypeAdapter(types[name]).validate_python(value, strict=True)
            except ValidationError as error:
                raise ValueError(f"{name}: {error.errors()[0]['msg']}") from error
        for name, one in wanted.items():
            if one.default is one.empty and name not in self.options:
                raise ValueError(f"{self.run} wants the option {name}")
        return self


class Entry(Record):
    """A common error in a hand-written backward pass.

    Attributes:
        id: its name, which is its address on the page, too.
        title: the mistake in a few words.
        written: what people write, and why they slip.
        shows: how it shows itself, or why it does not.
        forward: the function of FAMILY.py that is differentiated.
        backward: its right backward pass; `<forward>_backward`, if not said.
        step: where the training loop is wrong and not the gradient: the right step.
        right: lines of the right backward pass, or step, that stand there once.
        wrong: what people write in their place; empty where the line is left out.
        shapes: of the inputs, as `prove` wants them.
        sample: how numbers for an input are drawn.
        wrt: the inputs whose gradients are returned, if not all.
        training: the run that both functions are put into.
        diagnosis: the error that the prover finds in each wrong gradient; `none` where it finds
            a counterexample alone.
        refused: what the exception says, where the code is not let in at all.
        unseen: why the prover sees nothing, where it sees nothing.
    """

    id: Id
    title: Words
    written: Words
    shows: Words
    forward: Name
    backward: Name = ""
    step: Name = ""
    right: Text
    wrong: Lines
    shapes: dict[Name, Shape]
    sample: dict[Name, Text] = Field(default_factory=dict)
    wrt: Names | None = None
    training: Training
    diagnosis: dict[Name, Text] = Field(default_factory=dict)
    refused: Text = ""
    unseen: Words | None = None

    @field_validator("written", "shows", "unseen")
    @classmethod
    def _sentences(cls, words: Words | None) -> Words | None:
        for lang in ("ko", "en") if words else ():
            if words and not words[lang].endswith("."):
                raise ValueError(f"{lang}: sentences end with a full stop: {words[lang][-30:]!r}")
        return words

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if sum(map(bool, (self.diagnosis, self.refused, self.unseen))) != 1:
            raise ValueError(
                "say one of diagnosis, refused and unseen: what the prover makes of it"
            )
        for field, names in (
            ("sample", self.sample),
            ("wrt", self.wrt or ()),
            ("diagnosis", self.diagnosis),
        ):
            if odd := [name for name in names if name not in self.shapes]:
                raise ValueError(
                    f"{field}: {odd[0]} is no input; the shapes name {', '.join(self.shapes)}"
                )
        if self.right == self.wrong:
            raise ValueError("right and wrong are the same")
        return self
