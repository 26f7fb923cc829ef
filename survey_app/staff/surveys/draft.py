"""A draft as a whole: its outline, its history, and taking changes back."""

from datetime import UTC, datetime

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from survey_app.actions.surveys.drafts import drafts
from survey_app.actions.surveys.drafts.history import history, undo
from survey_app.errors import DraftConflict, DraftError
from survey_app.extensions import db
from survey_app.staff.guard import staff, the_person
from survey_app.staff.surveys.edit_words import edits_in_words
from survey_app.staff.surveys.page import DraftPage
from survey_app.web.wording.moments import moment
from survey_app.web.wording.problems.telling import error_text

_LONGEST_NUMBER = 10


@staff.get("/surveys/<draft>")
def draft(draft: str) -> str:
    """Show what a draft asks, and what is still to fix."""
    return render_template("staff/surveys/draft.html", page=_page(draft))


@staff.get("/surveys/<draft>/history")
def draft_history(draft: str) -> str:
    """Show who changed what, the newest first."""
    return _draw_history(draft)


@staff.post("/surveys/<draft>/undo")
def undo_edit(draft: str) -> ResponseReturnValue:
    """Take an edit back; the person's newest, if the form names none."""
    number = request.form.get("edit", "")
    revision = int(number) if number.isdecimal() and len(number) < _LONGEST_NUMBER else None
    try:
        undo(db.session(), the_person(), draft, revision, datetime.now(UTC))
    except DraftConflict as conflict:
        return _draw_history(draft, _in_the_way(conflict)), 409
    except DraftError as error:
        return _draw_history(draft, error_text(error)), 422
    flash(_("It is as it was before."))
    return redirect(_back(draft))


def _in_the_way(conflict: DraftConflict) -> str:
    """Say who changed the same since."""
    theirs = next(iter(conflict.fields.values()))
    if theirs.at is None:
        return error_text(conflict)
    words: str = _(
        "%(who)s changed the same since then, %(when)s. Take that change back first.",
        who=theirs.who,
        when=moment(theirs.at),
    )
    return words


def _draw_history(draft: str, problem: str = "") -> str:
    page = _page(draft)
    edits = edits_in_words(history(db.session(), the_person(), draft), page.document)
    return render_template("staff/surveys/history.html", page=page, edits=edits, problem=problem)


def _back(draft: str) -> str:
    """The page that the button was on, if its item is still there."""
    item = request.form.get("item", "")
    if item in _page(draft).places:
        return url_for("staff.draft_item", draft=draft, item=item)
    return url_for("staff.draft", draft=draft)


def _page(id_: str) -> DraftPage:
    return DraftPage(drafts.read_draft(db.session(), the_person(), id_))
