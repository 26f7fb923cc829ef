"""The signed-in door: what staff see of rounds, and the anonymized files they take home."""

from collections.abc import Callable
from urllib.parse import urlsplit

from flask import Flask

from survey_app.actions.catalogue import OpenLink
from survey_app.actions.sign_in import LONGEST
from survey_app.config import Settings
from survey_app.staff import (
    approval,
    comments,
    doctor,
    downloads,
    extra_sections,
    guard,
    jobs,
    kit,
    oidc,
    participation,
    people,
    preview,
    results,
    round_form,
    rounds,
    sample,
    school_import,
    school_plan,
    schools,
    shared_devices,
    sign_in,
    start,
)

# Importing these hung their pages on the blueprint.
PAGES = (
    sign_in,
    oidc,
    start,
    people,
    schools,
    school_import,
    rounds,
    jobs,
    downloads,
    results,
    approval,
    comments,
    school_plan,
    round_form,
    extra_sections,
    sample,
    preview,
    participation,
    kit,
    doctor,
    shared_devices,
)


def register(app: Flask, settings: Settings, draw_survey: Callable[[OpenLink, str], str]) -> None:
    """Open the staff door; `web.register` comes first.

    draw_survey: draws the page of a survey in a language. Doors do not see each other, so it is handed in.
    """
    app.extensions[preview.DRAW] = draw_survey
    app.config.update(
        SESSION_COOKIE_NAME="staff",
        SESSION_COOKIE_PATH="/staff/",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=urlsplit(settings.public_url).scheme == "https",
        PUBLIC_URL=settings.public_url,
        PERMANENT_SESSION_LIFETIME=LONGEST,
        # It would demand a Referer, which browsers and filters leave out, with the port that a proxy may leave out.
        # The guard asks Sec-Fetch-Site and Origin instead.
        WTF_CSRF_SSL_STRICT=False,
        WTF_CSRF_TIME_LIMIT=None,  # as long as the session, or a form that was open over lunch would fail
    )
    oidc.install_oidc(app, settings)
    app.register_blueprint(guard.staff)
