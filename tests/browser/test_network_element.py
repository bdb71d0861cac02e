"""The live network in a real Chromium: what it shows is what NumPy says."""

import json
from itertools import pairwise

import numpy as np
import pytest
from tests.book.site.test_network_js import STEPS, numpy_names

from backproof.nn.training import update
from book.examples.network import two_two_one
from book.figures.live_network import start

pytestmark = [pytest.mark.browser, pytest.mark.site]
ADDRESS = {"ko": "examples/two_two_one.html", "en": "en/examples/two_two_one.html"}
WORDS = {"ko": ("순전파", "역전파", "갱신 적용"), "en": ("forward", "backward", "Apply the update")}
PHONE = {"width": 360, "height": 740}
FORWARD = (
    "x_1 x_2 y_1 C z1_1 a1_1 b1_1 z1_2 a1_2 b1_2 z2_1 a2_1 b2_1 w1_11 w1_12 w1_21 w1_22 w2_11 w2_12"
)
BACKWARD = (
    "x_1 x_2 y_1 C slope1_1 delta1_1 db1_1 slope1_2 delta1_2 db1_2 slope2_1 delta2_1 db2_1 "
    "dw1_11 dw1_12 dw1_21 dw1_22 dw2_11 dw2_12"
)
# What Material's instant navigation does: the page's content is parsed elsewhere and put in place.
COME_AGAIN = """async () => {
  const text = await (await fetch(location.href)).text()
  const parsed = new DOMParser().parseFromString(text, "text/html")
  document.querySelector(".md-content").replaceWith(parsed.querySelector(".md-content"))
}"""


@pytest.fixture(scope="module")
def tab(chromium):
    """One tab: a new one for every test takes longer than the test."""
    context = chromium.new_context(viewport=PHONE, extra_http_headers={"X-No-Search": "1"})
    tab = context.new_page()
    tab.wrong = []
    tab.on("pageerror", lambda error: tab.wrong.append(str(error)))
    yield tab
    context.close()


@pytest.fixture(params=["ko", "en"])
def page(request, tab, server):
    def asked(request):
        if not request.url.endswith("/favicon.png"):  # the browser asks for it when it likes
            tab.wrong.append(request.url)

    tab.wrong.clear()
    tab.lang = request.param
    tab.goto(f"{server}/{ADDRESS[tab.lang]}")
    tab.locator("live-network .ln-drawing").wait_for()
    tab.on("request", asked)
    yield tab
    tab.remove_listener("request", asked)
    assert tab.wrong == [], "an error, or a request from the element"


def after(state):
    """Move the weights of a state by one update, as NumPy does."""
    x, y = np.array([state["x"]]), np.array([state["y"]])
    p = two_two_one.Parameters(
        *(np.array(part) for layer in state["layers"] for part in (layer["W"], layer["b"]))
    )
    new = update(tuple(p), tuple(two_two_one.passes(x, y, p).gradients), state["eta"])
    W1, b1, W2, b2 = (part.tolist() for part in new)
    return state | {"layers": [{"W": W1, "b": b1}, {"W": W2, "b": b2}]}


def shown(page):
    """Return every number in the drawing, by its name."""
    return page.locator("live-network [data-name]").evaluate_all(
        "all => Object.fromEntries(all.map(t => [t.dataset.name, t.lastElementChild.textContent]))"
    )


def agree(written, value):
    number = float(written.replace("−", "-"))
    room = abs(value) * 0.06 if "e" in written else 0.51e-4
    assert abs(number - value) <= room, f"{written} is shown for {value}"


def assert_shown(page, state, view="forward"):
    names = (BACKWARD if view == "backward" else FORWARD).split()
    seen, expected = shown(page), numpy_names(state)
    assert sorted(seen) == sorted(names)
    for name in names:
        agree(seen[name], expected[name])


def look_at(page, view):
    page.locator(f"live-network [name=ln-view][value={view}]").check()


def test_it_starts_from_the_example_in_its_language(page):
    state = json.loads(start())
    for word in WORDS[page.lang]:
        assert word in page.locator("live-network").inner_text()
    assert_shown(page, state)
    look_at(page, "backward")
    assert_shown(page, state, "backward")
    look_at(page, "after")
    assert_shown(page, after(state))


def test_whatever_is_moved_moves_the_numbers(page):
    state = json.loads(start())
    layers = state["layers"]
    moves = {
        "w1_12": (layers[0]["W"][0], 1), "w2_11": (layers[1]["W"][0], 0),
        "b1_2": (layers[0]["b"], 1), "x_2": (state["x"], 1), "y_1": (state["y"], 0),
        "eta": (state, "eta"),
    }  # fmt: skip
    for new, (name, (row, at)) in enumerate(moves.items(), start=1):
        row[at] = new / 4 - 0.9 if name not in ("y_1", "eta") else new / 10
        page.locator(f"input[type=number][data-set={name}]").fill(str(row[at]))
        for view in ("forward", "backward"):
            look_at(page, view)
            assert_shown(page, state, view)
    look_at(page, "after")
    assert_shown(page, after(state))


