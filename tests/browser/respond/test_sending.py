"""Sending: into the outbox first, acknowledged by our own word alone, stored once, and visible until then."""

import json
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.devices import open_envelope, waiting_on
from tests.browser.kinds import ANSWERS
from tests.browser.taker import Taker

RESPONSES = "**/responses"
SAFE = "Your answers are safe on this device"
OFFLINE = "There is no connection."
BUSY = "Many people are sending right now."
STRANGE = "This network answers in our place"
FAILING = "Our server has a problem."


def abort(route: Route) -> None:
    route.abort()


def fail(route: Route) -> None:
    route.fulfill(status=500, json={"error": {"code": "failed", "message": "broken", "details": {}}})


def refuse_for_now(route: Route) -> None:
    route.fulfill(
        status=503,
        headers={"Retry-After": "3600"},
        json={"error": {"code": "busy", "message": "busy", "details": {}}},
    )


def answer_like_a_captive_portal(route: Route) -> None:
    route.fulfill(status=200, content_type="text/html", body="<title>Sign in to the hotel network</title>")


def cut_the_answer_off(route: Route) -> None:
    route.fulfill(status=201, content_type="application/json", body='{"id": "')


def acknowledge_another(route: Route) -> None:
    another = {"id": "00000000-0000-4000-8000-000000000000", "status": "stored", "receipt": "AAAA-AAAA"}
    route.fulfill(status=201, json=another)


def store_and_lose_the_answer(route: Route) -> None:
    route.fetch()
    route.abort()


# [what is done to the response, what the strip says about it, how many are stored by then]
FAILURES: list[tuple[Callable[[Route], None], str, int]] = [
    (abort, OFFLINE, 0),
    (fail, FAILING, 0),
    (refuse_for_now, BUSY, 0),
    (answer_like_a_captive_portal, STRANGE, 0),
    (cut_the_answer_off, STRANGE, 0),
    (acknowledge_another, STRANGE, 0),
    (store_and_lose_the_answer, OFFLINE, 1),
]


@pytest.fixture
def page(open_window) -> Page:
    """A page whose responses all pass where the tests can break them: a worker would send them by another way."""
    return open_window(service_workers="block").page


@pytest.fixture
def ready(page: Page, kinds_on) -> Taker:
    """Somebody who answered everything and looks at the review."""
    taker = kinds_on(page)
    taker.go_through(["about", "wishes"], ANSWERS)
    return taker


def sent_ids(page: Page) -> list[str]:
    """Fills with the id of each response that is sent from now on."""
    ids: list[str] = []

    def see(request):
        if request.method == "POST":
            ids.append(json.loads(request.post_data)["id"])

    page.on("request", see)
    return ids


def test_what_was_not_acknowledged_waits_in_sight_and_is_sent_again_as_the_same_response(
    page: Page, kinds_on, stored
):
    for before, (break_it, why, already) in enumerate(FAILURES):
        taker: Taker = kinds_on(page)
        taker.start()
        taker.answer({"role": "parent"})
        taker.press("Review and send")
        ids = sent_ids(page)
        page.route(RESPONSES, break_it)
        taker.send()
        wait_in_sight(page, why)
        assert stored() == before + already, break_it

        page.unroute(RESPONSES)
        # The outbox may try by itself before a mouse gets there, and take the button away.
        page.evaluate("document.querySelector('#strip button')?.click()")
        expect(page.locator(".receipt")).to_be_visible()
        expect(page.locator("#strip")).to_be_hidden()
        assert stored() == before + 1, break_it
        assert len(set(ids)) == 1, break_it
        assert waiting_on(page) == [], break_it


def wait_in_sight(page: Page, why: str) -> None:
    """One response is said to wait, once to each eye and ear, and why."""
    expect(page.get_by_role("heading", name=SAFE)).to_be_focused()
    strip = page.get_by_role("complementary", name="Responses on this device")
    expect(strip).to_contain_text("Responses waiting to be sent: 1")
    expect(page.get_by_role("status").filter(has_text="Responses waiting to be sent: 1")).to_be_visible()
    assert page.locator("body").inner_text().count("Responses waiting to be sent: 1") == 1
    expect(strip).to_contain_text(why)


