"""The keys that lock waiting responses: made, kept outside the database, and destroyed after mixing.

A response waits as a libsodium sealed box: whoever has the database, its log or its backup sees lengths rounded up to
a few sizes, and nothing else. The private key is one small file that no backup of the database holds.
"""

import os
import secrets
import zlib
from pathlib import Path

from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, PublicKey, SealedBox

from survey_app.errors import KeyMissing

KIB = 1024
SIZES = (KIB, 4 * KIB, 16 * KIB, 64 * KIB)
"""Lengths of a sealed response, in bytes; one that is longer still takes a multiple of the last."""

_OVERHEAD = 48  # of a sealed box: the ephemeral public key (32) and the authenticator (16)
_MARK = b"\x80"  # ends the payload; zeros follow (ISO/IEC 7816-4)


def seal(public_key: bytes, payload: bytes) -> bytes:
    """Lock a payload so that only the private key opens it; the result has one of SIZES."""
    # Compressed, nearly every response fits the smallest size: a quarter of the bytes to write before the receipt.
    return SealedBox(PublicKey(public_key)).encrypt(_pad(zlib.compress(payload)))


class EpochKeys:
    """The private keys of epochs, one file each in a folder that only the app's user can enter."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def make(self) -> bytes:
        """Make a key pair; return the public key once the private one is safe on disk."""
        private_key = PrivateKey.generate()
        public_key = bytes(private_key.public_key)
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.folder.chmod(0o700)
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
        _write_durably(os.open(self.path(public_key), flags, 0o600), bytes(private_key))
        sync_folder(self.folder)
        sync_folder(self.folder.parent)
        return public_key

    def path(self, public_key: bytes) -> Path:
        """Where the private key of this public key is."""
        return self.folder / f"{public_key.hex()}.key"

    def has(self, public_key: bytes) -> bool:
        """Tell whether the private key is in its place, and is what opens what this public key sealed."""
        # A server that was killed while it destroyed a key may have left the file, overwritten.
        try:
            return bytes(PrivateKey(self.path(public_key).read_bytes()).public_key) == public_key
        except (OSError, CryptoError, ValueError):
            return False

    def require(self, public_key: bytes) -> None:
        """Raise KeyMissing, with the remedy, unless the private key is in its place."""
        if not self.has(public_key):
            raise KeyMissing(
                f"{self.path(public_key)} is missing or damaged; without it the responses that wait in this database "
                "cannot be opened. Put it back from where the folder was moved or copied; do not go on without it"
            )

    def opener(self, public_key: bytes) -> "Opener":
        """What opens the responses of one epoch. Raises KeyMissing."""
        self.require(public_key)
        return Opener(self.path(public_key))

    def destroy(self, public_key: bytes) -> None:
        """Overwrite and remove the private key; a key that is not there is destroyed already."""
        path = self.path(public_key)
        if path.is_file():
            _write_durably(os.open(path, os.O_WRONLY), secrets.token_bytes(path.stat().st_size or 1))
            path.unlink()
            sync_folder(self.folder)


class Opener:
    """Opens the sealed responses of one epoch."""

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            self._box = SealedBox(PrivateKey(path.read_bytes()))
        except (CryptoError, ValueError):
            raise self._damaged() from None

    def open(self, sealed: bytes) -> bytes:
        """The payload. Raises KeyMissing when this is not its key, or either of them was changed."""
        try:
            return zlib.decompress(self._box.decrypt(sealed).rstrip(b"\0").removesuffix(_MARK))
        except CryptoError:
            raise self._damaged() from None

    def _damaged(self) -> KeyMissing:
        return KeyMissing(
            f"{self._path} does not open a response that waits: the key or the database is damaged; "
            "put both back from the same moment"
        )


def _pad(payload: bytes) -> bytes:
    needed = len(payload) + len(_MARK) + _OVERHEAD
    largest = SIZES[-1]
    size = next((size for size in SIZES if size >= needed), -(-needed // largest) * largest)
    return (payload + _MARK).ljust(size - _OVERHEAD, b"\0")


def _write_durably(descriptor: int, content: bytes) -> None:
    with os.fdopen(descriptor, "wb", buffering=0) as file:
        file.write(content)
        os.fsync(descriptor)


def sync_folder(folder: Path) -> None:
    """Make sure that the names of the files in a folder outlive a loss of power."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
