"""Records are read as they stand, or refused with file, record and field."""

import pytest

from book import records
from book.records import Id, Record, RecordError, Words, read, read_all, sayings


class Card(Record):
    id: Id
    said: Words
    line: int = 1


RIGHT = "- id: a-card\n  said: {ko: 하나, en: one}\n  line: 3\n"


def written(folder, text, name="cards.yml"):
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_a_record_is_what_the_file_says(tmp_path):
    (card,) = read(written(tmp_path, RIGHT), Card)
    assert (card.id, card.said["ko"], card.said["en"], card.line) == ("a-card", "하나", "one", 3)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (RIGHT.replace("en: one", ""), "record 1 (a-card): said.en: Field required"),
        (RIGHT.replace("one", "''"), "record 1 (a-card): said.en: String should have at least 1"),
        (RIGHT.replace("line: 3", "lines: 3"), "record 1 (a-card): lines: Extra inputs"),
        (RIGHT.replace("3", "'3'"), "record 1 (a-card): line: Input should be a valid integer"),
        (RIGHT.replace("a-card", "A card"), "record 1 (A card): id: String should match pattern"),
        (RIGHT + "- just words\n", "record 2: the record: Input should be"),
        ("id: a-card\n", "holds dict, wanted a list of records"),
        ("- {", "no YAML"),
    ],
)
def test_what_does_not_fit_is_named(tmp_path, text, said):
    with pytest.raises(RecordError) as error:
        read(written(tmp_path, text), Card)
    assert "cards.yml: " in str(error.value)
    assert said in str(error.value)


def test_all_wrong_fields_are_named_at_once(tmp_path):
    with pytest.raises(RecordError) as error:
        read(written(tmp_path, "- {id: a, said: {ko: 하나}, line: x}\n"), Card)
    assert len(str(error.value).splitlines()) == 2


def test_a_field_that_stands_twice_is_refused(tmp_path):
    with pytest.raises(RecordError, match=r"line stands twice\n.*line 4"):
        read(written(tmp_path, RIGHT + "  line: 4\n"), Card)


def test_a_file_that_would_be_passed_over_is_refused(tmp_path):
    written(tmp_path, RIGHT, "a.yml")
    assert len(read_all(tmp_path, Card)) == 1
    written(tmp_path, RIGHT, "b.yaml")
    with pytest.raises(RecordError, match=r"b\.yaml: files of records end in \.yml"):
        read_all(tmp_path, Card)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("- {id: a, ko: 하나, en: one}\n- {id: a, ko: 둘, en: two}\n", "not two: a"),
        ("- {id: a, ko: 하나, en: '{n} one'}\n", r"ko names \[\], en \['n'\]; name the same"),
        ("- {id: a, ko: 하나}\n", r"record 1 \(a\): en: Field required"),
    ],
)
def test_what_is_said_is_said_once_and_alike_in_both_languages(tmp_path, monkeypatch, text, said):
    monkeypatch.setattr(records, "DOCS", tmp_path)
    (tmp_path / "words").mkdir()
    written(tmp_path / "words", "- {id: 'true', ko: '{n}개', en: '{n} of them'}\n", "some.yml")
    assert sayings("some") == {"ko": {"true": "{n}개"}, "en": {"true": "{n} of them"}}
    written(tmp_path / "words", text, "some.yml")
    with pytest.raises(RecordError, match=said):
        sayings("some")


def test_an_id_names_one_record_in_all_files(tmp_path):
    written(tmp_path, RIGHT, "a.yml")
    written(tmp_path, RIGHT, "b.yml")
    with pytest.raises(RecordError, match="a-card"):
        read_all(tmp_path, Card)
