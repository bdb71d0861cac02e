"""What a Python file may load, read from its text: imports at any depth, also by name."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from typing import Any

#: What reading a file looks like, where nobody can watch it being done.
OPENS = re.compile(r"\bopen\(|\bpathlib\b|\bread_(?:text|bytes)\b|\bimport io\b")
#: A module that uses one of these may run anything.
RUNNERS = {"subprocess", "runpy", "pkgutil", "multiprocessing", "spec_from_file_location"}
IMPORTERS = {"import_module", "__import__"}
FUNCTIONS = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda


def _walk(tree: ast.AST, *, deep: bool) -> Iterator[ast.AST]:
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.If) and getattr(node.test, "id", "") == "TYPE_CHECKING":
            continue  # is never run
        yield node
        if deep or not isinstance(node, FUNCTIONS):
            waiting.extend(ast.iter_child_nodes(node))


def _base(node: ast.ImportFrom, package: list[str]) -> str:
    start = package[: len(package) + 1 - node.level] if node.level else []
    return ".".join([*start, *([node.module] if node.module else [])])


def _named(node: ast.Call, name: str) -> str:
    """Return what a call imports by name: a module, `package.*` for a part of it, or `*`."""
    said = node.args[0] if node.args else None
    if isinstance(said, ast.Constant) and isinstance(said.value, str):
        return said.value
    if isinstance(said, ast.JoinedStr):
        start = ""
        for part in said.values:
            if isinstance(part, ast.Constant):
                start += str(part.value)
            elif isinstance(part, ast.FormattedValue) and ast.unparse(part.value) == "__name__":
                start += name
            else:
                break
        package, dot, _ = start.rpartition(".")
        if dot:
            return f"{package}.*"
    return "*"


def _called(node: ast.Call) -> str:
    function = node.func
    return str(getattr(function, "attr", "") or getattr(function, "id", ""))


def _used(node: ast.AST) -> str:
    """Return the name that a node uses, if it does."""
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name) | ast.alias(name=name):
            return str(name)
        case ast.ImportFrom(module=name):
            return name or ""
    return ""


def _found(tree: ast.AST, name: str, package: list[str], *, deep: bool) -> Iterator[str]:
    for node in _walk(tree, deep=deep):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{_base(node, package)}:{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Call) and _called(node) in IMPORTERS:
            yield _named(node, name)
        if _used(node).partition(".")[0] in RUNNERS:
            yield "*"


def _declared(tree: ast.Module, name: str) -> list[str] | None:
    for node in tree.body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == name:
            return list(ast.literal_eval(node.value))
    return None


def _given(tree: ast.Module, package: list[str]) -> Iterator[str]:
    """Yield the names that a module gives, those of its own modules left out."""
    for node in tree.body:
        if isinstance(node, ast.ImportFrom):
            if _base(node, package) != ".".join(package):
                yield from (alias.asname or alias.name for alias in node.names)
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.name
        else:
            yield from (
                one.id
                for one in ast.walk(node)
                if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Store)
            )


@cache
def read(text: str, name: str, *, is_package: bool) -> dict[str, Any]:
    """Return the imports of a module.

    `all` are those at any depth, `top` those that importing the module runs: `a.b`, `a:b` for
    `from a import b`, `a.*` for any module of a package, `*` for anything. A module that says
    `REACHES = (...)` names the modules that stand for its `*`, one that says `READS = (...)` the
    files and folders that it `reads`; `opens` tells a module that may read files, `gives` are the
    names that a package gives beside its modules.
    """
    tree = ast.parse(text)
    package = name.split(".") if is_package else name.split(".")[:-1]
    reaches = _declared(tree, "REACHES")
    found = {
        key: sorted(set(_found(tree, name, package, deep=deep)))
        for key, deep in (("all", True), ("top", False))
    }
    if reaches is not None:
        for key, names in found.items():
            found[key] = sorted({*names, *reaches} - {"*"})
    return found | {
        "reads": _declared(tree, "READS"),
        "opens": bool(OPENS.search(text)),
        "gives": sorted(set(_given(tree, package))) if is_package else [],
    }
