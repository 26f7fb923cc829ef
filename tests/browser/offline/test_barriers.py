"""axe finds no barrier in any state that the offline client adds, in light and dark, left to right and right to left.

None of them is wider than the screen of a small phone.
"""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.barriers import Looker
from tests.browser.devices import ready
from tests.browser.kinds import KINDS
from tests.browser.taker import Taker, interface

# Every state in one of them, and each of them for half of the states; `--long`: all in both.
IN_ENGLISH = pytest.mark.parametrize("language", ["en", pytest.param("ar", marks=pytest.mark.long)])
IN_ARABIC = pytest.mark.parametrize("language", [pytest.param("en", marks=pytest.mark.long), "ar"])


class Narrow(Looker):
    """Looks, and measures the width too."""

    def look(self, state: str) -> None:
        super().look(state)
        if self.page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            self.found.append((state, "wider than the screen", ""))


@pytest.fixture
def phone(open_window) -> Page:
    """A small phone whose responses all pass where the test can break them."""
    return open_window(viewport={"width": 360, "height": 640}, has_touch=True, keeps_pages=False).page


@pytest.fixture
def start(phone: Page, site) -> Callable[[str], Taker]:
    def begin(language: str) -> Taker:
        taker = Taker(phone, site.url, "independence-high", KINDS, language).open()
        ready(phone)
        return taker

    return begin


def lose(route: Route) -> None:
    route.abort()


def refuse(route: Route) -> None:
    route.fulfill(status=409, json={"error": {"code": "already_used", "message": "", "details": {}}})


@IN_ARABIC
def test_a_draft_and_what_waits_have_no_barrier(phone: Page, start, site, language: str):
    looker = Narrow(phone)
    taker = start(language)
    looker.look("can be kept")
    taker.start()
    taker.answer({"role": "parent"})
    expect(phone.get_by_text(interface("Saved on this device", language))).to_be_visible()
    looker.look("saved")
    beside = look_beside(phone, taker.address)
    look_while_it_waits(looker, taker)
    phone.goto(f"{site.url}/{language}/")
    ready(phone)
    phone.get_by_role("button", name=interface("Try again", language)).click()
    expect(phone.locator("#strip .problem")).to_be_hidden()
    looker.look("arrived")

    assert looker.found + beside.found == []


def look_beside(phone: Page, address: str) -> Looker:
    """Look at the survey in a second page, while the first one holds unfinished answers."""
    other = phone.context.new_page()
    other.set_viewport_size({"width": 360, "height": 640})
    other.goto(address)
    ready(other)
    looker = Narrow(other)
    looker.look("unfinished answers")
    other.close()
    return looker


def look_while_it_waits(looker: Looker, taker: Taker) -> None:
    """Send without a network, then to a server that refuses: look at the response that waits, and that needs help."""
    phone = looker.page
    phone.route("**/responses", lose)
    taker.press("Review and send")
    taker.send()
    expect(phone.get_by_role("heading", level=1)).to_be_focused()
    looker.look("waits")
    # In this order: between the two, the outbox might try by itself and get through. It may also try before
    # a finger finds the button, so we wake it as a phone does that is back in the network.
    phone.route("**/responses", refuse)
    phone.unroute("**/responses", lose)
    phone.evaluate("dispatchEvent(new Event('online'))")
    expect(phone.locator("#strip .problem")).to_be_visible()
    looker.look("needs help")
    phone.unroute("**/responses")


@IN_ENGLISH
def test_a_shared_device_has_no_barrier(phone: Page, site, language: str):
    looker = Narrow(phone)
    phone.clock.install()
    phone.goto(f"{site.url}/s/independence-high/{language}?kiosk")
    ready(phone)
    looker.look("languages")
    phone.locator(f".tongues [lang={language}]").click()
    phone.wait_for_url(f"**/independence-high/{language}")
    ready(phone)
    looker.look("school")
    phone.clock.fast_forward(151_000)
    expect(phone.get_by_role("dialog")).to_be_visible()
    looker.look("still there?")
    phone.get_by_role("button", name=interface("I am still here", language)).click()
    leave = phone.locator(".hold")
    leave.hover()
    phone.mouse.down()
    looker.look("held")
    phone.mouse.up()
    expect(phone.get_by_text(interface("Hold the button for two seconds", language))).to_be_visible()
    looker.look("hold")
    phone.mouse.down()
    phone.clock.fast_forward(2_100)
    expect(phone.get_by_role("dialog")).to_be_visible()
    phone.mouse.up()
    looker.look("stop sharing?")

    assert looker.found == []


@IN_ENGLISH
def test_the_pages_about_the_device_and_the_schools_have_no_barrier(phone: Page, site, language: str):
    looker = Narrow(phone)
    for path in ("about-this-device", "schools"):
        phone.goto(f"{site.url}/s/{path}/{language}")
        ready(phone)
        looker.look(path)

    assert looker.found == []


@IN_ARABIC
def test_a_browser_that_keeps_nothing_has_no_barrier(phone: Page, site, language: str):
    looker = Narrow(phone)
    phone.add_init_script("Object.defineProperty(window, 'indexedDB', { value: undefined });")
    phone.goto(f"{site.url}/s/independence-high/partner/{language}")
    expect(phone.locator("#main > .notice")).to_be_visible()
    looker.look("without storage")
    phone.goto(f"{site.url}/s/independence-high/{language}?kiosk")
    expect(phone.get_by_role("alert")).to_be_visible()
    looker.look("no shared device")

    assert looker.found == []


def test_the_page_about_the_device_tells_what_is_here(phone: Page, start, site):
    taker = start("en")
    taker.start()
    taker.answer({"role": "parent"})
    expect(phone.get_by_text("Saved on this device")).to_be_visible()
    phone.goto(f"{site.url}/s/about-this-device/en")
    ready(phone)

    shown = dict(
        zip(
            phone.locator("#device dt").all_inner_texts(),
            phone.locator("#device dd").all_inner_texts(),
            strict=True,
        )
    )
    assert shown["Responses waiting to be sent"] == "0"
    assert shown["Unfinished responses"] == "1"
    assert shown["This browser can keep answers"] == "yes"
    assert shown["Protocol"] == "1"
    assert len(shown["Build"]) == 12
    assert len(shown["Key of the server"]) == 16
    assert "…" not in shown.values()


def test_without_scripts_the_pages_of_the_client_are_whole(plain_page: Page, site):
    plain_page.goto(f"{site.url}/s/about-this-device/es")
    expect(plain_page.get_by_text(interface(
        "Scripts are off in this browser, so nothing is kept in it. Every survey works as a plain form.", "es"
    ))).to_be_visible()  # fmt: skip
    plain_page.goto(f"{site.url}/s/schools/es")
    plain_page.get_by_role("link", name="Merced High").click()
    expect(plain_page).to_have_url(f"{site.url}/s/merced-high/es")
