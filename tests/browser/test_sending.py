"""A response is acknowledged only when it is stored, and stored once however often it is sent."""

import json
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.kinds import ANSWERS
from tests.browser.taker import Taker

RESPONSES = "**/responses"
OFFLINE = (
    "Your answers could not be sent. They are still here on this page. Check your connection and try again."
)
BUSY = "Many people are sending right now. Your answers are still here on this page. Please try again in a moment."


def abort(route: Route) -> None:
    route.abort()


def fail(route: Route) -> None:
    route.fulfill(status=500, json={"error": {"code": "failed", "message": "broken", "details": {}}})


def refuse_for_now(route: Route) -> None:
    route.fulfill(
        status=503,
        headers={"Retry-After": "1"},
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


FAILURES = [
    pytest.param(abort, OFFLINE, 0, id="no connection"),
    pytest.param(fail, OFFLINE, 0, id="a failing server"),
    pytest.param(refuse_for_now, BUSY, 0, id="a busy server"),
    pytest.param(answer_like_a_captive_portal, OFFLINE, 0, id="a captive portal"),
    pytest.param(cut_the_answer_off, OFFLINE, 0, id="an answer cut off"),
    pytest.param(acknowledge_another, OFFLINE, 0, id="the receipt of another"),
    pytest.param(store_and_lose_the_answer, OFFLINE, 1, id="stored but never said"),
]


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


@pytest.mark.parametrize(("break_it", "words", "already"), FAILURES)
def test_what_was_not_acknowledged_stays_and_is_sent_again_as_the_same_response(
    ready: Taker, stored, break_it: Callable[[Route], None], words: str, already: int
):
    ids = sent_ids(ready.page)
    ready.page.route(RESPONSES, break_it)
    ready.send()

    failure = ready.page.get_by_role("alert").filter(has_text=words)
    expect(failure).to_be_focused()
    expect(ready.button("Send my answers")).to_be_enabled()
    assert sorted(ready.given()["wants"]) == ["b", "e", "other"]
    assert stored() == already

    ready.page.unroute(RESPONSES)
    ready.press("Try again")
    assert ready.receipt()
    assert stored() == 1
    assert len(ids) == 2
    assert len(set(ids)) == 1


def test_a_double_click_sends_one_response(ready: Taker, stored):
    ready.button("Send my answers").dblclick()

    assert ready.receipt()
    assert stored() == 1


def test_a_response_that_was_stored_but_never_said_is_not_doubled_by_the_other_way(ready: Taker, stored):
    ready.page.route(RESPONSES, store_and_lose_the_answer)
    ready.send()
    ready.press("Send the page another way")

    assert ready.receipt()
    assert stored() == 1


def test_the_other_way_works_where_only_the_script_is_held_up(ready: Taker, stored):
    ready.page.route(RESPONSES, abort)
    ready.send()
    expect(ready.page.get_by_role("alert").filter(has_text=OFFLINE)).to_be_focused()
    ready.press("Send the page another way")

    assert ready.receipt()
    assert stored() == 1


def test_a_failed_response_keeps_its_id_in_another_language(ready: Taker, stored):
    ids = sent_ids(ready.page)
    ready.page.route(RESPONSES, store_and_lose_the_answer)
    ready.send()
    expect(ready.page.get_by_role("alert").filter(has_text=OFFLINE)).to_be_focused()
    ready.page.unroute(RESPONSES)

    ready.page.get_by_role("button", name="Español").click()
    ready.language = "es"
    ready.send()

    assert ready.receipt()
    assert len(set(ids)) == 1
    assert stored() == 1


def test_what_is_sent_is_what_was_answered(ready: Taker):
    with ready.page.expect_request(RESPONSES) as sending:
        ready.send()
    body = json.loads(sending.value.post_data or "")

    answers = body.pop("answers")
    answers["wants"].sort()  # sent in the shuffled order of the screen
    assert answers == {**ANSWERS, "people": 12}
    assert body.keys() == {"id", "version", "language", "channel", "code"}
    assert ready.receipt()
