"""An error names the line that has to be mended."""

import re

import pytest
from mkdocs.exceptions import PluginError
from tests.book.site.test_page import DERIVATION

from book.pages import prose
from book.pages.page import JINJA, render
from book.site import mathematics

PAGE = """\
---
title: T
---

# Title

A sentence
of two lines, {= 1 + 1 =} and
{= 1 / 0 =} and {= 1 + 1 =}.
"""


@pytest.fixture
def project(tmp_path, monkeypatch):
    monkeypatch.delenv("BOOK_CACHE", raising=False)
    (tmp_path / "docs/ko").mkdir(parents=True)
    (tmp_path / "derivations").mkdir()
    return tmp_path


def message(project, markdown, src="page.md"):
    with pytest.raises(PluginError) as caught:
        render(markdown, src, "ko", project)
    return str(caught.value)


def test_a_call_names_its_line_with_metadata_above_and_words_between(project):
    (project / "docs/ko/page.md").write_text(PAGE, encoding="utf-8")
    said = message(project, PAGE.split("---\n\n")[1])
    assert said.startswith("docs/ko/page.md:9: ZeroDivisionError")


def test_what_is_no_expression_names_its_line(project):
    assert message(project, "# T\n\n{= num( =}\n").startswith("docs/ko/page.md:3: Template")


def test_a_step_names_the_derivation_and_who_prints_it(project):
    broken = DERIVATION + "\n\ndef refuse():\n    raise ValueError('step 3 (code)')\n\n\nrefuse()\n"
    (project / "derivations/broken.py").write_text(broken, encoding="utf-8")
    line = broken.splitlines().index("    raise ValueError('step 3 (code)')") + 1
    said = message(project, '# T\n\n{= eq("broken", "matrix") =}\n')
    assert said.startswith(f"derivations/broken.py:{line}: ValueError: step 3 (code)")
    assert said.endswith("printed by docs/ko/page.md:3")


@pytest.mark.parametrize(
    ("tex", "line"),
    [(r"\frac{1}{", 3), (r"a \nosuch b", 4), (r"\printed", None)],
)
def test_a_formula_names_the_line_on_which_it_is_typed(tex, line):
    source = "# T\n\n$\\frac{1}{$ and\n# $a\n\\nosuch b$\n"
    assert mathematics.line_of(tex, source) == line


@pytest.mark.parametrize(
    "markdown",
    [
        "# A {#a}\n\nword {= x =} word\n\n- so:\n\n    {= x =}\n",
        "{% for i in range(3) %}\nline {= i =}\n{% endfor -%}\n\n  after\n",
        "{%- set a = 1 -%}  b  {## no ##} c",
        "{% raw %}{= x =}{% endraw %}",
        "{% filter upper %}word{% endfilter %}",
        "{% set a %}word{% endset %}{= a | upper =}",
        "no call at all",
        "",
    ],
)
def test_words_apart_from_calls_print_the_same(markdown):
    calls, words = prose.apart(markdown, JINJA)
    together = prose.together(JINJA.from_string(calls).render(x="X"), words)
    assert together == JINJA.from_string(markdown).render(x="X")


def test_another_word_or_line_leaves_the_calls_as_they_are():
    one, other = (
        prose.unlined(prose.apart(text, JINJA)[0])
        for text in ("a\nb {= x =}\n\nc", "a longer\nsentence\nhere {= x =}\n\nand more\nlines")
    )
    assert one == other
    assert re.search("[a-w]", one) is None


def test_another_call_is_another_key():
    one, other = (prose.apart(text, JINJA)[0] for text in ("a {= x =}", "a {= y =}"))
    assert one != other
