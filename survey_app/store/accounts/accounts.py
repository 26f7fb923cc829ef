"""Named queries for accounts, their sessions, links and recovery codes."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from survey_app.store.tables import Account, RecoveryCode, StaffLink, StaffSession


class TakenLink(NamedTuple):
    """A one-time link that was just used up."""

    expires_at: datetime
    account: int | None
    purpose: str


def find_account(session: Session, email: str) -> Account | None:
    """Find the account with this address. email: in lower case."""
    # Postgres keeps no NUL, and refuses to look for one.
    return None if "\0" in email else session.scalar(select(Account).where(Account.email == email))


def get_account(session: Session, number: int) -> Account | None:
    """Find the account with this number."""
    return session.get(Account, number)


def lock_account(session: Session, number: int) -> Account | None:
    """Return the account as it is now. Nobody else changes it before the transaction ends."""
    return session.get(Account, number, with_for_update=True, populate_existing=True)


def accounts(session: Session, district: str | None) -> Sequence[Account]:
    """Return the accounts of a district by name; None asks for all of them."""
    query = select(Account).order_by(Account.name, Account.email)
    return session.scalars(query.where(Account.district == district) if district else query).all()


def add_account(session: Session, account: Account) -> Account:
    """Add an account, and give it its number."""
    session.add(account)
    session.flush()
    return account


def add_staff_link(
    session: Session, h: bytes, expires_at: datetime, account: int | None, purpose: str
) -> None:
    """Note that a link was made."""
    session.add(StaffLink(token_hash=h, expires_at=expires_at, account=account, purpose=purpose))


def look_at_link(session: Session, h: bytes) -> TakenLink | None:
    """Look at a link without using it up."""
    link = session.get(StaffLink, h)
    return TakenLink(link.expires_at, link.account, link.purpose) if link else None


def take_staff_link(session: Session, h: bytes) -> TakenLink | None:
    """Remove a link and return it, or None if there is no such link. If two take it at once, only one gets it."""
    columns = (StaffLink.expires_at, StaffLink.account, StaffLink.purpose)
    row = session.execute(delete(StaffLink).where(StaffLink.token_hash == h).returning(*columns)).first()
    return TakenLink(*row) if row else None


def drop_links(session: Session, account: int) -> None:
    """Remove the links of an account: a new one makes the old ones useless."""
    session.execute(delete(StaffLink).where(StaffLink.account == account))


def drop_expired_links(session: Session, now: datetime) -> None:
    """Remove the links that nobody used in time."""
    session.execute(delete(StaffLink).where(StaffLink.expires_at < now))


def replace_recovery_codes(session: Session, account: int, hashes: Iterable[bytes]) -> None:
    """Let these be the only recovery codes of an account."""
    session.execute(delete(RecoveryCode).where(RecoveryCode.account == account))
    session.add_all(RecoveryCode(code_hash=h, account=account) for h in hashes)


def take_recovery_code(session: Session, account: int, h: bytes) -> bool:
    """Use up a recovery code. Return whether the account had it."""
    query = delete(RecoveryCode).where(RecoveryCode.account == account, RecoveryCode.code_hash == h)
    return session.execute(query.returning(RecoveryCode.code_hash)).first() is not None


def add_session(session: Session, h: bytes, account: int, now: datetime) -> None:
    """Note that somebody signed in."""
    session.add(StaffSession(token_hash=h, account=account, started_at=now, seen_at=now))


def find_session(session: Session, h: bytes) -> StaffSession | None:
    """A session by the hash of its token."""
    return session.get(StaffSession, h)


def touch_session(session: Session, h: bytes, now: datetime) -> None:
    """Note that a session was used."""
    session.execute(update(StaffSession).where(StaffSession.token_hash == h).values(seen_at=now))


def end_session(session: Session, h: bytes) -> None:
    """End one session."""
    session.execute(delete(StaffSession).where(StaffSession.token_hash == h))


def end_sessions(session: Session, account: int) -> None:
    """End every session of an account."""
    session.execute(delete(StaffSession).where(StaffSession.account == account))


def drop_old_sessions(session: Session, before: datetime) -> None:
    """Forget sessions that nobody has used since then."""
    session.execute(delete(StaffSession).where(StaffSession.seen_at < before))
