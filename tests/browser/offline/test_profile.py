"""What the browser writes to disk: the profile is searched for every answer, as UTF-8 and as UTF-16."""

import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.devices import Device, ready
from tests.browser.kinds import KINDS
from tests.browser.taker import Taker
from tests.installation import Installation

TAGS = [f"qzxj{number:02}wkvy" for number in range(50)]
SHARED_TAGS = [f"wvkx{number:02}qzjy" for number in range(10)]
# What a browser notes of a page without us: it brings an ordinary field back after a crash, and keeps what pages store.
NAIVE_FIELD, NAIVE_DATABASE = "naivefieldqzxj", "naivedatabaseqzxj"
# An answer that somebody gave, read from the form and stored where nothing of it may be: the search must find it.
LEAKED = "leakedqzxjwkvy"
NAIVE = [NAIVE_FIELD, NAIVE_DATABASE, LEAKED]
WRITE_NAIVELY = """(kept) => {
    const stored = document.querySelector("[name=why]").value.split(" ").at(-1);
    const input = document.createElement("input");
    input.id = "naive";
    document.body.append(input);
    input.focus();
    localStorage.setItem("naive", stored);
    return new Promise((done) => {
        const opening = indexedDB.open("naive");
        opening.onupgradeneeded = () => opening.result.createObjectStore("drafts");
        opening.onsuccess = () => {
            const writing = opening.result.transaction("drafts", "readwrite", { durability: "strict" });
            writing.objectStore("drafts").put(kept, "draft");
            writing.oncomplete = done;
        };
    });
}"""
PATIENCE = 60  # seconds


def found_in(profile: Path, tags: list[str]) -> set[str]:
    """Which tags stand in any file of a profile."""
    found = set()
    for path in filter(Path.is_file, profile.rglob("*")):
        # A browser that runs takes files away.
        with suppress(FileNotFoundError):
            content = path.read_bytes()
            found |= {tag for tag in tags if tag.encode() in content or tag.encode("utf-16-le") in content}
    return found


def wait_until_noted(device: Device, page: Page) -> None:
    """Until the browser has written what it writes of any page: what is not on the disk then, is not noted at all."""
    page.evaluate(WRITE_NAIVELY, NAIVE_DATABASE)
    page.keyboard.type(NAIVE_FIELD)
    latest = time.monotonic() + PATIENCE
    while (found := found_in(device.profile, NAIVE)) != set(NAIVE):
        assert time.monotonic() < latest, f"of the control, only this was found on the disk: {found}"
        page.wait_for_timeout(100)


@pytest.fixture
def device(chromium: Browser, tmp_path: Path) -> Iterator[Device]:
    device = Device(chromium, tmp_path / "profile", whole=True, locale="en-US").start()
    yield device
    device.kill()


def take(page: Page, url: str) -> Taker:
    taker = Taker(page, url, "independence-high", KINDS, "en").open()
    ready(taker.page)
    return taker


def answer_with(taker: Taker, tags: list[str]) -> None:
    """Ten tags or more in the short and the long text of one response."""
    taker.start()
    taker.answer({"role": "other", "role.other": tags[0], "town": " ".join(tags[1:4])})
    taker.press("Next")
    expect(taker.heading("wishes")).to_be_visible()
    taker.answer({"wants": ["a"], "why": " ".join(tags[4:])})


def test_fifty_answers_and_ten_of_a_shared_device_leave_no_trace_after_they_were_sent_and_after_a_crash(
    device: Device, site: Installation
):
    go_away_from_a_shared_device(device.context.new_page(), site.url.replace("127.0.0.1", "localhost"))
    device.pages[0].bring_to_front()
    for at in range(0, 40, 10):
        taker = take(device.pages[0], site.url)
        answer_with(taker, TAGS[at : at + 10])
        taker.press("Next")
        if at == 30:
            device.context.set_offline(True)
        taker.send()
        if at == 30:
            expect(taker.page.get_by_role("heading", name="Your answers are safe")).to_be_focused()
        else:
            assert taker.receipt()
    device.context.set_offline(False)
    taker = take(device.pages[0], site.url)
    answer_with(taker, [*TAGS[40:], LEAKED])
    expect(taker.page.get_by_text("Saved on this device")).to_be_visible()
    wait_until_noted(device, taker.page)
    device.kill()

    assert found_in(device.profile, [*TAGS, *SHARED_TAGS, LEAKED]) == {LEAKED}


def go_away_from_a_shared_device(page: Page, url: str) -> None:
    """To the browser, the other name of this machine is another site: it shares nothing with the first."""
    page.clock.install()
    page.goto(f"{url}/s/independence-high?kiosk")
    ready(page)
    answer_with(take(page, url), SHARED_TAGS)
    page.clock.fast_forward(151_000)
    expect(page.get_by_role("dialog", name="Are you still there?")).to_be_visible()
    page.clock.fast_forward(31_000)
    page.wait_for_url("**/s/independence-high?kiosk")
