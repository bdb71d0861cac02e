"""Statements as data: records in YAML that an editor changes without touching code.

A folder under docs/ holds files, a file holds a list of records, in the order of the page. What
does not fit is refused with the file, the record and the field, and what would be right.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from string import Formatter
from typing import Annotated, Any, Protocol

import yaml
from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError, model_validator

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"  # pages are built from a checkout

type Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
type Id = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]


class Record(BaseModel):
    """What all records share: nothing can be changed, no unknown field, no silent conversion."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Words(Record):
    """The same said in Korean and in English; both may hold $TeX$ and `code`."""

    ko: Text
    en: Text

    def __getitem__(self, lang: str) -> str:
        """Return what is said in one language."""
        return {"ko": self.ko, "en": self.en}[lang]


class Saying(Words):
    """What a page or a command says, found by its id."""

    id: Text

    @model_validator(mode="after")
    def _same_gaps(self) -> Saying:
        ko, en = ({gap for _, gap, *_ in Formatter().parse(s) if gap} for s in (self.ko, self.en))
        if ko != en:
            raise ValueError(f"in braces ko names {sorted(ko)}, en {sorted(en)}; name the same")
        return self


class HasId(Protocol):
    """What is found by its id."""

    @property
    def id(self) -> str:
        """Return its name."""


class RecordError(ValueError):
    """A record is not what it should be; the message names file, record and field."""


class _Loader(yaml.CSafeLoader):  # type: ignore[misc]  # PyYAML has no types
    """Refuses a field that stands twice, of which YAML would silently take the last."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:  # noqa: FBT001, FBT002 - PyYAML calls it so
        seen: set[Any] = set()
        for key, _ in node.value:
            if key.value in seen:
                raise yaml.MarkedYAMLError(None, None, f"{key.value} stands twice", key.start_mark)
            seen.add(key.value)
        made: dict[Any, Any] = super().construct_mapping(node, deep)
        return made


def read[R: Record](path: Path, kind: type[R]) -> tuple[R, ...]:
    """Read the records of one file.

    Raises:
        RecordError: if the file is no YAML or no list, or a record has a wrong, a missing or an
            unknown field; every such field is named.
    """
    where = place(path)
    try:
        entries = yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader)  # noqa: S506 - a safe one
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise RecordError(f"{where}: no YAML: {error}") from error
    if not isinstance(entries, list):
        raise RecordError(f"{where}: holds {type(entries).__name__}, wanted a list of records")
    return tuple(
        _one(f"{where}: {_name(entry, i)}", entry, kind) for i, entry in enumerate(entries)
    )


def read_all[R: Record](folder: Path, kind: type[R]) -> tuple[R, ...]:
    """Read the records of all files of a folder, file by file in the order of their names.

    Raises:
        RecordError: as `read` does, and if two records have one id, or a file would be passed over.
    """
    if passed := sorted(path.name for path in folder.glob("*.yaml")):
        raise RecordError(f"{folder.name}: {', '.join(passed)}: files of records end in .yml")
    found = {path: read(path, kind) for path in sorted(folder.glob("*.yml"))}
    refuse_twice(found)
    return tuple(one for some in found.values() for one in some)


def named[T: HasId](kind: str, id_: str, among: Iterable[T]) -> T:
    """Return the one of that id, or raise LookupError."""
    for one in among:
        if one.id == id_:
            return one
    raise LookupError(f"there is no {kind} {id_!r}")


def refuse_twice(found: Mapping[Path, Iterable[Any]]) -> None:
    """Refuse two records of one id, in one file or in two, and say where both stand."""
    at: dict[str, str] = {}
    for path, some in found.items():
        for i, one in enumerate(some, 1):
            here, id_ = f"{place(path)}: record {i}", getattr(one, "id", None)
            if id_ in at:
                raise RecordError(
                    f"{here} ({id_}): id: an id names one record, and {at[id_]} has it, too"
                )
            if id_ is not None:
                at[id_] = here


def place(path: Path) -> Path:
    """Return how a message names a file: seen from the root of the repository, if it is there."""
    return path.relative_to(ROOT) if path.is_relative_to(ROOT) else path


def _name(entry: Any, i: int) -> str:
    id_ = entry.get("id") if isinstance(entry, dict) else None
    return f"record {i + 1}" + (f" ({id_})" if id_ else "")


def _one[R: Record](where: str, entry: Any, kind: type[R]) -> R:
    try:
        return kind.model_validate(entry)
    except ValidationError as error:
        problems = [
            f"{where}: {'.'.join(map(str, one['loc'])) or 'the record'}: "
            + one["msg"].removeprefix("Value error, ")
            for one in error.errors()
        ]
        raise RecordError("\n".join(problems)) from error
