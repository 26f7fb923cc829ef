"""The service worker: pages without a network, in every language; an update that never takes over a form; no more."""

import re

from playwright.sync_api import Page, expect

from survey_app.languages.catalogs import shipped_languages
from survey_app.web.files.static_files import SOURCE
from tests.browser.conftest import SAVES_DATA
from tests.browser.devices import HAS_STYLES, ready, until
from tests.browser.kinds import ANSWERS, KINDS
from tests.browser.offline.conftest import Behind
from tests.browser.taker import Taker

SURVEY = "/s/merced-high/student"
KEPT = "This page also opens without a connection."
PATHS = """caches.open("survey_app pages").then((kept) => kept.keys())
    .then((keys) => keys.map(({ url }) => new URL(url).pathname))"""
ACTIVE = "navigator.serviceWorker.ready.then((registration) => registration.active.state)"


def visit(page: Page, url: str, path: str) -> None:
    """Open a page once, and wait until all that is kept quietly is kept."""
    page.goto(f"{url}{path}")
    ready(page)
    page.evaluate(ACTIVE)
    expect(page.get_by_text(re.compile(f"{KEPT}|Make available offline")).first).to_be_visible()


# --- Without a network ----------------------------------------------------------------------------------


def test_a_survey_that_was_open_once_opens_without_a_network_in_every_language(page: Page, site, library):
    visit(page, site.url, f"{SURVEY}/en")
    the_worker_touches_neither_staff_pages_nor_anything_that_is_sent(page, site.url)
    page.context.set_offline(True)
    for language in library["student"].languages:
        page.goto(f"{site.url}{SURVEY}/{language}")
        expect(page.locator("html")).to_have_attribute("lang", language)
        expect(page.locator("#go button")).to_be_visible()
        until(page, HAS_STYLES)

    what_a_qr_code_says_leads_to_the_kept_page(page, site.url)
    page.goto(f"{site.url}/s/yosemite-high/family/es")
    ready(page)
    notice = page.get_by_role("alert")
    expect(notice).to_contain_text("that page is not kept on this device")
    notice.get_by_role("link", name="Student survey").click()
    assert page.url == f"{site.url}{SURVEY}/en"


def the_worker_touches_neither_staff_pages_nor_anything_that_is_sent(page: Page, url: str) -> None:
    page.goto(f"{url}{SURVEY}/en")
    assert page.evaluate("Boolean(navigator.serviceWorker.controller)")
    page.goto(f"{url}/staff/nothing")
    assert not page.evaluate("Boolean(navigator.serviceWorker.controller)")
    page.goto(f"{url}/en/")
    assert not page.evaluate("Boolean(navigator.serviceWorker.controller)")
    source = (SOURCE / "sw.js").read_text()
    assert 'request.method != "GET"' in source
    assert [path for path in page.evaluate(PATHS) if not path.startswith("/s/")] == []


def what_a_qr_code_says_leads_to_the_kept_page(page: Page, url: str) -> None:
    page.goto(f"{url}{SURVEY}")
    assert page.url == f"{url}{SURVEY}/en"
    page.goto(f"{url}/s/merced-high")
    assert page.url == f"{url}/s/merced-high/en"


KEEP_ANOTHER = """caches.open("survey_app pages").then(async (pages) => {
    const kept = await pages.match(location.pathname);
    const words = (await kept.text()).replace(/data-round="[^"]*"/, 'data-round="of-last-year"');
    const headers = { "Content-Type": "text/html; charset=utf-8", ETag: 'W/"of last year"' };
    await pages.put(location.pathname, new Response(words, { headers }));
    return true;
})"""
IS_RENEWED = """caches.open("survey_app pages").then((pages) => pages.match(location.pathname))
    .then((page) => page.text()).then((words) => !words.includes("of-last-year"))"""


def test_a_page_that_comes_too_late_for_this_visit_is_there_for_the_next(behind: Behind):
    page, between = behind
    visit(page, between.url, f"{SURVEY}/en")
    now = page.locator("#survey").get_attribute("data-round")
    page.evaluate(KEEP_ANOTHER)
    between.slower = 5.0  # more than the worker waits
    page.goto(f"{between.url}{SURVEY}/en")
    assert page.locator("#survey").get_attribute("data-round") == "of-last-year"
    until(page, IS_RENEWED)
    page.goto(f"{between.url}{SURVEY}/en")
    assert page.locator("#survey").get_attribute("data-round") == now


# --- Fetched ahead only where it costs nothing ----------------------------------------------------------

MOBILE_DATA = "Object.defineProperty(navigator, 'connection', { value: { type: 'cellular' } })"


def test_with_save_data_only_the_page_is_kept_until_somebody_asks_and_can_ask_again(page: Page, site):
    page.add_init_script(SAVES_DATA)
    visit(page, site.url, f"{SURVEY}/en")
    only_this_page_is_kept(page)
    page.context.set_offline(True)
    page.get_by_role("button", name="Make available offline").click()
    expect(page.get_by_text("Not everything could be kept.")).to_be_visible()
    page.context.set_offline(False)
    page.get_by_role("button", name="Make available offline").click()
    expect(page.get_by_text(KEPT)).to_be_visible(timeout=60_000)  # eleven languages, drawn for the first time

    kept = page.evaluate(PATHS)
    assert sorted(path for path in kept if path.startswith(SURVEY)) == [
        f"{SURVEY}/{language}" for language in sorted(shipped_languages())
    ]
    assert "/s/merced-high/en" in kept


