"""One page, two people: what the second says is stored too, with a script and without; and after a restore."""

import sqlite3
import uuid
from contextlib import closing

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.devices import hurry, ready, waiting_on
from tests.browser.kinds import ANSWERS
from tests.browser.taker import Taker

SAFE = "Your answers are safe on this device"
SISTER, BROTHER = ANSWERS, {**ANSWERS, "town": "Atwater"}


@pytest.fixture
def alone_page(open_window, site) -> Page:
    """A page whose offline client never comes: it sends its answers itself."""
    page = open_window(service_workers="block").page
    page.route("**/offline.js", lambda route: route.abort())
    return page


@pytest.fixture
def kept_page(open_window) -> Page:
    """A page with the offline client, whose worker does not stand between it and the tests."""
    return open_window(service_workers="block").page


def test_language_changed_send_back_second_child_without_a_script(plain_page: Page, kinds_on, stored):
    taker: Taker = kinds_on(plain_page)
    taker.answer(SISTER)
    with plain_page.expect_response(lambda answer: answer.request.method == "POST") as switching:
        plain_page.get_by_role("button", name="Español").click()
    shown = switching.value.text()
    taker.language = "es"
    taker.send()
    first = taker.receipt()
    # As the button Back does where a browser still has the page; this one would ask the server for it again.
    plain_page.route(
        taker.address, lambda route: route.fulfill(body=shown, content_type="text/html"), times=1
    )
    plain_page.goto(taker.address)
    taker.field("town").fill(BROTHER["town"])
    taker.send()

    assert taker.receipt() != first
    assert stored() == 2


def test_language_changed_send_back_second_child_with_a_script(kept_page: Page, kinds_on, stored):
    taker: Taker = kinds_on(kept_page)
    ready(kept_page)
    taker.start()
    taker.answer_section("about", SISTER)
    kept_page.get_by_role("button", name="Español").click()
    taker.arrive("es")
    expect(taker.heading("about")).to_be_visible()
    ready(kept_page)
    taker.press("Review and send")
    taker.send()
    first = taker.receipt()
    kept_page.go_back()
    ready(kept_page)
    taker.language = kept_page.locator("html").get_attribute("lang") or ""
    taker.start()
    taker.answer_section("about", BROTHER)
    taker.press("Review and send")
    taker.send()

    assert taker.receipt() != first
    assert stored() == 2


@pytest.mark.parametrize("way", ["alone", "by the outbox"])
def test_a_page_with_a_used_id_stores_the_second_child_too(request, kinds_on, stored, way):
    """As behind the button Back: the page that is shown again still has the id that it sent before."""
    page = request.getfixturevalue("alone_page" if way == "alone" else "kept_page")
    answers, receipts, ids = (SISTER, BROTHER, BROTHER), [], []
    pin_ids(page, str(uuid.uuid4()))
    page.on("request", lambda each: each.url.endswith("/responses") and ids.append(each.post_data_json["id"]))
    for given in answers:
        taker: Taker = kinds_on(page)
        if way != "alone":
            ready(page)
        taker.go_through(["about", "wishes"], given)
        taker.send()
        receipts.append(taker.receipt())

    assert len(set(ids)) == 1
    assert receipts[1] == receipts[2] != receipts[0]
    assert stored() == 2


def pin_ids(page: Page, identifier: str) -> None:
    """Let every page of the survey come with the same id and salt, as the server sends back a form."""
    own = {"id": identifier, "salt": "9hV0cGFuZGEtdGhlLWJlYg"}
    fields = "".join(f'<input type="hidden" name="{name}" value="{value}">' for name, value in own.items())

    def add(route: Route) -> None:
        came = route.fetch()
        route.fulfill(
            response=came,
            body=came.text().replace('<section id="start">', f'{fields}<section id="start">', 1),
        )

    page.route("**/independence-high/partner/en", add)


def test_two_with_one_id_wait_side_by_side_and_both_arrive(kept_page: Page, kinds_on, stored):
    page = kept_page
    context = page.context
    other = context.new_page()
    identifier = str(uuid.uuid4())
    for tab in (page, other):
        pin_ids(tab, identifier)
    takers: list[Taker] = [kinds_on(tab) for tab in (page, other)]
    for taker, given in zip(takers, (SISTER, BROTHER), strict=True):
        ready(taker.page)
        taker.go_through(["about", "wishes"], given)
    context.set_offline(True)
    for tab in (page, other):
        tab.locator("#send button").last.click()
        expect(tab.get_by_role("heading", name=SAFE)).to_be_focused()
    assert len(waiting_on(page)) == 2

    context.set_offline(False)
    hurry(page)

    expect(page.locator(".receipt")).to_be_visible()
    expect(other.locator(".receipt")).to_be_visible()
    assert stored() == 2
    assert waiting_on(page) == []


def test_after_a_restore_a_device_that_sends_again_is_stored_again(page: Page, kinds_on, site, stored):
    """The answer of the server was lost, and the database was put back to before it stored the response."""
    taker: Taker = kinds_on(page)
    ready(page)
    taker.go_through(["about", "wishes"], ANSWERS)
    posts: list[Route] = []

    def lose(route: Route) -> None:
        """Only the first comes to the server: the device may try again before we have put the database back."""
        posts.append(route)
        if len(posts) == 1:
            route.fetch()
        route.abort()

    page.route("**/responses", lose)
    before = spent(site)
    taker.send()
    expect(page.get_by_role("heading", name=SAFE)).to_be_focused()
    (arrived,) = spent(site) - before
    with closing(sqlite3.connect(site.database)) as connection, connection:
        for table in ("received_once", "inbox_even", "inbox_odd"):
            connection.execute(f"DELETE FROM {table} WHERE nullifier = ?", (arrived,))
    assert stored() == 0

    page.unroute("**/responses")
    hurry(page)

    expect(page.locator(".receipt")).to_be_visible()
    assert spent(site) - before == {arrived}


def spent(site) -> set[bytes]:
    with closing(sqlite3.connect(site.database)) as connection:
        return {nullifier for (nullifier,) in connection.execute("SELECT nullifier FROM received_once")}
