"""The exercises: the right answer is proved, wrong ones are refuted, the rest is said clearly."""

import ast
import re
from pathlib import Path

import pytest

from backproof.cli import main
from backproof.proof.verdict import Verdict
from book.pages.exercises import FILES, Exercises, chapters
from book.pages.page import render

ROOT = Path(__file__).resolve().parents[2]
PROVED = {Verdict.PROVED, Verdict.PROVED_AT}
ALL = {chapter: Exercises(ROOT, chapter) for chapter in chapters(ROOT)}
ANSWERS = [(chapter, answer) for chapter, those in ALL.items() for answer in those.answers]
# Other right ways to write an answer, which must not be turned down.
OTHER_WAYS = {
    ("why", "nudging"): "g * ((x * w - y) * x).mean()",
    ("notation", "every_entry"): "2 * g * (a - y) / (a.shape[0] * a.shape[1])",
    ("notation", "columns"): "W.T @ g, (x @ g.T).T, g @ np.ones(g.shape[1])",
    ("forward", "no_activation"): "g @ (W2 @ W1), W2.T @ g.T @ x, g.T @ x @ W1.T",
    ("cost", "root"): "g * (a - y) / (len(a) * root_forward(a, y))",
    ("chain_rule", "two_paths"): "g * np.exp(x) * (np.cos(x) + np.sin(x))",
    ("hadamard", "scale"): "g * s, np.einsum('nk,nk->k', g, x)",
    ("bp1", "tanh"): "g * (np.tanh(z) - y) / z.shape[0] / np.cosh(z) ** 2",
    ("bp2", "one_back"): "g @ W / np.cosh(z) ** 2",
    ("bp3", "bias"): "np.ones(len(z)) @ (g * (1 - np.tanh(z + b) ** 2))",
    ("bp4", "weight"): "(x.T @ (g / np.cosh(x @ W.T) ** 2)).T",
    ("algorithm", "to_the_input"): "(g @ W2 / np.cosh(x @ W1.T) ** 2) @ W1",
    ("output_layers", "binary"): "g / len(z) * (np.exp(z) / (1 + np.exp(z)) - y)",
    ("insights", "slope"): "g * slope_forward(z) * slope_forward(-z)",
    ("update", "rate"): "-g * (x.T @ (x @ (w - eta * d) - y) @ d) / len(x)",
    ("autodiff", "centred"): "g - g.sum(axis=1, keepdims=True) / g.shape[1]",
    ("proved", "batch_mean"): "np.broadcast_to(g / len(x), x.shape)",
    ("proved", "kink"): "np.where(x > 0, g, -g)",
    ("proved", "running"): "np.cumsum(g[::-1])[::-1]",
}
SPOKEN = {"ko": "아직 풀지 않았습니다", "en": "not answered yet"}


def proof(chapter, name, text):
    """Prove one check of a file with this text."""
    names = {}
    exec(compile(text, f"{chapter}.py", "exec"), names)  # noqa: S102 - the files are ours
    return names[name].prove()


def verdict(chapter, answer):
    return proof(chapter, ALL[chapter].exercise_of(answer), ALL[chapter].answered(answer)).verdict


@pytest.mark.parametrize(("chapter", "answer"), ANSWERS, ids="-".join)
def test_right_answers_are_proved_and_wrong_ones_refuted(chapter, answer):
    found = verdict(chapter, answer)
    if answer in ALL[chapter].names:
        assert found in PROVED
    else:
        assert found is Verdict.REFUTED


@pytest.mark.parametrize(("chapter", "name"), OTHER_WAYS, ids="-".join)
def test_an_answer_may_be_written_in_another_way(chapter, name):
    right, way = ALL[chapter].answer(name), OTHER_WAYS[chapter, name]
    other = f"{right.splitlines()[0]}\n    return {way}"
    text = f"import numpy as np\n{ALL[chapter].answered(name).replace(right, other)}"
    assert other in text
    assert proof(chapter, name, text).verdict in PROVED


def test_the_chapter_on_proofs_asks_for_a_kink_and_for_a_proof_at_sizes():
    kink = proof("proved", "kink", ALL["proved"].answered("kink"))
    assert kink.verdict is Verdict.PROVED
    assert "kinks, where x[i] is not 0" in kink.explain("en")
    assert verdict("proved", "running") is Verdict.PROVED_AT


