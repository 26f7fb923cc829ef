"""Finished responses: whatever happens to device, network, clock, storage, survey or round, each arrives once."""

import json
import uuid
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, Route, expect

from survey_app.surveys.sizes import envelope_size
from tests.browser.conftest import SAVES_DATA
from tests.browser.devices import hurry, ready, store, until, waiting_on
from tests.browser.kinds import ANSWERS, KINDS
from tests.browser.taker import Taker
from tests.cli.serving.server import wait_until

SAFE = "Your answers are safe on this device"
STRIP = "Responses on this device"
LINK = "/s/merced-high/student"
# Characters of base64 of what is sealed: the encapsulated key (65), the body at its one size, the tag (16).
SEALED = -(-(65 + envelope_size(KINDS) + 16) * 4 // 3)
MODULES = """async () => {
    const worker = await (await fetch("/s/sw.js")).text();
    globalThis.folder = worker.match(/\\/static\\/[0-9a-f]+\\//)[0];
    globalThis.outbox = await import(`${folder}js/offline/outbox.js`);
}"""
# How long the page decides to wait, each time it does.
NOTE_PAUSES = """() => {
    globalThis.pauses = [];
    const wait = setTimeout;
    globalThis.setTimeout = (act, after, ...given) => {
        pauses.push(after);
        return wait(act, after, ...given);
    };
}"""
# Resolves once nobody posts.
OUTBOX_IS_FREE = "navigator.locks.request('survey_app outbox', () => {})"
PUT = """async ({ address, id, version }) => {
    const kit = await (await fetch("/s/kit/en")).json();
    const response = { id, version, language: "en", channel: "web", code: null, answers: { open_change: id } };
    return await outbox.putResponse(address, response, kit, "no draft");
}"""


@pytest.fixture
def phone_offline(page: Page, kinds_on) -> Taker:
    """Somebody on paid data who answered everything, and lost the network."""
    page.add_init_script(SAVES_DATA)
    taker = kinds_on(page)
    ready(page)
    until(page, "navigator.serviceWorker.ready.then(Boolean)")
    taker.go_through(["about", "wishes"], ANSWERS)
    page.context.set_offline(True)
    return taker


def send_offline(taker: Taker) -> None:
    taker.send()
    expect(taker.page.get_by_role("heading", name=SAFE)).to_be_focused()


def test_a_response_is_sent_later_from_any_page_of_the_site(phone_offline: Taker, site, stored):
    context = phone_offline.page.context
    send_offline(phone_offline)
    phone_offline.page.close()
    assert stored() == 0

    context.set_offline(False)
    page = context.new_page()
    page.goto(f"{site.url}/es/")

    expect(page.locator("#strip bdi, #strip .title")).to_be_visible()
    wait_until(lambda: stored() == 1 and waiting_on(page) == [])


def test_what_is_sent_during_maintenance_waits_and_is_stored_once_when_it_ends(page, kinds_on, site, stored):
    page.add_init_script(SAVES_DATA)
    taker = kinds_on(page)
    ready(page)
    taker.go_through(["about", "wishes"], ANSWERS)
    site.flask("maintenance", "on")
    try:
        # Each process of the server looks for itself.
        wait_until(lambda: {page.request.post(f"{taker.address}").status for _ in range(8)} == {503})
        send_offline(taker)
        [waiting] = waiting_on(page)
        hurry(page)
        page.evaluate(OUTBOX_IS_FREE)
        assert (stored(), waiting_on(page)) == (0, [waiting])
    finally:
        site.flask("maintenance", "off")

    wait_until(lambda: hurry(page) or stored() == 1)
    expect(page.locator(".receipt")).to_be_visible()
    assert (stored(), waiting_on(page)) == (1, [])


def test_what_waits_is_saved_to_a_file_that_can_be_imported(phone_offline: Taker, site, stored, tmp_path):
    page = phone_offline.page
    send_offline(phone_offline)
    with page.expect_download() as downloading:
        phone_offline.press("Save to a file")
    path = tmp_path / downloading.value.suggested_filename
    downloading.value.save_as(path)

    assert path.name == "survey-responses.json"
    assert ANSWERS["town"] not in path.read_text()
    [waiting] = store(page, "outbox")
    assert len(json.loads(waiting["body"])["sealed"]) == SEALED
    assert "1 stored, 0 stored before, 0 not taken" in site.flask("responses", "import", str(path))
    page.context.set_offline(False)
    expect(page.locator(".receipt")).to_be_visible()
    assert stored() == 1
    assert "0 stored, 1 stored before" in site.flask("responses", "import", str(path))


def test_a_clock_that_is_five_years_off_changes_nothing(open_window, kinds_on, stored):
    page = open_window(keeps_pages=False).page
    page.clock.install(time=datetime(2021, 11, 27, tzinfo=UTC))
    taker = kinds_on(page)
    ready(page)
    taker.go_through(["about", "wishes"], ANSWERS)
    page.context.set_offline(True)
    send_offline(taker)
    # Else it would tell whoever looks at this page, and forget about it.
    page.close()
    context = page.context
    context.clock.set_fixed_time(datetime(2031, 11, 27, tzinfo=UTC))
    context.set_offline(False)
    later = context.new_page()
    later.goto(taker.address)

    expect(later.get_by_role("complementary", name=STRIP)).to_contain_text("Your answers have arrived.")
    assert stored() == 1


def test_people_whose_response_waits_for_more_than_a_day_are_told_until_the_network_is_back(
    open_window, kinds_on, stored
):
    page = open_window(keeps_pages=False).page
    page.clock.install()
    taker = kinds_on(page)
    ready(page)
    taker.go_through(["about", "wishes"], ANSWERS)
    page.context.set_offline(True)
    send_offline(taker)
    strip = page.get_by_role("complementary", name=STRIP)
    expect(strip).not_to_contain_text("more than a day")

    page.clock.fast_forward("25:00:00")
    taker.press("Send now")

    expect(strip).to_contain_text("A response has been waiting for more than a day.")
    page.context.set_offline(False)
    expect(page.locator(".receipt")).to_be_visible()
    assert stored() == 1


FULL = """
    globalThis.faults = ["QuotaExceededError", "UnknownError"];
    const put = IDBObjectStore.prototype.put;
    IDBObjectStore.prototype.put = function (...given) {
        if (this.name == "outbox") throw new DOMException("no", faults[0]);
        return put.apply(this, given);
    };
"""


def test_a_full_storage_leaves_the_answers_on_the_page_and_sends_them_from_there(
    open_window, kinds_on, stored
):
    page = open_window(keeps_pages=False).page
    page.add_init_script(FULL)
    taker = kinds_on(page)
    ready(page)
    taker.go_through(["about", "wishes"], ANSWERS)
    page.route("**/responses", lambda route: route.abort())
    alert = page.get_by_role("alert").filter(has_text="They are still here on this page.")
    taker.send()
    expect(alert).to_be_focused()
    assert sorted(taker.given()["wants"]) == ["b", "e", "other"]
    assert page.evaluate("faults.shift()") == "QuotaExceededError"
    with page.expect_request("**/responses"):
        taker.press("Try again")
    expect(alert).to_be_focused()
    assert sorted(taker.given()["wants"]) == ["b", "e", "other"]

    page.unroute("**/responses")
    with page.expect_request("**/responses") as posting:
        taker.press("Try again")
    assert taker.receipt()
    assert stored() == 1
    # Not kept, but sealed at the size of all: the network sees how long it is.
    assert len(posting.value.post_data_json["sealed"]) == SEALED


def test_a_device_without_storage_seals_what_it_sends_and_does_without_where_the_key_is_gone(
    open_window, kinds_on, stored
):
    page = open_window(keeps_pages=False).page
    page.add_init_script("Object.defineProperty(window, 'indexedDB', { value: undefined });")
    taker = kinds_on(page)
    page.wait_for_selector("html[data-offline=without]")
    posted = []

    def lose_key(route: Route) -> None:
        posted.append(route.request.post_data_json)
        refusal = {"error": {"code": "unknown_key", "message": "", "details": {}}}
        if "sealed" in posted[-1]:
            route.fulfill(status=422, json=refusal)
        else:
            route.continue_()

    page.route("**/responses", lose_key)
    taker.go_through(["about", "wishes"], ANSWERS)
    taker.send()

    assert taker.receipt()
    assert stored() == 1
    assert len(posted[0]["sealed"]) == SEALED
    assert posted[1]["answers"]["town"] == ANSWERS["town"]


# As iOS does to pages in the background: the next use of the connection fails, once.
CLOSES = """
    const transaction = IDBDatabase.prototype.transaction;
    IDBDatabase.prototype.transaction = function (...given) {
        if (globalThis.closeIt) {
            globalThis.closeIt = false;
            console.info("closed behind our back");
            this.close();
        }
        return transaction.apply(this, given);
    };
"""


def test_a_refusal_for_good_stays_in_sight_with_its_reason_though_the_system_closed_the_database(
    open_window, kinds_on, stored
):
    page = open_window(keeps_pages=False).page
    page.add_init_script(CLOSES)
    taker = kinds_on(page)
    ready(page)
    taker.go_through(["about", "wishes"], ANSWERS)
    posts: list[int] = []
    heard: list[str] = []
    refusal = {"error": {"code": "already_used", "message": "", "details": {}}}
    page.route("**/responses", lambda route: (posts.append(1), route.fulfill(status=409, json=refusal)))
    page.on("console", lambda message: heard.append(message.text))
    page.evaluate("globalThis.closeIt = true")
    taker.send()
    strip = page.get_by_role("complementary", name=STRIP)
    expect(strip).to_contain_text("needs help. Its code was already used, or taken back.")
    expect(strip.get_by_role("button", name="Save to a file")).to_be_visible()
    assert heard.count("closed behind our back") == 1
    # It is not sent in a loop.
    page.reload()
    ready(page)
    page.evaluate(OUTBOX_IS_FREE)
    assert len(posts) == len(waiting_on(page)) == 1

    page.unroute("**/responses")
    strip.get_by_role("button", name="Try again").click()
    expect(strip).to_contain_text("Your answers have arrived.")
    assert stored() == 1


def test_a_device_with_more_than_one_response_waits_by_chance_before_it_sends(
    open_window, site, stored, library
):
    window = open_window(keeps_pages=False)
    page = window.page
    page.add_init_script("Math.random = () => 0.5")
    began = datetime(2027, 4, 6, 19, tzinfo=UTC)
    page.clock.install(time=began)
    page.goto(f"{site.url}/en/")
    ready(page)
    page.evaluate(MODULES)
    for _ in range(2):
        given = {"address": f"{LINK}/responses", "version": library["student"].version}
        page.evaluate(PUT, {**given, "id": str(uuid.uuid4())})
    posts = []
    page.on("request", lambda request: request.method == "POST" and posts.append(1))
    # From here on time stands still, but for what we let pass.
    page.clock.pause_at(began + timedelta(hours=1))
    page.evaluate(NOTE_PAUSES)
    page.evaluate("dispatchEvent(new Event('online'))")
    # It looks into the outbox before it knows how long to wait.
    wait_until(lambda: page.evaluate("pauses.includes(10_000)"))

    page.clock.fast_forward(9_000)
    page.evaluate(OUTBOX_IS_FREE)
    assert posts == []
    page.clock.fast_forward(1_000)
    wait_until(lambda: waiting_on(page) == [])
    assert stored() == 2
