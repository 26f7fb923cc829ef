"""Sessions of staff: a signed, strict cookie."""

from dataclasses import replace

import pytest
from flask import Flask, session

from survey_app.config import read_settings
from survey_app.web.sessions import install_sessions

HTTPS = read_settings({"PUBLIC_URL": "https://surveys.example.org", "INSTANCE_PATH": "/nowhere"})


@pytest.fixture(params=["https://surveys.example.org", "http://127.0.0.1:8000"])
def app(request):
    app = Flask("survey_app", static_folder=None)
    app.secret_key = "only for tests, and long enough for them"
    install_sessions(app, replace(HTTPS, public_url=request.param))

    @app.get("/sign-in")
    def sign_in():
        session["who"] = "ana"
        return ""

    @app.get("/who")
    def who():
        return session.get("who", "nobody")

    return app


def test_people_who_signed_in_stay_signed_in(app):
    client = app.test_client()
    base = "https://localhost" if app.config["SESSION_COOKIE_SECURE"] else "http://localhost"
    assert client.get("/who", base_url=base).text == "nobody"

    client.get("/sign-in", base_url=base)

    assert client.get("/who", base_url=base).text == "ana"


def test_a_forged_cookie_is_nobody(app):
    name = app.config["SESSION_COOKIE_NAME"]

    assert (
        app.test_client().get("/who", headers={"Cookie": f"{name}=eyJ3aG8iOiJhbmEifQ.x.y"}).text == "nobody"
    )


def test_the_cookie_is_strict(app):
    base = "https://localhost" if app.config["SESSION_COOKIE_SECURE"] else "http://localhost"
    cookie = app.test_client().get("/sign-in", base_url=base).headers["Set-Cookie"]

    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert ("Secure" in cookie) == cookie.startswith("__Host-") == (base == "https://localhost")
