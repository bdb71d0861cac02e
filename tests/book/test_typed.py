"""A relation that someone types into a sentence is checked; a false one is found."""

import re
from pathlib import Path

import pytest
from tests.book.site.pages import prose, sources, text

from book.pages import typed
from book.pages.page import render
from book.typeset.reading import Unread, read

ROOT = Path(__file__).resolve().parents[2]
TRUE = [
    r"0.3 \times 2 = 0.6",
    r"2^{10} = 1024",
    r"\sigma'(z) = \sigma(z)(1-\sigma(z))",
    r"\sigma'(0) = \tfrac14",
    r"\tanh(x) = 2\sigma(2x) - 1",
    r"\log(1+e^z) = z + \log(1+e^{-z})",
    r"(a^{l}_{nk} - y)^2 = (y - a^{l}_{nk})^2",
    r"\frac{1}{3} < 0.34 \leq 1",
    r"\sigma(2) \approx 0.881",
    r"\tfrac12 + \tfrac1N = \frac{N + 2}{2N}",
    r"-x^2 = -(x^2)",
    r"a/b/c = a/(bc)",
]
FALSE = [
    r"0.3 \times 2 = 0.7",
    r"2^{10} = 1000",
    r"\sigma'(z) = \sigma(z)(1+\sigma(z))",
    r"\sigma'(0) = \tfrac12",
    r"\tanh(x) = \sigma(2x) - 1",
    r"\log(1-e^z) = z + \log(1+e^{-z})",
    r"(a - y)^2 = a^2 - y^2",
    r"0.34 < \frac{1}{3}",
    r"1 < 2 < 1",
    r"\sigma(2) \approx 0.882",
    r"-x^2 = (-x)^2",
    r"a/b/c = a/(b/c)",
    r"\sqrt{x^2} = x",
    r"1 = 1 = 2",
    r"1/0 = 1/0",
]
UNREADABLE = [
    r"z = xW + b",
    r"\sum_k a_k = 1",
    "=",
    "1 =",
    r"x \to 0",
    r"\sigma^2(x) = 1",
    "a = (b",
]


@pytest.mark.parametrize("tex", TRUE)
def test_what_is_true_passes(tex):
    typed.check(tex)


@pytest.mark.parametrize("tex", [*FALSE, *UNREADABLE])
def test_what_is_false_or_cannot_be_checked_is_refused(tex):
    with pytest.raises(typed.Wrong):
        typed.check(tex)


@pytest.mark.parametrize("tex", [r"a = \sigma(z)", "y = x", r"C = (a - y)^2"])
def test_a_definition_is_printed_and_not_typed(tex):
    assert typed.kind_of(tex) == "relation"
    with pytest.raises(typed.Wrong, match="a definition: print it from its derivation"):
        typed.check(tex)


@pytest.mark.parametrize(
    ("tex", "kind"),
    [
        (r"\delta^{l+1}", "name"),
        (r"w^l_{kj}", "name"),
        (r"\partial z^l_k", "name"),
        ("(N, K)", "name"),
        ("(K,)", "name"),
        ("L-1", "name"),
        (r"\tfrac12", "name"),
        ("a - y", "expression"),
        ("e^z", "expression"),
        ("K^2", "expression"),
        (r"\sigma'(z)", "expression"),
        (r"-\sum_i y_i \log \hat y_i", "expression"),
        ("l = L-1", "condition"),
        ("j = k", "condition"),
        ("n > 1", "condition"),
        ("1 + 1 = 2", "relation"),
        ("1 = 2", "relation"),
        ("a = 2", "relation"),
        (r"x \leq 1", "relation"),
    ],
)
def test_a_formula_is_of_one_kind(tex, kind):
    assert typed.kind_of(tex) == kind


@pytest.fixture
def root(tmp_path):
    (tmp_path / "docs/en").mkdir(parents=True)
    (tmp_path / "derivations").mkdir()
    return tmp_path


def test_a_false_relation_in_a_page_is_found(root):
    page = "Half of it: $0.3 \\times 2 = 0.6$.\n\n`$1 = 2$` {= f('$1 = 3$') =}\n"
    (root / "docs/en/a.md").write_text(page, encoding="utf-8")
    assert typed.wrong(root, "en") == []
    (root / "docs/en/a.md").write_text(page.replace("0.6", "0.7"), encoding="utf-8")
    assert len(typed.wrong(root, "en")) == 1
    assert typed.wrong(root, "en")[0].startswith("a.md (en): $0.3")
    with pytest.raises(Exception, match="is false"):
        render("{= typed_table() =}", "b.md", "en", root)


def test_a_false_relation_in_a_derivation_is_found(root):
    cell = '# %% [markdown] tags=["en"]\n# Then $1 + 1 = 3$.\n'
    code = 'd.then(r, ko="$2 = 3$", en=r"So $\\sigma(0) = 1$.")\nt = {"ko": "", "en": "$3 = 4$"}\n'
    (root / "derivations/d.py").write_text(f"{cell}\n# %%\n{code}", encoding="utf-8")
    assert len(typed.wrong(root, "en")) == 3


def test_a_false_relation_in_a_record_is_found(root):
    for name in ("mistakes/loop", "theorems/wider", "glossary"):
        path = root / f"docs/{name}.yml"
        path.parent.mkdir(exist_ok=True)
        path.write_text("- id: x\n  title: {ko: 둘, en: Two $2 + 2 = 5$}\n", encoding="utf-8")
    (root / "docs/glossary.yml").write_text("- definition_en: $1 = 2$\n", encoding="utf-8")
    pages = {found.partition(" ")[0] for found in typed.wrong(root, "en")}
    assert pages == {"mistakes.md", "generality.md", "glossary.md"}


def test_the_table_counts_what_is_typed(root):
    (root / "docs/en/a.md").write_text("$N$ and $a - y$, $a - y$, $1 < 2$", encoding="utf-8")
    made = typed.table(root, "en", "chapters/x.md").splitlines()
    assert made[2] == "| [a](../a.md) | 1 | 0 | 1 | 2: $a - y$ × 2 |"
    assert made[3] == "| all | 1 | 0 | 1 | 2 |"


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_every_relation_on_this_site_is_true(lang):
    assert typed.wrong(ROOT, lang) == []
    assert typed.count(ROOT, lang) > 100


@pytest.mark.parametrize("page", sources())
def test_no_equation_is_typed_in_plain_letters(page):
    for lang in ("ko", "en"):
        found = re.findall(r"\S* ?[=≈≠≤≥] ?\S*", prose(text(lang, page)))
        assert not found, f"{page} ({lang}): {found[0]!r}: write it as $...$, so that it is checked"


@pytest.mark.parametrize("tex", ["", "a +", r"\frac{1}", "@", "((a)", "a)", "}"])
def test_what_is_no_formula_is_not_read(tex):
    with pytest.raises(Unread):
        read(tex)
