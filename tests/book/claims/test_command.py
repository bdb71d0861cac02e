"""`python -m book claims`: the list, its filters, one claim in full, and what is refused."""

import json
import re
from types import SimpleNamespace

import pytest

from book import command
from book.claims import SOURCES, Finding, all_claims, chosen, claim
from book.command import main
from book.records import RecordError

FALSE = chosen(verdict="false")[0]
CONDITIONAL = chosen(verdict="conditional")[0]
KEYS = ("id", "source", "place", "stated", "verdict", "condition", "corrected")


@pytest.fixture
def run(capsys, monkeypatch):
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)

    def run(*arguments):
        capsys.readouterr()
        try:
            status = main(["claims", *arguments])
        except SystemExit as ended:
            status = ended.code
        out, err = capsys.readouterr()
        return SimpleNamespace(status=status, out=out, err=err)

    return run


def listed(done):
    return re.findall(r"^(\S+)  +(?:true|conditional|false) ", done.out, flags=re.MULTILINE)


def test_all_are_listed_one_a_line(run):
    done = run()
    assert (done.status, done.err) == (0, "")
    assert listed(done) == [one.id for one in all_claims()]
    assert len(done.out.splitlines()) == len(all_claims()) + 1
    assert done.out.splitlines()[-1].startswith(f"claims: {len(all_claims())} (true ")


@pytest.mark.parametrize("name", ["000", "first-note", SOURCES[0].file])
def test_a_source_is_named_by_file_number_or_id(run, name):
    assert listed(run("--source", name)) == [one.id for one in chosen(source_="000")]


@pytest.mark.parametrize("verdict", ["true", "conditional", "false"])
def test_a_verdict_is_chosen(run, verdict):
    assert listed(run("--verdict", verdict)) == [one.id for one in chosen(verdict=verdict)]


def test_the_list_speaks_the_language(run):
    assert FALSE.stated.ko in run("--lang", "ko").out
    assert FALSE.stated.en in run("--lang", "en").out


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_json_is_a_list_of_objects(run, lang):
    done = run("--json", "--lang", lang, "--source", "000")
    objects = json.loads(done.out)
    assert [one["id"] for one in objects] == [one.id for one in chosen(source_="000")]
    for found in objects:
        one = claim(found["id"])
        said = {"condition": one.condition, "corrected": one.corrected}
        expected = [one.id, one.origin.file, one.place[lang], one.stated[lang], str(one.verdict)]
        expected += [words[lang] if words else None for words in said.values()]
        assert [found[key] for key in KEYS] == expected
        assert (found["line"], found["chapter"]) == (one.line, one.chapter)
        assert found["shown"] == one.as_stated.shown


def test_nothing_found_is_an_empty_list(run):
    assert set(CONDITIONAL.id) != set(FALSE.id)
    done = run("--json", "--verdict", "true", FALSE.id)
    assert (done.status, json.loads(done.out)) == (0, [])


@pytest.mark.parametrize("one", [FALSE, CONDITIONAL], ids=lambda one: one.id)
@pytest.mark.parametrize("lang", ["ko", "en"])
def test_one_claim_is_told_in_full_and_its_check_run(run, one, lang):
    done = run(one.id, "--lang", lang)
    assert done.status == 0
    for words in (one.stated, one.place, one.condition, one.corrected, one.why):
        assert words is None or words[lang] in done.out
    assert one.origin.file in done.out
    assert one.formula in done.out
    assert one.as_stated.shown in done.out
    assert f"print(*{one.check.__name__}(), sep=" in done.out


def test_a_check_that_no_longer_bears_out_the_verdict_fails(run, monkeypatch):
    broken = claim(FALSE.id)
    monkeypatch.setitem(broken.__dict__, "as_stated", Finding(holds=True, shown="1 = 1"))
    for arguments in ([FALSE.id], ["--json"]):
        done = run(*arguments, "--lang", "en")
        assert done.status == 1
        assert FALSE.id in done.err
    assert run().status == 0, "a list alone runs nothing"


@pytest.mark.parametrize(
    ("arguments", "near"),
    [
        ([FALSE.id[:-2]], FALSE.id),
        (["--source", "00"], "000"),
        (["--source", SOURCES[1].file[4:]], SOURCES[1].file),
        (["--verdict", "condition"], "conditional"),
        (["--verdict", "wrong"], "true, conditional, false"),
    ],
)
@pytest.mark.parametrize(("lang", "word"), [("ko", "없습니다"), ("en", "there is no")])
def test_an_unknown_name_ends_with_2_and_a_suggestion(run, arguments, near, lang, word):
    done = run(*arguments, "--lang", lang)
    assert (done.status, done.out) == (2, "")
    assert word in done.err
    assert near in done.err


def test_a_record_that_does_not_fit_is_named_and_ends_with_2(run, monkeypatch):
    def refuse():
        raise RecordError("docs/claims/x.yml: record 1: line: Field required")

    monkeypatch.setattr(command, "chosen", lambda **_: refuse())
    done = run()
    assert (done.status, done.out) == (2, "")
    assert done.err == "book: docs/claims/x.yml: record 1: line: Field required\n"


def test_what_resembles_nothing_is_refused_without_guessing(run):
    done = run("zzz")
    assert (done.status, done.err) == (2, "book: there is no claim zzz\n")
