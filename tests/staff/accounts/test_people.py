"""From an invitation to a session, and what was typed when a session has ended."""

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyotp
import pytest
from flask import Flask
from flask.testing import FlaskClient

from survey_app.actions.accounts.staff_accounts import NewStaff
from survey_app.actions.accounts.staff_accounts import invite as new_account
from survey_app.actions.accounts.staff_links import accept_invitation
from survey_app.actions.accounts.two_factor import SecretKeeper
from survey_app.config import read_settings
from survey_app.extensions import db
from survey_app.factory import create_app
from survey_app.store.tables import StaffSession
from survey_app.vocabulary import COORDINATOR, DISTRICT_ADMIN
from tests.staff.accounts.people import OURS, add_districts, signed_in_as
from tests.staff.conftest import token_of

PASSPHRASE = "violet tractor reading a slow canal"
OUR_PAGE = {"Sec-Fetch-Site": "same-origin"}


@pytest.fixture
def admin(app: Flask) -> FlaskClient:
    add_districts(app)
    return signed_in_as(app, DISTRICT_ADMIN)


def post(client: FlaskClient, path: str, page: str | None = None, **fields: object):
    """Send a form as the page would."""
    token = token_of(client.get(page or path).text)
    return client.post(path, data={"csrf_token": token, **fields}, headers=OUR_PAGE)


def invite(admin: FlaskClient, **changes: object) -> str:
    """The path of an invitation."""
    fields = {"email": "ana@example.org", "name": "Ana Ruiz", "role": COORDINATOR, "schools": ["merced-high"]}
    answer = post(admin, "/staff/people", **{**fields, **changes})
    found = re.search(r"/staff/welcome/[\w-]+", answer.text)
    assert found, answer.text
    return found[0]


def secret_on(page: str) -> str:
    """The secret that the page of an invitation shows."""
    found = re.search(r"into the app:\s*<code dir=\"ltr\">([A-Z2-7 ]+)</code>", page)
    assert found, page
    return found[1].replace(" ", "")


def accept(app: Flask, path: str) -> tuple[FlaskClient, str, str]:
    """A client that set its account up, the secret of its app, and the page that it saw."""
    client = app.test_client()
    key = secret_on(client.get(path).text)
    answer = post(client, path, password=PASSPHRASE, code=pyotp.TOTP(key).now())
    return client, key, answer.text


def test_an_invited_coordinator_sets_up_her_account_and_signs_in_again(app, admin):
    client, secret, page = accept(app, invite(admin))
    assert len(re.findall(r"<code>[0-9A-Z]{5}-[0-9A-Z]{5}</code>", page)) == 10
    assert "Hello, Ana Ruiz" in client.get("/staff/").text
    post(client, "/staff/sign-out", "/staff/")

    next_code = pyotp.TOTP(secret).at(datetime.now(UTC) + timedelta(seconds=30))
    answer = post(
        client, "/staff/sign-in", email="ana@example.org", password=PASSPHRASE, code=next_code, address=""
    )

    assert answer.location == "/staff/"
    assert "Hello, Ana Ruiz" in client.get("/staff/").text


def test_signing_in_gives_another_cookie_and_leaves_nothing_of_the_old_one(app, admin):
    path = invite(admin)
    client = app.test_client()
    client.get(path)
    with client.session_transaction(base_url="http://localhost/staff/") as before:
        assert "secrets" in before
        planted = before["token"] = "planted by somebody else"

    accept_again, _, _ = accept(app, path)

    with accept_again.session_transaction(base_url="http://localhost/staff/") as after:
        assert after["token"] != planted
        assert "secrets" not in after


def test_a_weak_password_says_what_to_do_and_keeps_the_key_for_the_app(app, admin):
    path, client = invite(admin), app.test_client()
    first = client.get(path).text
    answer = post(client, path, password="passwordpassword", code="123456")

    assert answer.status_code == 422
    assert "easy to guess" in answer.text
    assert secret_on(answer.text) == secret_on(first)


def test_two_invitations_in_one_browser_have_a_secret_each(app, admin):
    anas, evas, client = invite(admin), invite(admin, email="eva@example.org"), app.test_client()

    hers, another, hers_again = (secret_on(client.get(path).text) for path in (anas, evas, anas))
    answer = post(client, anas, password=PASSPHRASE, code=pyotp.TOTP(hers).now())

    assert hers != another
    assert hers == hers_again
    assert "recovery codes" in answer.text


def test_a_browser_that_opened_many_invitations_can_still_sign_in(app, admin):
    """A cookie of more than 4 kB is dropped by browsers, and whoever it signs in with it."""
    client, paths = app.test_client(), [invite(admin, email=f"p{number}@example.org") for number in range(30)]

    cookies = [client.get(path).headers["Set-Cookie"] for path in paths]

    assert max(map(len, cookies)) < 4000
    last = secret_on(client.get(paths[-1]).text)
    answer = post(client, paths[-1], password=PASSPHRASE, code=pyotp.TOTP(last).now())
    assert "recovery codes" in answer.text


def test_an_invitation_that_cannot_be_keeps_what_was_typed(admin):
    answer = post(admin, "/staff/people", email="ana@example", name="Ana Ruiz", role=COORDINATOR)

    assert answer.status_code == 422
    assert 'value="Ana Ruiz"' in answer.text
    assert "This is not an e-mail address" in answer.text


def test_an_administrator_of_one_district_cannot_invite_into_another(app, admin):
    answer = post(
        admin,
        "/staff/people",
        email="eva@example.org",
        name="Eva",
        role=COORDINATOR,
        schools="rivera-middle",
        district="24-65771",
    )

    assert answer.status_code == 422


