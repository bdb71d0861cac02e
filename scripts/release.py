"""Say whether a tag may be released: it names the version, and the changelog has an entry."""

import re
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def objections(tag: str) -> list[str]:
    """Return what stands against releasing under this tag."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    version = project["version"]
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    citation = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    out = []
    if tag != f"v{version}":
        out.append(f"the tag is {tag}, but pyproject.toml has version {version}")
    if not re.search(rf"^## \[?{re.escape(version)}\]?( |$)", changelog, flags=re.MULTILINE):
        out.append(f"CHANGELOG.md has no entry '## {version}'")
    if f"version: {version}\n" not in citation:
        out.append(f"CITATION.cff has no line 'version: {version}'")
    return out


if __name__ == "__main__":
    if len(sys.argv) != 2:  # noqa: PLR2004 - the program and the tag
        sys.exit("usage: release.py TAG")
    if found := objections(sys.argv[1]):
        sys.exit("\n".join(found))
