"""Named queries for the audit log."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from sqlalchemy import Connection, insert, select, text
from sqlalchemy.orm import Session

from survey_app.store.tables import AuditEntry, Round
from survey_app.store.tables.moments import utc


def hold_log(connection: Connection) -> None:
    """Let nobody else add to the log until this transaction ends. On SQLite whoever writes is alone already."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("LOCK TABLE audit IN EXCLUSIVE MODE"))


def last_entry(connection: Connection) -> tuple[int, str]:
    """Number and hash of the newest entry; 0 and nothing when there is none."""
    query = select(AuditEntry.number, AuditEntry.hash).order_by(AuditEntry.number.desc()).limit(1)
    row = connection.execute(query).first()
    return (row.number, row.hash) if row else (0, "")


def add_entry(connection: Connection, values: dict[str, object]) -> None:
    """Add an entry."""
    connection.execute(insert(AuditEntry).values(**values))


def entries(session: Session) -> Iterator[AuditEntry]:
    """All entries, the oldest first."""
    yield from session.scalars(
        select(AuditEntry).order_by(AuditEntry.number).execution_options(yield_per=500)
    )


def newest_entries(
    session: Session, district: str | None, before: int | None, most: int
) -> Sequence[AuditEntry]:
    """The newest entries of a district, the newest first; of all of them for None. before: only smaller numbers."""
    query = select(AuditEntry).order_by(AuditEntry.number.desc()).limit(most)
    if district is not None:
        query = query.where(AuditEntry.district == district)
    if before is not None:
        query = query.where(AuditEntry.number < before)
    return session.scalars(query).all()


def district_of_round(connection: Connection, key: str) -> str | None:
    """The district that a round belongs to; None when there is no such round."""
    return connection.scalar(select(Round.district).where(Round.key == key))


def entry_time(at: datetime) -> str:
    """A time as it goes into the hash: the same from both databases, in UTC to the second."""
    return utc(at).strftime("%Y-%m-%dT%H:%M:%SZ")
