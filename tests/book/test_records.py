"""Records are read as they stand, or refused with file, record and field."""

import pytest

from book.records import Id, Record, RecordError, Words, read, read_all


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


def test_two_records_of_one_id_are_named_with_their_files(tmp_path):
    written(tmp_path, RIGHT, "a.yml")
    written(tmp_path, RIGHT.replace("a-card", "b") + RIGHT, "b.yml")
    with pytest.raises(
        RecordError, match=r"b\.yml: record 2 \(a-card\): id: .*a\.yml: record 1 has"
    ):
        read_all(tmp_path, Card)


def test_a_file_that_would_be_passed_over_is_refused(tmp_path):
    written(tmp_path, RIGHT, "a.yml")
    assert len(read_all(tmp_path, Card)) == 1
    written(tmp_path, RIGHT, "b.yaml")
    with pytest.raises(RecordError, match=r"b\.yaml: files of records end in \.yml"):
        read_all(tmp_path, Card)


def test_an_id_names_one_record_in_all_files(tmp_path):
    written(tmp_path, RIGHT, "a.yml")
    written(tmp_path, RIGHT, "b.yml")
    with pytest.raises(RecordError, match="a-card"):
        read_all(tmp_path, Card)
