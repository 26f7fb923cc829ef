"""Named queries about the whole installation: how much there is, and since when. Nothing about a school or a person."""

from collections.abc import Mapping
from datetime import date, datetime

from sqlalchemy import Connection, func, select

from survey_app.store.tables import AuditEntry, Epoch, Guess, Job
from survey_app.store.tables.moments import utc

UNFINISHED = ("waiting", "running")
_WAITING = ("current", "closed")
"""States of epochs whose responses wait."""

_SQLITE_SIZE = "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()"
_POSTGRES_SIZE = "SELECT pg_database_size(current_database())"


def database_size(connection: Connection) -> int:
    """The size of the database in bytes, with its indexes."""
    is_sqlite = connection.dialect.name == "sqlite"
    return int(connection.exec_driver_sql(_SQLITE_SIZE if is_sqlite else _POSTGRES_SIZE).scalar_one())


def unfinished_jobs(connection: Connection) -> Mapping[str, int]:
    """How many jobs wait, and how many run."""
    query = select(Job.state, func.count()).where(Job.state.in_(UNFINISHED)).group_by(Job.state)
    found = {row[0]: row[1] for row in connection.execute(query)}
    return {state: found.get(state, 0) for state in UNFINISHED}


def oldest_unfinished_job(connection: Connection) -> datetime | None:
    """When somebody asked for the job that has been unfinished longest."""
    query = select(func.min(Job.created_at)).where(Job.state.in_(UNFINISHED))
    oldest: datetime | None = connection.execute(query).scalar_one()
    return utc(oldest) if oldest else None


def oldest_unsealed_day(connection: Connection) -> date | None:
    """The day of the last count that everything waiting was part of. None if nothing ever waited."""
    query = select(func.min(Epoch.day)).where(Epoch.state.in_(_WAITING))
    day: date | None = connection.execute(query).scalar_one()
    return day


def misses_key(connection: Connection) -> bool:
    """Whether the sealer has not found a key that responses wait for."""
    query = select(Epoch.number).where(Epoch.state.in_(_WAITING), Epoch.is_key_missing)
    return connection.execute(query.limit(1)).first() is not None


def waiting_after_guesses(connection: Connection, now: datetime) -> int:
    """How many e-mail and network addresses must wait before the next guess at a sign-in."""
    return connection.execute(select(func.count()).where(Guess.waits_until > now)).scalar_one()


def last_backup(connection: Connection) -> datetime | None:
    """When the last backup was taken, as the audit log says."""
    backups = select(AuditEntry.at).where(AuditEntry.action == "backup")
    at = connection.execute(backups.order_by(AuditEntry.number.desc()).limit(1)).scalar_one_or_none()
    return utc(at) if at else None
