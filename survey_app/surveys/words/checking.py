"""What may be wrong with the words of a translation."""

import re
from collections.abc import Iterator

from survey_app.languages.glossaries import Departure, Entry, departures, glossary
from survey_app.problems.problem import Problem
from survey_app.surveys.text import braces
from survey_app.surveys.typed_text import storable

LONGEST = 2000
"""The most characters that the words of one text may have."""
_ROOM = 2.0
_LEAST_ROOM = 40
_VALUE = re.compile(r"%\(\w+\)[sd]|%%?")
_BLANKS = re.compile(r"[ \t\r\n]+")


def tidied(words: str) -> str:
    """Return words without blanks around them and without breaks of lines. Other kinds of blanks stay."""
    return _BLANKS.sub(" ", words).strip(" ")


def placeholders_of(words: str) -> list[str]:
    """What a translation keeps as it is: "{school_name}" in a survey, "%(day)s" on other pages."""
    return sorted({*braces(words), *_VALUE.findall(words)})


def faults_of(source: str, words: str) -> Iterator[Problem]:
    """Yield what keeps words from being saved."""
    if not words:
        yield Problem("words_missing", {}, "words")
    elif storable(words) != words:
        yield Problem("words_not_storable", {}, "words")
    elif len(words) > LONGEST:
        yield Problem("words_too_long", {"longest": LONGEST}, "words")
    elif placeholders_of(words) != (wanted := placeholders_of(source)):
        if wanted:
            yield Problem("words_placeholders", {"wanted": wanted}, "words")
        else:
            yield Problem("words_without_placeholders", {"given": placeholders_of(words)}, "words")


def room_for(source: str) -> int:
    """How many characters fit where an English text stands: twice as many, and at least 40."""
    return max(_LEAST_ROOM, int(len(source) * _ROOM))


def terms_in(source: str, language: str) -> list[Entry]:
    """The terms of our glossary that an English text has, with what they are called in a language."""
    return [each for each in glossary(language) if any(departures(source, "", [each]))]


def leaves_glossary(source: str, words: str, language: str) -> list[Departure]:
    """Where words leave our glossary. It is advice; people may know better."""
    return list(departures(source, words, glossary(language)))
