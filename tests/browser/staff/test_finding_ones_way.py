"""The editor shows where one is, at any size of letters, and never leaves unsaved words behind without asking."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from tests.browser.staff.ways_in import enter
from tests.installation import Installation

BELONG = "How much do you feel you belong at this school?"
LAST = "How do you describe your race or ethnicity?"


@pytest.fixture
def window(chromium: Browser) -> Iterator[BrowserContext]:
    context = chromium.new_context(locale="en-US", viewport={"width": 1280, "height": 700})
    yield context
    context.close()


@pytest.fixture
def draft(window: BrowserContext, office: Installation) -> Page:
    """The page of a new copy of the student survey."""
    page = enter(window, office)
    page.goto(f"{office.url}/staff/surveys")
    page.get_by_role("button", name=re.compile("Make our own copy")).last.click()
    page.wait_for_url("**/surveys/*")
    return page


def opened(page: Page, words: str) -> Page:
    page.locator("#outline").get_by_role("link", name=words).click()
    expect(page.locator("#item")).to_be_visible()
    return page


def reword(page: Page, words: str) -> None:
    page.get_by_label("What do you ask?").fill(words)
    page.keyboard.press("Tab")


def test_the_browser_asks_before_it_leaves_words_that_could_not_be_saved(
    draft: Page, window: BrowserContext
) -> None:
    opened(draft, BELONG)
    other = window.new_page()
    other.goto(draft.url)
    reword(other, "Do you feel at home?")
    expect(other.locator("#saved")).to_have_text("Saved")
    reword(draft, "Is this your place?")
    expect(draft.locator("#saved")).to_have_text("Please look at what is marked")
    asked: list[str] = []
    draft.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))

    with draft.expect_event("dialog"):
        draft.get_by_role("link", name="History").click()

    assert asked == ["beforeunload"]
    expect(draft.get_by_label("What do you ask?")).to_have_value("Is this your place?")
    draft.get_by_role("button", name="Keep mine").click()
    expect(draft.locator("#saved")).to_have_text("Saved")
    draft.get_by_role("link", name="History").click()
    draft.wait_for_url("**/history")


def test_the_outline_shows_the_question_that_is_open(draft: Page) -> None:
    opened(draft, LAST)

    expect(draft.locator("#outline [aria-current]")).to_be_in_viewport(ratio=1)
    assert draft.evaluate("scrollY") == 0


def test_the_keyboard_skips_the_list_of_questions(draft: Page) -> None:
    opened(draft, BELONG)
    draft.get_by_role("link", name="Publish…").focus()
    draft.keyboard.press("Tab")
    expect(draft.get_by_role("link", name="Skip the list of questions")).to_be_focused()

    draft.keyboard.press("Enter")
    draft.keyboard.press("Tab")

    expect(draft.get_by_label("What do you ask?")).to_be_focused()


def test_the_title_of_the_page_follows_the_words(draft: Page) -> None:
    opened(draft, BELONG)

    reword(draft, "Do you feel at home?")

    expect(draft).to_have_title(re.compile("^Do you feel at home"))


def test_panes_stand_below_each_other_where_letters_are_large(draft: Page) -> None:
    opened(draft, BELONG)
    pane, phone = draft.locator("#pane"), draft.locator("#phone-pane")
    assert top(pane) == pytest.approx(top(phone), abs=20)

    draft.evaluate("document.documentElement.style.fontSize = '200%'")

    assert width(pane) > 1000
    assert top(phone) > top(pane) + 500


def top(part: Locator) -> float:
    box = part.bounding_box()
    assert box
    return box["y"]


def width(part: Locator) -> float:
    box = part.bounding_box()
    assert box
    return box["width"]
