"""Who reads no word hears the survey in Hmong, which no phone can speak, and answers without typing, on each engine."""

from collections.abc import Callable
from typing import Any

import pytest

from survey_app.surveys.model import Survey
from survey_app.surveys.yaml_file import load_library
from tests.browser.clips import names_clips, record
from tests.browser.fault_proxy import FaultProxy
from tests.engines.phone import Phone
from tests.engines.programs import wait_for
from tests.engines.respondent import Respondent
from tests.installation import Installation

pytestmark = pytest.mark.browser

ANSWERS = {
    "feel_welcome": "quite",
    "comm_best": ["text", "whatsapp"],
    "svc_bar": ["work"],
    "safe": "dk",
    "join": ["events"],
    "race_eth": ["asian"],
}
# Those that are heard, in the first part, in the middle and in the last: one choice or several.
HEARD_QUESTIONS = ("feel_welcome", "join", "race_eth")
# What is marked, in order, and how many sounds came to their end, written where a later look finds it. The player has
# no place in the page: we meet it when it plays.
WATCH = """
    const { dataset } = document.documentElement;
    dataset.played = 0;
    if (!window.playUnseen) {
        window.playUnseen = HTMLMediaElement.prototype.play;
        HTMLMediaElement.prototype.play = function () {
            const count = ({ isTrusted }) => {
                if (isTrusted && this.currentTime > 0) dataset.played = Number(dataset.played) + 1;
            };
            // Before the player hears of it and goes on with the next.
            this.addEventListener("ended", count, { once: true, capture: true });
            return window.playUnseen.call(this);
        };
    }
    const heard = [];
    new MutationObserver((changes) => {
        for (const { target } of changes)
            if (target.classList.contains("read") && target != heard.at(-1)) heard.push(target);
        document.documentElement.dataset.heard = heard.length;
    }).observe(document.getElementById("survey"), { subtree: true, attributeFilter: ["class"] });
"""
HEARD = """
    const isOver = !document.querySelector(".read, .listen.reading");
    const { heard, played } = document.documentElement.dataset;
    return isOver && [Number(heard), Number(played), document.querySelectorAll(".missed").length];
"""
# Passages, and the clips that they have together.
ALOUD = """
    const passages = [...document.getElementById(arguments[0]).querySelectorAll("[data-sound]")];
    return [passages.length, passages.flatMap(({ dataset }) => dataset.sound.split(" ")).length];
"""


@pytest.fixture(scope="module")
def survey(site: Installation) -> Survey:
    """The survey of families; somebody has recorded some of its questions in Hmong, with their choices."""
    survey = load_library()["family"]
    asked = [question for question in survey.questions() if question.name in HEARD_QUESTIONS]
    texts = [text for each in asked for text in (each.ask, *(choice.text for choice in each.choices))]
    record(site.database, "hmn", {text.in_language("hmn").words for text in texts}.__contains__)
    return survey


@pytest.fixture
def listener(phone: Phone, line: FaultProxy, survey: Survey) -> Respondent:
    """A parent on a phone with the survey in Hmong open."""
    phone.open("about:blank")
    parent = Respondent(phone, line.url, "merced-high", survey)
    parent.language = "hmn"
    wait_for(lambda: names_clips(parent.address), "the page has clips")
    return parent.open()


def hear(phone: Phone, place: str) -> None:
    phone.run(WATCH)
    phone.tap(f"#{place} > .listen", "Mloog")
    heard = wait_for(lambda: phone.look(HEARD), "it was heard")
    assert heard == [*phone.run(ALOUD, place), 0]
    assert heard[0] > 1


def test_who_reads_no_word_hears_what_is_recorded_and_sends_without_typing(
    listener: Respondent, stored: Callable[[], list[dict[str, Any]]]
):
    phone = listener.phone
    listener.start()
    for section in listener.parts():
        phone.until("return !document.getElementById(arguments[0]).hidden", f"s-{section.name}")
        for question in section.questions:
            if question.name in HEARD_QUESTIONS:
                hear(phone, f"q-{question.name}")
        listener.answer_section(section, ANSWERS)
        listener.press("Next")
    listener.send()

    assert listener.receipt()
    (response,) = stored()
    assert response["language"] == "hmn"
    assert {key: answer for key, answer in response["answers"].items() if answer} == ANSWERS
