"""The built site asks no other host for anything, and carries nothing that it does not need."""

import json
import re

import pytest

pytestmark = pytest.mark.site
LOADED = re.compile(r'<(?:script|img|iframe|source)[^>]*\ssrc="([^"]+)"|<link[^>]*\shref="([^"]+)"')
# Names in namespaces and in Material's own source maps; nothing is fetched from them.
IN_CSS = re.compile(r"(?:url\(|@import )[\"']?(?:https?:)?//")


def html(site):
    found = sorted(site.rglob("*.html"))
    assert len(found) > 10
    return found


def test_no_page_loads_from_another_host(site):
    for page in html(site):
        loaded = [one or two for one, two in LOADED.findall(page.read_text(encoding="utf-8"))]
        foreign = [url for url in loaded if url.startswith(("http:", "https:", "//"))]
        assert foreign == [], page
        assert loaded, page
    for style in site.rglob("*.css"):
        assert not IN_CSS.search(style.read_text(encoding="utf-8")), style


def test_no_page_carries_what_notebooks_bring_along(site):
    for page in html(site):
        content = page.read_text(encoding="utf-8")
        assert "mathjax" not in content.lower(), page
        assert "--jp-" not in content, page
        assert "clipboard-copy" not in content, page
        everything = page.name in {"claims.html", "mistakes.html"}  # one page each by design
        assert len(content) < (2_000_000 if everything else 600_000), page


def test_a_page_holds_one_language(site):
    for page in html(site):
        english = page.is_relative_to(site / "en")
        other = "lang-ko" if english else "lang-en"
        assert f'class="{other}' not in page.read_text(encoding="utf-8"), page


@pytest.mark.parametrize("folder", ["", "en"])
def test_the_index_holds_no_tex(site, folder):
    docs = json.loads((site / folder / "search/search_index.json").read_text("utf-8"))["docs"]
    assert len(docs) > 30
    for entry in docs:
        code = re.sub(r"<pre>.*?</pre>|<code>.*?</code>", "", entry["text"], flags=re.DOTALL)
        assert not re.search(r"\\[(\[]", entry["title"] + code), entry["location"]
    assert any("δ" in entry["text"] for entry in docs)


def test_only_woff2_fonts_are_shipped_and_all_are_there(site):
    css = (site / "assets/katex/katex.css").read_text(encoding="utf-8")
    fonts = re.findall(r"url\(([^)]+)\)", css)
    assert len(fonts) > 10
    assert all((site / "assets/katex" / font).exists() for font in fonts)
    assert all(font.endswith(".woff2") for font in fonts)
