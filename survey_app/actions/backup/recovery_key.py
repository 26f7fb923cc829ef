"""The recovery key: backups seal to it what waits, and only the person who keeps its private half can open that.

The installation keeps the public half. The private half is shown once and is never on the server. People copy it from
paper: four lines of sixteen characters. The last three characters of each line catch typing mistakes.
"""

import os
import secrets
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, SealedBox

from survey_app.actions.sealing.epoch_keys import unlock
from survey_app.actions.secret_files import sync_folder
from survey_app.errors import BackupError
from survey_app.lines import lines_of
from survey_app.surveys.access_codes import ALPHABET, plain

FILE = "recovery_key.pub"
LINES = 4
_OF_KEY, _OF_CHECK = 13, 3  # characters in a line
_KEY_BYTES = 32


@dataclass(frozen=True)
class RecoveryKey:
    """A private recovery key. Nothing stores or logs it."""

    private: bytes = field(repr=False)

    @classmethod
    def make(cls) -> "RecoveryKey":
        """Make a new key."""
        return cls(bytes(PrivateKey.generate()))

    @property
    def public(self) -> bytes:
        """The half that the installation keeps."""
        return bytes(PrivateKey(self.private).public_key)

    def lines(self) -> list[str]:
        """Spell the key for paper: "K7Q2 9FXM 04AB CDEF", four times."""
        number, digits = int.from_bytes(self.private, "big"), ""
        for _ in range(LINES * _OF_KEY):
            number, digit = divmod(number, len(ALPHABET))
            digits = ALPHABET[digit] + digits
        pieces = [digits[start : start + _OF_KEY] for start in range(0, len(digits), _OF_KEY)]
        return [_in_fours(piece + _check(place, piece)) for place, piece in enumerate(pieces, 1)]

    def open(self, sealed: bytes) -> bytes:
        """Return the payload of a response that a backup holds. Raises BackupError if it is sealed to another key."""
        try:
            return unlock(SealedBox(PrivateKey(self.private)), sealed)
        except CryptoError:
            raise BackupError("backup_not_opened") from None


def read_line(place: int, typed: str) -> str | None:
    """Read a line of a key, in any form. Return its part of the key, or None if there is a typing mistake.

    place: 1 for the first line. A line in the place of another is a mistake, too.
    """
    characters = plain(typed)
    piece, check = characters[:_OF_KEY], characters[_OF_KEY:]
    is_whole = len(characters) == _OF_KEY + _OF_CHECK and set(characters) <= set(ALPHABET)
    return piece if is_whole and check == _check(place, piece) else None


def join_lines(pieces: list[str]) -> RecoveryKey:
    """Return the key whose lines `read_line` has read. Raises BackupError if they do not make a key."""
    number = 0
    for digit in "".join(pieces):
        number = number * len(ALPHABET) + ALPHABET.index(digit)
    if number >> (8 * _KEY_BYTES):
        raise BackupError("recovery_key_mistyped", line=1)
    return RecoveryKey(number.to_bytes(_KEY_BYTES, "big"))


def read_key(text: str) -> RecoveryKey:
    """Read a key from a file that holds its lines, with or without other lines. Raises BackupError."""
    pieces: list[str] = []
    for line in lines_of(text):
        place = len(pieces) + 1
        # On paper, each line begins with its number.
        numbered = line.strip().removeprefix(f"{place} ")
        if place <= LINES and (piece := read_line(place, line) or read_line(place, numbered)):
            pieces.append(piece)
    if len(pieces) < LINES:
        raise BackupError("recovery_key_mistyped", line=len(pieces) + 1)
    return join_lines(pieces)


def fingerprint(public_key: bytes) -> str:
    """Name a key so that people can compare it: "3f2a-91c0-7b12-44d0". It tells nothing about the private half."""
    digits = sha256(public_key).hexdigest()[:16]
    return "-".join(digits[start : start + 4] for start in range(0, 16, 4))


def public_key_of(instance: Path) -> bytes | None:
    """Return the public recovery key of an installation, or None. Raises BackupError if it is damaged."""
    path = instance / FILE
    if not path.exists():
        return None
    try:
        public_key = bytes.fromhex(path.read_text(encoding="ascii"))
    except ValueError:
        public_key = b""
    if len(public_key) != _KEY_BYTES:
        raise BackupError("recovery_key_damaged", path=path)
    return public_key


def keep_public_key(instance: Path, public_key: bytes) -> None:
    """Keep the public half from now on, safe on disk. An earlier one is forgotten."""
    unfinished = instance / f"{FILE}.{secrets.token_hex(4)}"
    with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(public_key.hex() + "\n")
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(instance / FILE)
    sync_folder(instance)


def _check(place: int, piece: str) -> str:
    number = int.from_bytes(sha256(f"recovery key, line {place}: {piece}".encode()).digest(), "big")
    return "".join(ALPHABET[(number >> shift) % len(ALPHABET)] for shift in (0, 5, 10))


def _in_fours(characters: str) -> str:
    return " ".join(characters[start : start + 4] for start in range(0, len(characters), 4))
