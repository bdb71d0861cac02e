"""What pages print is made before they ask for it, by as many processes as there are cores.

A worker only fills what is kept: the build that follows takes everything from there, and would make
what is missing itself.
"""

import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from itertools import islice
from multiprocessing.pool import Pool
from pathlib import Path
from typing import Any

import jupytext
from mkdocs.exceptions import PluginError
from mkdocs.utils import meta
from nbformat import NotebookNode, from_dict

from book.keeping.store import folder
from book.keeping.trace import keeper

type Task = tuple[str, str]

LANGUAGES = ("ko", "en")
#: These take longest and come first, so that no process waits for another at the end.
LONGEST = (
    "whole_model.md", "mistakes.md", "first_steps.md", "check.md", "generality.md",
    "how_it_is_made.md", "claims.md",
)  # fmt: skip
#: So few are made by the build itself: a process has to import everything first.
FEW = 3


def _text(root: Path, lang: str, src: str) -> str:
    path = root / "docs" / lang / src
    text: str = meta.get_data(path.read_text(encoding="utf-8-sig"))[0] if path.exists() else ""
    return text


def cells(root: Path, name: str) -> list[str]:
    """Return the code of the cells of a notebook."""
    text = (root / name).read_text(encoding="utf-8")

    def read() -> list[str]:
        found = jupytext.reads(text, fmt="py:percent")
        return [cell.source for cell in found.cells if cell.cell_type == "code"]

    return [str(one) for one in keeper(root).keep("cells", [text], read)]


def _page_is_missing(root: Path, src: str) -> bool:
    if not (folder(root) / "kept/printed").exists():
        return True
    from book.pages.page import is_printed  # noqa: PLC0415 - it takes a while

    return not all(is_printed(_text(root, lang, src), src, lang, root) for lang in LANGUAGES)


def _notebook_is_missing(root: Path, name: str) -> bool:
    if not (folder(root) / "kept/outputs").exists():
        return True
    from book.site.notebooks import are_kept  # noqa: PLC0415

    return not are_kept(root, cells(root, name), str((root / name).parent))


def missing(root: Path) -> Iterator[Task]:
    """Yield what has to be made, that which takes longest first."""
    pages = sorted(
        {
            path.relative_to(root / "docs" / lang).as_posix()
            for lang in LANGUAGES
            for path in (root / "docs" / lang).rglob("*.md")
        },
        key=lambda src: (LONGEST.index(src) if src in LONGEST else len(LONGEST), src),
    )
    names = [*(root / "docs/experiments").glob("*.py"), *(root / "derivations").glob("*.py")]
    long = [src for src in pages if src in LONGEST]
    yield from (("page", src) for src in long if _page_is_missing(root, src))
    for path in sorted(names):
        name = path.relative_to(root).as_posix()
        if _notebook_is_missing(root, name):
            yield "notebook", name
    rest = (src for src in pages if src not in LONGEST)
    yield from (("page", src) for src in rest if _page_is_missing(root, src))


def takes_long(root: Path) -> bool:
    """Tell whether so much is missing that someone would wait for it."""
    return len(list(islice(missing(root), FEW + 1))) > FEW


def _prepare() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the build ends its workers by itself
    signal.signal(signal.SIGTERM, _end)
    if hasattr(os, "setpgid"):
        os.setpgid(0, 0)  # a worker and the commands that it runs are one group, which it can end


def _end(*_: Any) -> None:
    """End a worker, with its kernel and V8 if it has any, and the commands that it runs."""
    try:
        if notebooks := sys.modules.get("book.site.notebooks"):
            notebooks.close()  # it is not there yet where the import of the room is under way
    finally:
        if hasattr(os, "killpg"):
            os.killpg(0, signal.SIGKILL)
        os._exit(1)


def make(root: Path, task: Task) -> str:
    """Do one task; return what went wrong."""
    kind, name = task
    try:
        if kind == "page":
            from book.pages.page import render  # noqa: PLC0415 - in the process that needs it

            for lang in LANGUAGES:
                render(_text(root, lang, name), name, lang, root)
        else:
            from book.site.notebooks import outputs  # noqa: PLC0415

            outputs(root, _notebook(cells(root, name)), str((root / name).parent))
    except PluginError as error:
        return str(error)
    return ""


def _notebook(sources: list[str]) -> NotebookNode:
    plain: dict[str, Any] = {
        "metadata": {},
        "outputs": [],
        "execution_count": None,
        "cell_type": "code",
    }
    made: NotebookNode = from_dict(  # type: ignore[no-untyped-call]  # nbformat has no types
        {
            "cells": [plain | {"source": source} for source in sources],
            "metadata": {},
            "nbformat": 4,
            "nbformat_minor": 5,
        }
    )
    return made


def _work(task: tuple[Path, Task]) -> tuple[Task, str]:
    return task[1], make(*task)


def _results(pool: Pool, root: Path, tasks: list[Task]) -> Iterator[tuple[Task, str]]:
    """Yield what comes, and notice when a worker was ended from outside, which no pool does."""
    workers = {one.pid for one in multiprocessing.active_children()}
    coming = pool.imap_unordered(_work, [(root, task) for task in tasks])
    for _ in tasks:
        while True:
            with suppress(multiprocessing.TimeoutError):
                yield coming.next(timeout=0.5)
                break
            if workers - {one.pid for one in multiprocessing.active_children()}:
                raise PluginError(
                    "a process that prepares pages has ended; is there memory enough?"
                )


def soonest(tasks: list[Task], workers: int) -> list[Task]:
    """Let one worker begin with chapters, which are short: what is wrong shows in one of them.

    The others begin with what takes longest, as before.

    >>> tasks = [("page", "mistakes.md"), ("page", "check.md"), ("page", "chapters/bp1.md")]
    >>> [src for _, src in soonest(tasks, 2)]
    ['mistakes.md', 'chapters/bp1.md', 'check.md']
    """
    short = [task for task in tasks if task[1].startswith("chapters/")]
    rest = [task for task in tasks if task not in short]
    return [*rest[: workers - 1], *short, *rest[workers - 1 :]]


def _end_workers_with_this() -> Any:
    """Let a process that is told to end do so like any other; return what it did before."""
    if threading.current_thread() is not threading.main_thread():
        return None
    return signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))


def fill(root: Path, tell: Callable[[int, int, str], None], *, soon: bool = False) -> bool:
    """Make what is missing; say whether that was much.

    Args:
        root: the folder of the project.
        tell: is told how many tasks are done, of how many, and which was the last.
        soon: whether someone waits to see what is wrong.

    Raises:
        PluginError: if something cannot be made.
    """
    tasks = list(missing(root))
    count = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    if len(tasks) <= FEW or (count or 1) < 2:  # noqa: PLR2004 - one process is no help
        return False
    if soon:
        tasks = soonest(tasks, count or 1)
    tell(0, len(tasks), "")
    context = multiprocessing.get_context("spawn")
    before = _end_workers_with_this()
    pool: Any = context.Pool(min(count or 1, len(tasks)), initializer=_prepare)
    try:
        for done, ((_, name), wrong) in enumerate(_results(pool, root, tasks), 1):
            if wrong:
                raise PluginError(wrong)
            tell(done, len(tasks), name)
    finally:
        pool.terminate()
        if before is not None:
            signal.signal(signal.SIGTERM, before)
    return True
