"""How long anything may take at Postgres, so that one server that hangs never stops the others.

The limits are part of the statement that begins a transaction, and end with it. So they cost no journey of their own,
and they work through a pooler such as PgBouncer, where a plain SET stays behind for whoever comes next.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, NamedTuple

from sqlalchemy import make_url

BUSY_SECONDS = 5
"""How long a statement waits for a lock that another writer holds. It then fails, and may be tried again."""

IDLE_SECONDS = 2
"""How long a transaction that writes may do nothing. It is less than BUSY_SECONDS: those who wait get their turn."""

_AN_HOUR = 3600


class Limits(NamedTuple):
    """Seconds. statement: one statement, with its wait for a lock. idle: the pause between two statements."""

    statement: int
    idle: int
    lock: int = BUSY_SECONDS


READING = Limits(statement=60, idle=600)
"""A transaction that only reads makes nobody wait, so it may pause: a page is drawn, a release is counted."""

WRITING = Limits(statement=10, idle=IDLE_SECONDS)
"""Others wait for a transaction that writes. If its server freezes, Postgres undoes it after IDLE_SECONDS."""

LONG_READING = Limits(statement=_AN_HOUR, idle=_AN_HOUR)
"""What a command or a job reads: a release, an export, a backup."""

LONG_STATEMENTS = Limits(statement=_AN_HOUR, idle=IDLE_SECONDS)
"""Writing a great deal, and never pausing: tables are rewritten."""

LONG_WRITING = Limits(statement=_AN_HOUR, idle=600)
"""For what nobody else writes beside: a migration, a restore, a copy to an empty database."""

_reading: ContextVar[Limits] = ContextVar("reading", default=READING)
_writing: ContextVar[Limits] = ContextVar("writing", default=WRITING)


@contextmanager
def allowing(*, reading: Limits | None = None, writing: Limits | None = None) -> Iterator[None]:
    """Let the transactions that this thread begins in the block take longer. None leaves a limit as it is."""
    kept = _reading.get(), _writing.get()
    _reading.set(reading or kept[0])
    _writing.set(writing or kept[1])
    try:
        yield
    finally:
        _reading.set(kept[0])
        _writing.set(kept[1])


def begin_statement(*, writes: bool) -> str:
    """Return the SQL that begins a transaction with its limits on Postgres. It is one journey to the server."""
    limits = _writing.get() if writes else _reading.get()
    return (
        f"BEGIN; SET LOCAL lock_timeout = '{limits.lock}s'; SET LOCAL statement_timeout = '{limits.statement}s'; "
        f"SET LOCAL idle_in_transaction_session_timeout = '{limits.idle}s'; SET LOCAL synchronous_commit = on"
    )


_OF_POSTGRES: dict[str, Any] = {
    "prepare_threshold": None,  # a pooler gives the next transaction another connection, which knows no statement
    # Seconds; they find out when the other side is gone without a word. The URL may say otherwise.
    "connect_timeout": 3,
    "keepalives_idle": 3,
    "keepalives_interval": 1,
    "keepalives_count": 3,
    "tcp_user_timeout": 5000,  # milliseconds until what was sent must be taken
}


def engine_options(url: str) -> dict[str, Any]:
    """Return the options for every engine. With pre-ping, the first query after a restart does not fail."""
    parts = make_url(url)
    if parts.get_backend_name() != "postgresql":
        return {"pool_pre_ping": True}
    wanted = {name: value for name, value in _OF_POSTGRES.items() if name not in parts.query}
    return {"pool_pre_ping": True, "connect_args": wanted}
