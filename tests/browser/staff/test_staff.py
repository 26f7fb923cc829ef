"""The staff pages: no barrier, in English and Spanish, on a small phone, by keyboard, without scripts, on paper."""

import json
import re
import sqlite3

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.barriers import Looker
from tests.browser.respond.layout.fit import SCROLLS, sideways
from tests.browser.staff import ways_in
from tests.browser.staff.ways_in import enter, tokens
from tests.directory.state_files import ENROLLMENT, SCHOOLS
from tests.installation import Installation

# The longest words; with --long, the other languages in Latin letters, too.
LANGUAGES = ["es", "pa", "ar", *(pytest.param(tag, marks=pytest.mark.long) for tag in ("en", "hmn"))]
LINKS_TO = re.compile(r'<a\b[^>]*?\bhref="([^"?#]+)')


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_results_for_families_have_no_barrier_and_fit_a_small_phone(
    chromium: Browser, office: Installation, language: str
):
    context = chromium.new_context(locale=language, viewport={"width": 360, "height": 640})
    page = context.new_page()
    looker = Looker(page)
    page.goto(f"{office.url}/r/merced-high/{language}")
    looker.look(language)

    assert not page.evaluate(SCROLLS)
    assert sideways(page) == []
    assert looker.found == []
    context.close()


@pytest.mark.parametrize(
    ("state", "reason"),
    [
        ("draft", "asked rightly now"),
        ("withdrawn", "old-design"),
        pytest.param("withdrawn", "wrong", marks=pytest.mark.long),
    ],
)
def test_results_that_are_a_draft_or_were_taken_back_have_no_barrier_and_fit_a_small_phone(
    chromium: Browser, office: Installation, state: str, reason: str
):
    context = chromium.new_context(locale="es", viewport={"width": 360, "height": 640})
    page = enter(context, office)
    looker = Looker(page)
    sample = "UPDATE release SET state = ?, reason = ? WHERE round = 'sample'"
    database = sqlite3.connect(office.database, isolation_level=None, timeout=30)
    database.execute(sample, (state, reason))
    try:
        for path in ("", "/merced-high/student"):
            page.goto(f"{office.url}/staff/rounds/sample/results{path}")
            page.evaluate("for (const each of document.querySelectorAll('details')) each.open = true")
            looker.look(path)
            assert not page.evaluate(SCROLLS)
            assert sideways(page) == []
    finally:
        database.execute(sample, ("approved", ""))
        database.close()
    assert looker.found == []
    context.close()


def test_results_are_read_by_keyboard_and_without_scripts(chromium: Browser, office: Installation):
    context = chromium.new_context(locale="en", java_script_enabled=False)
    page = enter(context, office)
    page.goto(f"{office.url}/staff/rounds/2026-27/results")
    expect(page.get_by_text("You can make results once the round is finished.")).to_be_visible()
    page.goto(f"{office.url}/staff/rounds/sample/results")
    page.locator("summary", has_text="Withdraw the results").press("Enter")
    page.get_by_label("Why").press_sequentially("the wrong question")
    expect(page.get_by_role("button", name="Withdraw the results")).to_be_enabled()
    page.goto(f"{office.url}/staff/rounds/sample/results/merced-high/student")
    page.locator(".contents h3 a").first.press("Enter")
    question = page.locator(".question").first
    expect(question.locator("table.bars")).to_be_visible()
    question.get_by_role("link", name="By group").press("Enter")
    expect(page.locator("[aria-labelledby^='by-'] table").first).to_be_visible()
    page.get_by_role("link", name="Next").focus()
    follow(page)
    expect(page.locator("table.bars").first).to_be_visible()
    context.close()


def test_what_comes_between_has_no_barrier(window: BrowserContext, office: Installation):
    page = window.new_page()
    looker = Looker(page)
    look_at_imports(looker, office.url)
    look_at_refusals(looker, office.url)
    # Of one school: a server that is stopped waits for the sheets that it draws.
    page.goto(f"{office.url}/staff/rounds/codes")
    page.locator("form[action$='/kit'] button").click()
    page.wait_for_url("**/jobs/*")
    looker.look("a job")
    page.goto(f"{office.url}/staff/welcome/{tokens(office)[1]}")
    looker.look("welcome")
    page.goto(f"{office.url}/staff/welcome/nothing")
    looker.look("an old link")

    assert looker.found == []


