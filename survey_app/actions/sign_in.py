"""Sign staff in and out. Sessions live on the server: half an hour without use ends them, and twelve hours in any case.

Guesses are limited per account in the database, so that every worker knows of them, and per address in memory.
"""

import secrets
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy.orm import Session

from survey_app.actions.access import Who
from survey_app.actions.accounts import who_is
from survey_app.actions.audit import record
from survey_app.actions.passwords import is_password
from survey_app.actions.second_step import SecretKeeper, recovery_hash, step_of
from survey_app.errors import SignInError
from survey_app.store.accounts import (
    add_session,
    drop_old_sessions,
    end_session,
    find_account,
    find_session,
    get_account,
    take_recovery_code,
    touch_session,
)
from survey_app.store.engine import begin_writing
from survey_app.store.moments import utc
from survey_app.store.staff_tables import Account

IDLE = timedelta(minutes=30)
LONGEST = timedelta(hours=12)
FREE_GUESSES = 5
"""So many wrong guesses cost nothing; then each doubles the time in which no other is looked at."""

_FIRST_WAIT = timedelta(minutes=1)
_LONGEST_WAIT = timedelta(hours=1)
_TOUCH_EVERY = timedelta(minutes=1)


def sign_in(
    session: Session, keeper: SecretKeeper, email: str, password: str, code: str, now: datetime
) -> Account:
    """The account that all three belong to; code: of the app, or a recovery code, which is used up.

    Raises SignInError: "wrong" whichever of them was, "waiting" while no guess is looked at.
    """
    account = find_account(session, email.strip().lower())
    if account and account.locked_until and utc(account.locked_until) > now:
        raise SignInError("waiting", int((utc(account.locked_until) - now).total_seconds()) + 1)
    # The slow part comes first and outside a transaction: it takes a tenth of a second, with an account or without.
    knows = is_password(account.password if account else None, password)
    number = account.id if account else None
    session.rollback()
    begin_writing(session)
    account = get_account(session, number) if number is not None else None
    if account is None or not (
        knows and not account.is_disabled and _take_code(session, keeper, account, code, now)
    ):
        _count_failure(session, account, now)
        raise SignInError("wrong")
    account.failures, account.locked_until = 0, None
    record(session.connection(), account.email, "sign in", account.email, now)
    session.commit()
    return account


def sign_in_by_provider(session: Session, email: str, provider: str, now: datetime) -> Account:
    """The account with this address, of which a provider of identities says that it is theirs. Raises SignInError."""
    begin_writing(session)
    account = find_account(session, email.strip().lower())
    if account is None or account.is_disabled:
        session.rollback()
        raise SignInError("wrong")
    record(session.connection(), account.email, "sign in", account.email, now, {"by": provider})
    session.commit()
    return account


def start_session(session: Session, account: int, now: datetime) -> str:
    """The token of a new session, for the cookie; only its hash is kept."""
    token = secrets.token_urlsafe(32)
    begin_writing(session)
    drop_old_sessions(session, now - LONGEST)
    add_session(session, _hash(token), account, now)
    session.commit()
    return token


def who_has(session: Session, token: str, now: datetime) -> Who | None:
    """Whose session this token is of; None when it has ended or the account is disabled."""
    found = find_session(session, _hash(token))
    if found is None or now - utc(found.seen_at) > IDLE or now - utc(found.started_at) > LONGEST:
        return None
    account = get_account(session, found.account)
    if account is None or account.is_disabled:
        return None
    who, seen_at = who_is(account), utc(found.seen_at)
    session.rollback()
    if now - seen_at > _TOUCH_EVERY:
        begin_writing(session)
        touch_session(session, _hash(token), now)
        session.commit()
    return who


def sign_out(session: Session, token: str) -> None:
    """End a session."""
    begin_writing(session)
    end_session(session, _hash(token))
    session.commit()


def _take_code(session: Session, keeper: SecretKeeper, account: Account, code: str, now: datetime) -> bool:
    if account.totp is None:
        return False
    step = step_of(keeper.unlock(account.totp), code, now, account.totp_step)
    if step is not None:
        account.totp_step = step
        return True
    return take_recovery_code(session, account.id, recovery_hash(code))


def _count_failure(session: Session, account: Account | None, now: datetime) -> None:
    if account:
        account.failures += 1
        beyond = account.failures - FREE_GUESSES
        if beyond >= 0:
            account.locked_until = now + min(_FIRST_WAIT * 2 ** min(beyond, 10), _LONGEST_WAIT)
    session.commit()


def _hash(token: str) -> bytes:
    return sha256(token.encode()).digest()
