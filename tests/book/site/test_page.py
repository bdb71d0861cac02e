"""What a page may print, and what fails."""

from fractions import Fraction

import numpy as np
import pytest
from mkdocs.exceptions import PluginError

from book.pages.page import render
from book.typeset.figure import Figure
from book.typeset.numbers import number_tex

DERIVATION = r"""
from types import SimpleNamespace as Fake
print("a script may say something")
steps = [
    Fake(id="definition", equation=r"a = b", reason={"ko": "정의 $a$", "en": "definition of $a$"}),
    Fake(id="matrix", equation="a = \n c |d|", reason={"ko": "행렬", "en": "matrix"}),
]
derivation = Fake(
    steps=steps, verdict="PROVED", proof_summary=lambda lang: f"summary in {lang}",
    html=lambda lang: "<ol>" + "".join(step.reason[lang] for step in steps) + "</ol>",
    step=lambda id: next(step for step in steps if step.id == id),
)
"""


@pytest.fixture
def project(tmp_path):
    (tmp_path / "derivations").mkdir()
    (tmp_path / "derivations/fake.py").write_text(DERIVATION, encoding="utf-8")
    (tmp_path / "derivations/empty.py").write_text("x = 1", encoding="utf-8")
    false = DERIVATION.replace('"PROVED"', '"REFUTED"')
    (tmp_path / "derivations/false.py").write_text(false, encoding="utf-8")
    return tmp_path


def printed(project, markdown, lang="en", src="chapters/x.md"):
    return render(markdown, src, lang, project)


def test_an_equation_is_displayed_on_one_line(project):
    assert printed(project, '{= eq("fake", "matrix", tag="BP2") =}') == (
        r'<div class="arithmatex">\[a = c |d| \tag{BP2}\]</div>'
    )


def test_an_equation_in_the_line_is_safe_in_a_table(project):
    assert printed(project, '| {= tex("fake", "matrix") =} |') == r"| $a = c \vert d\vert $ |"


def test_steps_carry_the_reasons_of_the_language(project):
    english, korean = (printed(project, '{= steps("fake") =}', lang) for lang in ("en", "ko"))
    assert "definition of" in english
    assert "정의" in korean
    assert "definition of" not in korean
    assert "\n" not in english


def test_a_verdict_leads_to_its_derivation(project):
    badge = printed(project, '{= verdict("fake") =}')
    assert badge == '[proved for all sizes](../derivations/fake.py "summary in en"){.verdict}'
    assert "(derivations/fake.py" in printed(project, '{= verdict("fake") =}', src="index.md")


def test_what_is_not_proved_gets_no_badge(project):
    with pytest.raises(PluginError, match="false is not proved"):
        printed(project, '{= verdict("false") =}')


def test_a_source_keeps_the_indentation_of_its_place(project):
    made = printed(project, '- so:\n\n    {= source("book.typeset.numbers.number_tex") =}\n')
    assert "\n    ```python\n    def number_tex(" in made
    assert made.endswith("\n    ```\n")


def test_an_example_is_found_by_name(project):
    made = printed(project, "{= num(ex.article.run().x) =} {= lang =}")
    assert made == "$0.5$ en"


def test_an_array_is_cut_as_in_numpy(project):
    made = printed(
        project,
        "{% set W = ex.two_two_one.run().before.W1 %}{= W[:, 1].shape =} {= W[0:1].shape =}",
    )
    assert made == "(2,) (1, 2)"


def test_ids_and_tex_need_no_escape(project):
    markdown = "## A {#a}\n\n$\\frac{{a}}{{b}}$ {: .b}\n"
    assert printed(project, markdown + "{## never seen ##}") == markdown


@pytest.mark.parametrize(
    ("markdown", "names"),
    [
        ("{= unknown =}", "unknown"),
        ('{= eq("nothing", "matrix") =}', "nothing"),
        ('{= eq("empty", "matrix") =}', "empty"),
        ('{= figure("nothing") =}', "nothing"),
        ("{= ex.nothing.run() =}", "nothing"),
        ('{= source("backproof.nn.nothing") =}', "nothing"),
        ("{= num(0 / 0) =}", "division"),
        ("{= num( =}", "SyntaxError"),
    ],
)
def test_what_is_not_there_fails_and_names_the_page(project, markdown, names):
    with pytest.raises(PluginError, match=rf"docs/ko/chapters/x\.md.*{names}"):
        printed(project, markdown, lang="ko")


@pytest.mark.parametrize(
    ("value", "tex"),
    [
        (3, "3"),
        (3.0, "3"),
        (np.float64(-0.52341), "-0.5234"),
        (np.int64(7), "7"),
        (0.5, "0.5"),
        (-0.0, "0"),
        (1.25e-7, r"1.25 \times 10^{-7}"),
        (Fraction(-1, 3), r"-\frac{1}{3}"),
        (np.array([1.0, 0.25]), r"[1,\; 0.25]"),
        (np.array([[1, 2], [3, 4.5]]), r"\begin{bmatrix} 1 & 2 \\ 3 & 4.5 \end{bmatrix}"),
        (np.array(0.1), "0.1"),
    ],
)
def test_numbers_are_rounded_and_not_padded(value, tex):
    assert number_tex(value) == tex


@pytest.mark.parametrize("value", [float("nan"), np.inf, np.zeros((1, 1, 1))])
def test_what_is_no_number_is_refused(value):
    with pytest.raises(ValueError, match=r"no number|not printed"):
        number_tex(value)


def test_a_figure_is_one_line_with_its_words():
    made = Figure("<svg viewBox='0 0 1 1'>\n<g/>\n</svg>", 'a "net"', "as $x$").html()
    assert "\n" not in made
    assert 'role="img" aria-label="a &quot;net&quot;"' in made
    assert r"<figcaption>as <span" in made
