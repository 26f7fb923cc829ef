"""Sections and questions that come, go and move. Removing asks nothing, because it can be undone."""

from datetime import UTC, datetime

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from survey_app.actions.surveys.drafts import drafts, editing
from survey_app.errors import DraftError, NotFound
from survey_app.extensions import db
from survey_app.staff.guard import staff, the_person
from survey_app.staff.surveys.forms.item_page import ItemPage
from survey_app.surveys.drafts.edits import item_before
from survey_app.surveys.drafts.items import SURVEY, children
from survey_app.surveys.drafts.placing import Spot
from survey_app.web.wording.problems.telling import error_text

_NEW_QUESTION = {
    "type": "choose_one",
    # The careful one, until somebody has thought about it: no export shows what a whole group said.
    "privacy": "sensitive",
    "choices": [{"text": ""}, {"text": ""}],
}


@staff.post("/surveys/<draft>/add")
def add_item_here(draft: str) -> ResponseReturnValue:
    """Add a section at the end, or a question: at the end of a section, or after another question."""
    page = _page(draft)
    section, _colon, after = request.form.get("question", "").partition(":")
    is_section = "section" in request.form
    parent = SURVEY if is_section else section
    if parent not in page.places:
        raise NotFound("nothing_here")
    siblings = children(page.places[parent].item, "sections" if is_section else "questions")
    last = siblings[-1]["id"] if siblings else None
    kind, value = ("section", {}) if is_section else ("question", _NEW_QUESTION)
    now = datetime.now(UTC)
    try:
        new = editing.add_item(
            db.session(), the_person(), draft, kind, Spot(parent, after or last), value, now
        )[1]
    except DraftError as error:
        return _told(draft, error)
    return redirect(url_for("staff.draft_item", draft=draft, item=new))


@staff.post("/surveys/<draft>/items/<item>/copy")
def copy_item_here(draft: str, item: str) -> ResponseReturnValue:
    """Copy a section or question; the copy comes right after it."""
    page = _page(draft, item)
    now = datetime.now(UTC)
    try:
        new = editing.copy_item(db.session(), the_person(), draft, item, Spot(page.parent, item), now)[1]
    except DraftError as error:
        return _told(draft, error)
    flash(_("This is the copy."))
    return redirect(url_for("staff.draft_item", draft=draft, item=new))


@staff.post("/surveys/<draft>/items/<item>/remove")
def remove_item_here(draft: str, item: str) -> ResponseReturnValue:
    """Remove a section or question, and offer to undo it."""
    page = _page(draft, item)
    try:
        editing.remove_item(db.session(), the_person(), draft, item, datetime.now(UTC))
    except DraftError as error:
        return _told(draft, error)
    flash(
        _(
            "Removed: %(what)s. “Undo” above brings it back.",
            what=page.words(page.here.get("ask") or page.here.get("title")),
        )
    )
    return redirect(url_for("staff.draft", draft=draft))


@staff.post("/surveys/<draft>/move")
def move_item_here(draft: str) -> ResponseReturnValue:
    """Move a section or question: up, down, to the end of another section, or to where it was dragged."""
    item = request.form.get("item", "")
    page = _page(draft, item)
    spot = _target(page)
    shown = request.form.get("open") or item
    try:
        editing.move_item(db.session(), the_person(), draft, item, spot, datetime.now(UTC))
    except DraftError as error:
        return _told(draft, error)
    if request.form.get("open") == "":
        return redirect(url_for("staff.draft", draft=draft))
    return redirect(
        url_for("staff.draft_item", draft=draft, item=shown, _anchor=request.form.get("by") or None)
    )


def _target(page: ItemPage) -> Spot:
    """Where an item goes: what will hold it, and the item before it."""
    by, place = request.form.get("by", ""), page.places[page.item]
    if by not in ("up", "down", "to"):
        return Spot(request.form.get("parent") or SURVEY, request.form.get("after") or None)
    if by == "to":
        return _end_of(page, request.form.get("to", ""))
    others = [
        None,
        *(
            each["id"]
            for each in children(page.places[place.parent].item, place.field)
            if each["id"] != page.item
        ),
    ]
    to = place.number + (1 if by == "down" else -1)
    if 0 <= to < len(others):
        return Spot(place.parent, others[to])
    return _next_door(page, by)


def _next_door(page: ItemPage, by: str) -> Spot:
    """From the edge of a section into the one beside it."""
    place = page.places[page.item]
    sections = [section["id"] for section in page.sections]
    here = Spot(place.parent, item_before(place, page.places))
    if place.parent not in sections:
        return here
    at = sections.index(place.parent) + (1 if by == "down" else -1)
    if not 0 <= at < len(sections):
        return here
    return Spot(sections[at]) if by == "down" else _end_of(page, sections[at])


def _end_of(page: ItemPage, section: str) -> Spot:
    if section not in page.places:
        raise NotFound("nothing_here")
    questions = [each["id"] for each in children(page.places[section].item, "questions")]
    return Spot(section, questions[-1] if questions else None)


def _page(draft: str, item: str = SURVEY) -> ItemPage:
    page = ItemPage(drafts.read_draft(db.session(), the_person(), draft), item)
    if item not in page.places:
        raise NotFound("nothing_here")
    return page


def _told(draft: str, error: DraftError) -> ResponseReturnValue:
    flash(error_text(error))
    return redirect(url_for("staff.draft", draft=draft))
