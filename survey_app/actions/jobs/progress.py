"""How far a long action is: whoever waits for it is told at every hundredth."""

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

Tell = Callable[[int, int], None]
"""Takes how many steps are done, and of how many."""
Item = TypeVar("Item")


def tell_nobody(_done: int, _total: int) -> None:
    """Nobody waits."""


class Progress:
    """Counts steps, of which there will be so many; tells in hundredths, so that no number of people is told."""

    def __init__(self, steps: int, tell: Tell) -> None:
        self._steps = max(steps, 1)
        self._tell = tell
        self._done = 0
        self._told = 0

    def through(self, items: Iterable[Item]) -> Iterator[Item]:
        """The same items; each that comes is a step."""
        for item in items:
            yield item
            self._done += 1
            hundredths = 100 * self._done // self._steps
            if hundredths > self._told:
                self._told = hundredths
                self._tell(hundredths, 100)
