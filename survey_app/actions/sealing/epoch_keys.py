"""The keys that lock waiting responses: made, kept outside the database, and destroyed after mixing.

A response waits as a libsodium sealed box. Whoever has the database, its log or its backup sees one length for all
responses of a version, and nothing else. The private key is one small file; no backup of the database holds it.
"""

import hmac
import os
import secrets
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Self

from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, PublicKey, SealedBox

from survey_app.actions.secret_files import kept_file, sync_folder
from survey_app.errors import KeyMissing, SurveyAppError

OVERHEAD = 49
"""Bytes that sealing adds: the ephemeral public key (32), the authenticator (16), the mark of the end."""

_MARK = b"\x80"  # ends the payload; zeros follow (ISO/IEC 7816-4)
_SECRET_BYTES = 32
_ZLIB = b"\x78"  # how a payload began before all had one size


def seal(public_key: bytes, payload: bytes, size: int) -> bytes:
    """Lock a payload so that only the private key opens it.

    size: length of the result in bytes. A longer payload takes a multiple of it: we never refuse a response for that.
    """
    whole = -(-(len(payload) + OVERHEAD) // size) * size
    padded = (payload + _MARK).ljust(whole - OVERHEAD + len(_MARK), b"\0")
    return SealedBox(PublicKey(public_key)).encrypt(padded)


def unlock(box: SealedBox[PrivateKey], sealed: bytes) -> bytes:
    """Return the payload that `seal` locked. Raises CryptoError if it is sealed to another key, or has changed."""
    payload = box.decrypt(sealed).rstrip(b"\0").removesuffix(_MARK)
    return zlib.decompress(payload) if payload.startswith(_ZLIB) else payload


class EpochKeys:
    """The private keys of epochs, one file each, in a folder that only the app's user can enter."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @classmethod
    def of(cls, instance: Path) -> Self:
        """Return the keys of an installation. instance: its folder."""
        return cls(instance / "keys")

    def make(self) -> bytes:
        """Make a key pair. Return the public key once the private one is safe on disk. Raises KeyMissing."""
        private_key = PrivateKey.generate()
        public_key = bytes(private_key.public_key)
        try:
            self._write_new(self.path(public_key), bytes(private_key))
        except OSError as error:
            with suppress(OSError):
                self.path(public_key).unlink()
            raise KeyMissing("keys_not_written", path=self.folder, why=str(error.strerror)) from error
        return public_key

    def _write_new(self, path: Path, content: bytes) -> None:
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.folder.chmod(0o700)
        _write_durably(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), content)
        sync_folder(self.folder)
        sync_folder(self.folder.parent)

    @contextmanager
    def fresh(self) -> Iterator[bytes]:
        """Make a key pair and give the public key. If we ourselves refuse to use it, the private one is destroyed.

        An error of the database leaves it: the transaction may have been committed all the same.
        """
        public_key = self.make()
        try:
            yield public_key
        except SurveyAppError:
            self.destroy(public_key)
            raise

    def chance(self, public_key: bytes) -> "Chance":
        """Return what decides where the responses of an epoch go.

        A seal that was killed gets the same one again, and so does a sealer that takes over from one that is frozen.
        """
        # Two may come here at once, if the frozen one wakes: the first link wins, and both read the same file.
        return Chance(kept_file(self._chance_path(public_key), lambda: secrets.token_bytes(_SECRET_BYTES)))

    def path(self, public_key: bytes) -> Path:
        """Return where the private key of this public key is."""
        return self.folder / f"{public_key.hex()}.key"

    def has(self, public_key: bytes) -> bool:
        """Whether the private key is in its place and opens what this public key sealed."""
        # A server that was killed while it destroyed a key may have left the file, overwritten.
        try:
            return bytes(PrivateKey(self.path(public_key).read_bytes()).public_key) == public_key
        except (OSError, CryptoError, ValueError):
            return False

    def require(self, public_key: bytes) -> None:
        """Raise KeyMissing, with the remedy, unless the private key is in its place."""
        if not self.has(public_key):
            raise KeyMissing("epoch_key_missing", path=self.path(public_key))

    def opener(self, public_key: bytes) -> "Opener":
        """Return the opener for the responses of one epoch. Raises KeyMissing."""
        self.require(public_key)
        return Opener(self.path(public_key))

    def destroy(self, public_key: bytes) -> None:
        """Overwrite and remove the private key. If it is gone, or goes at this moment, it is already destroyed."""
        chances = self.folder.glob(
            f"{self._chance_path(public_key).name}*"
        )  # also what a killed seal left unfinished
        for path in (*chances, self.path(public_key)):
            with suppress(FileNotFoundError):
                _write_durably(os.open(path, os.O_WRONLY), secrets.token_bytes(path.stat().st_size or 1))
                path.unlink()
        with suppress(FileNotFoundError):
            sync_folder(self.folder)

    def _chance_path(self, public_key: bytes) -> Path:
        return self.folder / f"{public_key.hex()}.chance"


class Chance:
    """Random numbers that belong to responses. Nobody can tell them without the secret, and we destroy the secret.

    A seal that is killed and goes on must give every response the same place. Otherwise it would be there twice.
    """

    def __init__(self, secret: bytes) -> None:
        self._secret = secret

    def draw(self, purpose: str, nullifier: bytes) -> bytes:
        """Draw 128 random bits for one purpose."""
        return hmac.digest(self._secret, purpose.encode() + b":" + nullifier, "sha256")[:16]


class Opener:
    """Opens the sealed responses of one epoch."""

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            self._box = SealedBox(PrivateKey(path.read_bytes()))
        except (CryptoError, ValueError):
            raise self._damaged() from None

    def open(self, sealed: bytes) -> bytes:
        """Return the payload. Raises KeyMissing if this is not its key, or if the key or the payload has changed."""
        try:
            return unlock(self._box, sealed)
        except CryptoError:
            raise self._damaged() from None

    def _damaged(self) -> KeyMissing:
        return KeyMissing("epoch_key_damaged", path=self._path)


def _write_durably(descriptor: int, content: bytes) -> None:
    with os.fdopen(descriptor, "wb", buffering=0) as file:
        file.write(content)
        os.fsync(descriptor)
