"""Easy reading on request: larger text and one question at a time, and the survey stays what it was."""

import json
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.barriers import Looker
from tests.browser.devices import open_envelope, ready, store
from tests.browser.kinds import ANSWERS, KINDS
from tests.browser.respond.layout.fit import LETTER_SIZE, SCROLLS, small_targets
from tests.browser.taker import Taker, flat
from tests.installation import Installation

SAVE_DATA = "Object.defineProperty(navigator, 'connection', { value: { saveData: true } })"
EASY = "Larger text, one question at a time"
SCREEN = "document.querySelector('form > section:not([hidden])').id"
LETTERS = "parseFloat(getComputedStyle(document.querySelector('legend')).fontSize)"


@pytest.fixture
def page(open_window) -> Page:
    """A laptop that keeps no other pages meanwhile."""
    page: Page = open_window(service_workers="block").page
    page.add_init_script(SAVE_DATA)
    return page


def read_easily(taker: Taker) -> None:
    """Press the button that is in sight."""
    taker.button(EASY).click()


def screen(page: Page) -> str:
    found: str = page.evaluate(SCREEN)
    return found


def at(page: Page) -> tuple[int, int]:
    """How far the progress bar is, and of how much."""
    found: list[int] = page.evaluate("(({ value, max }) => [value, max])(document.querySelector('progress'))")
    return found[0], found[1]


def is_pressed(page: Page) -> list[str | None]:
    return [each.get_attribute("aria-pressed") for each in page.locator(".larger").all()]


def go(taker: Taker, *questions: str) -> None:
    """Through the screens of these questions, answering them."""
    for name in questions:
        expect(taker.page.locator(f"#q-{name}")).to_be_visible()
        expect(taker.page.locator("form > section:visible > [id^=q-]")).to_have_count(1)
        taker.answer({key: ANSWERS[key] for key in (name, f"{name}.other") if key in ANSWERS})
        taker.press("Next")


def test_one_question_at_a_time_in_larger_letters_with_progress_focus_and_checks(phone: Page, kinds_on, site):
    taker: Taker = kinds_on(phone)
    small = phone.evaluate(LETTERS)
    expect(taker.button(EASY)).to_have_attribute("aria-pressed", "false")
    read_easily(taker)
    expect(taker.button(EASY)).to_be_focused()
    assert is_pressed(phone) == ["true", "true"]
    assert phone.evaluate(LETTERS) == pytest.approx(1.5 * small, rel=0.02)
    taker.start()
    # What needs an answer holds up on its own screen.
    taker.press("Review and send")
    expect(phone.get_by_role("link", name="Question role?")).to_be_visible()
    assert (screen(phone), at(phone)) == ("s-about", (1, 8))
    taker.answer({"role": "teacher"})
    assert at(phone) == (1, 9)
    go(taker, "role", "people")
    expect(taker.heading("about").and_(phone.locator(":focus"))).to_be_visible()
    assert phone.evaluate("document.activeElement.getAttribute('aria-describedby')") == "where"
    taker.press("Back")
    assert (screen(phone), at(phone)) == ("s-about:people", (2, 8))
    # What was not reached is not sent as blank.
    taker.press("Review and send")
    expect(phone.get_by_text("Questions without an answer: 1.")).to_be_visible()
    about = {key: ANSWERS[key] for key in ("role", "role.other")}
    assert sent(taker, site) == {**about, "people": 12, "town": None}


def test_every_answer_given_so_is_sent(page: Page, kinds_on, site):
    taker: Taker = kinds_on(page)
    read_easily(taker)
    taker.start()
    go(taker, *(question.name for question in KINDS.questions() if question.name != "subject"))
    expect(page.get_by_role("heading", name="Send your answers")).to_be_focused()
    page.get_by_role("link", name="Change: Question town?").click()
    assert screen(page) == "s-about:town"
    expect(taker.field("town")).to_be_focused()
    taker.press("Back")

    assert in_order(sent(taker, site)) == in_order({**ANSWERS, "people": 12})
    assert page.evaluate("sessionStorage.length") == 0


def sent(taker: Taker, site: Installation) -> dict[str, Any]:
    """Send without a network: the answers as they wait on the device."""
    taker.page.context.set_offline(True)
    taker.send()
    expect(taker.page.get_by_role("heading", name="Your answers are safe on this device")).to_be_focused()
    (item,) = store(taker.page, "outbox")
    body = open_envelope(site, json.loads(item["body"]), "independence-high/partner")
    answers: dict[str, Any] = body["answers"]
    return answers


def in_order(answers: dict[str, Any]) -> dict[str, Any]:
    """Answers with the choices of a question sorted: the screen shuffles them."""
    return {key: sorted(each) if isinstance(each, list) else each for key, each in answers.items()}


