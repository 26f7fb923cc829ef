"""Numbers that all worker processes of a server add to. They are in memory alone, and end with the server.

The server makes them before it forks. Each worker writes to a place of its own. So nobody waits for a lock, and a
worker that is frozen or killed holds up nobody. The worker that comes after a dead one goes on with its place, so no
sum ever goes back. What is added can be seen when the period in which it was added is over: periods end by the clock,
so the moment at which a number changes tells nothing about when something happened.
"""

import fcntl
import mmap
import os
import time
from collections.abc import Callable, Iterator, Mapping

PERIOD = 300
"""Seconds. A change is seen up to this much later."""

_PLACES = 160
"""More than twice the largest WEB_CONCURRENCY: after SIGHUP, old and new workers live beside each other."""
_NUMBER = 8  # bytes


def period_now() -> int:
    """The number of this period. All processes of a machine agree on it, and it never goes back."""
    return 1 + int(time.monotonic() // PERIOD)


class SharedCounts:
    """So many counts, each starting from 0. One thread of a process at a time may add.

    A place holds: the period in which somebody last added to it (0: never), each count as it was before that period,
    and each count as it is now.
    """

    def __init__(self, size: int, period: Callable[[], int] = period_now) -> None:
        self._size = size
        self._period = period
        self._stride = 1 + 2 * size
        self._file = os.memfd_create("survey_app_counts")
        length = _PLACES * self._stride * _NUMBER
        os.ftruncate(self._file, length)
        self._numbers = memoryview(mmap.mmap(self._file, length)).cast("Q")
        self._owner = 0
        self._mine: int | None = None

    def add(self, amounts: Mapping[int, int]) -> None:
        """Add to counts, by their number. It is lost if more workers live than there are places."""
        if self._owner != os.getpid():
            self._owner, self._mine = os.getpid(), self._take_place()
        if self._mine is None:
            return
        numbers, start, period = self._numbers, self._mine, self._period()
        before, now, end = start + 1, start + 1 + self._size, start + self._stride
        if numbers[start] < period:
            numbers[before:now] = numbers[now:end]
            # Last, so that whoever reads meanwhile sees that it must read again.
            numbers[start] = period
        for count, amount in amounts.items():
            numbers[now + count] += amount

    def told(self) -> list[int]:
        """Each count, over all workers, dead ones too, without what was added in this period."""
        period = self._period()
        places = (self._read(start, period) for start in self._starts() if self._numbers[start])
        return [sum(counts) for counts in zip([0] * self._size, *places, strict=True)]

    def _read(self, start: int, period: int) -> list[int]:
        while True:
            written = self._numbers[start]
            first = start + 1 + (self._size if written < period else 0)
            counts = self._numbers[first : first + self._size].tolist()
            if self._numbers[start] == written:
                return counts

    def _take_place(self) -> int | None:
        """Take the first place that no living process has. The kernel lets go of it when we die."""
        for start in self._starts():
            try:
                fcntl.lockf(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, start)
            except OSError:
                continue
            return start
        return None

    def _starts(self) -> Iterator[int]:
        yield from range(0, _PLACES * self._stride, self._stride)


class SharedSample:
    """A number that one worker looks up, once in a while, and that all of them tell until the next look.

    period: the number of the time between two looks; it only grows.
    """

    def __init__(self, period: Callable[[], int]) -> None:
        self._period = period
        self._numbers = memoryview(mmap.mmap(-1, 2 * _NUMBER)).cast("Q")

    def value(self, look: Callable[[], int]) -> int:
        """The number of this period. look: gives a new one, 0 or more."""
        period = self._period()
        if self._numbers[0] != period:
            self._numbers[1] = look()
            self._numbers[0] = period
        return self._numbers[1]
