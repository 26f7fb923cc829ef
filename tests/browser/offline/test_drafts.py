"""Unfinished answers: there again after whatever happened to the tab, the browser or the phone; only for who asks."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.devices import AWAY, Device, ready, store
from tests.browser.kinds import ANSWERS, KINDS
from tests.browser.taker import Taker
from tests.cli.serving.server import wait_until
from tests.installation import Installation

FOUND = "There are unfinished answers on this device"


@pytest.fixture
def keeps_pages() -> bool:
    """What is kept here are answers."""
    return False


@pytest.fixture
def taker(page: Page, kinds_on) -> Taker:
    """Somebody in the middle of a survey."""
    taker = kinds_on(page)
    ready(page)
    taker.start()
    taker.answer_section("about", ANSWERS)
    expect(page.get_by_text("Saved on this device")).to_be_visible()
    return taker


def on_another_tab(taker: Taker) -> Taker:
    page = taker.page.context.new_page()
    other = Taker(page, taker.address.rpartition("/s/")[0], "independence-high", KINDS, "en").open()
    ready(page)
    return other


DRAFTS = """async (survey) => {
    const folder = document.scripts[0].dataset.files;
    const { draftsOf } = await import(`${folder}js/offline/drafts.js`);
    return (await draftsOf(survey)).map(({ state }) => state.fields);
}"""


def written_down(taker: Taker) -> dict[str, list[str]]:
    """What the device holds of the only unfinished response, as the page itself would read it."""
    (fields,) = taker.page.evaluate(DRAFTS, "/s/independence-high/partner/")
    given: dict[str, list[str]] = {}
    for name, value in fields:
        given.setdefault(name, []).append(value)
    return of_about(given)


def of_about(given: dict[str, list[str]]) -> dict[str, list[str]]:
    return {name: given[name] for name in ("role", "town", "people")}


def test_a_page_that_is_loaded_again_goes_on_where_it_was_and_nothing_can_be_read_where_it_lies(taker: Taker):
    (draft,) = store(taker.page, "drafts")
    assert draft.keys() == {"survey", "id", "at", "key", "iv", "box"}
    assert taker.page.evaluate("sessionStorage.getItem('survey_app response')") == draft["id"]
    before = taker.given()
    taker.page.reload()
    ready(taker.page)

    expect(taker.heading("about")).to_be_visible()
    assert taker.given() == before
    # Nor can a slip of the finger at the top of the page lead away from there.
    expect(taker.page.locator(".name")).to_be_visible()
    assert taker.page.locator(".name").get_attribute("href") is None


def test_a_closed_tab_is_offered_to_the_next_shown_only_when_asked_for_and_can_be_erased(taker: Taker):
    before = of_about(taker.given())
    other = on_another_tab(taker)
    taker.page.close()
    expect(other.page.get_by_role("heading", name=FOUND)).to_be_visible()
    assert other.given() == {}
    other.press("Go on with them")
    expect(other.heading("about")).to_be_visible()
    assert of_about(other.given()) == before

    third = on_another_tab(other)
    other.page.close()
    third.press("Erase them")
    expect(third.page.get_by_role("heading", name=FOUND)).to_be_hidden()
    assert store(third.page, "drafts") == []


def test_a_draft_of_somebody_else_stays_while_i_answer_and_two_tabs_of_one_send_one_response(
    taker: Taker, stored
):
    other = on_another_tab(taker)
    other.start()
    other.answer({"role": "parent"})
    other.press("Review and send")
    other.send()
    assert other.receipt()
    (draft,) = store(taker.page, "drafts")
    assert draft["survey"] == "/s/independence-high/partner/"
    assert stored() == 1

    other.open()
    other.press("Go on with them")
    expect(other.heading("about")).to_be_visible()
    for each in (taker, other):
        each.page.bring_to_front()
        each.press("Review and send")
        each.send()
        assert each.receipt()
    assert stored() == 2


def test_going_on_with_a_draft_goes_on_with_what_it_says_by_then(taker: Taker):
    other = on_another_tab(taker)
    expect(other.page.get_by_role("heading", name=FOUND)).to_be_visible()
    taker.page.bring_to_front()
    taker.answer({"town": "Planada"})
    wait_until(lambda: written_down(taker)["town"] == ["Planada"])
    taker.page.close()
    other.press("Go on with them")
    expect(other.field("town")).to_have_value("Planada")


def test_drafts_of_two_people_are_offered_and_erased_each_by_itself(taker: Taker):
    other = on_another_tab(taker)
    other.start()
    other.answer({"town": "Planada"})
    expect(other.page.get_by_text("Saved on this device")).to_be_visible()
    third = on_another_tab(other)
    buttons = third.page.get_by_role("button", name="Go on with them")
    expect(buttons).to_have_count(2)
    third.page.emulate_media(media="print")
    expect(third.page.get_by_role("heading", name=FOUND)).to_be_hidden()
    third.page.emulate_media(media="screen")
    third.page.get_by_role("button", name="Erase them").first.click()  # the newest
    expect(buttons).to_have_count(1)
    (draft,) = store(third.page, "drafts")
    third.press("Go on with them")
    expect(third.field("town")).to_have_value(ANSWERS["town"])
    assert third.page.locator("[name=id]").input_value() == draft["id"]


# --- Sent by another way than the outbox: no draft is left -----------------------------------------------

NO_ROOM = """() => {
    const put = IDBObjectStore.prototype.put;
    IDBObjectStore.prototype.put = function (...given) {
        if (this.name == "outbox") throw new DOMException("full", "QuotaExceededError");
        return put.apply(this, given);
    };
}"""


def send_before_the_kit_comes(taker: Taker) -> None:
    taker.page.route("**/s/kit/**", lambda route: None)
    taker.page.reload()
    # The draft is back, and that is when the page begins to write.
    expect(taker.heading("about")).to_be_visible()
    taker.press("Review and send")
    taker.send()


def send_without_room_in_the_outbox(taker: Taker) -> None:
    taker.page.evaluate(NO_ROOM)
    taker.press("Review and send")
    taker.send()


def send_the_form(taker: Taker) -> None:
    taker.page.evaluate(NO_ROOM)
    taker.page.route("**/responses", lambda route: route.abort())
    taker.press("Review and send")
    taker.send()
    taker.press("Send the page another way")


@pytest.mark.parametrize(
    "send",
    [send_before_the_kit_comes, send_without_room_in_the_outbox, send_the_form],
    ids=lambda each: each.__name__,
)
def test_what_was_sent_is_no_draft_any_more(taker: Taker, stored, send):
    send(taker)
    assert taker.receipt()
    wait_until(lambda: store(taker.page, "drafts") == [])
    assert stored() == 1


def test_a_page_that_comes_back_after_its_answers_were_sent_shows_and_keeps_nothing(taker: Taker, stored):
    other = on_another_tab(taker)
    other.press("Go on with them")
    other.press("Review and send")
    other.send()
    assert other.receipt()
    taker.page.bring_to_front()
    with taker.page.expect_event("load"):
        taker.page.evaluate(AWAY)
    ready(taker.page)

    assert taker.given() == {}
    assert store(taker.page, "drafts") == []
    assert stored() == 1


def test_a_page_that_comes_back_after_another_went_on_goes_on_from_there(taker: Taker):
    other = on_another_tab(taker)
    other.press("Go on with them")
    expect(other.heading("about")).to_be_visible()
    other.answer({"town": "Planada"})
    wait_until(lambda: written_down(other)["town"] == ["Planada"])
    taker.page.bring_to_front()
    with taker.page.expect_event("load"):
        taker.page.evaluate(AWAY)
    ready(taker.page)

    assert taker.given()["town"] == ["Planada"]
    assert written_down(taker)["town"] == ["Planada"]


def test_saved_is_said_only_once_it_is(page: Page, kinds_on):
    """The page says so after the transaction has completed; when it cannot, it says that."""
    page.add_init_script(
        """const put = IDBObjectStore.prototype.put;
        IDBObjectStore.prototype.put = function (...given) {
            if (this.name == "drafts") throw new DOMException("full", "QuotaExceededError");
            return put.apply(this, given);
        };"""
    )
    taker = kinds_on(page)
    ready(page)
    taker.start()
    taker.answer({"role": "parent"})

    expect(page.get_by_text("Not saved on this device")).to_be_visible()
    assert store(page, "drafts") == []


def test_the_battery_is_taken_out_and_the_answers_are_there(
    chromium: Browser, site: Installation, tmp_path: Path
):
    device = Device(chromium, tmp_path / "profile").start()
    taker = Taker(device.pages[0], site.url, "independence-high", KINDS, "en").open()
    ready(taker.page)
    taker.start()
    taker.answer_section("about", ANSWERS)
    expect(taker.page.get_by_text("Saved on this device")).to_be_visible()
    before = of_about(taker.given())
    # The last letters may still be on their way after those before them were said to be saved.
    wait_until(lambda: written_down(taker) == before)
    device.kill()

    device.start()
    taker = Taker(device.pages[0], site.url, "independence-high", KINDS, "en").open()
    taker.press("Go on with them")
    expect(taker.heading("about")).to_be_visible()
    assert of_about(taker.given()) == before
    device.kill()
