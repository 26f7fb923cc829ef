"""The mark of a SQLite database whose rows have moved elsewhere. Nobody writes to it anymore.

The mark is a number in the head of the file. So it holds for every process that has the file open, and a server that
still runs keeps nothing that the new database lacks.
"""

import sqlite3
from typing import Any

from sqlalchemy import Connection, select
from sqlalchemy.exc import OperationalError

from survey_app.errors import NotReady
from survey_app.store.tables import AuditEntry

MOVE = "database move"
"""What the audit log calls it. The subject of the line says where the rows went."""

_MARK = 0x6D6F7665  # "move"; SQLite and Alembic do not use this number
_SAID = "the rows of this database have moved; python3 run.py check says where"


def mark_moved(connection: Connection) -> None:
    """Let nobody write to a SQLite database after this transaction."""
    connection.exec_driver_sql(f"PRAGMA user_version={_MARK}")


def take_mark_back(driver_connection: Any) -> None:
    """Let everybody write again. Use the driver's own connection, outside any transaction."""
    driver_connection.execute("PRAGMA user_version=0")


def is_moved(connection: Connection) -> bool:
    """Whether the rows of this database have moved."""
    if connection.dialect.name != "sqlite":
        return False
    return bool(connection.exec_driver_sql("PRAGMA user_version").scalar_one() == _MARK)


def refuse_moved(connection: Connection) -> None:
    """Raise NotReady, with the remedy, if the rows of this database have moved."""
    if is_moved(connection):
        moves = select(AuditEntry.subject).where(AuditEntry.action == MOVE)
        newest = moves.order_by(AuditEntry.number.desc()).limit(1)
        raise NotReady("database_moved", where=connection.scalar(newest))


def refuse_writing(connection: Connection) -> None:
    """End a transaction that wants to write to rows that have moved. Raises OperationalError: it may be tried again."""
    if is_moved(connection):
        connection.exec_driver_sql("ROLLBACK")
        raise OperationalError(None, None, sqlite3.OperationalError(_SAID))
