"""Maintenance: everybody can read, and nothing is changed. A file in the instance folder says so to all servers."""

import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

FILE = "read-only"
LOOKS = 1.0
"""Seconds between two looks at the file: all servers know within two."""

_NEVER_ENDS = "until it is ended"


def begin_read_only(folder: Path, until: datetime | None) -> None:
    """Let nobody change anything from now on. until: aware; then it ends by itself."""
    (folder / FILE).write_text(until.astimezone(UTC).isoformat() if until else _NEVER_ENDS, encoding="utf-8")


def end_read_only(folder: Path) -> bool:
    """Let everybody change things again. Return whether that was forbidden."""
    path = folder / FILE
    was_there = path.exists()
    path.unlink(missing_ok=True)
    return was_there


def is_read_only(folder: Path, now: datetime) -> bool:
    """Whether nothing may be changed. now: aware. A file that cannot be read forbids: somebody put it there."""
    try:
        said = (folder / FILE).read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        return False
    try:
        return now < datetime.fromisoformat(said)
    except (ValueError, TypeError):
        return True


class ReadOnly:
    """Tells many who ask, and looks at the file once a second."""

    def __init__(self, folder: Path, clock: Callable[[], float] = time.monotonic) -> None:
        self._folder, self._clock = folder, clock
        self._turn = threading.Lock()
        self._looked = float("-inf")
        self._is_on = False

    def is_on(self) -> bool:
        """Whether nothing may be changed now."""
        with self._turn:
            if self._clock() >= self._looked + LOOKS:
                self._looked, self._is_on = self._clock(), is_read_only(self._folder, datetime.now(UTC))
            return self._is_on
