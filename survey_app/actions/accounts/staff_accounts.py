"""Accounts of staff: invite, change, disable; choose a password through a link that works once."""

import re
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from survey_app.actions.accounts.passwords import LONGEST, SHORTEST, hash_password, password_problem
from survey_app.actions.accounts.roles import StaffUser
from survey_app.actions.accounts.throttle import forget_guesses
from survey_app.actions.accounts.two_factor import SecretKeeper, new_recovery_codes, recovery_hash, step_of
from survey_app.actions.audit_log import Actor
from survey_app.actions.changing import changing
from survey_app.errors import AccountError, NotFound, SignInError
from survey_app.store.accounts.accounts import (
    accounts,
    add_account,
    add_staff_link,
    drop_expired_links,
    drop_links,
    end_sessions,
    find_account,
    get_account,
    lock_account,
    look_at_link,
    replace_recovery_codes,
    take_staff_link,
)
from survey_app.store.catalog import districts, schools
from survey_app.store.database.engine import writing
from survey_app.store.tables import Account
from survey_app.store.tables.moments import utc
from survey_app.vocabulary import COORDINATOR, DISTRICT_ADMIN, ROLES

OPERATOR_EMAIL = "operator"
"""The account of whoever runs the server. It has no password: only a link made on the server signs it in."""

_ENTER_LASTS = timedelta(hours=1)
_INVITATION_LASTS = timedelta(days=7)
_EMAIL = re.compile(r"[^@\s,;<>\"\0]{1,64}@[^@\s,;<>\"\0]{1,185}\.[a-z]{2,}")


@dataclass(frozen=True)
class AccountLine:
    """An account as a list shows it. is_ready: it has chosen a password."""

    number: int
    email: str
    name: str
    role: str
    schools: Sequence[str]
    is_disabled: bool
    is_ready: bool


@dataclass(frozen=True)
class NewStaff:
    """Whom to invite. schools: slugs; empty for the whole district."""

    email: str
    name: str
    role: str
    district: str | None
    schools: tuple[str, ...] = ()


@dataclass(frozen=True)
class Invitation:
    """What a link is for: whose, and "invite" or "reset"."""

    email: str
    name: str
    purpose: str


def who_is(account: Account) -> StaffUser:
    """An account as the staff door knows it."""
    schools = frozenset(account.schools)
    return StaffUser(account.id, account.email, account.name, account.role, account.district, schools)


def list_accounts(session: Session, who: StaffUser) -> list[AccountLine]:
    """The accounts that an administrator looks after."""
    return [
        AccountLine(row.id, row.email, row.name, row.role, row.schools, row.is_disabled, bool(row.password))
        for row in accounts(session, who.district)
        if row.email != OPERATOR_EMAIL
    ]


def invite(session: Session, by: str, staff: NewStaff, now: datetime) -> str:
    """Make an account; return the token of the link by which its owner chooses a password, good for seven days.

    Raises AccountError, with the field, when something is missing or the address has an account already.
    """
    _check(staff)
    email = staff.email.strip().lower()
    with changing(session, Actor(by, now), "account invite") as change:
        _check_district(session, staff)
        _check_schools(session, staff)
        account = _add(session, staff, email, now)
        change.log(email, account.district, {"role": staff.role, "schools": sorted(staff.schools)})
        return _new_link(session, account.id, "invite", now + _INVITATION_LASTS)


def reset(session: Session, by: str, number: int, now: datetime) -> str:
    """End an account's sessions and its password; return the token of the link by which its owner chooses another."""
    with changing(session, Actor(by, now), "account reset") as change:
        account = _lock(session, number)
        account.password, account.totp, account.totp_step = None, None, None
        replace_recovery_codes(session, number, ())
        end_sessions(session, number)
        change.log(account.email, account.district)
        return _new_link(session, number, "reset", now + _INVITATION_LASTS)


def disable(session: Session, by: str, number: int, now: datetime) -> None:
    """Shut an account: its sessions and links end at once. Raises AccountError for one's own."""
    with changing(session, Actor(by, now), "account disable") as change:
        account = _lock(session, number)
        if account.email == by:
            raise AccountError("own_account")
        account.is_disabled = True
        end_sessions(session, number)
        drop_links(session, number)
        change.log(account.email, account.district)


def enable(session: Session, by: str, number: int, now: datetime) -> None:
    """Open a disabled account again."""
    with changing(session, Actor(by, now), "account enable") as change:
        account = _lock(session, number)
        account.is_disabled = False
        change.log(account.email, account.district)


