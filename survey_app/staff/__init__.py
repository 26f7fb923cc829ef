"""The signed-in door: what staff see of rounds, and the anonymized files that they take home."""

from collections.abc import Callable
from urllib.parse import urlsplit

from flask import Flask

from survey_app.actions.accounts.sign_in import LONGEST
from survey_app.actions.surveys.catalog import OpenLink
from survey_app.config import Settings
from survey_app.staff import exports, guard, jobs, lost, start
from survey_app.staff.accounts import oidc, people, sign_in
from survey_app.staff.kit import interviews, kit, link_check, shared_devices
from survey_app.staff.results import approval, comments, results, school_plan
from survey_app.staff.rounds import deletion, extra_sections, participation, preview, round_form, rounds
from survey_app.staff.schools import sample, school_import, schools
from survey_app.staff.surveys import draft, items, phone, placing, publishing, survey_files, surveys
from survey_app.staff.texts import files, languages, one_text, sound, texts
from survey_app.vocabulary import LONGEST_TEXT
from survey_app.web.error_pages import draw_errors_with
from survey_app.web.wording.moments import moment

Draw = Callable[[OpenLink, str], str]
# Importing these registered their pages on the blueprint.
PAGES = (
    sign_in,
    oidc,
    start,
    people,
    schools,
    school_import,
    rounds,
    jobs,
    exports,
    results,
    approval,
    comments,
    school_plan,
    round_form,
    extra_sections,
    sample,
    preview,
    deletion,
    participation,
    kit,
    link_check,
    shared_devices,
    interviews,
    texts,
    languages,
    one_text,
    files,
    sound,
    surveys,
    draft,
    items,
    placing,
    phone,
    publishing,
    survey_files,
)


def register(app: Flask, settings: Settings, draw_survey: Draw, draw_questions: Draw) -> None:
    """Open the staff door; `web.register` comes first.

    draw_survey: draws the page of a survey in a language; draw_questions: its questions alone. Doors do not see each
    other, so the factory passes them in.
    """
    app.extensions[preview.DRAW] = draw_survey
    app.extensions[phone.DRAW] = draw_questions
    app.jinja_env.globals.update(longest=LONGEST_TEXT, moment=moment)
    app.config.update(
        SESSION_COOKIE_NAME="staff",
        SESSION_COOKIE_PATH="/staff/",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=urlsplit(settings.public_url).scheme == "https",
        PUBLIC_URL=settings.public_url,
        PERMANENT_SESSION_LIFETIME=LONGEST,
        # It would demand a Referer. Browsers and filters leave that out, and a proxy may leave out its port.
        # The guard asks Sec-Fetch-Site and Origin instead.
        WTF_CSRF_SSL_STRICT=False,
        WTF_CSRF_TIME_LIMIT=None,  # lasts as long as the session, or a form that was open over lunch would fail
    )
    oidc.install_oidc(app, settings)
    app.register_blueprint(guard.staff)
    draw_errors_with(app, lost.draw_error, under="/staff/")
