"""The signed-in door: what staff see of rounds, and the anonymized files they take home."""

from datetime import timedelta
from urllib.parse import urlsplit

from flask import Flask

from survey_app.config import Settings
from survey_app.staff import guard, rounds, shared_devices, sign_in

# Importing these hung their pages on the blueprint.
PAGES = (sign_in, rounds, shared_devices)


def register(app: Flask, settings: Settings) -> None:
    """Open the staff door; `web.register` comes first."""
    app.config.update(
        SESSION_COOKIE_NAME="staff",
        SESSION_COOKIE_PATH="/staff/",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=urlsplit(settings.public_url).scheme == "https",
        PUBLIC_URL=settings.public_url,
        PERMANENT_SESSION_LIFETIME=timedelta(hours=12),
    )
    app.register_blueprint(guard.staff)
