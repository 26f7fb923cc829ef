"""Headers of every response, proxies that are trusted, and posts from other sites."""

from dataclasses import replace

import pytest
from flask import Flask, abort, request

from survey_app.config import read_settings
from survey_app.errors import WrongOrigin
from survey_app.web.security import check_same_origin, install_headers, security_headers, trust_proxies

SETTINGS = read_settings({"PUBLIC_URL": "https://surveys.example.org", "INSTANCE_PATH": "/nowhere"})


@pytest.fixture
def app():
    app = Flask("survey_app", static_folder=None)

    @app.get("/")
    def fine():
        return f"{request.scheme} {request.host} {request.remote_addr}"

    @app.get("/broken")
    def broken():
        abort(500)

    return app


@pytest.mark.parametrize("path", ["/", "/broken", "/nowhere"])
def test_every_response_says_what_a_browser_may_do_with_it(app, path):
    install_headers(app, SETTINGS)

    headers = app.test_client().get(path).headers

    policy = headers["Content-Security-Policy"].split("; ")
    assert {"default-src 'none'", "script-src 'self'", "frame-ancestors 'none'", "base-uri 'none'"} <= set(
        policy
    )
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]


def test_style_and_script_get_only_the_headers_that_mean_something_for_them(app):
    app.add_url_rule(
        "/s.css", "style", view_func=lambda: ("", 200, {"Content-Type": "text/css; charset=utf-8"})
    )
    app.add_url_rule("/s.svg", "picture", view_func=lambda: ("", 200, {"Content-Type": "image/svg+xml"}))
    install_headers(app, SETTINGS)

    style, picture = (app.test_client().get(path).headers for path in ("/s.css", "/s.svg"))

    assert style["X-Content-Type-Options"] == "nosniff"
    assert "Strict-Transport-Security" in style
    assert "Content-Security-Policy" not in style
    assert "Content-Security-Policy" in picture  # a picture can be opened as a page of its own


def test_only_a_site_on_https_promises_to_stay_there():
    plain = replace(SETTINGS, public_url="http://127.0.0.1:8000")

    assert "Strict-Transport-Security" in dict(security_headers(SETTINGS, ""))
    assert "Strict-Transport-Security" not in dict(security_headers(plain, ""))


FORWARDED = {
    "X-Forwarded-Proto": "https",
    "X-Forwarded-Host": "forged.example",
    "X-Forwarded-For": "203.0.113.9",
}


def test_nobody_is_believed_about_forwarding_by_default(app):
    trust_proxies(app, 0)

    assert app.test_client().get("/", headers=FORWARDED).text == "http localhost 127.0.0.1"


def test_as_many_proxies_are_believed_as_stand_in_front(app):
    trust_proxies(app, 1)

    assert app.test_client().get("/", headers=FORWARDED).text == "https forged.example 203.0.113.9"


def check(app, **headers):
    with app.test_request_context(
        "/", method="POST", headers={k.replace("_", "-"): v for k, v in headers.items()}
    ):
        check_same_origin(request, "https://surveys.example.org")


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Sec_Fetch_Site": "same-origin"},
        {"Sec_Fetch_Site": "none"},
        {"Sec_Fetch_Site": "same-origin", "Origin": "null"},
        {"Origin": "http://localhost"},
        {"Origin": "https://localhost"},
        {"Origin": "https://surveys.example.org"},
        {"Origin": "https://SURVEYS.example.org:443"},
    ],
)
def test_our_own_pages_and_programs_may_post(app, headers):
    check(app, **headers)


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec_Fetch_Site": "cross-site"},
        {"Sec_Fetch_Site": "same-site"},
        {"Sec_Fetch_Site": "cross-site", "Origin": "http://localhost"},
        {"Sec_Fetch_Site": ""},
        {"Origin": "null"},
        {"Origin": ""},
        {"Origin": "https://evil.example"},
        {"Origin": "https://localhost.evil.example"},
        {"Origin": "http://localhost:81"},
        {"Origin": "http://localhost:99999"},
        {"Origin": "http://[::1"},
    ],
)
def test_pages_of_other_sites_may_not_post(app, headers):
    with pytest.raises(WrongOrigin):
        check(app, **headers)
