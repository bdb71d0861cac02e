"""The glossary is whole and agrees with itself."""

from collections import Counter

import pytest
from tests.book.site.pages import ROOT

from book.pages.glossary import load, table

TERMS = load(ROOT)


def test_no_term_is_there_twice():
    for names in ("id", "ko", "en"):
        counted = Counter(getattr(term, names) for term in TERMS)
        twice = [word for word, n in counted.items() if n > 1]
        assert not twice, f"docs/glossary.yml: {', '.join(twice)} is there twice as {names}"


@pytest.mark.parametrize("term", TERMS, ids=lambda term: term.id)
def test_a_term_is_defined_in_both_languages(term):
    assert term.definition_ko.endswith("다."), (
        f"docs/glossary.yml: definition_ko of {term.id} is a sentence that ends in 다."
    )
    assert term.definition_en.endswith("."), (
        f"docs/glossary.yml: definition_en of {term.id} ends in a full stop"
    )


def test_no_avoided_word_is_taught():
    taught = {word for term in TERMS for word in [term.ko, *term.ko_also]}
    both = taught & {word for term in TERMS for word in term.avoid_ko}
    assert not both, (
        f"docs/glossary.yml: {', '.join(both)} is taught by one term, avoided by another"
    )


def test_a_compound_is_also_found_joined():
    chain = next(term for term in TERMS if term.id == "chain_rule")
    assert "연쇄법칙" in chain.spellings()


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_the_table_has_a_row_for_each_term(lang):
    lines = table(TERMS, lang).splitlines()
    assert len(lines) == len(TERMS) + 2
    assert {line.count("|") for line in lines} == {4}
