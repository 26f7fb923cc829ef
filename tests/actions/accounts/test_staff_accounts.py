"""Accounts: invited, set up, disabled, reset; and the log that remembers it."""

import unicodedata
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path

import argon2
import pyotp
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from survey_app.actions.accounts import passwords
from survey_app.actions.accounts.passwords import (
    hash_password,
    is_password,
    offer_passphrase,
    password_problem,
)
from survey_app.actions.accounts.sign_in import session_user, sign_in, start_session
from survey_app.actions.accounts.staff_accounts import NewStaff, disable, invite, reset
from survey_app.actions.accounts.staff_links import accept_invitation, enter, operator_link, read_invitation
from survey_app.actions.accounts.throttle import FREE_GUESSES
from survey_app.actions.accounts.two_factor import (
    SecretKeeper,
    new_recovery_codes,
    new_secret,
    recovery_hash,
    step_of,
)
from survey_app.actions.audit_log import record, show_log, verify_log
from survey_app.errors import AccountError, AuditError, KeyMissing, NotFound, SignInError
from survey_app.store.accounts.accounts import find_account
from survey_app.store.tables import District, School
from tests.surveys.code_shapes import others, shapes

PASSPHRASE = "violet tractor reading a slow canal"


@pytest.fixture
def keeper(tmp_path: Path) -> SecretKeeper:
    return SecretKeeper(tmp_path / "second_step_key")


@pytest.fixture
def district(session: Session) -> str:
    session.add(District(code="24-65789", name="Merced Union High"))
    session.flush()
    for slug, cds in (("merced-high", "24657892435204"), ("sequoia-high", "24657890107672")):
        session.add(
            School(
                slug=slug, district="24-65789", cds=cds, name=slug, city="Merced", grade_low=9, grade_high=12
            )
        )
    session.commit()
    return "24-65789"


def coordinator(**changes: object) -> NewStaff:
    values = {
        "email": "ana@muhsd.example.org",
        "name": "Ana Ruiz",
        "role": "coordinator",
        "district": "24-65789",
        "schools": ("merced-high",),
    }
    return NewStaff(**{**values, **changes})


def ready(session: Session, keeper: SecretKeeper, now: datetime) -> tuple[str, list[str]]:
    """An account that is set up: its secret and recovery codes."""
    token, secret = invite(session, "operator", coordinator(), now), new_secret()
    _, codes = accept_invitation(
        session, keeper, token, PASSPHRASE, (secret, pyotp.TOTP(secret).at(now)), now
    )
    return secret, codes


def later_code(secret: str, now: datetime) -> str:
    return pyotp.TOTP(secret).at(now + timedelta(minutes=5))


# --- Passwords


@pytest.mark.parametrize(
    ("password", "problem"),
    [
        ("fourteen chars", "password_too_short"),
        ("x" * 201, "password_too_long"),
        ("passwordpassword", "password_easy_to_guess"),
        ("123456789012345", "password_easy_to_guess"),
        ("iloveyouiloveyou", "password_easy_to_guess"),
        ("qwertyuiopasdfgh", "password_easy_to_guess"),
        ("ana@muhsd.example.org", "password_easy_to_guess"),
        (PASSPHRASE, None),
    ],
)
def test_a_password_is_long_and_not_among_the_common_ones(password, problem):
    assert password_problem(password, ["ana@muhsd.example.org", "Ana"]) == problem


def test_the_passphrase_that_is_offered_is_good_and_never_the_same():
    offers = {offer_passphrase() for _ in range(20)}

    assert {password_problem(each, []) for each in offers} == {None}
    assert len(offers) == 20


def test_passwords_are_kept_as_argon2id(true_hasher, monkeypatch):
    monkeypatch.setattr(passwords, "_hasher", true_hasher)

    hashed = hash_password(PASSPHRASE)

    parameters = argon2.extract_parameters(hashed)
    assert parameters.type == argon2.Type.ID
    assert parameters.memory_cost >= 64 * 1024
    assert parameters.time_cost >= 3
    assert is_password(hashed, PASSPHRASE)
    assert not is_password(hashed, PASSPHRASE.upper())
    assert not is_password(None, PASSPHRASE)


