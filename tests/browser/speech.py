"""A device that can speak. Headless browsers have no voices: this stands in for the engine and notes what it says."""

from typing import Any

from playwright.sync_api import Page

from tests.browser.devices import until

Voice = dict[str, Any]


def voice(lang: str, *, local: bool = True, name: str = "") -> Voice:
    return {"lang": lang, "localService": local, "name": name or f"Voice {lang}", "default": False}


# It says one utterance after the other, each until a test calls `finish`. during: the event in which it was told each.
ENGINE = """
    globalThis.SpeechSynthesisUtterance = class {
        constructor(text) {
            this.text = text;
        }
    };
    const engine = {
        voices: [],
        queue: [],
        said: [],
        during: [],
        onvoiceschanged: null,
        isDeaf: false,
        get speaking() {
            return this.queue.length > 0;
        },
        get pending() {
            return this.queue.length > 1;
        },
        getVoices() {
            return this.voices;
        },
        speak(utterance) {
            this.during.push(globalThis.event?.type);
            this.queue.push(utterance);
            if (this.queue.length == 1) this.begin();
        },
        begin() {
            const [now] = this.queue;
            if (!now) return;
            this.said.push([now.text, now.lang, now.voice.name]);
            if (!this.isDeaf) setTimeout(() => this.queue[0] == now && now.onstart?.({}));
        },
        finish() {
            const now = this.queue.shift();
            this.begin();
            now.onend?.({});
        },
        cancel() {
            const stopped = this.queue;
            this.queue = [];
            // As browsers do: later, when the next may be spoken already.
            setTimeout(() => stopped.forEach((each) => each.onerror?.({ error: "canceled" })));
        },
        bring(voices) {
            this.voices = voices;
            this.onvoiceschanged?.({});
        },
    };
    Object.defineProperty(globalThis, "speechSynthesis", { value: engine, configurable: true });
"""


def give_engine(page: Page) -> None:
    """Let every page from now on have an engine, still without voices."""
    page.add_init_script(f"{{ {ENGINE} }}")


def bring_voices(page: Page, *voices: Voice) -> None:
    """Let the voices come, as they do: a while after the page, when its script already waits for them."""
    until(page, "speechSynthesis.onvoiceschanged")
    page.evaluate("(voices) => speechSynthesis.bring(voices)", list(voices))


def listen_to_all(page: Page) -> list[str]:
    """Let the engine say all that it was told, and return it."""
    page.evaluate("while (speechSynthesis.queue.length) speechSynthesis.finish()")
    return [text for text, _, _ in said(page)]


def said(page: Page) -> list[tuple[str, str, str]]:
    """What was said since somebody last asked: text, language, voice."""
    return [tuple(each) for each in page.evaluate("speechSynthesis.said.splice(0)")]


def is_silent(page: Page) -> bool:
    silent: bool = page.evaluate("speechSynthesis.queue.length == 0")
    return silent
