"""`make layer`: what it writes, what it refuses, and that a skeleton left as it is fails."""

import importlib.util
import inspect
import re
import runpy
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from backproof import nn
from backproof.derivation import Derivation
from backproof.graph.unary import Arcsinh
from backproof.proof.verdict import Verdict

ROOT = Path(__file__).resolve().parent.parent
SPEC = importlib.util.spec_from_file_location("layer", ROOT / "scripts/layer.py")
layer = importlib.util.module_from_spec(SPEC)
sys.modules["layer"] = layer  # where its data classes look themselves up
SPEC.loader.exec_module(layer)

# Layers that the package does not have: how they are asked for, and what fills their gaps.
ELEMENTWISE = {
    "asked": (["z:NK"], "a:NK"),
    "value": "a = np.log1p(z**2)",
    "pullback": "return (2 * g * z / (1 + z**2),)",
    "formula": "return sp.log(1 + z.at(n, k) ** 2)",
}
BILINEAR = {
    "asked": (["x:ND", "V:ND"], "z:ND"),
    "value": "z = x * V",
    "pullback": "return g * V, g * x",
    "formula": "return x.at(n, j) * V.at(n, j)",
}
COST = {
    "asked": (["a:NK", "y:NK"], "C:"),
    "value": "N = a.shape[0]\n    C = ((a - y) ** 4).sum() / N",
    "pullback": "d = 4 * g * (a - y) ** 3 / N\n        return d, -d",
    "formula": "m, q = bound(), bound()\n"
    "    return sp.Sum((a.at(m, q) - y.at(m, q)) ** 4, (m, 0, N - 1), (q, 0, K - 1)) / N",
}
LAYERS = {"bent": ELEMENTWISE, "gated_pair": BILINEAR, "quartic_error": COST}


@pytest.fixture
def root(tmp_path):
    """A copy of the files that `make layer` reads."""
    for name in ("mkdocs.yml", "mkdocs.en.yml", "CHANGELOG.md", "src/backproof/nn/__init__.py"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, tmp_path / name)
    for lang in ("ko", "en"):
        (tmp_path / "docs" / lang).mkdir(parents=True)
        for page in ("index.md", "reference.md"):
            shutil.copy(ROOT / "docs" / lang / page, tmp_path / "docs" / lang)
    shutil.copytree(ROOT / "derivations", tmp_path / "derivations")
    return tmp_path


def everything(root):
    return {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}


def make(root, name):
    inputs, output = LAYERS[name]["asked"]
    made = layer.files(name, [layer.array(one) for one in inputs], layer.array(output), root)
    layer.write(made, root)
    return made


def nav(root, config):
    return yaml.safe_load(
        re.sub("(?s).*^nav:$", "nav:", (root / config).read_text(), flags=re.MULTILINE)
    )


@pytest.mark.parametrize("name", LAYERS)
def test_it_writes_every_file_that_a_layer_needs(root, name):
    before = {path.relative_to(root).as_posix() for path in everything(root)}
    made = make(root, name)
    new = {path.relative_to(root).as_posix() for path in everything(root)} - before
    assert new == {
        f"src/backproof/nn/layers/{name}.py",
        f"derivations/{name}.py",
        f"docs/ko/layers/{name}.md",
        f"docs/en/layers/{name}.md",
    }
    for config, section in (("mkdocs.yml", "층"), ("mkdocs.en.yml", "Layers")):
        sections = {k: v for one in nav(root, config)["nav"] if isinstance(one, dict)
                    for k, v in one.items()}  # fmt: skip
        assert f"layers/{name}.md" in sections[section]
        assert f"derivations/{name}.py" in [page for pages in sections.values() for page in pages]
        comments = re.compile(r"#.*")
        assert comments.findall(made[config]) == comments.findall((ROOT / config).read_text())
    exports = (root / "src/backproof/nn/__init__.py").read_text(encoding="utf-8")
    assert f"from backproof.nn.layers.{name} import {name}\n" in exports
    assert f'    "{name}",\n' in exports


