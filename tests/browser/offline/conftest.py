"""A page with something between it and the site."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.between import Between
from tests.browser.conftest import SAVES_DATA
from tests.installation import Installation

Behind = tuple[Page, Between]


@pytest.fixture
def keeps_pages() -> bool:
    """These tests are about pages that are kept."""
    return True


@pytest.fixture
def stand_between(chromium: Browser, site: Installation) -> Iterator[Callable[..., Behind]]:
    """Opens a page behind something. Options are those of Playwright's `new_context`."""
    between = Between(site)
    contexts = []

    def open_behind(**options: Any) -> Behind:
        contexts.append(chromium.new_context(locale="en-US", **options))
        contexts[-1].set_default_timeout(15_000)
        return contexts[-1].new_page(), between

    yield open_behind
    between.goes_on.set()
    for context in contexts:
        context.close()
    between.proxy.stop()


@pytest.fixture
def behind(stand_between: Callable[..., Behind]) -> Behind:
    """A page on paid data, and what stands between it and the site."""
    page, between = stand_between()
    page.add_init_script(SAVES_DATA)
    return page, between
