"""From how many people on something is shown, and the ranges that it is shown as."""

from typing import NamedTuple

FEWEST = 11
"""So many must have taken part before a school is told how many did, or rows or comments leave."""
SMALLEST = 20
"""So many must have answered before anything of a question is shown."""
SMALLEST_GROUP = 30
"""So many are in a group that is shown, by its noised count."""
RECEIVED_STEP = 10
"""What counts of received responses are rounded down to, while a round goes on."""


class People(NamedTuple):
    """From low to high people, both included; a single number when they are the same."""

    low: int
    high: int


class Share(NamedTuple):
    """From low to high per cent, both included, and the best single guess; to one decimal."""

    low: float
    high: float
    about: float
