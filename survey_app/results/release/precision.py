"""Shares as ranges of per cent: no finer than the number of people carries, never 0 % and never 100 %.

people        shares
11 to 29      five bands: 0-19, 20-39, 40-59, 60-79, 80-100
30 to 99      to the nearest 5 %; 5 or less, 95 or more
100 to 299    to the nearest 1 %; 2 or less, 98 or more
300 and more  to the nearest 1 %; 1 or less, 99 or more
"""

from typing import NamedTuple

SMALLEST = 11
RECEIVED_STEP = 10
"""What counts of received responses are rounded down to, while a round goes on."""
_BANDED = 30
_BAND = 20
# From how many people on: to the nearest what, and the lowest share that is told apart from 0 %.
_STEPS = ((300, 1, 1), (100, 1, 2), (_BANDED, 5, 5))


class Range(NamedTuple):
    """From low to high, both included; a single number when they are the same."""

    low: int
    high: int

    @property
    def middle(self) -> float:
        """What to order and draw by."""
        return (self.low + self.high) / 2


def people_range(published: int) -> Range:
    """A published number of people; small ones only as "11 to 29"."""
    return Range(published, published) if published >= _BANDED else Range(SMALLEST, _BANDED - 1)


def share_range(part: float, published: int) -> Range:
    """The share (0 to 1) of so many published people, in per cent."""
    percent = 100 * min(max(part, 0.0), 1.0)
    for least, step, edge in _STEPS:
        if published >= least:
            near = int(percent / step + 0.5) * step
            if near <= edge:
                return Range(0, edge)
            return Range(100 - edge, 100) if near >= 100 - edge else Range(near, near)
    low = min(int(percent // _BAND) * _BAND, 80)
    return Range(low, low + _BAND - 1 if low < 80 else 100)
