"""Tables of words: what code looks up is there, and can be filled in both languages."""

import os

import pytest

from book import words
from book.records import RecordError

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
