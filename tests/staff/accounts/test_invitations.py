"""From an invitation to an account: what its pages ask, refuse and keep."""

import re
from datetime import UTC, datetime, timedelta

import pyotp

from survey_app.vocabulary import COORDINATOR
from tests.staff.accounts.invited import PASSPHRASE, accept, invite, post, secret_on


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
    """Browsers drop a cookie of more than 4 kB, and with it the sign-in."""
    client, paths = app.test_client(), [invite(admin, email=f"p{number}@example.org") for number in range(30)]

    cookies = [client.get(path).headers["Set-Cookie"] for path in paths]

    assert max(map(len, cookies)) < 4000
    last = secret_on(client.get(paths[-1]).text)
    answer = post(client, paths[-1], password=PASSPHRASE, code=pyotp.TOTP(last).now())
    assert "recovery codes" in answer.text


def test_an_invalid_invitation_keeps_what_was_typed(admin):
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


def test_the_page_of_a_person_says_why_a_change_cannot_be_and_keeps_what_was_chosen(app, admin):
    invite(admin)
    hers = re.findall(r"/staff/people/\d+", admin.get("/staff/people").text)[-1]

    answer = post(admin, f"{hers}/change", hers, role=COORDINATOR)

    assert answer.status_code == 422
    assert "A coordinator needs at least one school" in answer.text
    assert not re.search(r'value="merced-high" checked', answer.text)
    assert re.search(r'value="merced-high" checked', admin.get(hers).text)
