"""Refuse every change while the installation is read only. Phones keep what they could not send, and send it later."""

from flask import Flask, Response, g, request

from survey_app.actions.read_only import ReadOnly
from survey_app.config import Settings
from survey_app.web.error_pages import error_response

_READING = {"GET", "HEAD", "OPTIONS"}
_STILL_ALLOWED = ("/staff/sign-in", "/staff/sign-out", "/staff/enter/")
RETRY_AFTER = 60


def install_read_only(app: Flask, settings: Settings) -> None:
    """Refuse what would change something, with 503, while the file says so. Staff may sign in, to read."""
    read_only = ReadOnly(settings.instance_path)

    def refuse() -> Response | None:
        is_reading = request.method in _READING or request.path.startswith(_STILL_ALLOWED)
        if is_reading or not read_only.is_on():
            return None
        g.is_read_only = True  # the page says why
        said = "the installation is read only for a while; nothing was stored, send the same again later"
        return error_response(503, "busy", said, {"retry_after": RETRY_AFTER})

    app.before_request(refuse)
