"""Leave no trace on disk of what was deleted."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import Engine

from survey_app.store.engine import turn


def scrub(engine: Engine) -> bool:
    """Fold SQLite's log into the file and write the file anew; tell whether all of it was done.

    A reader that does not end in time keeps the log; then try again later. On Postgres there is nothing to do: the
    inbox is emptied by TRUNCATE, which drops its file.
    """
    if engine.dialect.name != "sqlite":
        return True
    with turn(engine):
        return _on_driver(engine, _rebuild)


def _rebuild(connection: Any) -> bool:
    is_folded = _fold_log(connection)
    connection.execute("VACUUM")
    return is_folded and _fold_log(connection)


def _fold_log(connection: Any) -> bool:
    is_busy, _, _ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    return not is_busy


def _on_driver(engine: Engine, act: Callable[[Any], bool]) -> bool:
    """Call with the driver's own connection: outside any transaction."""
    connection = engine.raw_connection()
    try:
        return act(connection.driver_connection)
    finally:
        connection.close()