def change_role(
    session: Session, by: str, number: int, role: str, schools: Iterable[str], now: datetime
) -> None:
    """Give an account another role or other schools; it signs in anew. Raises AccountError."""
    with changing(session, Actor(by, now), "account change") as change:
        account = _lock(session, number)
        staff = NewStaff(account.email, account.name, role, account.district, tuple(schools))
        _check(staff)
        _check_schools(session, staff)
        if account.email == by and role != DISTRICT_ADMIN:
            raise AccountError("own_rights", "role")
        account.role, account.schools = role, sorted(staff.schools)
        end_sessions(session, number)
        change.log(account.email, account.district, {"role": role, "schools": account.schools})


def operator_link(session: Session, now: datetime) -> str:
    """The token of a link that signs in whoever runs the server, once within the hour; only its hash is kept."""
    with writing(session):
        drop_expired_links(session, now)
        account = find_account(session, OPERATOR_EMAIL) or add_account(
            session,
            Account(
                email=OPERATOR_EMAIL, name="Server operator", role=DISTRICT_ADMIN, created_at=now, schools=[]
            ),
        )
        return _new_link(session, account.id, "enter", now + _ENTER_LASTS, keep=True)


def enter(session: Session, token: str, now: datetime) -> Account | None:
    """The operator's account, if the token signs in: once, and only in time."""
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
    """What a link invites to; it stays good. Raises NotFound when it is used up, too old or no invitation."""
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
    """Use the link up: password and second step are set. Returns the account and its recovery codes, shown only now.

    second: the secret that was shown and a code from the app, which proves that it was taken over.
    Raises NotFound; AccountError for the password; SignInError for the code.
    """
    invitation = read_invitation(session, token, now)
    if problem := password_problem(
        password, [invitation.email, *invitation.name.split(), "community school"]
    ):
        raise AccountError(problem, "password", shortest=SHORTEST, longest=LONGEST)
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


def _use_up(session: Session, token: str) -> Account:
    """The account that a link is for, once. Raises NotFound."""
    # The account first, as whoever resets or disables it does: so neither waits for the other forever.
    link = look_at_link(session, _hash(token))
    account = lock_account(session, link.account) if link and link.account else None
    if account is None or take_staff_link(session, _hash(token)) is None:
        raise NotFound("link_used")
    return account


def _check(staff: NewStaff) -> None:
    if not _EMAIL.fullmatch(staff.email.strip().lower()):
        raise AccountError("email_not_an_address", "email", email=staff.email)
    if not staff.name.strip():
        raise AccountError("person_name_missing", "name")
    if staff.role not in ROLES:
        raise AccountError("role_unknown", "role", role=staff.role, known=list(ROLES))
    if staff.role == COORDINATOR and not staff.schools:
        raise AccountError("coordinator_without_schools", "schools")
    if staff.role == DISTRICT_ADMIN and staff.schools:
        raise AccountError("administrator_with_schools", "schools")
    if staff.district is None:
        raise AccountError("district_missing", "district")


def _check_district(session: Session, staff: NewStaff) -> None:
    known = [district.code for district in districts(session)]
    if staff.district not in known:
        raise AccountError("district_unknown", "district", district=staff.district, known=known or ["none"])


def _check_schools(session: Session, staff: NewStaff) -> None:
    known = {school.slug for school in schools(session) if school.district == staff.district}
    if unknown := sorted(set(staff.schools) - known):
        raise AccountError("school_of_other_district", "schools", school=unknown[0], district=staff.district)


def _add(session: Session, staff: NewStaff, email: str, now: datetime) -> Account:
    """The new account. Raises AccountError if the address has one, even if somebody else just made it."""
    account = Account(
        email=email,
        name=staff.name.strip(),
        role=staff.role,
        district=staff.district,
        schools=sorted(staff.schools),
        created_at=now,
    )
    try:
        return add_account(session, account)
    except IntegrityError:
        raise AccountError("email_taken", "email", email=email) from None


def _lock(session: Session, number: int) -> Account:
    account = lock_account(session, number)
    if account is None or account.email == OPERATOR_EMAIL:
        raise NotFound("account_gone")
    return account


def _new_link(
    session: Session, account: int, purpose: str, expires_at: datetime, *, keep: bool = False
) -> str:
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
