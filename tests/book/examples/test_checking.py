"""What the page on the command and the plugin shows, read by eyes of its own."""

import json
import re
from pathlib import Path

import pytest
import yaml

from backproof.cli.arguments import parse
from book.examples.proving import checking

ROOT = Path(__file__).resolve().parents[3]
WRONG = {"ko": "틀렸습니다", "en": "wrong"}


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_the_declared_checks_are_proved_and_refuted(lang):
    done = checking.declared(lang)
    assert (done.status, done.err) == (1, "")
    assert re.findall(r"^(\w+)  (\w+)$", done.out, flags=re.MULTILINE) == [
        ("neurons", "PROVED"),
        ("hasty", "REFUTED"),
    ]
    assert WRONG[lang] in done.out


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_one_check_and_one_layer_are_proved(lang):
    for done in (checking.one(lang), checking.annotated(lang)):
        assert done.status == 0
        assert "PROVED" in done.out
        assert "hasty" not in done.out


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_a_misspelt_name_is_a_mistake_of_usage(lang):
    done = checking.misspelt(lang)
    assert (done.status, done.out) == (2, "")
    assert "neurons" in done.err


def test_the_json_of_the_page():
    made = json.loads(checking.as_json().out)
    assert made["ok"] is True
    assert [check["name"] for check in made["checks"]] == ["scale"]
    page = (ROOT / "docs/en/check.md").read_text(encoding="utf-8")
    named = set(re.findall(r"^\| `(\w+)` \|", page, flags=re.MULTILINE))
    (check,) = made["checks"]
    assert {*check, *check["gradients"][0], *check["meetings"][0]} == named


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_github_gets_one_annotation_at_the_wrong_line(lang):
    lines = checking.annotations(lang).out.splitlines()
    (line,) = (n for n, text in enumerate(checking.DECLARED.splitlines(), 1) if "mean" in text)
    assert [one for one in lines if one.startswith("::")] == [lines[0]]
    assert lines[0].startswith(f"::error file=layers.py,line={line},title=")


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_of_the_two_tests_one_fails_with_its_counterexample(lang):
    done = checking.in_pytest(lang)
    assert done.status == 1
    assert "test_hasty" in done.out
    assert "test_neurons" not in done.out
    assert "'b': np.array(" in done.out
    assert WRONG[lang] in done.out


def test_the_blocks_of_the_page_are_what_they_seem():
    page = (ROOT / "docs/en/check.md").read_text(encoding="utf-8")
    blocks = re.findall(r"^```yaml\n(.*?)^```", page, flags=re.DOTALL | re.MULTILINE)
    assert len(blocks) == 2
    assert all(isinstance(yaml.safe_load(block), dict) for block in blocks)
    commands = re.findall(r"(?:^|[:] )backproof (check .*)$", page, flags=re.MULTILINE)
    assert len(commands) > 4
    targets = {*checking.FILES, "layers.py:neurons", "layers.py:neuron"}
    for command in commands:
        assert set(parse(command.split()).targets) <= targets
