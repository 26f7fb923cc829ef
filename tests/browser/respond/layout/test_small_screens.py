"""It fits a narrow screen and a thumb."""

import pytest
from playwright.sync_api import Page, expect

from survey_app.languages.catalogs import shipped_languages
from tests.browser.kinds import ANSWERS
from tests.browser.respond.layout.fit import LANGUAGES, SCROLLS, small_targets
from tests.browser.taker import Taker, interface

SHOW_ALL = """() => {
    for (const each of document.querySelectorAll("form > section, [id^=q-], .other")) each.hidden = false;
}"""
# At each, a row of choices may break elsewhere.
WIDTHS = (480, 430, 412, 393, 375, 360, 344, 320)
# A long Latin language, one of India, one from the right, one without spaces and one in Cyrillic letters.
OFTEN = ("es", "pa", "ar", "zh-Hant", "ru")


@pytest.mark.parametrize(
    "language",
    [pytest.param(tag, marks=() if tag in OFTEN else pytest.mark.long) for tag in shipped_languages()],
)
def test_nothing_is_wider_than_320_pixels_and_every_target_fits_a_thumb(open_window, survey_on, language):
    page = open_window(viewport={"width": 320, "height": 640}, has_touch=True).page
    taker: Taker = survey_on(page, "student", language)
    fits(page, "start")
    taker.start()
    page.evaluate(SHOW_ALL)
    for section in taker.survey.sections:
        expect(taker.heading(section.name)).to_be_visible(visible=not section.optional)
    fits(page, "all parts")
    taker.press("Review and send")
    expect(page.locator("form > section:visible")).to_have_id("send")
    fits(page, "review")


def fits(page: Page, state: str) -> None:
    assert scrolling_widths(page) == [], state
    assert small_targets(page) == [], state


@pytest.mark.parametrize("language", [pytest.param("en", marks=pytest.mark.long), "es", "ar"])
def test_no_kind_of_question_is_wider_than_any_phone(page: Page, kinds_on, language):
    taker: Taker = kinds_on(page, language)
    page.evaluate(SHOW_ALL)
    expect(taker.heading("teaching")).to_be_visible()
    expect(taker.field("why")).to_be_visible()

    assert scrolling_widths(page) == []


def test_a_question_of_the_last_part_that_is_wider_than_some_phones_is_found(page: Page, kinds_on):
    kinds_on(page)
    page.evaluate(SHOW_ALL)
    page.locator("#q-subject input").evaluate(
        "(box) => box.style.setProperty('inline-size', '370px', 'important')"
    )

    assert scrolling_widths(page) == [375, 360, 344, 320]


def scrolling_widths(page: Page) -> list[int]:
    """Of the widths of phones, those at which the page scrolls sideways; the narrowest is the last and stays."""
    found = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 640})
        if page.evaluate(SCROLLS):
            found.append(width)
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_other_pages_are_not_wider_than_320_pixels_and_their_targets_fit_a_thumb(open_window, site, language):
    page = open_window(viewport={"width": 320, "height": 640}, has_touch=True).page
    for path in (
        f"/{language}/",
        f"/s/merced-high/{language}",
        f"/s/merced-high/student/{language}/thanks?receipt=K7Q2-9FXM",
        f"/s/sequoia-high/student/{language}",
    ):
        page.goto(site.url + path)

        assert not page.evaluate(SCROLLS), path
        assert small_targets(page) == [], path


def test_with_everything_open_and_wrong_it_still_fits(open_window, kinds_on):
    page = open_window(viewport={"width": 320, "height": 640}).page
    taker: Taker = kinds_on(page, "ar")
    taker.start()
    taker.answer({"role": "other", "role.other": "W" * 200, "people": "W" * 300})
    taker.press("Next")

    expect(page.get_by_role("alert").filter(visible=True)).to_be_focused()
    assert not page.evaluate(SCROLLS)
    assert small_targets(page) == []


def test_long_words_do_not_widen_the_review(open_window, kinds_on):
    page = open_window(viewport={"width": 320, "height": 640}).page
    taker: Taker = kinds_on(page)
    taker.go_through(["about", "wishes"], {**ANSWERS, "role.other": "W" * 200, "why": "M" * 120})

    assert not page.evaluate(SCROLLS)
    assert small_targets(page) == []


def test_start_shows_without_scrolling_below_two_notices_about_consent(open_window, survey_on):
    """As at a school of grades 6 to 8, in every language."""
    page = open_window(viewport={"width": 360, "height": 640}, service_workers="block").page

    ends = {language: end_of_start(survey_on(page, "student", language)) for language in shipped_languages()}

    assert {language: end for language, end in ends.items() if end > 640} == {}
    # One line more, as a translation may have, would be seen.
    taker: Taker = survey_on(page, "student", max(ends, key=lambda language: ends[language]))
    assert end_of_start(taker, " " + 40 * "W") > 640


def end_of_start(taker: Taker, more: str = "") -> float:
    """Where the button ends on a page with both notices. more: words behind the second."""
    taker.page.locator("#start > .notice").evaluate(
        "(box, words) => box.append(Object.assign(document.createElement('p'), { textContent: words }))",
        taker.read(taker.survey.active_notice) + more,
    )
    box = taker.page.locator("#go button").bounding_box()
    assert box is not None
    return box["y"] + box["height"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_part_and_that_it_is_saved_share_a_line(open_window, survey_on, language):
    page = open_window(viewport={"width": 360, "height": 640}).page
    taker: Taker = survey_on(page, "family", language)
    taker.start()
    page.locator("form > section:visible label").first.click()
    expect(page.locator(".saved")).to_have_text(interface("Saved on this device", language))
    saved = page.locator(".saved").bounding_box()
    part = page.locator("#where").bounding_box()

    assert saved is not None
    assert part is not None
    assert abs(saved["y"] + saved["height"] / 2 - part["y"] - part["height"] / 2) < 5
    assert part["height"] < 40


def test_what_does_not_fit_is_found(page: Page, site):
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(f"{site.url}/en/")
    page.evaluate("document.querySelector('main').append(Object.assign(new Image(), { width: 400 }))")
    page.evaluate("document.querySelector('main').append(document.createElement('button'))")

    assert page.evaluate(SCROLLS)
    assert len(small_targets(page)) == 1
