"""What the wheel holds, and what it says of itself; `make wheel` installs and tries it."""

import configparser
import re
import tomllib
import zipfile
from email.message import Message
from email.parser import Parser
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.version import Version

ROOT = Path(__file__).resolve().parent.parent
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
ROOMS = {
    *("algebra", "calculus", "cli", "derivation", "diagnosis", "entries", "graph"),
    *("nn", "numbers", "proof", "question", "running"),
}
ALONE = {"__init__.py", "__main__.py", "py.typed", "pytest_plugin.py"}
MOST_KB = 400


def script(name: str):
    spec = spec_from_file_location(name, ROOT / "scripts" / f"{name}.py")
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    return script("wheel").build(tmp_path_factory.mktemp("wheel") / "dist")


@pytest.fixture(scope="module")
def files(wheel):
    with zipfile.ZipFile(wheel) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.fixture(scope="module")
def said(files) -> Message:
    (name,) = [name for name in files if name.endswith(".dist-info/METADATA")]
    return Parser().parsestr(files[name].decode())


def test_the_wheel_is_small_and_for_every_system(wheel):
    assert wheel.name == f"backproof-{PYPROJECT['project']['version']}-py3-none-any.whl"
    assert wheel.stat().st_size < MOST_KB * 1000


def test_the_wheel_holds_the_package_and_nothing_of_the_book(files):
    parts = [name.split("/") for name in files if ".dist-info/" not in name]
    assert {top for top, *_ in parts} == {"backproof"}
    assert {rest[0] for _, *rest in parts if len(rest) == 1} == ALONE
    assert {rest[0] for _, *rest in parts if len(rest) > 1} == ROOMS


def test_the_wheel_holds_every_module_of_the_package_and_no_test(files):
    kept = (ROOT / "src").rglob("*")
    there = {p for p in kept if p.is_file() and "__pycache__" not in p.parts}
    ours = {p.relative_to(ROOT / "src").as_posix() for p in there}
    held = {name for name in files if ".dist-info/" not in name}
    assert held == {name for name in ours if name.startswith("backproof/")}
    assert [name for name in held if "/test_" in name or "conftest" in name] == []


def test_no_module_of_the_wheel_speaks_of_the_book(files):
    modules = {name: text.decode() for name, text in files.items() if name.endswith(".py")}
    imports = re.compile(r"^\s*(?:from|import) book\b", re.MULTILINE)
    assert [name for name, text in modules.items() if imports.search(text)] == []


def test_the_licence_comes_along(files):
    held = {name.partition("/licenses/")[2]: text for name, text in files.items()}
    for name in PYPROJECT["project"]["license-files"]:
        assert held[name] == (ROOT / name).read_bytes()


def test_the_wheel_introduces_itself(said):
    assert said["Name"] == "backproof"
    assert said["License-Expression"] == PYPROJECT["project"]["license"]
    assert said["Requires-Python"] == PYPROJECT["project"]["requires-python"]
    assert said["Description-Content-Type"] == "text/markdown"
    assert said.get_payload().strip() == (ROOT / "README.md").read_text(encoding="utf-8").strip()
    urls = dict(line.split(", ") for line in said.get_all("Project-URL"))
    assert set(urls) == {"Homepage", "Documentation", "Source", "Changelog", "Issues"}
    assert urls == PYPROJECT["project"]["urls"]


def test_the_wheel_wants_numpy_and_sympy_alone(said):
    wanted = [Requirement(line) for line in said.get_all("Requires-Dist")]
    assert {one.name for one in wanted} == {"numpy", "sympy"}
    for python, numpy in [("3.12", "2.1.0"), ("3.13", "2.1.0"), ("3.14", "2.3.2")]:
        there = {"python_version": python}
        (one,) = [r for r in wanted if r.name == "numpy" and r.marker.evaluate(there)]
        assert numpy in one.specifier
    assert all("==" not in str(one.specifier) for one in wanted)


def test_the_command_and_the_plugin_are_declared(files):
    (name,) = [name for name in files if name.endswith("/entry_points.txt")]
    declared = configparser.ConfigParser()
    declared.read_string(files[name].decode())
    assert dict(declared["console_scripts"]) == {"backproof": "backproof.cli:main"}
    assert dict(declared["pytest11"]) == {"backproof": "backproof.pytest_plugin"}


def test_every_python_that_is_said_to_fit_is_tried_in_a_workflow(said):
    classified = {
        line.rpartition(" ")[2]
        for line in said.get_all("Classifier")
        if re.search(r"Python :: 3\.\d+$", line)
    }
    workflow = (ROOT / ".github" / "workflows" / "test.yml").read_text(encoding="utf-8")
    assert classified == {"3.12", "3.13", "3.14"}
    assert classified <= set(re.findall(r'"(3\.\d+)"', workflow))


def test_both_ends_of_the_ranges_are_tried():
    wheel = script("wheel")
    wanted = [Requirement(line) for line in wheel.requirements()]
    oldest = [Requirement(pin) for pin in wheel.oldest()]
    assert [(one.name, one.marker) for one in oldest] == [(r.name, r.marker) for r in wanted]
    for pin, one in zip(oldest, wanted, strict=True):
        (lower,) = [Version(s.version) for s in one.specifier if s.operator == ">="]
        assert str(pin.specifier) == f"=={lower}"
        assert str(lower) in one.specifier
    two = wheel.attempts(["a", "b"], everything=False)
    assert [(one.python, one.pins) for one in two] == [("a", wheel.oldest()), ("b", ())]
    assert len(wheel.attempts(["a", "b"], everything=True)) == 4
    assert [one.python for one in wheel.attempts(["a"], everything=False)] == ["a", "a"]