ACCENTED = "ma\u00f1ana pi\u00f1ata caf\u00e9 coraz\u00f3n 2026"
TAKEN_APART = unicodedata.normalize("NFD", ACCENTED)
KOREAN = "\ud55c\uad6d\uc5b4 \ube44\ubc00\ubc88\ud638 tractor canal"
SAME_WORDS = [
    (ACCENTED, TAKEN_APART),
    (TAKEN_APART, ACCENTED),
    (PASSPHRASE, PASSPHRASE.replace(" a ", "\u00a0a\u3000")),
    (PASSPHRASE, "\uff56\uff49\uff4f\uff4c\uff45\uff54 tractor reading a slow canal"),
    (
        "\u3072\u304c\u3057 \u30ac\u30e9\u30b9 tractor canal",
        "\u3072\u304b\u3099\u3057 \uff76\uff9e\uff97\uff7d tractor canal",
    ),
    (KOREAN, unicodedata.normalize("NFD", KOREAN)),
]


@pytest.mark.parametrize(("chosen", "typed"), SAME_WORDS)
def test_the_same_words_from_another_keyboard_are_the_same_password(chosen, typed):
    assert chosen != typed

    assert is_password(hash_password(chosen), typed)
    assert password_problem(chosen, []) == password_problem(typed, [])
    assert not is_password(
        hash_password(chosen), typed.replace("t", "d").replace("2026", "2027")
    )  # the control


@pytest.mark.parametrize("chosen", [ACCENTED, TAKEN_APART, PASSPHRASE])
def test_a_password_that_was_kept_as_it_was_typed_still_fits(chosen):
    kept = passwords._hasher.hash(chosen)

    assert is_password(kept, chosen)
    assert not is_password(kept, chosen + ".")


def test_characters_are_counted_as_they_are_kept():
    fourteen = "\u00e9\u00e8\u00f1\u00f3 \u00fc\u00e7 \u00e4\u00f6 \u00e2\u00ee\u00e5"

    assert len(unicodedata.normalize("NFD", fourteen)) > 20
    assert password_problem(unicodedata.normalize("NFD", fourteen), []) == "password_too_short"
    assert password_problem("e\u0301" * 200, []) != "password_too_long"
    assert password_problem("e\u0301" * 201, []) == "password_too_long"


def test_a_million_accents_are_no_password_and_cost_nothing(now):
    """Sorting the accents of one letter takes the square of their number; in this test, hours."""
    endless = "e" + "\u0301\u0323" * 500_000

    assert password_problem(endless, []) == "password_too_long"
    assert not is_password(hash_password(PASSPHRASE), endless)
    assert not is_password(None, endless)
    assert step_of(new_secret(), endless, now, None) is None


# --- The second step


def test_codes_of_the_app_and_recovery_codes_are_taken_in_every_shape(now):
    secret, recovery = new_secret(), new_recovery_codes()[0]
    code, kept = pyotp.TOTP(secret).at(now), recovery_hash(recovery)

    assert [ascii(each) for each in shapes(code) if step_of(secret, each, now, None) is None] == []
    assert [ascii(each) for each in shapes(recovery) if recovery_hash(each) != kept] == []
    assert [ascii(each) for each in others(code) if step_of(secret, each, now, None)] == []
    assert [ascii(each) for each in others(recovery) if recovery_hash(each) == kept] == []


def test_recovery_codes_that_were_kept_before_still_fit():
    """As they were kept in November 2026: capitals, without the hyphen."""
    assert recovery_hash("k7q2f-9xmab") == sha256(b"K7Q2F9XMAB").digest()


def test_a_code_works_once_and_for_a_clock_that_is_half_a_minute_off(now):
    secret = new_secret()
    step = int(now.timestamp()) // 30

    assert step_of(secret, pyotp.TOTP(secret).at(now), now, None) == step
    assert step_of(secret, pyotp.TOTP(secret).at(now), now, step) is None
    assert step_of(secret, pyotp.TOTP(secret).at(now - timedelta(seconds=30)), now, None) == step - 1
    assert step_of(secret, pyotp.TOTP(secret).at(now - timedelta(seconds=90)), now, None) is None
    assert step_of(secret, "ñ12345", now, None) is None


