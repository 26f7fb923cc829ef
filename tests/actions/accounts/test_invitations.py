"""Invitations: who can be invited, and how long and how often a link works."""

from datetime import timedelta

import pyotp
import pytest

from survey_app.actions.accounts.staff_accounts import disable, invite
from survey_app.actions.accounts.staff_links import (
    accept_invitation,
    operator_link,
    read_invitation,
    take_operator_link,
)
from survey_app.actions.accounts.two_factor import new_secret
from survey_app.errors import AccountError, NotFound, SignInError
from survey_app.store.accounts.accounts import find_account
from tests.actions.accounts.staff_samples import PASSPHRASE, coordinator


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
def test_an_invalid_invitation_is_refused_and_names_the_field(session, district, now, changes, field):
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

    assert take_operator_link(session, token, now).email == "operator"
    assert take_operator_link(session, token, now) is None
    assert take_operator_link(session, late, now + timedelta(hours=1, seconds=1)) is None
    assert take_operator_link(session, invitation, now) is None
    read_invitation(session, invitation, now)
