"""Guesses at the staff door: no race passes the limits, no process does, and no answer tells who has an account."""

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path

import pyotp
import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.actions.accounts import sign_in as signing_in
from survey_app.actions.accounts.passwords import hash_password, is_password
from survey_app.actions.accounts.sign_in import sign_in
from survey_app.actions.accounts.staff_accounts import NewStaff, invite
from survey_app.actions.accounts.staff_links import accept_invitation, operator_link, take_operator_link
from survey_app.actions.accounts.two_factor import SecretKeeper, new_recovery_codes, new_secret, recovery_hash
from survey_app.errors import AccountError, NotFound, SignInError
from survey_app.store.accounts.accounts import add_account, find_account, replace_recovery_codes
from survey_app.store.database.engine import make_engine
from survey_app.store.tables import Account, District, Guess
from survey_app.vocabulary import VIEWER
from tests.installation import with_secrets

ANA = "ana@example.org"
PASSPHRASE = "violet tractor reading a slow canal"
AT_ONCE = 24


@pytest.fixture
def keeper(tmp_path: Path) -> SecretKeeper:
    return SecretKeeper.of(with_secrets(tmp_path))


class Staff:
    """An account whose secret is known; `guess` tries to sign in, each time as another process would."""

    def __init__(self, url: str, keeper: SecretKeeper, now: datetime) -> None:
        self.engines = [make_engine(url), make_engine(url)]
        self.keeper, self.secret, self.codes = keeper, new_secret(), new_recovery_codes()
        with Session(self.engines[0]) as session:
            account = Account(email=ANA, name="Ana", role="district_admin", schools=[], created_at=now)
            account.password, account.totp = hash_password(PASSPHRASE), keeper.lock(self.secret)
            number = add_account(session, account).id
            replace_recovery_codes(session, number, map(recovery_hash, self.codes))
            session.commit()

    def right(self, now: datetime) -> str:
        return pyotp.TOTP(self.secret).at(now)

    def wrong(self, now: datetime) -> str:
        near = {pyotp.TOTP(self.secret).at(now + timedelta(seconds=30 * step)) for step in (-1, 0, 1)}
        return next(code for code in ("000000", "111111", "222222", "333333") if code not in near)

    def guess(self, code: str, now: datetime, number: int = 0, email: str = ANA, address: str = "") -> str:
        """What came of it: "in", "wrong" or "waiting". number: roughly that of the process."""
        with Session(self.engines[number % 2]) as session:
            try:
                sign_in(session, self.keeper, email, PASSPHRASE, code, now, address or None)
            except SignInError as error:
                return error.code.removeprefix("sign_in_")
            return "in"

    def all_at_once(self, codes: list[str], now: datetime, address: str = "") -> Counter[str]:
        """What came of codes that arrive together: all are on the way before any password was looked at."""
        with ThreadPoolExecutor(len(codes)) as pool:
            answers = pool.map(
                lambda numbered: self.guess(numbered[1], now, numbered[0], address=address), enumerate(codes)
            )
            return Counter(answers)


@pytest.fixture
def staff(database: str, keeper: SecretKeeper, now: datetime) -> Iterator[Staff]:
    staff = Staff(database, keeper, now)
    yield staff
    for engine in staff.engines:
        engine.dispose()


