"""The date of a build is that of its commit, so that two builds of one commit are the same."""

import os
import shutil
import subprocess
from pathlib import Path

#: What MkDocs and others take for now; see https://reproducible-builds.org/specs/source-date-epoch/
VARIABLE = "SOURCE_DATE_EPOCH"


def of_commit(root: Path) -> str:
    """Return the time of the last commit, in seconds; outside of a checkout the first there is."""
    if shutil.which("git") is None:
        return "0"
    done = subprocess.run(
        ["git", "log", "-1", "--format=%ct"],  # noqa: S607 - the git of the reader
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout.strip() or "0"


def fix(root: Path) -> None:
    """Set the date of the build, unless someone has set it."""
    if VARIABLE not in os.environ:
        os.environ[VARIABLE] = of_commit(root)