def test_the_key_of_the_secrets_is_a_private_file_and_its_loss_is_named(keeper, tmp_path):
    locked = keeper.lock("SECRET")
    assert keeper.unlock(locked) == "SECRET"
    assert (tmp_path / "second_step_key").stat().st_mode & 0o777 == 0o600

    (tmp_path / "second_step_key").unlink()

    with pytest.raises(KeyMissing, match="staff reset"):
        keeper.unlock(locked)


# --- Invitations


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"email": "ana"}, "email"),
        ({"email": "a\x00@example.org"}, "email"),
        ({"name": " "}, "name"),
        ({"role": "boss"}, "role"),
        ({"schools": ()}, "schools"),
        ({"schools": ("atlantis-high",)}, "schools"),
        ({"role": "district_admin"}, "schools"),
        ({"district": None}, "district"),
    ],
)
def test_an_invitation_that_cannot_be_is_refused_and_names_the_field(session, district, now, changes, field):
    with pytest.raises(AccountError) as refused:
        invite(session, "operator", coordinator(**changes), now)

    assert list(refused.value.codes) == [field]


def test_an_address_has_one_account_whatever_its_case(session, district, now):
    invite(session, "operator", coordinator(), now)

    with pytest.raises(AccountError, match="already has an account"):
        invite(session, "operator", coordinator(email="ANA@muhsd.example.org "), now)


def test_an_invitation_sets_up_password_and_second_step_once(session, keeper, district, now):
    token, secret = invite(session, "operator", coordinator(), now), new_secret()
    code = pyotp.TOTP(secret).at(now)
    with pytest.raises(AccountError):
        accept_invitation(session, keeper, token, "password", (secret, code), now)
    with pytest.raises(SignInError):
        accept_invitation(session, keeper, token, PASSPHRASE, (secret, "000000"), now)

    account, codes = accept_invitation(session, keeper, token, PASSPHRASE, (secret, code), now)

    assert (account.email, len(codes)) == ("ana@muhsd.example.org", 10)
    with pytest.raises(NotFound):
        read_invitation(session, token, now)


def test_an_invitation_ends_after_seven_days_and_when_its_account_is_disabled(session, district, now):
    token = invite(session, "operator", coordinator(), now)
    read_invitation(session, token, now + timedelta(days=7))
    with pytest.raises(NotFound):
        read_invitation(session, token, now + timedelta(days=7, seconds=1))

    disable(session, "operator", find_account(session, "ana@muhsd.example.org").id, now)

    with pytest.raises(NotFound):
        read_invitation(session, token, now)


def test_the_operators_link_signs_in_once_within_the_hour_and_no_invitation_does(session, district, now):
    token, late = operator_link(session, now), operator_link(session, now)
    invitation = invite(session, "operator", coordinator(), now)

    assert enter(session, token, now).email == "operator"
    assert enter(session, token, now) is None
    assert enter(session, late, now + timedelta(hours=1, seconds=1)) is None
    assert enter(session, invitation, now) is None
    read_invitation(session, invitation, now)


# --- Signing in


def test_password_and_code_sign_in_and_nothing_else_does(session, keeper, district, now):
    secret, _ = ready(session, keeper, now)
    then = now + timedelta(minutes=5)
    code = later_code(secret, now)
    for email, password, given in [
        ("ana@muhsd.example.org", PASSPHRASE, "000000"),
        ("ana@muhsd.example.org", "violet tractor reading", code),
        ("eva@muhsd.example.org", PASSPHRASE, code),
        ("operator", "", ""),
    ]:
        with pytest.raises(SignInError):
            sign_in(session, keeper, email, password, given, then)

    account = sign_in(session, keeper, " ANA@muhsd.example.org", PASSPHRASE, code, then)

    assert account.email == "ana@muhsd.example.org"
    with pytest.raises(SignInError):  # a code that somebody looked at over the shoulder
        sign_in(session, keeper, "ana@muhsd.example.org", PASSPHRASE, code, then)


def test_a_recovery_code_stands_in_for_the_phone_once(session, keeper, district, now):
    _, codes = ready(session, keeper, now)
    typed = codes[3].lower().replace("-", " ").replace("0", "o").replace("1", "l")

    sign_in(session, keeper, "ana@muhsd.example.org", PASSPHRASE, typed, now)

    with pytest.raises(SignInError):
        sign_in(session, keeper, "ana@muhsd.example.org", PASSPHRASE, codes[3], now)


