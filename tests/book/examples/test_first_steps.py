"""The page 'Your first ten minutes' is followed to the letter, in both languages."""

import os
import re
import shutil
import subprocess
import sys
import tomllib

import pytest
import yaml
from tests.book.site.pages import LANGUAGES, ROOT

from book.examples.proving import first_steps
from book.pages.page import render
from book.typeset.timeless import timeless

FENCE = re.compile(r"^```(\w+)(?: title=\"([^\"]+)\")?[^\n]*\n(.*?)^```$", re.MULTILINE | re.DOTALL)
PIP = "--no-index --no-deps --ignore-installed --no-build-isolation"
BIN = os.path.dirname(sys.executable)  # noqa: PTH120 - a link must not be followed


def blocks(lang):
    page = (ROOT / "docs" / lang / "first_steps.md").read_text(encoding="utf-8")
    return FENCE.findall(render(page, "first_steps.md", lang, ROOT))


def shell(command, folder, lang, **environment):
    """Run what a block says, and return what it prints."""
    env = os.environ | {"LANG": f"{lang}.UTF-8", "NO_COLOR": "1", "COLUMNS": "80"} | environment
    env = {name: value for name, value in env.items() if name not in {"LC_ALL", "LC_MESSAGES"}}
    done = subprocess.run(
        ["sh", "-c", command], cwd=folder, env=env, capture_output=True, text=True, check=False
    )
    return done.stdout.strip(), done


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_block_of_the_page_does_what_the_page_says(lang, tmp_path):
    ran, printed, wrong = [], [], ""
    for kind, title, text in blocks(lang)[1:]:
        if title:
            file = tmp_path / title
            wrong = wrong or text
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
        elif kind == "sh":
            if "github" in text:  # here the page goes back to the first version
                (tmp_path / "layers.py").write_text(wrong, encoding="utf-8")
            out, done = shell(text, tmp_path, lang, PATH=f"{BIN}:{os.environ['PATH']}")
            assert out, done.stderr
            ran.append(text)
        else:
            assert kind == "text"
            assert text.strip() == timeless(out)
            printed.append(text)
    assert len(ran) == len(printed) == 4
    assert "REFUTED" in printed[0]
    assert "PROVED 1" in printed[1]
    assert "1 passed" in printed[2]
    assert "line=18" in printed[3]


def test_the_page_can_be_installed_from_as_it_says(tmp_path):
    kind, _, text = blocks("en")[0]
    assert kind == "sh"
    make, activate, install = text.splitlines()
    urls = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["urls"]
    assert install == f'pip install "backproof @ git+{urls["Source"]}" pytest'
    assert shutil.which("git")
    here = install.replace(urls["Source"], f"file://{ROOT}").replace(" pytest", "")
    libraries = next(path for path in sys.path if path.endswith("site-packages"))
    commands = [make, activate, here.replace("install", f"install {PIP}"), "which backproof"]
    path = f"{BIN}:{os.environ['PATH']}"
    out, done = shell(" && ".join(commands), tmp_path, "en", PYTHONPATH=libraries, PATH=path)
    assert out.endswith(f"{tmp_path}/.venv/bin/backproof"), done.stderr
    assert list(tmp_path.glob(".venv/lib/*/site-packages/backproof/py.typed"))
    assert not list(tmp_path.glob(".venv/lib/*/site-packages/book"))


def test_the_workflow_of_the_page_has_the_form_that_github_reads_and_runs_the_same(tmp_path):
    file = tmp_path / "gradients.yml"
    file.write_text(first_steps.WORKFLOW, encoding="utf-8")
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema"]
    done = subprocess.run([*command, "vendor.github-workflows", file], check=False)
    assert done.returncode == 0
    steps = yaml.safe_load(first_steps.WORKFLOW)["jobs"]["prove"]["steps"]
    commands = [step["run"] for step in steps if "run" in step]
    assert commands == [first_steps.INSTALL, "backproof check layers.py --format github", "pytest"]
    ours = (ROOT / ".github" / "workflows" / "test.yml").read_text(encoding="utf-8")
    assert [step["uses"] for step in steps if step.get("uses", "") not in ours] == []


def test_the_mended_layer_passes_the_workflow():
    done = first_steps.check("en", first_steps.RIGHT, "--format", "github")
    assert (done.status, done.out) == (0, "checks: 1 (PROVED 1)")
    assert first_steps.annotated("en").status == 1
