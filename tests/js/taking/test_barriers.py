"""No part of a survey has a barrier."""

import pytest
from playwright.sync_api import Page

from tests.browser.barriers import barriers
from tests.js.conftest import stored
from tests.js.taking.steps import send, wait_for_failure


class Narrow:
    """Looks at one state of a page after the other: what axe finds, and whether the page is too wide."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self.found: list[tuple[str, str, str]] = []

    def look(self, state: str) -> None:
        """Remember what is wrong in this state."""
        self.found += [(state, *barrier) for barrier in barriers(self._page)]
        if self._page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            self.found.append((state, "wider than the screen", ""))


@pytest.mark.parametrize("width", [360, pytest.param(768, marks=pytest.mark.long), 1280])
def test_no_part_has_a_barrier_or_is_wider_than_the_screen(survey, width):
    page = survey.page
    page.set_viewport_size({"width": width, "height": 640})
    narrow = Narrow(page)

    narrow.look("start")
    survey.next()
    survey.next()
    narrow.look("problems")
    page.check("[name=belong][value=little]")
    narrow.look("first")
    survey.next()
    page.check("[name=needs3][value=other]")
    narrow.look("second")
    page.click("#steps [value=end]")
    narrow.look("review")
    survey.answer = lambda body: None
    send(survey)
    wait_for_failure(survey)
    narrow.look("failed")
    survey.answer = stored
    send(survey)
    page.wait_for_url("**/thanks*")
    narrow.look("thanks")

    assert narrow.found == []
