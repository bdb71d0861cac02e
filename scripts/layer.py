"""Write the skeleton of a layer: `make layer NAME=softsign`.

A layer of other arrays names them, and what it returns:

make layer NAME=bilinear IN="x:ND W:KD" OUT=z:NK

Each array is written name:LETTERS, one letter an axis (see backproof.nn.shapes); a cost is `C:`.
What is left to write stands as TODO(name) in the files, and a test names every one of them.
"""

import argparse
import builtins
import keyword
import re
import subprocess
import sys
from bisect import bisect
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from string import Template

import numpy as np
import yaml

ROOT = Path(__file__).resolve().parent.parent
SKELETON = Path(__file__).resolve().parent / "skeleton"
LETTERS = "NDKH"  # those of backproof.nn.shapes
INDEX = {"N": "n", "D": "j", "K": "k", "H": "h"}
ON_TOP = {"z": "z^{l}", "a": "a^{l}", "x": "a^{l-1}", "W": "W^{l}", "b": "b^{l}"}
NAV = {  # by configuration: the section of layers' pages, the one it stands before, derivations
    "mkdocs.yml": ("층", "예제", "유도"),
    "mkdocs.en.yml": ("Layers", "Examples", "Derivations"),
}


NEXT = """\
What is left to write stands there as TODO({name}): first the layer, then its
formula in the derivation, then the words. These say what is missing:

    make test ARGS="-k {name} -m 'not site'"
    .venv/bin/python derivations/{name}.py"""


class Refused(ValueError):  # noqa: N818 - it says what happened
    """Nothing was written; the message says why, and what would be right."""


@dataclass(frozen=True)
class Array:
    """One array of a layer's signature: its name and a letter for each axis."""

    name: str
    letters: str

    @property
    def annotation(self) -> str:
        """Return it as a signature writes it."""
        return f'Arr["{" ".join(self.letters)}"]'

    @property
    def tex(self) -> str:
        """Return its symbol in the house notation."""
        return ON_TOP.get(self.name, self.name)

    @property
    def indices(self) -> str:
        """Return the indices of an entry."""
        return ", ".join(INDEX[letter] for letter in self.letters)

    @property
    def entry(self) -> str:
        """Return the code of an entry."""
        return f"{self.name}.at({self.indices})"

    @property
    def quantity(self) -> str:
        """Return the line that makes it a quantity of a derivation."""
        return f"{self.name} = quantity({', '.join([f'"{self.tex}"', *self.letters])})"


def array(written: str) -> Array:
    """Read an array, such as `x:ND`.

    Raises:
        Refused: if it is none.
    """
    name, colon, letters = written.partition(":")
    fits = colon and name.isidentifier() and set(letters) <= set(LETTERS)
    if not fits or len(set(letters)) < len(letters):
        raise Refused(
            f"{written!r} is no array: write its name, a colon and one of {', '.join(LETTERS)} "
            "for each axis, none twice, such as x:ND or C:"
        )
    return Array(name, letters)


def check_name(name: str, root: Path = ROOT) -> None:
    """See that a layer may have this name.

    Raises:
        Refused: if it is no name for a function, or is taken.
    """
    if not name:
        raise Refused("which layer? Say its name: make layer NAME=softsign")
    if not re.fullmatch(r"[a-z][a-z0-9]*(_[a-z0-9]+)*", name) or keyword.iskeyword(name):
        raise Refused(f"{name!r} cannot name a layer: take small letters, such as leaky_relu")
    if hasattr(builtins, name):
        raise Refused(f"{name} is a function of Python: choose another name for the layer")
    names = (root / "src/backproof/nn/__init__.py").read_text(encoding="utf-8")
    if re.search(rf'^    "{name}",$', names, re.MULTILINE):
        raise Refused(f"{name} is in backproof.nn already: choose another name")
    if hasattr(np, name):
        raise Refused(
            f"{name} is a name of NumPy, and readers would take one for the other: "
            f"choose another, such as {name}_layer"
        )
    for path in sorted((root / "derivations").glob("*.py")):
        if f'"{name}"' in path.read_text(encoding="utf-8"):
            raise Refused(f"a derivation in derivations/{path.name} is called {name} already")


def _fill(template: str, values: dict[str, str]) -> str:
    return Template((SKELETON / template).read_text(encoding="utf-8")).substitute(values)


def _sections(values: dict[str, str], inputs: list[Array], output: Array) -> Iterator[str]:
    """Yield the derivation of each input's gradient; the first has the name of the file."""
    kind = "derivation_array.py.txt" if output.letters else "derivation_scalar.py.txt"
    for position, x in enumerate(inputs):
        more = f"_{x.name}" if position else ""
        own = {
            "input": x.name,
            "position": str(position),
            "section": f"for-{x.name.replace('_', '-')}",
            "variable": f"derivation{more}",
            "derivation_name": values["name"] + more,
            "x_entry": x.entry,
            "x_indices": f"({x.indices}{',' * (len(x.letters) == 1)})",
            "x_tex": x.tex,
            "y_indices": output.indices,
        }
        yield _fill(kind, values | own)


