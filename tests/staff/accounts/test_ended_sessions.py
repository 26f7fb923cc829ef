"""What was typed when a session has ended is kept, and no other site gets anything to press."""

import re
from datetime import UTC, datetime, timedelta

import pyotp
import pytest
from flask import Flask

from survey_app.extensions import db
from survey_app.store.tables import StaffSession
from survey_app.vocabulary import COORDINATOR, DISTRICT_ADMIN
from tests.staff.accounts.invited import OUR_PAGE, PASSPHRASE, accept, invite, post
from tests.staff.conftest import token_of


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
