"""Whether the app is there: for monitors, load balancers, and phones that wonder if they are online."""

from datetime import UTC, datetime

from flask import Blueprint, Response, jsonify, request
from prometheus_client import CONTENT_TYPE_LATEST

from survey_app.errors import NotFound
from survey_app.respond.door import the_door

health = Blueprint("health", __name__)


@health.get("/healthz")
def alive() -> Response:
    """Say that the process answers."""
    return _say(status="ok")


@health.get("/readyz")
def ready() -> Response:
    """Say whether a response can be stored now: a row and a file written, migration, key. 503 if not, and why."""
    problems = the_door().why_not_ready()
    if not problems:
        return _say(status="ready")
    response = _say(status="not ready", problems=problems)
    response.status_code = 503
    return response


@health.get("/metrics")
def metrics() -> Response:
    """Tell Prometheus how the server does, with the token. Otherwise there is nothing here."""
    monitor = the_door().monitor
    if monitor is None or not monitor.admits(request.headers.get("Authorization", "")):
        raise NotFound("nothing_here")
    response = Response(monitor.text(datetime.now(UTC)), content_type=CONTENT_TYPE_LATEST)
    response.headers["Cache-Control"] = "no-store"
    return response


@health.get("/s/ping")
def ping() -> Response:
    """Let a phone check that it reaches us, and not the sign-in page of a hotel or school network."""
    return _say(survey_app="here")


def _say(**words: object) -> Response:
    response = jsonify(words)
    response.headers["Cache-Control"] = "no-store"
    return response