def _values(name: str, inputs: list[Array], output: Array) -> dict[str, str]:
    """Return what stands for each word of the templates."""
    arrays = [*inputs, output]
    sizes = {letter for one in arrays for letter in one.letters}
    lone = {one.letters for one in arrays if len(one.letters) == 1}
    notation = [*sizes, *(INDEX[letter] for letter in sizes), "quantity"]
    quantities = [one.quantity for one in arrays]
    if output.letters:
        notation += ["cost_of", "slope_of_cost"]
        quantities.append(Array("g", output.letters).quantity)
    first = inputs[0]
    entry = f"the entry ({output.indices})" if output.letters else "the cost"
    return {
        "name": name,
        "title": name.replace("_", " ").capitalize(),
        "anchor": name.replace("_", "-"),
        "layer_file": f"src/backproof/nn/layers/{name}.py",
        "imports": ", ".join(sorted({"Arr", "Cotangents", "Pullback", *lone}, key=_isort)),
        "signature": ", ".join(f"{x.name}: {x.annotation}" for x in inputs),
        "inputs": ", ".join(x.name for x in inputs),
        "arguments": ", ".join(x.name for x in inputs),
        "output": output.annotation,
        "y": output.name,
        "notation": ", ".join(sorted(notation, key=_isort)),
        "bound": "" if output.letters else "\nfrom backproof.derivation.expressions import bound",
        "quantities": "\n".join(quantities),
        "formula_arguments": ", ".join(f"{INDEX[i]}: sp.Expr" for i in output.letters),
        "output_dims": f"({', '.join(output.letters)}{',' * (len(output.letters) == 1)})",
        "entry": entry,
        "example": f"sp.exp({first.entry})"
        if output.letters
        else f"sp.Sum({first.entry} ** 2, ...) / N",
    }


def _isort(word: str) -> tuple[int, str]:
    """Sort as ruff sorts imported names: constants, classes, the rest."""
    return (0 if word.isupper() else 1 if word[0].isupper() else 2, word)


def into_nav(text: str, section: str, before: str, page: str) -> str:
    """Add a page at the end of a section of the navigation, which is made if it is not there.

    The file is edited as text, so that its comments stay.

    Raises:
        Refused: if the navigation is written in a way that this does not understand.
    """
    lines = text.splitlines()
    if f"  - {section}:" not in lines:
        if f"  - {before}:" not in lines:
            raise Refused(f"the navigation has no section {before!r}: add {page} by hand")
        lines.insert(lines.index(f"  - {before}:"), f"  - {section}:")
    end = lines.index(f"  - {section}:") + 1
    while end < len(lines) and lines[end].startswith("      - "):
        end += 1
    lines.insert(end, f"      - {page}")
    return "\n".join(lines) + "\n"


def _nav_of(text: str) -> object:
    """Read the navigation alone, which holds no tag of MkDocs."""
    return yaml.safe_load(text[re.search(r"^nav:$", text, re.MULTILINE).start() :])["nav"]  # type: ignore[union-attr]  # it is there


def _with_export(text: str, name: str) -> str:
    """Add a layer to the names of backproof.nn, each list in its order."""
    lines = text.splitlines()
    imported = [i for i, line in enumerate(lines) if line.startswith("from backproof.nn.")]
    made = f"from backproof.nn.layers.{name} import {name}"
    lines.insert(imported[0] + bisect([lines[i] for i in imported], made), made)
    start = lines.index("__all__ = [") + 1
    words = [line.strip(' ",') for line in lines[start : lines.index("]", start)]]
    at = bisect([_isort(word) for word in words], _isort(name))
    lines.insert(start + at, f'    "{name}",')
    return "\n".join(lines) + "\n"


def _with_line(text: str, heading: str, before: str, line: str, where: str) -> str:
    """Add a line to the list under a bold heading of the contents."""
    if heading in text:
        head, rest = text.split(f"{heading}\n\n", 1)
        listed, tail = rest.split("\n\n", 1)
        return f"{head}{heading}\n\n{listed}\n1. {line}\n\n{tail}"
    if before not in text:
        raise Refused(f"{where} has no {before}: add the layer's page to its contents by hand")
    return text.replace(before, f"{heading}\n\n1. {line}\n\n{before}", 1)


def _with_reference(text: str, name: str, words: str, where: str) -> str:
    """Add a layer to the API reference, where the layers are: a row, and its docstring."""
    row = "| [`elementwise`](#backproof.nn.elementwise)"
    listed = '"backproof.nn.elementwise"'
    if text.count(row) != 1 or text.count(listed) != 1:
        raise Refused(f"{where} was not understood: add backproof.nn.{name} by hand")
    text = text.replace(row, f"| [`{name}`](#backproof.nn.{name}) | {words} |\n{row}")
    return text.replace(listed, f'"backproof.nn.{name}", {listed}')


