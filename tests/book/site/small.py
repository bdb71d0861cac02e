"""A project of three pages with all of the real code, for tests that change things."""

import os
import re
import shutil
import sys
from pathlib import Path

from tests.book.site.pages import ROOT

INDEX = """# {title} {{#home}}

One sentence.

{{= eq("bp2", "matrix") =}}

{{= source("backproof.nn.layers.affine") =}}

{{= figure("sigmoid_slope") =}}

{{= num(ex.two_two_one.run().before.W1) =}}

{{= ex.reading.text() =}}
"""
READING = '''"""Reads a record."""

from pathlib import Path


def text():
    """Return it."""
    return (Path(__file__).parents[4] / "docs/records/one.yml").read_text(encoding="utf-8")
'''
NAV = "nav:\n  - index.md\n  - glossary.md\n  - derivations/bp2.py\n"


def small(root):
    """Make the project; its code is that of the repository, in a copy."""
    for name in ("src", "overrides", "docs/assets", "docs/words", "bench"):
        shutil.copytree(ROOT / name, root / name)  # byte code, too, as old as the code it is of
    for name in (
        "derivations/bp2.py",
        "docs/glossary.yml",
        "requirements.txt",
        "package-lock.json",
    ):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, root / name)
    (root / "node_modules").symlink_to(ROOT / "node_modules")
    for name in ("mkdocs.yml", "mkdocs.en.yml"):
        text = (ROOT / name).read_text(encoding="utf-8")
        text = re.sub(r"^nav:\n.*", NAV, text, flags=re.DOTALL | re.MULTILINE)
        text = text.replace("experiments: docs/experiments", "")
        write(root, name, re.sub(r", \}", "}", text))
    for lang, title in (("ko", "집"), ("en", "Home")):
        write(root, f"docs/{lang}/index.md", INDEX.format(title=title))
        write(root, f"docs/{lang}/glossary.md", "# G {#glossary}\n\n{= glossary() =}\n")
    write(root, "docs/records/one.yml", "a-record-as-it-was\n")
    write(root, "src/book/examples/chapters/reading.py", READING)
    return root


def write(root, name, text):
    path = Path(root, name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def change(root, name, old, new):
    text = Path(root, name).read_text(encoding="utf-8")
    assert old in text
    write(root, name, text.replace(old, new))


def command(*arguments):
    return [sys.executable, "-m", "mkdocs", *arguments]


def environment(root):
    """The environment in which the code of the copy is imported, its own cache included."""
    kept = {name: value for name, value in os.environ.items() if name != "BOOK_CACHE"}
    return kept | {"PYTHONPATH": f"{root / 'src'}", "NO_MKDOCS_2_WARNING": "1"}
