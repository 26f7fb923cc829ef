"""Whether the database can be written to now: by writing something, not by asking."""

import sqlite3
from datetime import datetime

import psycopg
from sqlalchemy import Engine, delete, insert
from sqlalchemy.exc import DBAPIError

from survey_app.store.database.engine import writing
from survey_app.store.tables import Guess


def write_and_take_back(engine: Engine, key: bytes, now: datetime) -> None:
    """Commit a row, and take it away again. If we die in between, the row is dropped with other old guesses.

    key: random. Raises DBAPIError.
    """
    with writing(engine) as connection:
        connection.execute(insert(Guess).values(subject_hash=key, wrong=0, forget_at=now))
    with writing(engine) as connection:
        connection.execute(delete(Guess).where(Guess.subject_hash == key))


def is_disk_full(error: DBAPIError) -> bool:
    """Whether the database could not write because its disk is full."""
    if isinstance(error.orig, sqlite3.Error):
        return getattr(error.orig, "sqlite_errorcode", None) == sqlite3.SQLITE_FULL
    return isinstance(error.orig, psycopg.errors.DiskFull)
