"""`mkdocs serve` that answers from its first second, and says in the browser what is wrong.

The first language is shown as soon as it is built; the other follows behind, and gives way when a
file changes. Where much has to be made first, as in a fresh clone, the home page comes alone before
all others. What cannot be built is shown with its reason until it is mended.
"""

import logging
import os
import re
import threading
import time
import webbrowser
from collections.abc import Callable, Iterable
from html import escape
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, cast

from jinja2 import TemplateSyntaxError
from mkdocs import livereload
from mkdocs.commands import serve
from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort
from watchdog.events import FileSystemEvent, FileSystemEventHandler

from book.keeping.fingerprint import is_source
from book.site.languages import build_second

log = logging.getLogger("mkdocs.livereload")
#: Seconds within which the thread that takes requests notices that the server stops.
NOTICE = 0.05
#: Seconds that a request waits for a build before it is told how far the build is.
PATIENCE = 1.5
HOME = "index.md"
PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{title}</title>{head}
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>:root {{color-scheme: light dark; font-family: system-ui, sans-serif}}
body {{max-width: 60rem; margin: 3rem auto; padding: 0 1rem}}
pre {{white-space: pre-wrap; overflow-wrap: anywhere; font-size: .95rem; line-height: 1.5}}
</style></head><body><h1>{title}</h1>{body}</body></html>"""
FAILED = "빌드 실패 · The build failed"
BUILDING = "만드는 중 · Building"
AGAIN = '<meta http-equiv="refresh" content="1">'
MENDED = "<p>고치면 이 화면이 스스로 바뀝니다. · This page reloads by itself when it is mended.</p>"


class Superseded(Exception):  # noqa: N818 - nothing went wrong
    """A file has changed while the second language was being built."""


def reason(error: BaseException) -> str:
    """Return what went wrong, not that MkDocs was aborted because of it."""
    if type(error).__name__ == "Abort" and error.__context__ is not None:
        error = error.__context__
    plain = str(error) or type(error).__name__
    if isinstance(error, TemplateSyntaxError):
        where = os.path.relpath(error.filename or error.name or "a template")
        return f"{where}:{error.lineno}: {plain}"
    if isinstance(error, SyntaxError) and error.filename:
        return f"{os.path.relpath(error.filename)}:{error.lineno}: SyntaxError: {error.msg}"
    expected = any(one.__name__ == "MkDocsException" for one in type(error).__mro__)
    return plain if expected else f"{type(error).__name__}: {plain}"


class Handler(livereload._Handler):  # noqa: SLF001 - MkDocs is pinned
    """Logs no answer that says what the log says anyway."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Log a request, unless the build was still running or has failed."""
        if str(code) not in {"500", "503"}:
            super().log_request(code, size)  # type: ignore[no-untyped-call]


