"""Records and code of mistakes: what does not fit is refused with file, record and field."""

import os
import shutil
import subprocess

import pytest

from book.keeping.trace import Keeper
from book.mistakes import Mistake, all_mistakes, load
from book.mistakes.code import CodeError, edited
from book.pages.mistakes import recall
from book.records import RecordError

CODE = '''"""A family."""

import numpy as np

HALF = 0.5


def half(x):
    return HALF * x


def half_backward(g, x):
    y = HALF * g
    return y
'''
RECORD = """- id: half-forgotten
  title: {ko: 절반, en: Half}
  written: {ko: 적습니다., en: Written.}
  shows: {ko: 보입니다., en: Shown.}
  forward: half
  right: y = HALF * g
  wrong: y = g
  shapes: {x: [N, 2]}
  diagnosis: {x: none}
  training: {run: activation, steps: 3}
"""


def family(folder, record=RECORD, code=CODE, name="family"):
    (folder / f"{name}.yml").write_text(record, encoding="utf-8")
    (folder / f"{name}.py").write_text(code, encoding="utf-8")
    return folder


def test_a_record_and_its_code_make_a_mistake(tmp_path):
    (one,) = load(family(tmp_path), ("family",))
    assert one.topic == "family"
    assert one.shown.shared == (
        "import numpy as np\n\nHALF = 0.5\n\n\ndef forward(x):\n    return HALF * x"
    )
    assert one.shown.right == "def backward(g, x):\n    y = HALF * g\n    return y"
    assert one.shown.wrong == "def backward(g, x):\n    y = g\n    return y"
    assert one.seen == "named"
    assert one.runs.wrong != one.runs.right


def tried(root, monkeypatch):
    """Load the family as a process that starts anew would; return what is tried, and what is said.

    What it is told of each mistake, it has from a store in the folder, or tries.
    """
    monkeypatch.setattr("book.mistakes._made", {})
    asked, told = [], Mistake.told
    monkeypatch.setattr(Mistake, "told", lambda one: (asked.append(one.id), told(one))[1])
    found = load(root / "docs/mistakes", ("family",))
    recall(found, Keeper(root))
    monkeypatch.setattr(Mistake, "told", told)
    return asked, [(str(one.seen), one.report("en"), repr(one.runs)) for one in found]


def test_one_record_edited_is_one_mistake_tried_again(tmp_path, monkeypatch):
    monkeypatch.delenv("BOOK_CACHE", raising=False)
    two = RECORD + RECORD.replace("half-forgotten", "half-doubled").replace("y = g", "y = HALF + g")
    folder = tmp_path / "docs/mistakes"
    folder.mkdir(parents=True)
    family(folder, two)
    first, before = tried(tmp_path, monkeypatch)
    assert first == ["half-forgotten", "half-doubled"]
    family(folder, two.replace("{ko: 보입니다., en: Shown.}", "{ko: 보입니다., en: Seen.}"))
    assert tried(tmp_path, monkeypatch) == ([], before), "words try nothing again, and are the same"
    family(folder, two.replace("y = HALF + g", "y = HALF - g"))
    again, after = tried(tmp_path, monkeypatch)
    assert again == ["half-doubled"]
    assert after[0] == before[0]
    assert after[1] != before[1]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("forward: half", "forward: third", "half-forgotten: there is no function third in fam"),
        ("forward: half", "forward: HALF", "half-forgotten: there is no function HALF"),
        ("right: y = HALF", "right: y = TWICE", "right: 'y = TWICE * g' is to stand once and stan"),
        ("right: y = HALF * g", "right: y", "stands 2 times in half_backward"),
        ("wrong: y = g", "wrong: y = (g", "wrong: '(' was never closed: 'y = (g'"),
        ("wrong: y = g", "wrong: y = HALF * g", "right and wrong are the same"),
        ("x: [N, 2]", "z: [N, 2]", "shapes: half takes x, the shapes name z"),
        ("x: [N, 2]", "x: N", "shapes.x: Input should be a valid tuple"),
        ("x: [N, 2]", "x: [N, 0]", "shapes.x.1"),
        ("{x: none}", "{y: none}", "diagnosis: y is no input; the shapes name x"),
        ("  diagnosis: {x: none}\n", "", "say one of diagnosis, refused and unseen"),
        ("{x: none}", "{x: none}\n  refused: so", "say one of diagnosis, refused and unseen"),
        (
            "run: activation",
            "run: nowhere",
            "training: there is no run nowhere; there",
        ),
        ("steps: 3", "step: 3", "activation has no option step; its options are: rate, steps"),
        ("{run: activation, steps: 3}", "{run: middle}", "middle wants the option seeds"),
        ("{run: activation, steps: 3}", "{run: loss, of: max}", "of: Input should be 'mean' or"),
        (
            "steps: 3",
            "steps: many",
            "training: steps: Input should be a valid integer",
        ),
        ("en: Shown.", "en: Shown", "shows: en: sentences end with a full stop"),
        ("right: y = HALF * g", "right: ''", "right: String should have at least 1"),
        ("  wrong: y = g\n", "", "wrong: Field required"),
    ],
)
def test_a_record_that_does_not_fit_is_refused(tmp_path, old, new, said):
    assert old in RECORD
    diagnosis = RECORD.replace("{x: none}", "{z: none}") if new.startswith("z:") else RECORD
    with pytest.raises(RecordError) as error:
        load(family(tmp_path, diagnosis.replace(old, new)), ("family",))
    assert "family.yml" in str(error.value)
    assert "half-forgotten" in str(error.value)
    assert said in str(error.value)


