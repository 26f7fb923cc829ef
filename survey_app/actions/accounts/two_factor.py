"""The second step of signing in: codes from a phone (TOTP, RFC 6238), and recovery codes for a lost phone."""

import hmac
import secrets
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Self

import pyotp
from nacl.exceptions import CryptoError
from nacl.secret import SecretBox

from survey_app.actions.secret_files import read_secret
from survey_app.errors import KeyMissing
from survey_app.surveys.access_codes import plain

RECOVERY_CODES = 10
_STEP = 30  # seconds that a code is good for
_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


class SecretKeeper:
    """Locks the secrets of the second step with a key in a file of mode 0600. No database backup holds the key."""

    def __init__(self, path: Path) -> None:
        self._path = path

    @classmethod
    def of(cls, instance: Path) -> Self:
        """Return the keeper of an installation. instance: its folder."""
        return cls(instance / "second_step_key")

    def lock(self, secret: str) -> bytes:
        """Lock a secret for the database."""
        return bytes(SecretBox(self._key()).encrypt(secret.encode()))

    def unlock(self, locked: bytes) -> str:
        """Unlock a secret. Raises KeyMissing if it was locked with another key."""
        try:
            return SecretBox(self._key()).decrypt(locked).decode()
        except CryptoError:
            raise KeyMissing("second_step_key", path=self._path) from None

    def mark(self, kind: str, words: str) -> bytes:
        """Return a keyed hash of words. Same words, same hash, and nobody can read them. kind: what the words are."""
        return hmac.digest(self._key(), f"{kind}\0{words}".encode(), "sha256")

    def _key(self) -> bytes:
        return read_secret(self._path)


def new_secret() -> str:
    """Make a new secret for an app, in base 32."""
    return pyotp.random_base32()


def provisioning_address(secret: str, email: str) -> str:
    """Return what the QR code says to the app: otpauth://totp/..."""
    return pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name="Community school surveys")


def step_of(secret: str, code: str, now: datetime, last_step: int | None) -> int | None:
    """Return the time step that a code belongs to, or None if the code is wrong. Neighbor steps count: clocks differ.

    last_step: the step of the last code that was used. That step and earlier ones are refused.
    """
    typed = plain(code).encode("utf-8", "replace")
    present = int(now.timestamp()) // _STEP
    for step in (present, present - 1, present + 1):
        is_new = last_step is None or step > last_step
        if is_new and secrets.compare_digest(pyotp.TOTP(secret).at(step * _STEP).encode(), typed):
            return step
    return None


def new_recovery_codes() -> list[str]:
    """Make ten codes of 50 bits, "K7Q2F-9XMAB". Each works once."""
    letters = ("".join(secrets.choice(_CROCKFORD) for _ in range(10)) for _ in range(RECOVERY_CODES))
    return [f"{code[:5]}-{code[5:]}" for code in letters]


def recovery_hash(code: str) -> bytes:
    """Return the hash that we keep of a recovery code, in whatever way it was typed."""
    return sha256(plain(code).encode("utf-8", "replace")).digest()
