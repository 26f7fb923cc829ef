"""Sign staff in by a link that works once: made by whoever may run commands on the server."""

import secrets
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from sqlalchemy.orm import Session

from survey_app.store.engine import begin_writing
from survey_app.store.staff_links import add_staff_link, drop_expired_links, take_staff_link

LASTS = timedelta(hours=1)


def make_staff_link(session: Session, now: datetime) -> str:
    """The token of a new link, good for one sign-in within the hour; only its hash is kept."""
    token = secrets.token_urlsafe(32)
    begin_writing(session)
    drop_expired_links(session, now)
    add_staff_link(session, sha256(token.encode()).digest(), now + LASTS)
    session.commit()
    return token


def use_staff_link(session: Session, token: str, now: datetime) -> bool:
    """Whether the token signs its bearer in. It does so once, and only in time."""
    begin_writing(session)
    expires_at = take_staff_link(session, sha256(token.encode()).digest())
    session.commit()
    if expires_at is None:
        return False
    # SQLite gives times back without their zone; they are stored in UTC.
    return expires_at.replace(tzinfo=expires_at.tzinfo or UTC) >= now