@pytest.mark.parametrize(
    ("code", "said"),
    [
        (CODE + "\n\ndef third(x):\n    return x / 3\n", "family.py: no record uses third"),
        (CODE.replace("HALF = 0.5", "HALF = 0.5\nTHIRD = 1 / 3"), "no record uses THIRD"),
        (CODE + "\nHALF = 2\n", "family.py: HALF stands for two things"),
        (CODE.replace("import numpy as np", "from other import a"), "other.py: [Errno 2]"),
        (CODE + "(", "family.py: '(' was never closed"),
    ],
)
def test_code_that_no_record_shows_or_nobody_can_read_is_refused(tmp_path, code, said):
    with pytest.raises(RecordError) as error:
        load(family(tmp_path, code=code), ("family",))
    assert said in str(error.value)


def test_code_may_come_from_a_neighbour_with_all_that_it_needs(tmp_path):
    imported = "from family import half, half_backward\n"
    family(tmp_path, RECORD.replace("half-forgotten", "again"), imported, name="second")
    first, second = load(family(tmp_path), ("family", "second"))
    assert second.shown == first.shown
    family(tmp_path, code="from family import double\n", name="second")
    with pytest.raises(RecordError, match=r"family\.py: there is no double"):
        load(tmp_path, ("family", "second"))


@pytest.mark.parametrize("families", [(), ("family", "other")])
def test_a_family_has_a_file_and_a_place(tmp_path, families):
    with pytest.raises(RecordError, match="a family of mistakes is a file"):
        load(family(tmp_path), families)


def test_code_without_records_is_refused(tmp_path):
    (family(tmp_path) / "alone.py").write_text(CODE, encoding="utf-8")
    with pytest.raises(RecordError, match=r"alone: a family of mistakes is a file .*alone\.yml"):
        load(tmp_path, ("family",))


def test_an_id_names_one_mistake(tmp_path):
    family(family(tmp_path), name="second")
    with pytest.raises(RecordError, match="half-forgotten"):
        load(tmp_path, ("family", "second"))


def test_an_edited_file_is_read_again_and_the_rest_keeps_its_proofs(tmp_path):
    two = RECORD + RECORD.replace("half-forgotten", "other")
    first, second = load(family(tmp_path, two), ("family",))
    os.utime(family(tmp_path, two.replace("Half", "A half", 1)) / "family.yml", ns=(1, 1))
    new, same = load(tmp_path, ("family",))
    assert (first.entry.title.en, new.entry.title.en) == ("Half", "A half")
    assert same is second


TEXT = "def f(x):\n    a = x\n    if a:\n        b = x\n        c = x\n    return b + c"


@pytest.mark.parametrize(
    ("right", "wrong", "text"),
    [
        ("b + c", "b - c", TEXT.replace("b + c", "b - c")),
        ("b = x\nc = x", "c = x", TEXT.replace("        b = x\n", "")),
        ("c = x", "c = x\nd = x", TEXT.replace("c = x\n", "c = x\n        d = x\n")),
        ("b = x", "", TEXT.replace("        b = x\n", "")),
        ("return b + c", "", TEXT.replace("\n    return b + c", "")),
    ],
)
def test_an_edit_keeps_the_rest_and_its_indentation(right, wrong, text):
    assert edited(TEXT, right, wrong) == text


@pytest.mark.parametrize("right", ["= x", "x", "b = x\n    c = x", "d = x"])
def test_an_edit_that_fits_nowhere_or_twice_is_refused(right):
    with pytest.raises(CodeError, match="is to stand once"):
        edited(TEXT, right, "y")


def test_the_code_that_is_shown_is_formatted(tmp_path):
    for one in all_mistakes():
        for key in ("wrong", "right"):
            text = f"{one.shown.shared}\n\n\n{getattr(one.shown, key)}\n"
            (tmp_path / f"{one.id}-{key}.py").write_text(text, encoding="utf-8")
    ruff = shutil.which("ruff") or ".venv/bin/ruff"
    done = subprocess.run(
        [ruff, "format", "--diff", "--isolated", "--line-length=100", tmp_path],
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout.decode()
