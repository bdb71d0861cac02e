"""Every statement has a check of its name, and every check a statement."""

from __future__ import annotations

import inspect
from collections.abc import Mapping, Sequence
from types import ModuleType

from book.records import RecordError


def checks_of(module: ModuleType) -> set[str]:
    """Name the checks of a module: the generators without arguments that it defines."""
    return {
        name
        for name, made in inspect.getmembers(module, inspect.isgeneratorfunction)
        if made.__module__ == module.__name__ and not inspect.signature(made).parameters
    }


def paired(records: str, named: Mapping[str, str], modules: Sequence[ModuleType]) -> None:
    """Refuse a record without a check, and a check without a record.

    Args:
        records: the folder of the records.
        named: the ids of the records by the names of their checks.
        modules: where the checks stand.

    Raises:
        RecordError: naming every such record and check, and where what is missing belongs.
    """
    files = {f"src/{one.__name__.replace('.', '/')}.py": one for one in modules}
    checks = {name: file for file, one in files.items() for name in checks_of(one)}
    wrong = [
        f"{records}: {id_}: has no check; write `def {name}()` in {' or '.join(files)}"
        for name, id_ in named.items()
        if name not in checks
    ]
    wrong += [
        f"{checks[name]}: {name}: checks nothing; no record in {records} has an id for it"
        for name in sorted(checks.keys() - named.keys())
    ]
    if wrong:
        raise RecordError("\n".join(wrong))
