"""Noise for counts: two-sided geometric, drawn by a secret, and always the same for the same people.

P(x) = (1 - a) / (1 + a) * a^|x| with a = exp(-EPSILON): 0 is likeliest, 97.3 % lie within 3 people, and no x is
impossible, so no count proves anything. Ghosh, Roughgarden and Sundararajan, "Universally utility-maximizing privacy
mechanisms" (STOC 2009). Keyed by the records that are counted, as the cell keys of the statistical offices of Australia
and the United Kingdom: nothing can be averaged out by asking again. Keyed by the place of the count, too: two tables
that agree wherever the same people are in both would prove, where they differ, that somebody is in one alone.
"""

import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from math import exp
from typing import Any

import numpy as np
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from numpy.typing import NDArray

EPSILON = 1.0
RATIO = exp(-EPSILON)
VARIANCE = 2 * RATIO / (1 - RATIO) ** 2
"""1.84 people, squared."""
KEY_BITS = 28
"""Sums of keys stay exact in a double for up to 2^25 people."""

Ints = NDArray[np.signedinteger[Any]]
Places = NDArray[np.uint64]
_MANTISSA = 53


def record_key(secret: bytes, response: bytes) -> int:
    """The key of a response, 0 to 2^28 - 1, drawn from its random id and a secret of the round."""
    return int.from_bytes(hmac.digest(secret, response, "sha256")[:4], "big") >> 4


@dataclass(frozen=True)
class Noise:
    """Moves counts of one round. secret: of that round, at least 16 bytes."""

    secret: bytes

    def places(self, names: Sequence[str]) -> Places:
        """A number of 64 bits for the place of each count: a unit, or a group at a unit."""
        drawn = (hmac.digest(self.secret, f"place\0{name}".encode(), "sha256") for name in names)
        return np.array([int.from_bytes(each[:8], "big") for each in drawn], dtype=np.uint64)

    def moved(self, people: Ints, keys: Ints, places: Places, *label: str) -> Ints:
        """Counts with noise. keys: for each count the sum of its people's keys. label: of what, "needs3", "food".

        The same people at the same place under the same label get the same noise, others an independent one.
        """
        moved: Ints = people + self._drawn(people, keys, places, label)
        return moved

    def _drawn(self, people: Ints, keys: Ints, places: Places, label: tuple[str, ...]) -> Ints:
        key = hmac.digest(self.secret, "\0".join(("noise", *label)).encode(), "sha256")
        # One block for each count: AES is a keyed random function of it.
        blocks = np.stack([keys.astype("<u8") ^ places, people.astype("<u8")], axis=-1)
        encryptor = Cipher(algorithms.AES(key), modes.ECB()).encryptor()  # noqa: S305  # nothing is decrypted
        drawn = np.frombuffer(encryptor.update(blocks.tobytes()), dtype="<u8").reshape(blocks.shape)
        # Above 0 and at most 1; the difference of two one-sided geometric numbers is a two-sided one.
        uniform = ((drawn >> (64 - _MANTISSA)).astype(np.float64) + 1) / 2**_MANTISSA
        steps = np.floor(np.log(uniform) / -EPSILON).astype(np.int64)
        found: Ints = steps[..., 0] - steps[..., 1]
        return found


def probabilities(most: int) -> NDArray[np.float64]:
    """P(x) for x = -most to most."""
    found: NDArray[np.float64] = (1 - RATIO) / (1 + RATIO) * RATIO ** np.abs(np.arange(-most, most + 1))
    return found
