"""Copy every row of a SQLite database to an empty Postgres, and compare what arrived.

Rows go in by primary key. In tables that must not tell an order the keys are random or hashed, so their order tells
nothing new.
"""

import hashlib
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any, NamedTuple

import psycopg
from sqlalchemy import JSON, Boolean, Column, Connection, Date, DateTime, Engine, Table, inspect
from sqlalchemy.exc import DBAPIError

from survey_app.errors import MoveError
from survey_app.store.database.engine import writing
from survey_app.store.database.limits import LONG_WRITING, allowing
from survey_app.store.tables import Base

_AT_ONCE = 2000
_MODULUS = 2**256
_MOMENT = "YYYY-MM-DD HH24:MI:SS.US"


class Copied(NamedTuple):
    """A table with its rows, and a hash of all of them that does not depend on their order."""

    table: str
    rows: int
    hash: str


def copy_rows(source: Connection, target: Engine) -> list[Copied]:
    """Copy all tables in one transaction, and return them. source: nobody writes to it meanwhile.

    Raises MoveError, and copies nothing, if the target has rows, refuses a row, or holds something else at the end.
    """
    with allowing(writing=LONG_WRITING), writing(target) as connection:
        # Nobody begins to work with the copy before all of it is there.
        names = ", ".join(f'"{table.name}"' for table in Base.metadata.sorted_tables)
        connection.exec_driver_sql(f"LOCK TABLE {names} IN ACCESS EXCLUSIVE MODE")
        refuse_rows(connection)
        sent = [_send(source, connection, table) for table in Base.metadata.sorted_tables]
        arrived = [_read_back(connection, table) for table in Base.metadata.sorted_tables]
        if differing := [one.table for one, other in zip(sent, arrived, strict=True) if one != other]:
            raise MoveError("move_differs", tables=differing)
        for table in Base.metadata.sorted_tables:
            _set_sequences(connection, table)
    return sent


def refuse_rows(target: Connection) -> None:
    """Raise MoveError if any of our tables has a row."""
    full = [
        table.name
        for table in Base.metadata.sorted_tables
        if target.exec_driver_sql(f'SELECT EXISTS (SELECT 1 FROM "{table.name}")').scalar_one()  # noqa: S608 (ours)
    ]
    if full:
        raise MoveError("move_not_empty", tables=full)


def tables_in(connection: Connection) -> set[str]:
    """Name the tables of a database, whoever made them."""
    return set(inspect(connection).get_table_names())


def _send(source: Connection, target: Connection, table: Table) -> Copied:
    names = ", ".join(f'"{column.name}"' for column in table.columns)
    seen = _Seen()
    try:
        with _cursor(target) as cursor, cursor.copy(f'COPY "{table.name}" ({names}) FROM STDIN') as copy:
            for row in _rows_of(source, table):
                seen.add(row)
                copy.write_row(row)
    except psycopg.Error as error:
        reason = error.diag.message_primary or type(error).__name__
        raise MoveError("move_refused", table=table.name, reason=reason) from None
    return Copied(table.name, seen.rows, seen.hash)


def _rows_of(source: Connection, table: Table) -> Iterator[tuple[Any, ...]]:
    """Yield rows as SQLite holds them, with moments in one spelling."""
    names = ", ".join(f'"{column.name}"' for column in table.columns)
    order = ", ".join(f'"{column.name}"' for column in table.primary_key)
    query = f'SELECT {names} FROM "{table.name}" ORDER BY {order}'  # noqa: S608 (our own names)
    rewrite = _rewriting(table)
    result = source.exec_driver_sql(query, execution_options={"yield_per": _AT_ONCE})
    with result as rows:
        yield from (rewrite(tuple(row)) for row in rows)


def _rewriting(table: Table) -> Callable[[tuple[Any, ...]], tuple[Any, ...]]:
    moments = {place for place, column in enumerate(table.columns) if isinstance(column.type, DateTime)}
    if not moments:
        return lambda row: row
    return lambda row: tuple(_moment(each) if place in moments else each for place, each in enumerate(row))


def _moment(said: str | None) -> str | None:
    """Write a moment of SQLite, which has no zone there and is in UTC, as `_MOMENT` does; and say that it is UTC."""
    if said is None:
        return None
    return datetime.fromisoformat(said).replace(tzinfo=None).isoformat(" ", "microseconds") + "+00"


def _read_back(target: Connection, table: Table) -> Copied:
    shown = ", ".join(_as_in_sqlite(column) for column in table.columns)
    seen = _Seen()
    query = f'SELECT {shown} FROM "{table.name}"'  # noqa: S608 (our own names)
    with _cursor(target, name="read_back") as cursor:
        cursor.itersize = _AT_ONCE
        for row in cursor.execute(query):
            seen.add(row)
    return Copied(table.name, seen.rows, seen.hash)


def _as_in_sqlite(column: Column[Any]) -> str:
    """Write, as SQL of Postgres, the value that SQLite holds for the same."""
    name = f'"{column.name}"'
    if isinstance(column.type, DateTime):
        return f"to_char({name} AT TIME ZONE 'UTC', '{_MOMENT}') || '+00'"
    if isinstance(column.type, Date):
        return f"to_char({name}, 'YYYY-MM-DD')"
    if isinstance(column.type, Boolean):
        return f"{name}::int"
    return f"{name}::text" if isinstance(column.type, JSON) else name


class _Seen:
    """Counts rows, and adds up their hashes."""

    def __init__(self) -> None:
        self.rows = 0
        self._sum = 0

    def add(self, row: tuple[Any, ...]) -> None:
        self.rows += 1
        self._sum += int.from_bytes(hashlib.sha256(repr(row).encode()).digest())

    @property
    def hash(self) -> str:
        return f"{self._sum % _MODULUS:064x}"


def _cursor(target: Connection, name: str = "") -> Any:
    """Return a cursor of the driver, in the transaction of this connection. name: of a cursor at the server."""
    driver_connection: Any = target.connection.driver_connection
    return driver_connection.cursor(name) if name else driver_connection.cursor()


def _set_sequences(target: Connection, table: Table) -> None:
    """Let the numbers that Postgres gives go on after the highest that was copied."""
    for column in table.primary_key:
        sequence = target.exec_driver_sql(
            "SELECT pg_get_serial_sequence(%s, %s)", (f'"{table.name}"', column.name)
        ).scalar_one()
        if sequence:
            highest = f'(SELECT max("{column.name}") FROM "{table.name}")'  # noqa: S608 (our own names)
            target.exec_driver_sql(
                f"SELECT setval(%s, coalesce({highest}, 1), {highest} IS NOT NULL)", (sequence,)
            )


def said_by(error: DBAPIError) -> str:
    """Return the first line of what a database said."""
    return str(error.orig).partition("\n")[0]
