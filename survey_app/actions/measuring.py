"""Measure an installation for a monitor, so coarsely that one response changes nothing.

docs/decisions/0061-a-monitor-tells-of-nobody.md says what each number would tell if it were exact.
"""

import secrets
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from sqlalchemy import Engine

from survey_app.config import CALIFORNIA, COUNT_HOUR, last_count
from survey_app.store.database.one_sealer import is_led
from survey_app.store.measures import (
    database_size,
    last_backup,
    misses_key,
    oldest_unfinished_job,
    oldest_unsealed_day,
    unfinished_jobs,
    waiting_after_guesses,
)
from survey_app.store.responses.inbox import count_waiting

BYTES = 16 * 1024 * 1024
"""Sizes are told in steps of this: a response takes a thousandth of a thousandth of it, and the log of SQLite more."""

RESPONSES = 100
"""The size of the inbox is told in steps of this."""


@dataclass(frozen=True)
class Disk:
    """A disk, in bytes. free: what the server's user may still write."""

    free: int
    size: int


@dataclass(frozen=True)
class Measures:
    """What the database says. size: bytes. jobs: how many are waiting and running. oldest_job: seconds.

    last_seal: the daily count after which nothing was left to seal. guessers: addresses that wait after wrong guesses.
    misses_key: whether the sealer has not found a key that responses wait for. is_led: whether a sealer is at work.
    last_backup: None if there never was one.
    """

    size: int
    jobs: Mapping[str, int]
    oldest_job: float
    last_seal: datetime
    guessers: int
    misses_key: bool
    is_led: bool
    last_backup: datetime | None


def measure(engine: Engine, now: datetime) -> Measures:
    """Ask the database. Raises SQLAlchemyError if it does not answer."""
    led = is_led(engine)
    with engine.connect() as connection:
        oldest = oldest_unfinished_job(connection)
        return Measures(
            size=in_steps(database_size(connection) + BYTES - 1, BYTES),
            jobs=unfinished_jobs(connection),
            oldest_job=(now - oldest).total_seconds() if oldest else 0.0,
            last_seal=_last_seal(oldest_unsealed_day(connection), now),
            guessers=waiting_after_guesses(connection, now),
            misses_key=misses_key(connection),
            is_led=led,
            last_backup=last_backup(connection),
        )


def inbox_size(engine: Engine) -> int:
    """About how many responses wait to be mixed, in steps of RESPONSES. Raises SQLAlchemyError.

    Chance decides whether we go up or down, in proportion: a step says nothing about a single response. Ask rarely, and
    at a time that no response decides.
    """
    with engine.connect() as connection:
        return in_steps(count_waiting(connection) + secrets.randbelow(RESPONSES), RESPONSES)


def disk(place: Path) -> Disk:
    """Measure the disk that holds a folder, in steps of BYTES. Raises OSError."""
    usage = shutil.disk_usage(place)
    return Disk(in_steps(usage.free, BYTES), in_steps(usage.total, BYTES))


def in_steps(number: int, step: int) -> int:
    """Round down to whole steps."""
    return number - number % step


def _last_seal(day: date | None, now: datetime) -> datetime:
    # Without an epoch nothing waits, and nothing is late.
    if day is None:
        return last_count(now)
    # Add a day by the calendar of California, which knows of daylight saving time.
    return datetime(day.year, day.month, day.day, COUNT_HOUR, tzinfo=CALIFORNIA)


def in_whole_days(before: datetime, now: datetime) -> float:
    """The seconds of the whole days that have passed."""
    day = timedelta(days=1)
    return ((now - before) // day * day).total_seconds()
