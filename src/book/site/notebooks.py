"""Notebooks executed once for both languages, and never from a stale cache."""

import json
import os
import re
from base64 import b64decode, b64encode
from concurrent.futures import Future
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread
from typing import Any, cast

import jinja2
from bs4 import BeautifulSoup
from jupyter_client.manager import KernelManager
from mkdocs.exceptions import PluginError
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError
from nbconvert.exporters import TemplateExporter
from nbconvert.preprocessors import ExecutePreprocessor
from nbformat import NotebookNode, from_dict

from book.keeping.store import folder
from book.keeping.trace import depends, keeper

SHOWN = re.compile("<!-- output -->(.*?)<!-- /output -->", re.DOTALL)
HIDDEN = re.compile('<div class="jp-outputs" data-html="([^"]*)"></div>')
#: Over code that is folded away; notebook.html.j2 writes the English one.
SUMMARY = {
    "ko": "<summary>코드 보기</summary>",
    "en": "<summary>Show the code</summary>",
}
ANSI = re.compile(r"\x1b\[[0-9;]*m")
IN_CELL = re.compile(r"Cell In\[\d+\], line (\d+)")
OTHER = {"ko": "en", "en": "ko"}
EMPTY: dict[str, Any] = {"metadata": {}, "outputs": [], "execution_count": None}
#: The path of a socket has about 100 letters at most.
LONGEST_SOCKET = 80
CLEAN = "get_ipython().reset(); import os; os.chdir({!r}); del os"


_started: list[tuple[KernelManager, TemporaryDirectory[str]]] = []
_working: list[Thread] = []


def _kernel() -> KernelManager:
    """Start one kernel for all notebooks, since most of a short one's time is its imports.

    What it says goes through sockets in a folder of its own.
    """
    if _started:
        return _started[0][0]
    folder = TemporaryDirectory(prefix="kernel-", ignore_cleanup_errors=True)
    short = len(folder.name) < LONGEST_SOCKET and os.name == "posix"
    kernel = KernelManager(kernel_name="python3", transport="ipc" if short else "tcp")
    kernel.connection_file = str(Path(folder.name, "kernel.json"))
    if short:
        kernel.ip = str(Path(folder.name, "ipc"))
    _started.append((kernel, folder))
    try:
        kernel.start_kernel()
    except BaseException:
        close()
        raise
    return kernel


def _place(said: str, cell: str, folder: Path) -> str:
    """Return the file and the line of a cell that failed."""
    line = IN_CELL.search(ANSI.sub("", said))
    for path in sorted(folder.glob("*.py")):
        before, there, _ = path.read_text(encoding="utf-8").partition(cell)
        if there:
            number = before.count("\n") + (int(line[1]) if line else 1)
            return f"{path.parent.name}/{path.name}:{number}: "
    return ""


def _wait(client: NotebookClient) -> None:
    """Execute in another thread: in the first, nbclient would take Ctrl-C for itself.

    The sockets belong to that thread: another that closed them would wait for ever.
    """
    done: Future[None] = Future()

    def work() -> None:
        try:
            try:
                client.execute(cleanup_kc=False)
            finally:
                if client.kc is not None:
                    client.kc.stop_channels()
        except BaseException as error:  # noqa: BLE001 - it is raised where it is waited for
            done.set_exception(error)
        else:
            done.set_result(None)

    thread = Thread(target=work, daemon=True)
    _working[:] = [thread]
    thread.start()
    try:
        done.result()
    finally:
        if done.done():
            thread.join()


def _execute(notebook: NotebookNode, folder: str) -> None:
    """Run the cells in an emptied kernel; a cell that fails fails the build."""
    notebook.cells.insert(0, _node({"cell_type": "code", "source": CLEAN.format(folder)} | EMPTY))
    client = NotebookClient(notebook, km=_kernel(), timeout=600)
    try:
        _wait(client)
    except CellExecutionError as error:
        cell = error.traceback.split("------------------")[1].strip()
        where = _place(error.traceback, cell, Path(folder))
        raise PluginError(f"{where}{error.ename}: {error.evalue}\nin the cell\n{cell}") from error
    finally:
        notebook.cells.pop(0)


def _node(content: dict[str, Any]) -> NotebookNode:
    node: NotebookNode = from_dict(content)  # type: ignore[no-untyped-call]  # nbformat has no types
    return node


def _cells(notebook: NotebookNode) -> list[NotebookNode]:
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def _key(root: Path, sources: list[str], folder: str) -> list[Any]:
    return [os.path.relpath(folder, root), sources]


def are_kept(root: Path, sources: list[str], folder: str) -> bool:
    """Tell whether the outputs of these cells are kept."""
    return keeper(root).find("outputs", _key(root, sources, folder)) is not None


def outputs(root: Path, notebook: NotebookNode, folder: str) -> list[list[dict[str, Any]]]:
    """Return what the cells of a notebook put out, from the last time if nothing has changed."""
    sources = [cell.source for cell in _cells(notebook)]
    kept = keeper(root)

    def make() -> list[list[dict[str, Any]]]:
        depends("module:book.site.notebooks", *kept.project.of_text("\n".join(sources)))
        _execute(notebook, folder)
        found: list[list[dict[str, Any]]] = json.loads(
            json.dumps([cell.outputs for cell in _cells(notebook)])
        )
        return found

    found = kept.keep("outputs", _key(root, sources, folder), make)
    return cast("list[list[dict[str, Any]]]", found)


_create = TemplateExporter._create_environment  # noqa: SLF001 - nbconvert is pinned


def share(root: Path) -> None:
    """Let nbconvert's executor keep outputs by their code and all that it reaches.

    mkdocs-jupyter executes a notebook for each language and again for every change of a word, and
    its own cache does not know of the package that the cells import.
    """

    def preprocess(
        _executor: ExecutePreprocessor, notebook: NotebookNode, resources: dict[str, Any], **_: Any
    ) -> tuple[NotebookNode, dict[str, Any]]:
        found = outputs(root, notebook, resources["metadata"]["path"])
        for cell, shown in zip(_cells(notebook), found, strict=True):
            cell.outputs = [_node(output) for output in shown]
        return notebook, resources

    def compiled_once(exporter: TemplateExporter) -> jinja2.Environment:
        environment: jinja2.Environment = _create(exporter)  # type: ignore[no-untyped-call]  # no types
        environment.bytecode_cache = bytecode(root)
        return environment

    setattr(ExecutePreprocessor, "preprocess", preprocess)  # noqa: B010 - it is no subclass
    setattr(TemplateExporter, "_create_environment", compiled_once)  # noqa: B010


def bytecode(root: Path) -> jinja2.FileSystemBytecodeCache:
    """Return where compiled templates are kept: nbconvert makes them anew for each notebook."""
    there = folder(root) / "templates"
    there.mkdir(parents=True, exist_ok=True)
    return jinja2.FileSystemBytecodeCache(str(there))


def close() -> None:
    """Stop the kernel, if one runs, also in the middle of a notebook."""
    while _started:
        kernel, folder = _started.pop()
        process = getattr(kernel.provisioner, "process", None)
        if process is not None and any(thread.is_alive() for thread in _working):
            process.kill()
            process.wait()
        else:
            kernel.shutdown_kernel(now=True)
        folder.cleanup()


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
