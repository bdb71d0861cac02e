"""The API reference shows every public name whole, in both languages."""

import inspect
import re
from importlib import import_module

import pytest
from bs4 import BeautifulSoup
from tests.book.site.pages import LANGUAGES, calls, text

ROOMS = ("backproof", "backproof.nn", "backproof.derivation")
FOLDER = {"ko": "", "en": "en"}


def named(lang):
    found = [call for call in calls(text(lang, "reference.md")) if call.startswith("reference(")]
    return {name for call in found for name in re.findall(r'"([\w.]+)"', call)}


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("room", ROOMS)
def test_every_public_name_is_in_the_reference(room, lang):
    inner = {"backproof.derivation.latex": "backproof.derivation.latex.latex"}  # a module, too
    public = {f"{room}.{name}" for name in import_module(room).__all__}
    left = {inner.get(name, name) for name in public} - named(lang)
    assert not left, f"add {', '.join(sorted(left))} to a table and a reference() in reference.md"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_the_reference_names_stands_in_its_tables(lang):
    linked = set(re.findall(r"\]\(#(backproof\.[\w.]+)\)", text(lang, "reference.md")))
    assert linked == named(lang)


@pytest.fixture(scope="module", params=LANGUAGES)
def page(request, site):
    path = site / FOLDER[request.param] / "reference.html"
    return BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")


def words(thing):
    return " ".join(thing.get_text(" ").split())


def block(page, name):
    heading = page.find(id=name)
    assert heading is not None, name
    return words(heading.find_parent(class_="doc-object"))


@pytest.mark.site
def test_the_whole_docstring_is_there(page):
    for name in sorted(named("en")):
        module, _, last = name.rpartition(".")
        thing = getattr(import_module(module), last)
        if not (inspect.isclass(thing) or inspect.isfunction(thing)):
            continue
        wanted = re.findall(r"\w{3,}", inspect.getdoc(thing) or "")
        known = set(re.findall(r"\w+", block(page, name))) | {"Args"}  # shown as Parameters
        assert [word for word in wanted if word not in known] == [], name


@pytest.mark.site
def test_no_lines_are_run_together(page):
    shown = words(page.find("article"))
    assert not re.search(r"Math {2,}|\bMath\b[^:]{0,80}\bDomain\b[^:]", shown)
    assert page.find("blockquote") is None, "examples are code, not quotations"
    code = [element.get_text() for element in page.find_all("pre")]
    assert any(line.startswith(">>> ") for lines in code for line in lines.splitlines())


@pytest.mark.site
def test_the_reference_says_in_which_language_it_is(page):
    parts = page.find_all(class_="reference")
    assert len(parts) >= 8
    assert {part["lang"] for part in parts} == {"en"}


@pytest.mark.site
def test_the_table_of_contents_leads_to_the_names(page):
    links = {a["href"] for a in page.select(".md-sidebar--secondary a[href]")}
    assert {"#backproof.prove", "#backproof.Check", "#backproof.nn.affine"} <= links


@pytest.mark.site
def test_types_in_signatures_lead_to_their_entries(page):
    """Also where the page was kept: the plugin must hear again what it learnt from it."""
    links = {link["href"] for link in page.select("a.autorefs-internal[href]")}
    assert {"#backproof.Proof", "#backproof.Sample", "#backproof.nn.Layer"} <= links
