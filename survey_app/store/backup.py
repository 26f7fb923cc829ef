"""Named queries for backups: every table as lines of JSON, all from one moment, and back again.

Rows go out by their primary key. The keys of everything about responses are random or hashed, so that order tells
nothing; the place of a row in a file of the database would tell when it came (docs/decisions/0058-backups.md).
"""

import json
from base64 import b64decode, b64encode
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from itertools import islice
from typing import Any

from sqlalchemy import Connection, Engine, Table, func, insert, inspect, literal, select, update
from sqlalchemy import table as table_called

from survey_app.store.database.limits import LONG_READING, allowing
from survey_app.store.responses.inbox import InboxRow, put_in_inbox
from survey_app.store.tables import INBOXES, Base, Epoch, Guess, Job, ReceivedOnce, StaffLink, StaffSession
from survey_app.store.tables.moments import utc

LEFT_OUT: Mapping[str, str] = {
    **{
        inbox.__tablename__: "the responses that wait travel apart, sealed to the recovery key"
        for inbox in INBOXES
    },
    StaffSession.__tablename__: "whoever signed out since would be signed in again",
    StaffLink.__tablename__: "a link that was used since would work again",
    Guess.__tablename__: "wrong guesses count for a day at most",
    Job.__tablename__: "the files of jobs are not in a backup",
}
"""Tables whose rows are not in a backup, and why."""

AT_ONCE = 1000
_OUT: Mapping[type, Callable[[Any], Any]] = {
    bytes: lambda value: b64encode(value).decode(),
    datetime: lambda value: utc(value).isoformat(),
    date: date.isoformat,
}
_BACK: Mapping[type, Callable[[Any], Any]] = {
    bytes: b64decode,
    datetime: datetime.fromisoformat,
    date: date.fromisoformat,
}


def kept_tables() -> list[Table]:
    """Return the tables that a backup holds. A row points only at rows of its own table or of earlier ones."""
    return [table for table in Base.metadata.sorted_tables if table.name not in LEFT_OUT]


@contextmanager
def one_moment(engine: Engine) -> Iterator[Connection]:
    """Open a transaction that sees the database as it is now, whatever others write meanwhile.

    Hold `only_sealer`: on Postgres, a table that is emptied at once (TRUNCATE) looks empty to everybody.
    """
    with allowing(reading=LONG_READING), engine.connect() as connection:
        if engine.dialect.name == "postgresql":
            connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            names = ", ".join(table.name for table in Base.metadata.sorted_tables)
            connection.exec_driver_sql(f"LOCK TABLE {names} IN ACCESS SHARE MODE")
        # Both databases decide at the first query what the transaction sees: not before the tables are locked.
        connection.execute(select(func.count()).select_from(Epoch))
        yield connection


def lines_of(connection: Connection, table: Table) -> Iterator[bytes]:
    """Yield each row as a line of JSON: a list of the values, in the order of the columns."""
    write = [_OUT.get(column.type.python_type) for column in table.columns]
    query = select(table).order_by(*table.primary_key.columns).execution_options(yield_per=AT_ONCE)
    with connection.execute(query) as rows:
        for row in rows:
            values = [_converted(each, value) for each, value in zip(write, row, strict=True)]
            yield json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def put_lines(connection: Connection, table: Table, lines: Iterable[bytes]) -> int:
    """Put back what `lines_of` wrote. Return how many rows."""
    names = [column.name for column in table.columns]
    read = [_BACK.get(column.type.python_type) for column in table.columns]
    put, left = 0, iter(lines)
    while some := list(islice(left, AT_ONCE)):
        rows = [
            {
                name: _converted(each, value)
                for name, each, value in zip(names, read, json.loads(line), strict=True)
            }
            for line in some
        ]
        connection.execute(insert(table), rows)
        put += len(rows)
    return put


def _converted(convert: Callable[[Any], Any] | None, value: Any) -> Any:
    return value if convert is None or value is None else convert(value)


def tables_with_rows(engine: Engine) -> list[str]:
    """Name the tables of this database that are not empty, those of other programs too."""
    with engine.connect() as connection:
        names = [name for name in inspect(connection).get_table_names() if name != "alembic_version"]
        queries = {name: select(literal(1)).select_from(table_called(name)).limit(1) for name in names}
        return [name for name, query in queries.items() if connection.execute(query).first()]


def continue_numbers(connection: Connection) -> None:
    """Let Postgres number new rows after those that came with their numbers. SQLite does so by itself."""
    if connection.dialect.name != "postgresql":
        return
    for table in Base.metadata.sorted_tables:
        column = table.autoincrement_column
        if column is not None and _sequence(connection, table.name, column.name):
            highest = select(func.max(column)).scalar_subquery()
            sequence = func.pg_get_serial_sequence(table.name, column.name)
            # Without rows, the next number is 1.
            connection.execute(select(func.setval(sequence, func.coalesce(highest, 1), highest.is_not(None))))


def _sequence(connection: Connection, table: str, column: str) -> str | None:
    return connection.scalar(select(func.pg_get_serial_sequence(table, column)))


# --- What waits -------------------------------------------------------------------------------------------


def waiting_nullifiers(connection: Connection, epoch: int) -> list[bytes]:
    """Return the nullifiers of all that waits under an epoch, sorted: that order tells nothing."""
    inbox = INBOXES[epoch % 2]
    return list(
        connection.scalars(select(inbox.nullifier).where(inbox.epoch == epoch).order_by(inbox.nullifier))
    )


def sealed_responses(connection: Connection, epoch: int, nullifiers: Collection[bytes]) -> list[bytes]:
    """Return what waits under an epoch with these nullifiers, in their order."""
    inbox = INBOXES[epoch % 2]
    query = select(inbox.nullifier, inbox.sealed).where(inbox.epoch == epoch, inbox.nullifier.in_(nullifiers))
    found = {row.nullifier: row.sealed for row in connection.execute(query)}
    return [found[nullifier] for nullifier in nullifiers]


def rounds_of(connection: Connection, nullifiers: Collection[bytes]) -> dict[bytes, str]:
    """Map nullifiers to the round that their response is of, for those that were received."""
    query = select(ReceivedOnce.nullifier, ReceivedOnce.round).where(ReceivedOnce.nullifier.in_(nullifiers))
    return {row.nullifier: row.round for row in connection.execute(query)}


def put_waiting(connection: Connection, rows: Iterable[InboxRow], *, epoch: int) -> int:
    """Let responses wait under an epoch, in pieces that fit in memory. Return how many."""
    put, left = 0, iter(rows)
    while some := list(islice(left, AT_ONCE)):
        put_in_inbox(connection, some, epoch=epoch)
        put += len(some)
    return put


def end_current_epoch(connection: Connection) -> date | None:
    """Note that no key came with a current epoch: nothing waits under it anymore. Return the day of its last count."""
    day = connection.scalar(select(Epoch.day).where(Epoch.state == "current"))
    connection.execute(update(Epoch).where(Epoch.state == "current").values(state="lost"))
    return day
