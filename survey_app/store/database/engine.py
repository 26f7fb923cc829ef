"""Engines that keep what they acknowledge, and that tell nobody who was there.

Every engine of the app goes through `prepare_engine`, whoever made it.
"""

import fcntl
import os
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import psycopg
from sqlalchemy import Connection, Engine, ExceptionContext, create_engine, event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import DeclarativeBase, Session

ENGINE_OPTIONS: dict[str, Any] = {"pool_pre_ping": True}
"""What an engine is to be made with: after a restart of the database the first question is not answered by an error."""

BUSY_SECONDS = 5
"""How long a statement waits for another writer before it fails."""

_WRITES = "survey_app_writes"
_SEALING = 0x5EA2  # any number that nothing else in this database locks
_SQLITE_PRAGMAS = (
    # For a new file only. A response has about 1 KiB: it fits a page of 8 KiB, and spills over from one of 4 KiB.
    "page_size=8192",
    "journal_mode=WAL",
    "synchronous=FULL",  # an acknowledged response survives a power cut
    "secure_delete=ON",  # what leaves the inbox is overwritten with zeros
    "foreign_keys=ON",
    f"busy_timeout={BUSY_SECONDS * 1000}",
)
_POSTGRES_SETTINGS = ("synchronous_commit = on", f"lock_timeout = '{BUSY_SECONDS}s'")


def make_engine(url: str) -> Engine:
    """An engine for `url` (sqlite:///... or postgresql+psycopg://...), prepared."""
    engine = create_engine(url, **ENGINE_OPTIONS)
    prepare_engine(engine)
    return engine


def prepare_engine(engine: Engine) -> None:
    """Make an engine that was made with ENGINE_OPTIONS durable and discreet; doing it twice does no harm.

    Error messages lose the parameters of the statement and, on Postgres, the row that the server quotes.
    """
    engine.hide_parameters = True
    if engine.dialect.name == "sqlite":
        _listen(engine, "connect", _prepare_sqlite)
        _listen(engine, "begin", _begin_sqlite)
    else:
        _listen(engine, "connect", _prepare_postgres)
        _listen(engine, "handle_error", _drop_quoted_rows)


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """One transaction that writes: in turn, from the first statement on; committed at the end."""
    with write_lock(engine), transaction(engine) as connection:
        yield connection


@contextmanager
def transaction(engine: Engine) -> Iterator[Connection]:
    """One transaction that writes, for a caller who has the turn already."""
    with for_writing(engine).begin() as connection:
        yield connection


def begin_writing(session: Session) -> None:
    """Let the transaction of a session write, in turn; one that writes already goes on as it is.

    What was only read before is given up and read again: on SQLite a transaction that read, and then wants to write,
    fails as soon as somebody else wrote in between. The turn ends with the transaction: call nothing that waits for
    its own turn before that.
    """
    if session.in_transaction():
        if session.connection().get_execution_options().get(_WRITES):
            return
        if session.new or session.dirty or session.deleted:
            raise RuntimeError("begin_writing comes before the first change")
        session.rollback()
    holding = ExitStack()
    holding.enter_context(write_lock(session.get_bind().engine))
    try:
        session.connection(execution_options={_WRITES: True})
    except BaseException:
        holding.close()
        raise
    event.listen(session, "after_transaction_end", lambda *_: holding.close(), once=True)


def for_writing(engine: Engine) -> Engine:
    """The same engine, whose transactions take the write lock when they begin.

    A plain BEGIN on SQLite that reads and then writes fails as soon as somebody else wrote in between.
    """
    return engine.execution_options(**{_WRITES: True})


@contextmanager
def write_lock(engine: Engine) -> Iterator[None]:
    """Wait in line to write; first come, first served, between processes too.

    SQLite's own waiting is sleeping and trying again: with two busy processes one of them starves. Postgres queues by
    itself.
    """
    if engine.dialect.name != "sqlite":
        yield
        return
    with _file_lock(engine, "turn"):
        yield


@contextmanager
def only_sealer(engine: Engine) -> Iterator[None]:
    """Be the only process that seals, or that discards what was sealed; wait until another is done.

    Whoever dies is let go of: the kernel drops a file lock, Postgres what a transaction held.
    """
    if engine.dialect.name == "sqlite":
        with _file_lock(engine, "sealing"):
            yield
        return
    with engine.begin() as connection:
        # A seal may take minutes.
        connection.exec_driver_sql("SET LOCAL lock_timeout = 0")
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_SEALING})")
        yield


@contextmanager
def _file_lock(engine: Engine, name: str) -> Iterator[None]:
    """Hold a lock beside a SQLite file. The kernel keeps a queue, and drops the lock of a process that dies."""
    database = engine.url.database
    if database in (None, "", ":memory:"):
        yield
        return
    # Opened for each turn: a descriptor that came through a fork would share the lock with the parent.
    descriptor = os.open(f"{database}-{name}", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def insert_or_update(dialect: str, table: type[DeclarativeBase]) -> sqlite.Insert | postgresql.Insert:
    """An INSERT that knows ON CONFLICT, which each dialect spells by itself."""
    return sqlite.insert(table) if dialect == "sqlite" else postgresql.insert(table)


def _listen(engine: Engine, name: str, listener: Any) -> None:
    if not event.contains(engine, name, listener):
        event.listen(engine, name, listener)


def _prepare_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    # Python's sqlite3 would begin transactions by its own rules; `_begin_sqlite` does it.
    connection.isolation_level = None
    for pragma in _SQLITE_PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get(_WRITES, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _prepare_postgres(connection: psycopg.Connection[Any], _record: object) -> None:
    # Outside a transaction, or the first rollback would take the settings back.
    connection.autocommit = True
    for setting in _POSTGRES_SETTINGS:
        connection.execute(f"SET {setting}")
    connection.autocommit = False


def _drop_quoted_rows(context: ExceptionContext) -> None:
    """Keep only the first line of a Postgres error: its DETAIL quotes the whole row that was refused."""
    error = context.original_exception
    if isinstance(error, psycopg.Error) and error.diag.message_primary and context.sqlalchemy_exception:
        error.args = (error.diag.message_primary,)
        context.sqlalchemy_exception.args = (f"({type(error).__name__}) {error.diag.message_primary}",)
