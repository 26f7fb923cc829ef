"""Engines that keep what they acknowledge, and that tell nobody who was there.

Every engine of the app goes through `prepare_engine`, whoever made it.
"""

import fcntl
import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from sqlalchemy import URL, Connection, Engine, ExceptionContext, NullPool, create_engine, event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import DeclarativeBase, Session

from survey_app.store.database.limits import BUSY_SECONDS, begin_statement, engine_options
from survey_app.store.database.moved import refuse_writing

_WRITES = "survey_app_writes"
_CHANGED = "survey_app_changed"
_SQLITE_PRAGMAS = (
    # Only for a new file. A response has about 1 KiB: it fits a page of 8 KiB, but spills over from one of 4 KiB.
    "page_size=8192",
    "journal_mode=WAL",
    "synchronous=FULL",  # an acknowledged response survives a power cut
    "secure_delete=ON",  # what leaves the inbox is overwritten with zeros
    "foreign_keys=ON",
    f"busy_timeout={BUSY_SECONDS * 1000}",
)
_DIRECT = "survey_app_direct"
# By default, Postgres finds out after two hours that the other side of a connection is gone.
_WATCHFUL = (
    "tcp_keepalives_idle = 3",
    "tcp_keepalives_interval = 1",
    "tcp_keepalives_count = 3",
    "tcp_user_timeout = 5000",
)


def make_engine(url: str, direct_url: str | None = None) -> Engine:
    """Make and prepare an engine for `url` (sqlite:///... or postgresql+psycopg://...)."""
    engine = create_engine(url, **engine_options(url))
    prepare_engine(engine, direct_url)
    return engine


def beside(engine: Engine) -> Engine:
    """Make another engine for the same database, whose connections nobody else takes. Both are closed together."""
    another = make_engine(engine.url.render_as_string(hide_password=False))
    event.listen(engine, "engine_disposed", lambda _: another.dispose())
    return another


def prepare_engine(engine: Engine, direct_url: str | None = None) -> None:
    """Make an engine durable and discreet. It was made with `engine_options`. Doing it twice does no harm.

    Error messages lose the parameters of the statement and, on Postgres, the row that the server quotes.
    direct_url: leads to the same database past any pooler, for `direct_connection`; by default the engine's own.
    """
    engine.hide_parameters = True
    if direct_url:
        engine.update_execution_options(**{_DIRECT: direct_url})
    _listen(engine, "begin", _note_begin)
    _listen(engine, "before_cursor_execute", _note_change)
    if engine.dialect.name == "sqlite":
        _listen(engine, "connect", _prepare_sqlite)
        _listen(engine, "begin", _begin_sqlite)
    else:
        _listen(engine, "connect", _prepare_postgres)
        _listen(engine, "begin", _begin_postgres)
        _listen(engine, "handle_error", _drop_quoted_rows, retval=True)


@contextmanager
def direct_connection(engine: Engine) -> Iterator[Connection]:
    """Open a connection of its own to Postgres, past any pooler. Each statement is a transaction.

    What belongs to a session needs it: advisory locks that outlive a transaction. Both sides notice within seconds when
    the other is gone without a word. A frozen process keeps its connection.
    """
    url = engine.get_execution_options().get(_DIRECT) or engine.url.render_as_string(hide_password=False)
    options = engine_options(url) | {"poolclass": NullPool, "isolation_level": "AUTOCOMMIT"}
    direct = create_engine(url, hide_parameters=True, **options)
    _listen(direct, "handle_error", _drop_quoted_rows, retval=True)
    with direct.connect() as connection:
        for setting in _WATCHFUL:
            connection.exec_driver_sql(f"SET {setting}")
        yield connection


@contextmanager
def writing(on: Engine | Session) -> Iterator[Connection]:
    """One transaction that writes. It waits for its turn before it reads, and any error in the block undoes it.

    on: a session writes in its own transaction. The session forgets what it read before and reads it again: on
    SQLite, a transaction that has read cannot write once somebody else has written.
    Use this for work of machines. What a person changes goes through `actions.changing`, which also logs it.
    Raises RuntimeError inside another such block, and if the session has unsaved changes, because they would be lost.
    """
    engine = on if isinstance(on, Engine) else on.get_bind().engine
    with _one_at_a_time(engine):
        if isinstance(on, Engine):
            with write_lock(engine), for_writing(engine).begin() as connection:
                yield connection
        else:
            _give_up_what_was_read(on)
            with write_lock(engine), on.begin():
                yield on.connection(execution_options={_WRITES: True})


