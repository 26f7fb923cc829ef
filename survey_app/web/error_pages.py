"""Turns every error into an answer. Only this file knows which HTTP status an error has.

The JSON door gets {"error": {"code", "message", "details"}}; people get a page in their language. Rooms that have
pages call `draw_errors_with` to draw them.
"""

from collections.abc import Callable, Mapping

from flask import Flask, Response, current_app, g, jsonify, request
from flask.typing import ResponseReturnValue
from markupsafe import escape
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException, InternalServerError

from survey_app.errors import (
    AlreadyUsed,
    Busy,
    Closed,
    Malformed,
    NotFound,
    NotJson,
    Refused,
    SurveyAppError,
    TooLarge,
    TooMany,
    WrongOrigin,
)
from survey_app.languages.locales import direction
from survey_app.web.language import offered_languages, reader_language

DrawError = Callable[[int, str], str]

STATUS: Mapping[type[SurveyAppError], int] = {
    NotFound: 404,
    WrongOrigin: 403,
    AlreadyUsed: 409,
    Closed: 410,
    TooLarge: 413,
    NotJson: 415,
    Malformed: 422,
    TooMany: 429,
    Busy: 503,
}
RETRY_AFTER_BUSY = 5
_JSON_ENDINGS = ("/responses", "/code", "/ping", "/healthz", "/readyz", "/metrics")


def install_error_pages(app: Flask) -> None:
    """Answer every error of the app."""
    app.register_error_handler(SurveyAppError, _answer_own_error)
    app.register_error_handler(HTTPException, _answer_http_error)
    app.register_error_handler(OperationalError, _answer_database_away)
    app.extensions["survey_app.draw_error"] = {"/": _plain_page}


def draw_errors_with(app: Flask, draw: DrawError, under: str = "/") -> None:
    """Let `draw(status, language)` make the page of an error, at every address that begins with `under`."""
    app.extensions["survey_app.draw_error"][under] = draw


def error_response(
    status: int, code: str, message: str, details: Mapping[str, object] | None = None
) -> Response:
    """Answer with an error: JSON at the JSON door, else a page. Nothing caches it."""
    if request.path.endswith(_JSON_ENDINGS):
        response = jsonify(error={"code": code, "message": message, "details": dict(details or {})})
    else:
        response = Response(_page(status), mimetype="text/html")
        response.headers["Vary"] = "Accept-Language"
    response.status_code = status
    response.headers["Cache-Control"] = "no-store"
    if status in (429, 503):
        response.headers["Retry-After"] = str((details or {}).get("retry_after", RETRY_AFTER_BUSY))
    return response


def _answer_own_error(error: SurveyAppError) -> Response:
    status = next((STATUS[kind] for kind in type(error).__mro__ if kind in STATUS), 500)
    if status == 500:
        current_app.logger.error("request failed", exc_info=error)
        return error_response(500, "failed", "something went wrong here")
    if isinstance(error, Refused):
        return error_response(status, error.answer_code, str(error), error.details)
    return error_response(status, "not_found", "there is nothing at this address")


def _answer_http_error(error: HTTPException) -> ResponseReturnValue:
    status = error.code or 500
    if status < 400:
        return error.get_response()
    if isinstance(error, InternalServerError):
        return error_response(500, "failed", "something went wrong here")
    response = error_response(status, error.name.lower().replace(" ", "_"), error.name)
    # HTTP demands more than the status, such as Allow with 405.
    for name, value in error.get_headers():
        if name not in ("Content-Type", "Content-Length"):
            response.headers[name] = value
    return response


def _answer_database_away(error: OperationalError) -> Response:
    current_app.logger.error("the database is away", exc_info=error)
    return error_response(503, "busy", "the database is away; nothing was stored, send the same again")


def _page(status: int) -> str:
    drawing: dict[str, DrawError] = current_app.extensions["survey_app.draw_error"]
    place = max((each for each in drawing if request.path.startswith(each)), key=len, default="/")
    if g.get("language") not in offered_languages():
        g.language = reader_language()
    return drawing[place](status, g.language)


def _plain_page(status: int, language: str) -> str:
    """Write a page that needs nothing: no template, no catalog, no translation."""
    return (
        f'<!doctype html><html lang="{escape(language)}" dir="{direction(language)}"><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width"><title>{status}</title><h1>{status}</h1>'
        '<p><a href="/">⌂</a></p></html>'
    )
