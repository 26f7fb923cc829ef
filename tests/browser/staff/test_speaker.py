"""A speaker brings a recording on a phone; families hear it within seconds, and no longer once it is removed."""

import re
from collections.abc import Iterator
from time import monotonic

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.actions.clips.sounds import recorded
from tests.browser.clips import names_clips
from tests.browser.conftest import SAVES_DATA
from tests.browser.staff.ways_in import enter, follow
from tests.cli.serving.server import wait_until
from tests.installation import Installation

AT_MOST = 30.0
FAMILY = "/s/merced-high/family/pa"
LENGTH = """(player) => new Promise((told) => {
  player.ondurationchange = () => told(player.duration);
  player.onerror = () => told(player.error.message);
  player.load();
})"""


@pytest.fixture
def phone(chromium: Browser, office: Installation) -> Iterator[BrowserContext]:
    """A phone on paid data: it keeps no survey."""
    context = chromium.new_context(
        locale="en", viewport={"width": 320, "height": 640}, has_touch=True, service_workers="block"
    )
    context.add_init_script(SAVES_DATA)
    yield context
    context.close()


def marked(page: Page, office: Installation, count: int) -> None:
    """Open the page of the survey until so many of its words are recorded: that takes two seconds at most."""
    began = monotonic()
    page.goto(office.url + FAMILY)
    while page.locator("[data-sound]").count() != count and monotonic() - began < AT_MOST:
        # Two processes serve it, and each looks for itself.
        wait_until(lambda: names_clips(office.url + FAMILY) == (count > 0))
        page.reload()
    assert page.locator("[data-sound]").count() == count


def test_a_recording_comes_from_a_phone_is_heard_and_goes(
    phone: BrowserContext, office: Installation
) -> None:
    page = enter(phone, office)
    errors: list[str] = []
    page.on("console", lambda message: message.type == "error" and errors.append(message.text))
    page.goto(f"{office.url}/staff/texts/pa")
    follow(page.get_by_role("link", name="Recorded clips"))
    follow(page.locator("tbody a").first)
    recording = {"name": "Memo 7.m4a", "mimeType": "audio/mp4", "buffer": recorded("ipod")}
    page.get_by_label("The recording").set_input_files(recording)
    page.get_by_role("checkbox", name=re.compile("has agreed")).check()
    page.get_by_role("button", name="Take it").click()

    expect(page.get_by_role("status")).to_contain_text("Please listen to it once.")
    # The style of the page, and whether it may play: all of it, as the browser decodes it.
    assert page.locator("audio").evaluate(LENGTH) == pytest.approx(2.0, abs=0.2)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    reader = phone.new_page()
    marked(reader, office, 1)
    page.get_by_text("Remove this clip").first.click()
    page.get_by_role("button", name="Remove this clip").click()
    expect(page.get_by_role("status")).to_contain_text("The clip is gone.")
    marked(reader, office, 0)
    assert errors == []


def test_without_scripts_families_play_it_too(
    phone: BrowserContext, chromium: Browser, office: Installation
) -> None:
    page = enter(phone, office)
    page.goto(f"{office.url}/staff/texts/pa/sound?state=missing")
    page.locator("tbody a").first.click()
    page.get_by_label("The recording").set_input_files(
        {"name": "Memo 8.ogg", "mimeType": "audio/ogg", "buffer": recorded("ogg")}
    )
    page.get_by_role("checkbox", name=re.compile("has agreed")).check()
    page.get_by_role("button", name="Take it").click()
    expect(page.get_by_role("status")).to_contain_text("Please listen to it once.")
    clip = page.locator("audio").get_attribute("src")

    context = chromium.new_context(java_script_enabled=False, viewport={"width": 320, "height": 640})
    reader = context.new_page()
    marked(reader, office, 1)
    players = reader.locator("details:has(.players)")
    players.locator("summary").click()
    expect(players.locator("audio")).to_be_visible()
    assert players.locator("audio").get_attribute("src") == clip
    box = players.locator("audio").bounding_box()
    assert box is not None
    assert (box["x"] >= 0, box["x"] + box["width"] <= 320) == (True, True)
    context.close()
    page.get_by_text("Remove this clip").first.click()
    page.get_by_role("button", name="Remove this clip").click()
    expect(page.get_by_role("status")).to_contain_text("The clip is gone.")
