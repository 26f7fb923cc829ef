"""Moments as the databases give them back."""

from datetime import UTC, datetime


def utc(at: datetime) -> datetime:
    """Return a stored moment, aware, in UTC. SQLite returns it without a zone, Postgres in the zone of the server."""
    return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)