def test_what_is_added_stands_in_the_order_that_ruff_wants(root):
    for name in LAYERS:
        make(root, name)
    path = root / "src/backproof/nn/__init__.py"
    ours = 'lint.isort.known-first-party=["backproof"]'
    run = [sys.executable, "-m", "ruff", "check", "--isolated", "--select", "I,RUF022"]
    done = subprocess.run(
        [*run, "--config", "line-length=100", "--config", ours, path],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("name", LAYERS)
def test_both_pages_have_one_skeleton(root, name):
    make(root, name)
    ko, en = ((root / f"docs/{lang}/layers/{name}.md").read_text("utf-8") for lang in ("ko", "en"))
    for part in (r"\{#[\w-]+\}", r"\{= .*? =\}", "^#+ "):
        assert re.findall(part, ko, re.MULTILINE) == re.findall(part, en, re.MULTILINE)


@pytest.mark.parametrize("name", LAYERS)
def test_a_skeleton_left_as_it_is_fails_and_says_where(root, name):
    new = [path for path in make(root, name) if name in path] + ["CHANGELOG.md"]
    left = layer.gaps(root)
    shared = [f"docs/{lang}/{page}.md" for lang in ("ko", "en") for page in ("index", "reference")]
    assert all(left[path] for path in [*new, *shared])
    with pytest.raises(NotImplementedError, match=rf"src/backproof/nn/layers/{name}\.py"):
        load(root, name)(*[None] * len(LAYERS[name]["asked"][0]))


def load(root, name):
    """Import a layer from the copy, under the name that its derivation knows."""
    full = f"backproof.nn.layers.{name}"
    spec = importlib.util.spec_from_file_location(full, root / f"src/backproof/nn/layers/{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    sys.modules[full] = module
    return getattr(module, name)


def fill(root, name, **other):
    """Write what a contributor would write into the gaps of the code."""
    words = LAYERS[name] | other
    path = root / f"src/backproof/nn/layers/{name}.py"
    text = path.read_text(encoding="utf-8")
    for gap in ("value", "pullback"):
        text = re.sub(rf'raise NotImplementedError\("{name}: write its {gap}[^)]*\)',
                      lambda _, gap=gap: words[gap], text)  # fmt: skip
    path.write_text(f"import numpy as np\n{text}", encoding="utf-8")
    load(root, name)
    path = root / f"derivations/{name}.py"
    text = path.read_text(encoding="utf-8")
    path.write_text(
        re.sub(r"raise NotImplementedError\(.*", lambda _: words["formula"], text), "utf-8"
    )
    return path


@pytest.mark.parametrize("name", LAYERS)
def test_a_derivation_without_its_formula_says_what_to_write(root, name):
    make(root, name)
    path = fill(root, name, formula='raise NotImplementedError("still")')
    with pytest.raises(NotImplementedError, match="still"):
        runpy.run_path(str(path))


@pytest.mark.parametrize("name", LAYERS)
def test_a_filled_skeleton_is_proved_for_every_input(root, name):
    make(root, name)
    found = runpy.run_path(str(fill(root, name))).values()
    proved = [one for one in found if isinstance(one, Derivation)]
    assert len(proved) == len(LAYERS[name]["asked"][0])
    assert {one.verdict for one in proved} == {Verdict.PROVED}
    assert all(one.steps[-1].rule == "code" for one in proved)


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("", "which layer"),
        ("Softplus", "small letters"),
        ("soft-plus", "small letters"),
        ("2d", "small letters"),
        ("../x", "small letters"),
        ("lambda", "small letters"),
        ("abs", "a function of Python"),
        ("sin", "a name of NumPy.*sin_layer"),
        ("tanh", "in backproof.nn already"),
        ("affine", "in backproof.nn already"),
        ("chain_rule", "derivations/chain_rule.py"),
    ],
)
def test_a_name_that_will_not_do_is_refused_and_nothing_is_written(root, name, message):
    before = everything(root)
    with pytest.raises(layer.Refused, match=message):
        layer.files(name, [layer.array("z:NK")], layer.array("a:NK"), root)
    assert everything(root) == before


def test_a_file_that_is_there_is_not_overwritten(root):
    (root / "docs/en/layers").mkdir()
    (root / "docs/en/layers/bent.md").write_text("mine", encoding="utf-8")
    before = everything(root)
    with pytest.raises(layer.Refused, match=r"docs/en/layers/bent\.md: there already"):
        make(root, "bent")
    assert everything(root) == before


def test_where_one_file_cannot_be_written_none_is(root):
    (root / "docs/en/layers").write_text("a file where a folder belongs", encoding="utf-8")
    before = everything(root)
    with pytest.raises(OSError, match="layers"):
        make(root, "bent")
    assert everything(root) == before


@pytest.mark.parametrize("written", ["z", "z:", "1:NK", "z:NQ", "z:NN", ""])
def test_an_input_that_is_no_array_is_refused(root, written):
    with pytest.raises(layer.Refused, match="x:ND"):
        layer.files("bent", [layer.array(written)], layer.array("a:NK"), root)


def test_two_arrays_of_one_name_are_refused(root):
    with pytest.raises(layer.Refused, match="a name of its own"):
        layer.files("bent", [layer.array("z:NK")], layer.array("z:NK"), root)


def of_layers(path):
    """Name a file with the layers that are not finished in it, so that -k finds it by these."""
    names = {m for line in layer.gaps()[path] for m in re.findall(r"TODO\((\w+)\)", line)}
    return " ".join([path, *sorted(names)])


@pytest.mark.parametrize("path", sorted(layer.gaps()), ids=of_layers)
def test_nothing_is_left_to_write(path):
    left = layer.gaps()[path]
    if left:
        pytest.fail(f"{path} is not finished:\n  " + "\n  ".join(left), pytrace=False)


def test_both_pages_on_contributing_show_the_same_commands_and_fit_one_screen():
    english, korean = (
        (ROOT / name).read_text(encoding="utf-8")
        for name in ("CONTRIBUTING.md", "CONTRIBUTING.ko.md")
    )
    code = re.compile(r"^```.*?^```", re.DOTALL | re.MULTILINE)
    assert code.findall(english) == code.findall(korean) != []
    (name,) = re.findall(r"make layer NAME=(\w+)", english)
    assert not hasattr(nn, name), "whoever follows this page has to be able to add it"
    for page in (english, korean):
        until_merged = "\n## ".join(page.split("\n## ")[:2])
        assert until_merged.count("\n") < 45, "one screen"
        assert page.count("\n") < 90


def test_contributing_shows_an_operation_as_it_is():
    shown = f"```python\n{inspect.getsource(Arcsinh).rstrip()}\n```\n"
    for name in ("CONTRIBUTING.md", "CONTRIBUTING.ko.md"):
        text = (ROOT / name).read_text(encoding="utf-8")
        assert text.count(shown) == 1