@pytest.fixture
def slow_password(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """Sets how many sign-ins must reach the password before the first goes on; none waits forever."""

    def wait_for(number: int) -> None:
        all_here = threading.Barrier(number)

        def look(hashed: str | None, password: str) -> bool:
            all_here.wait(timeout=60)
            return is_password(hashed, password)

        monkeypatch.setattr(signing_in, "is_password", look)

    return wait_for


def test_of_many_wrong_codes_at_once_five_are_looked_at(staff, now, slow_password):
    slow_password(5)

    assert staff.all_at_once([staff.wrong(now)] * AT_ONCE, now) == {"wrong": 5, "waiting": AT_ONCE - 5}


def test_five_at_once_are_all_looked_at(staff, now, slow_password):
    """The control: the test above refuses because of the number, not because of the haste."""
    slow_password(5)

    assert staff.all_at_once([staff.wrong(now)] * 4 + [staff.right(now)], now) == {"wrong": 4, "in": 1}


def test_the_right_code_after_twenty_nine_wrong_ones_is_refused(staff, now):
    staff.all_at_once([staff.wrong(now)] * 29, now)

    assert staff.guess(staff.right(now), now) == "waiting"
    later = now + timedelta(seconds=61)
    assert staff.guess(staff.right(later), later) == "in"


def test_a_wrong_guess_after_a_wait_doubles_it_and_a_day_later_the_count_begins_again(staff, now):
    for _ in range(5):
        staff.guess(staff.wrong(now), now)
    second = now + timedelta(seconds=61)
    assert staff.guess(staff.wrong(second), second) == "wrong"

    assert staff.guess(staff.right(now), second + timedelta(seconds=119)) == "waiting"
    tomorrow = second + timedelta(days=1, seconds=1)
    assert [staff.guess(staff.wrong(tomorrow), tomorrow) for _ in range(6)] == ["wrong"] * 5 + ["waiting"]


def test_an_address_guesses_thirty_times_in_ten_minutes_whichever_process_it_asks(staff, now):
    def guess(number: int) -> str:
        return staff.guess("1", now, number, f"nobody{number}@example.org", "192.0.2.7")

    with ThreadPoolExecutor(8) as pool:
        assert Counter(pool.map(guess, range(40))) == {"wrong": 30, "waiting": 10}

    assert staff.guess(staff.right(now), now, address="192.0.2.7") == "waiting"
    assert staff.guess(staff.right(now), now, address="192.0.2.8") == "in"  # the control
    later = now + timedelta(minutes=10, seconds=1)
    assert staff.guess(staff.right(later), later, address="192.0.2.7") == "in"


def test_a_household_has_one_address_whatever_it_calls_itself(staff, now):
    def guess(number: int, address: str) -> str:
        return staff.guess("1", now, number, f"nobody{number}@example.org", address)

    assert {guess(number, f"2001:db8:0:1::{number + 1:x}") for number in range(30)} == {"wrong"}
    assert guess(30, "2001:db8:0:1:ffff::1") == "waiting"
    assert guess(31, "2001:db8:0:2::1") == "wrong"
    assert {guess(40 + number, "::ffff:192.0.2.7") for number in range(30)} == {"wrong"}
    assert guess(80, "192.0.2.7") == "waiting"
    assert guess(81, "::ffff:192.0.2.8") == "wrong"


def test_those_who_sign_in_take_nothing_from_their_office(staff, now):
    for number in range(40):
        then = now + timedelta(seconds=90 * number)
        assert staff.guess(staff.right(then), then, address="192.0.2.7") == "in"


def test_one_code_signs_in_once_however_many_bring_it(staff, now, slow_password):
    slow_password(5)

    assert staff.all_at_once([staff.right(now)] * 5, now) == {"in": 1, "wrong": 4}


def test_one_recovery_code_signs_in_once_however_many_bring_it(staff, now, slow_password):
    slow_password(5)

    assert staff.all_at_once([staff.codes[0]] * 5, now) == {"in": 1, "wrong": 4}


def test_a_password_that_is_changed_while_it_is_looked_at_signs_nobody_in(staff, now, monkeypatch):
    def look(hashed: str | None, password: str) -> bool:
        with Session(staff.engines[1]) as session:
            account = session.scalars(select(Account)).one()
            account.password = hash_password("another passphrase, of today")
            session.commit()
        return is_password(hashed, password)

    assert staff.guess(staff.right(now - timedelta(seconds=30)), now) == "in"  # the control
    monkeypatch.setattr(signing_in, "is_password", look)

    assert staff.guess(staff.right(now), now) == "wrong"


def test_one_link_signs_in_once_however_many_bring_it(staff, now):
    with Session(staff.engines[0]) as session:
        token = operator_link(session, now)

    def enter_once(number: int) -> bool:
        with Session(staff.engines[number % 2]) as session:
            return take_operator_link(session, token, now) is not None

    with ThreadPoolExecutor(8) as pool:
        assert Counter(pool.map(enter_once, range(8))) == {True: 1, False: 7}


def test_one_invitation_sets_up_one_account_however_many_accept_it(staff, now):
    with Session(staff.engines[0]) as session:
        session.add(District(code="24-65789", name="Merced Union High"))
        session.commit()
        token = invite(session, "operator", NewStaff("eva@example.org", "Eva", VIEWER, "24-65789"), now)
    secrets = [new_secret() for _ in range(6)]

    def accept_once(number: int) -> int | None:
        second = (secrets[number], pyotp.TOTP(secrets[number]).at(now))
        with Session(staff.engines[number % 2]) as session:
            try:
                accept_invitation(session, staff.keeper, token, PASSPHRASE, second, now)
            except NotFound:
                return None
            return number

    with ThreadPoolExecutor(6) as pool:
        (accepted,) = {*pool.map(accept_once, range(6))} - {None}
    with Session(staff.engines[0]) as session:
        assert staff.keeper.unlock(find_account(session, "eva@example.org").totp) == secrets[accepted]


def test_an_address_that_is_invited_twice_at_once_has_one_account(staff, now):
    with Session(staff.engines[0]) as session:
        session.add(District(code="24-65789", name="Merced Union High"))
        session.commit()

    def invite_once(number: int) -> str:
        with Session(staff.engines[number % 2]) as session:
            try:
                invite(session, "operator", NewStaff("eva@example.org", "Eva", VIEWER, "24-65789"), now)
            except AccountError as error:
                return error.code
            return "invited"

    with ThreadPoolExecutor(6) as pool:
        assert Counter(pool.map(invite_once, range(6))) == {"invited": 1, "email_taken": 5}


def test_people_without_an_account_wait_like_people_with_one(staff, now):
    hers = [staff.guess(staff.wrong(now), now) for _ in range(7)]
    nobodys = [staff.guess(staff.wrong(now), now, email="nobody@example.org") for _ in range(7)]

    assert hers == nobodys == ["wrong"] * 5 + ["waiting"] * 2


def test_the_database_knows_neither_address(staff, now):
    staff.guess("1", now, email="Secret@example.org", address="192.0.2.7")

    with Session(staff.engines[0]) as session:
        rows = session.scalars(select(Guess)).all()
    assert len(rows) == 2
    assert {len(row.subject_hash) for row in rows} == {32}
    other = SecretKeeper.of(with_secrets(staff.keeper._path.with_name("another")))
    assert staff.keeper.mark("account", "secret@example.org") in {row.subject_hash for row in rows}
    assert other.mark("account", "secret@example.org") not in {row.subject_hash for row in rows}


@pytest.mark.parametrize("email", ["a\x00@example.org", "x" * 100_000, "ñ\U0001f600@example.org", ""])
def test_an_address_that_nobody_can_have_is_wrong_as_any_other(staff, now, email):
    assert staff.guess("1", now, email=email) == "wrong"
