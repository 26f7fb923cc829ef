"""The least number of people before we show something, and the types of the ranges that we show."""

from typing import NamedTuple

FEWEST = 11
"""People who must have taken part before a school learns how many did, and before rows or comments are exported."""
SMALLEST = 20
"""People who must have answered a question before we show any of its results."""
SMALLEST_GROUP = 30
"""People that a group must have, by its noised count, before we show it."""
RECEIVED_STEP = 10
"""While a round is open, counts of received responses are rounded down to a multiple of this."""


class People(NamedTuple):
    """A range of people, both ends included. It is an exact number if low equals high."""

    low: int
    high: int


class Share(NamedTuple):
    """A range of percent, both ends included, and the best single guess (about), to one decimal place."""

    low: float
    high: float
    about: float
