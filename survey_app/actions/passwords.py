"""Passwords of staff: judged, offered, kept as argon2id."""

import secrets
from collections.abc import Iterable
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from xkcdpass import xkcd_password
from zxcvbn import zxcvbn

SHORTEST = 15
LONGEST = 200
_WORDS = 5
"""Five of about 6,000 words: 62 bits."""
_STRONG_ENOUGH = 3  # of zxcvbn's 0 to 4: "safely unguessable" by an attacker who can try
_MOST_JUDGED = 72  # zxcvbn takes seconds for longer ones
_hasher = PasswordHasher()


def password_problem(password: str, about: Iterable[str]) -> str | None:
    """Why a password is refused: "too_short", "too_long" or "easy_to_guess"; None when it is good.

    about: words that somebody who knows the person would try, such as the name and the address.
    """
    if len(password) < SHORTEST:
        return "too_short"
    if len(password) > LONGEST:
        return "too_long"
    score: int = zxcvbn(password[:_MOST_JUDGED], user_inputs=list(about))["score"]
    return None if score >= _STRONG_ENOUGH else "easy_to_guess"


def offer_passphrase() -> str:
    """A new passphrase of five words, to be taken or left."""
    return " ".join(secrets.choice(_words()) for _ in range(_WORDS))


def hash_password(password: str) -> str:
    """The password as argon2id, with its salt and costs."""
    return _hasher.hash(password)


def is_password(hashed: str | None, password: str) -> bool:
    """Whether this is the password. Takes as long when there is none, so that nobody learns who has an account."""
    try:
        _hasher.verify(hashed or _nobodys(), password)
    except (VerificationError, InvalidHashError):
        return False
    return hashed is not None


@cache
def _nobodys() -> str:
    return _hasher.hash(secrets.token_hex(16))


@cache
def _words() -> list[str]:
    path = xkcd_password.locate_wordfile("eff-long")
    words: list[str] = xkcd_password.generate_wordlist(wordfile=path, min_length=4, max_length=8)
    return words
