"""Named queries for one-time sign-in links."""

from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from survey_app.store.tables import StaffLink


def add_staff_link(session: Session, h: bytes, expires_at: datetime) -> None:
    """Note that a link was made."""
    session.add(StaffLink(h=h, expires_at=expires_at))


def take_staff_link(session: Session, h: bytes) -> datetime | None:
    """Remove a link and return when it expires; None when there is none. Of two who take it, one gets it."""
    return session.scalar(delete(StaffLink).where(StaffLink.h == h).returning(StaffLink.expires_at))


def drop_expired_links(session: Session, now: datetime) -> None:
    """Remove the links that nobody used in time."""
    session.execute(delete(StaffLink).where(StaffLink.expires_at < now))
