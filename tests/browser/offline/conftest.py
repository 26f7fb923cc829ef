"""A page with something between it and the site."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.between import Between
from tests.installation import Installation


@pytest.fixture
def keeps_pages() -> bool:
    """These tests are about pages that are kept."""
    return True


@pytest.fixture
def behind(chromium: Browser, site: Installation) -> Iterator[tuple[Page, Between]]:
    """A page, and what stands between it and the site."""
    between = Between(site)
    context = chromium.new_context(locale="en-US")
    context.set_default_timeout(15_000)
    yield context.new_page(), between
    between.goes_on.set()
    context.close()
    between.proxy.stop()
