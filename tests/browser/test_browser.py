"""The built site in a real Chromium: every page, in both languages."""

import pytest
from tests.book.site.pages import sources, text

pytestmark = [pytest.mark.browser, pytest.mark.site]
LANGUAGES = {"ko": "", "en": "en/"}
PHONE = {"width": 360, "height": 740}
DESKTOP = {"width": 1280, "height": 900}
ADDRESSES = [page.removeprefix("docs/").rsplit(".", 1)[0] + ".html" for page in sources()]
WITH_MATHEMATICS = dict(zip(ADDRESSES, sources(), strict=True))

# What sticks out, unless a box around it scrolls.
OVERFLOWING = """() => {
  const width = document.documentElement.clientWidth
  const scrolls = e =>
    e && (getComputedStyle(e).overflowX !== "visible" || scrolls(e.parentElement))
  return [...document.querySelectorAll(".md-content *")]
    .filter(e => e.getBoundingClientRect().right > width + 1 && !scrolls(e))
    .slice(0, 5).map(e => e.outerHTML.slice(0, 120))
}"""
UNSET = """() => [...document.querySelectorAll(".arithmatex")]
  .filter(e => !e.querySelector(".katex-html") || !e.querySelector("math")
    || !e.querySelector(".katex-html").getBoundingClientRect().width)
  .map(e => e.outerHTML.slice(0, 120))"""

# The reports on a page: how they begin, whether they wrap, and what they hide by scrolling.
SAID = """() => [...document.querySelectorAll(".md-content .language-text pre > code")].map(e =>
  [e.textContent.slice(0, 80), getComputedStyle(e).whiteSpace, e.scrollWidth - e.clientWidth])"""


@pytest.fixture(scope="module")
def tab(chromium, server):
    """A tab that remembers what went wrong, and what it asked of whom."""
    context = chromium.new_context(viewport=PHONE, extra_http_headers={"X-No-Search": "1"})
    page = context.new_page()
    page.wrong = []
    page.on("pageerror", lambda error: page.wrong.append(str(error)))
    page.on("console", lambda said: said.type == "error" and page.wrong.append(said.text))
    page.on(
        "request",
        lambda request: (
            request.url.startswith((server, "data:", "blob:"))
            or page.wrong.append(f"foreign: {request.url}")
        ),
    )
    yield page
    context.close()


@pytest.fixture
def watched(tab):
    tab.set_viewport_size(PHONE)
    tab.wrong.clear()
    return tab


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_page_is_whole_on_a_phone(watched, server, lang, address):
    watched.goto(f"{server}/{LANGUAGES[lang]}{address}")
    watched.wait_for_function("document.fonts.status === 'loaded'")
    assert watched.locator("html").get_attribute("lang") == lang
    assert watched.locator("h1").count() == 1
    assert watched.evaluate(UNSET) == []
    if "$" in text(lang, WITH_MATHEMATICS[address]):
        assert watched.locator(".arithmatex").count()
    assert watched.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert watched.evaluate(OVERFLOWING) == []
    assert watched.wrong == []


@pytest.mark.parametrize("address", ["how_it_is_made.html", "prove.html", "mistakes.html"])
@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_a_program_said_wraps_on_a_phone(watched, server, lang, address):
    watched.goto(f"{server}/{LANGUAGES[lang]}{address}")
    for scheme in ("light", "dark"):
        watched.emulate_media(color_scheme=scheme)
        said = watched.evaluate(SAID)
        assert said, "the pages hold reports"
        assert {how for _, how, _ in said} == {"pre-wrap"}
        assert [text for text, _, hidden in said if hidden > 0] == []


@pytest.mark.parametrize("address", ADDRESSES)
def test_the_switch_keeps_the_page(site, server, watched, address):
    if address in ADDRESSES[::20]:  # by hand on some, by address on all
        watched.set_viewport_size(DESKTOP)
        watched.goto(f"{server}/{address}")
        for lang, folder in (("en", "en/"), ("ko", "")):
            watched.locator(".md-header .md-select").hover()
            watched.locator(f".md-select__link[hreflang={lang}]").click()
            watched.wait_for_url(f"{server}/{folder}{address}")
            assert watched.locator("html").get_attribute("lang") == lang
        assert watched.wrong == []
    for folder, other in (("", "en"), ("en/", "ko")):
        html = (site / folder / address).read_text(encoding="utf-8")
        link = html.split(f'hreflang="{other}"')[0].rsplit('href="', 1)[1].split('"')[0]
        there = ((site / folder / address).parent / link).resolve()
        assert there == (site / {"en": "en/", "ko": ""}[other] / address).resolve()
        assert there.exists()


