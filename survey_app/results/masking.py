"""Take out of a comment what names or reaches a person: phone numbers, addresses, links, long numbers, chosen words.

Names are found by people, not here: every comment is read by a person before anybody else sees it.
"""

import re
from collections.abc import Iterable

import phonenumbers

MASK = "▇▇▇"
LONGEST_NUMBER = 4
"""Digits in a row that stay: a room or a year tells nothing, a student number does."""

_MAIL = re.compile(r"\S+@\S+")
_LINK = re.compile(
    r"(?:https?://|www\.)\S+|\b[\w-]+(?:\.[\w-]+)*\.(?:com|org|net|edu|gov|io|me|us|ly|tv)\b(?:/\S*)?",
    re.IGNORECASE,
)
_HANDLE = re.compile(r"(?<!\w)@\w{2,}")
# \d is a digit in any script. Digits may be apart by a space, a dot or a dash.
_DIGITS = re.compile(rf"\d(?:[\s.\-]?\d){{{LONGEST_NUMBER},}}")


def mask(words: str) -> str:
    """A comment without phone numbers, e-mail addresses, links, names of accounts, and runs of five digits or more."""
    found = sorted(
        (match.start, match.end)
        for match in phonenumbers.PhoneNumberMatcher(words, "US", leniency=phonenumbers.Leniency.POSSIBLE)
    )
    for start, end in reversed(found):
        words = words[:start] + MASK + words[end:]
    for pattern in (_MAIL, _LINK, _HANDLE, _DIGITS):
        words = pattern.sub(MASK, words)
    return words


def mask_more(words: str, chosen: Iterable[str]) -> str:
    """The same with each chosen word or phrase taken out, wherever it stands, in small or large letters.

    Raises ValueError, with the phrase, for one that does not stand there.
    """
    for phrase in chosen:
        masked = re.sub(re.escape(phrase), MASK, words, flags=re.IGNORECASE)
        if masked == words:
            raise ValueError(phrase)
        words = masked
    return words
