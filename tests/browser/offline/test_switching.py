"""Another language in mid-survey, on bad networks: the answers and the part come along, or both stay where they are."""

import base64
import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, Request, expect

from survey_app.actions.responses.envelopes import EnvelopeKeys
from tests.browser.conftest import SAVES_DATA
from tests.browser.devices import ready, store, until
from tests.browser.kinds import ANSWERS, KINDS
from tests.browser.offline.conftest import Behind
from tests.browser.taker import Taker, flat
from tests.installation import Installation

SLOW = 0.7  # seconds
REFUSED = "This language cannot be opened now. Your answers are still here."
NOT_SENT = "Your answers could not be sent. They are still here on this page."
KEEPS_NOTHING = {
    "no database": "Object.defineProperty(window, 'indexedDB', { value: undefined });",
    "no storage of the tab": """Object.defineProperty(window, "sessionStorage", {
        get() { throw new DOMException("blocked", "SecurityError"); },
    });""",
}
# Which parts were ever shown, page after page.
WATCH = """new MutationObserver(() => {
    const shown = [...document.querySelectorAll("form > section")].filter((part) => part.checkVisibility());
    if (document.documentElement.classList.contains("js")) for (const { id } of shown) seenParts(id);
}).observe(document, { subtree: true, childList: true, attributes: true });"""


@pytest.fixture
def behind(stand_between) -> Behind:
    """A page on paid data and without a worker, and what stands between it and the site."""
    page, between = stand_between(service_workers="block")
    page.add_init_script(SAVES_DATA)
    return page, between


def in_mid_survey(page: Page, url: str, state: str = "ready") -> Taker:
    """Somebody with answers in two parts, in the second."""
    taker = Taker(page, url, "independence-high", KINDS, "en").open()
    page.wait_for_selector(f"html[data-offline={state}]")
    taker.start()
    taker.answer_section("about", ANSWERS)
    taker.press("Next")
    taker.answer_section("wishes", ANSWERS)
    return taker


def arrives(taker: Taker, language: str, given: Mapping[str, Any] = ANSWERS) -> None:
    """Everything is there, in the same part."""
    taker.arrive(language)
    expect(taker.heading("wishes")).to_be_visible()
    expect(taker.field("town")).to_have_value(ANSWERS["town"])
    holds(taker, given)


def stays(taker: Taker, words: str) -> None:
    """A message, and everything as it was."""
    expect(taker.page.get_by_role("alert").filter(has_text=words)).to_be_visible()
    expect(taker.page.locator("html")).to_have_attribute("lang", "en")
    expect(taker.heading("wishes")).to_be_visible()
    holds(taker)


def holds(taker: Taker, given: Mapping[str, Any] = ANSWERS) -> None:
    found = {name: sorted(values) for name, values in taker.given().items()}
    assert found == {name: sorted(values) for name, values in flat(given).items()}


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name).first.click()


def test_on_a_slow_network_the_part_and_every_answer_come_along(stand_between):
    page, between = stand_between()
    parts: list[str] = []
    taker = in_mid_survey(page, between.url)
    # Playwright takes no method of a list.
    page.expose_function("seenParts", lambda name: parts.extend([name]))
    page.evaluate(WATCH)
    between.slower = SLOW
    press(page, "Español")

    arrives(taker, "es")
    assert set(parts) == {"s-wishes"}
    page.go_back()
    expect(taker.heading("about")).to_be_visible()
    holds(taker)


def test_the_last_press_counts_and_what_is_given_meanwhile_comes_along(behind: Behind):
    page, between = behind
    taker = in_mid_survey(page, between.url)
    between.slower = SLOW
    press(page, "العربية")
    press(page, "Español")
    press(page, "Español")
    taker.choice("grid.books", "yes").check()

    arrives(taker, "es", {**ANSWERS, "grid": {**ANSWERS["grid"], "books": "yes"}})


