"""Leave no trace on disk of what was deleted.

On Postgres there is nothing to do: the inbox is emptied by TRUNCATE, which drops its file.
"""

from collections.abc import Callable
from typing import Any

from sqlalchemy import Engine

from survey_app.store.engine import turn

QUICK_BYTES = 32 * 1024 * 1024
"""A file up to this size is written anew in a quarter of a second, which nobody notices."""


def scrub(engine: Engine) -> bool:
    """Fold SQLite's log into the file and write the file anew; tell whether all of it was done.

    A reader that does not end in time keeps the log; then try again later.
    """
    return _in_turn(engine, _rewrite)


def scrub_quickly(engine: Engine) -> bool:
    """The same, but write the file anew only where that is quick or worth it; writers wait meanwhile.

    What was deleted is zeros without it too. Writing anew hides which rows of the box came together.
    """
    return _in_turn(
        engine, lambda connection: _rewrite(connection) if _is_worth_it(connection) else _fold(connection)
    )


def _in_turn(engine: Engine, act: Callable[[Any], bool]) -> bool:
    """Call with the driver's own connection: outside any transaction."""
    if engine.dialect.name != "sqlite":
        return True
    with turn(engine):
        connection = engine.raw_connection()
        try:
            return act(connection.driver_connection)
        finally:
            connection.close()


def _is_worth_it(connection: Any) -> bool:
    pages, free, size = (
        connection.execute(f"PRAGMA {name}").fetchone()[0]
        for name in ("page_count", "freelist_count", "page_size")
    )
    return bool(pages * size <= QUICK_BYTES or free * 10 >= pages)


def _rewrite(connection: Any) -> bool:
    is_folded = _fold(connection)
    connection.execute("VACUUM")
    return is_folded and _fold(connection)


def _fold(connection: Any) -> bool:
    is_busy, _, _ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    return not is_busy
