"""Every claim: its checks run and bear out the verdict, its words and its source are whole."""

import ast
import inspect
import re
import textwrap
from collections import Counter
from contextlib import redirect_stdout
from functools import cache
from io import StringIO
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
import yaml

from book import claims
from book.claims import SOURCES, Claim, Finding, Judgement, Words, all_claims, chosen, claim
from book.claims.judging import attempt, compare, for_all, slopes
from book.claims.mojibake import damage
from book.claims.pairing import paired
from book.claims.snippet import snippet
from book.claims.sources import FOLDER
from book.keeping.trace import Keeper
from book.pages.claims import recall
from book.pages.glossary import load
from book.records import RecordError, read, read_all
from book.site.mathematics import render

ROOT = Path(__file__).resolve().parents[3]
HANGUL = re.compile("[가-힣ㄱ-ㅎㅏ-ㅣ]")
TEX = re.compile(r"\$([^$]+)\$")
WORDS = ("place", "stated", "condition", "corrected", "why")
TRUE, CONDITIONAL, FALSE = Judgement.TRUE, Judgement.CONDITIONAL, Judgement.FALSE
# What a slip in a check raises or computes, and no statement of a note.
SLIP = re.compile(
    r"\bnan\b|NameError|AttributeError|ImportError|SyntaxError|is not defined|no attribute"
)

every = pytest.mark.parametrize("one", all_claims(), ids=lambda one: one.id)


def words(one):
    return {name: getattr(one, name) for name in WORDS if getattr(one, name) is not None}


# --- the trial ----------------------------------------------------------------------------------


@every
def test_the_checks_bear_out_the_verdict(one):
    stated, mended = one.as_stated, one.as_mended
    assert bool(stated.holds) is (one.verdict is TRUE), f"read literally: {stated.shown}"
    assert mended is None or mended.holds, f"mended: {mended.shown}"
    assert one.stands


@every
def test_what_fails_says_by_which_numbers_or_exception(one):
    if one.verdict is not TRUE:
        assert one.as_stated.shown.strip()
        assert one.as_mended.shown.strip()
    for found in filter(None, (one.as_stated, one.as_mended)):
        assert not SLIP.search(found.shown), "a slip in the check, not in the statement"
        assert "\n" not in found.shown, "one line"
        assert not HANGUL.search(found.shown), "numbers speak no language"


@every
def test_a_false_or_conditional_claim_is_mended(one):
    assert (one.verdict is CONDITIONAL) <= (one.condition is not None)
    assert (one.verdict is FALSE) <= (one.corrected is not None)
    assert one.verdict is not TRUE or one.condition is None
    assert (one.verdict is not TRUE) <= (one.as_mended is not None and one.why is not None)
    assert not one.corrected_formula or one.corrected_formula != one.formula


@every
def test_a_check_finds_the_same_each_time(one):
    assert tuple(one.check()) == one.findings


@every
def test_a_check_is_a_generator_of_the_name_of_its_claim(one):
    assert inspect.isgeneratorfunction(one.check)
    assert f"{one.origin.id}_{one.check.__name__}".replace("_", "-") == one.id
    assert one.check.__module__ == one.origin.module
    assert inspect.getdoc(one.check), "its docstring says what it does"
    assert not inspect.signature(one.check).parameters


