"""Links that work once: to sign the operator in, and to choose a password."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy.orm import Session

from survey_app.actions.accounts.passwords import LONGEST, SHORTEST, hash_password, password_problem
from survey_app.actions.accounts.throttle import forget_guesses
from survey_app.actions.accounts.two_factor import SecretKeeper, new_recovery_codes, recovery_hash, step_of
from survey_app.actions.audit_log import Actor
from survey_app.actions.changing import changing
from survey_app.errors import AccountError, NotFound, SignInError
from survey_app.store.accounts.accounts import (
    add_account,
    add_staff_link,
    drop_expired_links,
    drop_links,
    find_account,
    get_account,
    lock_account,
    look_at_link,
    replace_recovery_codes,
    take_staff_link,
)
from survey_app.store.audit_log import hold_log
from survey_app.store.database.engine import writing
from survey_app.store.tables import Account
from survey_app.store.tables.moments import utc
from survey_app.vocabulary import DISTRICT_ADMIN

OPERATOR_EMAIL = "operator"
"""The account of whoever runs the server. It has no password; only a link made on the server signs it in."""

_ENTER_LASTS = timedelta(hours=1)

INVITATION_LASTS = timedelta(days=7)


@dataclass(frozen=True)
class Invitation:
    """Whose link this is, and what it is for: "invite" or "reset"."""

    email: str
    name: str
    purpose: str


def operator_link(session: Session, now: datetime) -> str:
    """Return the token of a link that signs in whoever runs the server, once within the hour. We keep only its hash."""
    with writing(session) as connection:
        # Servers that start together would each add the account.
        hold_log(connection)
        drop_expired_links(session, now)
        account = find_account(session, OPERATOR_EMAIL) or add_account(
            session,
            Account(
                email=OPERATOR_EMAIL, name="Server operator", role=DISTRICT_ADMIN, created_at=now, schools=[]
            ),
        )
        return new_link(session, account.id, "enter", now + _ENTER_LASTS, keep=True)


def take_operator_link(session: Session, token: str, now: datetime) -> Account | None:
    """Return the operator's account if the token is good: it works once, and only in time."""
    with changing(session, Actor(OPERATOR_EMAIL, now), "sign in by link") as change:
        link = take_staff_link(session, _hash(token)) if _purpose(session, token) == "enter" else None
        is_good = link is not None and utc(link.expires_at) >= now
        account = get_account(session, link.account) if is_good and link and link.account else None
        if account:
            change.log(account.email, account.district)
        else:
            change.nothing()
        return account


def read_invitation(session: Session, token: str, now: datetime) -> Invitation:
    """Read what a link invites to, without using the link up.

    Raises NotFound if the link is used up or too old, or if it is not an invitation.
    """
    link = look_at_link(session, _hash(token))
    account = get_account(session, link.account) if link and link.account else None
    if (
        link is None
        or account is None
        or link.purpose == "enter"
        or utc(link.expires_at) < now
        or account.is_disabled
    ):
        raise NotFound("link_used")
    return Invitation(account.email, account.name, link.purpose)


def accept_invitation(
    session: Session, keeper: SecretKeeper, token: str, password: str, second: tuple[str, str], now: datetime
) -> tuple[Account, list[str]]:
    """Use the link up and set the password and the second step.

    second: the secret that we showed, and a code from the app to prove that the app has the secret.
    Returns the account and its recovery codes, which nobody sees again.
    Raises NotFound; AccountError for the password; SignInError for the code.
    """
    invitation = read_invitation(session, token, now)
    _refuse_weak(password, invitation)
    secret, code = second
    step = step_of(secret, code, now, None)
    if step is None:
        raise SignInError("digits_wrong", "code")
    hashed, locked = hash_password(password), keeper.lock(secret)
    action = f"account {invitation.purpose} accepted"
    with changing(session, Actor(invitation.email, now), action) as change:
        account = _use_up(session, token)
        account.password, account.totp, account.totp_step = hashed, locked, step
        forget_guesses(session, keeper, account.email)
        codes = new_recovery_codes()
        replace_recovery_codes(session, account.id, [recovery_hash(each) for each in codes])
        change.log(account.email, account.district)
        return account, codes


def _refuse_weak(password: str, invitation: Invitation) -> None:
    easy_to_guess = [invitation.email, *invitation.name.split(), "community school"]
    if problem := password_problem(password, easy_to_guess):
        raise AccountError(problem, "password", shortest=SHORTEST, longest=LONGEST)


def _use_up(session: Session, token: str) -> Account:
    """Return the account that a link is for, and use the link up. Raises NotFound."""
    # Lock the account first, as reset and disable do, so that neither waits for the other forever.
    link = look_at_link(session, _hash(token))
    account = lock_account(session, link.account) if link and link.account else None
    if account is None or take_staff_link(session, _hash(token)) is None:
        raise NotFound("link_used")
    return account


def new_link(
    session: Session, account: int, purpose: str, expires_at: datetime, *, keep: bool = False
) -> str:
    """The token of a new link; older links of the account end, unless they are to be kept."""
    if not keep:
        drop_links(session, account)
    token = secrets.token_urlsafe(32)
    add_staff_link(session, _hash(token), expires_at, account, purpose)
    return token


def _purpose(session: Session, token: str) -> str:
    link = look_at_link(session, _hash(token))
    return link.purpose if link else ""


def _hash(token: str) -> bytes:
    return sha256(token.encode()).digest()
