"""The filters and the flip of claims in a real Chromium."""

from functools import cache

import pytest

from book.claims import all_claims, chosen

pytestmark = [pytest.mark.browser, pytest.mark.site]
ADDRESS = {"ko": "claims.html", "en": "en/claims.html"}
DESKTOP = {"width": 1280, "height": 900}
SHOWN = """all => all.filter(card => card.checkVisibility())
  .map(card => card.querySelector("h3").id)"""


def ids(claims):
    return [one.id for one in claims]


@pytest.fixture(scope="module")
def tabs(chromium, server):
    """One tab a language, made when asked for: to load all claims takes longer than a test."""
    context = chromium.new_context(viewport=DESKTOP, extra_http_headers={"X-No-Search": "1"})

    @cache
    def loaded(lang):
        tab = context.new_page()
        tab.wrong = []
        tab.on("pageerror", lambda error: tab.wrong.append(str(error)))
        tab.address = f"{server}/{ADDRESS[lang]}"
        tab.goto(tab.address)
        tab.locator("claim-filter form").wait_for()
        return tab

    yield loaded
    context.close()


@pytest.fixture(params=["ko", "en"])
def page(request, tabs):
    tab = tabs(request.param)
    tab.bring_to_front()  # behind another one it is drawn once a second
    yield tab
    wrong = tab.wrong.copy()
    tab.wrong.clear()
    tab.emulate_media(media="screen")
    tab.goto(f"{tab.address}#")
    wait_until_shown(tab, len(all_claims()))
    tab.evaluate("document.querySelectorAll('.claim details').forEach(d => { d.open = false })")
    assert wrong == []


def shown(page):
    return page.locator(".claim").evaluate_all(SHOWN)


def choose(page, **fields):
    for name, value in fields.items():
        if name == "verdict":
            page.locator(f"[name=verdict][value={value}]").check()
        else:
            page.locator(f"select[name={name}]").select_option(value)


def test_filters_choose_count_and_stand_in_the_address(page):
    assert shown(page) == ids(all_claims())
    choose(page, verdict="false")
    assert shown(page) == ids(chosen(verdict="false"))
    choose(page, source="000", chapter="cost")
    expected = ids(chosen(source_="000", chapter="cost", verdict="false"))
    assert shown(page) == expected
    assert page.url == f"{page.address}#source=000&chapter=cost&verdict=false"
    said = page.locator("claim-filter output").inner_text()
    assert str(len(expected)) in said
    assert str(len(all_claims())) in said
    counted = page.locator("[name=verdict][value=false] + small").inner_text()
    assert counted == f"({len(expected)})"
    page.reload()
    assert shown(page) == expected, "the address keeps the choice"
    page.locator("claim-filter [type=reset]").click()
    page.wait_for_function("!location.hash")
    assert shown(page) == ids(all_claims())


def wait_until_shown(page, count):
    page.wait_for_function(
        """count => [...document.querySelectorAll(".claim")]
          .filter(card => card.checkVisibility()).length === count""",
        arg=count,
    )


def test_an_address_of_a_claim_keeps_the_choice_unless_it_hides_the_claim(page):
    choose(page, verdict="false")
    chosen_ids = ids(chosen(verdict="false"))
    page.goto(f"{page.address}#{chosen_ids[-1]}")
    page.wait_for_function("document.querySelector(':target')")
    assert shown(page) == chosen_ids
    hidden = chosen(verdict="true")[-1].id
    page.goto(f"{page.address}#{hidden}")
    wait_until_shown(page, len(all_claims()))
    top = "id => Math.abs(document.getElementById(id).getBoundingClientRect().top) < innerHeight"
    page.wait_for_function(top, arg=hidden)


def test_an_address_that_says_nothing_shows_all(page):
    for nonsense in ("source=999", "verdict=perhaps", "chapter=", ""):
        choose(page, verdict="true")
        page.goto(f"{page.address}#{nonsense}")
        wait_until_shown(page, len(all_claims()))


def test_the_verdict_is_flipped_by_the_keyboard(page):
    card = page.locator(".claim").first
    assert not card.locator(".claim-verdict").is_visible()
    card.locator("summary").focus()
    page.keyboard.press("Enter")
    assert card.locator(".claim-verdict").is_visible()
    assert card.locator(".claim-code .md-clipboard, .claim-code button").count()


def test_paper_shows_every_verdict(page):
    page.emulate_media(media="print")
    page.wait_for_function(
        "[...document.querySelectorAll('.claim-verdict')].every(e => e.getClientRects().length)"
    )
    assert not page.locator("claim-filter form").is_visible()


def test_without_javascript_all_is_listed(chromium, server):
    context = chromium.new_context(viewport=DESKTOP, java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{server}/claims.html")
    assert page.locator(".claim:visible").count() == len(all_claims())
    assert not page.locator("claim-filter form").is_visible()
    page.locator(".claim summary").first.click()
    assert page.locator(".claim .claim-verdict").first.is_visible()
    context.close()
