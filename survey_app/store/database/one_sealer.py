"""Who seals: one process at a time, and of all sealers the one that leads. And who sets up the database.

On SQLite the locks are files, and the kernel drops those of a process that dies. On Postgres, a connection of its own
holds a lock for as long as it is open: a seal may take minutes, and no transaction may. While it holds, it asks
Postgres something every two seconds. If it is silent for ten, its process is frozen or cut off, and whoever waits ends
the connection. The frozen process may wake at any time. So each transaction of a seal looks at the state of its epoch.
"""

import fcntl
import logging
import os
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from contextvars import ContextVar
from time import monotonic, sleep
from typing import Protocol

from sqlalchemy import URL, Connection, Engine
from sqlalchemy.exc import DBAPIError

from survey_app.store.database.engine import direct_connection
from survey_app.store.database.moved import refuse_writing

SILENCE = 10
"""Seconds without a sign of life after which whoever waits ends the connection that holds a lock."""

_BEAT = 2.0  # seconds between two signs of life
_LOOK = 0.1  # seconds between two looks at a lock that somebody else holds
_TURN = 1.0  # seconds to stand in line before looking whether the holder is frozen
# Any numbers that nothing else in this database locks.
_SEALING, _LEADING, _SETTING_UP = 0x5EA2, 0x5EA3, 0x5EA4
_FILES = {_SEALING: "sealing", _LEADING: "leading", _SETTING_UP: "setup"}
_LIMITS = ("statement_timeout", "idle_session_timeout")
_HOLDER = """
    FROM pg_locks AS lock JOIN pg_stat_activity AS holder ON holder.pid = lock.pid AND holder.datid = lock.database
    WHERE lock.locktype = 'advisory' AND lock.granted AND holder.datname = current_database()
        AND lock.classid = 0 AND lock.objid = %(lock)s AND lock.objsubid = 1
"""
# Postgres itself knows when a connection last asked something. It tells only about connections of our own role.
_IS_SILENT = """
    holder.state = 'idle' AND clock_timestamp() - holder.state_change > make_interval(secs => %(silence)s)
"""
_END_THE_SILENT = f"SELECT count(pg_terminate_backend(holder.pid)) {_HOLDER} AND {_IS_SILENT}"
_IS_LED = f"SELECT EXISTS (SELECT {_HOLDER} AND ({_IS_SILENT}) IS NOT TRUE)"
log = logging.getLogger(__name__)


class Lock(Protocol):
    """What one process has at a time."""

    def take(self, patience: float) -> bool:
        """Stand in line for so many seconds. Return whether we have it now."""
        ...

    def is_held(self) -> bool:
        """Whether we still have it."""
        ...

    def drop(self) -> None:
        """Let others have it. Does no harm if we do not have it."""
        ...


@contextmanager
def only_sealer(engine: Engine) -> Iterator[None]:
    """Be the only process that seals. Wait until the other is done. A process that dies or freezes lets go."""
    lock = _lock(engine, _SEALING)
    while not lock.take(_TURN):
        pass
    try:
        with engine.connect() as connection:
            # If the rows have moved, the keys belong to the new database.
            refuse_writing(connection)
        yield
    finally:
        lock.drop()


_set_up_here: ContextVar[frozenset[URL]] = ContextVar("set_up_here", default=frozenset())


@contextmanager
def setting_up(engine: Engine) -> Iterator[None]:
    """Be the only process that migrates or fills this database. Wait until the other is done.

    Whoever is at it already goes on at once. Servers that start together take turns, and the later ones find all done.
    """
    here = _set_up_here.get()
    if engine.url in here:
        yield
        return
    lock = _lock(engine, _SETTING_UP)
    while not lock.take(_TURN):
        pass
    _set_up_here.set(here | {engine.url})
    try:
        yield
    finally:
        _set_up_here.set(here)
        lock.drop()


