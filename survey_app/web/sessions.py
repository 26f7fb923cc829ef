"""The session cookie of the staff door: strict, and ignored where nobody has one."""

from urllib.parse import urlsplit

from flask import Flask, Request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface

from survey_app.config import Settings


class _SessionForBearers(SecureCookieSessionInterface):
    """Flask prepares a signature check for every request. We skip it for respondents, who have no cookie to check."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        if self.get_cookie_name(app) not in request.headers.get("Cookie", ""):
            return self.session_class()
        return super().open_session(app, request)


def install_sessions(app: Flask, settings: Settings) -> None:
    """Send session cookies only to this host, over https if there is https, and never to scripts."""
    is_https = urlsplit(settings.public_url).scheme == "https"
    app.config.update(
        SESSION_COOKIE_NAME="__Host-session" if is_https else "session",
        SESSION_COOKIE_SECURE=is_https,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
    )
    app.session_interface = _SessionForBearers()
