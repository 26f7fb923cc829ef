"""Behind a TLS proxy: staff sign in and save, and other sites cannot."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyotp
import pytest
from flask.testing import FlaskClient

from survey_app.actions.accounts.staff_accounts import NewStaff
from survey_app.actions.accounts.staff_accounts import invite as new_account
from survey_app.actions.accounts.staff_links import accept_invitation
from survey_app.actions.accounts.two_factor import SecretKeeper
from survey_app.config import read_settings
from survey_app.extensions import db
from survey_app.factory import create_app
from survey_app.vocabulary import DISTRICT_ADMIN
from tests.staff.accounts.invited import PASSPHRASE
from tests.staff.accounts.people import OURS, add_districts
from tests.staff.conftest import token_of

HTTPS = "https://surveys.example.org"
BEHIND_TLS = {
    "X-Forwarded-Proto": "https",
    "X-Forwarded-Host": "surveys.example.org",
    "X-Forwarded-For": "192.0.2.7",
}
WITHOUT_REFERER = [
    {"Origin": HTTPS, "Sec-Fetch-Site": "same-origin"},
    {"Origin": "null", "Sec-Fetch-Site": "same-origin"},
    {"Origin": HTTPS},
    {"Origin": "null"},
    {},
    # The browser shows a port that the proxy does not pass on.
    {"Origin": f"{HTTPS}:8443", "Referer": f"{HTTPS}:8443/staff/sign-in", "Sec-Fetch-Site": "same-origin"},
    {"Origin": f"{HTTPS}:8443", "Referer": f"{HTTPS}:8443/staff/sign-in"},
    {"Origin": HTTPS, "Referer": f"{HTTPS}/staff/sign-in", "Sec-Fetch-Site": "same-origin"},
]
OTHER_SITES = [
    {"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"},
    {"Sec-Fetch-Site": "same-site", "Origin": "https://other.example.org"},
    {"Sec-Fetch-Site": "cross-site"},
    {"Origin": "https://evil.example", "Referer": "https://evil.example/"},
]


@pytest.fixture
def https(sqlite_url: str, instance: Path) -> Iterator[FlaskClient]:
    """A browser at an app behind a TLS proxy, where Ana has an account; `secret` is that of her app."""
    names = {"DATABASE_URL": sqlite_url, "INSTANCE_PATH": str(instance)}
    app = create_app(read_settings({**names, "PUBLIC_URL": HTTPS, "TRUSTED_PROXIES": "1"}))
    add_districts(app)
    secret, now = pyotp.random_base32(), datetime.now(UTC)
    with app.app_context():
        keeper = SecretKeeper.of(instance)
        token = new_account(
            db.session(), "operator", NewStaff("ana@example.org", "Ana Ruiz", DISTRICT_ADMIN, OURS), now
        )
        accept_invitation(db.session(), keeper, token, PASSPHRASE, (secret, pyotp.TOTP(secret).at(now)), now)
        db.session.remove()
    client = app.test_client()
    client.environ_base.update(
        {f"HTTP_{name.upper().replace('-', '_')}": at for name, at in BEHIND_TLS.items()}
    )
    client.secret = secret
    yield client
    with app.app_context():
        db.engine.dispose()


def sign_in_with(client: FlaskClient, headers: dict[str, str], **changes: str):
    token = token_of(client.get("/staff/sign-in").text)
    code = pyotp.TOTP(client.secret).at(datetime.now(UTC) + timedelta(seconds=30))
    fields = {"csrf_token": token, "email": "ana@example.org", "password": PASSPHRASE, "code": code}
    return client.post("/staff/sign-in", data={**fields, **changes}, headers=headers)


@pytest.mark.parametrize("headers", WITHOUT_REFERER)
def test_staff_sign_in_and_save_over_https_whatever_is_taken_from_their_requests(https, headers):
    assert sign_in_with(https, headers).location == "/staff/"

    token = token_of(https.get("/staff/people").text)
    eva = {"email": "eva@example.org", "name": "Eva", "role": "viewer", "schools": "merced-high"}
    saved = https.post("/staff/people", data={"csrf_token": token, **eva}, headers=headers)

    assert "A link for Eva" in saved.text


@pytest.mark.parametrize("headers", OTHER_SITES)
def test_what_another_site_sends_over_https_is_refused_even_with_a_token(https, headers):
    assert sign_in_with(https, headers).status_code == 403

    assert sign_in_with(https, WITHOUT_REFERER[0]).location == "/staff/"  # the control
    eva = {"email": "eva@example.org", "name": "Eva", "role": "viewer", "schools": "merced-high"}
    token = token_of(https.get("/staff/people").text)
    refused = https.post("/staff/people", data={"csrf_token": token, **eva}, headers=headers)

    assert refused.status_code == 403
    assert "eva@example.org" not in https.get("/staff/people").text


def test_nobody_hears_that_they_are_signed_in_when_they_are_not(https):
    refused = sign_in_with(https, WITHOUT_REFERER[0], csrf_token="old")

    assert refused.status_code == 400
    assert "You are not signed in" in refused.text
    assert "You are signed in" not in refused.text
    fields = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', refused.text))
    again = https.post("/staff/sign-in", data=fields, headers=WITHOUT_REFERER[0])
    assert again.location == "/staff/"
    control = https.post(
        "/staff/people", data={"csrf_token": "old", "name": "Eva"}, headers=WITHOUT_REFERER[0]
    )
    assert "You are signed in" in control.text
