"""A translator's ten texts on a phone; a wrong word in an open round; by keyboard, and with scripts off."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from time import monotonic

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import SAVES_DATA
from tests.browser.staff.ways_in import enter, follow, tokens
from tests.installation import Installation

AT_MOST = 5.0
"""Seconds until a mended word is on every page."""


@pytest.fixture(params=[True, False], ids=["scripts", "no scripts"])
def phone(request: pytest.FixtureRequest, chromium: Browser, office: Installation) -> Iterator[Page]:
    """The phone of somebody who checks texts."""
    context = chromium.new_context(
        locale="en", viewport={"width": 390, "height": 844}, has_touch=True, java_script_enabled=request.param
    )
    yield enter(context, office)
    context.close()


@pytest.mark.parametrize(("phone", "count"), [(True, 10), (False, 3)], indirect=["phone"])
def test_texts_take_one_press_each(phone: Page, count: int, office: Installation) -> None:
    language = "hmn"
    follow(phone.get_by_role("link", name="Texts", exact=True))
    follow(phone.locator(f'a[href="/staff/texts/{language}"]'))
    before = checked(phone)
    follow(phone.get_by_role("link", name="Check one after the other"))
    seen = []
    for _ in range(count):
        seen.append(phone.url)
        phone.get_by_role("button", name="This is right").click()
        expect(phone).not_to_have_url(seen[-1])
        expect(phone.get_by_role("status")).to_contain_text("Saved.")

    assert len(set(seen)) == count
    phone.goto(f"{office.url}/staff/texts/{language}")
    # The same words may stand at more places than one.
    assert checked(phone) >= before + count


def checked(phone: Page) -> int:
    """How many texts the page of a language calls checked, in all of its lines together."""
    counts = re.findall(r"([\d,]+) of [\d,]+ checked", phone.locator("main").inner_text())
    assert counts
    return sum(int(count.replace(",", "")) for count in counts)


def test_a_mended_word_is_on_the_page_of_the_survey_within_five_seconds(
    chromium: Browser, phone: Page, office: Installation
) -> None:
    phone.goto(f"{office.url}/staff/texts/es?find=Family+survey")
    phone.locator("tbody a").first.click()
    words = f"Encuesta de las familias {datetime.now(UTC).timestamp()}"
    phone.get_by_role("textbox", name=re.compile("The words in")).fill(words)
    phone.get_by_role("button", name="Save my words").click()
    expect(phone.get_by_role("status")).to_contain_text("Saved.")
    began, reader = monotonic(), chromium.new_page(service_workers="block")
    reader.add_init_script(SAVES_DATA)

    reader.goto(f"{office.url}/s/merced-high/family/es")
    while reader.locator("h1").inner_text() != words and monotonic() - began < 6 * AT_MOST:
        reader.reload()

    assert reader.locator("h1").inner_text() == words
    assert monotonic() - began < AT_MOST
    reader.close()


def test_the_keyboard_says_this_is_right(chromium: Browser, office: Installation) -> None:
    page = chromium.new_page(locale="en")
    page.goto(f"{office.url}/staff/enter/{tokens(office)[0]}")
    follow(page.locator("main button"))
    page.goto(f"{office.url}/staff/texts/pa")
    follow(page.get_by_role("link", name="Check one after the other"))
    before = page.url
    page.get_by_role("textbox", name=re.compile("The words in")).press("Control+Enter")

    expect(page.get_by_role("status")).to_contain_text("Saved.")
    assert page.url != before
    page.close()