def only_this_page_is_kept(page: Page) -> None:
    expect(page.get_by_text(re.compile(r"This page is kept.* about \d+ kB"))).to_be_visible()
    assert [path for path in page.evaluate(PATHS) if path.startswith("/s/merced-high")] == [f"{SURVEY}/en"]


def test_on_mobile_data_the_offer_stands_below_the_start_and_makes_no_part_longer(phone: Page, site):
    phone.add_init_script(MOBILE_DATA)
    visit(phone, site.url, f"{SURVEY}/en")
    only_this_page_is_kept(phone)
    a_captive_portal_is_not_kept_for_a_page_of_ours(phone)
    offer = phone.get_by_role("button", name="Make available offline")
    start = phone.locator("#go button")
    (_, top), (_, offered) = [[box["x"], box["y"]] for box in (start.bounding_box(), offer.bounding_box())]
    start.click()

    assert top < offered
    expect(offer).to_be_hidden()


def a_captive_portal_is_not_kept_for_a_page_of_ours(page: Page) -> None:
    folder = page.evaluate("new URL(document.scripts[0].dataset.files, location.href).href")
    keep = """async (folder) => {
        const { keepPage } = await import(`${folder}js/offline/pages.js`);
        return keepPage("/s/portal", new Response("<title>Sign in</title>")).then(() => "kept", ({ name }) => name);
    }"""
    assert page.evaluate(keep, folder) == "TypeError"
    assert "/s/portal" not in page.evaluate(PATHS)


def test_a_school_is_made_available_with_all_of_its_surveys(page: Page, site):
    visit(page, site.url, "/s/merced-high/en")
    expect(page.get_by_role("main").get_by_role("button", name="Make available offline")).to_be_visible()
    page.get_by_role("button", name="Make available offline").click()
    expect(page.get_by_text(KEPT)).to_be_visible()

    page.context.set_offline(True)
    for audience in ("family", "staff"):
        page.goto(f"{site.url}/s/merced-high/{audience}/pa")
        expect(page.locator("#go button")).to_be_visible()


# --- Updates --------------------------------------------------------------------------------------------


STATES = """navigator.serviceWorker.getRegistration("/s/").then((found) =>
    ({ active: Boolean(found.active), waiting: Boolean(found.waiting), installing: Boolean(found.installing) }))"""
UPDATE = """navigator.serviceWorker.getRegistration("/s/").then((found) =>
    found.update().then(() => "updated", () => "failed"))"""
INSTALLED = """navigator.serviceWorker.getRegistration("/s/").then((found) => found.waiting)"""
SETTLED = (
    """navigator.serviceWorker.getRegistration("/s/").then((found) => !found.installing && !found.waiting)"""
)
NEWER = b"\n// newer"


def test_a_new_worker_takes_over_only_when_no_tab_holds_answers(behind, site):
    page, between = behind
    taker = Taker(page, between.url, "independence-high", KINDS, "en").open()
    ready(page)
    page.evaluate(ACTIVE)
    taker.go_through(["about", "wishes"], ANSWERS)
    # A page of a first visit is no page of the worker yet; the other is.
    other = page.context.new_page()
    other.add_init_script(SAVES_DATA)
    visit(other, between.url, f"{SURVEY}/en")
    between.change_worker = lambda script: script + NEWER
    assert other.evaluate(UPDATE) == "updated"
    until(other, INSTALLED)
    # It asks every page, and ours has answered by the time that a question and an answer have gone round again.
    other.reload()
    ready(other)
    assert other.evaluate(STATES) == {"active": True, "waiting": True, "installing": False}

    page.bring_to_front()
    page.reload()
    ready(page)
    other.close()
    assert page.evaluate(STATES) == {"active": True, "waiting": True, "installing": False}
    assert taker.given()["town"] == [ANSWERS["town"]]
    taker.send()
    assert taker.receipt()
    until(page, SETTLED)


def test_a_failing_server_or_install_changes_nothing_and_a_new_worker_comes_where_nothing_is_held(
    behind, site
):
    page, between = behind
    visit(page, between.url, f"{SURVEY}/en")
    before = page.evaluate(PATHS)
    between.change_worker = lambda script: script.replace(b"/respond.js", b"/not-there.js", 1)
    assert page.evaluate(UPDATE) == "updated"
    until(page, SETTLED)
    assert page.evaluate(STATES) == {"active": True, "waiting": False, "installing": False}
    assert page.evaluate(PATHS) == before

    between.answer_with = 502
    page.goto(f"{between.url}{SURVEY}/en")
    expect(page.locator("h1").first).to_have_text("Student survey")
    page.goto(f"{between.url}/s/yosemite-high/staff/en")
    expect(page.locator("h1").first).to_have_text("Bad gateway")
    page.context.set_offline(True)
    page.goto(f"{between.url}{SURVEY}/en")
    expect(page.locator("h1").first).to_have_text("Student survey")

    page.context.set_offline(False)
    between.answer_with = 200
    between.change_worker = lambda script: script + NEWER
    page.reload()
    ready(page)
    assert page.evaluate(UPDATE) == "updated"
    until(page, SETTLED)