def test_after_five_wrong_guesses_even_the_right_one_waits(session, keeper, district, now):
    secret, _ = ready(session, keeper, now)
    then = now + timedelta(minutes=5)
    for _ in range(FREE_GUESSES):
        with pytest.raises(SignInError, match="wrong"):
            sign_in(session, keeper, "ana@muhsd.example.org", "wrong", "000000", then)

    with pytest.raises(SignInError, match=r"wait \d+ seconds") as waiting:
        sign_in(session, keeper, "ana@muhsd.example.org", PASSPHRASE, later_code(secret, now), then)

    assert waiting.value.values["seconds"] == 61
    after = then + timedelta(seconds=61)
    sign_in(session, keeper, "ana@muhsd.example.org", PASSPHRASE, pyotp.TOTP(secret).at(after), after)


def test_a_session_ends_after_half_an_hour_without_use_and_after_twelve_hours_with_it(
    session, keeper, district, now
):
    ready(session, keeper, now)
    number = find_account(session, "ana@muhsd.example.org").id
    session.rollback()
    idle, busy = start_session(session, number, now), start_session(session, number, now)

    assert session_user(session, idle, now + timedelta(minutes=30)).schools == {"merced-high"}
    assert session_user(session, idle, now + timedelta(minutes=61)) is None
    for minutes in range(20, 721, 20):
        assert session_user(session, busy, now + timedelta(minutes=minutes))
    assert session_user(session, busy, now + timedelta(minutes=721)) is None
    assert session_user(session, "made up", now) is None


@pytest.mark.parametrize("end", [disable, reset])
def test_sessions_end_when_the_account_is_disabled_or_reset(session, keeper, district, now, end):
    ready(session, keeper, now)
    number = find_account(session, "ana@muhsd.example.org").id
    session.rollback()
    token = start_session(session, number, now)
    assert session_user(session, token, now)

    end(session, "operator", number, now)

    assert session_user(session, token, now) is None


# --- The log


def log_of(session: Session) -> list[tuple[str, str, str]]:
    return [(act.who, act.action, act.subject) for act in show_log(session, None).acts][::-1]


def test_the_log_says_who_did_what_and_is_whole(session, keeper, district, now):
    ready(session, keeper, now)
    number = find_account(session, "ana@muhsd.example.org").id
    session.rollback()
    disable(session, "boss@muhsd.example.org", number, now)

    assert log_of(session) == [
        ("operator", "account invite", "ana@muhsd.example.org"),
        ("ana@muhsd.example.org", "account invite accepted", "ana@muhsd.example.org"),
        ("boss@muhsd.example.org", "account disable", "ana@muhsd.example.org"),
    ]
    assert verify_log(session)[0] == 3


@pytest.mark.parametrize("change", ["UPDATE audit SET who = 'nobody'", "DELETE FROM audit"])
def test_the_database_refuses_to_change_the_log(session, now, change):
    record(session.connection(), "operator", "round open", "2026-27", now, district="24-65789")
    session.commit()

    with pytest.raises(DatabaseError, match="only added to"):
        session.execute(text(change))


FORGERIES = [
    "UPDATE audit SET who = 'nobody' WHERE number = 2",
    "UPDATE audit SET details = '{}' WHERE number = 2",
    "DELETE FROM audit WHERE number = 2",
    "UPDATE audit SET number = 9 WHERE number = 3",
    "UPDATE audit SET district = '24-65771' WHERE number = 2",
    "UPDATE audit SET district = NULL WHERE number = 3",
]


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize("forgery", FORGERIES)
def test_whoever_gets_around_that_is_found_by_the_chain(session, now, forgery):
    for subject in ("2026-27", "2027-28", "2028-29"):
        record(
            session.connection(), "operator", "round open", subject, now, {"schools": 9}, district="24-65789"
        )
    session.commit()
    assert verify_log(session)[0] == 3
    for what in ("update", "delete"):
        session.execute(text(f"DROP TRIGGER audit_no_{what}"))

    session.execute(text(forgery))
    session.commit()

    with pytest.raises(AuditError):
        verify_log(session)
