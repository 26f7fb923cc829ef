"""Whoever would rather listen: questions are read aloud by a voice of this device, of the very language of the page."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.barriers import Looker
from tests.browser.clips import names_clips
from tests.browser.devices import ready, until
from tests.browser.respond.layout.fit import SCROLLS, small_targets
from tests.browser.speech import bring_voices, give_engine, is_silent, listen_to_all, said, voice
from tests.browser.taker import Taker
from tests.cli.serving.server import wait_until

READ = "document.querySelector('.read')?.textContent"


@pytest.fixture
def listener(phone: Page, kinds_on) -> Callable[..., Taker]:
    """Opens the first part of a survey on a phone that has a voice of its language."""

    def open_in(language: str = "en") -> Taker:
        give_engine(phone)
        taker: Taker = kinds_on(phone, language)
        taker.start()
        bring_voices(phone, voice(language))
        expect(listen_buttons(phone)).to_have_count(5)
        return taker

    return open_in


def listen_buttons(page: Page):
    return page.locator(".listen:visible")


def listen(taker: Taker, name: str) -> None:
    taker.page.locator(f"#q-{name} > .listen").click()


def codes(page: Page, key: str) -> list[str]:
    """The choices of a question in the order of the page."""
    found: list[str] = page.locator(f"[name='{key}']").evaluate_all("(all) => all.map(({ value }) => value)")
    return found


def test_without_an_own_voice_of_the_language_nothing_changes(phone: Page, site, kinds_on):
    # A test before may have taken clips away.
    wait_until(lambda: not names_clips(f"{site.url}/s/independence-high/partner/es"))
    give_engine(phone)
    taker: Taker = kinds_on(phone, "es")
    taker.start()
    bring_voices(phone)
    ready(phone)
    # The last things that the page shows by itself.
    expect(phone.get_by_text(taker.say("Make available offline")).first).to_be_attached()
    expect(phone.locator("#progress > .larger")).to_be_visible()
    before = phone.screenshot(full_page=True)
    for voices in (
        [voice("es-MX", local=False)],
        [voice("es-us", name="es-us-x-sfb-network")],
        [voice("en-US"), voice("est-EE")],
    ):
        bring_voices(phone, *voices)
        assert phone.locator(".listen").count() == 0

    assert phone.locator("link[href$='listening.css']").count() == 0
    assert phone.screenshot(full_page=True) == before
    bring_voices(phone, voice("en-US"), voice("es_US"))
    expect(phone.locator(".listen")).to_have_count(9)
    assert phone.screenshot(full_page=True) != before
    bring_voices(phone, voice("en-US"))
    expect(phone.locator(".listen")).to_have_count(0)
    assert phone.screenshot(full_page=True) == before


# What is said of each question of the first part, sentence by sentence.
HEARD = {
    "role": [
        "Question role?",
        "This question needs an answer.",
        *("choice teacher", "choice parent", "choice other"),
    ],
    "people": ["Question people?"],
    "town": ["Question town?"],
    "ease": [
        "Question ease?",
        *("choice low", "choice middle", "choice high"),
        *("Does not apply", "I prefer not to say"),
    ],
    "works": ["Question works?", "choice yes", "choice no", "choice not_sure"],
}
MARK_AS_SPANISH = """(label) => label.lastChild.replaceWith(
    Object.assign(document.createElement("span"), { lang: "es", textContent: "no traducido" }))"""


def test_it_reads_what_is_asked_the_hint_and_the_choices_of_every_kind(listener):
    taker = listener()
    page = taker.page
    for name, heard in HEARD.items():
        listen(taker, name)
        assert listen_to_all(page) == heard
        expect(page.locator(f"#q-{name} > .listen")).to_have_text("Listen")
    assert page.evaluate("[...new Set(speechSynthesis.during)]") == ["click"]
    taker.answer({"role": "teacher"})
    taker.press("Next")
    listen(taker, "wants")
    shown = [f"choice {code}" for code in codes(page, "wants")]
    assert listen_to_all(page) == ["Question wants?", "Choose up to 3.", *shown]
    # What is not translated is not read by a voice of another language.
    page.locator("#q-grid label").first.evaluate(MARK_AS_SPANISH)
    listen(taker, "grid")
    assert listen_to_all(page) == [
        "Question grid?",
        *("choice food", "choice no"),
        *("choice books", "choice yes", "choice no"),
    ]
    assert page.locator(".read").count() == 0


def test_what_is_read_is_marked_and_the_voice_is_of_the_page(listener):
    taker = listener("es")
    page = taker.page
    listen(taker, "works")
    button = page.locator("#q-works > .listen")
    expect(button).to_have_text("Detener")
    # The word alone says the state: with aria-pressed a screen reader would say it twice.
    assert button.get_attribute("aria-pressed") is None
    # What is asked has two sentences here.
    for words in (*["Question works? (es)"] * 2, "choice yes (es)", "choice no (es)"):
        assert page.evaluate(READ) == words
        style = page.locator(".read").evaluate(
            "(each) => [getComputedStyle(each).textDecorationLine, getComputedStyle(each).backgroundColor]"
        )
        assert style[0] == "underline"
        assert style[1] not in ("rgba(0, 0, 0, 0)", "transparent")
        page.evaluate("speechSynthesis.finish()")

    assert {(lang, name) for _, lang, name in said(page)} == {("es", "Voice es")}


# Each way to stop; the way back to a part where something can be read.
WAYS: dict[str, Callable[[Taker], object]] = {
    "the button again": lambda taker: listen(taker, "role"),
    "Esc": lambda taker: taker.page.keyboard.press("Escape"),
    "a language": lambda taker: taker.page.evaluate(
        "document.querySelector('nav [name=switch][aria-current]').click()"
    ),
    "out of sight": lambda taker: taker.page.evaluate(
        """() => {
            Object.defineProperty(document, "hidden", { value: true, configurable: true });
            document.dispatchEvent(new Event("visibilitychange"));
            delete document.hidden;
        }"""
    ),
    "leaving": lambda taker: taker.page.evaluate("dispatchEvent(new PageTransitionEvent('pagehide'))"),
    "the way back": lambda taker: taker.page.go_back(),
}


def test_every_way_to_stop_stops_and_nobody_is_told(phone: Page, listener):
    taker = listener()
    page = taker.page
    ready(page)
    page.wait_for_load_state("networkidle")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    stored = page.evaluate("JSON.stringify([localStorage, sessionStorage])")
    for way, stop in WAYS.items():
        listen(taker, "role")
        assert not is_silent(page), way
        stop(taker)
        until(page, "!speechSynthesis.speaking")
        assert page.locator(".read, .listen.reading").count() == 0, way
    taker.start()
    listen(taker, "role")
    said(page)
    listen(taker, "works")
    expect(page.locator("#q-role > .listen")).to_have_text("Listen")
    # The end of what was stopped is told late, and does not stop the next.
    until(page, "speechSynthesis.queue[0]?.text == 'Question works?'")
    page.evaluate("new Promise((done) => setTimeout(done, 20))")
    expect(page.locator("#q-works > .listen")).to_have_text("Stop")
    page.evaluate("document.getElementById('q-works').hidden = true")
    until(page, "!speechSynthesis.speaking")

    assert asked == []
    assert page.evaluate("JSON.stringify([localStorage, sessionStorage])") == stored


def test_the_next_part_stops_it_and_the_keyboard_is_enough(listener):
    taker = listener()
    page = taker.page
    page.locator("#q-role > .listen").focus()
    page.keyboard.press("Enter")
    assert page.evaluate("speechSynthesis.during[0]") == "click"
    assert page.evaluate("document.activeElement.textContent") == "Stop"
    page.evaluate("speechSynthesis.finish()")
    expect(page.locator("#status")).to_have_text("")
    page.keyboard.press("Space")
    assert is_silent(page)
    assert page.evaluate("document.activeElement.textContent") == "Listen"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.value") == "teacher"
    taker.answer({"role": "parent"})
    listen(taker, "ease")
    taker.press("Next")
    until(page, "!speechSynthesis.speaking")
    expect(listen_buttons(page)).to_have_count(2)
    taker.press("Next")
    expect(taker.button("Send my answers").last).to_be_visible()
    expect(listen_buttons(page)).to_have_count(0)


def test_an_engine_that_never_says_that_it_is_done_is_given_up(phone: Page, kinds_on):
    phone.clock.install()
    give_engine(phone)
    taker: Taker = kinds_on(phone)
    taker.start()
    bring_voices(phone, voice("en"))
    expect(listen_buttons(phone)).to_have_count(5)
    phone.evaluate("speechSynthesis.isDeaf = true")
    listen(taker, "people")
    phone.clock.run_for(5_000)
    expect(phone.locator("#q-people > .listen")).to_have_text("Stop")
    phone.clock.run_for(15_000)

    expect(phone.locator("#q-people > .listen")).to_have_text("Listen")
    assert is_silent(phone)


@pytest.mark.parametrize("language", ["en", "ar"])
def test_reading_has_no_barrier_and_fits_large_letters_on_a_narrow_screen(listener, language: str):
    taker = listener(language)
    page = taker.page
    looker = Looker(page)
    for name, at in (("role", 0), ("role", 1), ("ease", 1)):
        listen(taker, name)
        page.evaluate("(at) => { while (at--) speechSynthesis.finish(); }", at)
        looker.look(f"{name} {at}")
        listen(taker, name)
    assert looker.found == []
    listen(taker, "role")
    for width, letters in ((360, "17px"), (320, "17px"), (320, "34px"), (1000, "17px")):
        page.set_viewport_size({"width": width, "height": 640})
        page.evaluate("(size) => { document.documentElement.style.fontSize = size; }", letters)
        assert not page.evaluate(SCROLLS), (width, letters)
        assert small_targets(page) == [], (width, letters)
        assert covered(page) == [], (width, letters)


# Words that a button stands on: of the question, or of a choice.
COVERED = """() => [...document.querySelectorAll(".listen")].flatMap((button) => {
    if (!button.checkVisibility()) return [];
    const own = button.getBoundingClientRect();
    const texts = [...button.parentElement.querySelectorAll("legend, label, p")].flatMap((element) => {
        const range = document.createRange();
        range.selectNodeContents(element);
        return [...range.getClientRects()].map((box) => [element.textContent, box]);
    });
    const meets = ({ left, right, top, bottom }) =>
        left < own.right - 1 && right > own.left + 1 && top < own.bottom - 1 && bottom > own.top + 1;
    return texts.filter(([, box]) => meets(box)).map(([words]) => words);
})"""


def covered(page: Page) -> list[str]:
    found: list[str] = page.evaluate(COVERED)
    return found


def test_it_works_without_a_network(open_window, kinds_on):
    window = open_window(viewport={"width": 360, "height": 640}, keeps_pages=True)
    page = window.page
    give_engine(page)
    taker: Taker = kinds_on(page)
    ready(page)
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    until(
        page, "caches.open('survey_app pages').then((pages) => pages.match(location.pathname)).then(Boolean)"
    )
    window.context.set_offline(True)
    page.reload()
    taker.start()
    bring_voices(page, voice("en-US"))
    listen(taker, "people")

    assert said(page) == [("Question people?", "en-US", "Voice en-US")]
