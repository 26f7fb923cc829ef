"""What the browser does to the fields behind our back is no answer, and no answer is lost by it.

WebKit empties a form with autocomplete="off" a moment after its page came back from the page cache, and says nothing.
Here that is played with Chromium; tests/engines does it with WebKit itself.
"""

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, Request, expect

from tests.browser.devices import open_envelope, ready, store
from tests.browser.kinds import ANSWERS, KINDS
from tests.browser.taker import Taker, flat

AWAY = """() => {
    dispatchEvent(new PageTransitionEvent("pagehide", { persisted: true }));
    dispatchEvent(new PageTransitionEvent("pageshow", { persisted: true }));
}"""
EMPTY = """() => {
    for (const field of document.querySelectorAll("form input:not([type=hidden]), form textarea")) {
        if (["radio", "checkbox"].includes(field.type)) field.checked = field.defaultChecked;
        else field.value = field.defaultValue;
    }
}"""
WITHOUT_STORAGE = "Object.defineProperty(window, 'indexedDB', { value: undefined });"
THANKS = re.compile("/thanks")
LOCK_NOTHING = "() => { crypto.subtle.encrypt = () => new Promise(() => {}); }"
HIDDEN = """() => {
    Object.defineProperty(document, "hidden", { get: () => true, configurable: true });
    document.dispatchEvent(new Event("visibilitychange"));
    delete document.hidden;
}"""

Open = Callable[..., Taker]


@pytest.fixture(params=["with storage", "without storage", "before the client came"])
def taker(request, page: Page, kinds_on) -> Taker:
    """Somebody who answered everything and is about to look at it."""
    if request.param == "without storage":
        page.add_init_script(WITHOUT_STORAGE)
    if request.param == "before the client came":
        page.route("**/offline.js", lambda _: None)
    taker = kinds_on(page)
    if request.param == "with storage":
        ready(page)
    if request.param == "without storage":
        page.wait_for_selector("html[data-offline=without]")
    return answer_everything(taker)


@pytest.fixture
def kept(page: Page, kinds_on) -> Taker:
    """The same with the answers on the device."""
    taker = kinds_on(page)
    ready(page)
    answer_everything(taker)
    expect(page.get_by_text("Saved on this device")).to_be_visible()
    return taker


def answer_everything(taker: Taker) -> Taker:
    taker.start()
    taker.answer_section("about", ANSWERS)
    taker.press("Next")
    taker.answer_section("wishes", ANSWERS)
    assert given(taker) == everything()
    return taker


def given(taker: Taker) -> dict[str, list[str]]:
    return {name: sorted(values) for name, values in taker.given().items()}


def everything() -> dict[str, list[str]]:
    return {name: sorted(values) for name, values in flat(ANSWERS).items()}


def holds_everything(taker: Taker) -> None:
    """Wait until the fields show every answer."""
    for key, codes in flat({key: value for key, value in ANSWERS.items() if not taker.is_typed(key)}).items():
        for code in codes:
            expect(taker.choice(key, code)).to_be_checked()
    for key in (key for key in ANSWERS if taker.is_typed(key)):
        expect(taker.field(key)).to_have_value(ANSWERS[key])
    assert given(taker) == everything()


# --- A page that comes back -----------------------------------------------------------------------------


def test_fields_that_were_emptied_when_the_page_came_back_are_filled_again(taker: Taker):
    taker.page.evaluate(AWAY)
    taker.page.evaluate(EMPTY)

    holds_everything(taker)
    expect(taker.heading("wishes")).to_be_visible()


def test_fields_that_were_emptied_before_the_page_came_back_are_filled_again(taker: Taker):
    taker.page.evaluate(EMPTY)
    taker.page.evaluate(AWAY)

    holds_everything(taker)


def test_a_reset_that_says_nothing_but_reset_is_no_answer(taker: Taker):
    taker.page.evaluate("document.getElementById('survey').reset()")
    taker.page.evaluate(AWAY)

    holds_everything(taker)


def test_the_review_shows_what_was_given_though_the_fields_were_emptied(taker: Taker):
    taker.press("Next")
    taker.page.evaluate(EMPTY)
    taker.page.evaluate(AWAY)

    if not taker.page.locator("html[data-offline]").count():
        # The review comes with the client. Until then, the last part has only the button that sends.
        expect(taker.button("Send my answers")).to_be_visible()
        return holds_everything(taker)
    expect(taker.page.locator("#review")).to_contain_text(ANSWERS["town"])
    expect(taker.page.locator("#review")).to_contain_text(ANSWERS["why"])


def test_nobody_is_told_that_a_given_answer_is_missing(taker: Taker):
    taker.press("Back")
    taker.page.evaluate(EMPTY)
    taker.press("Next")

    expect(taker.heading("wishes")).to_be_visible()
    holds_everything(taker)


def test_the_next_answer_brings_the_others_back(taker: Taker):
    taker.page.evaluate(EMPTY)
    taker.choice("grid.books", "yes").check()

    expect(taker.field("town")).to_have_value(ANSWERS["town"])
    assert given(taker) == everything() | {"grid.books": ["yes"]}