def test_a_change_can_be_called_off_and_waits_where_the_server_is_away(behind: Behind):
    page, between = behind
    taker = in_mid_survey(page, between.url)
    between.goes_on.clear()
    press(page, "Español")
    expect(page.locator("nav [aria-busy]")).to_have_count(1)
    press(page, "English")
    between.goes_on.set()
    expect(page.locator("nav [aria-busy]")).to_have_count(0)
    expect(page.locator("html")).to_have_attribute("lang", "en")
    holds(taker)

    for how in ("is_gone", "is_portal"):
        setattr(between, how, True)
        press(page, "Español")
        stays(taker, REFUSED)
        setattr(between, how, False)
        # The next press takes the message away, so that we see whether it comes again.
        press(page, "English")
        expect(page.get_by_role("alert").filter(has_text=REFUSED)).to_have_count(0)
    press(page, "Español")
    arrives(taker, "es")


def test_without_a_network_a_language_that_is_kept_opens_and_one_that_is_not_does_not(page: Page, site):
    page.add_init_script(SAVES_DATA)
    page.goto(f"{site.url}/s/independence-high/partner/es")
    ready(page)
    until(page, "navigator.serviceWorker.ready.then(Boolean)")
    taker = in_mid_survey(page, site.url)
    page.context.set_offline(True)
    press(page, "العربية")
    stays(taker, REFUSED)

    press(page, "Español")
    arrives(taker, "es")
    press(page, "English")
    arrives(taker, "en")


@pytest.mark.parametrize("why", KEEPS_NOTHING)
def test_where_nothing_can_be_kept_all_stays_until_the_server_is_back_and_comes_along(behind, why: str):
    page, between = behind
    page.add_init_script(KEEPS_NOTHING[why])
    taker = in_mid_survey(page, between.url, "without" if why == "no database" else "ready")
    between.is_gone = True
    press(page, "Español")
    stays(taker, REFUSED)

    between.is_gone = False
    between.slower = SLOW
    press(page, "Español")
    arrives(taker, "es")
    assert page.url.startswith(f"{taker.folder}/es")


def opened(site: Installation, request: Request) -> dict[str, Any]:
    """What is in the envelope that was posted."""
    body, link = request.post_data_json, "/".join(urlsplit(request.url).path.split("/")[2:4])
    sealed = base64.urlsafe_b64decode(body["sealed"] + "==")
    keys = EnvelopeKeys(site.folder / "envelopes")
    return json.loads(keys.open(body["key"], sealed, f"survey_app 1 {link} {body['id']}"))


def test_answers_that_came_with_the_page_are_sent_though_their_parts_were_not_shown_again(
    behind, site, stored
):
    page, between = behind
    page.add_init_script(KEEPS_NOTHING["no database"])
    taker = in_mid_survey(page, between.url, "without")
    page.go_back()
    expect(taker.heading("about")).to_be_visible()
    press(page, "Español")
    taker.language = "es"
    expect(taker.heading("about")).to_be_visible()
    page.wait_for_selector("html[data-offline=without]")
    taker.press("Review and send")
    with page.expect_request("**/responses") as posted:
        taker.send()

    assert taker.receipt()
    assert opened(site, posted.value)["answers"]["why"] == ANSWERS["why"]
    assert stored() == 1


def test_the_plain_form_does_not_leave_the_page_for_a_server_that_is_away(behind: Behind):
    page, between = behind
    page.add_init_script(KEEPS_NOTHING["no database"])
    taker = in_mid_survey(page, between.url, "without")
    taker.press("Next")
    between.is_gone = True
    taker.send()
    expect(page.get_by_role("alert").filter(has_text=NOT_SENT)).to_be_visible()
    with page.expect_event("requestfailed"):
        taker.press("Send the page another way")

    expect(page.get_by_role("alert").filter(has_text=NOT_SENT)).to_be_visible()
    holds(taker)


def test_a_shared_device_keeps_nothing_when_the_other_language_cannot_be_opened(behind: Behind):
    page, between = behind
    page.goto(f"{between.url}/s/independence-high?kiosk")
    ready(page)
    taker = in_mid_survey(page, between.url)
    page.evaluate("caches.delete('survey_app pages')")
    between.is_gone = True
    press(page, "Español")

    stays(taker, REFUSED)
    assert store(page, "drafts") == []