class Server(livereload.LiveReloadServer):
    """Serves each language as soon as it is there.

    `ready` holds the folders of the languages that are built, "" for the first, `failed` what is
    wrong with those that cannot be; a folder in neither is being built.
    """

    def __init__(self, builder: Callable[[], None], **where: Any) -> None:
        super().__init__(self._guarded(builder), polling_interval=0.25, **where)
        self.second = "en"
        self.ready: set[str] = set()
        self.failed: dict[str, str] = {}
        self.epochs = {"": self._visible_epoch, self.second: self._visible_epoch}
        self.progress = ""
        self.changed: dict[str, set[str]] = {"": set(), self.second: set()}
        self.begun = time.time()
        self._behind: MkDocsConfig | None = None
        self.only: str | None = None
        self._early: TemporaryDirectory[str] | None = None
        self._site = self.root
        self.serve_thread = threading.Thread(target=self.serve_forever, args=(NOTICE,), daemon=True)
        self.RequestHandlerClass = Handler
        try:
            self.server_bind()
        except OSError as error:
            raise Abort(
                f"{self.url} cannot be served: {error.strerror}; -a names another"
            ) from error
        self.server_activate()
        self.serve_thread.start()
        log.info("Serving on %s", self.url)

    # --- building -------------------------------------------------------------------------------

    def _guarded(self, builder: Callable[[], None]) -> Callable[[], None]:
        def guarded() -> None:
            try:
                builder()
            except Exception as error:  # noqa: BLE001 - whatever it is, the author must see it
                self._fail(error, "", self.second)

        return guarded

    def attempt(self, config: MkDocsConfig, **how: Any) -> None:
        """Build the first language; the second is built by the loop."""
        self.second = config.extra["then"]["folder"]
        with self._epoch_cond:
            self.ready.clear()
            self.failed.clear()
        try:
            build(config, **how)
        except Exception as error:  # noqa: BLE001
            self._fail(error, "", self.second)
        else:
            self._behind = config
            self._publish("")

    def build_home(self, config: MkDocsConfig) -> None:
        """Show the home page before the others, if this server is new and those take long."""
        root = Path(config.config_file_path).resolve().parent
        if self._watched_paths or not import_module("book.site.filling").takes_long(root):
            return
        early = TemporaryDirectory()
        self.only = HOME
        try:
            where = {"site_dir": early.name, "site_url": config.site_url}
            build(load_config(config.config_file_path, **where), serve_url=config.site_url)
        except Exception as error:  # noqa: BLE001 - the build of all pages says it better
            log.debug("%s", error)
        else:
            self.root, self._early = early.name, early
        finally:
            self.only = None

    def forget_home(self) -> None:
        """Remove the home page that came before the others, if there is one."""
        early, self._early = self._early, None
        if early is not None:
            early.cleanup()

    def _follow(self) -> None:
        """Build the second language behind the first, until a file changes."""
        config, self._behind = self._behind, None
        if config is None:
            return
        try:
            build_second(config)
        except Superseded:
            return
        except Exception as error:  # noqa: BLE001
            if not self._want_rebuild:  # else it may have seen half of a change
                self._fail(error, self.second)
        else:
            self._publish(self.second)
            import_module("book.keeping.trace").prune()  # now, since nobody waits for it

    def _publish(self, folder: str) -> None:
        with self._epoch_cond:
            self.root = self._site
            self.forget_home()
            self.ready.add(folder)
            if not self._want_rebuild:  # else something has changed meanwhile
                self.changed[folder].clear()
            self._turn(folder)

    def _fail(self, error: BaseException, *folders: str) -> None:
        text = reason(error)
        changed = set().union(*(self.changed[folder] for folder in folders))
        if changed:
            text += "\n\nchanged since the last build that worked: " + ", ".join(sorted(changed))
        log.error("%s", text)
        with self._epoch_cond:
            for folder in folders:
                self.failed[folder] = text
                self._turn(folder)

    def _turn(self, folder: str) -> None:
        """Let the browsers that show this language load their page again."""
        self.epochs[folder] = max(round(time.monotonic() * 1000), self.epochs[folder] + 1)
        self._epoch_cond.notify_all()

    def tell(self, second: bool, said: str) -> None:  # noqa: FBT001
        """Take note of how far the build is.

        Raises:
            Superseded: if it is that of the second language and a file has changed.
        """
        self.progress = said
        if second and self._want_rebuild:
            raise Superseded

    # --- watching -------------------------------------------------------------------------------

    def watch(self, path: str, func: None = None, *, recursive: bool = True) -> None:  # noqa: ARG002
        """Build again when a source changes; byte code and what editors leave are none."""
        path = os.path.abspath(path)  # noqa: PTH100 - as in MkDocs
        if path in self._watched_paths:
            self._watched_paths[path] += 1
            return
        self._watched_paths[path] = 1

        def changed(event: FileSystemEvent) -> None:
            name = Path(os.fsdecode(event.dest_path or event.src_path))
            if event.is_directory or event.event_type in {"opened", "closed_no_write"}:
                return
            if not is_source(name) and not is_source(Path(os.fsdecode(event.src_path))):
                return
            with self._rebuild_cond:
                for folder in self.changed.values():
                    folder.add(os.path.relpath(os.path.realpath(name), os.path.realpath(".")))
                self._want_rebuild = True
                self._rebuild_cond.notify_all()

        handler = FileSystemEventHandler()
        handler.on_any_event = changed  # type: ignore[method-assign]
        self._watch_refs[path] = self.observer.schedule(handler, path, recursive=recursive)

    def _missed(self) -> bool:
        """Tell whether a file has changed since the first build began, when nobody watched."""
        return any(
            file.stat().st_mtime >= self.begun
            for path in map(Path, self._watched_paths)
            for file in (path.rglob("*") if path.is_dir() else [path])
            if file.is_file() and is_source(file)
        )

    def serve(self, *, open_in_browser: bool = False) -> None:
        """Watch the files, and build again whenever one changes."""
        if self._watched_paths:
            self.observer.start()
            self._want_rebuild = self._missed()
        if open_in_browser:
            webbrowser.open(self.url)
        self._build_loop()

    def _build_loop(self) -> None:
        while not self._shutdown:
            self._follow()
            with self._rebuild_cond:
                while not self._rebuild_cond.wait_for(
                    lambda: self._want_rebuild or self._shutdown, timeout=self.shutdown_delay
                ):
                    pass  # a break now and then lets Ctrl-C in, on Windows, too
                if self._shutdown:
                    return
                while self._rebuild_cond.wait(timeout=self.build_delay):
                    pass
                self._want_rebuild = False
            self.builder()

    # --- answering ------------------------------------------------------------------------------

    def _folder(self, path: str) -> str:
        return self.second if path.startswith(f"{self.mount_path}{self.second}/") else ""

    def _serve_request(
        self, environ: dict[str, Any], start_response: Any
    ) -> Iterable[bytes] | None:
        path = environ["PATH_INFO"].encode("latin-1").decode("utf-8", "ignore")
        if found := re.fullmatch(r"/livereload/([0-9]+)/(\w+)", path):
            folder = self._folder(f"{self.mount_path}{found[2]}/")
            return self._poll(int(found[1]), folder, start_response)
        folder = self._folder(path)
        with self._epoch_cond:
            self._epoch_cond.wait_for(
                lambda: folder in self.ready or folder in self.failed, timeout=PATIENCE
            )
            wrong, there = self.failed.get(folder), folder in self.ready
        if wrong is not None:
            body = f"<pre>{escape(wrong)}</pre>{MENDED}"
            script = f"<script>{self._script(folder)}</script>"
            page = PAGE.format(title=FAILED, head="", body=body + script)
            return self._answer("500 Internal Server Error", page, start_response)
        early = None if there else self._early_file(path)
        if not there and early is None:
            body = f"<p>{escape(self.progress)}</p>"
            page = PAGE.format(title=BUILDING, head=AGAIN, body=body)
            return self._answer("503 Service Unavailable", page, start_response)
        if early is not None and early.suffix == ".html":
            page = self._inject_js_into_html(early.read_bytes(), 0).decode()
            return self._answer("200 OK", page, start_response)
        self._wanted_epoch = self._visible_epoch  # nothing to wait for
        answer: Iterable[bytes] | None = super()._serve_request(environ, start_response)
        return answer

    def _early_file(self, path: str) -> Path | None:
        """Return what belongs to the home page and is there before all others are."""
        inside = path.removeprefix(self.mount_path)
        root = Path(self.root).resolve()
        file = (root / (inside or "index.html")).resolve()
        return file if self._early and file.is_relative_to(root) and file.is_file() else None

    @staticmethod
    def _answer(status: str, page: str, start_response: Any) -> list[bytes]:
        head = [("Content-Type", "text/html; charset=utf-8"), ("Cache-Control", "no-store")]
        start_response(status, head)
        return [page.encode()]

    def _poll(self, known: int, folder: str, start_response: Any) -> list[bytes]:
        """Answer when there is something newer than what a browser knows, or after a minute."""
        start_response("200 OK", [("Content-Type", "text/plain")])
        with self._epoch_cond:
            self._epoch_cond.wait_for(
                lambda: self.epochs[folder] > known, timeout=self.poll_response_timeout
            )
            return [b"%d" % self.epochs[folder]]

    def _script(self, folder: str) -> str:
        return livereload._SCRIPT_TEMPLATE.substitute(  # noqa: SLF001 - MkDocs is pinned
            epoch=self.epochs[folder], request_id=f"'{folder or 'first'}'"
        )

    def _inject_js_into_html(self, content: bytes, epoch: int) -> bytes:  # noqa: ARG002
        folder = self.second if f'lang="{self.second}"'.encode() in content[:200] else ""
        start, body, end = content.rpartition(b"</body>")
        return start + f"<script>{self._script(folder)}</script>".encode() + body + end


def prepare(servers: list[Any]) -> None:
    """Let `mkdocs serve` take this server, which it will put into the list."""

    def start(builder: Callable[[], None], **where: Any) -> Server:
        servers.append(Server(builder, **where))
        return cast("Server", servers[-1])

    def attempt(config: MkDocsConfig, **how: Any) -> None:
        servers[-1].attempt(config, **how)

    vars(serve).update(LiveReloadServer=start, build=attempt)