def test_a_double_click_sends_one_response(ready: Taker, stored):
    ready.button("Send my answers").last.dblclick()

    assert ready.receipt()
    assert stored() == 1


def test_the_way_back_from_a_response_that_waits_shows_no_answer(ready: Taker):
    ready.page.route(RESPONSES, abort)
    ready.send()
    expect(ready.page.get_by_role("heading", name=SAFE)).to_be_focused()

    ready.page.go_back()

    expect(ready.page.locator("#survey")).to_be_attached()
    ready.page.wait_for_selector("html[data-offline=ready]")
    assert ready.given() == {}


def test_what_is_sent_is_what_was_answered_and_nobody_on_the_way_can_read_it(ready: Taker, site):
    with ready.page.expect_request(RESPONSES) as sending:
        ready.send()
    envelope = json.loads(sending.value.post_data or "")

    assert ANSWERS["town"] not in (sending.value.post_data or "")
    assert envelope.keys() == {"protocol", "id", "key", "sealed"}
    body = open_envelope(site, envelope, "independence-high/partner")
    answers = body.pop("answers")
    answers["wants"].sort()  # sent in the shuffled order of the screen
    assert answers == {**ANSWERS, "people": 12}
    assert body.keys() == {"id", "salt", "round", "version", "language", "channel", "code"}
    assert ready.receipt()


# --- Where the browser keeps nothing, the page sends by itself ------------------------------------------

NO_DATABASE = "Object.defineProperty(window, 'indexedDB', { value: undefined });"
ON_PAGE = (
    "Your answers could not be sent. They are still here on this page. Check your connection and try again."
)


@pytest.fixture
def begin_alone(page: Page, kinds_on) -> Callable[[], Taker]:
    """The same, in a browser without storage, as often as it is called."""
    page.add_init_script(NO_DATABASE)

    def begin() -> Taker:
        taker: Taker = kinds_on(page)
        expect(page.get_by_role("alert").filter(has_text="This browser cannot keep answers.")).to_be_visible()
        taker.go_through(["about", "wishes"], ANSWERS)
        return taker

    return begin


def test_without_storage_the_answers_stay_on_the_page(begin_alone, stored):
    failures = ((abort, 0), (answer_like_a_captive_portal, 0), (store_and_lose_the_answer, 1))
    for before, (break_it, already) in enumerate(failures):
        alone = begin_alone()
        ids = sent_ids(alone.page)
        alone.page.route(RESPONSES, break_it)
        alone.send()

        expect(alone.page.get_by_role("alert").filter(has_text=ON_PAGE)).to_be_focused()
        assert sorted(alone.given()["wants"]) == ["b", "e", "other"], break_it
        assert stored() == before + already, break_it

        alone.page.unroute(RESPONSES)
        alone.press("Try again")
        assert alone.receipt()
        assert stored() == before + 1, break_it
        assert len(set(ids)) == 1, break_it


def test_the_other_way_works_and_does_not_double(begin_alone, stored):
    for before, (break_it, already) in enumerate(((abort, 0), (store_and_lose_the_answer, 1))):
        alone = begin_alone()
        alone.page.route(RESPONSES, break_it)
        alone.send()
        expect(alone.page.get_by_role("alert").filter(has_text=ON_PAGE)).to_be_focused()
        assert stored() == before + already, break_it
        alone.press("Send the page another way")

        assert alone.receipt()
        assert stored() == before + 1, break_it
        alone.page.unroute(RESPONSES)


def test_without_storage_a_failed_response_keeps_its_id_in_another_language(begin_alone, stored):
    alone = begin_alone()
    alone.page.route(RESPONSES, store_and_lose_the_answer)
    alone.send()
    expect(alone.page.get_by_role("alert").filter(has_text=ON_PAGE)).to_be_focused()
    alone.page.unroute(RESPONSES)

    alone.page.get_by_role("button", name="Español").click()
    alone.arrive("es")
    alone.send()

    assert alone.receipt()
    assert stored() == 1
