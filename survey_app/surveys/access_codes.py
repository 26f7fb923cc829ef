"""Access codes on paper: ten characters that are easy to read and type. The last one catches typing errors.

The alphabet is Crockford's base 32 (no I, L, O, U). The check character is a weighted sum in the field GF(32),
x^5 + x^2 + 1. It catches every wrong character, and every two characters that changed places. static/js/survey/codes.js
does the same in the browser.
"""

import secrets
import unicodedata

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 10
"""Nine random characters (45 bits) and the check character."""

_LOOK_ALIKES = str.maketrans("OIL", "011")
_DASHES = "\u0640\u30fc"
"""Two letters that people type for a dash: the Arabic tatweel and the Japanese long-vowel mark."""

_LONGEST_TYPED = 200
_OVERFLOW, _POLYNOMIAL = 0b100000, 0b100101


def new_code() -> str:
    """Make a new code, such as "K7Q2F9XMAB". `spell` writes it for people."""
    random = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH - 1))
    return random + _check_character(random)


def spell(code: str) -> str:
    """A code as we print it: "K7Q2F-9XMAB"."""
    return f"{code[:5]}-{code[5:]}"


def read_code(typed: str) -> str | None:
    """Read a typed code in any form, with O for 0, and I or L for 1. Returns None if there is a typing error."""
    code = plain(typed)
    is_code = len(code) == LENGTH and all(each in ALPHABET for each in code)
    return code if is_code and _check_character(code[:-1]) == code[-1] else None


def plain(typed: str) -> str:
    """The letters and digits of a typed code, in capitals. It reads only the first 200 characters.

    Digits of every script become 0 to 9, and full-width letters become plain letters. O becomes 0; I and L become 1.
    Everything else is dropped: spaces, hyphens, dashes, accents, invisible characters.
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
    """Multiply a value by x in the field."""
    doubled = value << 1
    return doubled ^ _POLYNOMIAL if doubled & _OVERFLOW else doubled
