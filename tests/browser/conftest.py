"""One installation that all browser tests share, one Chromium, and pages that watch what a page must never do."""

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request
from sqlalchemy.orm import Session

from survey_app.actions.surveys.catalog import publish_survey
from survey_app.store.database.engine import make_engine
from survey_app.surveys.model import Survey
from survey_app.surveys.yaml_file import load_library
from tests.browser import kinds
from tests.browser.taker import Taker
from tests.conftest import PATIENCE
from tests.installation import Installation


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


# --- The site -----------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def site(prepared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """A served installation with links of every state; its round stays open.

    merced-high and others: the bundled surveys, open. independence-high, partner: every kind of question.
    sequoia-high: closed. yosemite-high, partner: in rehearsal. One process serves it, so each page is drawn once: what
    two do together is looked at in rounds/, staff/ and tests/kill.
    """
    folder = shutil.copytree(prepared, tmp_path_factory.mktemp("site") / "instance")
    installation = Installation(folder, WEB_CONCURRENCY="1")
    arrange(installation.database)
    installation.serve()
    yield installation
    installation.stop()


def arrange(database: Path) -> None:
    """Publish the survey with every kind of question; close one school, rehearse at another."""
    engine = make_engine(f"sqlite:///{database}")
    with Session(engine) as session:
        publish_survey(session, kinds.KINDS, datetime.now(UTC))
    engine.dispose()
    with sqlite3.connect(database) as connection:
        for key, state in (("earlier", "closed"), ("later", "rehearsal")):
            connection.execute(
                "INSERT INTO round (key, district, name, state, opens_on, closes_on, sample)"
                " SELECT ?, district, ?, ?, opens_on, closes_on, 0 FROM round WHERE state = 'open'",
                (key, key, state),
            )
        open_link = "round = (SELECT key FROM round WHERE state = 'open')"
        connection.execute(f"UPDATE link SET round = 'earlier' WHERE school = 'sequoia-high' AND {open_link}")
        connection.execute(
            f"UPDATE link SET round = 'later' WHERE school = 'yosemite-high' AND audience = 'partner' AND {open_link}"
        )
        connection.execute(
            "UPDATE link SET version = ? WHERE school = 'independence-high' AND audience = 'partner'"
            f" AND {open_link}",
            (kinds.VERSION,),
        )
    connection.close()


@pytest.fixture
def stored(site: Installation) -> Callable[[], int]:
    """How many responses were stored since the test began."""

    def count() -> int:
        connection = sqlite3.connect(site.database)
        (found,) = connection.execute("SELECT count(*) FROM received_once").fetchone()
        connection.close()
        return int(found)

    before = count()
    return lambda: count() - before


@pytest.fixture(scope="session")
def library() -> dict[str, Survey]:
    """The bundled surveys."""
    return load_library()


# --- The browser --------------------------------------------------------------------------------------

SAVES_DATA = (
    "Object.defineProperty(navigator, 'connection', { value: { saveData: true }, configurable: true });"
)


class Watched:
    """A browser window of its own, and what a public page did in it that it never may.

    keeps_pages: as on a laptop, a worker starts and pages in all languages are kept, which takes longer than most
    tests. Else the worker is blocked and data is paid for. Options are those of Playwright's `new_context`.
    """

    def __init__(self, chromium: Browser, *, keeps_pages: bool = True, **options: Any) -> None:
        worker = "allow" if keeps_pages else "block"
        chosen = {"locale": "en-US", "service_workers": worker, **options}
        self.context: BrowserContext = chromium.new_context(**chosen)
        if not keeps_pages:
            self.context.add_init_script(SAVES_DATA)
        self.context.set_default_timeout(PATIENCE)
        self.context.set_default_navigation_timeout(PATIENCE)
        self.complaints: list[str] = []
        self.hosts: set[str] = set()
        self.context.on("console", self._hear)
        self.context.on("weberror", lambda error: self.complaints.append(str(error.error)))
        self.context.on("request", self._see)
        self.page: Page = self.context.new_page()

    def _hear(self, message: ConsoleMessage) -> None:
        # A status of 4xx and a test without a worker are meant; everything else on the console is a fault of the page.
        meant = ("Failed to load resource", "Service Worker registration blocked by Playwright")
        if message.type in ("error", "warning") and not message.text.startswith(meant):
            self.complaints.append(message.text)

    def _see(self, request: Request) -> None:
        # What a page plays from its own memory leaves the device no more than an image in its style.
        if not request.url.startswith("blob:"):
            self.hosts.add(urlsplit(request.url).netloc)


Open = Callable[..., Watched]


@pytest.fixture
def keeps_pages() -> bool:
    """Whether windows keep pages for when there is no connection."""
    return False


@pytest.fixture
def open_window(chromium: Browser, site: Installation, keeps_pages: bool) -> Iterator[Open]:
    """Opens windows. After the test: no cookie, no other host, no complaint of the browser in any of them."""
    windows: list[Watched] = []

    def open_one(**options: Any) -> Watched:
        windows.append(Watched(chromium, **{"keeps_pages": keeps_pages, **options}))
        return windows[-1]

    yield open_one
    for window in windows:
        cookies, hosts, complaints = window.context.cookies(), window.hosts, window.complaints
        window.context.close()
        assert cookies == []
        assert hosts <= {urlsplit(site.url).netloc}
        assert complaints == []


@pytest.fixture
def page(open_window: Open) -> Page:
    """A page with scripts, on a laptop."""
    return open_window().page


@pytest.fixture
def plain_page(open_window: Open) -> Page:
    """A page without scripts."""
    return open_window(java_script_enabled=False).page


@pytest.fixture
def phone(open_window: Open) -> Page:
    """A small phone."""
    return open_window(viewport={"width": 360, "height": 640}, has_touch=True).page


Take = Callable[..., Taker]


@pytest.fixture
def kinds_on(site: Installation) -> Callable[[Page, str], Taker]:
    """Opens the survey with every kind of question on a page."""

    def open_on(page: Page, language: str = "en") -> Taker:
        return Taker(page, site.url, "independence-high", kinds.KINDS, language).open()

    return open_on


@pytest.fixture
def survey_on(site: Installation, library: dict[str, Survey]) -> Callable[..., Taker]:
    """Opens a bundled survey at Merced High on a page."""

    def open_on(page: Page, name: str = "student", language: str = "en") -> Taker:
        return Taker(page, site.url, "merced-high", library[name], language).open()

    return open_on
