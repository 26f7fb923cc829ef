"""How far a long action is. It reports at every hundredth to whoever waits for it."""

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple, TypeVar

from sqlalchemy import Connection

Tell = Callable[[int, int], None]
"""Takes how many steps are done, and how many there are."""
Item = TypeVar("Item")


def tell_nobody(_done: int, _total: int) -> None:
    """Report to nobody, because nobody waits."""


def _end_nothing(_connection: Connection) -> None:
    """There is no job to end."""


class Watched(NamedTuple):
    """A long action that somebody waits for. end_with: called in the transaction that stores its result.

    If `end_with` raises, nothing is stored.
    """

    tell: Tell
    end_with: Callable[[Connection], None] = _end_nothing


UNWATCHED = Watched(tell_nobody)
"""Nobody waits."""


class Progress:
    """Counts steps up to a known total. It reports in hundredths, so that nobody learns a number of people."""

    def __init__(self, steps: int, tell: Tell) -> None:
        self._steps = max(steps, 1)
        self._tell = tell
        self._done = 0
        self._told = 0

    def through(self, items: Iterable[Item]) -> Iterator[Item]:
        """Yield the same items, and count each as a step."""
        for item in items:
            yield item
            self._done += 1
            hundredths = 100 * self._done // self._steps
            if hundredths > self._told:
                self._told = hundredths
                self._tell(hundredths, 100)
