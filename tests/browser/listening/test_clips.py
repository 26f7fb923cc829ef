"""Recorded clips on a page of the server: heard in order, asked for in none, and kept only if somebody wants that."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.clips import names_clips, record, silence, unrecord
from tests.browser.devices import ready, until
from tests.browser.taker import Taker
from tests.cli.serving.server import wait_until

SURVEY = "/s/independence-high/partner/es"
UNASKED = "Question ease? (es)"
LOOK = """() => {
    globalThis.marked = [];
    new MutationObserver((changes) => {
        for (const { target } of changes)
            if (target.classList.contains("read") && target != marked.at(-1)) marked.push(target);
    }).observe(document.body, { subtree: true, attributeFilter: ["class"] });
}"""
OVER = "!document.querySelector('.read, .listen.reading')"
HEARD = "marked.splice(0).map(({ textContent }) => textContent.trim())"
KEPT = "caches.open('survey_app sounds').then((kept) => kept.keys()).then((keys) => keys.length)"
PART = """(name) => fetch(`/s/sound/${name}.mp3`, { headers: { Range: "bytes=0-1" } }).then(async (answer) =>
    [answer.status, answer.headers.get("Content-Range"), (await answer.arrayBuffer()).byteLength])"""

KEEP_OLD = """caches.open("survey_app sounds")
    .then((kept) => kept.put(`/s/sound/${"0".repeat(32)}.mp3`, new Response("old words"))).then(() => true)"""
# A device that has room for three more.
FILL = """() => {
    const { put } = Cache.prototype;
    let room = 3;
    Cache.prototype.put = function (...given) {
        if (!room--) throw new DOMException("full", "QuotaExceededError");
        return put.apply(this, given);
    };
}"""
PAGE_KEPT = "caches.open('survey_app pages').then((kept) => kept.match(location.pathname)).then(Boolean)"
BYTES = len(silence(""))


@pytest.fixture
def keeps_pages() -> bool:
    """Sounds are kept with the pages."""
    return True


@pytest.fixture
def recorded(site) -> Iterator[dict[str, str]]:
    """Somebody has recorded the survey with every kind of question in Spanish, but for one question and our words."""
    yield record(site.database, "es", lambda words: words.endswith("(es)") and words != UNASKED)
    unrecord(site.database, "es")


@pytest.fixture
def listener(phone: Page, site, kinds_on, recorded) -> Taker:
    """Has opened the survey on a phone without a voice, as soon as the server knew of the clips."""
    wait_until(lambda: names_clips(f"{site.url}{SURVEY}"))
    taker: Taker = kinds_on(phone, "es")
    ready(phone)
    return taker


def listen(page: Page, name: str) -> list[str]:
    """Listen to a question; the words that were marked meanwhile."""
    page.evaluate(LOOK)
    page.locator(f"#q-{name} > .listen").click()
    until(page, f"marked.length && {OVER}")
    heard: list[str] = page.evaluate(HEARD)
    return heard


def in_part(page: Page, names: Callable[[str], str]) -> list[str]:
    """The names of the clips of the part on the screen."""
    words = page.locator("form > section:visible [data-sound]").all_text_contents()
    return sorted({names(each.strip()) for each in words})


def test_who_has_no_voice_hears_clips_and_keeps_them_for_later(listener: Taker, recorded: dict[str, str]):
    page = listener.page
    hear_in_order(listener, recorded)
    assert page.evaluate("caches.has('survey_app sounds')") is False
    page.go_back()
    page.go_back()
    press_keep(listener, "The sound is kept on this device too.")
    assert page.evaluate(KEPT) == len(recorded)
    hear_without_network(listener, recorded)
    page.go_back()
    listener.press("Delete the sound from this device")
    expect(page.get_by_text(listener.say("The sound was deleted from this device."))).to_be_visible()
    assert page.evaluate("caches.has('survey_app sounds')") is False

    page.context.set_offline(False)
    page.evaluate(FILL)
    press_keep(
        listener, "There is not enough room on this device for the sound. Everything else is still kept."
    )
    assert page.evaluate(KEPT) == 0
    assert page.evaluate(PAGE_KEPT) is True


def hear_in_order(listener: Taker, recorded: dict[str, str]) -> None:
    """Clips are heard as they stand on the page, shuffled or not; a part asks for all of its own at once."""
    page = listener.page
    asked: list[str] = []
    page.on("request", lambda request: "/s/sound/" in request.url and asked.append(request.url))
    listener.start()
    expect(page.locator(".listen:visible")).to_have_count(4)
    expect(page.locator("#q-ease > .listen")).to_have_count(0)
    choices = [f"choice {each} (es)" for each in ("teacher", "parent", "other")]
    assert listen(page, "role") == ["Question role? (es)", *choices]
    assert [each[-36:-4] for each in asked] == in_part(page, recorded.__getitem__)
    listen(page, "works")
    assert len(asked) == len(set(asked))
    listener.answer({"role": "parent"})
    listener.press("Next")
    order = page.locator("#q-wants label:visible").all_text_contents()
    assert listen(page, "wants") == ["Question wants? (es)", *(each.strip() for each in order)]
    page.locator("#q-wants > .listen").click()
    page.keyboard.press("Escape")
    until(page, OVER)


def press_keep(listener: Taker, outcome: str) -> None:
    name = listener.say("Also keep the sound (%(size)s MB)", size="0,1")
    listener.page.get_by_role("button", name=name).click()
    expect(listener.page.get_by_text(listener.say(outcome))).to_be_visible()


def hear_without_network(listener: Taker, recorded: dict[str, str]) -> None:
    """What is kept plays, the worker gives parts of it, and what no page names any more goes when a page comes."""
    page = listener.page
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.evaluate(KEEP_OLD)
    page.context.set_offline(True)
    page.reload()
    until(page, f"{KEPT}.then((count) => count == {len(recorded)})")
    assert page.evaluate(PART, recorded["choice teacher (es)"]) == [206, f"bytes 0-1/{BYTES}", 2]
    listener.start()
    assert listen(page, "people") == ["Question people? (es)"]
    assert page.locator(".missed").count() == 0
