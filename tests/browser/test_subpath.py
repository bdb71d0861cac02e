"""The site works where GitHub serves it: below a folder of the host, not at its root."""

import threading
from functools import partial
from http.server import ThreadingHTTPServer
from urllib.parse import urlsplit

import pytest
from tests import conftest

pytestmark = [pytest.mark.browser, pytest.mark.site]
BELOW = "/backproof/"


class Handler(conftest.Handler):
    def translate_path(self, path):
        below = path.startswith(BELOW)
        return super().translate_path(path.removeprefix(BELOW[:-1]) if below else "/nowhere")


@pytest.fixture(scope="module")
def address(site):
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=site)) as httpd:
        httpd.daemon_threads = True
        httpd.block_on_close = False
        thread = threading.Thread(target=httpd.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{httpd.server_port}{BELOW}"
        httpd.shutdown()
        thread.join()


def watched(tab, address):
    """Note in a tab what fails and what leads elsewhere."""
    tab.failed = []
    tab.on("response", lambda r: tab.failed.append(r.url) if not r.ok else None)
    tab.on("request", lambda r: tab.failed.append(r.url) if address not in r.url else None)
    tab.on("pageerror", lambda error: tab.failed.append(str(error)))
    return tab


@pytest.fixture(scope="module")
def tab(chromium, address):
    context = chromium.new_context(extra_http_headers={"X-No-Search": "1"})
    yield watched(context.new_page(), address)
    context.close()


@pytest.fixture
def page(tab):
    tab.failed.clear()
    return tab


@pytest.mark.parametrize("name", ["index", "first_steps", "reference", "chapters/bp2"])
def test_a_page_and_its_links_stay_below_the_folder(page, address, name):
    for folder in ("", "en/"):
        page.goto(f"{address}{folder}{name}.html")
        page.wait_for_load_state("networkidle")
        assert page.failed == []
        links = page.eval_on_selector_all("a[href]", "links => links.map(link => link.href)")
        here = [urlsplit(link).path for link in links if "127.0.0.1" in link]
        assert here
        assert [path for path in here if not path.startswith(BELOW)] == []


def test_the_switch_of_languages_stays_below_the_folder(page, address):
    page.goto(f"{address}reference.html")
    links = page.eval_on_selector_all(".md-select__link", "links => links.map(link => link.href)")
    assert links == [f"{address}reference.html", f"{address}en/reference.html"]


def test_the_search_leads_below_the_folder(chromium, address):
    page = watched(chromium.new_page(), address)
    page.goto(f"{address}en/index.html")
    field = page.locator(".md-search__input")
    field.fill("assert_gradient")
    field.press("End")  # Material listens to the key's way up
    found = page.locator(".md-search-result__item > a")
    found.first.wait_for()
    paths = found.evaluate_all("links => links.map(link => link.pathname)")
    assert f"{BELOW}en/reference.html" in paths
    assert all(path.startswith(f"{BELOW}en/") for path in paths)
    assert page.failed == []
    page.close()
