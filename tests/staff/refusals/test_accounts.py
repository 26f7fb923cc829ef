"""People who sign in, are invited or change accounts read in Spanish why something is refused."""

import re

from survey_app.extensions import db
from survey_app.store.tables import Account
from tests.staff.accounts.people import OURS
from tests.staff.conftest import token_of
from tests.staff.refusals.spanish_pages import SPANISH, check, english_of_the_terminal, send, text_of


def test_nobody_takes_their_own_rights_away_in_spanish(site, admin, say):
    with site.app_context():
        own = db.session.query(Account.id).filter_by(email=f"district_admin-0-{OURS}@example.org").scalar()
    viewer = {"role": "viewer"}

    check(send(admin, f"/staff/people/{own}/disable"), ["own_account"], say)
    check(send(admin, f"/staff/people/{own}/change", **viewer), ["own_rights"], say)


def test_an_invitation_is_refused_in_spanish(site, admin, say):
    fields = {"email": "eva@example.org", "name": "Eva", "role": "viewer"}
    path = re.search(r"/staff/welcome/[\w-]+", send(admin, "/staff/people", **fields))
    client = site.test_client()

    def choose(password: str, code: str) -> str:
        token = token_of(client.get(path[0], headers=SPANISH).text)
        data = {"csrf_token": token, "password": password, "code": code}
        return client.post(path[0], data=data, headers=SPANISH).text

    check(send(admin, "/staff/people", **fields), ["email_taken"], say)
    check(choose("short", "1"), ["password_too_short"], say)
    check(choose("x" * 201, "1"), ["password_too_long"], say)
    check(choose("passwordpassword", "1"), ["password_easy_to_guess"], say)
    check(choose("ladder orbit velvet cactus mosaic", "1"), ["digits_wrong"], say)
    check(client.get("/staff/welcome/none", headers=SPANISH).text, ["link_used"], say)


def test_whoever_guesses_reads_spanish(site, say):
    client = site.test_client()

    def guess() -> str:
        token = token_of(client.get("/staff/sign-in", headers=SPANISH).text)
        data = {"csrf_token": token, "email": "eva@example.org", "password": "x", "code": "1"}
        return client.post("/staff/sign-in", data=data, headers=SPANISH).text

    pages = [guess() for _ in range(7)]

    check(pages[0], ["sign_in_wrong"], say)
    assert "Hubo demasiados intentos" in text_of(pages[-1])
    assert english_of_the_terminal(text_of(pages[-1])) == []
