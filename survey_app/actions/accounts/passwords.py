"""Passwords of staff: we judge them, offer them, and keep them as argon2id.

Another keyboard sends other bytes for the same words: a separate accent, full-width letters, a no-break space.
So we put every password into the form NFKC first (NIST SP 800-63B, 5.1.1.2).
"""

import secrets
import unicodedata
from collections.abc import Iterable
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from xkcdpass import xkcd_password
from zxcvbn import zxcvbn

SHORTEST = 15
LONGEST = 200
_LONGEST_TYPED = 4 * LONGEST
"""No password is longer, even with its accents as separate characters. Normalizing a million accents takes minutes."""

_WORDS = 5
"""Five of about 6,000 words: 62 bits."""
_STRONG_ENOUGH = 3  # of zxcvbn's 0 to 4: "safely unguessable" by an attacker who can try
_MOST_JUDGED = 72  # zxcvbn takes seconds for longer ones
_hasher = PasswordHasher()


def password_problem(password: str, about: Iterable[str]) -> str | None:
    """Return the code of the problem with a password, or None if the password is good.

    about: words that somebody who knows the person would try, such as the name and the address.
    """
    normal = _normal(password[: _LONGEST_TYPED + 1])
    if len(normal) < SHORTEST:
        return "password_too_short"
    if len(normal) > LONGEST or len(password) > _LONGEST_TYPED:
        return "password_too_long"
    score: int = zxcvbn(normal[:_MOST_JUDGED], user_inputs=list(about))["score"]
    return None if score >= _STRONG_ENOUGH else "password_easy_to_guess"


def offer_passphrase() -> str:
    """Offer a new passphrase of five words. People may take it or choose their own."""
    return " ".join(secrets.choice(_words()) for _ in range(_WORDS))


def hash_password(password: str) -> str:
    """Return the password as argon2id, with its salt and costs."""
    return _hasher.hash(_normal(password))


def is_password(hashed: str | None, password: str) -> bool:
    """Check a password. This takes as long without an account as with one, so that nobody learns who has an account."""
    # Make the hash in any case. Otherwise the first person without an account would wait longer.
    nobodys = _nobodys()
    # Try the words as they were typed second: some hashes are older than the normalizing.
    forms = dict.fromkeys((_normal(password), password)) if len(password) <= _LONGEST_TYPED else [""]
    return any(_fits(hashed or nobodys, each) for each in forms) and hashed is not None


def _fits(hashed: str, password: str) -> bool:
    try:
        return _hasher.verify(hashed, password)
    except (VerificationError, InvalidHashError):
        return False


def _normal(password: str) -> str:
    return unicodedata.normalize("NFKC", password)


@cache
def _nobodys() -> str:
    return _hasher.hash(secrets.token_hex(16))


@cache
def _words() -> list[str]:
    path = xkcd_password.locate_wordfile("eff-long")
    words: list[str] = xkcd_password.generate_wordlist(wordfile=path, min_length=4, max_length=8)
    return words
