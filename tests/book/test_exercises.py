"""The exercises: the right answer is proved, wrong ones are refuted, the rest is said clearly."""

import ast
import os
import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from backproof import Verdict
from backproof.cli import main
from book.pages import exercises
from book.pages.exercises import FOLDER, chapters, load
from book.pages.glossary import load as glossary
from book.pages.page import render
from book.records import RecordError
from book.site.mathematics import render as set_formula

ROOT = Path(__file__).resolve().parents[2]
PROVED = {Verdict.PROVED, Verdict.PROVED_AT}
HANGUL = re.compile("[가-힣ㄱ-ㅎㅏ-ㅣ]")
TEX = re.compile(r"\$([^$]+)\$")
CODE = re.compile(r"`[^`]+`")
ALL = {chapter: load(ROOT, chapter) for chapter in chapters(ROOT)}
EXERCISES = {(chapter, one.id): one for chapter, those in ALL.items() for one in those.all}
WRONG = [
    pytest.param(chapter, one, wrong, id=f"{chapter}-{one.id}-{wrong.id}")
    for (chapter, _), one in EXERCISES.items()
    for wrong in one.wrong
]
every = pytest.mark.parametrize(
    ("chapter", "name"), [pytest.param(*key, id="-".join(key)) for key in EXERCISES]
)
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


@cache
def proof(text, name):
    """Prove one check of a file with this text."""
    names = {}
    exec(compile(text, f"{name}.py", "exec"), names)  # noqa: S102 - the files are ours
    return names[name].prove()


# --- the answers --------------------------------------------------------------------------------


@every
def test_the_right_answer_is_proved(chapter, name):
    assert proof(ALL[chapter].solved, name).verdict in PROVED


@pytest.mark.parametrize(("chapter", "exercise", "wrong"), WRONG)
def test_a_wrong_answer_is_refuted(chapter, exercise, wrong):
    those = ALL[chapter]
    text = those.answered(exercise, those.wrong(exercise, wrong), "en")
    assert proof(text, exercise.id).verdict is Verdict.REFUTED


@pytest.mark.parametrize(
    ("chapter", "name"), [pytest.param(*key, id="-".join(key)) for key in OTHER_WAYS]
)
def test_an_answer_may_be_written_in_another_way(chapter, name):
    those = ALL[chapter]
    signature = those.right[name].splitlines()[0]
    other = f"{signature}\n    return {OTHER_WAYS[chapter, name]}"
    text = f"import numpy as np\n{those.answered(EXERCISES[chapter, name], other, 'en')}"
    assert other in text
    assert proof(text, name).verdict in PROVED


def test_the_chapter_on_proofs_asks_for_a_kink_and_for_a_proof_at_sizes():
    solved = ALL["proved"].solved
    kink = proof(solved, "kink")
    assert kink.verdict is Verdict.PROVED
    assert "kinks, where x[i] is not 0" in kink.explain("en")
    assert proof(solved, "running").verdict is Verdict.PROVED_AT


def test_every_chapter_has_exercises_and_every_exercise_two_wrong_answers():
    assert set(ALL) == {path.stem for path in (ROOT / "docs/ko/chapters").glob("*.md")}
    assert {len(those.all) for those in ALL.values()} <= {2, 3}
    assert {len(one.wrong) for one in EXERCISES.values()} == {2}


# --- what a reader downloads --------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["ko", "en"])
@pytest.mark.parametrize("chapter", ALL)
def test_an_exercise_that_nobody_has_answered_says_so(chapter, lang, tmp_path, capsys):
    path = tmp_path / ALL[chapter].file
    path.write_text(ALL[chapter].download(lang), encoding="utf-8")
    assert main(["check", str(path), "--lang", lang]) == 1
    out = capsys.readouterr().out
    said = {"ko": "아직 풀지 않았습니다", "en": "not answered yet"}[lang]
    assert out.count(said) == len(ALL[chapter].all)
    assert "Traceback" not in out
    for one in ALL[chapter].all:
        assert re.search(rf"^{one.id} +ERROR", out, re.MULTILINE)


@pytest.mark.parametrize("lang", ["ko", "en"])
@pytest.mark.parametrize("chapter", ALL)
def test_only_the_backward_passes_are_left_to_the_reader(chapter, lang):
    those, text = ALL[chapter], ALL[chapter].download(lang)
    body = ast.parse(text).body
    functions = [node for node in body if isinstance(node, ast.FunctionDef)]
    left = [one.name for one in functions if isinstance(one.body[0], ast.Raise)]
    assert left == [f"{one.id}_backward" for one in those.all]
    assert re.findall(r"^# (\d)\. (.+)$", text, re.MULTILINE) == [
        (str(i), one.title[lang]) for i, one in enumerate(those.all, 1)
    ]
    assert bool(HANGUL.search(text)) is (lang == "ko")
    for answer in those.right.values():
        assert answer.partition("\n")[2] not in text
        text = text.replace(re.search(rf"{re.escape(answer.splitlines()[0])}\n.+", text)[0], answer)
    given = ast.parse(those.solved).body[1:]
    assert list(map(ast.dump, ast.parse(text).body[1:])) == list(map(ast.dump, given))


@pytest.mark.parametrize(("lang", "folder"), [("ko", ""), ("en", "en/")])
@pytest.mark.site
def test_the_site_serves_the_files_in_the_language_of_the_page(site, lang, folder):
    for chapter, those in ALL.items():
        path = site / f"{folder}assets/exercises/{chapter}.py"
        assert path.read_text(encoding="utf-8") == those.download(lang)


# --- the page -----------------------------------------------------------------------------------