def look_at_imports(looker: Looker, url: str) -> None:
    """Look at what an import of schools says on its way to the list of changes."""
    page = looker.page
    page.goto(f"{url}/staff/schools/import")
    page.locator("#directory").set_input_files(ENROLLMENT)
    page.locator("main form button").click()
    expect(page.get_by_role("alert")).to_be_visible()
    looker.look("a wrong file")
    page.locator("#directory").set_input_files(SCHOOLS)
    page.locator("main form button").click()
    page.wait_for_url("**/import/*")
    looker.look("which district")
    ways_in.follow(page.get_by_role("link", name="Merced City Elementary"))
    looker.look("changes")


def look_at_refusals(looker: Looker, url: str) -> None:
    """Look at forms that come back because something in them cannot be."""
    page = looker.page
    page.goto(f"{url}/staff/rounds/new")
    page.locator("#closes_on").fill("2020-01-01")
    page.locator("form button.main").click()
    expect(page.get_by_role("alert")).to_be_visible()
    looker.look("a round that cannot be")
    page.goto(f"{url}/staff/rounds/codes/kit/merced-high/family")
    page.locator("details:has(#trays) summary").click()
    page.locator("#trays").fill("Room 12")
    page.locator("main form button").first.click()
    expect(page.get_by_role("alert")).to_be_visible()
    looker.look("trays that cannot be")
    page.goto(f"{url}/staff/people")
    page.locator("#name").fill("Eva")
    page.locator("#email").fill("eva@example.org")
    page.locator("main form").last.get_by_role("button").click()
    expect(page.locator(".problem").first).to_be_visible()
    looker.look("an invitation that cannot be")


def test_every_task_is_two_clicks_from_the_start(chromium: Browser, office: Installation):
    context = chromium.new_context(locale="en")
    page = enter(context, office)
    reached = set(LINKS_TO.findall(page.content()))
    for path in sorted(each for each in reached if each.startswith("/staff/")):
        answer = page.request.get(office.url + path)
        assert answer.ok, path
        reached |= set(LINKS_TO.findall(answer.text()))

    for task in (
        "rounds/new",
        "rounds/2026-27/participation",
        "rounds/2026-27/kit/merced-high/family",
        "people",
    ):
        assert f"/staff/{task}" in reached
    for task in ("schools/import", "schools/merced-high", "districts/24-65789", "log", "shared-devices"):
        assert f"/staff/{task}" in reached
    context.close()


def test_a_round_is_set_up_with_the_keyboard_alone_and_without_scripts(
    chromium: Browser, office: Installation
):
    context = chromium.new_context(locale="en", java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{office.url}/staff/enter/{tokens(office)[0]}")
    press_until(page, "Sign in")
    follow(page)
    press_until(page, "Set up a round")
    follow(page)
    expect(page.get_by_role("heading", name="Set up a round")).to_be_visible()
    press_until(page, "Make the draft")
    follow(page)
    expect(page.get_by_role("heading", name="Before you open it")).to_be_visible()
    page.goto(f"{office.url}/staff/rounds/sample/participation")
    expect(page.get_by_role("heading", name="Whose voice is missing")).to_be_visible()
    context.close()


def follow(page: Page) -> None:
    """Press Enter, and wait for the page that it leads to."""
    with page.expect_navigation():
        page.keyboard.press("Enter")


def press_until(page: Page, words: str) -> None:
    """Press Tab until the focus is on a link or button with these words."""
    tab_to(page, f"({{ innerText }}) => innerText.trim() == {json.dumps(words)}")


def tab_to(page: Page, is_there: str) -> None:
    """Press Tab until this is true of what has the focus."""
    for _ in range(120):
        page.keyboard.press("Tab")
        if page.evaluate(f"({is_there})(document.activeElement)"):
            return
    raise AssertionError(f"the keyboard never comes to {is_there}")


def test_participation_prints_without_what_is_only_for_screens(chromium: Browser, office: Installation):
    context = chromium.new_context(locale="en")
    page = enter(context, office)
    page.goto(f"{office.url}/staff/rounds/sample/participation")
    page.emulate_media(media="print")

    assert page.locator("header nav").is_hidden()
    assert page.get_by_role("link", name="Check again").is_hidden()
    expect(page.get_by_role("heading", name="Participation")).to_be_visible()
    context.close()
