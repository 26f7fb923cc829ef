"""Two who read neither English nor Spanish, from the address on the poster to the results, on each engine."""

from collections.abc import Callable
from typing import Any, NamedTuple

import pytest

from survey_app.surveys.yaml_file import load_library
from tests.browser.fault_proxy import FaultProxy
from tests.browser.respond.layout.fit import SCROLLS
from tests.browser.taker import interface
from tests.engines.phone import Phone
from tests.engines.respondent import READY_AT, Respondent

pytestmark = pytest.mark.browser

SAYS_ALL = "return document.documentElement.lang == arguments[0] && document.querySelector(arguments[1])?.textContent"


class Reader(NamedTuple):
    """Who answers, in which survey, and what: one question of each part."""

    language: str
    audience: str
    door: str
    answers: dict[str, Any]


READERS = (
    Reader(
        "vi",
        "family",
        "I am family",
        {
            "feel_welcome": "quite",
            "comm_best": ["text"],
            "join": ["events"],
            "open_change": "Xin có thông dịch viên\nvào mỗi buổi họp phụ huynh.",
        },
    ),
    Reader(
        "zh-Hant",
        "student",
        "I am a student",
        {
            "grade": "10",
            "barrier_att": ["other"],
            "barrier_att.other": "要照顧弟弟",
            "open_change": "午餐太短",
        },
    ),
)


def words_of(phone: Phone, language: str, css: str) -> str:
    """What stands at a place of the page in a language, once that is there."""
    return " ".join(str(phone.until(SAYS_ALL, language, css)).split())


def arrive(phone: Phone, site: str, reader: Reader) -> Respondent:
    """From the address of the school on a phone that speaks English, through the language, to the survey."""
    phone.open(f"{site}/s/merced-high")
    phone.tap("nav summary")
    phone.tap(f"nav a[hreflang='{reader.language}']")
    phone.until("return document.documentElement.lang == arguments[0]", reader.language)
    phone.tap(".cards a", interface(reader.door, reader.language))
    phone.until(READY_AT, f"/s/merced-high/{reader.audience}/{reader.language}")
    return Respondent(phone, site, "merced-high", load_library()[reader.audience], reader.language)


# What is finished offline is in Chinese, too, on each engine.
@pytest.mark.parametrize(
    "reader",
    [READERS[0], pytest.param(READERS[1], marks=pytest.mark.long)],
    ids=[reader.language for reader in READERS],
)
def test_a_walk_from_the_address_on_the_poster_to_the_results(
    phone: Phone, line: FaultProxy, stored: Callable[[], list[dict[str, Any]]], reader: Reader
):
    respondent = arrive(phone, line.url, reader)
    assert not phone.run(f"return {SCROLLS}")
    respondent.start()
    respondent.go_through(respondent.parts(), reader.answers)
    respondent.must_see("Send your answers")
    respondent.send()

    assert len(respondent.receipt()) == len("K7Q2-9FXM")
    title, thanks = (
        text.in_language(reader.language).words
        for text in (respondent.survey.title, respondent.survey.thanks[0])
    )
    assert words_of(phone, reader.language, "h1") == thanks
    phone.open(f"{line.url}/r/merced-high/{reader.language}")
    assert words_of(phone, reader.language, "h1") == interface("What people said", reader.language)
    assert title in phone.run("return document.body.innerText")
    assert not phone.run(f"return {SCROLLS}")
    (response,) = stored()
    assert response["language"] == reader.language
    given = {key: answer for key, answer in response["answers"].items() if answer}
    others = {f"{question}.other": words for question, words in response["others"].items()}
    assert {**given, **others} == reader.answers
