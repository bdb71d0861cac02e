"""The derivation objects that the files under derivations/ leave behind."""

import contextlib
import io
import runpy
from functools import cache
from pathlib import Path
from typing import Any

#: What a derivation reaches is asked of the derivation itself.
REACHES = ()


@cache
def _run(path: Path, _mtime: int) -> Any:
    with contextlib.redirect_stdout(io.StringIO()):
        names = runpy.run_path(str(path), run_name=path.stem)
    if "derivation" not in names:
        raise LookupError(f"{path.name} leaves no variable `derivation`")
    return names["derivation"]


def load(name: str, root: Path) -> Any:
    """Run derivations/NAME.py, once a process while it does not change."""
    path = root / "derivations" / f"{name}.py"
    if not path.exists():
        raise LookupError(f"there is no derivation {name!r}")
    return _run(path, path.stat().st_mtime_ns)
