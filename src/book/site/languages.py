"""Two languages, two configurations, one build."""

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig


@dataclass(frozen=True)
class Second:
    """The configuration that `extra.then` names, which is built into a folder of the same site."""

    config_file: str
    site_dir: str
    site_url: str

    @classmethod
    def of(cls, config: MkDocsConfig) -> "Second":
        """Return the second language of the first."""
        then = config.extra["then"]
        return cls(
            str(Path(config.config_file_path).parent / then["config"]),
            str(Path(config.site_dir) / then["folder"]),
            f"{config.site_url.rstrip('/')}/{then['folder']}/" if config.site_url else "",
        )


class Ahead:
    """A process that goes ahead with the second language while the first is built.

    It builds into a folder that is thrown away: what it leaves is what is kept, which the build
    of the second language then takes. So nothing depends on it but time.
    """

    def __init__(self, second: Second) -> None:
        self.folder = TemporaryDirectory()
        command = (*("-m", "mkdocs", "build", "--quiet"), "--config-file", second.config_file)
        self.process = subprocess.Popen(  # noqa: S603 - the command is our own
            [sys.executable, *command, "--site-dir", self.folder.name],
            env=os.environ | {"SITE_URL": second.site_url},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def wait(self) -> None:
        """Wait for its end."""
        self.process.wait()

    def close(self) -> None:
        """End it, and remove what it wrote."""
        self.process.terminate()
        self.process.wait()
        self.folder.cleanup()


def build_second(config: MkDocsConfig) -> None:
    """Build the second language, if this is the first."""
    if config.extra.get("second"):
        return
    second = Second.of(config)
    build(
        load_config(
            second.config_file,
            site_dir=second.site_dir,
            site_url=second.site_url or None,
            strict=config.strict,
        )
    )
