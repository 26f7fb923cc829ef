"""Anonymized answers of a finished round. Staff state a purpose, the worker makes the file, and the log keeps both."""

from flask import request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from survey_app.actions.exports.export import LONGEST_PURPOSE
from survey_app.actions.sealing.mixed_responses import find_closed_round
from survey_app.errors import SurveyAppError
from survey_app.extensions import db
from survey_app.staff.guard import staff, the_person
from survey_app.staff.jobs import begin_job
from survey_app.staff.reach import round_to_change
from survey_app.staff.rounds.rounds import draw_round
from survey_app.web.wording.problems.telling import error_text


@staff.post("/rounds/<key>/download")
def download(key: str) -> ResponseReturnValue:
    """Make a zip of the anonymized answers of a finished round. The log keeps the purpose."""
    in_reach, purpose = round_to_change(key), request.form.get("purpose", "").strip()[:LONGEST_PURPOSE]
    if not purpose:
        return draw_round(in_reach, _("Please write what the answers are for.")), 422
    try:
        find_closed_round(db.session(), key)
    except SurveyAppError as error:
        return draw_round(
            in_reach, _("The answers cannot be downloaded: %(why)s", why=error_text(error))
        ), 409
    return begin_job("export", in_reach, {"purpose": purpose, "who": the_person().email})
