"""A first visit is small, a second one fetches no file again: counted on the wire and in Chromium."""

import re
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from benchmarks.sizes import LIMITS, Visit, fetch, fetch_smallest, visit
from tests.browser.devices import until

LARGEST_CLIENT = 24_400
LARGEST_LATER = {"listening": 3_500, "easy": 3_500}
LARGEST_SOUND = 3_500
"""What reads aloud; larger text and one question at a time."""
SURVEY_PAGE, SCHOOL_PAGE = "/s/merced-high/student/es", "/s/merced-high/es"


@pytest.mark.parametrize("language", LIMITS)
def test_a_first_visit_keeps_its_limit_and_a_second_fetches_no_file(site, language: str):
    found = visit(site.port, language)
    print(f"{language}: {found.first} bytes, of them headers {sum(found.heads.values())}")

    assert set(found.bodies) == {"page"}  # its style and script stand in it
    assert found.first <= LIMITS[language]
    assert found.again == 0


def test_a_visit_that_is_too_large_or_not_kept_misses_its_limit():
    assert Visit("en", {"page": 7_000, "brand.css": 7_600}, {}, again=0).is_within
    assert not Visit("en", {"page": 7_000, "brand.css": 7_600}, {"page": 1}, again=0).is_within
    assert not Visit("en", {"page": 7_001, "brand.css": 7_600}, {}, again=0).is_within
    assert not Visit("en", {"page": 7_000}, {}, again=1).is_within


def test_chromium_fetches_what_we_count_before_the_first_question_can_be_used(page: Page, site):
    """The offline client is asked for after that, whatever the network does: here it waits for ever."""
    counted = visit(site.port, "es").bodies
    bodies: dict[str, int] = {}
    page.on(
        "requestfinished", lambda request: bodies.update({request.url: request.sizes()["responseBodySize"]})
    )
    later: list[str] = []
    page.route("**/offline.js", lambda route: later.append(route.request.url))
    page.goto(f"{site.url}/s/merced-high/student/es")
    page.get_by_role("button", name="Empezar la encuesta").click()
    expect(page.locator("#s-about h2, form section h2").first).to_be_attached()

    by_name = {urlsplit(url).path.rpartition("/")[2]: size for url, size in bodies.items()}
    assert by_name.pop("icon.svg", 0) < 1_000
    assert by_name == {"es": counted["page"]}
    assert len(later) == 1
    assert page.locator("html[data-offline]").count() == 0


def test_the_offline_client_keeps_its_limit(site):
    """Its script, style and words, after the first visit; the pages that it keeps come on top, where that is free."""
    page = fetch(site.port, "/s/merced-high/student/en", {"Accept-Encoding": "identity"}).body.decode()
    folder = re.search(r"/static/[0-9a-f]{12}/", page)[0]
    names = [f"{folder}offline.js", f"{folder}offline.css", "/s/kit/en", "/s/sw.js"]
    sizes = {name.rpartition("/")[2]: len(fetch_smallest(site.port, name).body) for name in names}
    print(sizes)

    assert sum(sizes.values()) <= LARGEST_CLIENT


@pytest.mark.parametrize(("name", "largest"), LARGEST_LATER.items())
def test_what_comes_after_the_client_keeps_its_limit(site, name: str, largest: int):
    page = fetch(site.port, "/s/merced-high/student/en", {"Accept-Encoding": "identity"}).body.decode()
    folder = re.search(r"/static/[0-9a-f]{12}/", page)[0]
    sizes = [
        len(fetch_smallest(site.port, f"{folder}{path}").body)
        for path in (f"js/{name}.js", f"css/{name}/{name}.css")
    ]
    print(sizes)

    assert f"{name}.js" not in page
    assert f"{name}.css" not in page
    assert sum(sizes) <= largest


def test_what_plays_clips_keeps_its_limit_and_a_page_without_clips_does_not_fetch_it(page: Page, site):
    # Or it keeps the page in eleven languages first.
    page.add_init_script("Object.defineProperty(navigator, 'connection', { value: { saveData: true } })")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(urlsplit(request.url).path))
    page.goto(f"{site.url}{SURVEY_PAGE}")
    page.wait_for_selector("html[data-offline=ready]")
    (listening,) = {path for path in asked if path.endswith("/js/listening.js")}
    sound = listening.replace("listening", "sound")

    assert sound not in asked
    assert len(fetch_smallest(site.port, sound).body) <= LARGEST_SOUND


def test_a_second_visit_of_chromium_transfers_no_file(open_window, site):
    page = open_window(keeps_pages=True, service_workers="block").page
    wire = Wire(page)
    page.goto(f"{site.url}{SURVEY_PAGE}")
    # The page of the school is the last that is kept.
    until(
        page, f"caches.open('survey_app pages').then((pages) => pages.match('{SCHOOL_PAGE}')).then(Boolean)"
    )
    first = wire.since_last_asked()
    for name in (SURVEY_PAGE, "offline.css", "offline.js"):
        assert 200 in first[name]

    page.goto("about:blank")
    page.goto(f"{site.url}{SURVEY_PAGE}")
    page.wait_for_load_state("networkidle")
    again = wire.since_last_asked()
    # The page, the words of the client and the pages that are kept: asked for again, and not sent again.
    assert again[SURVEY_PAGE] == {304}
    assert {name: found for name, found in again.items() if found != {304}} == {}


class Wire:
    """What Chromium asks for, and with which statuses it comes over the wire."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._session = page.context.new_cdp_session(page)
        self._names: dict[str, str] = {}
        self._statuses: dict[str, int] = {}
        # Chromium itself reports 200 for a page that it was told to take from its cache; "extra info" is the true one.
        # It may be told long after the content is there, and never for what came from memory alone.
        self._session.on("Network.requestWillBeSent", self._sent)
        self._session.on("Network.responseReceivedExtraInfo", self._came)
        self._session.send("Network.enable")

    def since_last_asked(self) -> dict[str, set[int]]:
        """The statuses of each page, by its path, and of each file, by its name."""
        found: dict[str, set[int]] = {}
        for request, name in self._names.items():
            if request in self._statuses:
                found.setdefault(name, set()).add(self._statuses[request])
        self._names.clear()
        return found

    def _sent(self, event: dict[str, Any]) -> None:
        path = urlsplit(event["request"]["url"]).path
        self._names[event["requestId"]] = path if path.startswith("/s/") else path.rpartition("/")[2]

    def _came(self, event: dict[str, Any]) -> None:
        self._statuses[event["requestId"]] = event["statusCode"]
