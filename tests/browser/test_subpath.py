"""The site works where GitHub serves it: below a folder of the host, not at its root."""

import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.site]
BELOW = "/backproof/"


class Handler(SimpleHTTPRequestHandler):
    def translate_path(self, path):
        below = path.startswith(BELOW)
        return super().translate_path(path.removeprefix(BELOW[:-1]) if below else "/nowhere")

    def log_message(self, *arguments):
        """Say nothing: the browser reports what is missing."""


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


@pytest.fixture
def page(chromium, address):
    page = chromium.new_page()
    page.failed = []
    page.on("response", lambda r: page.failed.append(r.url) if not r.ok else None)
    page.on("request", lambda r: page.failed.append(r.url) if address not in r.url else None)
    page.on("pageerror", lambda error: page.failed.append(str(error)))
    yield page
    page.close()


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


def test_the_search_leads_below_the_folder(page, address):
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