def test_every_chapter_has_exercises_and_every_exercise_its_answers():
    pages = {path.stem for path in (ROOT / "docs/ko/chapters").glob("*.md")}
    assert set(ALL) == pages
    for those in ALL.values():
        assert 2 <= len(those.names) <= 3
        owners = [those.exercise_of(answer) for answer in those.answers]
        assert {name: owners.count(name) for name in those.names} == dict.fromkeys(those.names, 3)
        assert set(those.names) <= set(those.answers)


@pytest.mark.parametrize("chapter", ALL)
@pytest.mark.parametrize("lang", ["ko", "en"])
def test_a_chapter_ends_with_all_its_exercises(chapter, lang):
    page = (ROOT / f"docs/{lang}/chapters/{chapter}.md").read_text(encoding="utf-8")
    heads = re.findall(r"^## .*\{#([\w-]+)\}$", page, re.MULTILINE)
    assert heads[-1] == "exercises"
    section = page.partition("{#exercises}")[2]
    shown = re.findall(rf'\{{= exercise\("{chapter}", "(\w+)"\) =\}}', section)
    assert tuple(shown) == ALL[chapter].names
    titles = re.findall(r"^\*\*(\d\. .+)\.\*\*$", section, re.MULTILINE)
    in_file = re.findall(r"^# (\d\. )(.+) / (.+)$", ALL[chapter].text, re.MULTILINE)
    assert titles == [number + {"ko": ko, "en": en}[lang] for number, ko, en in in_file]
    (tried,) = re.findall(rf'\{{= attempt\("{chapter}", "(\w+)"\) =\}}', section)
    assert tried in set(ALL[chapter].answers) - set(ALL[chapter].names)
    assert f'{{= answers("{chapter}") =}}' in section
    assert f"](../assets/exercises/{chapter}.py)" in section


@pytest.mark.parametrize("chapter", ALL)
def test_an_exercise_that_nobody_has_answered_says_so(chapter, capsys):
    assert main(["check", str(ROOT / FILES / f"{chapter}.py"), "--lang", "en"]) == 1
    out = capsys.readouterr().out
    assert out.count("not answered yet") == len(ALL[chapter].names)
    assert "Traceback" not in out
    for name in ALL[chapter].names:
        assert re.search(rf"^{name} +ERROR", out, re.MULTILINE)


@pytest.mark.parametrize("chapter", ALL)
def test_only_the_backward_passes_are_left_to_the_reader(chapter):
    body = ast.parse(ALL[chapter].text).body
    functions = [node for node in body if isinstance(node, ast.FunctionDef)]
    left = [one.name for one in functions if isinstance(one.body[0], ast.Raise)]
    assert left == [f"{name}_backward" for name in ALL[chapter].names]


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_a_page_shows_an_exercise_in_its_language(lang):
    shown = render('{= exercise("bp1", "tanh") =}', "chapters/x.md", lang, ROOT)
    other = "ko" if lang == "en" else "en"
    assert SPOKEN[lang] in shown
    assert SPOKEN[other] not in shown
    code = shown.removeprefix("```python\n").removesuffix("\n```")
    assert [getattr(node, "name", "tanh") for node in ast.parse(code).body] == [
        "tanh_forward",
        "tanh_backward",
        "tanh",
    ]


def test_a_page_shows_what_the_command_really_says():
    shown = render('{= attempt("bp3", "bias_mean") =}', "chapters/x.md", "en", ROOT)
    code, said = re.fullmatch(
        r"```python\n(.*)\n```\n\n```text\n(.*)\n```", shown, re.DOTALL
    ).groups()
    assert code.startswith("def bias_backward(g, z, b):\n")
    assert "bias  REFUTED" in said
    assert "db takes a mean where a sum is right." in said


def test_a_page_shows_the_right_answers_alone():
    shown = render('{= answers("bp3") =}', "chapters/x.md", "en", ROOT)
    assert shown.count("def ") == len(ALL["bp3"].names)
    assert ".mean(" not in shown


def test_an_answer_to_no_exercise_is_refused():
    with pytest.raises(LookupError, match="answers no exercise"):
        ALL["bp1"].exercise_of("sine")
    with pytest.raises(LookupError, match="does not define"):
        ALL["bp1"].shown("sine", "en")


def test_the_page_shows_code_that_stands_in_the_file():
    for those in ALL.values():
        for name in those.names:
            first = those.shown(name, "en").splitlines()[0]
            assert first in those.text.splitlines()
            assert those.answer(name) in those.answered(name)
