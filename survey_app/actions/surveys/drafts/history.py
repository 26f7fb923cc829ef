"""The history of a draft: who changed what and when; and taking a change back."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from survey_app.actions.accounts.roles import StaffUser
from survey_app.actions.audit_log import Actor
from survey_app.actions.changing import changing
from survey_app.actions.surveys.drafts.editing import Act, Theirs, note
from survey_app.actions.surveys.drafts.state import (
    Draft,
    around_draft,
    draft_as_it_is,
    put_document,
    row_of,
    row_to_change,
)
from survey_app.errors import DraftConflict, DraftError
from survey_app.store.drafts import edits_of
from survey_app.store.tables import SurveyEdit
from survey_app.store.tables.moments import utc
from survey_app.surveys.drafts.edits import Change, Overtaken, apply, inverse, touched

UNDO = "undo"
"""What the history calls an edit that takes another one back."""


@dataclass(frozen=True)
class EditLine:
    """One change of a draft. what: a code. undoes: the revision that it takes back. is_undone: it was taken back."""

    revision: int
    at: datetime
    who: str
    what: str
    changes: Sequence[Change]
    undoes: int | None
    is_undone: bool


def history(session: Session, who: StaffUser, id_: str) -> Sequence[EditLine]:
    """Every change of a draft, the newest first. Raises NotFound."""
    row_of(session, who, id_)
    return _lines(edits_of(session, id_))


def undo(session: Session, who: StaffUser, id_: str, revision: int | None, now: datetime) -> Draft:
    """Take a change back; None: the newest one of this person. Taking back what took something back does it again.

    Raises NotFound, DraftError; and DraftConflict if the same was changed again since, with who did it.
    """
    standing = ""
    with changing(session, Actor(who.email, now), "survey edit") as change:
        row = row_to_change(session, who, id_)
        lines = _lines(edits_of(session, id_))
        line = _chosen(lines, who, revision)
        changes = inverse(line.changes)
        try:
            document = apply(json.loads(row.document), changes)
        except Overtaken as overtaken:
            standing = overtaken.item
            change.nothing()
        else:
            put_document(row, document, around_draft(session, row))
            note(session, row, changes, who, Act(now, UNDO, line.revision))
            change.log(row.id, row.district, {"revision": row.revision, "what": UNDO, "of": line.revision})
    draft = draft_as_it_is(session, row_of(session, who, id_))
    if standing:
        raise DraftConflict(_later(lines, line, standing), draft)
    return draft


def _chosen(lines: Sequence[EditLine], who: StaffUser, revision: int | None) -> EditLine:
    """The change to take back. Raises DraftError if there is none."""
    if revision is None:
        own = (line for line in lines if line.who == who.email and not line.is_undone and line.undoes is None)
        found = next(own, None)
    else:
        found = next((line for line in lines if line.revision == revision and not line.is_undone), None)
    if found is None:
        raise DraftError("nothing_to_undo")
    return found


def _lines(edits: Sequence[SurveyEdit]) -> list[EditLine]:
    undone: set[int] = set()
    lines = []
    for edit in edits:
        is_undone = edit.revision in undone
        if edit.undoes is not None and not is_undone:
            undone.add(edit.undoes)
        changes = json.loads(edit.changes)
        lines.append(
            EditLine(edit.revision, utc(edit.at), edit.who, edit.what, changes, edit.undoes, is_undone)
        )
    return lines


def _later(lines: Sequence[EditLine], line: EditLine, item: str) -> dict[str, Theirs]:
    """Field → what somebody wrote there after a change; "" for a whole item."""
    own = touched(line.changes)
    for later in lines:
        if later.revision > line.revision and not later.is_undone:
            both = [
                change
                for change in later.changes
                if touched([change]) & own or change.get("at", [""])[0] == item
            ]
            for change in both:
                name = change["at"][1] if "at" in change else ""
                return {name: Theirs(change.get("after"), later.who, later.at)}
    return {"": Theirs(None, "", None)}
