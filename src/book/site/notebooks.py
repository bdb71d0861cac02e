"""Notebooks executed once for both languages, and never from a stale cache."""

import hashlib
import json
import os
import re
import sys
from base64 import b64decode, b64encode
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

from bs4 import BeautifulSoup
from jupyter_client.manager import KernelManager
from mkdocs.exceptions import PluginError
from mkdocs.structure.toc import AnchorLink
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError
from nbconvert.preprocessors import ExecutePreprocessor
from nbformat import NotebookNode, from_dict

SHOWN = re.compile("<!-- output -->(.*?)<!-- /output -->", re.DOTALL)
HIDDEN = re.compile('<div class="jp-outputs" data-html="([^"]*)"></div>')
#: Over code that is folded away; notebook.html.j2 writes the English one.
SUMMARY = {
    "ko": "<summary>코드 보기</summary>",
    "en": "<summary>Show the code</summary>",
}
OTHER = {"ko": "en", "en": "ko"}
EMPTY: dict[str, Any] = {"metadata": {}, "outputs": [], "execution_count": None}
CLEAN = "get_ipython().reset(); import os; os.chdir({!r}); del os"


def fingerprint(root: Path) -> str:
    """Return a hash of all that an output depends on besides its own cells."""
    state = hashlib.sha256(sys.version.encode())
    data = sorted((root / "docs").glob("*/**/*.yml"))  # records, which modules read when imported
    for path in [*sorted((root / "src").rglob("*.py")), *data, root / "requirements.txt"]:
        state.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes())
    return state.hexdigest()


@cache
def _kernel() -> KernelManager:
    """Start one kernel for all notebooks, since most of a short one's time is its imports."""
    kernel = KernelManager(kernel_name="python3", transport="ipc" if os.name == "posix" else "tcp")
    kernel.start_kernel()
    return kernel


def _execute(notebook: NotebookNode, folder: str) -> None:
    """Run the cells in an emptied kernel; a cell that fails fails the build."""
    notebook.cells.insert(0, _node({"cell_type": "code", "source": CLEAN.format(folder)} | EMPTY))
    client = NotebookClient(notebook, km=_kernel(), timeout=600)
    try:
        client.execute(cleanup_kc=False)
    except CellExecutionError as error:
        cell = error.traceback.split("------------------")[1].strip()
        raise PluginError(f"{error.ename}: {error.evalue}\nin the cell\n{cell}") from error
    finally:
        notebook.cells.pop(0)
        if client.kc is not None:
            client.kc.stop_channels()


def _node(content: dict[str, Any]) -> NotebookNode:
    node: NotebookNode = from_dict(content)  # type: ignore[no-untyped-call]  # nbformat has no types
    return node


def _cells(notebook: NotebookNode) -> list[NotebookNode]:
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def share(root: Path, state: str) -> None:
    """Let nbconvert's executor keep outputs by code, sources, lock file and Python.

    mkdocs-jupyter executes a notebook for each language and again for every change of a word, and
    its own cache does not know of the package that the cells import.
    """

    def preprocess(
        _executor: ExecutePreprocessor, notebook: NotebookNode, resources: dict[str, Any], **_: Any
    ) -> tuple[NotebookNode, dict[str, Any]]:
        folder, cells = resources["metadata"]["path"], _cells(notebook)
        key = json.dumps([state, folder, [cell.source for cell in cells]])
        store = root / ".cache/notebooks" / f"{hashlib.sha256(key.encode()).hexdigest()}.json"
        if not store.exists():
            _execute(notebook, folder)
            store.parent.mkdir(parents=True, exist_ok=True)
            store.write_text(json.dumps([cell.outputs for cell in cells]), encoding="utf-8")
        for cell, outputs in zip(cells, json.loads(store.read_text("utf-8")), strict=True):
            cell.outputs = [_node(output) for output in outputs]
        return notebook, resources

    setattr(ExecutePreprocessor, "preprocess", preprocess)  # noqa: B010 - it is no subclass


def close() -> None:
    """Stop the kernel, if one runs."""
    if _kernel.cache_info().currsize:
        _kernel().shutdown_kernel(now=True)
    _kernel.cache_clear()


def _only(lang: str, html: str) -> str:
    """Drop what an output says in the other language."""
    other = f"lang-{OTHER[lang]}"
    if other not in html:
        return html
    soup = BeautifulSoup(html, "html.parser")
    for element in soup.find_all(class_=other):
        element.decompose()
    return str(soup)


def hide_outputs(lang: str, markdown: str) -> str:
    """Wrap up what the cells put out, which is no Markdown, until the page is made."""

    def wrap(found: re.Match[str]) -> str:
        html = _only(lang, found[1]).encode()
        return f'<div class="jp-outputs" data-html="{b64encode(html).decode()}"></div>'

    return SHOWN.sub(wrap, markdown).replace(SUMMARY["en"], SUMMARY[lang])


def show_outputs(html: str) -> str:
    """Unwrap what the cells put out."""
    return HIDDEN.sub(
        lambda found: f'<div class="jp-outputs">{b64decode(found[1]).decode()}</div>', html
    )


def entries(toc: Iterable[AnchorLink]) -> Iterator[AnchorLink]:
    """Walk a table of contents."""
    for entry in toc:
        yield entry
        yield from entries(entry.children)
