"""What stands in one language so far is marked, shown under a banner, and counted."""

from pathlib import Path

import pytest
from mkdocs.exceptions import PluginError

from backproof.derivation import UNTRANSLATED, Derivation
from backproof.derivation.notation import K, N, k, n, quantity
from book.pages import translations
from book.pages.page import render

ROOT = Path(__file__).resolve().parents[2]
ENGLISH = "# A title {#title}\n\nTwo is {= num(2) =}, see [b](b.md).\n\n## More {#more}\n\n- so\n"
MARK = "---\ntranslation: needed\n---\n"


@pytest.fixture
def root(tmp_path):
    for lang in ("ko", "en"):
        (tmp_path / "docs" / lang / "chapters").mkdir(parents=True)
    (tmp_path / "derivations").mkdir()
    (tmp_path / "docs/en/chapters/a.md").write_text(ENGLISH, encoding="utf-8")
    (tmp_path / "docs/ko/chapters/a.md").write_text(MARK, encoding="utf-8")
    return tmp_path


def korean(root, text):
    (root / "docs/ko/chapters/a.md").write_text(text, encoding="utf-8")


def shown(root):
    body = translations.page(root, "ko", "chapters/a.md")[1]
    return render(body, "chapters/a.md", "ko", root)


def test_a_page_without_a_text_shows_the_original_under_a_banner(root):
    page = shown(root)
    assert page.startswith("# A title {#title}\n")  # where MkDocs looks for a title
    assert page.index(UNTRANSLATED["ko"]) < page.index("Two is $2$")
    assert '<div lang="en" markdown="1">' in page
    assert "(../how_it_is_made.md#languages)" in page
    assert [one.where for one in translations.waiting(root)] == ["docs/ko/chapters/a.md"]
    assert "1" in translations.listing(root, "en")


def test_the_original_is_never_a_stale_copy(root):
    (root / "docs/en/chapters/a.md").write_text(ENGLISH + "\nNew words.\n", encoding="utf-8")
    assert "New words." in shown(root)


def test_a_page_that_has_fallen_behind_keeps_its_text_and_says_so(root):
    of = translations.fingerprint(ENGLISH)
    korean(root, f"---\ntranslation: needed\nof: {of}\n---\n# 제목 {{#title}}\n\n옛글입니다.\n")
    page = shown(root)
    assert "옛글입니다." in page
    assert page.index("# 제목") < page.index("오래되었습니다") < page.index("옛글입니다.")
    assert translations.mark(root, "ko", "chapters/a.md") == "behind"


def test_it_cannot_fall_further_behind_in_silence(root):
    of = translations.fingerprint(ENGLISH)
    korean(root, f"---\ntranslation: needed\nof: {of}\n---\n# 제목 {{#title}}\n\n옛글입니다.\n")
    (root / "docs/en/chapters/a.md").write_text(ENGLISH + "\nNew.\n", encoding="utf-8")
    new = translations.fingerprint(ENGLISH + "\nNew.\n")
    with pytest.raises(PluginError, match=f"stands for another docs/en.*of: {new}"):
        shown(root)


@pytest.mark.parametrize(
    ("ko", "en", "message"),
    [
        (MARK, MARK, "is not written either"),
        (MARK, "", "is not written either"),
        ("---\ntranslation: soon\n---\n", ENGLISH, "wanted `needed`"),
        (f"{MARK}# 제목\n", ENGLISH, "write `of: "),
    ],
)
def test_a_mark_that_says_nothing_true_is_refused(root, ko, en, message):
    korean(root, ko)
    (root / "docs/en/chapters/a.md").write_text(en, encoding="utf-8")
    with pytest.raises(translations.MarkError, match=message):
        translations.mark(root, "ko", "chapters/a.md")


def test_a_page_without_a_mark_is_shown_as_it_is(root):
    korean(root, "# 제목 {#title}\n\n다 옮겼습니다.\n")
    assert shown(root) == "# 제목 {#title}\n\n다 옮겼습니다.\n"
    assert translations.waiting(root) == ()
    assert "없습니다" in translations.listing(root, "ko")


def test_a_sentence_that_waits_is_counted_where_it_stands(root):
    korean(root, "# 제목 {#title}\n")
    (root / "docs/glossary.yml").write_text(f"- a: 1\n  ko: {UNTRANSLATED['ko']}\n", "utf-8")
    (root / "derivations/d.py").write_text(f'd(en="{UNTRANSLATED["en"]}")\n', "utf-8")
    found = {(one.where, one.line, one.lang) for one in translations.waiting(root)}
    assert found == {("docs/glossary.yml", 2, "ko"), ("derivations/d.py", 1, "en")}


def test_a_reason_that_waits_shows_the_other_language_and_says_so():
    z = quantity("z^{l}", N, K)
    title = {"ko": "두 배", "en": "Twice"}
    derivation = Derivation(
        "twice", title, what=2 * z.at(n, k), of="2z", indices=(n, k), arrays=[z]
    )
    derivation.begin(2 * z.at(n, k), ko=UNTRANSLATED["ko"], en="Twice $z$.")
    ko, en = derivation.html("ko"), derivation.html("en")
    assert f'<strong class="untranslated">{UNTRANSLATED["ko"]}</strong> <span lang="en">' in ko
    assert "Twice <span" in ko
    assert "untranslated" not in en


def test_every_mark_of_this_site_is_true():
    for one in translations.waiting(ROOT):  # raises where one is not
        assert (ROOT / one.where).is_file()


def test_pages_and_derivations_say_it_in_the_same_words():
    assert translations.NEEDED == UNTRANSLATED
