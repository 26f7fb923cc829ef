"""Wrong guesses wait, and their answers do not tell who has an account."""

import re
from collections.abc import Iterable

import pytest
from flask import Flask

from tests.staff.accounts.invited import OUR_PAGE, accept, invite
from tests.staff.conftest import token_of


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