def files(name: str, inputs: list[Array], output: Array, root: Path = ROOT) -> dict[str, str]:
    """Return every file that the layer needs, new or changed, by its path.

    Raises:
        Refused: if the name or an array is not right, or a new file is there already.
    """
    check_name(name, root)
    if len({one.name for one in [*inputs, output]} | {"g"}) < len(inputs) + 2:
        raise Refused("each array has a name of its own, and g is the upstream gradient")
    if not inputs or any(not x.letters for x in inputs):
        raise Refused("a layer has an input, and each input an axis: write it as x:ND")
    values = _values(name, inputs, output)
    values["sections"] = "".join(_sections(values, inputs, output)).rstrip()
    made = {
        values["layer_file"]: _fill("layer.py.txt", values),
        f"derivations/{name}.py": _fill("derivation.py.txt", values),
        f"docs/ko/layers/{name}.md": _fill("page.ko.md", values),
        f"docs/en/layers/{name}.md": _fill("page.en.md", values),
    }
    if there := [path for path in made if (root / path).exists()]:
        raise Refused(f"{', '.join(there)}: there already, and nothing was overwritten")

    def read(path: str) -> str:
        return (root / path).read_text(encoding="utf-8")

    exports = "src/backproof/nn/__init__.py"
    made[exports] = _with_export(read(exports), name)
    for config, (layers, before, derivations) in NAV.items():
        nav = into_nav(read(config), layers, before, f"layers/{name}.md")
        made[config] = into_nav(nav, derivations, "-", f"derivations/{name}.py")
        old, new = str(_nav_of(read(config))), str(_nav_of(made[config]))
        if new.count(".md") != old.count(".md") + 1 or new.count(".py") != old.count(".py") + 1:
            raise Refused(f"the navigation in {config} was not understood: add the pages by hand")
    index = {
        "ko": ("**층**", "**예제**", f"[{name}](layers/{name}.md): TODO({name}): 한 문장."),
        "en": ("**Layers**", "**Examples**", f"[{name}](layers/{name}.md): TODO({name}): a line."),
    }
    for lang, (heading, before, line) in index.items():
        path = f"docs/{lang}/index.md"
        made[path] = _with_line(read(path), heading, before, line, path)
        path, words = f"docs/{lang}/reference.md", line.partition(": ")[2]
        made[path] = _with_reference(read(path), name, words, path)
    unreleased, added, rest = read("CHANGELOG.md").partition("### Added\n\n")
    entry = f"- `backproof.nn.{name}`: TODO({name}): what it is good for.\n"
    made["CHANGELOG.md"] = f"{unreleased}{added}{entry}{rest}"
    return made


def gaps(root: Path = ROOT) -> dict[str, list[str]]:
    """Return what is left to write, by file: each line with its number."""
    folders = ("src/backproof/nn", "derivations", "docs/ko", "docs/en")
    found = [path for folder in folders for path in sorted((root / folder).rglob("*.*"))]
    out = {}
    for path in [*found, root / "CHANGELOG.md"]:
        if path.suffix in {".py", ".md"}:
            lines = path.read_text(encoding="utf-8").splitlines()
            out[path.relative_to(root).as_posix()] = [
                f"line {at}: {line.strip(' #"')}"
                for at, line in enumerate(lines, 1)
                if re.search(r"TODO\(|NotImplementedError\(", line)
            ]
    return out


def write(made: dict[str, str], root: Path = ROOT) -> None:
    """Write all files, or none: where one cannot be written, the others are as before."""
    before = {path: (root / path).read_bytes() if (root / path).exists() else None for path in made}
    try:
        for path, text in made.items():
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_text(text, encoding="utf-8")
    except OSError:
        for path, old in before.items():
            if old is None:
                (root / path).unlink(missing_ok=True)
            else:
                (root / path).write_bytes(old)
        raise


def main() -> int:
    """Write the skeleton and say what comes next, or say why not."""
    parser = argparse.ArgumentParser(description="Write the skeleton of a layer.")
    parser.add_argument("name", nargs="?", default="")
    parser.add_argument("--inputs", default="z:NK", help='such as "x:ND W:KD"')
    parser.add_argument("--output", default="a:NK", help="such as z:NK, or C: for a cost")
    asked = parser.parse_args()
    try:
        inputs = [array(one) for one in asked.inputs.split()]
        made = files(asked.name, inputs, array(asked.output))
        write(made)
        code = [str(ROOT / path) for path in made if path.endswith(f"/{asked.name}.py")]
        subprocess.run([sys.executable, "-m", "ruff", "format", "--quiet", *code], check=False)
    except (Refused, OSError) as error:
        print(f"layer: {error}; nothing was written", file=sys.stderr)
        return 2
    say = NEXT.format(name=asked.name)
    print("\n".join(made), say, sep="\n\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
