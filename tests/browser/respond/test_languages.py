"""Another language in mid-survey: every answer comes along, with the script and without."""

import sqlite3

from playwright.sync_api import Page, expect

from tests.browser.kinds import ANSWERS
from tests.browser.taker import flat

BLOCK_STORAGE = """Object.defineProperty(window, "sessionStorage", {
    get() { throw new DOMException("blocked", "SecurityError"); },
});"""


def test_the_script_carries_every_answer_to_another_language_and_stays_in_the_part(page: Page, kinds_on):
    taker = kinds_on(page)
    taker.start()
    taker.answer_section("about", ANSWERS)
    taker.press("Next")
    taker.answer_section("wishes", ANSWERS)

    page.get_by_role("button", name="العربية").click()
    taker.arrive("ar")

    expect(taker.heading("wishes")).to_be_visible()
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    assert sorted_values(taker.given()) == sorted_values(flat(ANSWERS))


def test_the_way_back_after_a_change_of_language_leads_through_the_parts(page: Page, kinds_on):
    taker = kinds_on(page)
    taker.start()
    taker.answer_section("about", ANSWERS)
    taker.press("Next")
    page.get_by_role("button", name="Español").click()
    taker.arrive("es")
    expect(taker.heading("wishes")).to_be_visible()

    page.go_back()

    expect(taker.heading("about")).to_be_visible()
    assert taker.given()["town"] == [ANSWERS["town"]]


def test_without_a_script_the_form_carries_every_answer(plain_page: Page, kinds_on):
    taker = kinds_on(plain_page)
    taker.answer(ANSWERS)

    plain_page.get_by_role("button", name="العربية").click()
    taker.language = "ar"

    expect(taker.heading("wishes")).to_be_visible()
    expect(plain_page.locator("html")).to_have_attribute("dir", "rtl")
    assert taker.given() == flat(ANSWERS)


def test_where_the_browser_keeps_nothing_the_form_carries_every_answer(open_window, kinds_on):
    window = open_window()
    window.context.add_init_script(BLOCK_STORAGE)
    taker = kinds_on(window.page)
    taker.start()
    taker.answer_section("about", ANSWERS)

    window.page.get_by_role("button", name="Español").click()
    taker.language = "es"

    expect(window.page.get_by_role("heading", level=1)).to_have_text("Every kind of question (es)")
    assert taker.given() == flat({key: ANSWERS[key] for key in ANSWERS if not key.startswith(("w", "g"))}) | {
        "works": ["not_sure"]
    }


def test_what_is_sent_in_another_language_counts_for_that_language(open_window, kinds_on, site):
    """With scripts and without: each counts once."""
    before = received(site, "ar")
    for scripts in (True, False):
        page = open_window(java_script_enabled=scripts).page
        taker = kinds_on(page)
        if scripts:
            taker.start()
        taker.answer({"role": "parent"})
        page.get_by_role("button", name="العربية").click()
        taker.language = "ar"
        expect(page.get_by_role("heading", level=1)).to_have_text("Every kind of question (ar)")
        if scripts:
            taker.press("Review and send")
        taker.send()
        assert taker.receipt()

    assert received(site, "ar") == before + 2


def received(site, language: str) -> int:
    """How many responses of this language are counted at the school of the survey, after a count at this moment."""
    site.flask("seal", "--now")
    connection = sqlite3.connect(site.database)
    (found,) = connection.execute(
        "SELECT coalesce(sum(n), 0) FROM received_language WHERE school = 'independence-high' AND audience = 'partner'"
        " AND language = ? AND round NOT LIKE 'sample%'",
        (language,),
    ).fetchone()
    connection.close()
    return int(found)


def sorted_values(fields: dict[str, list[str]]) -> dict[str, list[str]]:
    """Fields whose order on the screen is shuffled, in one order."""
    return {name: sorted(values) for name, values in fields.items()}
