"""Chromium with our pages and scripts, without a server: what the network would answer, a test says."""

import json
import mimetypes
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, Page, Request, Route

from survey_app.actions.surveys.catalog import OpenLink
from survey_app.respond import pages
from survey_app.web.files.static_files import SOURCE
from tests.conftest import PATIENCE
from tests.respond.page_samples import a_pages_app

SITE = "http://survey.test"
RECEIPT = "K7Q2-9FXM"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/js" in item.path.as_posix():
            item.add_marker(pytest.mark.browser)


@pytest.fixture
def modules(chromium: Browser) -> Iterator[Page]:
    """An empty page that can import our modules: `modules.evaluate("import('/js/survey/rules.js')…")`."""
    page = chromium.new_page()
    page.route(f"{SITE}/**", answer_with_source)
    page.goto(f"{SITE}/")
    yield page
    page.close()


def answer_with_source(route: Route) -> None:
    path = urlsplit(route.request.url).path
    if path == "/":
        route.fulfill(content_type="text/html", body="<!doctype html>")
    else:
        route.fulfill(content_type="text/javascript", body=(SOURCE / path[1:]).read_text())


@pytest.fixture(scope="session")
def built(static_builds: Path) -> Any:
    """An app that draws pages, and the folder that holds static/."""
    return a_pages_app(static_builds), static_builds.parent


class Survey:
    """A survey in a browser.

    sent, forms: every JSON body and every plain form that was posted.
    answer: request → (status, content type, body); by default the receipt that the contract asks for.
    """

    def __init__(self, page: Page, built: Any, link: OpenLink) -> None:
        self.page = page
        self.sent: list[dict[str, Any]] = []
        self.forms: list[dict[str, list[str]]] = []
        self.faults: list[str] = []
        self.answer: Callable[[dict[str, Any]], tuple[int, str, str] | None] = stored
        self._app, self._folder = built
        self._link = link
        page.set_default_timeout(PATIENCE)
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.connect()

    def connect(self) -> None:
        """Let the network answer."""
        self.page.route(f"{SITE}/**", self._fulfil)

    def open(self, language: str = "en") -> "Survey":
        self.page.goto(f"{SITE}/s/merced-high/student/{language}")
        return self

    def next(self) -> None:
        self.page.locator("#go button, #steps .main").filter(visible=True).click()

    @property
    def part(self) -> str | None:
        """The id of the part that is shown."""
        return self.page.locator("form > section:visible").get_attribute("id")

    def focused(self, property_name: str = "id") -> str:
        """A property of the element that has the focus."""
        said: str = self.page.evaluate(f"document.activeElement.{property_name}")
        return said

    def _fulfil(self, route: Route) -> None:
        path = urlsplit(route.request.url).path
        if path.startswith("/static/"):
            kind = mimetypes.guess_type(path)[0]
            route.fulfill(content_type=kind, body=(self._folder / path[1:]).read_text())
        elif path.startswith("/s/kit/"):
            # Without its words the offline client leaves the page alone.
            route.abort()
        elif path.endswith("/responses"):
            self._take(route, route.request)
        elif route.request.method == "POST":
            self.forms.append(parse_qs(route.request.post_data, keep_blank_values=True))
            route.fulfill(content_type="text/html", body=self._draw(f"{path}/thanks"))
        else:
            route.fulfill(content_type="text/html", body=self._draw(path))

    def _take(self, route: Route, request: Request) -> None:
        self.sent.append(request.post_data_json)
        answer = self.answer(self.sent[-1])
        if answer is None:
            route.abort()
        else:
            status, kind, body = answer
            route.fulfill(status=status, content_type=kind, body=body)

    def _draw(self, path: str) -> str:
        language = path.split("/")[4]
        with self._app.test_request_context():
            if path.endswith("/thanks"):
                return pages.render_thanks(self._link, language, RECEIPT)
            return pages.render_survey(self._link, language)


def stored(body: dict[str, Any]) -> tuple[int, str, str]:
    """The acknowledgement of the contract."""
    said = {"id": body["id"], "status": "stored", "receipt": RECEIPT}
    return 201, "application/json", json.dumps(said)


def refused(status: int, **details: Any) -> tuple[int, str, str]:
    """An error of the JSON door."""
    error = {"code": "refused", "message": "", "details": details}
    return status, "application/json", json.dumps({"error": error})


@pytest.fixture
def take(chromium: Browser, built: Any) -> Iterator[Callable[[OpenLink], Survey]]:
    """Says which survey to take: `take(link)`; after the test no script may have failed."""
    context = chromium.new_context(reduced_motion="reduce")
    taken: list[Survey] = []

    def begin(link: OpenLink) -> Survey:
        taken.append(Survey(context.new_page(), built, link))
        return taken[-1].open()

    yield begin
    context.close()
    assert [fault for survey in taken for fault in survey.faults] == []
