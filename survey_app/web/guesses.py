"""How many wrong guesses an address may make at the staff door. In memory only; nothing is written down."""

import threading
from collections.abc import Callable

from survey_app.errors import SignInError

MOST = 30
WINDOW = 600.0
"""Seconds in which so many guesses are looked at. A whole district office may share one address."""


class Guesses:
    """Counts wrong guesses by address. clock: seconds that only grow."""

    def __init__(self, clock: Callable[[], float], most: int = MOST) -> None:
        self._clock = clock
        self._most = most
        self._lock = threading.Lock()
        self._window = 0
        self._wrong: dict[str, int] = {}

    def check(self, address: str) -> None:
        """Raise SignInError ("waiting") when this address guessed wrong too often."""
        with self._lock:
            self._turn()
            if self._wrong.get(address, 0) >= self._most:
                raise SignInError("waiting", int(WINDOW - self._clock() % WINDOW) + 1)

    def count(self, address: str) -> None:
        """Count a wrong guess."""
        with self._lock:
            self._turn()
            self._wrong[address] = self._wrong.get(address, 0) + 1

    def _turn(self) -> None:
        window = int(self._clock() // WINDOW)
        if window != self._window:
            self._window, self._wrong = window, {}
