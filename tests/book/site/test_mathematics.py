"""Mathematics is rendered at build, for eye and ear, or the build fails."""

import pytest
from mkdocs.exceptions import PluginError
from tests.book.site.pages import ROOT

from book.site import mathematics
from book.typeset.inline import formula, inline
from book.typeset.tex import plain, plain_text

HEAD = '<link rel="stylesheet" href="../assets/katex/katex.css">'


@pytest.fixture(scope="module", autouse=True)
def engine():
    yield
    mathematics.close()


def rendered(body):
    return mathematics.render_page(HEAD + body, "docs/ko/x.md", ROOT)


def test_a_formula_becomes_html_and_mathml():
    page = rendered(r'<span class="arithmatex">\(a &lt; b\)</span>')
    assert '<span class="katex">' in page
    assert "<math" in page
    assert r"\(" not in page
    assert "katex-display" not in page


def test_a_display_formula_is_displayed_with_its_tag():
    page = rendered(formula(r"\delta^l \tag{BP2}", display=True))
    assert "katex-display" in page
    assert "BP2" in page


def test_korean_may_stand_in_text():
    assert "hangul_fallback" in rendered(formula(r"\text{비용} + C"))


def test_only_a_page_with_mathematics_fetches_the_fonts_early():
    assert rendered(formula("x")).count('rel="preload"') == 3
    assert 'href="../assets/katex/fonts/KaTeX_Main-Regular.woff2"' in rendered(formula("x"))
    assert rendered("<p>no formula</p>").count("preload") == 0


@pytest.mark.parametrize("tex", [r"\nosuchmacro", r"\frac{1", "한글"])
def test_bad_tex_fails_and_names_the_page(tex):
    with pytest.raises(PluginError, match=r"docs/ko/x\.md"):
        rendered(formula(tex))


def test_code_is_left_alone():
    code = r"<code>\(x\)</code>"
    assert code in rendered(code)


def test_a_sentence_may_hold_formulas_and_code():
    made = inline("since $a<b$ and `x & y` < 3")
    assert r'<span class="arithmatex">\(a&lt;b\)</span>' in made
    assert "<code>x &amp; y</code> &lt; 3" in made


@pytest.mark.parametrize(
    ("tex", "plainly"),
    [
        (r"\delta^l", "δ^l"),
        (r"\frac{\partial C}{\partial w^l_{kj}}", "∂ C/∂ w^l_kj"),
        (r"\left(W^{l+1}\right)^\top \delta^{l+1} \odot \sigma'(z^l)", "(W^l+1)ᵀ δ^l+1 ⊙ σ′(z^l)"),
        (r"\text{비용} \leq 1", "비용 ≤ 1"),
    ],
)
def test_tex_reads_as_people_type_it(tex, plainly):
    assert plain(tex) == plainly
    assert plain_text(rf"a \({tex}\) b") == f"a {plainly} b"
