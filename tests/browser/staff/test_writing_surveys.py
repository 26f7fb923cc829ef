"""Surveys are written in the browser: in few clicks, by hand and by keyboard, and nothing that was typed is lost."""

import re
import sqlite3
import uuid
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from tests.browser.staff.test_staff import follow, press_until, tab_to
from tests.browser.staff.ways_in import enter
from tests.installation import Installation

BELONG = "How much do you feel you belong at this school?"
GRADE = "What grade are you in?"


class Clicks:
    """A newcomer who clicks, and counts it."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.count = 0

    def on(self, what: Locator) -> None:
        self.count += 1
        what.first.click()


@pytest.fixture
def window(chromium: Browser, office: Installation) -> Iterator[BrowserContext]:
    context = chromium.new_context(locale="en-US", viewport={"width": 1366, "height": 900})
    yield context
    context.close()


@pytest.fixture
def complaints(window: BrowserContext) -> list[str]:
    """What the browser says about our scripts and our policy."""
    found: list[str] = []
    window.on("console", lambda message: message.type == "error" and found.append(message.text))
    window.on("weberror", lambda error: found.append(str(error.error)))
    return found


def copied(page: Page) -> str:
    """The address of a new copy of the student survey."""
    page.goto(page.url.partition("/staff")[0] + "/staff/surveys")
    page.get_by_role("button", name=re.compile("Make our own copy.*Student")).click()
    page.wait_for_url("**/surveys/*")
    return page.url


def opened(page: Page, question: str) -> None:
    page.locator("#outline").get_by_role("link", name=question).first.click()
    expect(page.locator("#item")).to_be_visible()


def saved(page: Page) -> None:
    expect(page.locator("#saved")).to_have_text(re.compile("^Saved"))


def test_a_newcomer_rewords_a_question_in_under_eight_clicks(
    window: BrowserContext, office: Installation, complaints: list[str]
):
    page = enter(window, office)
    clicks = Clicks(page)

    clicks.on(page.get_by_role("link", name="Change a survey"))
    clicks.on(page.get_by_role("button", name=re.compile("Make our own copy.*Student")))
    clicks.on(page.locator("#outline").get_by_role("link", name=BELONG))
    clicks.on(page.get_by_label("What do you ask?"))
    page.keyboard.press("Control+A")
    # A copy is compared with what was published last, perhaps by a try before this one.
    page.keyboard.type(f"Do you feel at home at this school, {uuid.uuid4()}?")
    clicks.on(page.get_by_role("link", name="Publish…"))
    expect(page.get_by_text("Its words changed. Does it still mean the same?")).to_be_visible()
    clicks.on(page.get_by_role("button", name="Publish this version"))

    expect(page.get_by_role("status")).to_contain_text("Published as student_")
    assert clicks.count == 6
    page.goto(f"{office.url}/staff/rounds/new")
    assert "student_" in page.content()
    assert complaints == []


def test_a_newcomer_adds_a_question_with_a_skip_rule_in_few_clicks(
    window: BrowserContext, office: Installation, complaints: list[str]
):
    page = enter(window, office)
    copied(page)
    clicks = Clicks(page)

    clicks.on(page.locator("#outline").get_by_role("link", name=GRADE))
    clicks.on(page.get_by_role("button", name="Add a question after it"))
    clicks.on(page.get_by_label("What do you ask?"))
    page.keyboard.type("Do you want to visit a college?")
    clicks.on(page.get_by_label("Kind of answer"))
    page.get_by_label("Kind of answer").select_option(label="Yes or no")
    clicks.on(page.locator("summary", has_text="Ask this question only of some people"))
    clicks.on(page.get_by_label("Question", exact=True))
    page.get_by_label("Question", exact=True).first.select_option(label=GRADE)
    clicks.on(page.get_by_label("Grade 11"))
    clicks.on(page.get_by_label("Grade 12"))

    expect(page.locator(".sentence")).to_have_text(f"Ask this when {GRADE} is Grade 11 or Grade 12.")
    expect(page.frame_locator("#phone").get_by_text("Do you want to visit a college?")).to_be_visible()
    assert clicks.count == 8
    assert page.locator("#outline .count").count() == 0
    assert complaints == []


def test_what_is_typed_without_a_connection_is_saved_when_it_is_back(
    window: BrowserContext, office: Installation
):
    page = enter(window, office)
    copied(page)
    opened(page, BELONG)
    window.set_offline(True)
    page.get_by_label("What do you ask?").fill("Do you feel at home?")
    page.keyboard.press("Tab")
    expect(page.locator("#saved")).to_contain_text("Not saved yet")

    window.set_offline(False)

    saved(page)
    expect(page.locator("#outline [aria-current]")).to_have_text(re.compile("Do you feel at home?"))


def test_what_is_typed_after_the_session_ended_outlives_signing_in(
    window: BrowserContext, office: Installation
):
    page = enter(window, office)
    copied(page)
    opened(page, BELONG)
    with sqlite3.connect(office.database, timeout=30) as database:
        database.execute("DELETE FROM staff_session")
    database.close()
    page.get_by_label("What do you ask?").fill("Do you feel at home?")
    page.keyboard.press("Tab")
    expect(page.locator("#saved")).to_contain_text("You were signed out")

    page.get_by_role("button", name="Save", exact=True).last.click()

    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    assert "Do+you+feel+at+home%3F" in page.content()


def test_two_people_in_one_question_see_both_wordings(
    window: BrowserContext, office: Installation, chromium: Browser
):
    page = enter(window, office)
    copied(page)
    opened(page, BELONG)
    other_window = chromium.new_context(locale="en-US")
    other = enter(other_window, office)
    other.goto(page.url)
    other.get_by_label("What do you ask?").fill("Do you feel at home?")
    other.keyboard.press("Tab")
    saved(other)

    page.get_by_label("What do you ask?").fill("Do you belong here?")
    page.keyboard.press("Tab")

    clash = page.locator(".clash")
    expect(clash).to_contain_text("Do you feel at home?")
    expect(clash).to_contain_text("Do you belong here?")
    clash.get_by_role("button", name="Keep theirs").click()
    expect(page.get_by_label("What do you ask?")).to_have_value("Do you feel at home?")
    saved(page)
    other_window.close()


def test_somebody_elses_change_arrives_and_what_is_being_typed_stays(
    window: BrowserContext, office: Installation, chromium: Browser
):
    page = enter(window, office)
    copied(page)
    opened(page, BELONG)
    other_window = chromium.new_context(locale="en-US")
    other = enter(other_window, office)
    other.goto(page.url)
    other.get_by_label("What do you ask?").fill("Do you feel at home?")
    other.keyboard.press("Tab")
    saved(other)

    page.locator("summary", has_text="A hint below it").click()
    page.get_by_label("Hint", exact=True).press_sequentially("Think of this year.")
    page.keyboard.press("Tab")

    expect(page.get_by_label("What do you ask?")).to_have_value("Do you feel at home?")
    expect(page.get_by_label("Hint", exact=True)).to_have_value("Think of this year.")
    saved(page)
    other_window.close()


def test_what_is_open_of_an_answer_stays_open_while_it_is_saved(
    window: BrowserContext, office: Installation, complaints: list[str]
):
    page = enter(window, office)
    copied(page)
    opened(page, GRADE)
    answer = page.locator(".choice-lines > li").first
    answer.locator("summary").first.click()
    answer.get_by_text("Only where families speak…").click()

    answer.locator("input").first.fill("Grade six")
    language = answer.get_by_label("Languages, with")
    language.fill("korean")
    language.blur()

    expect(answer.get_by_label("Languages, with")).to_have_value("Korean")
    expect(page.get_by_text("Only where families speak…")).to_have_count(7)
    expect(page.locator(".choice-lines details[open]")).to_have_count(2)
    assert complaints == []


def test_an_answer_is_dragged_and_a_question_moves_by_its_button(
    window: BrowserContext, office: Installation, complaints: list[str]
):
    page = enter(window, office)
    copied(page)
    opened(page, "Where do you feel less safe?")
    lines = page.locator(".choice-lines > li")
    lines.nth(0).locator(".grip").hover()
    page.mouse.down()
    box = lines.nth(2).bounding_box()
    assert box
    for down in (0.3, 0.6, 0.9):
        page.mouse.move(box["x"] + 20, box["y"] + box["height"] * down, steps=4)
    page.mouse.up()
    expect(page.locator("#saved")).to_have_text("Moved to place 3 of 8")
    expect(page.get_by_label("Answer 3", exact=True)).to_have_value("Bathrooms")

    page.locator("#down").press("Enter")

    expect(page.locator("#outline .questions li").nth(9)).to_contain_text("Where do you feel less safe?")
    assert complaints == []


def test_a_question_is_added_and_published_with_the_keyboard_alone_and_without_scripts(
    chromium: Browser, office: Installation
):
    context = chromium.new_context(locale="en-US", java_script_enabled=False)
    page = enter(context, office)
    copied(page)
    press_until(page, GRADE)
    follow(page)
    press_until(page, "Add a question after it")
    follow(page)
    tab_to(page, "({ name }) => name?.startsWith('ask-')")
    page.keyboard.type("Do you take the bus?")
    for answer in ("Every day", "Never"):
        tab_to(page, "({ name }) => name?.startsWith('text-')")
        page.keyboard.type(answer)
    press_until(page, "Save")
    follow(page)
    expect(page.locator("#outline [aria-current]")).to_have_text("Do you take the bus?")
    press_until(page, "Publish…")
    follow(page)
    press_until(page, "Publish this version")
    follow(page)

    expect(page.get_by_role("status")).to_contain_text("Published as student_")
    context.close()
