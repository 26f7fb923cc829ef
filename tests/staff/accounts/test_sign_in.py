"""Signing in with a link that works once."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.staff.conftest import token_of


def test_looking_at_a_link_does_not_use_it_up(app: Flask, link: str) -> None:
    preview, person = app.test_client(), app.test_client()
    preview.get(link)

    token = token_of(person.get(link).text)

    assert person.post(link, data={"csrf_token": token}).location == "/staff/"


@pytest.mark.usefixtures("signed_in")
def test_a_link_that_was_used_says_so_and_tells_how_to_get_another(app: Flask, link: str) -> None:
    late = app.test_client()

    answer = late.post(link, data={"csrf_token": token_of(late.get(link).text)})

    assert answer.status_code == 403
    assert "already used" in answer.text
    assert "python3 run.py staff link" in answer.text


def test_signing_out_ends_the_session(signed_in: FlaskClient) -> None:
    token = token_of(signed_in.get("/staff/").text)

    signed_in.post("/staff/sign-out", data={"csrf_token": token})

    assert signed_in.get("/staff/").location == "/staff/sign-in"


def test_the_cookie_is_for_staff_pages_only_and_out_of_reach_of_scripts(app: Flask, link: str) -> None:
    cookie = app.test_client().get(link).headers["Set-Cookie"]

    assert all(word in cookie for word in ("Path=/staff/", "HttpOnly", "SameSite=Lax"))


def test_staff_pages_stay_out_of_caches(signed_in: FlaskClient) -> None:
    assert signed_in.get("/staff/").headers["Cache-Control"] == "no-store"
