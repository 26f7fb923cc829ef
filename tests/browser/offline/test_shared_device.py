"""A shared device: one person after another, and nothing of one is left for the next."""

import json
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from survey_app.languages.catalogs import shipped_languages
from tests.browser.devices import AWAY, open_envelope, ready, store, waiting_on
from tests.browser.kinds import ANSWERS, KINDS
from tests.browser.taker import Taker
from tests.installation import Installation

BAR = "Shared device"


Tablet = Callable[..., Page]


@pytest.fixture
def start_on(open_window, site) -> Tablet:
    """Opens a tablet on the start page of a school, with a clock that the test moves."""

    def open_tablet(*, keeps_pages: bool) -> Page:
        page: Page = open_window(
            viewport={"width": 768, "height": 1024}, has_touch=True, keeps_pages=keeps_pages
        ).page
        page.clock.install()
        page.goto(f"{site.url}/s/independence-high?kiosk")
        ready(page)
        return page

    return open_tablet


@pytest.fixture
def tablet(start_on: Tablet) -> Page:
    """A tablet that keeps no pages: else each would keep more than fifty."""
    return start_on(keeps_pages=False)


@pytest.fixture
def keeps_pages() -> bool:
    """What is kept here are answers."""
    return False


def next_person(tablet: Page, site: Installation) -> Taker:
    """Somebody takes the tablet, chooses the language and the survey, and answers."""
    expect(tablet.locator(".tongues")).to_be_visible()
    ready(tablet)
    tablet.locator(".tongues").get_by_role("link", name="English").click()
    tablet.wait_for_url("**/s/independence-high/en")
    ready(tablet)
    tablet.get_by_role("link", name="I am a community partner").click()
    tablet.wait_for_url("**/partner/en")
    ready(tablet)
    taker = Taker(tablet, site.url, "independence-high", KINDS, "en")
    taker.go_through(["about", "wishes"], ANSWERS)
    return taker


def waits(page: Page, count: int) -> None:
    expect(page.get_by_role("complementary", name=BAR)).to_contain_text(f"Waiting to be sent: {count}")


def test_the_language_comes_first_a_short_press_says_how_to_leave_and_every_tab_is_shared(tablet: Page, site):
    offered = tablet.locator(".tongues").get_by_role("link").all_inner_texts()
    assert offered[:5] == ["English", "Español", "Hmoob", "ਪੰਜਾਬੀ", "العربية"]
    assert len(offered) == len(shipped_languages())
    assert tablet.locator("nav").count() == 0
    waits(tablet, 0)

    tablet.get_by_role("button", name="Leave").hover()
    tablet.mouse.down()
    tablet.clock.fast_forward(100)
    tablet.mouse.up()
    tablet.clock.fast_forward(5_000)
    assert tablet.get_by_role("dialog").count() == 0
    expect(tablet.get_by_text("Hold the button for two seconds")).to_be_visible()

    page = tablet.context.new_page()
    page.goto(f"{site.url}/s/merced-high/family/es")
    ready(page)
    expect(page.locator("#shared")).to_be_visible()


def test_one_person_after_another_begins_with_the_language(tablet: Page, site, stored):
    """The first asks for the next; the second chooses another language, and goes without a word."""
    taker = next_person(tablet, site)
    taker.send()
    assert taker.receipt()
    tablet.get_by_role("button", name="Next person").click()
    expect(tablet.locator(".tongues")).to_be_visible()
    ready(tablet)
    assert stored() == 1
    holds_nothing(tablet)

    taker.open()
    ready(tablet)
    taker.start()
    taker.answer({"role": "parent", "town": ANSWERS["town"]})
    tablet.get_by_role("button", name="Español").click()
    taker.arrive("es")
    ready(tablet)
    assert taker.given() == {"role": ["parent"], "town": [ANSWERS["town"]]}
    assert store(tablet, "drafts") == []
    taker.press("Review and send")
    taker.send()
    assert taker.receipt()
    ready(tablet)
    tablet.clock.fast_forward(16_000)
    expect(tablet.locator(".tongues")).to_be_visible()
    assert stored() == 2


def holds_nothing(tablet: Page) -> None:
    assert {name: store(tablet, name) for name in ("outbox", "drafts", "receipts")} == {
        "outbox": [], "drafts": [], "receipts": [],
    }  # fmt: skip


