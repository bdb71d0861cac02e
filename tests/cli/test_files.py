"""Which files and names are found, how files are imported, and what is said of those that fail."""

import re
import sys

import pytest
from tests.cli.conftest import RIGHT, WRONG

from backproof.cli.files import Target, home, target
from backproof.cli.words import WORDS, Refusal

LAYER = """
from backproof.nn.shapes import Arr

def double(x: Arr["N D"]):
    return 2 * x, lambda g: (2 * g,)

def shift(x: Arr["N D"], b: Arr["D"]):
    return x + b, lambda g: (g, g.sum(axis=0))

def total(x: Arr["N D"]) -> Arr[""]:
    return x.sum()

def plain(x):
    return x
"""


def names(done):
    return re.findall(r"^(\S+)  [A-Z_]+  \d", done.out, flags=re.MULTILINE)


def test_every_check_of_a_file_runs_in_its_order(write, run):
    write("a.py", f"...\nz = Check({RIGHT})\na = Check({RIGHT})\nm = Check({RIGHT})\n")
    assert names(run("a.py")) == ["z", "a", "m"]
    assert names(run("a.py:a")) == ["a"]
    assert names(run("a.py:m", "a.py:z")) == ["m", "z"]


def test_checks_in_a_list_or_a_dict_run_too_and_none_runs_twice(write, run):
    write("a.py", f"...\nl = [Check({RIGHT}), 3]\nd = {{'k': (Check({RIGHT}),)}}\nsame = l[0]\n")
    assert names(run("a.py")) == ["l[0]", "d['k'][0]"]
    assert names(run("a.py:d")) == ["d['k'][0]"]
    assert names(run("a.py:same")) == ["same"]


def test_layers_are_found_where_there_is_no_check(write, run):
    write("a.py", f"from backproof.nn import affine\n{LAYER}\nalias = double\n")
    done = run("a.py")
    assert names(done) == ["double", "shift"]
    assert done.status == 0
    assert names(run("a.py:affine")) == ["affine"]


def test_layers_are_found_with_postponed_annotations(write, run):
    write("a.py", f"from __future__ import annotations\n{LAYER}")
    assert names(run("a.py")) == ["double", "shift"]


def test_a_check_hides_the_layers_but_they_can_be_asked_for(write, run):
    write("a.py", f"...\n{LAYER}\nit = Check({RIGHT})\n")
    assert names(run("a.py")) == ["it"]
    assert names(run("a.py:shift")) == ["shift"]


def test_a_layer_may_be_declared_as_a_check(write, run):
    write("a.py", f"...\n{LAYER}\nit = Check(plain_layer := double, {{'x': ('N', 'D')}})\n")
    assert names(run("a.py")) == ["it"]


@pytest.mark.parametrize(
    ("text", "path", "name"),
    [
        ("a.py", "a.py", None),
        ("a.py:relu", "a.py", "relu"),
        ("a.py:활성", "a.py", "활성"),
        ("b:c.py", "b:c.py", None),
        ("b:c.py:relu", "b:c.py", "relu"),
    ],
)
def test_a_colon_separates_a_name_only_where_it_can(write, here, text, path, name):
    write("a.py", "")
    write("b:c.py", "")
    assert target(text) == Target(here.__class__(path), name)


def test_a_file_of_that_very_name_comes_first(write, run):
    write("a.py", f"...\nit = Check({RIGHT})\n")
    write("a.py:it", "")
    assert "no Python file" in run("a.py:it").err


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("nowhere.py", "no file"),
        ("nowhere.py:relu", "no file"),
        (r"C:\here\a.py", "no file"),
        ("C:/here/a.py:relu", "no file"),
        ("a.py:Class.attr", "no such name"),
        ("a.py:", "no such name"),
        ("sub", "folder"),
        ("notes.txt", "no python"),
        ("notes.txt:relu", "no python"),
    ],
)
def test_what_is_no_python_file_is_refused(write, run, text, key):
    for name in ("a.py", "notes.txt", "sub/x.py"):
        write(name, "")
    with pytest.raises(Refusal) as refused:
        target(text)
    assert refused.value.key == key
    done = run(text)
    assert (done.status, done.out) == (2, "")
    assert done.err.startswith("backproof: ")
    assert "Traceback" not in done.err
    assert "{" not in done.err


BROKEN = {
    "import nothing_of_this_name": ["line 1", "ModuleNotFoundError", "nothing_of_this_name"],
    "def f(:\n    pass": ["line 1", "SyntaxError"],
    "import json\njson.loads('{')": ["line 2", "JSONDecodeError"],
    "raise SystemExit(3)": ["line 1", "SystemExit"],
    "import helper": ["helper.py", "line 1", "ZeroDivisionError"],
    "x = '\udcff'": ["SyntaxError"],
    "from backproof import Check\nCheck(1, 2, 3)": ["line 2", "ValueError"],
}


@pytest.mark.parametrize(("text", "said"), BROKEN.items())
def test_a_file_that_cannot_be_imported_shows_its_own_lines_only(here, write, run, text, said):
    write("helper.py", "1 / 0\n")
    (here / "a.py").write_bytes(text.encode("utf-8", "surrogateescape"))
    done = run("a.py")
    assert (done.status, done.out) == (2, "")
    assert "a.py cannot be imported:" in done.err
    for part in said:
        assert part in done.err
    framed = re.findall(r'File "(.*?)"', done.err)
    assert all(name.startswith(str(here.resolve())) or name == "<unknown>" for name in framed)


