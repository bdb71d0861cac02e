"""A page that lists what all pages hold depends on the list, and on no other word."""

import pytest

from book.keeping.fingerprint import Project
from book.keeping.store import Store
from book.pages import scans


@pytest.fixture
def root(tmp_path):
    for lang in ("ko", "en"):
        (tmp_path / "docs" / lang).mkdir(parents=True)
        (tmp_path / f"docs/{lang}/a.md").write_text("# A\n\nA sum $a + b$.\n", "utf-8")
    (tmp_path / "derivations").mkdir()
    return tmp_path


def prints(root):
    project = Project(root, Store(root / ".cache"))
    return {name: project.of(name) for name in ("typed:ko", "typed:en", "translations")}


def changed(root, text):
    before = prints(root)
    (root / "docs/en/a.md").write_text(text, "utf-8")
    after = prints(root)
    return {name for name, found in after.items() if found != before[name]}


def test_the_scans_find_what_is_there(root):
    assert scans.formulas(root, "en") == [("a.md", "a + b")]
    assert scans.places(root) == []


def test_another_word_changes_no_list(root):
    assert changed(root, "# A\n\nThe sum $a + b$, said otherwise.\n") == set()


def test_another_formula_changes_its_list(root):
    assert changed(root, "# A\n\nA sum $a + c$.\n") == {"typed:en"}


def test_a_page_that_waits_changes_the_list_of_those(root):
    assert "translations" in changed(root, "---\ntranslation: needed\n---\n")