def test_it_comes_and_goes_at_any_question_and_the_way_back_leads_through_all(page: Page, kinds_on):
    taker: Taker = kinds_on(page)
    ready(page)
    taker.start()
    taker.answer_section("about", ANSWERS)
    taker.press("Next")
    taker.answer_section("wishes", ANSWERS)
    whole = flat(ANSWERS)
    read_easily(taker)
    assert screen(page) == "s-wishes"
    for name in ("works", "ease", "town"):
        taker.press("Back")
        assert screen(page) == f"s-about:{name}"
    taker.press("Next")
    page.go_back()
    assert screen(page) == "s-about:town"
    assert sorted_values(taker.given()) == sorted_values(whole)
    read_easily(taker)
    assert is_pressed(page) == ["false", "false"]
    expect(page.locator("form > section")).to_have_count(5)
    order = page.locator("[id^=q-]").evaluate_all("(all) => all.map(({ id }) => id.slice(2))")
    assert order == [question.name for question in KINDS.questions()]
    expect(page.locator("#q-town")).to_be_in_viewport()
    assert (screen(page), at(page)) == ("s-about", (1, 3))
    # The history names screens that are gone: it leads past them.
    page.go_back()
    expect(taker.button("Start the survey")).to_be_visible()
    assert sorted_values(taker.given()) == sorted_values(whole)


def sorted_values(fields: dict[str, list[str]]) -> dict[str, list[str]]:
    return {name: sorted(values) for name, values in fields.items()}


def test_unfinished_answers_come_back_at_their_question_and_in_another_language(page: Page, kinds_on):
    taker: Taker = kinds_on(page)
    read_easily(taker)
    taker.start()
    go(taker, "role", "people")
    expect(page.get_by_text("Saved on this device")).to_be_visible()
    page.reload()
    expect(page.locator("#q-town")).to_be_visible()
    expect(taker.button(EASY)).to_have_attribute("aria-pressed", "true")
    assert screen(page) == "s-about:town"
    page.get_by_role("button", name="العربية").click()
    taker.arrive("ar")
    expect(page.locator("#q-town")).to_be_visible()
    assert screen(page) == "s-about:town"
    go(taker, "town")
    expect(page.get_by_text(taker.say("Saved on this device"))).to_be_visible()
    # Somebody who opens it in another tab sees it as usual, until they say that the answers are theirs.
    other: Taker = kinds_on(page.context.new_page(), "ar")
    expect(other.button(EASY)).to_have_attribute("aria-pressed", "false")
    other.press("Go on with them")
    expect(other.page.locator("#q-ease")).to_be_visible()
    assert screen(other.page) == "s-about:ease"
    read_easily(other)
    assert other.page.evaluate("sessionStorage.getItem('survey_app easy')") is None


def test_it_is_chosen_before_the_first_answer_and_gone_for_the_next_person(page: Page, kinds_on, site):
    page.goto(f"{site.url}/s/independence-high?kiosk")
    ready(page)
    page.locator(".tongues").get_by_role("link", name="English").click()
    page.get_by_role("link", name="I am a community partner").click()
    page.wait_for_url("**/partner/en")
    taker = Taker(page, site.url, "independence-high", KINDS, "en")
    read_easily(taker)
    page.get_by_role("button", name="Español").click()
    taker.arrive("es")
    expect(taker.button(EASY)).to_have_attribute("aria-pressed", "true")
    taker.start()
    taker.answer({"role": "parent"})
    taker.press("Review and send")
    taker.send()
    taker.receipt()
    page.get_by_role("button", name=taker.say("Next person")).click()
    expect(page.locator(".tongues")).to_be_visible()
    page.goto(taker.address)
    expect(taker.button(EASY)).to_have_attribute("aria-pressed", "false")


def test_it_has_no_barrier_and_fits_large_letters_on_a_narrow_screen(page: Page, kinds_on):
    page.set_viewport_size({"width": 320, "height": 640})
    taker: Taker = kinds_on(page, "ar")
    looker = Looker(page)
    expect(taker.button(EASY)).to_be_visible()
    looker.look("start as usual")
    read_easily(taker)
    looker.look("start")
    taker.start()
    taker.press("Next")
    looker.look("problem")
    taker.answer({"role": "teacher"})
    for _ in range(8):
        assert small_targets(page) == [], screen(page)
        for letters in ("34px", ""):
            page.evaluate(LETTER_SIZE, letters)
            assert not page.evaluate(SCROLLS), (screen(page), letters)
        taker.press("Next")
    looker.look("review")

    assert looker.found == []