def test_a_disabled_account_is_out_at_once(app, admin):
    client, _, _ = accept(app, invite(admin))
    hers = re.findall(r"/staff/people/\d+", admin.get("/staff/people").text)[-1]

    post(admin, f"{hers}/disable", hers)

    assert client.get("/staff/").location.startswith("/staff/sign-in")
    assert "Disabled" in admin.get("/staff/people").text


def end_every_session(app: Flask) -> None:
    with app.app_context():
        db.session.query(StaffSession).delete()
        db.session.commit()


def test_what_was_typed_when_the_session_had_ended_is_kept_through_signing_in(app, admin):
    client, secret, _ = accept(app, invite(admin, role=DISTRICT_ADMIN, schools=[]))
    token = token_of(client.get("/staff/people").text)
    end_every_session(app)
    typed = {"email": "eva@example.org", "name": "Eva Lee", "role": COORDINATOR, "schools": "sequoia-high"}

    ended = client.post("/staff/people", data={"csrf_token": token, **typed}, headers=OUR_PAGE)
    assert ended.status_code == 401
    assert "We kept what you typed" in ended.text
    hidden = dict(re.findall(r'type="hidden" name="(address|kept)" value="([^"]*)"', ended.text))
    kept = {name: value.replace("&amp;", "&") for name, value in hidden.items()}
    code = pyotp.TOTP(secret).at(datetime.now(UTC) + timedelta(seconds=30))
    again = client.post(
        "/staff/sign-in",
        data={"csrf_token": token_of(ended.text), "email": "ana@example.org", "password": PASSPHRASE}
        | {"code": code, **kept},
        headers=OUR_PAGE,
    )
    assert "Go on where you left off" in again.text
    assert "You are signed in" in again.text
    assert "Eva Lee" in again.text

    saved = client.post("/staff/people", data={"csrf_token": token_of(again.text), **typed}, headers=OUR_PAGE)
    assert "A link for Eva Lee" in saved.text


def test_a_form_with_an_old_token_asks_to_look_and_save_again(admin):
    answer = admin.post("/staff/people", data={"csrf_token": "old", "name": "Eva"}, headers=OUR_PAGE)

    assert answer.status_code == 400
    assert "Save it now" in answer.text


@pytest.mark.parametrize(
    "headers", [{"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}, {}]
)
def test_a_form_of_another_site_gets_nothing_to_press(app, admin, headers):
    signed_in = admin.post("/staff/people", data={"name": "Eva"}, headers=headers)
    ended = app.test_client().post("/staff/people", data={"name": "Eva"}, headers=headers)

    assert signed_in.status_code == 400
    assert "Eva" not in signed_in.text
    assert ended.status_code == 302


@pytest.mark.parametrize(
    "wanted", ["https://evil.example/", "//evil.example", "/staff/..//evil.example", "/staff\\evil", ""]
)
def test_signing_in_leads_only_to_staff_pages(app, admin, wanted):
    _, secret, _ = accept(app, invite(admin))
    client = app.test_client()
    code = pyotp.TOTP(secret).at(datetime.now(UTC) + timedelta(seconds=30))

    answer = post(
        client, "/staff/sign-in", email="ana@example.org", password=PASSPHRASE, code=code, address=wanted
    )

    assert answer.location == "/staff/"


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
        keeper = SecretKeeper(instance / "second_step_key")
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


def test_nobody_hears_that_they_are_signed_in_who_is_not(https):
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


def guesses(app: Flask, emails: Iterable[str]) -> list[tuple[int, str]]:
    """Status and page after each wrong guess; without what was typed, the token of the form and the minutes to wait."""
    client = app.test_client()
    token = token_of(client.get("/staff/sign-in").text)
    answers = []
    for email in emails:
        guess = {"csrf_token": token, "email": email, "password": "x", "code": "1"}
        answer = client.post("/staff/sign-in", data=guess, headers=OUR_PAGE)
        page = re.sub(r'value="[^"]+"|Wait (a minute|\d+ minutes)', "", answer.text)
        answers.append((answer.status_code, page))
    return answers


def test_an_address_that_guesses_wrong_thirty_times_waits(app, admin):
    answers = guesses(app, (f"nobody{number}@example.org" for number in range(31)))

    assert [status for status, _ in answers] == [403] * 30 + [429]


def test_the_answers_to_wrong_guesses_do_not_tell_who_has_an_account(app, admin):
    accept(app, invite(admin))
    invite(admin, email="eva@example.org")

    hers = guesses(app, ["ana@example.org"] * 7)

    assert [status for status, _ in hers] == [403] * 5 + [429] * 2
    assert guesses(app, ["eva@example.org"] * 7) == hers  # invited, and no password yet
    assert guesses(app, ["nobody@example.org"] * 7) == hers
    assert len({*hers}) == 2  # the control: waiting is told from wrong


@pytest.mark.parametrize("email", ["a\x00@example.org", "x" * 100_000, "ñ\U0001f600@example.org", ""])
def test_an_address_that_nobody_can_have_is_wrong_as_any_other(app, admin, email):
    ((status, _),) = guesses(app, [email])

    assert status == 403


def test_the_page_of_a_person_says_why_a_change_cannot_be_and_keeps_what_was_chosen(app, admin):
    invite(admin)
    hers = re.findall(r"/staff/people/\d+", admin.get("/staff/people").text)[-1]

    answer = post(admin, f"{hers}/change", hers, role=COORDINATOR)

    assert answer.status_code == 422
    assert "A coordinator needs at least one school" in answer.text
    assert not re.search(r'value="merced-high" checked', answer.text)
    assert re.search(r'value="merced-high" checked', admin.get(hers).text)
