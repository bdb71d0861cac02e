"""Tables of words: what code looks up is there, and can be filled in both languages."""

import ast
import os
import re

import pytest

from book import words
from book.records import ROOT, RecordError

RIGHT = "- {id: far, ko: '{step}까지', en: 'to {step}'}\n- {id: near, ko: 여기, en: here}\n"


@pytest.fixture
def file(tmp_path, monkeypatch):
    monkeypatch.setattr(words, "FOLDER", tmp_path)
    path = tmp_path / "few.yml"
    path.write_text(RIGHT, encoding="utf-8")
    return path


def test_a_table_is_what_the_file_says_in_its_order(file):
    found = words.table("few", ("near", "far"), ("step",))
    assert list(found) == ["far", "near"]
    assert found["far"]["ko"].format(step=3) == "3까지"


def test_an_edit_is_seen(file):
    words.table("few", gaps=("step",))
    file.write_text(RIGHT.replace("here", "there"), encoding="utf-8")
    os.utime(file, ns=(1, 1))
    assert words.table("few", gaps=("step",))["near"]["en"] == "there"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("near", "close", "near is missing; nobody asks for close"),
        ("to {step}", "to the end", "in braces ko names ['step'], en []"),
        ("{step}", "{stpe}", "far: nothing fills {stpe}; there are {step}"),
        ("to {step}", "to {step", "record 1 (far): the record: expected '}' before"),
        ("near", "far", "a key names one phrase, not two: far"),
        ("here", "''", "record 2 (near): en: String should have at least 1"),
    ],
)
def test_what_does_not_fit_is_refused(file, old, new, said):
    file.write_text(RIGHT.replace(old, new), encoding="utf-8")
    with pytest.raises(RecordError) as error:
        words.table("few", ("near", "far"), ("step",))
    assert "few.yml" in str(error.value)
    assert said in str(error.value)


def test_sayings_are_the_same_table_language_by_language(file):
    assert words.sayings("few") == {
        "ko": {"far": "{step}까지", "near": "여기"},
        "en": {"far": "to {step}", "near": "here"},
    }


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("- {id: a, ko: 하나, en: one}\n- {id: a, ko: 둘, en: two}\n", "not two: a"),
        ("- {id: a, ko: 하나, en: '{n} one'}\n", r"ko names \[\], en \['n'\]; name the same"),
        ("- {id: a, ko: 하나}\n", r"record 1 \(a\): en: Field required"),
    ],
)
def test_what_is_said_is_said_once_and_alike_in_both_languages(file, text, said):
    file.write_text(text, encoding="utf-8")
    with pytest.raises(RecordError, match=said):
        words.sayings("few")


# --- the words of figures -----------------------------------------------------------------------


def constants(function, position):
    """Name the texts that the figures hand to a function at a position."""
    for path in sorted((ROOT / "src/book/figures").glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == function:
                asked = node.args[position]
                if isinstance(asked, ast.Constant):
                    yield asked.value


def test_all_is_said_of_each_figure_and_nothing_else():
    names = {*constants("figure", 3), *constants("_images", 2), *constants("said", 1)}
    assert {f"{one}/{part}" for one in names for part in ("alt", "caption")} == set(
        words.table("figures", gaps=None)
    )


def test_every_label_stands_in_a_figure():
    asked = re.findall(
        r'"([a-z][\w-]*)"',
        "".join(
            path.read_text(encoding="utf-8") for path in (ROOT / "src/book/figures").glob("*.py")
        ),
    )
    labels = words.table("labels", gaps=None)
    assert set(constants("word", 1)) <= labels.keys() <= set(asked)