def test_a_slider_is_moved_by_the_keyboard(page):
    state = json.loads(start())
    slider = page.locator("input[type=range][data-set=w1_11]")
    slider.focus()
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    state["layers"][0]["W"][0][0] = 0.53
    assert page.locator("input[type=number][data-set=w1_11]").input_value() == "0.53"
    assert_shown(page, state)


def test_an_empty_field_changes_nothing(page):
    field = page.locator("input[type=number][data-set=x_1]")
    field.fill("")
    assert_shown(page, json.loads(start()))
    field.blur()
    assert field.input_value() == "1"


def test_the_steps_show_what_is_known_so_far(page):
    state = json.loads(start())
    values, new = numpy_names(state), numpy_names(after(state))
    values |= {f"new {name}": value for name, value in new.items()}
    reached = 0
    for number, _ in enumerate(STEPS, start=1):
        page.locator("live-network [data-do=next]").press("Enter")
        assert page.locator(".ln-step").inner_text().startswith(f"{number} / {len(STEPS)}")
        rows = page.locator(".ln-rows [data-row]")
        for row in rows.all():
            agree(row.locator("b").inner_text(), values[row.get_attribute("data-row")])
        unknown = sum(text == "–" for text in shown(page).values())
        assert (unknown > 0) == (number not in (3, 6, 7)), shown(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
        reached += rows.count()
    assert reached == 2 * 2 + 2 + 1 + 2 + 2 * 2 + 9 + 9
    page.locator("live-network [data-do=next]").press("Enter")
    assert_shown(page, state)
    page.locator("live-network [data-do=previous]").press("Enter")
    assert_shown(page, after(state))


def test_updates_are_applied_and_taken_back(page):
    states = [json.loads(start())]
    for _ in range(3):
        states.append(after(states[-1]))
        page.locator("live-network [data-do=apply]").click()
        assert_shown(page, states[-1])
    costs = [numpy_names(state)["C"] for state in states]
    assert all(less < more for more, less in pairwise(costs))
    agree(page.locator("[data-of='C']").inner_text(), costs[-1])
    agree(page.locator("[data-of='new C']").inner_text(), numpy_names(after(states[-1]))["C"])
    page.locator("live-network [data-do=reset]").click()
    assert_shown(page, states[0])


def test_the_outcome_is_announced(page):
    status = page.locator("live-network [role=status]")
    page.locator("input[type=number][data-set=y_1]").fill("0")
    state = json.loads(start()) | {"y": [0]}
    cost = f"{numpy_names(state)['C']:.4f}"
    page.wait_for_function(
        "([e, C]) => e.textContent.includes(C)", arg=[status.element_handle(), cost]
    )
    names = page.locator("live-network input").evaluate_all(
        "inputs => inputs.map(i => i.ariaLabel ?? i.closest('label').textContent)"
    )
    assert all(names)
    assert len(set(names)) == len(names)


def test_it_lives_again_where_the_content_is_put_in_by_a_script(page):
    page.locator("input[type=number][data-set=x_1]").fill("-1")
    page.wrong.clear()
    page.evaluate(COME_AGAIN)
    page.wrong.clear()  # that one request was the test's own
    page.locator("live-network .ln-drawing").wait_for()
    assert page.locator("live-network .ln-drawing").count() == 1
    state = json.loads(start())
    assert_shown(page, state)
    page.locator("input[type=number][data-set=x_1]").fill("-1")
    state["x"][0] = -1
    assert_shown(page, state)


def test_the_switch_leads_to_the_element_in_the_other_language(tab, server):
    tab.goto(f"{server}/{ADDRESS['ko']}")
    for lang in ("en", "ko"):
        tab.locator(".md-header .md-select").hover()
        tab.locator(f".md-select__link[hreflang={lang}]").click()
        tab.wait_for_url(f"{server}/{ADDRESS[lang]}")
        assert WORDS[lang][2] in tab.locator("live-network").inner_text()
        assert_shown(tab, json.loads(start()))


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_the_page_reads_whole_without_javascript(chromium, server, lang):
    context = chromium.new_context(viewport=PHONE, java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{server}/{ADDRESS[lang]}")
    assert page.locator("live-network figure svg").is_visible()
    assert page.locator("live-network input").count() == 0
    said = page.locator(".md-content").inner_text().replace("−", "-")
    start_values = numpy_names(json.loads(start()))
    for name in ("a1_2", "z2_1", "a2_1", "C", "delta2_1", "delta1_1", "dw1_21", "dw2_12"):
        assert f"{start_values[name]:.4f}".rstrip("0") in said, name
    context.close()