def given_verdicts(check):
    """Find where a check names its verdict instead of computing it."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(check)))
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Finding":
            first = [*node.args, *(word.value for word in node.keywords if word.arg == "holds")][0]
            if isinstance(first, ast.Constant):
                yield node.lineno


@every
def test_a_check_computes_its_verdict(one):
    assert list(given_verdicts(one.check)) == []


@every
def test_what_a_reader_copies_runs_and_finds_the_same(one):
    out = StringIO()
    with redirect_stdout(out):
        exec(compile(snippet(one.check), one.id, "exec"), {"__name__": "copied"})  # noqa: S102
    assert out.getvalue().splitlines() == [str(found) for found in one.findings]


# --- the words ----------------------------------------------------------------------------------


@every
def test_all_is_said_in_both_languages(one):
    for name, said in words(one).items():
        assert isinstance(said, Words)
        assert HANGUL.search(said.ko), f"{name} is not said in Korean"
        assert said.en.strip(), f"{name} is not said in English"
        assert not HANGUL.search(said.en), f"{name} is Korean in the English page"
        assert Counter(TEX.findall(said.ko)) == Counter(TEX.findall(said.en)), name


@every
def test_korean_says_the_words_of_the_glossary(one):
    text = " ".join(TEX.sub("", said.ko) for said in words(one).values())
    avoided = [word for term in load(ROOT) for word in term.avoid_ko]
    assert [word for word in avoided if re.search(rf"(?<![가-힣]){re.escape(word)}", text)] == []


@every
def test_the_statement_is_a_sentence(one):
    assert one.stated.ko.rstrip("\"'”’)").endswith("."), "합니다체, with a full stop"
    assert one.stated.en.rstrip("\"'”’)").endswith(".")


@every
def test_formulas_can_be_set(one):
    for said in words(one).values():
        for tex in TEX.findall(said.ko):
            render(tex, ROOT)
    if one.corrected_formula:
        render(one.corrected_formula, ROOT, display=True)
    if one.formula and one.typeset:
        render(one.formula, ROOT, display=True)
    if not one.typeset:
        with pytest.raises(ValueError, match="formula"):
            render(one.formula, ROOT, display=True)


# --- the source and the place -------------------------------------------------------------------


def test_ids_are_unique_and_fit_for_an_address():
    ids = [one.id for one in all_claims()]
    assert [id_ for id_, n in Counter(ids).items() if n > 1] == []
    assert [id_ for id_ in ids if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", id_)] == []


@cache
def written_in(folder):
    """Name the claims that the files of a folder hold, read as bare YAML."""
    files = sorted((FOLDER / folder).glob("*.yml"))
    return [one["id"] for f in files for one in yaml.safe_load(f.read_text(encoding="utf-8"))]


def test_every_record_is_a_claim():
    assert sorted(id_ for one in SOURCES for id_ in written_in(one.id)) == sorted(
        one.id for one in all_claims()
    )


@every
def test_no_claim_is_orphaned_from_its_source(one):
    (origin,) = [known for known in SOURCES if one.id.startswith(f"{known.id}-")]
    assert 1 <= one.line <= origin.lines
    assert one.origin is origin
    assert one.id in written_in(origin.id)


@every
def test_the_chapter_is_a_page_that_shows_it(one):
    for lang in ("ko", "en"):
        page = ROOT / "docs" / lang / "chapters" / f"{one.chapter}.md"
        assert f'{{= claims(chapter="{one.chapter}") =}}' in page.read_text(encoding="utf-8")


def test_the_table_of_sources_is_well_formed():
    assert [one.number for one in SOURCES] == ["000", "001", "002", "003", "004"]
    assert all(re.fullmatch(r"\d{3}_[0-9a-f]{16}\.txt", one.file) for one in SOURCES)
    assert all(re.fullmatch("[0-9a-f]{64}", one.sha256) for one in SOURCES)
    for field in ("id", "name", "module", "sha256"):
        assert len({getattr(one, field) for one in SOURCES}) == len(SOURCES)
    assert all(HANGUL.search(one.name.ko) and not HANGUL.search(one.name.en) for one in SOURCES)


# --- the numbers --------------------------------------------------------------------------------


def test_there_are_enough_claims_of_every_kind():
    verdicts = Counter(one.verdict for one in all_claims())
    total = len(all_claims())
    assert total > 55
    assert verdicts[CONDITIONAL] > 0.36 * total, "well over a third hold under a condition"
    assert 0.25 * total < verdicts[FALSE] < 0.42 * total, "about a third are false as written"
    assert all(chosen(source_=source.id) for source in SOURCES), "every source is heard"


# --- the frame itself ---------------------------------------------------------------------------


RIGHT = """
- id: first-note-x
  line: 190
  chapter: cost
  verdict: {verdict}
  place: {{ko: 곳, en: place}}
  stated: {{ko: 말., en: Said.}}
