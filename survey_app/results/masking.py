"""Mask what could identify or reach a person in a comment: phone numbers, addresses, links, long numbers, chosen words.

The patterns search a plain copy of the comment: compatible characters are unified, invisible ones left out, and digits
of any script become 0 to 9. The matches are then masked in the original words. The rest stays as it was written.

This code does not find names. A person reads every comment before anyone else sees it.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator

import phonenumbers

from survey_app.results.harmless_numbers import is_harmless

MASK = "▇▇▇"
LONGEST_NUMBER = 4
"""How many digits in a row may stay. A room or a year identifies nobody, but a student number does."""

# Some endings are also words, such as "in" or "be". They count only in a known host or before a path.
_ENDINGS = (
    "com|org|net|edu|gov|mil|io|ly|tv|gg|co|app|dev|info|biz|xyz|site|online|club|chat|cc|fm|gl|gd|ee|mx|uk|ca|ai|tk|eu"
    "|(?-i:me|us|link|live|page)"
)
_WORDS_AS_ENDINGS = "at|be|de|es|fi|id|im|in|is|it|la|my|no|ph|sh|so|st|to|am|gy"
_KNOWN_HOSTS = (
    r"youtu\.be|t\.me|wa\.me|m\.me|fb\.me|instagr\.am|redd\.it|lnkd\.in|amzn\.to|spoti\.fi|t\.ly|is\.gd|rb\.gy|v\.gd"
    r"|dai\.ly|shorturl\.at|surl\.li|threads\.net"
)
_MAILERS = "gmail|googlemail|yahoo|hotmail|outlook|icloud|proton|protonmail|aol|live|msn"
_OPEN, _CLOSE = r"[\s(\[{<_*-]*", r"[\s)\]}>_*-]*"
_AT = rf"(?:\s*@\s*|{_OPEN}\b(?:at|arroba)\b{_CLOSE})"
_DOT = rf"(?:\s*\.\s*|{_OPEN}\b(?:dot|punto)\b{_CLOSE})"
_SPOKEN_DOT = rf"{_OPEN}\b(?:dot|punto)\b{_CLOSE}|\s*[(\[{{<]\s*\.\s*[)\]}}>]\s*"
_NETWORKS = (
    "insta|instagram|ig|snap|snapchat|tiktok|discord|facebook|fb|whatsapp|telegram|twitter|kik|e-?mail|correo"
)
_DIGIT_WORDS = (
    "zero|oh|one|two|three|four|five|six|seven|eight|nine"
    "|cero|uno|dos|tres|cuatro|cinco|seis|siete|ocho|nueve"
)
_DIGIT = rf"(?:\d|\b(?:{_DIGIT_WORDS})\b)"
_PATTERNS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"\S+@\S+",
        rf"[\w.+-]+(?:(?:{_SPOKEN_DOT})[\w.+-]+)?{_AT}[\w-]+(?:{_DOT}[\w-]+)*?{_DOT}(?:{_ENDINGS}|{_WORDS_AS_ENDINGS})\b",
        rf"[\w.+-]+{_AT}(?:{_MAILERS})\b",
        r"(?:\w+://|\bwww\.)\S+",
        rf"\b[\w-]+(?:\.[\w-]+)*\.(?:{_ENDINGS})\b(?:[/:?#]\S*)?",
        rf"\b[\w-]+(?:\.[\w-]+)*\.(?:{_WORDS_AS_ENDINGS})/\S*",
        rf"\b(?:{_KNOWN_HOSTS})\b\S*",
        rf"\b[\w-]+(?:(?:{_SPOKEN_DOT})[\w-]+)*?(?:{_SPOKEN_DOT})(?:{_ENDINGS}|gg|be)\b(?:\s*/\s*\S+)?",
        r"(?<!\w)@\w{2,}|\barroba\s+\w{2,}",
        r"\b\w{2,}#\d{4}\b",
        rf"\b(?:{_NETWORKS})\s*[:=]\s*\S+",
    )
)
# Up to three signs of any kind may be between the digits.
_NUMBER = re.compile(rf"{_DIGIT}(?:(?:[^\w]|_){{0,3}}{_DIGIT}){{{LONGEST_NUMBER},}}", re.IGNORECASE)


def mask(words: str) -> str:
    """Mask phone numbers, e-mail addresses, links, account names, and runs of five or more digits in a comment.

    A run of digits may have signs between the digits. Dates, times, prices and lists such as 9, 10, 11 stay.
    """
    plain, places = _plain(words)
    places.append(len(words))
    spans = [*_numbers(plain), *(match.span() for pattern in _PATTERNS for match in pattern.finditer(plain))]
    return _without(
        words, [(places[start], _end(words, places[end - 1], places[end])) for start, end in spans]
    )


def mask_more(words: str, chosen: Iterable[str]) -> str:
    """Mask each chosen word or phrase wherever it appears, in upper or lower case.

    Raises ValueError with the phrase if the comment does not contain it.
    """
    for phrase in chosen:
        masked = re.sub(re.escape(phrase), MASK, words, flags=re.IGNORECASE)
        if masked == words:
            raise ValueError(phrase)
        words = masked
    return words


def _numbers(plain: str) -> Iterator[tuple[int, int]]:
    harmless = []
    for match in _NUMBER.finditer(plain):
        if is_harmless(match[0], plain[: match.start()], plain[match.end() :]):
            harmless.append(match.span())
        else:
            yield match.span()
    for phone in phonenumbers.PhoneNumberMatcher(plain, "US", leniency=phonenumbers.Leniency.POSSIBLE):
        if not any(start <= phone.start and phone.end <= end for start, end in harmless):
            yield phone.start, phone.end


def _plain(words: str) -> tuple[str, list[int]]:
    """The plain copy, and the position in `words` that each of its characters comes from."""
    signs: list[str] = []
    places: list[int] = []
    for place, sign in enumerate(words):
        if _is_invisible(sign, signs[-1] if signs else ""):
            continue
        plain = "".join(str(unicodedata.digit(one, one)) for one in unicodedata.normalize("NFKC", sign))
        signs.extend(plain)
        places.extend([place] * len(plain))
    return "".join(signs), places


def _is_invisible(sign: str, before: str) -> bool:
    """Whether a character takes no space: format and control characters except white space, and marks on a digit."""
    category = unicodedata.category(sign)
    if category in ("Cf", "Cc", "Me") or "\ufe00" <= sign <= "\ufe0f" or sign in "\u034f\u115f\u1160\u3164":
        return not sign.isspace()
    return category == "Mn" and before.isdigit()


def _end(words: str, last: int, following: int) -> int:
    """Where a match ends, with the marks on its last character. following: position of the next visible character."""
    end = last + 1
    while end < following and unicodedata.category(words[end]) in ("Mn", "Me"):
        end += 1
    return end


def _without(words: str, spans: list[tuple[int, int]]) -> str:
    parts, at = [], 0
    for start, end in sorted(spans):
        if start >= at:
            parts += [words[at:start], MASK]
        at = max(at, end)
    return "".join([*parts, words[at:]])
