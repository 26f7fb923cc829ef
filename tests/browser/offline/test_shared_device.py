"""A shared device: one person after another, and nothing of one is left for the next."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from survey_app.languages.catalogs import shipped_languages
from tests.browser.devices import open_envelope, ready, store, waiting_on
from tests.browser.kinds import ANSWERS, KINDS
from tests.browser.taker import Taker

BAR = "Shared device"


@pytest.fixture
def tablet(open_window, site) -> Page:
    """A tablet on the start page of a school, with a clock that the test moves."""
    page = open_window(viewport={"width": 768, "height": 1024}, has_touch=True).page
    page.clock.install()
    page.goto(f"{site.url}/s/independence-high?kiosk")
    ready(page)
    return page


@pytest.fixture
def next_person(tablet: Page, site) -> Callable[[], Taker]:
    """Somebody takes the tablet, chooses the language and the survey, and answers."""

    def answer() -> Taker:
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

    return answer


def waits(page: Page, count: int) -> None:
    expect(page.get_by_role("complementary", name=BAR)).to_contain_text(f"Waiting to be sent: {count}")


def test_the_language_comes_first(tablet: Page):
    offered = tablet.locator(".tongues").get_by_role("link").all_inner_texts()

    assert offered[:5] == ["English", "Español", "Hmoob", "ਪੰਜਾਬੀ", "العربية"]
    assert len(offered) == len(shipped_languages())
    assert tablet.locator("nav").count() == 0
    waits(tablet, 0)


def test_after_sending_the_next_person_begins_with_the_language(tablet: Page, next_person, stored):
    taker = next_person()
    taker.send()
    assert taker.receipt()
    tablet.get_by_role("button", name="Next person").click()

    expect(tablet.locator(".tongues")).to_be_visible()
    ready(tablet)
    assert stored() == 1
    assert {name: store(tablet, name) for name in ("outbox", "drafts", "receipts")} == {
        "outbox": [], "drafts": [], "receipts": [],
    }  # fmt: skip


def test_a_shared_device_returns_by_itself_when_nobody_asks_for_the_next_person(tablet: Page, next_person):
    taker = next_person()
    taker.send()
    assert taker.receipt()
    ready(tablet)
    tablet.clock.fast_forward(16_000)

    expect(tablet.locator(".tongues")).to_be_visible()


def test_a_finished_response_says_that_it_came_from_a_shared_device(tablet: Page, next_person, site):
    taker = next_person()
    tablet.context.set_offline(True)
    taker.send()
    expect(tablet.get_by_role("heading", name="Your answers are safe on this device")).to_be_focused()

    (item,) = store(tablet, "outbox")
    import_body = tablet.evaluate("(words) => JSON.parse(words)", item["body"])
    assert open_envelope(site, import_body, "independence-high/partner")["channel"] == "kiosk"
    waits(tablet, 1)


def test_nothing_is_written_down_while_somebody_answers(tablet: Page, next_person):
    next_person()
    tablet.clock.fast_forward(5_000)

    assert store(tablet, "drafts") == []
    assert tablet.get_by_text("Saved on this device").count() == 0


def test_another_language_takes_the_answers_along_and_leaves_none(tablet: Page, next_person):
    taker = next_person()
    tablet.get_by_role("button", name="Español").click()
    expect(tablet.locator("html")).to_have_attribute("lang", "es")
    ready(tablet)

    assert taker.given()["town"] == [ANSWERS["town"]]
    assert store(tablet, "drafts") == []


def test_whoever_goes_away_is_asked_and_then_everything_is_erased(tablet: Page, next_person, site):
    next_person()
    tablet.clock.fast_forward(149_000)
    assert tablet.get_by_role("dialog").count() == 0
    tablet.clock.fast_forward(2_000)
    expect(tablet.get_by_role("dialog", name="Are you still there?")).to_be_visible()

    tablet.clock.fast_forward(30_000)
    expect(tablet.locator(".tongues")).to_be_visible()
    ready(tablet)
    assert store(tablet, "drafts") == []
    for _ in range(3):
        tablet.go_back()
        assert tablet.locator("input:checked").count() == 0
        assert ANSWERS["town"] not in tablet.content()


def test_whoever_is_still_there_goes_on(tablet: Page, next_person):
    taker = next_person()
    tablet.clock.fast_forward(151_000)
    tablet.get_by_role("button", name="I am still here").click()
    tablet.clock.fast_forward(31_000)

    assert taker.given()["town"] == [ANSWERS["town"]]
    assert tablet.get_by_role("dialog").count() == 0


def test_a_short_press_does_not_leave_and_says_how(tablet: Page):
    leave = tablet.get_by_role("button", name="Leave")
    leave.hover()
    tablet.mouse.down()
    tablet.clock.fast_forward(1_000)
    tablet.mouse.up()
    tablet.clock.fast_forward(5_000)

    assert tablet.get_by_role("dialog").count() == 0
    expect(tablet.get_by_text("Hold the button for two seconds")).to_be_visible()


@pytest.mark.parametrize("by", ["finger", "key"])
def test_a_long_press_leaves_and_tells_what_still_waits(tablet: Page, next_person, by: str):
    taker = next_person()
    tablet.context.set_offline(True)
    taker.send()
    expect(tablet.get_by_role("heading", name="Your answers are safe on this device")).to_be_focused()
    leave = tablet.get_by_role("button", name="Leave")
    if by == "finger":
        leave.hover()
        tablet.mouse.down()
    else:
        leave.focus()
        tablet.keyboard.down("Enter")
    tablet.clock.fast_forward(2_100)

    dialog = tablet.get_by_role("dialog", name="Stop sharing this device?")
    expect(dialog).to_contain_text("Responses that still wait here: 1.")
    if by == "finger":
        tablet.mouse.up()
    else:
        tablet.keyboard.up("Enter")
    dialog.get_by_role("button", name="Stop sharing").click()
    tablet.wait_for_url("**/s/independence-high/en")
    ready(tablet)
    expect(tablet.get_by_role("complementary", name="Responses on this device")).to_contain_text("sent: 1")
    assert tablet.get_by_role("complementary", name=BAR).count() == 0
    assert len(waiting_on(tablet)) == 1


def test_the_device_stays_shared_in_every_tab(tablet: Page, site):
    page = tablet.context.new_page()
    page.goto(f"{site.url}/s/merced-high/family/es")
    ready(page)

    expect(page.locator("#shared")).to_be_visible()


def test_an_earlier_draft_is_erased_when_a_device_becomes_shared(open_window, kinds_on, site):
    page = open_window().page
    taker = kinds_on(page)
    ready(page)
    taker.start()
    taker.answer({"town": "Planada"})
    expect(page.get_by_text("Saved on this device")).to_be_visible()

    page.goto(f"{site.url}/s/merced-high?kiosk")
    expect(page.locator(".tongues")).to_be_visible()

    assert store(page, "drafts") == []


def test_a_browser_that_keeps_nothing_cannot_be_a_shared_device(open_window, site):
    page = open_window().page
    page.add_init_script("Object.defineProperty(window, 'indexedDB', { value: undefined });")
    page.goto(f"{site.url}/s/merced-high?kiosk")

    expect(page.get_by_role("alert")).to_contain_text("cannot be used as a shared device")
    assert page.locator(".tongues").count() == 0