def for_writing(engine: Engine) -> Engine:
    """Return the same engine, but its transactions take the write lock when they begin.

    A plain BEGIN on SQLite that reads and then writes fails if somebody else wrote in between.
    """
    return engine.execution_options(**{_WRITES: True})


@contextmanager
def write_lock(engine: Engine) -> Iterator[None]:
    """Wait in line to write: first come, first served, between processes too. Whoever has the lock goes on at once.

    SQLite by itself sleeps and tries again: with two busy processes, one of them starves. Postgres has a queue of its
    own.
    """
    if engine.dialect.name != "sqlite" or engine.url in _of_thread.locks:
        yield
        return
    with _file_lock(engine, "turn"), _noted(_of_thread.locks, engine.url):
        yield


class _OfThread(threading.local):
    """What this thread holds, by database: the write lock, and a transaction that writes."""

    def __init__(self) -> None:
        self.locks: set[URL] = set()
        self.transactions: set[URL] = set()


_of_thread = _OfThread()


@contextmanager
def _noted(where: set[URL], database: URL) -> Iterator[None]:
    where.add(database)
    try:
        yield
    finally:
        where.discard(database)


@contextmanager
def _one_at_a_time(engine: Engine) -> Iterator[None]:
    """Refuse a second transaction that writes inside the first: it would wait for the first forever."""
    if engine.url in _of_thread.transactions:
        raise RuntimeError(
            "this thread is in a transaction that writes; end it before the next begins, or do both in one"
        )
    with _noted(_of_thread.transactions, engine.url):
        yield


def _give_up_what_was_read(session: Session) -> None:
    is_changed = bool(session.new or session.dirty or session.deleted)
    if session.in_transaction() and (is_changed or session.connection().info.get(_CHANGED)):
        raise RuntimeError("the session was changed before `writing`; change it inside, or it would be lost")
    session.rollback()


@contextmanager
def _file_lock(engine: Engine, name: str) -> Iterator[None]:
    """Hold a lock beside a SQLite file. The kernel keeps a queue, and drops the lock of a process that dies."""
    database = engine.url.database
    if database in (None, "", ":memory:"):
        yield
        return
    # Open it for each turn: a descriptor that came through a fork would share the lock with the parent.
    descriptor = os.open(f"{database}-{name}", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def insert_or_update(dialect: str, table: type[DeclarativeBase]) -> sqlite.Insert | postgresql.Insert:
    """Return an INSERT that knows ON CONFLICT. Each dialect has its own."""
    return sqlite.insert(table) if dialect == "sqlite" else postgresql.insert(table)


def _listen(engine: Engine, name: str, listener: Any, **options: bool) -> None:
    if not event.contains(engine, name, listener):
        event.listen(engine, name, listener, **options)


def _prepare_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    # Python's sqlite3 would begin transactions by its own rules; `_begin_sqlite` does it.
    connection.isolation_level = None
    for pragma in _SQLITE_PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get(_WRITES, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
    if writes:
        refuse_writing(connection)


def _note_begin(connection: Connection) -> None:
    connection.info[_CHANGED] = False


def _note_change(connection: Connection, *execution: Any) -> None:
    context = execution[3]
    if context.isinsert or context.isupdate or context.isdelete:
        connection.info[_CHANGED] = True


def _prepare_postgres(connection: psycopg.Connection[Any], _record: object) -> None:
    # The driver would send a BEGIN of its own. `_begin_postgres` sends one with limits.
    connection.autocommit = True
    connection.prepare_threshold = None


def _begin_postgres(connection: Connection) -> None:
    writes = connection.get_execution_options().get(_WRITES, False)
    connection.exec_driver_sql(begin_statement(writes=writes))


def _drop_quoted_rows(context: ExceptionContext) -> OperationalError | None:
    """Keep only the first line of a Postgres error: its DETAIL quotes the whole row that was refused."""
    error = context.original_exception
    if isinstance(error, psycopg.Error) and error.diag.message_primary and context.sqlalchemy_exception:
        error.args = (error.diag.message_primary,)
        context.sqlalchemy_exception.args = (f"({type(error).__name__}) {error.diag.message_primary}",)
    if isinstance(error, psycopg.errors.IdleInTransactionSessionTimeout):
        # The driver calls this a fault in our code. But the transaction is undone, and may be tried again.
        return OperationalError(None, None, error, hide_parameters=True, connection_invalidated=True)
    return None