class Leadership:
    """Which of all sealers of a database works. The others stand by, and one of them takes over when it ends."""

    def __init__(self, engine: Engine) -> None:
        self._lock = _lock(engine, _LEADING)

    def is_ours(self) -> bool:
        """Whether this process leads. If nobody else does, it leads from now on. Waits a second for its turn."""
        return self._lock.is_held() or self._lock.take(_TURN)

    def end(self) -> None:
        """Let another lead."""
        self._lock.drop()


def is_led(engine: Engine) -> bool:
    """Whether a sealer leads, and has given a sign of life. On SQLite, a sealer that is frozen counts too."""
    if engine.dialect.name == "sqlite":
        return _is_locked(f"{engine.url.database}-{_FILES[_LEADING]}")
    with engine.connect() as connection:
        led = connection.exec_driver_sql(_IS_LED, {"lock": _LEADING, "silence": SILENCE})
        return bool(led.scalar_one())


def _is_locked(path: str) -> bool:
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError:
        return False
    try:
        # Whoever wants it at this moment tries again.
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(descriptor)
    return False


def _lock(engine: Engine, number: int) -> Lock:
    if engine.dialect.name == "sqlite":
        return _FileLock(engine.url.database, _FILES[number])
    return _SessionLock(engine, number)


class _FileLock:
    """A lock beside a SQLite file. A database in memory has no other process."""

    def __init__(self, database: str | None, name: str) -> None:
        self._path = None if database in (None, "", ":memory:") else f"{database}-{name}"
        self._descriptor: int | None = None
        self._is_held = False

    def take(self, patience: float) -> bool:
        latest = monotonic() + patience
        while not self._take_now():
            if monotonic() > latest:
                return False
            sleep(0.02)
        return True

    def is_held(self) -> bool:
        return self._is_held

    def drop(self) -> None:
        self._is_held = False
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None

    def _take_now(self) -> bool:
        if self._path is not None:
            # Open it for each turn: a descriptor that came through a fork would share the lock with the parent.
            descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                os.close(descriptor)
                return False
            self._descriptor = descriptor
        self._is_held = True
        return True


class _SessionLock:
    """A lock of a connection to Postgres, and the thread that gives its signs of life."""

    def __init__(self, engine: Engine, number: int) -> None:
        self._engine = engine
        self._number = number
        self._opened = ExitStack()
        self._connection: Connection | None = None
        self._thread: threading.Thread | None = None
        self._ended = threading.Event()
        self._is_lost = False

    def take(self, patience: float) -> bool:
        if self._thread is not None:
            self.drop()
        try:
            return self._stand_in_line(patience)
        except DBAPIError:
            self.drop()
            raise

    def is_held(self) -> bool:
        return self._thread is not None and not self._is_lost

    def drop(self) -> None:
        self._ended.set()
        if self._thread is not None:
            self._thread.join()
        self._thread = self._connection = None
        self._opened.close()

    def _stand_in_line(self, patience: float) -> bool:
        if self._connection is None:
            self._connection = self._opened.enter_context(direct_connection(self._engine))
            for limit in _LIMITS:
                self._connection.exec_driver_sql(f"SET {limit} = 0")
        connection = self._connection
        latest = monotonic() + patience
        # We ask again and again: a lock that Postgres waits for in vain leaves an error in its log each time.
        while not connection.exec_driver_sql(f"SELECT pg_try_advisory_lock({self._number})").scalar_one():
            if monotonic() > latest:
                self._end_the_silent(connection)
                return False
            sleep(_LOOK)
        self._ended, self._is_lost = threading.Event(), False
        self._thread = threading.Thread(target=self._beat, args=(connection, self._ended), daemon=True)
        self._thread.start()
        return True

    def _end_the_silent(self, connection: Connection) -> None:
        found = connection.exec_driver_sql(_END_THE_SILENT, {"lock": self._number, "silence": SILENCE})
        if found.scalar_one():
            log.warning("a sealer stood still for %s seconds; another takes over", SILENCE)

    def _beat(self, connection: Connection, ended: threading.Event) -> None:
        while not ended.wait(_BEAT):
            try:
                connection.exec_driver_sql("SELECT 1")
            except DBAPIError:
                self._is_lost = True
                return
