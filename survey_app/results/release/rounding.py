"""Counts, rounded to a multiple near them: by chance, but always the same way for the same people.

Whether a count goes up or down depends on the sum of the keys of the people who are counted. So the same people come to
the same number in every table and every release: nothing is gained by comparing or by averaging.
"""

import hmac

import numpy as np
from numpy.typing import NDArray

KEY_BITS = 28
"""Sums of keys stay exact in a double for up to 2^25 people."""

FINE, COARSE = 3, 5
MANY = 100
"""Counts below this are rounded to multiples of COARSE, others of FINE."""

Ints = NDArray[np.int64]


def record_key(secret: bytes, response: bytes) -> int:
    """The key of a response, 0 to 2^28 - 1, drawn from its random id and a secret of the round."""
    return int.from_bytes(hmac.digest(secret, response, "sha256")[:4], "big") >> 4


def bases(counts: Ints) -> Ints:
    """The multiple each count is rounded to: by the count alone, for the same people must come to the same number."""
    return np.where(counts < MANY, COARSE, FINE)


def rounded(counts: Ints, key_sums: Ints) -> Ints:
    """Each count as a multiple, less than one multiple away, and right on average over all secrets.

    key_sums: for each count the sum of the keys of the people in it.
    """
    base = bases(counts)
    rest = counts % base
    draw = (key_sums & ((1 << KEY_BITS) - 1)) / (1 << KEY_BITS)
    return counts - rest + np.where(draw < rest / base, base, 0)


def interval(published: Ints, base: Ints) -> tuple[Ints, Ints]:
    """The lowest and the highest count that may be behind each published one."""
    return np.maximum(published - base + 1, 0), published + base - 1
