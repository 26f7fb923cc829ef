"""Long words and large letters scroll nothing sideways and lose nothing."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.kinds import ANSWERS
from tests.browser.respond.layout.fit import LANGUAGES, SCROLLS, sideways
from tests.browser.taker import Taker


@pytest.mark.parametrize("scripts", [True, False], ids=["with script", "without"])
def test_twice_the_size_of_letters_loses_nothing(open_window, survey_on, scripts):
    """Letters alone twice as large, as a phone's own setting makes them."""
    page = open_window(viewport={"width": 640, "height": 800}, java_script_enabled=scripts).page
    taker: Taker = survey_on(page, "student", "es")
    page.locator("html").evaluate("(html) => { html.style.fontSize = '36px'; }")

    assert not page.evaluate(SCROLLS)
    if scripts:
        taker.start()
        taker.press("Next")
        assert not page.evaluate(SCROLLS)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_long_word_and_no_large_letter_makes_a_page_scroll_sideways(open_window, site, language):
    page = open_window(viewport={"width": 320, "height": 640}, service_workers="block").page
    for path in (
        f"/{language}/",
        f"/s/merced-high/{language}",
        f"/s/merced-high/family/{language}",
        f"/s/independence-high/partner/{language}",
        f"/s/merced-high/student/{language}/thanks?receipt=K7Q2-9FXM",
        f"/s/sequoia-high/student/{language}",
        f"/s/about-this-device/{language}",
        f"/s/no-such-school/{language}",
    ):
        page.goto(site.url + path)
        page.wait_for_selector("[data-offline]")

        assert sideways(page) == [], path


def test_problems_with_long_words_do_not_scroll_sideways_in_large_letters(open_window, kinds_on):
    page = open_window(viewport={"width": 320, "height": 640}).page
    taker: Taker = kinds_on(page, "es")
    taker.start()
    taker.answer({"people": "many"})
    taker.press("Next")
    expect(page.get_by_role("alert").filter(visible=True).get_by_role("link")).to_have_count(2)

    assert sideways(page) == []


def test_the_review_of_long_words_does_not_scroll_sideways_in_large_letters(open_window, kinds_on):
    page = open_window(viewport={"width": 320, "height": 640}).page
    taker: Taker = kinds_on(page, "es")
    taker.go_through(["about", "wishes"], {**ANSWERS, "role.other": "W" * 200, "why": "M" * 120})

    assert sideways(page) == []


def test_a_word_that_may_not_break_is_found_to_scroll(page: Page, site):
    page.goto(f"{site.url}/s/merced-high/family/en")
    page.evaluate("document.documentElement.style.overflowWrap = 'normal'")

    assert (320, "17px") in sideways(page)
