"""Clean the database files: they must not tell what was deleted, or in which order the box was filled."""

import time
from collections.abc import Callable, Collection
from typing import Any

from sqlalchemy import Engine, delete, insert, select
from sqlalchemy.exc import OperationalError

from survey_app.store.database.engine import write_lock, writing
from survey_app.store.database.limits import BUSY_SECONDS, LONG_STATEMENTS, allowing
from survey_app.store.tables import Box, Comment

_AT_ONCE = 250
_PATIENCE = "50ms"
_MOMENT, _TRIES = 50, 20  # milliseconds that a writer may have to wait for nothing, and how many tries
_REWRITTEN = ("box", "comment", "comment_review")


def scrub(engine: Engine, rounds: Collection[str], *, is_quiet: bool) -> bool:
    """Rewrite the mixed responses of these rounds in the order of random ids. Return whether that was done.

    Otherwise the place of a row, or the number of its transaction on Postgres, tells which seal moved it. If SQLite is
    quiet (nobody waits to write), we rewrite the whole file; otherwise we rewrite it in pieces. On Postgres, senders of
    responses do not need these tables, but a reader of them may make us wait.
    """
    if engine.dialect.name != "sqlite":
        return _rewrite_tables(engine)
    if is_quiet:
        return _rewrite_file(engine)
    for table in (Box, Comment):
        _rewrite_in_pieces(engine, table, rounds)
    return _empty_log(engine)


def _rewrite_file(engine: Engine) -> bool:
    with write_lock(engine):
        return _with_driver(engine, _vacuum)


def _with_driver(engine: Engine, act: Callable[[Any], bool]) -> bool:
    """Act with the driver's own connection: outside any transaction."""
    connection = engine.raw_connection()
    try:
        return act(connection.driver_connection)
    finally:
        connection.close()


def _vacuum(connection: Any) -> bool:
    is_folded = _fold(connection)
    connection.execute("VACUUM")
    return is_folded and _fold(connection)


def _fold(connection: Any) -> bool:
    """Move what is in SQLite's log into the file, and empty the log."""
    is_busy, _, _ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    return not is_busy


def _fold_at_once(connection: Any) -> bool:
    connection.execute(f"PRAGMA busy_timeout={_MOMENT}")
    try:
        return _fold(connection)
    finally:
        connection.execute(f"PRAGMA busy_timeout={BUSY_SECONDS * 1000}")


def _empty_log(engine: Engine) -> bool:
    """Do the same while the door is open: writers wait for a moment, and readers make us try again."""
    for _ in range(_TRIES):
        with write_lock(engine):
            if _with_driver(engine, _fold_at_once):
                return True
        time.sleep(_MOMENT / 1000)
    return False


def _rewrite_in_pieces(engine: Engine, table: type[Box | Comment], rounds: Collection[str]) -> None:
    """Take out neighbors and put them back in order: a page is filled from its end, and that tells who came first."""
    query = select(table.__table__).where(table.round.in_(rounds)).order_by(table.id).limit(_AT_ONCE)
    last = b""
    while True:
        with writing(engine) as connection:
            rows = [row._asdict() for row in connection.execute(query.where(table.id > last))]
            if not rows:
                return
            last = rows[-1]["id"]
            # Reviews point at comments. All of the comments are back at the end of the transaction.
            connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
            connection.execute(delete(table).where(table.id.in_([row["id"] for row in rows])))
            connection.execute(insert(table), rows)


def _rewrite_tables(engine: Engine) -> bool:
    tables = ", ".join(_REWRITTEN)
    try:
        with allowing(writing=LONG_STATEMENTS), writing(engine) as connection:
            connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{_PATIENCE}'")
            connection.exec_driver_sql(f"LOCK TABLE {tables} IN ACCESS EXCLUSIVE MODE")
            for table in _REWRITTEN:
                connection.exec_driver_sql(
                    f"CREATE TEMPORARY TABLE old_{table} ON COMMIT DROP AS TABLE {table}"
                )
            connection.exec_driver_sql(f"TRUNCATE {tables}")
            for table in _REWRITTEN:
                # Sort by id, because ids are random.
                connection.exec_driver_sql(f"INSERT INTO {table} TABLE old_{table} ORDER BY id")
    except OperationalError:
        return False
    return True
