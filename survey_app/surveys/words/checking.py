"""What may be wrong with the words of a translation."""

import re
from collections.abc import Iterator, Sequence

from survey_app.languages.glossaries import Departure, Entry, departures, glossary
from survey_app.problems.problem import Problem
from survey_app.surveys.text import braces
from survey_app.surveys.typed_text import storable

LONGEST = 2000
"""The most characters that the words of one text may have."""
NUMBER = "%(num)s"
"""The number of a text with plural forms."""
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


def faults_of(source: str, words: str, numbers: Sequence[int] = ()) -> Iterator[Problem]:
    """Yield what keeps words from being saved. numbers: some of those that take them, if they are a plural form.

    Where only one number takes them, they may leave it out: a dual says "two" by itself.
    """
    wanted, given = placeholders_of(source), placeholders_of(words)
    needed = [each for each in wanted if len(numbers) != 1 or each != NUMBER]
    if not words:
        yield Problem("words_missing", {}, "words")
    elif storable(words) != words:
        yield Problem("words_not_storable", {}, "words")
    elif len(words) > LONGEST:
        yield Problem("words_too_long", {"longest": LONGEST}, "words")
    elif not set(needed) <= set(given) <= set(wanted):
        if wanted:
            yield Problem("words_placeholders", {"wanted": wanted}, "words")
        else:
            yield Problem("words_without_placeholders", {"given": given}, "words")


def room_for(source: str) -> int:
    """How many characters fit where an English text stands: twice as many, and at least 40."""
    return max(_LEAST_ROOM, int(len(source) * _ROOM))


def terms_in(source: str, language: str) -> list[Entry]:
    """The terms of our glossary that an English text has, with what they are called in a language."""
    return [each for each in glossary(language) if any(departures(source, "", [each]))]


def leaves_glossary(source: str, words: str, language: str) -> list[Departure]:
    """Where words leave our glossary. It is advice; people may know better."""
    return list(departures(source, words, glossary(language)))
