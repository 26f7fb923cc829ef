"""The languages in the header when there are more than five: they fit a small phone and need no script and no mouse."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from survey_app.languages.catalogs import shipped_languages
from survey_app.web.files.joined_modules import join_styles
from survey_app.web.files.static_files import SOURCE
from tests.languages.made_up import TAG

pytestmark = pytest.mark.browser
NAME = "قاقا"


@pytest.fixture
def small_phone(chromium: Browser) -> Iterator[Page]:
    """A phone of 320 pixels, as somebody sees it who made letters large; without scripts."""
    context = chromium.new_context(viewport={"width": 320, "height": 560}, java_script_enabled=False)
    yield context.new_page()
    context.close()


def show(page: Page, seen: Path, name: str) -> None:
    """Show a page that was seen, with its style in it."""
    style = join_styles(SOURCE / "respond.css").decode()
    whole = (seen / f"{name}.html").read_text()
    page.set_content(re.sub(r'<link rel="stylesheet"[^>]*>', f"<style>{style}</style>", whole, count=1))


def press_until_on(page: Page, words: str) -> None:
    for _ in range(12):
        page.keyboard.press("Tab")
        if page.locator(":focus", has_text=words).count():
            return
    raise AssertionError(f"the key Tab never came to {words}")


def test_others_are_reached_by_keyboard_and_without_scripts(small_phone, seen):
    show(small_phone, seen, "home-en")
    other = small_phone.get_by_role("link", name=NAME)
    expect(other).to_be_hidden()

    press_until_on(small_phone, "More languages")
    small_phone.keyboard.press("Enter")
    press_until_on(small_phone, NAME)

    expect(other).to_be_visible()
    expect(other).to_be_focused()
    expect(other).to_have_attribute("href", f"/{TAG}/")


def test_on_a_survey_they_are_buttons_of_its_form(small_phone, seen):
    show(small_phone, seen, "survey-en")

    small_phone.locator("nav summary", has_text="More languages").click()

    button = small_phone.get_by_role("button", name=NAME)
    expect(button).to_be_visible()
    assert (button.get_attribute("form"), button.get_attribute("value")) == ("survey", TAG)


@pytest.mark.parametrize("name", ["home-en", "home-ar", "home", "survey", "survey-en"])
def test_nothing_is_wider_than_a_small_phone_and_everything_is_large_enough(small_phone, seen, name):
    show(small_phone, seen, name)
    small_phone.locator("nav summary").click()

    boxes = [each.bounding_box() for each in small_phone.locator("nav :is(a, button, summary):visible").all()]

    # Every language, the one that was made up, and "More languages".
    assert len(boxes) == len(shipped_languages()) + 2
    assert all(box["height"] >= 44 and box["width"] >= 44 for box in boxes)
    assert all(box["x"] >= 0 and box["x"] + box["width"] <= 320 for box in boxes)


@pytest.mark.parametrize(("name", "side"), [("home-en", "left"), ("home-ar", "right")])
def test_they_begin_where_reading_begins(small_phone, seen, name, side):
    show(small_phone, seen, name)

    box = small_phone.locator("nav a").first.bounding_box()

    assert ("left" if box["x"] < 320 - box["x"] - box["width"] else "right") == side
