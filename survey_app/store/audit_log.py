"""Named queries for the audit log."""

import json
from collections.abc import Iterator, Sequence
from datetime import datetime

from sqlalchemy import Connection, insert, select, text
from sqlalchemy.orm import Session

from survey_app.store.tables import AuditEntry, Round
from survey_app.store.tables.moments import utc


def hold_log(connection: Connection) -> None:
    """Let nobody else add to the log until this transaction ends. On SQLite, a writer is always alone."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("LOCK TABLE audit IN EXCLUSIVE MODE"))


def last_entry(connection: Connection) -> tuple[int, str]:
    """Return number and hash of the newest entry; 0 and "" if the log is empty."""
    query = select(AuditEntry.number, AuditEntry.hash).order_by(AuditEntry.number.desc()).limit(1)
    row = connection.execute(query).first()
    return (row.number, row.hash) if row else (0, "")


def add_entry(connection: Connection, values: dict[str, object]) -> None:
    """Add an entry."""
    connection.execute(insert(AuditEntry).values(**values))


def entries(session: Session) -> Iterator[AuditEntry]:
    """Yield all entries, the oldest first."""
    yield from session.scalars(
        select(AuditEntry).order_by(AuditEntry.number).execution_options(yield_per=500)
    )


def newest_entries(
    session: Session, district: str | None, before: int | None, most: int
) -> Sequence[AuditEntry]:
    """Return the newest entries of a district, newest first; None asks for all. before: only smaller numbers."""
    query = select(AuditEntry).order_by(AuditEntry.number.desc()).limit(most)
    if district is not None:
        query = query.where(AuditEntry.district == district)
    if before is not None:
        query = query.where(AuditEntry.number < before)
    return session.scalars(query).all()


def district_of_round(connection: Connection, key: str) -> str | None:
    """Return the district of a round, or None if there is no such round."""
    return connection.scalar(select(Round.district).where(Round.key == key))


def handed_out_of(session: Session, key: str) -> dict[str, datetime]:
    """Return file → when somebody last took it, of the files of a round."""
    query = select(AuditEntry.at, AuditEntry.details).where(AuditEntry.subject == key)
    rows = session.execute(query.where(AuditEntry.action == "download").order_by(AuditEntry.number))
    return {name: utc(at) for at, details in rows for name in json.loads(details).get("sha256", {})}


def entry_time(at: datetime) -> str:
    """Write a time as the hash covers it: the same from both databases, in UTC to the second."""
    return utc(at).strftime("%Y-%m-%dT%H:%M:%SZ")
