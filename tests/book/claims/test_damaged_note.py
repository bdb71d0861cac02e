"""How the damaged note arose, what comes back of it, and that no such text is on our pages."""

import re
from math import prod
from pathlib import Path

import pytest
import yaml
from tests.book.claims.garbled import garbled, is_garbled

from book.claims.mojibake import (
    CODEC,
    FOLLOWING,
    LOST,
    SUSPECTS,
    damage,
    main,
    measure,
    pieces,
    readings,
    story,
)

ROOT = Path(__file__).resolve().parents[3]
KOREAN = "역전파는 오차를 뒤로 보내고, 가중치 W^l의 기울기를 σ'(z) ≈ 0.25로 셉니다."
ENGLISH = "The ‘slope’ of σ is σ′; δ’s bias is Σδ — λ², η·m, “α”, 1 µm ± 2 °C, naïve café."
# The gaps of the code page as Microsoft publishes it, and the soft hyphen.
GAPS = {
    int(one, 16)
    for one in [
        "81",
        "88",
        "8A",
        "8C",
        "8D",
        "8E",
        "8F",
        "90",
        "98",
        "9A",
        "9C",
        "9D",
        "9E",
        "9F",
        "AA",
        "D2",
        "FF",
        "AD",
    ]
}
LANGUAGES = ("ko", "en")
# What was found for the files of the two notes, which are not here.
FOUND = yaml.safe_load((ROOT / "docs/claims/damage.yml").read_text(encoding="utf-8"))
STORY, MEASURED = FOUND["story"], FOUND["measured"]


# --- how it arose -------------------------------------------------------------------------------


def test_the_damage_is_that_of_the_greek_code_page():
    assert set(LOST) == GAPS
    assert set(FOLLOWING) == GAPS - {0xD2, 0xFF}
    # U+C5ED is EC 97 AD, U+C804 is EC A0 84, U+D30C is ED 8C 8C; in the page EC is mu, ED nu.
    assert damage("역전파") == "\u03bc\u2014\u03bc\u00a0\u201e\u03bd"


def test_the_story_of_a_text_is_found_from_the_pair_alone():
    found = story(KOREAN, damage(KOREAN))
    assert found["codec"] == CODEC == STORY["codec"]
    assert found["swept"] == STORY["swept"] | {"U+00AD": KOREAN.encode().count(0xAD)}
    assert found["swept"]["U+00AD"] > 0
    assert {int(byte, 16) for byte in found["undefined"]} == set(KOREAN.encode()) & (GAPS - {0xAD})


@pytest.mark.parametrize("codec", SUSPECTS)
def test_the_story_is_that_of_the_encoding_it_was_read_in(codec):
    damaged = KOREAN.encode().decode(codec, "ignore")
    found = story(KOREAN, damaged, codecs=[CODEC, codec])
    assert found["codec"] == codec
    assert not found["swept"]


def test_no_story_is_told_of_texts_that_have_nothing_to_do_with_each_other():
    assert story(KOREAN, ENGLISH) == {}
    assert story(KOREAN, damage(KOREAN) + "!") == {}


# --- what comes back ----------------------------------------------------------------------------


def korean_pages():
    return [p.read_text(encoding="utf-8") for p in sorted((ROOT / "docs/ko").rglob("*.md"))]


def test_a_character_comes_back_exactly_if_no_byte_is_lost():
    characters = set("".join(korean_pages())) | set(KOREAN + ENGLISH)
    assert len(characters) > 500
    for one in characters:
        (piece,) = pieces(damage(one)) or [b""]
        fits = readings(piece)
        assert one in fits
        assert all(damage(other) == damage(one) for other in fits)
        assert (fits == [one]) is not (set(one.encode()) & GAPS)


def test_every_character_of_korean_leaves_its_piece():
    for text in (KOREAN, *korean_pages()):
        assert len(pieces(damage(text))) == len(text)
    # The first byte of this Cyrillic letter falls into a gap.
    assert len(pieces(damage("a\u0496b"))) == 3
    assert readings(pieces(damage("\u0496"))[0]) == ["\u0496"]


def ways(text):
    """Count the texts that the damage cannot tell from this one."""
    return prod(len(readings(piece)) for piece in pieces(damage(text)))


def test_the_damage_is_measured():
    # Of the bytes of these three syllables AD, none, and 8C 8C are lost.
    assert ways("전") == 1
    assert ways("역전") == len(readings(b"\xec\x97")) > 16
    text = "전 역전 전파\nx^2 = σ\nx_1 ≈ 역\n"
    assert measure(text) == {
        "characters": 24,
        "ascii": 16,
        "whole": 4,
        "narrowed": 0,
        "open": 4,
        "syllables": 6,
        "syllables_back": 3,
        "words": 4,
        "words_back": 1,
        "formulas": 2,
        "formulas_back": 1,
        "bytes_lost": 5,
        "digits": len(str(ways(text))),
    }


