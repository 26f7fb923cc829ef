"""Surveys as files: take one away, and bring one, with a list of what is taken before it becomes a draft."""

import json
from datetime import UTC, datetime

from flask import Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import BadRequest

from survey_app.actions.surveys.drafts import drafts
from survey_app.actions.surveys.drafts.listing import survey_within_reach
from survey_app.errors import DraftError, NotFound, SurveyFileError, WorkbookError
from survey_app.extensions import db
from survey_app.staff.guard import staff, the_person
from survey_app.staff.handing_out import hand_out_words
from survey_app.store.schools.schools import districts_within
from survey_app.surveys.drafts.checking import check_draft
from survey_app.surveys.drafts.document import taken_from
from survey_app.surveys.exchange.files import FORMATS, read_file, write_file
from survey_app.surveys.faults.fault import Fault
from survey_app.surveys.model import Survey
from survey_app.surveys.xlsform.notes import Imported
from survey_app.vocabulary import AUDIENCES
from survey_app.web.wording.import_notes import note_place, note_text
from survey_app.web.wording.problems.telling import error_text


@staff.get("/surveys/versions/<version>/<form>")
def export_survey(version: str, form: str) -> ResponseReturnValue:
    """Send a published version as a file."""
    return _file(survey_within_reach(db.session(), the_person(), version), form)


@staff.get("/surveys/<draft>/export/<form>")
def export_draft(draft: str, form: str) -> ResponseReturnValue:
    """Send a draft as a file, if it has no faults."""
    survey = check_draft(drafts.read_draft(db.session(), the_person(), draft).document).survey
    if survey is None:
        return redirect(url_for("staff.draft_changes", draft=draft))
    return _file(survey, form)


@staff.get("/surveys/import")
def import_survey() -> str:
    """Ask for a file."""
    return _draw()


@staff.post("/surveys/import")
def read_survey() -> ResponseReturnValue:
    """Read the file, and show what is taken and what is not. Nothing is kept yet."""
    sent = request.files.get("file")
    audience = request.form.get("audience", "")
    try:
        imported = read_file(sent.read() if sent else b"", audience if audience in AUDIENCES else "")
    except SurveyFileError as error:
        return _draw("\n".join(_said(each) for each in error.faults if isinstance(each, Fault))), 422
    except WorkbookError as error:
        return _draw(error_text(error)), 422
    return _draw(imported=imported)


@staff.post("/surveys/import/take")
def take_survey() -> ResponseReturnValue:
    """Make a draft of what was read."""
    try:
        document = json.loads(request.form.get("document", ""))
    except (ValueError, RecursionError):
        raise BadRequest from None
    if not isinstance(document, dict):
        raise BadRequest
    district = request.form.get("district")
    try:
        made = drafts.take_document(db.session(), the_person(), document, datetime.now(UTC), district)
    except DraftError as error:
        return _draw(error_text(error)), 422
    return redirect(url_for("staff.draft", draft=made))


def _draw(problem: str = "", imported: Imported | None = None) -> str:
    checked = check_draft(taken_from(imported.document)) if imported else None
    return render_template(
        "staff/surveys/import.html",
        problem=problem,
        imported=imported,
        note_place=note_place,
        note_text=note_text,
        document=json.dumps(imported.document, ensure_ascii=False) if imported else "",
        faults=checked.count if checked else 0,
        audiences=AUDIENCES,
        districts=districts_within(db.session(), the_person().district),
    )


def _said(fault: Fault) -> str:
    return ": ".join(each for each in (note_place(fault), note_text(fault)) if each)


def _file(survey: Survey, form: str) -> Response:
    known = next((each for each in FORMATS if each == form), None)
    if known is None:
        raise NotFound("nothing_here")
    file = write_file(survey, known)
    return hand_out_words(file.content, file.media_type, file.name)
