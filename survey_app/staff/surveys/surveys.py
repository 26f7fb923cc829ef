"""The list of surveys: those that come with the program, our own, and the drafts that are being written."""

from datetime import UTC, datetime

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from survey_app.actions.surveys.drafts import drafts
from survey_app.actions.surveys.drafts.listing import list_surveys
from survey_app.errors import DraftError
from survey_app.extensions import db
from survey_app.staff.guard import staff, the_person
from survey_app.store.schools.schools import districts_within
from survey_app.vocabulary import AUDIENCES, DISTRICT_ADMIN, LONGEST_TEXT
from survey_app.web.wording.problems.telling import error_text


@staff.get("/surveys")
def surveys() -> str:
    """List what can be asked, and what is being written."""
    return _draw()


@staff.post("/surveys/copy")
def copy_survey() -> ResponseReturnValue:
    """Begin a draft as a copy of a version."""
    version, district = request.form.get("version", ""), request.form.get("district")
    try:
        made = drafts.copy_survey(db.session(), the_person(), version, datetime.now(UTC), district)
    except DraftError as error:
        return _draw(error_text(error)), 422
    return redirect(url_for("staff.draft", draft=made))


@staff.post("/surveys/start")
def start_survey() -> ResponseReturnValue:
    """Begin a draft with nothing but a title."""
    audience, title = request.form.get("audience", ""), request.form.get("title", "")[: LONGEST_TEXT["name"]]
    district = request.form.get("district")
    try:
        made = drafts.start_empty(db.session(), the_person(), audience, title, datetime.now(UTC), district)
    except DraftError as error:
        return _draw(error_text(error)), 422
    return redirect(url_for("staff.draft", draft=made))


def _draw(problem: str = "") -> str:
    who, session = the_person(), db.session()
    lines = list_surveys(session, who)
    return render_template(
        "staff/surveys/surveys.html",
        drafts=[line for line in drafts.list_drafts(session, who) if not line.published],
        own=[line for line in lines if line.district],
        library=[line for line in lines if not line.district],
        may_write=who.role == DISTRICT_ADMIN,
        audiences=AUDIENCES,
        districts=districts_within(session, who.district),
        problem=problem,
    )
