"""A first visit is small, a second one fetches no file again: counted on the wire and in Chromium."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page

from benchmarks.sizes import LIMITS, Visit, visit


@pytest.mark.parametrize("language", LIMITS)
def test_a_first_visit_keeps_its_limit_and_a_second_fetches_no_file(site, language: str):
    found = visit(site.port, language)
    print(f"{language}: {found.first} bytes, with headers {found.first + sum(found.heads.values())}")

    assert set(found.bodies) == {"page", "respond.css", "respond.js"}
    assert found.first <= LIMITS[language]
    assert found.again == 0


def test_a_visit_that_is_too_large_or_not_kept_misses_its_limit():
    assert Visit("en", {"page": 7_000, "respond.css": 7_600}, {}, again=0).is_within
    assert not Visit("en", {"page": 7_001, "respond.css": 7_600}, {}, again=0).is_within
    assert not Visit("en", {"page": 7_000}, {}, again=1).is_within


def test_chromium_fetches_what_we_count_and_nothing_else(page: Page, site):
    bodies: dict[str, int] = {}
    page.on(
        "requestfinished", lambda request: bodies.update({request.url: request.sizes()["responseBodySize"]})
    )
    page.goto(f"{site.url}/s/merced-high/student/es")
    page.wait_for_load_state("networkidle")

    by_name = {urlsplit(url).path.rpartition("/")[2]: size for url, size in bodies.items()}
    counted = visit(site.port, "es").bodies
    assert by_name.pop("icon.svg", 0) < 1_000
    assert by_name == {
        "es": counted["page"],
        "respond.css": counted["respond.css"],
        "respond.js": counted["respond.js"],
    }


def test_a_second_visit_of_chromium_transfers_no_file(page: Page, site):
    fetched = watch_wire(page)
    page.goto(f"{site.url}/s/merced-high/student/es")
    page.wait_for_load_state("networkidle")
    first = fetched()
    assert (first["es"], first["respond.css"], first["respond.js"]) == (200, 200, 200)

    page.goto("about:blank")
    page.goto(f"{site.url}/s/merced-high/student/es")
    page.wait_for_load_state("networkidle")
    assert fetched() == {"es": 304}


def watch_wire(page: Page) -> Callable[[], dict[str, int]]:
    """Returns a function: what came over the wire since it was last asked, and with which status."""
    session = page.context.new_cdp_session(page)
    names: dict[str, str] = {}
    statuses: dict[str, int] = {}

    def name(event: dict[str, Any]) -> None:
        names[event["requestId"]] = urlsplit(event["request"]["url"]).path.rpartition("/")[2]

    def note(event: dict[str, Any]) -> None:
        statuses[event["requestId"]] = event["statusCode"]

    session.on("Network.requestWillBeSent", name)
    # Chromium itself reports 200 for a page that it was told to take from its cache; this event has the true status.
    session.on("Network.responseReceivedExtraInfo", note)
    session.send("Network.enable")

    def since() -> dict[str, int]:
        found = {names[request]: status for request, status in statuses.items()}
        statuses.clear()
        return found

    return since
