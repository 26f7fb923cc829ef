"""Noise for counts: two-sided geometric noise, drawn with a secret, and always the same for the same people.

P(x) = (1 - a) / (1 + a) * a^|x| with a = exp(-EPSILON). 0 is the likeliest noise, and 97.3 % lies within 3 people. No x
is impossible, so no count proves anything. Source: Ghosh, Roughgarden and Sundararajan, "Universally
utility-maximizing privacy mechanisms" (STOC 2009).

The noise is keyed by the records that are counted, like the cell keys of the statistical offices of Australia and the
United Kingdom. So nobody can average it out by asking again. It is also keyed by the place of the count. Otherwise two
tables would always agree on the same people, and a difference would prove that somebody is in only one of them.
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
"""The variance of the noise: 1.84 people squared."""
KEY_BITS = 28
"""Size of a record key. A double holds sums of keys exactly for up to 2^25 people."""

Ints = NDArray[np.signedinteger[Any]]
Places = NDArray[np.uint64]
_MANTISSA = 53


def record_key(secret: bytes, response: bytes) -> int:
    """The key of a response, 0 to 2^28 - 1, drawn from its random id and the round's secret."""
    return int.from_bytes(hmac.digest(secret, response, "sha256")[:4], "big") >> 4


@dataclass(frozen=True)
class Noise:
    """Adds noise to the counts of one round. secret: the round's secret, at least 16 bytes."""

    secret: bytes

    def places(self, names: Sequence[str]) -> Places:
        """A 64-bit number for the place of each count. A place is a unit, or a group at a unit."""
        drawn = (hmac.digest(self.secret, f"place\0{name}".encode(), "sha256") for name in names)
        return np.array([int.from_bytes(each[:8], "big") for each in drawn], dtype=np.uint64)

    def moved(self, people: Ints, keys: Ints, places: Places, *label: str) -> Ints:
        """Add noise to counts. keys: for each count, the sum of its people's keys. label: like "barrier_att", "sick".

        The same people at the same place under the same label get the same noise. Otherwise noise is independent.
        """
        moved: Ints = people + self._drawn(people, keys, places, label)
        return moved

    def _drawn(self, people: Ints, keys: Ints, places: Places, label: tuple[str, ...]) -> Ints:
        key = hmac.digest(self.secret, "\0".join(("noise", *label)).encode(), "sha256")
        # One block for each count: AES turns it into a keyed random number.
        blocks = np.stack([keys.astype("<u8") ^ places, people.astype("<u8")], axis=-1)
        encryptor = Cipher(algorithms.AES(key), modes.ECB()).encryptor()  # noqa: S305  # nothing is decrypted
        drawn = np.frombuffer(encryptor.update(blocks.tobytes()), dtype="<u8").reshape(blocks.shape)
        # Above 0 and at most 1. The difference of two one-sided geometric numbers is two-sided geometric.
        uniform = ((drawn >> (64 - _MANTISSA)).astype(np.float64) + 1) / 2**_MANTISSA
        steps = np.floor(np.log(uniform) / -EPSILON).astype(np.int64)
        noise: Ints = steps[..., 0] - steps[..., 1]
        return noise


def probabilities(most: int) -> NDArray[np.float64]:
    """The chance of each noise x, from -most to most."""
    chances: NDArray[np.float64] = (1 - RATIO) / (1 + RATIO) * RATIO ** np.abs(np.arange(-most, most + 1))
    return chances
