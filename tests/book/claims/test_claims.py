"""Every claim: its checks run and bear out the verdict, its words and its source are whole."""

import ast
import inspect
import re
import sys
import textwrap
from collections import Counter
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path

import numpy as np
import pytest

from book.claims import SOURCES, Claim, Finding, Judgement, Words, all_claims, chosen, claim
from book.claims.judging import compare, slopes
from book.claims.snippet import snippet
from book.pages.glossary import load
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
    assert bool(stated.holds) is (one.judgement is TRUE), f"read literally: {stated.shown}"
    assert mended is None or mended.holds, f"mended: {mended.shown}"
    assert one.stands


@every
def test_what_fails_says_by_which_numbers_or_exception(one):
    if one.judgement is not TRUE:
        assert one.as_stated.shown.strip()
        assert one.as_mended.shown.strip()
    for found in filter(None, (one.as_stated, one.as_mended)):
        assert not SLIP.search(found.shown), "a slip in the check, not in the statement"
        assert "\n" not in found.shown, "one line"
        assert not HANGUL.search(found.shown), "numbers speak no language"


@every
def test_a_false_or_conditional_claim_is_mended(one):
    assert (one.judgement is CONDITIONAL) <= (one.condition is not None)
    assert (one.judgement is FALSE) <= (one.corrected is not None)
    assert one.judgement is not TRUE or one.condition is None
    assert (one.judgement is not TRUE) <= (one.mended is not None and one.why is not None)
    assert not one.corrected_formula or one.corrected_formula != one.formula


@every
def test_a_check_finds_the_same_each_time(one):
    assert one.literal() == one.as_stated
    assert one.mended is None or one.mended() == one.as_mended


@every
def test_a_check_is_a_function_that_stands_alone(one):
    for check in one.readings:
        assert inspect.isfunction(check)
        assert getattr(sys.modules[check.__module__], check.__name__, None) is check
        assert inspect.getdoc(check), "its docstring says what it does"
        assert not inspect.signature(check).parameters
    assert one.literal is not one.mended


def given_verdicts(check):
    """Find where a check names its verdict instead of computing it, and no exception decides."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(check)))
    excused = {id(n) for t in ast.walk(tree) if isinstance(t, ast.Try) for n in ast.walk(t)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Finding":
            first = [*node.args, *(word.value for word in node.keywords if word.arg == "holds")][0]
            if isinstance(first, ast.Constant) and id(node) not in excused:
                yield node.lineno


@every
def test_a_check_computes_its_verdict(one):
    for check in one.readings:
        assert list(given_verdicts(check)) == []


@every
def test_what_a_reader_copies_runs_and_finds_the_same(one):
    checks = one.readings
    out = StringIO()
    with redirect_stdout(out):
        exec(compile(snippet(*checks), one.id, "exec"), {"__name__": "copied"})  # noqa: S102
    assert out.getvalue().splitlines() == [str(check()) for check in checks]


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


@every
def test_no_claim_is_orphaned_from_its_source(one):
    (origin,) = [known for known in SOURCES if known.file == one.source]
    assert 1 <= one.line <= origin.lines
    assert one.origin is origin
    assert one in sys.modules[f"book.claims.{origin.module}"].CLAIMS


@every
def test_the_chapter_is_a_page_that_shows_it(one):
    for lang in ("ko", "en"):
        page = ROOT / "docs" / lang / "chapters" / f"{one.chapter}.md"
        assert f'{{= claims(chapter="{one.chapter}") =}}' in page.read_text(encoding="utf-8")


def test_the_table_of_sources_is_well_formed():
    assert [one.number for one in SOURCES] == ["000", "001", "002", "003", "004"]
    assert all(re.fullmatch(r"\d{3}_[0-9a-f]{16}\.txt", one.file) for one in SOURCES)
    assert all(re.fullmatch("[0-9a-f]{64}", one.sha256) for one in SOURCES)
    for field in ("ko", "en", "module", "sha256"):
        assert len({getattr(one, field) for one in SOURCES}) == len(SOURCES)
    assert all(HANGUL.search(one.ko) and not HANGUL.search(one.en) for one in SOURCES)


# --- the numbers --------------------------------------------------------------------------------


def test_there_are_enough_claims_of_every_kind():
    verdicts = Counter(one.judgement for one in all_claims())
    total = len(all_claims())
    assert total > 55
    assert verdicts[CONDITIONAL] > 0.36 * total, "well over a third hold under a condition"
    assert 0.25 * total < verdicts[FALSE] < 0.42 * total, "about a third are false as written"
    assert all(chosen(source_=source.file) for source in SOURCES), "every source is heard"


# --- the frame itself ---------------------------------------------------------------------------


def test_a_verdict_without_what_it_needs_is_refused():
    plain = {
        "id": "x",
        "source": SOURCES[0].file,
        "place": Words("곳", "place"),
        "line": 1,
        "chapter": "cost",
        "stated": Words("말.", "Said."),
        "formula": "",
        "literal": lambda: Finding(holds=False),
    }
    with pytest.raises(ValueError, match="mended, condition, why"):
        Claim(**plain, judgement=CONDITIONAL)
    with pytest.raises(ValueError, match="mended, corrected, why"):
        Claim(**plain, judgement=FALSE)
    assert not Claim(**plain, judgement=TRUE).stands


def test_values_are_compared_in_shape_and_in_every_entry():
    assert compare([1, 2], [1, 2]) == Finding(holds=True, shown="[1, 2] = [1, 2]")
    assert compare(0.5, 0.25, "w") == Finding(holds=False, shown="w: 0.5 ≠ 0.25")
    assert compare([1.0], 1.0) == Finding(holds=False, shown="(1,) ≠ ()")
    assert not compare(float("nan"), float("nan")).holds
    assert not compare([1, 1.001], [1, 1]).holds


def test_slopes_are_those_of_a_polynomial():
    assert compare(slopes(lambda x: (x**3).sum(), [[1.0, 2.0]]), [[3.0, 12.0]]).holds


def test_claims_are_chosen_by_source_chapter_and_verdict():
    assert chosen() == all_claims()
    assert {one.source for one in chosen(source_="000")} == {SOURCES[0].file}
    assert {one.chapter for one in chosen(chapter="cost")} == {"cost"}
    assert {one.judgement for one in chosen(verdict="false")} == {FALSE}
    for wrong in ({"source_": "005"}, {"verdict": "perhaps"}):
        with pytest.raises((LookupError, ValueError)):
            chosen(**wrong)
    with pytest.raises(LookupError):
        claim("none")


def constant():
    return Finding(holds=False, shown="no run")


def excused():
    try:
        return compare(np.ones(2) @ np.ones(3), 6)
    except ValueError as error:
        return Finding(holds=False, shown=str(error))


def test_a_check_that_only_says_its_verdict_is_seen():
    assert list(given_verdicts(constant))
    assert not list(given_verdicts(excused))
