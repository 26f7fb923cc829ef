"""HPKE as RFC 9180 writes it down, for our one suite, with an ephemeral key that a test chooses.

The library that the server uses makes its own ephemeral keys, so it can neither make a vector again nor be checked by
bytes. This can, and shares no code with the library's HPKE. Only for tests: a key that is used twice protects nothing.
"""

import hashlib
import hmac

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

KEM = b"KEM\x00\x10"  # DHKEM(P-256, HKDF-SHA256)
SUITE = b"HPKE\x00\x10\x00\x01\x00\x02"  # that, HKDF-SHA256, AES-256-GCM


def private_key(number: bytes) -> ec.EllipticCurvePrivateKey:
    """The key with this secret number of 32 bytes."""
    return ec.derive_private_key(int.from_bytes(number), ec.SECP256R1())


def point(key: ec.EllipticCurvePrivateKey) -> bytes:
    """The public key, as 65 bytes."""
    return key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def seal_by_hand(
    words: bytes, public: bytes, info: bytes, ephemeral: ec.EllipticCurvePrivateKey, suite: bytes = SUITE
) -> bytes:
    """The encapsulated key and the ciphertext: SealBase of RFC 9180, section 6.1, without associated data."""
    recipient = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), public)
    encapsulated = point(ephemeral)
    agreed = ephemeral.exchange(ec.ECDH(), recipient)
    shared = expand(KEM, extract(KEM, b"", b"eae_prk", agreed), b"shared_secret", encapsulated + public, 32)
    context = b"\x00" + extract(suite, b"", b"psk_id_hash", b"") + extract(suite, b"", b"info_hash", info)
    secret = extract(suite, shared, b"secret", b"")
    key, nonce = expand(suite, secret, b"key", context, 32), expand(suite, secret, b"base_nonce", context, 12)
    return encapsulated + AESGCM(key).encrypt(nonce, words, b"")


def extract(suite: bytes, salt: bytes, label: bytes, secret: bytes) -> bytes:
    """LabeledExtract of section 4."""
    return hmac.digest(salt, b"HPKE-v1" + suite + label + secret, hashlib.sha256)


def expand(suite: bytes, secret: bytes, label: bytes, context: bytes, length: int) -> bytes:
    """LabeledExpand of section 4, for one block: at most 32 bytes."""
    labelled = length.to_bytes(2) + b"HPKE-v1" + suite + label + context
    return hmac.digest(secret, labelled + b"\x01", hashlib.sha256)[:length]
