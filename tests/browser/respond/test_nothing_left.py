"""A public page leaves nothing behind and calls nobody else. `open_window` watches cookies, hosts and complaints."""

import urllib.request

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Watched
from tests.browser.devices import ready, store
from tests.browser.kinds import ANSWERS

STORES = """async () => ({
    local: localStorage.length,
    session: sessionStorage.length,
    databases: (await indexedDB.databases()).map(({ name }) => name),
    caches: (await caches.keys()).sort(),
    workers: (await navigator.serviceWorker.getRegistrations()).map(({ scope }) => new URL(scope).pathname),
    cookie: document.cookie,
})"""
# Pages and words that are the same for everyone; the tests look at what is in them.
ONLY_OURS = {
    "local": 0,
    "session": 0,
    "databases": ["survey_app"],
    "caches": ["survey_app files", "survey_app pages"],
    "workers": ["/s/"],
    "cookie": "",
}
OF_PEOPLE = ("outbox", "drafts", "receipts")


@pytest.fixture
def keeps_pages() -> bool:
    """What is kept for when there is no connection is looked at, too."""
    return True


def test_after_sending_the_browser_keeps_nothing(page: Page, kinds_on):
    taker = kinds_on(page)
    taker.start()
    taker.answer_section("about", ANSWERS)
    page.get_by_role("button", name="Español").click()
    taker.arrive("es")
    taker.press("Next")
    taker.answer_section("wishes", ANSWERS)
    taker.press("Next")
    taker.send()

    assert taker.receipt()
    ready(page)
    assert page.evaluate(STORES) == ONLY_OURS
    assert {name: store(page, name) for name in OF_PEOPLE} == {"outbox": [], "drafts": [], "receipts": []}


def test_the_way_back_from_thanks_shows_no_answer(page: Page, kinds_on):
    taker = kinds_on(page)
    taker.go_through(["about", "wishes"], ANSWERS)
    taker.send()
    assert taker.receipt()

    page.go_back()
    ready(page)

    assert taker.given() == {}


def test_leaving_the_survey_keeps_one_locked_draft_that_is_shown_only_when_asked_for(
    page: Page, kinds_on, site
):
    taker = kinds_on(page)
    ready(page)
    taker.start()
    taker.answer({"town": "Planada"})
    expect(page.get_by_text("Saved on this device")).to_be_visible()

    page.goto(f"{site.url}/en/")
    ready(page)

    assert page.evaluate(STORES)["session"] == 0
    (draft,) = store(page, "drafts")
    assert draft.keys() == {"survey", "id", "at", "key", "iv", "box"}
    taker.open()
    expect(page.get_by_role("heading", name="There are unfinished answers on this device")).to_be_visible()
    assert taker.given() == {}


@pytest.mark.parametrize("path", ["/s/merced-high/student/hmn", "/s/merced-high/family/ar", "/es/"])
def test_everyone_gets_the_same_bytes_and_no_cookie(site, path):
    answers = []
    for agent, language in (("Phone", "es"), ("Laptop", "en-US,en;q=0.5")):
        headers = {"User-Agent": agent, "Accept-Language": language, "Cookie": "staff=x; other=y"}
        with urllib.request.urlopen(urllib.request.Request(site.url + path, headers=headers)) as answer:
            answers.append(answer.read())
            assert answer.headers.get("Set-Cookie") is None

    assert answers[0] == answers[1]


def test_a_cookie_another_host_and_a_refused_script_are_seen(chromium, site):
    """The positive control of `open_window`."""
    window = Watched(chromium)
    window.page.route(
        f"{site.url}/en/",
        lambda route: route.fulfill(
            response=(real := route.fetch()),
            headers={**real.headers, "Set-Cookie": "who=me"},
            body=real.text().replace(
                "</main>", '<script>1</script><img src="http://127.0.0.1:9/x.png"></main>'
            ),
        ),
    )
    window.page.goto(f"{site.url}/en/")

    assert [cookie["name"] for cookie in window.context.cookies()] == ["who"]
    assert len([words for words in window.complaints if "Content Security Policy" in words]) == 2
    with window.context.expect_event("request", lambda request: "127.0.0.1:9" in request.url):
        window.page.evaluate("location.href = 'http://127.0.0.1:9/'")
    assert "127.0.0.1:9" in window.hosts
    window.context.close()
