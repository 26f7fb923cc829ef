"""Publish a draft: what is still to fix, what changes, and then the version that never changes again."""

from collections.abc import Sequence
from datetime import UTC, datetime

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from survey_app.actions.surveys.drafts import drafts
from survey_app.actions.surveys.drafts.previewing import changes_of
from survey_app.actions.surveys.drafts.publishing import publish_draft
from survey_app.errors import DraftError, SurveyFileError
from survey_app.extensions import db
from survey_app.staff.guard import staff, the_person
from survey_app.staff.surveys.change_words import changes_in_words
from survey_app.staff.surveys.fault_words import told
from survey_app.staff.surveys.page import DraftPage
from survey_app.surveys.faults.fault import Fault
from survey_app.web.wording.problems.telling import error_text


@staff.get("/surveys/<draft>/changes")
def draft_changes(draft: str) -> str:
    """Show what is to fix before a draft can be published, and what changes against the version before."""
    return _draw(draft)


@staff.post("/surveys/<draft>/publish")
def publish_survey(draft: str) -> ResponseReturnValue:
    """Publish a draft as the next version of its district."""
    try:
        version = publish_draft(db.session(), the_person(), draft, datetime.now(UTC))
    except SurveyFileError as error:
        return _draw(draft, [told(fault) for fault in error.faults if isinstance(fault, Fault)]), 422
    except DraftError as error:
        flash(error_text(error))
        return redirect(url_for("staff.surveys"))
    flash(_("Published as %(version)s. New rounds can use it now.", version=version))
    return redirect(url_for("staff.surveys"))


def _draw(id_: str, faults: Sequence[str] = ()) -> str:
    session, who = db.session(), the_person()
    page = DraftPage(drafts.read_draft(session, who, id_))
    comparison = changes_of(session, who, id_)
    return render_template(
        "staff/surveys/changes.html",
        page=page,
        comparison=comparison,
        changes=changes_in_words(comparison),
        # Of the whole, such as of the survey that a section becomes part of. The others stand beside their fields.
        of_the_whole=() if page.all_faults else faults,
    )
