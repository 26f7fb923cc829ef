"""Many devices at once, each with a response that waits; and what became of words, survey or round meanwhile."""

import json
import sqlite3
import uuid
from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.actions.audit_log import Actor
from survey_app.actions.surveys.catalog import publish_survey
from survey_app.actions.texts.change_texts import Said, say
from survey_app.actions.texts.read_texts import texts_in
from survey_app.store.database.engine import make_engine
from survey_app.store.tables import SurveyVersion
from tests.browser.conftest import SAVES_DATA, Watched
from tests.browser.devices import ready, store, until, waiting_on
from tests.browser.offline.test_outbox import LINK, MODULES, PUT, SAFE
from tests.browser.taker import Taker
from tests.cli.serving.server import wait_until

DISTRICT = "24-65789"
MENDED = "¿Qué tanto sientes que eres parte de esta escuela?"
KEPT = "caches.match(location.pathname, { ignoreSearch: true, ignoreVary: true })"
FEW_OR_MANY = pytest.mark.parametrize("count", [3, pytest.param(50, marks=pytest.mark.long)])
OFFLINE = 2  # of them


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


@FEW_OR_MANY
def test_devices_behind_one_address_send_in_the_same_second(many, stored, library, count):
    pages, _ = many(count, library["student"].version)
    start = """(at) => {
        globalThis.outcome = new Promise((done) => setTimeout(() => outbox.deliver().then(done), at - Date.now()));
    }"""
    at = pages[0].evaluate("Date.now() + 1500")
    for page in pages:
        page.evaluate(start, at)

    outcomes = [page.evaluate("globalThis.outcome") for page in pages]

    assert outcomes == [{"left": 0, "wait": "", "after": 0}] * count
    assert stored() == count


@FEW_OR_MANY
def test_a_survey_that_changed_three_times_takes_what_devices_answered_before(
    many, site, stored, library, count
):
    """At a school of its own: a server may go on for two seconds with what it knew of a link."""
    survey, school = library["student"], "golden-valley-high"
    pages, _ = many(count, survey.version, f"/s/{school}/student")
    engine = make_engine(f"sqlite:///{site.database}")
    name = survey.version.rpartition(".")[0]
    with engine.connect() as connection:
        published = connection.scalars(select(SurveyVersion.version)).all()
    number = max(int(each.rpartition(".")[2]) for each in published if each.startswith(f"{name}."))
    for change in range(1, 4):
        newer = survey.model_copy(update={"version": f"{name}.{number + change}"})
        with Session(engine) as session:
            publish_survey(session, newer, datetime.now(UTC))
        ask(site.database, school, newer.version)
    engine.dispose()
    page = f"{site.url}/s/{school}/student/en"
    try:
        wait_until(lambda: newer.version in pages[0].request.get(page).text())
        outcomes = [page.evaluate("outbox.deliver()") for page in pages]
    finally:
        ask(site.database, school, survey.version)

    assert outcomes == [{"left": 0, "wait": "", "after": 0}] * count
    assert stored() == count


@pytest.fixture
def mend(site, library):
    """Mends the Spanish words of the question on belonging; after the test they are as before.

    Gives a function that does it, and returns the words that were wrong.
    """
    ask = next(each.ask for each in library["student"].questions() if each.name == "belong")
    wrong = ask.in_language("es").words

    def mend_it(words: str = MENDED) -> str:
        engine, now = make_engine(f"sqlite:///{site.database}"), datetime.now(UTC)
        with Session(engine) as session:
            line = next(
                each
                for each in texts_in(session, DISTRICT, "es")
                if each.source == ask.in_language("en").words
            )
            say(session, Actor("ana@example.org", now), DISTRICT, line, Said(words, "edited", meaning=True))
        engine.dispose()
        return wrong

    yield mend_it
    mend_it(wrong)


@pytest.fixture
def takers(open_window: Callable[..., Watched], site, library, count: int) -> list[Taker]:
    """People who answered a question of the student survey in Spanish; the last few then lost the network."""
    online = ["block"] * (count - OFFLINE)
    windows = [open_window(service_workers=each) for each in [*online, *["allow"] * OFFLINE]]
    # The server may still know the words of the test before.
    page = f"{site.url}/s/merced-high/student/es"
    wait_until(lambda: MENDED not in windows[0].page.request.get(page).text())
    takers = [Taker(window.page, site.url, "merced-high", library["student"], "es") for window in windows]
    for taker in takers:
        taker.page.add_init_script(SAVES_DATA)
        # They load together: nobody waits for another.
        taker.page.goto(taker.address, wait_until="commit")
    for taker in takers:
        taker.start()
        taker.choice("grade", "10").check()
    for taker in takers[-OFFLINE:]:
        ready(taker.page)
        until(taker.page, "navigator.serviceWorker.ready.then(Boolean)")
        until(taker.page, f"{KEPT}.then(Boolean)")
        taker.page.context.set_offline(True)
    return takers


@FEW_OR_MANY
def test_a_wrong_word_is_mended_while_people_answer_of_whom_a_few_are_offline(
    takers: list[Taker], open_window: Callable[..., Watched], mend, stored
):
    online, offline, newcomer = (
        takers[:-OFFLINE],
        takers[-OFFLINE:],
        open_window(keeps_pages=False).page,
    )
    wrong = mend()
    shows(newcomer, takers[0].address, MENDED)
    assert wrong not in newcomer.content()

    for taker in takers:
        # Whoever has begun goes on with the words that were there.
        expect(taker.page.get_by_role("group", name=wrong, exact=True)).to_be_visible()
        send_the_rest_blank(taker)
    for taker in online:
        assert taker.receipt()
    for taker in offline:
        expect(taker.page.get_by_role("heading", name=taker.say(SAFE))).to_be_visible()
        assert len(waiting_on(taker.page)) == 1
    assert stored() == len(online)
    for taker in offline:
        taker.page.context.set_offline(False)
    for taker in offline:
        expect(taker.page.locator(".receipt")).to_be_visible()
        assert store(taker.page, "outbox") == []

    assert stored() == len(takers)
    kept_page_follows(offline[0])


def send_the_rest_blank(taker: Taker) -> None:
    taker.page.locator('#steps button[value="end"]').click()
    taker.send()


def kept_page_follows(taker: Taker) -> None:
    """Open the survey on a device that was offline; then once more without a network."""
    shows(taker.page, taker.address, MENDED)
    until(
        taker.page, f"{KEPT}.then((kept) => kept.text()).then((page) => page.includes({json.dumps(MENDED)}))"
    )
    taker.page.context.set_offline(True)
    taker.page.reload()
    expect(taker.page.locator("#survey")).to_contain_text(MENDED)


def shows(page: Page, address: str, words: str) -> None:
    """Open a page again and again until it has these words. Every worker sees them within seconds."""

    def does_show() -> bool:
        page.goto(address)
        return words in page.content()

    wait_until(lambda: words in page.request.get(address).text())
    wait_until(does_show)


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
