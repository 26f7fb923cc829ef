"""Limit malformed requests: after so many, a link turns them away unread.

A class shares one address, so we do not count by address. We count only failures, by link, in memory.
"""

import threading
from collections.abc import Callable

MOST_A_MINUTE = 120
_MINUTE = 60.0


class RateLimit:
    """Counts the failures of each link in the current minute. clock: seconds that only increase."""

    def __init__(self, clock: Callable[[], float], most: int = MOST_A_MINUTE) -> None:
        self._clock = clock
        self._most = most
        self._lock = threading.Lock()
        self._minute = 0
        self._failures: dict[str, int] = {}

    def count(self, link: str) -> int | None:
        """Count one failure. Returns None while the budget lasts, else the seconds until there is a new one."""
        with self._lock:
            minute, second = divmod(self._clock(), _MINUTE)
            if minute != self._minute:
                self._minute, self._failures = int(minute), {}
            self._failures[link] = self._failures.get(link, 0) + 1
            return None if self._failures[link] <= self._most else int(_MINUTE - second) + 1
