"""Which voice reads a language, and how a text is cut for it."""

import pytest
from playwright.sync_api import Page

CHOOSE = """([language, voices]) => import("/js/widgets/listening/voices.js").then(
    ({ chooseVoice }) => chooseVoice(language, voices)?.lang ?? null)"""
CUT = """(text) => import("/js/widgets/listening/passages.js").then(({ cut }) => cut(text))"""


def chosen(modules: Page, language: str, *tags: str, **more: object) -> str | None:
    voices = [{"lang": tag, "localService": True, "name": tag, **more} for tag in tags]
    found: str | None = modules.evaluate(CHOOSE, [language, voices])
    return found


@pytest.mark.parametrize(
    ("language", "fitting"),
    [
        ("es", ["es-MX", "es-ES", "es_US", "es"]),
        ("zh-Hant", ["zh-TW", "zh-HK", "zh_MO", "yue", "yue-HK", "zh-Hant-TW", "cmn-TW"]),
        ("zh-Hans", ["zh-CN", "zh-SG", "cmn-CN", "zh-Hans-CN"]),
        ("fil", ["fil-PH", "tl-PH", "tl"]),
        ("hmn", []),
        ("prs", []),
    ],
)
def test_only_a_voice_of_the_very_language_is_chosen(modules: Page, language: str, fitting: list[str]):
    others = ["en-US", "est-EE", "fa-IR", "ast", "zh", "vi-VN"]
    some = [
        "es-MX",
        "es-ES",
        "es_US",
        "es",
        "zh-TW",
        "zh-HK",
        "zh_MO",
        "yue",
        "yue-HK",
        "zh-Hant-TW",
        "cmn-TW",
    ]
    some += ["zh-CN", "zh-SG", "cmn-CN", "zh-Hans-CN", "fil-PH", "tl-PH", "tl"]

    assert [tag for tag in [*others, *some] if chosen(modules, language, tag)] == [
        tag for tag in some if tag in fitting
    ]
    assert chosen(modules, language, *some, localService=False) is None
    assert chosen(modules, language, *some, name="es-us-x-sfb-network") is None


def test_a_voice_as_people_here_speak_is_preferred(modules: Page):
    assert chosen(modules, "es", "es-ES", "es-MX") == "es-MX"
    assert chosen(modules, "en", "en-AU", "en-GB", "en-US") == "en-US"
    assert chosen(modules, "es", "es-ES") == "es-ES"


def test_a_text_is_cut_at_sentences_and_a_long_sentence_between_words(modules: Page):
    assert modules.evaluate(CUT, "Is it 3.5 km? Yes.  It is “far.” \n") == [
        "Is it 3.5 km?",
        "Yes.",
        "It is “far.”",
    ]
    assert modules.evaluate(CUT, "你好。你好嗎？好") == ["你好。", "你好嗎？", "好"]
    assert modules.evaluate(CUT, "ਠੀਕ ਹੈ। ਹਾਂ") == ["ਠੀਕ ਹੈ।", "ਹਾਂ"]
    assert modules.evaluate(CUT, "هل هذا جيد؟ نعم.") == ["هل هذا جيد؟", "نعم."]
    pieces = modules.evaluate(CUT, "word " * 100)
    assert " ".join(pieces) == ("word " * 100).strip()
    assert max(map(len, pieces)) <= 160
    assert modules.evaluate(CUT, " ") == []
