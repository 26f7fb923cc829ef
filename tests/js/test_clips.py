"""Clips are played in the order of the page, asked for in none, and whatever goes wrong, it goes on or says so."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.browser.clips import Sounds, name_of, silence
from tests.browser.devices import until

# A stand-in for a voice of the device: it reads what has sentences, and notes what.
BEGIN = """async ([marks, spoken]) => {
    const { Player } = await import("/js/widgets/listening/playing.js");
    const part = document.createElement("section");
    const passages = Object.entries(marks).map(([words, clips]) => {
        const element = document.createElement("p");
        element.id = words;
        if (clips) element.dataset.sound = clips;
        part.append(element);
        return { element, sentences: spoken.includes(words) ? [words] : [], clips: clips ? clips.split(" ") : [] };
    });
    part.prepend(Object.assign(document.createElement("button"), { className: "listen" }));
    document.body.replaceChildren(part, Object.assign(document.createElement("button"), { id: "press" }));
    globalThis.heard = [];
    const voice = {
        reads: ({ sentences }) => sentences.length > 0,
        read: (all, reach) => {
            heard.push(`voice ${all.map(({ element }) => element.id)}`);
            setTimeout(() => reach(null));
        },
        stop() {},
    };
    globalThis.player = new Player(voice, "Something is missing.");
    const reach = (element) => heard.push(element?.id ?? "over");
    document.getElementById("press").onclick = () =>
        player.read(passages.filter((each) => player.reads(each)), reach);
    player.audio.addEventListener("ended", () => heard.push("played"));
}"""


@pytest.fixture
def begin(modules: Page) -> Callable[..., Sounds]:
    """Makes a question of passages: its words, and the clips of each."""

    def make(marks: dict[str, list[bytes]], spoken: tuple[str, ...] = ()) -> Sounds:
        named = {words: " ".join(map(name_of, clips)) for words, clips in marks.items()}
        sounds = Sounds(modules, *(clip for clips in marks.values() for clip in clips))
        modules.evaluate(BEGIN, [named, spoken])
        return sounds

    return make


def heard(page: Page) -> list[str]:
    """Press, and wait until it is over."""
    page.evaluate("heard.splice(0)")
    page.click("#press")
    until(page, "heard.at(-1) == 'over'")
    said: list[str] = page.evaluate("heard")
    return said


ONE, TWO, THREE = (silence(words) for words in ("one", "two", "three"))


def test_clips_play_in_the_order_of_the_page_and_are_asked_for_in_none(modules: Page, begin):
    sounds = begin({"asked": [TWO], "hint": [ONE, THREE], "choice": [TWO]})

    assert heard(modules) == ["asked", "played", "hint", "played", "played", "choice", "played", "over"]
    assert sounds.asked == sorted(map(name_of, (ONE, TWO, THREE)))
    heard(modules)
    assert len(sounds.asked) == 3
    assert modules.locator(".missed").count() == 0


def test_what_has_no_clip_is_read_by_the_voice_in_one_go_or_left_out(modules: Page, begin):
    begin({"asked": [ONE], "a": [], "b": [], "mute": [], "c": [TWO]}, spoken=("a", "b"))

    assert heard(modules) == ["asked", "played", "a", "voice a,b", "c", "played", "over"]
    assert modules.locator(".missed").count() == 0


def test_a_clip_that_is_gone_is_read_by_the_voice_or_else_the_page_says_so(modules: Page, begin):
    sounds = begin({"asked": [ONE], "a": [TWO], "b": [THREE]}, spoken=("a",))
    sounds.lost = {name_of(TWO)}
    assert heard(modules) == ["asked", "played", "a", "voice a", "b", "played", "over"]
    assert modules.locator(".missed").count() == 0

    sounds.lost = {name_of(ONE), name_of(TWO), name_of(THREE)}
    sounds = begin({"asked": [ONE], "a": [TWO], "b": [THREE]})
    sounds.lost = {name_of(TWO), name_of(THREE)}
    assert heard(modules) == ["asked", "played", "a", "b", "over"]
    assert modules.locator(".missed").text_content() == "Something is missing."
    # The next press asks again, for these alone.
    sounds.asked.clear()
    sounds.lost.clear()
    assert heard(modules) == ["asked", "played", "a", "played", "b", "played", "over"]
    assert sounds.asked == sorted(map(name_of, (TWO, THREE)))
    assert modules.locator(".missed").count() == 0


def test_a_clip_that_comes_too_late_is_there_for_the_next_press(modules: Page, begin):
    sounds = begin({"asked": [ONE], "a": [TWO]})
    sounds.slow = {name_of(TWO)}
    modules.clock.install()
    modules.click("#press")
    modules.wait_for_function("heard.at(-1) == 'a'")
    modules.clock.run_for(15_000)
    assert modules.evaluate("heard.at(-1)") == "a"
    modules.clock.run_for(7_000)
    modules.wait_for_function("heard.at(-1) == 'over'")
    assert modules.locator(".missed").count() == 1

    modules.clock.resume()
    sounds.release()
    assert heard(modules) == ["asked", "played", "a", "played", "over"]
    assert len(sounds.asked) == 2


def test_a_file_that_is_no_sound_is_not_waited_for(modules: Page, begin):
    begin({"asked": [b"not a sound"], "a": [ONE]})

    assert heard(modules) == ["asked", "a", "played", "over"]
    assert modules.locator(".missed").count() == 1


def test_it_stops_at_once_and_when_the_phone_takes_the_sound_away(modules: Page, begin):
    begin({"asked": [silence("long", frames=400)], "a": [ONE]})
    modules.click("#press")
    until(modules, "player.audio.currentTime > 0")
    modules.evaluate("player.stop()")
    assert modules.evaluate("[player.audio.paused, heard]") == [True, ["asked"]]
    # A second press begins again, and word of the pause before does not stop it.
    modules.click("#press")
    until(modules, "player.audio.currentTime > 0")
    assert modules.evaluate("heard") == ["asked", "asked"]
    modules.evaluate("player.audio.pause()")
    until(modules, "heard.at(-1) == 'over'")
    assert modules.evaluate("heard") == ["asked", "asked", "over"]
    assert modules.locator(".missed").count() == 0