def test_what_is_sent_holds_what_was_given_though_the_fields_were_emptied(kept: Taker, site):
    kept.press("Next")
    kept.page.evaluate(EMPTY)

    with kept.page.expect_request("**/responses") as posted:
        kept.send()

    assert kept.receipt()
    answers = opened(site, posted.value)["answers"]
    assert {**answers, "wants": sorted(answers["wants"])} == {**ANSWERS, "people": 12}


def opened(site: Any, request: Request) -> dict[str, Any]:
    return open_envelope(site, json.loads(request.post_data or ""), "independence-high/partner")


def test_an_emptied_page_never_empties_the_draft(kept: Taker):
    kept.page.evaluate(EMPTY)
    kept.page.evaluate(HIDDEN)
    kept.choice("grid.books", "yes").check()
    expect(kept.page.get_by_text("Saved on this device")).to_be_visible()
    kept.page.reload()
    ready(kept.page)

    expect(kept.heading("wishes")).to_be_visible()
    assert given(kept) == everything() | {"grid.books": ["yes"]}


def test_what_a_person_takes_back_is_taken_back_in_the_draft_too(page: Page, kinds_on):
    taker = kinds_on(page)
    ready(page)
    taker.start()
    taker.answer({"town": "Planada"})
    expect(page.get_by_text("Saved on this device")).to_be_visible()
    taker.field("town").fill("")
    expect(page.get_by_text("Saved on this device")).to_be_hidden()
    expect(page.get_by_text("Saved on this device")).to_be_visible()
    page.reload()
    ready(page)

    assert taker.given() == {}
    other = page.context.new_page()
    other.goto(taker.address)
    ready(other)
    assert other.get_by_role("heading", name="There are unfinished answers").count() == 0


def test_after_sending_nothing_comes_back_and_the_next_response_is_another(open_window, kinds_on, stored):
    page = open_window(service_workers="block").page
    taker = kinds_on(page)
    ready(page)
    answer_everything(taker)
    taker.press("Next")
    # No content: the page stays, as if it came back from the page cache.
    page.route(THANKS, lambda route: route.fulfill(status=204))
    taker.send()
    expect(taker.field("town")).to_have_value("")
    with page.expect_event("load"):
        page.evaluate(AWAY)
    ready(page)

    assert taker.given() == {}
    answer_everything(taker)
    page.unroute(THANKS)
    taker.press("Next")
    taker.send()
    assert taker.receipt()
    assert stored() == 2


def test_a_shared_device_shows_nothing_of_a_page_that_comes_back(open_window, site):
    page = open_window().page
    page.goto(f"{site.url}/s/independence-high?kiosk")
    ready(page)
    taker = Taker(page, site.url, "independence-high", KINDS, "en").open()
    ready(page)
    answer_everything(taker)
    page.evaluate(AWAY)

    expect(page.locator(".tongues")).to_be_visible()
    assert ANSWERS["town"] not in page.content()
    assert store(page, "drafts") == []


# --- The part, and what is said -------------------------------------------------------------------------


def test_a_link_inside_the_page_leaves_the_part_as_it_is(kept: Taker):
    kept.page.locator(".skip").focus()
    kept.page.keyboard.press("Enter")
    expect(kept.page).to_have_url(f"{kept.address}#main")

    expect(kept.heading("wishes")).to_be_visible()
    kept.press("Next")
    expect(kept.page.get_by_role("heading", name="Send your answers")).to_be_visible()
    kept.press("Back")
    expect(kept.heading("wishes")).to_be_visible()


def test_after_a_reload_in_mid_survey_the_name_of_the_school_leads_nowhere(kept: Taker):
    kept.page.reload()
    ready(kept.page)

    expect(kept.heading("wishes")).to_be_visible()
    assert kept.page.locator(".name").get_attribute("href") is None


def test_saved_is_not_said_while_something_is_not(kept: Taker):
    kept.page.evaluate(LOCK_NOTHING)
    kept.answer({"why": "More trees"})

    expect(kept.page.get_by_text("Saved on this device")).to_be_hidden()


def test_words_typed_without_a_pause_are_saved_too(kept: Taker):
    (before,) = (draft["at"] for draft in store(kept.page, "drafts"))
    kept.field("why").focus()
    for _ in range(500):
        kept.page.keyboard.press("a")
        if store(kept.page, "drafts")[0]["at"] > before:
            break

    assert store(kept.page, "drafts")[0]["at"] > before


def test_a_page_in_the_background_does_not_overwrite_what_another_went_on_with(kept: Taker):
    other = kept.page.context.new_page()
    other.goto(kept.address)
    ready(other)
    other.get_by_role("button", name="Go on with them").click()
    other.locator("[name=why]").fill("Written later")
    expect(other.get_by_text("Saved on this device")).to_be_visible()
    other.close()
    kept.page.evaluate(HIDDEN)
    kept.page.reload()
    ready(kept.page)

    expect(kept.field("why")).to_have_value("Written later")
