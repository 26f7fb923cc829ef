"""What the browser does to the fields behind our back is no answer, and no answer is lost by it.

WebKit empties a form with autocomplete="off" a moment after its page came back from the page cache, and says nothing.
Here that is played with Chromium; tests/engines does it with WebKit itself.
"""

import json
import re
from typing import Any

import pytest
from playwright.sync_api import Page, Request, expect

from tests.browser.devices import AWAY, open_envelope, ready, store
from tests.browser.kinds import ANSWERS
from tests.browser.taker import Taker, flat
from tests.cli.serving.server import wait_until

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


@pytest.fixture
def keeps_pages() -> bool:
    """What is kept here are answers."""
    return False


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
    wait_until(lambda: given(taker) == everything())


# --- A page that comes back -----------------------------------------------------------------------------


def test_fields_that_the_browser_emptied_are_filled_again(taker: Taker):
    the_next_answer_brings_the_others_back(taker)
    nobody_is_told_that_a_given_answer_is_missing(taker)
    taker.page.evaluate(EMPTY)
    taker.page.evaluate(AWAY)
    holds_everything(taker)
    # A reset that says nothing but reset is no answer.
    taker.page.evaluate("document.getElementById('survey').reset()")
    taker.page.evaluate(AWAY)
    holds_everything(taker)
    taker.page.evaluate(AWAY)
    taker.page.evaluate(EMPTY)
    holds_everything(taker)
    expect(taker.heading("wishes")).to_be_visible()
    the_review_shows_what_was_given(taker)


def the_next_answer_brings_the_others_back(taker: Taker) -> None:
    taker.page.evaluate(EMPTY)
    taker.choice("grid.books", "yes").check()
    expect(taker.field("town")).to_have_value(ANSWERS["town"])
    assert given(taker) == everything() | {"grid.books": ["yes"]}
    taker.choice("grid.books", ANSWERS["grid"]["books"]).check()


def nobody_is_told_that_a_given_answer_is_missing(taker: Taker) -> None:
    taker.press("Back")
    taker.page.evaluate(EMPTY)
    taker.press("Next")
    expect(taker.heading("wishes")).to_be_visible()
    holds_everything(taker)


def the_review_shows_what_was_given(taker: Taker) -> None:
    taker.press("Next")
    taker.page.evaluate(EMPTY)
    taker.page.evaluate(AWAY)
    if not taker.page.locator("html[data-offline]").count():
        # The review comes with the client. Until then, the last part has only the button that sends.
        expect(taker.button("Send my answers")).to_be_visible()
        return holds_everything(taker)
    expect(taker.page.locator("#review")).to_contain_text(ANSWERS["town"])
    expect(taker.page.locator("#review")).to_contain_text(ANSWERS["why"])


def test_what_is_sent_was_given_though_the_fields_were_emptied_and_nothing_comes_back_after_that(
    kept: Taker, site, stored
):
    page = kept.page
    kept.press("Next")
    page.evaluate(EMPTY)
    # No content: the page stays, as if it came back from the page cache.
    page.route(THANKS, lambda route: route.fulfill(status=204))
    with page.expect_request("**/responses") as posted:
        kept.send()
    expect(kept.field("town")).to_have_value("")
    answers = opened(site, posted.value)["answers"]
    assert {**answers, "wants": sorted(answers["wants"])} == {**ANSWERS, "people": 12}
    with page.expect_event("load"):
        page.evaluate(AWAY)
    ready(page)
    assert kept.given() == {}

    # The next response is another.
    kept.start()
    kept.answer({"role": "parent"})
    page.unroute(THANKS)
    kept.press("Review and send")
    kept.send()
    assert kept.receipt()
    assert stored() == 2


def opened(site: Any, request: Request) -> dict[str, Any]:
    return open_envelope(site, json.loads(request.post_data or ""), "independence-high/partner")


def test_what_a_person_takes_back_is_taken_back_in_the_draft_too(page: Page, kinds_on):
    taker = kinds_on(page)
    ready(page)
    taker.start()
    taker.answer({"town": "Planada"})
    expect(page.get_by_text("Saved on this device")).to_be_visible()
    (before,) = (draft["at"] for draft in store(page, "drafts"))
    taker.field("town").fill("")
    wait_until(lambda: store(page, "drafts")[0]["at"] > before)
    page.reload()
    ready(page)

    assert taker.given() == {}
    other = page.context.new_page()
    other.goto(taker.address)
    ready(other)
    assert other.get_by_role("heading", name="There are unfinished answers").count() == 0


# --- The draft, the part, and what is said --------------------------------------------------------------


def test_an_emptied_page_never_empties_the_draft_and_the_part_stays(kept: Taker):
    a_link_inside_the_page_leaves_the_part_as_it_is(kept)
    kept.page.evaluate(EMPTY)
    kept.page.evaluate(HIDDEN)
    kept.choice("grid.books", "yes").check()
    expect(kept.page.get_by_text("Saved on this device")).to_be_visible()
    kept.page.reload()
    ready(kept.page)

    expect(kept.heading("wishes")).to_be_visible()
    assert given(kept) == everything() | {"grid.books": ["yes"]}
    # In mid-survey the name of the school leads nowhere.
    assert kept.page.locator(".name").get_attribute("href") is None


def a_link_inside_the_page_leaves_the_part_as_it_is(kept: Taker) -> None:
    kept.page.locator(".skip").focus()
    kept.page.keyboard.press("Enter")
    expect(kept.page).to_have_url(f"{kept.address}#main")
    expect(kept.heading("wishes")).to_be_visible()
    kept.press("Next")
    expect(kept.page.get_by_role("heading", name="Send your answers")).to_be_visible()
    kept.press("Back")
    expect(kept.heading("wishes")).to_be_visible()


def test_what_is_typed_without_a_pause_is_saved_and_saved_is_not_said_while_something_is_not(kept: Taker):
    (before,) = (draft["at"] for draft in store(kept.page, "drafts"))
    kept.field("why").focus()
    for _ in range(500):
        kept.page.keyboard.press("a")
        if store(kept.page, "drafts")[0]["at"] > before:
            break
    assert store(kept.page, "drafts")[0]["at"] > before

    a_page_in_the_background_does_not_overwrite_what_another_went_on_with(kept)
    expect(kept.page.get_by_text("Saved on this device")).to_be_visible()
    kept.page.evaluate(LOCK_NOTHING)
    kept.answer({"why": "More trees"})
    expect(kept.page.get_by_text("Saved on this device")).to_be_hidden()


def a_page_in_the_background_does_not_overwrite_what_another_went_on_with(kept: Taker) -> None:
    expect(kept.page.get_by_text("Saved on this device")).to_be_visible()
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