@pytest.mark.parametrize("chapter", ALL)
@pytest.mark.parametrize("lang", ["ko", "en"])
def test_a_chapter_ends_with_its_exercises(chapter, lang):
    page = (ROOT / f"docs/{lang}/chapters/{chapter}.md").read_text(encoding="utf-8")
    assert page.partition("{#exercises}")[2] == f'\n\n{{= exercises("{chapter}") =}}\n'


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_a_page_shows_all_exercises_in_its_language(lang):
    shown = render('{= exercises("bp3") =}', "chapters/bp3.md", lang, ROOT)
    codes = re.findall(r"^```python\n(.*?)\n```$", shown, re.MULTILINE | re.DOTALL)
    names = [[getattr(node, "name", "") for node in ast.parse(code).body] for code in codes[:3]]
    assert names == [[f"{one.id}_forward", f"{one.id}_backward", ""] for one in ALL["bp3"].all]
    for i, one in enumerate(ALL["bp3"].all, 1):
        assert f"**{i}. {one.title[lang]}.**\n{one.prompt[lang]}" in shown
    assert bool(HANGUL.search(shown)) is (lang == "ko")
    assert "](../assets/exercises/bp3.py)" in shown
    assert "](../check.md#run)" in shown


def test_a_page_shows_what_the_command_really_says():
    shown = render('{= exercises("bp3") =}', "chapters/bp3.md", "en", ROOT)
    code, said = re.search(
        r"gets this\.\n\n```python\n(.*?)\n```\n\n```text\n(.*?)\n```", shown, re.DOTALL
    ).groups()
    assert code == "def one_bias_backward(g, x, W, b):\n    return g.mean()"
    assert "one_bias  REFUTED" in said
    assert "db takes a mean where a sum is right." in said
    line = int(re.search(r"Line (\d+) would be right as: return g\.sum\(\)", said)[1])
    given = ALL["bp3"].download("en").splitlines()
    assert "raise" in given[line - 1], "the line of the reader's file"


def test_a_page_ends_with_the_right_answers_and_what_is_added_to_them():
    shown = render('{= exercises("why") =}', "chapters/why.md", "en", ROOT)
    answers = shown.partition('??? success "Answers"\n\n')[2]
    assert answers.count("def ") == len(ALL["why"].all)
    assert all(line.startswith("    ") for line in answers.splitlines() if line)
    assert answers.endswith("no error is left.")


def test_the_command_is_run_once_for_one_answer():
    those = ALL["bp3"]
    one, wrong = those.tried
    first = those.said(one, those.wrong(one, wrong), "en")
    assert those.said(one, those.wrong(one, wrong), "en") is first


# --- the words ----------------------------------------------------------------------------------


@every
def test_all_is_said_in_both_languages(chapter, name):
    one = EXERCISES[chapter, name]
    said = [one.title, one.prompt, one.note, *(wrong.shown for wrong in one.wrong)]
    avoided = [word for term in glossary(ROOT) for word in term.avoid_ko]
    for both in filter(None, said):
        assert HANGUL.search(both.ko)
        assert not HANGUL.search(both.en)
        for part in (TEX, CODE):
            assert Counter(part.findall(both.ko)) == Counter(part.findall(both.en))
        for tex in TEX.findall(both.ko):
            set_formula(tex, ROOT)
        text = CODE.sub("", TEX.sub("", both.ko))
        assert [w for w in avoided if re.search(rf"(?<![가-힣]){re.escape(w)}", text)] == []
        if both is not one.title:
            assert both.ko.endswith(".")
            assert both.en.endswith(".")


# --- records ------------------------------------------------------------------------------------


@pytest.fixture
def copy(tmp_path):
    folder = tmp_path / FOLDER
    folder.mkdir(parents=True)
    for kind in ("yml", "py"):
        text = (ROOT / FOLDER / f"bp3.{kind}").read_text(encoding="utf-8")
        (folder / f"bp3.{kind}").write_text(text, encoding="utf-8")
    return tmp_path


def change(root, kind, old, new):
    path = root / FOLDER / f"bp3.{kind}"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    os.utime(path, ns=(1, 1))


@pytest.mark.parametrize(
    ("kind", "old", "new", "said"),
    [
        (
            "yml",
            "id: one_bias",
            "id: no_bias",
            "bp3.py: definition 4: is one_bias_forward, wanted no_bias_forward",
        ),
        ("yml", "wrong: return g.mean()", "wrongs: x", "record 2 (one_bias): wrong.0.wrong: Field"),
        (
            "yml",
            "right: return g.sum()",
            "right: g.max()",
            "one_bias: wrong: mean: right: 'g.max()'",
        ),
        ("yml", "shown:", "note:", "wrong.0.note: Extra inputs"),
        ("yml", "id: one_bias", "id: bias", "record 2 (bias): id: an id names one record, and"),
        (
            "py",
            "def bias_forward",
            "def bias_fore",
            "definition 1: is bias_fore, wanted bias_forward",
        ),
    ],
)
def test_records_and_code_that_do_not_fit_are_refused(copy, kind, old, new, said):
    change(copy, kind, old, new)
    with pytest.raises(RecordError) as error:
        load(copy, "bp3")
    assert said in str(error.value)


def test_a_page_tries_one_wrong_answer(copy):
    change(copy, "yml", "      shown:\n        ko: ", "      # ")
    change(copy, "yml", "        en: In the second", "      # In the second")
    with pytest.raises(RecordError, match="tries one wrong answer, and 0 have"):
        load(copy, "bp3")


def test_an_edit_is_seen(copy):
    before = load(copy, "bp3")
    assert load(copy, "bp3") is before
    change(copy, "yml", "A bias before", "The bias before")
    assert load(copy, "bp3").all[0].title.en.startswith("The bias before")
    assert exercises.chapters(copy) == ["bp3"]
