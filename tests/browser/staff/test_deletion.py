"""Deleting the answers of a round: no barrier in any state, in two languages, by keyboard and without scripts."""

import sqlite3
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy.orm import Session

from survey_app.actions.accounts.staff_links import operator_link
from survey_app.store.database.engine import make_engine
from tests.browser.barriers import Looker
from tests.browser.respond.layout.fit import SCROLLS
from tests.browser.staff.ways_in import follow
from tests.installation import Installation

PAGE = "/staff/rounds/sample/deletion"
LATER = (datetime.now(UTC) + timedelta(days=400)).date().isoformat()


def enter(page: Page, office: Installation) -> None:
    """Sign in as whoever runs the server."""
    engine = make_engine(f"sqlite:///{office.database}")
    with Session(engine) as session:
        link = operator_link(session, datetime.now(UTC))
    engine.dispose()
    page.goto(f"{office.url}/staff/enter/{link}")
    page.locator("main button").click()
    page.wait_for_url(f"{office.url}/staff/")


def asked_by_another(office: Installation) -> None:
    with sqlite3.connect(office.database) as database:
        database.execute("UPDATE deletion SET asked_by = 'ana@example.org'")
    database.close()


# Spanish words are longer.
@pytest.mark.parametrize("language", ["es", pytest.param("en", marks=pytest.mark.long)])
def test_each_state_has_no_barrier_and_fits_a_phone(
    chromium: Browser, office: Installation, language: str
) -> None:
    context = chromium.new_context(locale=language, viewport={"width": 320, "height": 640})
    page = context.new_page()
    looker = Looker(page)
    enter(page, office)
    page.goto(f"{office.url}/staff/rounds/sample")
    follow(page.locator(f"a[href$='{PAGE}']"))
    looker.look("a form")
    look_at_asking(looker)
    asked_by_another(office)
    look_at_agreeing(looker)
    context.close()

    assert looker.found == []


def look_at_asking(looker: Looker) -> None:
    """Ask for a day that cannot be, then for one that can."""
    page = looker.page
    page.locator("#reason").fill("Kept for three years")
    page.locator("#due_on").fill("2001-01-01")
    page.locator("button.danger").click()
    expect(page.get_by_role("alert")).to_be_visible()
    looker.look("a day that cannot be")
    page.locator("#due_on").fill(LATER)
    follow(page.locator("button.danger"))
    expect(page.get_by_role("status").first).to_be_visible()
    looker.look("asked by me")


def look_at_agreeing(looker: Looker) -> None:
    """Agree to what another asked, then call it off."""
    page = looker.page
    page.reload()
    page.locator("details summary").click()
    looker.look("asked by another")
    assert not page.evaluate(SCROLLS)
    page.locator("button.danger").click()
    page.locator("form[action$='call-off'] button").wait_for()
    looker.look("agreed")
    page.locator("form[action$='call-off'] button").click()
    page.locator("#reason").wait_for()


def test_one_asks_and_calls_it_off_by_keyboard_without_scripts(
    chromium: Browser, office: Installation
) -> None:
    context = chromium.new_context(locale="en", java_script_enabled=False)
    page = context.new_page()
    enter(page, office)
    page.goto(f"{office.url}{PAGE}")
    page.locator("#reason").focus()
    page.keyboard.type("Kept for three years")
    page.locator("#due_on").fill(LATER)
    page.get_by_role("button", name="Ask for it").press("Enter")
    expect(page.get_by_text("You asked, so it cannot be you")).to_be_visible()
    page.get_by_role("button", name="Call it off").press("Enter")
    expect(page.get_by_text("The answers stay")).to_be_visible()
    context.close()
