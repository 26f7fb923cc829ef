"""Envelopes: responses that a browser sealed to this server while they waited, and the keys that open them.

HPKE (RFC 9180) in base mode with DHKEM(P-256, HKDF-SHA256), HKDF-SHA256 and AES-256-GCM;
docs/decisions/0009-sealed-envelopes.md describes the format. We keep a private key for as long as a device may hold an
envelope. So, unlike the keys of epochs, these keys belong in a backup. They protect what waits on a lost device. They
never open what the server stores.
"""

import hashlib
from pathlib import Path
from typing import NamedTuple, Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from survey_app.actions.secret_files import make_secret
from survey_app.errors import KeyMissing, Malformed, NotReady, UnknownKey

PROTOCOL = 1
"""The protocol of an envelope. The door takes this one and the one before it: the bare body."""

_SUITE = Suite(KEM.P256, KDF.HKDF_SHA256, AEAD.AES_256_GCM)


class PublicKey(NamedTuple):
    """What a browser seals to. id: 16 hexadecimal digits; public: the uncompressed point, 65 bytes."""

    id: str
    public: bytes


class EnvelopeKeys:
    """The private keys in a folder, in files named 1.pem, 2.pem …. The last is current; all of them open envelopes."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._keys: dict[str, ec.EllipticCurvePrivateKey] = {}

    @classmethod
    def of(cls, instance: Path) -> Self:
        """Return the keys of an installation. instance: its folder."""
        return cls(instance / "envelopes")

    def current(self) -> PublicKey:
        """Return the key to seal to. Raises SurveyAppError if there is none, and for a file that is not a key."""
        self._read()
        if not self._keys:
            raise KeyMissing("secret_missing", path=self.folder, name="envelopes/1.pem")
        identifier, key = list(self._keys.items())[-1]
        return PublicKey(identifier, _point(key))

    def make_first(self) -> Self:
        """Make a key unless there is one."""
        if not self.files():
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self.folder.chmod(0o700)
            key = ec.generate_private_key(ec.SECP256R1())
            content = key.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
            make_secret(self.folder / "1.pem", content)
        return self

    def open(self, key_id: str, sealed: bytes, info: str) -> bytes:
        """Open an envelope. Raises UnknownKey; Malformed when it was changed or belongs elsewhere.

        sealed: the encapsulated key, 65 bytes, then the ciphertext. info: what the envelope is bound to.
        """
        if key_id not in self._keys:
            # Another process may have made it.
            self._read()
        key = self._keys.get(key_id)
        if key is None:
            raise UnknownKey("envelope_key_unknown")
        try:
            return _SUITE.decrypt(sealed, key, info.encode())
        except (InvalidTag, ValueError):
            raise Malformed("envelope_closed") from None

    def check(self) -> None:
        """Raise SurveyAppError, with the remedy, for a key that we cannot read or that others can read."""
        self.current()
        for path in self.files():
            if path.stat().st_mode & 0o077:
                raise NotReady("envelope_key_open", path=path)

    def files(self) -> list[Path]:
        """List the files of the keys, the current one last."""
        return sorted(self.folder.glob("*.pem"), key=lambda path: (len(path.name), path.name))

    def _read(self) -> None:
        keys = [_load(path) for path in self.files()]
        self._keys = {hashlib.sha256(_point(key)).hexdigest()[:16]: key for key in keys}


def _load(path: Path) -> ec.EllipticCurvePrivateKey:
    try:
        key = serialization.load_pem_private_key(path.read_bytes(), None)
    except (OSError, ValueError, TypeError):
        key = None
    if not isinstance(key, ec.EllipticCurvePrivateKey) or not isinstance(key.curve, ec.SECP256R1):
        raise NotReady("envelope_key_damaged", path=path)
    return key


def _point(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.public_key().public_bytes(
        serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
    )
