"""Signing in: what lets a person in, what makes them wait, and when a session ends."""

from datetime import timedelta

import pyotp
import pytest

from survey_app.actions.accounts.sign_in import session_user, sign_in, start_session
from survey_app.actions.accounts.staff_accounts import disable, reset
from survey_app.actions.accounts.throttle import FREE_GUESSES
from survey_app.errors import SignInError
from survey_app.store.accounts.accounts import find_account
from tests.actions.accounts.staff_samples import PASSPHRASE, later_code, ready


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
