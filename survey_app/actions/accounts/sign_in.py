"""Sign staff in and out.

Sessions live on the server. They end after half an hour without use, and after twelve hours in any case.
We count a guess before the slow check of the password, and after it we read the account again.
"""

import secrets
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy.orm import Session

from survey_app.actions.accounts.passwords import is_password
from survey_app.actions.accounts.roles import StaffUser
from survey_app.actions.accounts.staff_accounts import who_is
from survey_app.actions.accounts.throttle import count_guess, guesser, take_back_guess
from survey_app.actions.accounts.two_factor import SecretKeeper, recovery_hash, step_of
from survey_app.actions.audit_log import Actor
from survey_app.actions.changing import changing
from survey_app.errors import SignInError
from survey_app.store.accounts.accounts import (
    add_session,
    drop_old_sessions,
    end_session,
    find_account,
    find_session,
    get_account,
    lock_account,
    take_recovery_code,
    touch_session,
)
from survey_app.store.database.engine import writing
from survey_app.store.tables import Account
from survey_app.store.tables.moments import utc

IDLE = timedelta(minutes=30)
LONGEST = timedelta(hours=12)
_TOUCH_EVERY = timedelta(minutes=1)


def sign_in(
    session: Session,
    keeper: SecretKeeper,
    email: str,
    password: str,
    code: str,
    now: datetime,
    address: str | None = None,
) -> Account:
    """Return the account that all three belong to. code: from the app, or a recovery code, which is then used up.

    address: of the network. Raises SignInError: "wrong" whichever of them was; "waiting" while we check no guesses.
    """
    email = email.strip().lower()
    who = guesser(keeper, email, address)
    with writing(session):
        count_guess(session, who, now)
        account = find_account(session, email)
        number, hashed = (account.id, account.password) if account else (None, None)
    # Outside a transaction, because it takes a tenth of a second, with an account or without.
    knows = is_password(hashed, password)
    with changing(session, Actor(email, now), "sign in") as change:
        account = lock_account(session, number) if number is not None and knows else None
        is_right = account is not None and account.password == hashed
        if account is None or not is_right or not _take_code(session, keeper, account, code, now):
            raise SignInError("sign_in_wrong")
        take_back_guess(session, who, now)
        change.log(account.email, account.district)
        return account


def sign_in_by_provider(session: Session, email: str, provider: str, now: datetime) -> Account:
    """Return the account with this address. An identity provider says who it is. Raises SignInError."""
    email = email.strip().lower()
    with changing(session, Actor(email, now), "sign in") as change:
        known = find_account(session, email)
        account = lock_account(session, known.id) if known else None
        if account is None or account.is_disabled:
            raise SignInError("sign_in_wrong")
        change.log(account.email, account.district, {"by": provider})
        return account


def start_session(session: Session, account: int, now: datetime) -> str:
    """Return the token of a new session, for the cookie. We keep only its hash."""
    token = secrets.token_urlsafe(32)
    with writing(session):
        drop_old_sessions(session, now - LONGEST)
        add_session(session, _hash(token), account, now)
    return token


def session_user(session: Session, token: str, now: datetime) -> StaffUser | None:
    """Return whose session this is, or None if it has ended or the account is disabled."""
    opened = find_session(session, _hash(token))
    if opened is None or now - utc(opened.seen_at) > IDLE or now - utc(opened.started_at) > LONGEST:
        return None
    account = get_account(session, opened.account)
    if account is None or account.is_disabled:
        return None
    who = who_is(account)
    if now - utc(opened.seen_at) > _TOUCH_EVERY:
        with writing(session):
            touch_session(session, _hash(token), now)
    return who


def sign_out(session: Session, token: str) -> None:
    """End a session."""
    with writing(session):
        end_session(session, _hash(token))


def _take_code(session: Session, keeper: SecretKeeper, account: Account, code: str, now: datetime) -> bool:
    if account.is_disabled or account.totp is None:
        return False
    step = step_of(keeper.unlock(account.totp), code, now, account.totp_step)
    if step is not None:
        account.totp_step = step
        return True
    return take_recovery_code(session, account.id, recovery_hash(code))


def _hash(token: str) -> bytes:
    return sha256(token.encode()).digest()