"""


def read_one(folder, text):
    path = folder / "1-cost.yml"
    path.write_text(text, encoding="utf-8")
    (found,) = read(path, Claim)
    return found


@pytest.mark.parametrize("verdict", ["true", "false", "conditional"])
def test_a_verdict_is_a_bare_word(tmp_path, verdict):
    words = "{ko: 말, en: words}"
    needs = {"true": (), "false": ("corrected", "why"), "conditional": ("condition", "why")}
    more = "".join(f"  {field}: {words}\n" for field in needs[verdict])
    assert read_one(tmp_path, RIGHT.format(verdict=verdict) + more).verdict == verdict


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("verdict: true", "verdict: false"), "corrected: a false claim needs it"),
        (("verdict: true", "verdict: false"), "why: a false claim needs it"),
        (("verdict: true", "verdict: conditional"), "condition: a conditional claim needs it"),
        (("verdict: true", "verdict: perhaps"), "verdict: Input should be 'true', 'conditional'"),
        (("place:", "condition: {ko: 때, en: if}\n  place:"), "condition: a true claim has none"),
        (("line: 190", "line: 191"), "line: 000_afc1d64deae040dd.txt has 190 lines"),
        (("line: 190", "line: 0"), "line: Input should be greater than 0"),
        (
            ("chapter: cost", "chapter: costs"),
            "chapter: wanted a page of docs/ko/chapters: a",
        ),
        (("id: first-note-x", "id: sixth-note-x"), "id: wanted first a source of: first-note, dam"),
    ],
)
def test_a_record_that_does_not_fit_is_refused(tmp_path, change, said):
    text = RIGHT.format(verdict="true")
    assert read_one(tmp_path, text).verdict is TRUE
    assert change[0] in text
    with pytest.raises(RecordError) as error:
        read_one(tmp_path, text.replace(*change))
    assert said in str(error.value)
    assert "1-cost.yml: record 1" in str(error.value)


def test_a_garbled_formula_is_made_and_not_typed(tmp_path):
    text = RIGHT.format(verdict="true") + "  formula: σ'(z)\n  damaged: true\n"
    assert read_one(tmp_path, text).formula == damage("σ'(z)") != "σ'(z)"


def changed(one, **fields):
    """Make a claim anew, with nothing that was found before."""
    return Claim.model_construct(**{f: getattr(one, f) for f in Claim.model_fields} | fields)


def test_a_check_says_as_much_as_its_verdict_needs(monkeypatch):
    of = {verdict: chosen(verdict=verdict)[0] for verdict in Judgement}
    for one, n in ((of[TRUE], 2), (of[FALSE], 1), (of[CONDITIONAL], 3)):
        bent = changed(one)
        monkeypatch.setattr(Claim, "check", lambda _, n=n: iter([Finding(holds=True)] * n))
        with pytest.raises(ValueError, match=rf"{one.id} is {one.verdict}.* yields {n}, wanted"):
            _ = bent.findings


@pytest.mark.parametrize("verdict", Judgement)
def test_a_swapped_verdict_does_not_stand(verdict):
    one = chosen(verdict=verdict)[0]
    for other in set(Judgement) - {verdict}:
        bent = changed(one, verdict=other)
        with pytest.raises(ValueError, match=r"wanted|claim needs it|claim has none"):
            _ = bent.stands and Claim.model_validate(dict(bent))
    for finding in one.findings:
        turned = changed(one)
        found = [f._replace(holds=not f.holds) if f is finding else f for f in one.findings]
        turned.__dict__["findings"] = tuple(found)
        assert not turned.stands


def test_a_folder_of_claims_and_a_module_of_checks_belong_to_a_source(monkeypatch):
    monkeypatch.setattr(claims, "SOURCES", SOURCES[:-1])
    with pytest.raises(RecordError, match=r"sources\.yml: lacks fifth-note"):
        claims.all_claims.__wrapped__()


def test_a_claim_stands_in_the_folder_of_its_source(monkeypatch):
    monkeypatch.setattr(claims, "read_all", lambda folder, kind: read_all(FOLDER / "article", kind))
    with pytest.raises(RecordError, match="docs/claims/first-note: of another source: article-"):
        claims.all_claims.__wrapped__()


def module(**functions):
    made = ModuleType("book.claims.checks.made")
    for name, function in functions.items():
        function.__module__ = made.__name__
        setattr(made, name, function)
    return made


def test_a_claim_without_a_check_and_a_check_without_a_claim_are_refused():
    def there():
        yield Finding(holds=True)

    def helper(z):
        yield z

    made = "src/book/claims/checks/made.py"
    paired("docs/claims/x", {"there": "x-there"}, [module(there=there, helper=helper)])
    with pytest.raises(RecordError) as error:
        paired("docs/claims/x", {"wanted": "x-wanted"}, [module(there=there)])
    assert str(error.value).splitlines() == [
        f"docs/claims/x: x-wanted: has no check; write `def wanted()` in {made}",
        f"{made}: there: checks nothing; no record in docs/claims/x has an id for it",
    ]


def test_values_are_compared_in_shape_and_in_every_entry():
    assert compare([1, 2], [1, 2]) == Finding(holds=True, shown="[1, 2] = [1, 2]")
    assert compare(0.5, 0.25, "w") == Finding(holds=False, shown="w: 0.5 ≠ 0.25")
    assert compare([1.0], 1.0) == Finding(holds=False, shown="(1,) ≠ ()")
    assert not compare(float("nan"), float("nan")).holds
    assert not compare([1, 1.001], [1, 1]).holds


def test_a_gradient_is_right_for_all_sizes_or_a_counterexample_is_shown():
    def tripled(x):
        return 3 * x

    assert for_all(tripled, lambda g, x: 3 * g, wrt="x", x=("N", 2)) == Finding(
        holds=True, shown="PROVED"
    )
    found = for_all(tripled, lambda g, x: 2 * g, wrt="x", x=("N", 2))
    assert not found.holds
    assert re.fullmatch(r"REFUTED: \[.*\] ≠ \[.*\]", found.shown)


def test_slopes_are_those_of_a_polynomial():
    assert compare(slopes(lambda x: (x**3).sum(), [[1.0, 2.0]]), [[3.0, 12.0]]).holds


def test_claims_are_chosen_by_source_chapter_and_verdict():
    assert chosen() == all_claims()
    assert {one.origin for one in chosen(source_="000")} == {SOURCES[0]}
    assert {one.chapter for one in chosen(chapter="cost")} == {"cost"}
    assert {one.verdict for one in chosen(verdict="false")} == {FALSE}
    for wrong in ({"source_": "005"}, {"verdict": "perhaps"}):
        with pytest.raises((LookupError, ValueError)):
            chosen(**wrong)
    with pytest.raises(LookupError):
        claim("none")


def constant():
    yield Finding(holds=False, shown="no run")


def test_a_check_that_only_says_its_verdict_is_seen():
    assert list(given_verdicts(constant))


def test_what_python_cannot_compute_does_not_hold_and_other_errors_are_slips():
    def product():
        return compare(np.ones(2) @ np.ones(3), 6)

    assert not attempt(product, ValueError).holds
    assert attempt(lambda: compare(1, 1), ValueError).holds
    assert attempt(lambda: {}[1], KeyError, "W^{} ∉ {{}}") == Finding(False, "W^1 ∉ {}")  # noqa: FBT003
    with pytest.raises(ValueError, match="mismatch"):
        attempt(product, KeyError)


def test_a_record_edited_runs_no_check_but_its_own(tmp_path, monkeypatch):
    monkeypatch.delenv("BOOK_CACHE", raising=False)
    records, ran = tmp_path / "docs/claims/first-note", []
    records.mkdir(parents=True)
    two = chosen("first-note", verdict="true")[:2]
    expected = [one.findings for one in two]
    check = Claim.check.fget
    monkeypatch.setattr(Claim, "check", property(lambda one: (ran.append(one.id), check(one))[1]))

    def shown(*verdicts):
        """Show two claims as a process that starts anew would."""
        (records / "1.yml").write_text(repr(verdicts), encoding="utf-8")
        kept = Keeper(tmp_path)
        ran.clear()
        for one, found, verdict in zip(two, expected, verdicts, strict=True):
            fields = {name: getattr(one, name) for name in Claim.model_fields}
            fresh = Claim.model_construct(**fields | {"verdict": verdict})
            recall(fresh, kept)
            assert fresh.findings == found
        return list(ran)

    true = Judgement.TRUE
    first = shown(true, true)
    assert len(first) == 2
    assert shown(true, true) == []
    with pytest.raises(ValueError, match="wanted 2"):  # the verdict is part of what is tried
        shown(true, Judgement.FALSE)
    assert ran == first[1:]
