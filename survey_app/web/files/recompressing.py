"""Compress finished pages as well as we can, once they are out of the way of whoever waits for them.

The best compression of a survey takes 0.06 s of the processor; a quick one takes 0.002 s and gives 14 % more bytes.
So whoever asks for a page first gets the quick one, and everybody after that the small one.
"""

import threading
import time
from collections import deque
from collections.abc import Callable

_REST = 3
"""How many times as long as the work we rest after each page, so that people have most of the processor."""


class Recompressor:
    """Does one piece of work after another in a thread of its own, which ends when there is none left.

    rest: called with the seconds to rest after each piece.
    """

    def __init__(self, rest: Callable[[float], None] = time.sleep) -> None:
        self._rest = rest
        self._waiting: deque[Callable[[], None]] = deque()
        self._changing = threading.Lock()
        self._thread: threading.Thread | None = None

    def add(self, work: Callable[[], None]) -> None:
        """Do this later. Work that fails ends the thread, with a traceback; the next work begins another one."""
        with self._changing:
            self._waiting.append(work)
            # After a fork, the thread is not alive in the new process.
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._work, name="recompress", daemon=True)
                self._thread.start()

    def _work(self) -> None:
        while work := self._next():
            start = time.thread_time()
            work()
            self._rest(_REST * (time.thread_time() - start))

    def _next(self) -> Callable[[], None] | None:
        with self._changing:
            if self._waiting:
                return self._waiting.popleft()
            self._thread = None
            return None
