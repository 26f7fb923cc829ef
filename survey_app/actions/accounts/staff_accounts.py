"""Accounts of staff: invite, change, disable. People choose a password through a link that works once."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from survey_app.actions.accounts.roles import StaffUser
from survey_app.actions.accounts.staff_links import INVITATION_LASTS, OPERATOR_EMAIL, new_link
from survey_app.actions.audit_log import Actor
from survey_app.actions.changing import changing
from survey_app.errors import AccountError, NotFound
from survey_app.store.accounts.accounts import (
    accounts,
    add_account,
    drop_links,
    end_sessions,
    get_account,
    lock_account,
    replace_recovery_codes,
)
from survey_app.store.catalog import districts
from survey_app.store.schools.schools import schools_within
from survey_app.store.tables import Account
from survey_app.surveys.text import LANGUAGE
from survey_app.vocabulary import COORDINATOR, DISTRICT_ADMIN, ROLES

_LONGEST_TAG = 35
_EMAIL = re.compile(r"[^@\s,;<>\"\0]{1,64}@[^@\s,;<>\"\0]{1,185}\.[a-z]{2,}")


@dataclass(frozen=True)
class AccountLine:
    """An account as a list shows it. is_ready: its owner has chosen a password."""

    number: int
    email: str
    name: str
    role: str
    schools: Sequence[str]
    is_disabled: bool
    is_ready: bool
    languages: Sequence[str] = ()


@dataclass(frozen=True)
class NewStaff:
    """Whom to invite. schools: slugs; empty for the whole district. languages: of a translator; empty for all."""

    email: str
    name: str
    role: str
    district: str | None
    schools: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()


def who_is(account: Account) -> StaffUser:
    """Return an account as the staff door knows it."""
    schools, languages = frozenset(account.schools), frozenset(account.languages)
    return StaffUser(
        account.id, account.email, account.name, account.role, account.district, schools, languages
    )


def list_accounts(session: Session, who: StaffUser) -> list[AccountLine]:
    """List the accounts that an administrator looks after."""
    return [_line(row) for row in accounts(session, who.district) if row.email != OPERATOR_EMAIL]


def find_line(session: Session, who: StaffUser, number: int) -> AccountLine:
    """One of these accounts. Raises NotFound, for those of others as for those that do not exist."""
    row = get_account(session, number)
    if row is None or row.email == OPERATOR_EMAIL or who.district not in (None, row.district):
        raise NotFound("account_gone")
    return _line(row)


def _line(row: Account) -> AccountLine:
    return AccountLine(
        row.id,
        row.email,
        row.name,
        row.role,
        row.schools,
        row.is_disabled,
        bool(row.password),
        row.languages,
    )


def invite(session: Session, by: str, staff: NewStaff, now: datetime) -> str:
    """Make an account. Return the token of a link, good for seven days, where its owner chooses a password.

    Raises AccountError, with the field, when something is missing or the address already has an account.
    """
    _check(staff)
    email = staff.email.strip().lower()
    with changing(session, Actor(by, now), "account invite") as change:
        _check_district(session, staff)
        _check_schools(session, staff)
        account = _add(session, staff, email, now)
        change.log(email, account.district, _rights(account))
        return new_link(session, account.id, "invite", now + INVITATION_LASTS)


def reset(session: Session, by: str, number: int, now: datetime) -> str:
    """End an account's sessions and its password. Return the token of a link where its owner chooses a new one."""
    with changing(session, Actor(by, now), "account reset") as change:
        account = _lock(session, number)
        account.password, account.totp, account.totp_step = None, None, None
        replace_recovery_codes(session, number, ())
        end_sessions(session, number)
        change.log(account.email, account.district)
        return new_link(session, number, "reset", now + INVITATION_LASTS)


def disable(session: Session, by: str, number: int, now: datetime) -> None:
    """Shut an account: its sessions and links end at once. Raises AccountError if it is their own."""
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
    session: Session,
    by: str,
    number: int,
    role: str,
    schools: Iterable[str],
    now: datetime,
    languages: Iterable[str] = (),
) -> None:
    """Give an account another role, other schools or languages. Its owner must sign in again. Raises AccountError."""
    with changing(session, Actor(by, now), "account change") as change:
        account = _lock(session, number)
        staff = NewStaff(
            account.email, account.name, role, account.district, tuple(schools), tuple(languages)
        )
        _check(staff)
        _check_schools(session, staff)
        if account.email == by and role != DISTRICT_ADMIN:
            raise AccountError("own_rights", "role")
        account.role, account.schools = role, sorted(staff.schools)
        account.languages = sorted(staff.languages)
        end_sessions(session, number)
        change.log(account.email, account.district, _rights(account))


def _rights(account: Account) -> dict[str, object]:
    rights: dict[str, object] = {"role": account.role, "schools": account.schools}
    return {**rights, "languages": account.languages} if account.languages else rights


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
    if unknown := [
        each for each in staff.languages if not LANGUAGE.fullmatch(each) or len(each) > _LONGEST_TAG
    ]:
        raise AccountError("account_language_unknown", "languages", language=unknown[0])


def _check_district(session: Session, staff: NewStaff) -> None:
    known = [district.code for district in districts(session)]
    if staff.district not in known:
        raise AccountError("district_unknown", "district", district=staff.district, known=known or ["none"])


def _check_schools(session: Session, staff: NewStaff) -> None:
    known = {school.slug for school in schools_within(session, staff.district)}
    if unknown := sorted(set(staff.schools) - known):
        raise AccountError("school_of_other_district", "schools", school=unknown[0], district=staff.district)


def _add(session: Session, staff: NewStaff, email: str, now: datetime) -> Account:
    """Add an account. Raises AccountError if the address has one, even one that somebody else just made."""
    account = Account(
        email=email,
        name=staff.name.strip(),
        role=staff.role,
        district=staff.district,
        schools=sorted(staff.schools),
        languages=sorted(staff.languages),
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