def test_a_file_without_checks_says_what_would_be_right(write, run):
    done = run(write("a.py", "x = 1\n"))
    assert done.status == 2
    example = done.err.partition("module level:\n")[2].splitlines()[:3]
    again = run(write("b.py", "\n".join(line.strip() for line in example)))
    assert (again.status, names(again)) == (0, ["check"])
    assert "선언" in run("a.py", "--lang", "ko").err


def test_an_unknown_name_brings_near_ones_to_mind(write, run):
    write("a.py", f"...\nsoftmax = Check({RIGHT})\nrelu = Check({RIGHT})\n")
    done = run("a.py:sofmax")
    assert done.status == 2
    assert "did you mean softmax?" in done.err
    assert "there is softmax, relu" in run("a.py:zzz").err
    assert run(write("b.py", "x = 1\n") + ":y").err == "backproof: b.py has no y\n"


@pytest.mark.parametrize("name", ["plain", "total", "number", "Arr"])
def test_a_name_that_is_nothing_to_check_is_refused(write, run, name):
    write("a.py", f"{LAYER}\nnumber = 3\n")
    done = run(f"a.py:{name}")
    assert done.status == 2
    assert "nothing to check" in done.err


@pytest.mark.parametrize(
    ("end", "said"),
    [
        (f"Check({RIGHT})", "a.py:4: this Check is bound to no name"),
        (f"it = Check({WRONG})", "a.py:4: the name it is given to a second Check, so the first"),
        (f"import backproof as bp; bp.Check({RIGHT})", "a.py:4: this Check is bound to no name"),
    ],
)
def test_a_check_that_no_name_leads_to_is_refused(write, run, end, said):
    done = run(write("a.py", f"...\nit = Check({RIGHT})\n{end}\n"))
    assert done.status == 2
    assert said in done.err


def test_a_class_of_that_name_which_is_not_ours_is_left_alone(write, run):
    text = f"...\nOurs = Check\nclass Check:\n    pass\nCheck()\nit = Ours({RIGHT})\n"
    assert names(run(write("a.py", text))) == ["it"]


def test_nothing_runs_unless_every_file_is_there(write, run):
    done = run(write("a.py", f"...\nit = Check({RIGHT})\n"), "nowhere.py")
    assert (done.status, done.out) == (2, "")


# --- importing ----------------------------------------------------------------------------------


def test_each_file_finds_its_own_neighbours_and_nothing_remains(write, run):
    for folder, code in (("one", RIGHT), ("two", WRONG)):
        write(f"{folder}/passes.py", f"...\nit = Check({code})\n")
        write(f"{folder}/a.py", "from passes import it\n")
    modules, path = set(sys.modules), list(sys.path)
    done = run("one/a.py", "two/a.py")
    assert re.findall(r"(one|two).a\.py:it  (\w+)", done.out) == [
        ("one", "PROVED"),
        ("two", "REFUTED"),
    ]
    left = {name for name in set(sys.modules) - modules if "passes" in name or "check_" in name}
    assert left == set()
    assert sys.path == path


def test_a_name_that_another_module_has_is_free_to_use(write, run):
    write("json.py", f"...\nit = Check({RIGHT})\n")
    json = sys.modules.get("json")
    assert names(run("json.py")) == ["it"]
    assert sys.modules.get("json") is json


def test_a_file_in_a_package_may_import_relatively(write, run, here):
    for name in ("top/__init__.py", "top/inner/__init__.py"):
        write(name, "")
    write("top/code.py", "def forward(x):\n    return x * x\n")
    write("top/inner/backward.py", "def backward(g, x):\n    return (2 * g * x,)\n")
    write(
        "top/inner/a.py",
        "from backproof import Check\nfrom ..code import forward\nfrom .backward import backward\n"
        "import backward as also\nit = Check(forward, backward, {'x': ('N',)})\n",
    )
    assert home(here / "top/inner/a.py") == (here, ("top", "inner"))
    done = run("top/inner/a.py")
    assert (done.status, names(done)) == (0, ["it"])
    assert "top" not in sys.modules


def test_a_namesake_of_a_package_that_is_imported_is_refused(write, run):
    write("json/__init__.py", "")
    write("json/a.py", f"...\nit = Check({RIGHT})\n")
    done = run("json/a.py")
    assert done.status == 2
    assert "another package of that name" in done.err


def test_a_changed_file_is_read_anew(write, run, monkeypatch):
    monkeypatch.delenv("PYTHONDONTWRITEBYTECODE", raising=False)  # byte code is what may be stale
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    monkeypatch.setattr(sys, "pycache_prefix", None)
    for code, status in ((RIGHT, 0), (RIGHT.replace("2 *", "3 *"), 1)):
        assert run(write("a.py", f"...\nit = Check({code})\n")).status == status


def test_a_file_is_no_main_program(write, run):
    write("a.py", f"...\nit = Check({RIGHT})\nif __name__ == '__main__':\n    exit(3)\n")
    assert run("a.py").status == 0


def test_every_sentence_is_there_in_both_languages():
    gaps = {
        lang: {key: set(re.findall(r"\{(\w+)", text)) for key, text in words.items()}
        for lang, words in WORDS.items()
    }
    assert gaps["ko"] == gaps["en"]
    assert all(re.search("[가-힣]", text) for key, text in WORDS["ko"].items() if key != "raised")
