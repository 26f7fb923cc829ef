"""Moments as the databases give them back."""

from datetime import UTC, datetime


def utc(at: datetime) -> datetime:
    """A stored moment, aware, in UTC: SQLite gives it back without its zone, Postgres in that of the server."""
    return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)