QUERIES = [
    ("ko", "역전파를", "why algorithm index"),
    ("ko", "연쇄법칙", "chain_rule"),
    ("ko", "연쇄 법칙이란", "chain_rule"),
    ("ko", "체인룰", "chain_rule"),
    ("ko", "그래디언트 소실", "insights"),
    ("ko", "기울기 소실은 왜", "insights"),
    ("ko", "BP2", "bp2"),
    ("ko", "BP4를", "bp4"),
    ("ko", "δ", "bp1 bp1_squared bp2 bp3 bp4 notation depth"),
    ("ko", "델타", "bp1 bp1_squared bp2 bp3 bp4 notation depth"),
    ("ko", "아다마르곱", "hadamard"),
    ("ko", "원소별 곱", "hadamard"),
    ("ko", "크로스엔트로피", "output_layers insights softmax_cross_entropy binary_cross_entropy"),
    ("ko", "시그모이드의", "sigmoid"),
    ("ko", "경사하강법", "update"),
    ("ko", "학습률을", "update"),
    ("ko", "자동미분", "autodiff"),
    ("ko", "순전파는", "forward"),
    ("ko", "softmax", "softmax_cross_entropy output_layers"),
    ("en", "backprop", "why algorithm index"),
    ("en", "chain rule", "chain_rule"),
    ("en", "vanishing gradients", "insights"),
    ("en", "BP1", "bp1"),
    ("en", "BP3", "bp3"),
    ("en", "δ", "bp1 bp1_squared bp2 bp3 bp4 notation depth"),
    ("en", "elementwise product", "hadamard"),
    ("en", "cross entropy", "output_layers insights softmax_cross_entropy binary_cross_entropy"),
    ("en", "learning rate", "update"),
    ("en", "autodiff", "autodiff"),
    ("en", "역전파", "why algorithm index"),
]


@pytest.fixture(scope="module")
def searching(chromium, server):
    """A function that types a query and returns the names of the pages found, best first."""
    page = chromium.new_page(viewport=DESKTOP)

    def search(lang, query):
        address = f"{server}/{LANGUAGES[lang]}index.html"
        if page.url != address:  # the index is read once a language, which takes a second
            page.goto(address)
        field = page.locator(".md-search__input")
        found = page.locator(".md-search-result__item > a")
        for typed, then in (("", "detached"), (query, "visible")):
            field.fill(typed)
            field.press("End")  # Material listens to the key's way up
            found.first.wait_for(state=then, timeout=5000)
        addresses = found.evaluate_all("links => links.map(link => link.pathname)")
        return [address.rsplit("/", 1)[1].removesuffix(".html") for address in addresses]

    yield search
    page.close()


@pytest.mark.parametrize(("lang", "query", "expected"), QUERIES)
def test_the_search_finds(searching, lang, query, expected):
    found = searching(lang, query)
    first = list(dict.fromkeys(found))[:3]
    assert set(first) & set(expected.split()), f"found {found[:8]}"


def test_the_search_works_from_a_folder(chromium, site):
    page = chromium.new_page(viewport=DESKTOP)
    page.goto((site / "index.html").as_uri())
    page.locator(".md-search__input").fill("연쇄법칙")
    page.locator(".md-search__input").press("End")
    page.locator(".md-search-result__item > a").first.wait_for(timeout=5000)
    page.close()


def test_the_colours_follow_the_system_and_the_reader(chromium, server):
    for system, scheme in (("dark", "slate"), ("light", "default")):
        context = chromium.new_context(
            color_scheme=system, viewport=DESKTOP, extra_http_headers={"X-No-Search": "1"}
        )
        page = context.new_page()
        page.goto(f"{server}/index.html")
        assert page.locator("body").get_attribute("data-md-color-scheme") == scheme
        for expected in ("default", "slate"):
            page.locator("[data-md-component=palette] label:not([hidden])").click()
            assert page.locator("body").get_attribute("data-md-color-scheme") == expected
        context.close()
