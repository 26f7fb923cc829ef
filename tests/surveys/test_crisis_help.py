"""Whoever needs help now reads the same facts in every survey and language: whom to call, and what is offered in it.

988 answers calls in English and Spanish (press 2), and in other languages through an interpreter, whom callers ask
for by the English name of their language. It answers text messages in English and Spanish (AYUDA) only.
"""

import re
from collections.abc import Iterator

import polib
import pytest

from survey_app.languages.catalogs import TRANSLATIONS
from survey_app.languages.listed import listed
from survey_app.surveys.yaml_file import load_library

NUMBERS = ("911", "988", "741741")
# What callers say for an interpreter, where that is not the last word of the language's English name.
SPOKEN = {"zh-Hans": "Mandarin", "zh-Hant": "Cantonese", "fil": "Tagalog"}
BY_TEXT = {"en": "HOME", "es": "AYUDA"}
LIBRARY = load_library()


def to_say(number: str, language: str) -> set[str]:
    """What a line about a number must hold in a language."""
    if number == "911":
        return {"911"}
    if number == "741741":
        return {"741741", BY_TEXT.get(language, "HOME")}
    spanish_or_not = {"2", "AYUDA"} if language == "es" else set()
    line = listed().find(language)
    said = SPOKEN.get(language) or (line.english.split()[-1] if line else "")
    name = {said} if said and language not in BY_TEXT else set()
    return {"988"} | spanish_or_not | name


def faults(number: str, language: str, words: str) -> list[str]:
    """What a line lacks, and the numbers in it that are none of ours."""
    lacking = [
        # Chinese has no spaces around a number or a name, and Korean lets its particles follow at once.
        each
        for each in sorted(to_say(number, language))
        if not re.search(rf"(?<![0-9A-Za-z]){each}(?![0-9A-Za-z])", words)
    ]
    return lacking + sorted(set(re.findall(r"\d{3,}", words)) - {number})


def lines_of_help(survey: str) -> Iterator[tuple[str, str, str]]:
    """Number, language and words of every line of help that names one; untranslated lines are English."""
    for text in LIBRARY[survey].help:
        named = [number for number in NUMBERS if number in re.findall(r"\d+", text.source)]
        for language in LIBRARY[survey].languages if named else ():
            shown = text.in_language(language)
            yield named[0], shown.language, shown.words


@pytest.mark.parametrize("survey", LIBRARY)
def test_every_survey_says_in_every_language_whom_to_call_and_what_is_offered(survey):
    found = list(lines_of_help(survey))

    assert {number for number, _language, _words in found} >= {"911", "988"}
    assert [
        (language, words, wrong)
        for number, language, words in found
        if (wrong := faults(number, language, words))
    ] == []


def test_the_interface_names_the_same_numbers_in_every_language():
    named = re.compile(r"(?<!\d)(?:911|988|741741)(?!\d)")
    said = [
        (named.findall(entry.msgid), named.findall(entry.msgstr))
        for path in sorted(TRANSLATIONS.glob("*/LC_MESSAGES/messages.po"))
        for entry in polib.pofile(str(path))
        if named.search(entry.msgid) and entry.msgstr
    ]

    assert said
    assert [source for source, translated in said if source != translated] == []


@pytest.mark.parametrize(
    ("number", "language", "words", "wrong"),
    [
        ("911", "es", "Llame al 991.", ["911", "991"]),
        ("988", "es", "Llame al 988.", ["2", "AYUDA"]),
        ("988", "hmn", "Hu 988.", ["Hmong"]),
        ("741741", "es", "Mande HOME al 741741.", ["AYUDA"]),
        ("741741", "en", "Text HOME to 741714.", ["741741", "741714"]),
    ],
)
def test_a_line_that_lacks_a_fact_is_found(number, language, words, wrong):
    assert faults(number, language, words) == wrong
