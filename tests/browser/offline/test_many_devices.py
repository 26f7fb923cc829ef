"""Many devices at once, each with a response that waits; and what became of survey or round meanwhile."""

import json
import sqlite3
import uuid
from datetime import UTC, date, datetime

import pytest
from playwright.sync_api import BrowserContext, Page
from sqlalchemy.orm import Session

from survey_app.actions.surveys.catalog import publish_survey
from survey_app.store.database.engine import make_engine
from tests.browser.devices import store
from tests.browser.offline.test_outbox import LINK, MODULES, PUT


@pytest.fixture
def many(chromium, site):
    """Opens so many devices, each with a response in its outbox: returns their pages and the ids."""
    contexts: list[BrowserContext] = []

    def open_many(count: int, version: str, link: str = LINK) -> tuple[list[Page], list[str]]:
        pages, ids = [], []
        for _ in range(count):
            contexts.append(chromium.new_context(service_workers="block"))
            page = contexts[-1].new_page()
            page.goto(f"{site.url}/s/ping")
            page.evaluate(MODULES)
            ids.append(str(uuid.uuid4()))
            page.evaluate(PUT, {"address": f"{link}/responses", "id": ids[-1], "version": version})
            pages.append(page)
        return pages, ids

    yield open_many
    for context in contexts:
        context.close()


def test_thirty_devices_behind_one_address_send_in_the_same_second(many, stored, library):
    pages, _ = many(30, library["student"].version)
    start = """(at) => {
        globalThis.outcome = new Promise((done) => setTimeout(() => outbox.deliver().then(done), at - Date.now()));
    }"""
    at = pages[0].evaluate("Date.now() + 1500")
    for page in pages:
        page.evaluate(start, at)

    outcomes = [page.evaluate("globalThis.outcome") for page in pages]

    assert outcomes == [{"left": 0, "wait": "", "after": 0}] * 30
    assert stored() == 30


def test_a_survey_that_changed_three_times_takes_what_fifty_devices_answered_before(
    many, site, stored, library
):
    """At a school of its own: a server may go on for two seconds with what it knew of a link."""
    survey, school = library["student"], "golden-valley-high"
    pages, _ = many(50, survey.version, f"/s/{school}/student")
    engine = make_engine(f"sqlite:///{site.database}")
    name, _, number = survey.version.rpartition(".")
    for change in range(1, 4):
        newer = survey.model_copy(update={"version": f"{name}.{int(number) + change}"})
        with Session(engine) as session:
            publish_survey(session, newer, datetime.now(UTC))
        ask(site.database, school, newer.version)
    engine.dispose()
    try:
        outcomes = [page.evaluate("outbox.deliver()") for page in pages]
    finally:
        ask(site.database, school, survey.version)

    assert outcomes == [{"left": 0, "wait": "", "after": 0}] * 50
    assert stored() == 50


def ask(database, school: str, version: str) -> None:
    connection = sqlite3.connect(database)
    with connection:
        connection.execute(
            "UPDATE link SET version = ? WHERE school = ? AND audience = 'student'"
            " AND round = (SELECT key FROM round WHERE state = 'open' AND late_until IS NULL AND NOT sample)",
            (version, school),
        )
    connection.close()


def test_a_round_that_closed_meanwhile_takes_it_late_and_a_finished_one_says_so(many, site, stored, library):
    """The round of sequoia-high was closed while the device was offline: for two weeks, then for good."""
    pages, _ = many(1, library["student"].version)
    page = pages[0]
    body = {"address": "/s/sequoia-high/student/responses", "version": library["student"].version}
    late, lost = str(uuid.uuid4()), str(uuid.uuid4())
    set_round(site.database, "open", "2099-01-01")
    name = page.evaluate(PUT, {**body, "id": late})
    page.evaluate("outbox.deliver()")
    assert page.evaluate(f"outbox.whereIs('{name}').then(({{ receipt }}) => Boolean(receipt))")

    set_round(site.database, "closed", None)
    name = page.evaluate(PUT, {**body, "id": lost})
    page.evaluate("outbox.deliver()")

    (item,) = store(page, "outbox")
    assert (item["id"], item["help"]) == (name, "closed")
    assert (
        json.loads(page.evaluate("outbox.toFile()"))["responses"][0]["address"] == "/s/sequoia-high/student"
    )


def set_round(database, state: str, late_until: str | None) -> None:
    connection = sqlite3.connect(database)
    with connection:
        connection.execute(
            "UPDATE round SET state = ?, late_until = ? WHERE key = 'earlier'",
            (state, late_until and date.fromisoformat(late_until).isoformat()),
        )
    connection.close()
