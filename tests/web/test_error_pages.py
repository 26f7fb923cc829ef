"""Error pages: people read them in their language, programs get JSON, and the log holds no answer."""

import json
import logging

import pytest
from flask import Flask, abort, g
from sqlalchemy.exc import OperationalError

from survey_app import errors
from survey_app.config import read_settings
from survey_app.web import register
from survey_app.web.error_pages import STATUS, draw_errors_with
from survey_app.web.request_log import JsonLines

ANSWER = "my very own answer"


@pytest.fixture
def app(tmp_path):
    app = Flask("survey_app", static_folder=None)
    register(app, read_settings({"INSTANCE_PATH": str(tmp_path), "REQUEST_LOG": "1"}))
    failures = {
        "closed": errors.Closed("survey_closed"),
        "busy": errors.Busy("line_full"),
        "many": errors.TooMany("too_many_malformed", details={"retry_after": 17}),
        "key": errors.KeyMissing("epoch_key_missing", path="3.key"),
        "bug": ValueError(ANSWER),
        "database": OperationalError("INSERT", {"body": ANSWER}, RuntimeError(ANSWER)),
    }

    @app.route("/<name>")
    @app.route("/<name>/responses", methods=["GET", "POST"])
    def fail(name):
        if name in failures:
            raise failures[name]
        abort(int(name))

    draw_errors_with(app, lambda status, language: f"<title>{status} {language} {g.language}</title>")
    return app


@pytest.fixture
def client(app):
    return app.test_client()


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("closed", 410),
        ("busy", 503),
        ("many", 429),
        ("key", 500),
        ("bug", 500),
        ("database", 503),
        ("404", 404),
    ],
)
def test_people_get_a_page_in_their_language(client, name, status):
    response = client.get(f"/{name}", headers={"Accept-Language": "es" if name != "404" else "xx"})

    assert response.status_code == status
    assert response.text.startswith(f"<title>{status} ")
    assert response.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("name", "status", "code"),
    [
        ("closed", 410, "closed"),
        ("busy", 503, "busy"),
        ("many", 429, "too_many"),
        ("key", 500, "failed"),
        ("bug", 500, "failed"),
        ("database", 503, "busy"),
        ("405", 405, "method_not_allowed"),
    ],
)
def test_programs_get_the_error_as_json(client, name, status, code):
    response = client.post(f"/{name}/responses")

    assert response.status_code == status
    assert set(response.json) == {"error"}
    assert set(response.json["error"]) == {"code", "message", "details"}
    assert response.json["error"]["code"] == code
    assert ANSWER not in response.text


def test_people_who_must_wait_learn_how_long(client):
    assert client.get("/busy").headers["Retry-After"] == "5"
    assert client.get("/many").headers["Retry-After"] == "17"
    assert "Retry-After" not in client.get("/closed").headers


def test_a_method_that_is_not_allowed_is_told_which_are(client):
    response = client.post("/closed")

    assert response.status_code == 405
    assert "GET" in response.headers["Allow"]


def test_every_refusal_has_a_status_of_its_own():
    refusals = errors.Refused.__subclasses__()

    assert len(refusals) >= 8
    assert {STATUS[refusal] for refusal in refusals} == {403, 409, 410, 413, 415, 422, 429, 503}


@pytest.fixture
def lines(app):
    """What is logged, as it would be written."""
    written = []

    class Keep(logging.Handler):
        def emit(self, record):
            written.append(self.format(record))

    handler = Keep()
    handler.setFormatter(JsonLines())
    loggers = [app.logger, logging.getLogger("survey_app.requests")]
    for logger in loggers:
        logger.addHandler(handler)
    yield written
    for logger in loggers:
        logger.removeHandler(handler)


@pytest.mark.parametrize("name", ["bug", "database", "key"])
def test_a_failure_is_logged_with_its_place_and_without_an_answer(client, lines, name):
    client.post(f"/{name}/responses?{ANSWER}", data=ANSWER, headers={"User-Agent": ANSWER})

    written = "\n".join(lines)
    assert ANSWER not in written
    assert "test_error_pages.py" in written
    assert json.loads(lines[0])["exception"] in ("ValueError", "OperationalError", "KeyMissing")


def test_the_guard_of_the_log_would_see_an_answer(client, lines):
    logging.getLogger("survey_app.requests").info("leak: %s", ANSWER)

    assert ANSWER in "\n".join(lines)


def test_a_request_is_logged_by_its_route_without_anything_that_tells_who(client, lines):
    client.get(
        "/closed?receipt=K7Q2-9FXM", headers={"User-Agent": "Firefox", "X-Forwarded-For": "203.0.113.9"}
    )

    line = json.loads(lines[-1])
    assert {key: line[key] for key in ("method", "route", "status")} == {
        "method": "GET",
        "route": "/<name>",
        "status": 410,
    }
    assert set(line) == {"at", "level", "logger", "message", "method", "route", "status", "milliseconds"}
    assert not {"127.0.0.1", "203.0.113.9", "Firefox", "K7Q2-9FXM"} & set(json.dumps(line).split('"'))


def test_without_a_drawing_there_is_still_a_plain_page(tmp_path):
    app = Flask("survey_app", static_folder=None)
    register(app, read_settings({"INSTANCE_PATH": str(tmp_path)}))

    response = app.test_client().get("/nothing/here")

    assert response.status_code == 404
    assert '<html lang="en" dir="ltr">' in response.text