def test_the_figures_of_the_note_fit_together():
    assert (
        MEASURED["ascii"] + MEASURED["whole"] + MEASURED["narrowed"] + MEASURED["open"]
        == MEASURED["characters"]
    )
    assert sum(STORY["undefined"].values()) + sum(STORY["swept"].values()) == MEASURED["bytes_lost"]
    assert {int(byte, 16) for byte in STORY["undefined"]} <= GAPS
    assert (
        MEASURED["syllables_back"] < MEASURED["syllables"] <= MEASURED["whole"] + MEASURED["open"]
    )


def figures(measured, swept):
    """Write the rows of the table of the page, by their place in it."""
    beyond = measured["characters"] - measured["ascii"]
    return [
        (measured["characters"], measured["ascii"] + measured["whole"]),
        (beyond, measured["whole"]),
        (measured["syllables"], measured["syllables_back"]),
        (measured["words"], measured["words_back"]),
        (measured["formulas"], measured["formulas_back"]),
    ], (measured["bytes_lost"], measured["bytes_lost"] - swept, swept, measured["digits"])


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_says_what_was_measured(lang):
    page = (ROOT / f"docs/{lang}/claims.md").read_text(encoding="utf-8")
    section = page.split("{#damaged}")[1].split("\n## ")[0]
    rows = re.findall(r"^\|[^|]+\| ([\d,]+) \| ([\d,]+) \|", section, re.MULTILINE)
    table, numbers = figures(MEASURED, STORY["swept"]["U+00AD"])
    assert [tuple(int(one.replace(",", "")) for one in row) for row in rows] == table
    told = {
        int(one) for one in re.findall(r"\d+", re.sub(r"^\|.*", "", section, flags=re.MULTILINE))
    }
    assert told.issuperset(numbers)


def test_a_pair_of_files_is_told_about(tmp_path, capsys):
    first, second = tmp_path / "first.txt", tmp_path / "second.txt"
    first.write_text(KOREAN, encoding="utf-8")
    second.write_text(damage(KOREAN), encoding="utf-8")
    assert main([str(first), str(second)]) == 0
    told = capsys.readouterr().out
    assert f"codec: {CODEC}\n" in told
    assert f"open: {measure(KOREAN)['open']}\n" in told
    second.write_text("unrelated", encoding="utf-8")
    assert main([str(first), str(second)]) == 1
    assert "none explains it" in capsys.readouterr().out


# --- our own pages ------------------------------------------------------------------------------


def our_texts():
    """Read what we write: pages, code, derivations, tests, and what stands at the top."""
    kinds = {".md", ".py", ".yml", ".toml", ".js", ".css", ".html", ".svg"}
    rooms = ("docs", "src", "derivations", "tests", "overrides", "scripts", "bench")
    found = [p for room in rooms for p in sorted((ROOT / room).rglob("*"))]
    found += sorted(ROOT.glob("*"))
    return {p.relative_to(ROOT): p for p in found if p.suffix in kinds and p.is_file()}


def test_no_text_of_ours_was_read_in_the_wrong_encoding():
    texts = our_texts()
    assert len(texts) > 200
    assert {"docs", "src", "derivations", "tests"} <= {path.parts[0] for path in texts}
    found = {
        str(name): list(garbled(path.read_text(encoding="utf-8"))) for name, path in texts.items()
    }
    assert {name: lines for name, lines in found.items() if lines} == {}


@pytest.mark.parametrize("codec", SUSPECTS)
@pytest.mark.parametrize("errors", ["ignore", "replace"])
def test_a_korean_sentence_read_in_any_of_these_encodings_is_seen(codec, errors):
    assert is_garbled(KOREAN.encode().decode(codec, errors))


def test_nearly_every_line_of_a_damaged_page_is_seen():
    for page in korean_pages():
        lines = [line for line in page.splitlines() if re.search("[가-힣]{5}", line)]
        seen = list(garbled(damage("\n".join(lines))))
        assert len(seen) >= 0.9 * len(lines)
        assert is_garbled(damage(page))


def test_what_was_read_right_is_not_called_garbled():
    for text in (KOREAN, ENGLISH, "δ²·σ’ «λ» ±½", "오차 δ는 ∂C/∂z입니다…", "Größe, déjà vu, Übung"):
        assert not is_garbled(text)
    assert is_garbled("a \ufffd b")
    assert is_garbled("a \x97 b")