def test_nothing_is_written_down_and_whoever_goes_away_is_asked_before_everything_is_erased(
    tablet: Page, site
):
    taker = next_person(tablet, site)
    tablet.clock.fast_forward(5_000)
    assert store(tablet, "drafts") == []
    assert tablet.get_by_text("Saved on this device").count() == 0

    tablet.clock.fast_forward(151_000)
    tablet.get_by_role("button", name="I am still here").click()
    tablet.clock.fast_forward(31_000)
    assert taker.given()["town"] == [ANSWERS["town"]]
    assert tablet.get_by_role("dialog").count() == 0

    tablet.clock.fast_forward(110_000)
    assert tablet.get_by_role("dialog").count() == 0
    tablet.clock.fast_forward(10_000)
    expect(tablet.get_by_role("dialog", name="Are you still there?")).to_be_visible()
    tablet.clock.fast_forward(30_000)
    expect(tablet.locator(".tongues")).to_be_visible()
    ready(tablet)
    assert store(tablet, "drafts") == []
    for _ in range(3):
        tablet.go_back()
        assert tablet.locator("input:checked").count() == 0
        assert ANSWERS["town"] not in tablet.content()


def test_without_a_network_what_is_finished_waits_and_a_long_press_leaves(start_on: Tablet, site):
    tablet = start_on(keeps_pages=True)
    taker = next_person(tablet, site)
    tablet.context.set_offline(True)
    taker.send()
    expect(tablet.get_by_role("heading", name="Your answers are safe on this device")).to_be_focused()
    (item,) = store(tablet, "outbox")
    assert open_envelope(site, json.loads(item["body"]), "independence-high/partner")["channel"] == "kiosk"
    waits(tablet, 1)

    leave = tablet.get_by_role("button", name="Leave")
    leave.focus()
    tablet.keyboard.down("Enter")
    tablet.clock.fast_forward(2_100)
    expect(asks_whether_to_leave(tablet)).to_contain_text("Responses that still wait here: 1.")
    tablet.keyboard.up("Enter")
    asks_whether_to_leave(tablet).get_by_role("button", name="Go on").click()
    expect(asks_whether_to_leave(tablet)).to_be_hidden()
    leave.hover()
    tablet.mouse.down()
    tablet.clock.fast_forward(2_100)
    expect(asks_whether_to_leave(tablet)).to_contain_text("Responses that still wait here: 1.")
    tablet.mouse.up()
    asks_whether_to_leave(tablet).get_by_role("button", name="Stop sharing").click()
    tablet.wait_for_url("**/s/independence-high/en")
    ready(tablet)
    expect(tablet.get_by_role("complementary", name="Responses on this device")).to_contain_text("sent: 1")
    assert tablet.get_by_role("complementary", name=BAR).count() == 0
    assert len(waiting_on(tablet)) == 1


def asks_whether_to_leave(tablet: Page) -> Locator:
    return tablet.get_by_role("dialog", name="Stop sharing this device?")


def test_an_earlier_draft_is_erased_when_a_device_becomes_shared_and_a_page_that_comes_back_shows_nothing(
    page: Page, kinds_on, site
):
    taker = kinds_on(page)
    ready(page)
    taker.start()
    taker.answer({"town": "Planada"})
    expect(page.get_by_text("Saved on this device")).to_be_visible()
    page.goto(f"{site.url}/s/independence-high?kiosk")
    expect(page.locator(".tongues")).to_be_visible()
    assert store(page, "drafts") == []

    taker.open()
    ready(page)
    taker.start()
    taker.answer_section("about", ANSWERS)
    page.evaluate(AWAY)
    expect(page.locator(".tongues")).to_be_visible()
    assert ANSWERS["town"] not in page.content()
    assert store(page, "drafts") == []


def test_a_browser_that_keeps_nothing_cannot_be_a_shared_device(open_window, site):
    page = open_window().page
    page.add_init_script("Object.defineProperty(window, 'indexedDB', { value: undefined });")
    page.goto(f"{site.url}/s/merced-high?kiosk")

    expect(page.get_by_role("alert")).to_contain_text("cannot be used as a shared device")
    assert page.locator(".tongues").count() == 0
