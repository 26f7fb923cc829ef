"""Limit malformed requests and wrong codes: after so many in a minute, a link turns them away.

A class shares one address, so we do not count by address. We count only failures, by link. All processes of all servers
count together, in steps: a few slips of honest people are in no database, and a flood costs few transactions.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass

MOST_A_MINUTE = 120
STEP = 10
"""A process tells the others after so many failures. So together they may allow so many more for each process."""

_MINUTE = 60.0
Share = Callable[[str, int, int], int]
"""Adds failures of a link in a minute (number since the epoch). Returns how many all processes counted so far."""


@dataclass
class _Count:
    """Failures of a link in this minute. told: of all processes, when we asked last. untold: ours since then."""

    told: int = 0
    untold: int = 0

    @property
    def known(self) -> int:
        return self.told + self.untold


class RateLimit:
    """Counts the failures of each link in the current minute. clock: seconds since the epoch."""

    def __init__(self, clock: Callable[[], float], share: Share, most: int = MOST_A_MINUTE) -> None:
        self._clock = clock
        self._share = share
        self._most = most
        self._lock = threading.Lock()
        self._minute = 0
        self._counts: dict[str, _Count] = {}

    def count(self, link: str) -> int | None:
        """Count one failure. Returns None while the budget lasts, else the seconds until there is a new one."""
        minute, second = divmod(self._clock(), _MINUTE)
        wait = int(_MINUTE - second) + 1
        with self._lock:
            if minute != self._minute:
                self._minute, self._counts = int(minute), {}
            count = self._counts.setdefault(link, _Count())
            if count.known >= self._most:
                return wait
            count.untold += 1
            if count.untold < STEP:
                return None
            tells, count.untold = count.untold, 0
            count.told += tells
        # Without our lock: while the database is slow, others must not wait for us.
        told = self._share(link, int(minute), tells)
        with self._lock:
            count.told = max(count.told, told)
        return None if told <= self._most else wait
