"""Access codes on paper: ten characters that are easy to read and to type, the last of which finds typing errors.

Crockford's base 32 (no I, L, O, U). The check character is a weighted sum in the field GF(32), x^5 + x^2 + 1: it finds
every wrong character and every two that changed places. The twin is static/js/survey/codes.js.
"""

import secrets
import unicodedata

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 10
"""Nine random characters, 45 bits, and the check character."""

_LOOK_ALIKES = str.maketrans("OIL", "011")
_DASHES = "\u0640\u30fc"
"""Two letters that stand for a dash: tatweel, and the long vowel of Japanese."""

_LONGEST_TYPED = 200
_OVERFLOW, _POLYNOMIAL = 0b100000, 0b100101


def new_code() -> str:
    """A new code, "K7Q2F9XMAB"; for people it is written as `spell` does."""
    random = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH - 1))
    return random + _check_character(random)


def spell(code: str) -> str:
    """A code as it stands on paper: "K7Q2F-9XMAB"."""
    return f"{code[:5]}-{code[5:]}"


def read_code(typed: str) -> str | None:
    """The code that was typed, in whatever way; O for 0, I and L for 1 are forgiven. None: a typing error."""
    code = plain(typed)
    is_code = len(code) == LENGTH and all(each in ALPHABET for each in code)
    return code if is_code and _check_character(code[:-1]) == code[-1] else None


def plain(typed: str) -> str:
    """The letters and digits of a code as they are meant, in capitals; what comes after 200 characters is not read.

    Digits of every script are 0 to 9, full-width letters are letters, O is 0, I and L are 1. Everything else is left
    out: spaces, hyphens, dashes, accents, invisible signs.
    """
    signs = unicodedata.normalize("NFKD", typed[:_LONGEST_TYPED])
    kept = (each for each in signs if unicodedata.category(each)[0] in "LN" and each not in _DASHES)
    return "".join(str(unicodedata.decimal(each, each)) for each in kept).upper().translate(_LOOK_ALIKES)


def _check_character(random: str) -> str:
    total = 0
    for character in random:
        total = _double(total ^ ALPHABET.index(character))
    return ALPHABET[total]


def _double(value: int) -> int:
    """The value times x."""
    doubled = value << 1
    return doubled ^ _POLYNOMIAL if doubled & _OVERFLOW else doubled
