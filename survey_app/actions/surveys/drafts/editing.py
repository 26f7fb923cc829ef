"""Change a draft: its fields, and items that come, go, move and are copied. Each change is kept with its author."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy.orm import Session

from survey_app.actions.accounts.roles import StaffUser
from survey_app.actions.audit_log import Actor
from survey_app.actions.changing import changing
from survey_app.actions.surveys.drafts.state import (
    Draft,
    around_draft,
    draft_of_row,
    put_document,
    row_to_change,
)
from survey_app.errors import DraftConflict, DraftError
from survey_app.store.drafts import add_edit, edits_of
from survey_app.store.tables import SurveyDraft, SurveyEdit
from survey_app.store.tables.moments import utc
from survey_app.surveys.drafts.around import Around
from survey_app.surveys.drafts.changing import change_fields
from survey_app.surveys.drafts.edits import Change, Overtaken, apply, touched
from survey_app.surveys.drafts.items import Document, places
from survey_app.surveys.drafts.placing import Spot, add, copy, move, remove


@dataclass(frozen=True)
class Form:
    """What a form sent. Fields are as `values.shown_fields` has them.

    before: the values that it was drawn with. keep_translations: the translations of changed words still fit.
    """

    before: Mapping[str, Any]
    after: Mapping[str, Any]
    keep_translations: bool = False


@dataclass(frozen=True)
class Theirs:
    """What somebody else wrote in a field meanwhile, as a form shows it. who: "" if nobody knows anymore."""

    value: Any
    who: str
    at: datetime | None


@dataclass(frozen=True)
class Act:
    """What somebody does to a draft. what: a code for the history. undoes: the revision that it takes back."""

    now: datetime
    what: str
    undoes: int | None = None


def save_fields(session: Session, who: StaffUser, id_: str, item: str, form: Form, now: datetime) -> Draft:
    """Save the fields of an item that this person changed.

    Raises NotFound, DraftError; and DraftConflict for fields that somebody else changed meanwhile: they stay as they
    are, and the others are saved.
    """
    try:
        return save_items(session, who, id_, {item: form}, now)
    except DraftConflict as conflict:
        raise DraftConflict(
            {name: each for (_, name), each in conflict.fields.items()}, conflict.draft
        ) from None


def save_items(session: Session, who: StaffUser, id_: str, forms: Mapping[str, Form], now: datetime) -> Draft:
    """Save several items at once, such as a question with its choices: one edit, which one undo takes back.

    forms: item → what its form sent. Raises as `save_fields` does, with (item, field) as keys of the conflict.
    """
    theirs: dict[tuple[str, str], Any] = {}

    def change(document: Document, around: Around) -> list[Change]:
        made = []
        for item, form in _choices_first(document, forms):
            keeps = form.keep_translations
            wanted = change_fields(document, item, form.before, form.after, around, keeps_translations=keeps)
            theirs.update({(item, name): value for name, value in wanted.theirs.items()})
            made += applied(document, wanted.changes)
        return made

    draft = _change(session, who, id_, Act(now, "fields"), change)
    if theirs:
        log = edits_of(session, id_)
        raise DraftConflict({at: _theirs(log, *at, value) for at, value in theirs.items()}, draft)
    return draft


def _choices_first(document: Document, forms: Mapping[str, Form]) -> list[tuple[str, Form]]:
    """What was changed, and choices before questions: a new type of a question may take its choices away."""
    found = places(document)
    changed = [(item, form) for item, form in forms.items() if form.before != form.after]
    return sorted(changed, key=lambda each: each[0] not in found or found[each[0]].kind != "choice")


def add_item(
    session: Session, who: StaffUser, id_: str, kind: str, spot: Spot, value: Mapping[str, Any], now: datetime
) -> tuple[Draft, str]:
    """Add a section, question, choice, row or list. Return its id, too. value: its fields, as forms have them.

    Raises NotFound, DraftError.
    """
    return _grow(session, who, id_, Act(now, f"add_{kind}"), partial(_add, kind, spot, value))


def copy_item(
    session: Session, who: StaffUser, id_: str, item: str, spot: Spot, now: datetime
) -> tuple[Draft, str]:
    """Add a copy of an item, with a name of its own. Return its id, too. Raises NotFound, DraftError."""
    return _grow(session, who, id_, Act(now, "copy"), lambda document, _: copy(document, item, spot))


def remove_item(session: Session, who: StaffUser, id_: str, item: str, now: datetime) -> Draft:
    """Remove an item with all that is inside. Rules about it become faults. Raises NotFound, DraftError."""
    return _change(
        session, who, id_, Act(now, "remove"), lambda document, _: applied(document, remove(document, item))
    )


def move_item(session: Session, who: StaffUser, id_: str, item: str, spot: Spot, now: datetime) -> Draft:
    """Move an item. Raises NotFound, DraftError."""
    return _change(
        session, who, id_, Act(now, "move"), lambda document, _: applied(document, move(document, item, spot))
    )


def _add(
    kind: str, spot: Spot, value: Mapping[str, Any], document: Document, around: Around
) -> tuple[list[Change], str]:
    return add(document, kind, spot, value, around)


def _grow(
    session: Session,
    who: StaffUser,
    id_: str,
    act: Act,
    growth: Callable[[Document, Around], tuple[list[Change], str]],
) -> tuple[Draft, str]:
    new = ""

    def change(document: Document, around: Around) -> list[Change]:
        nonlocal new
        changes, new = growth(document, around)
        return applied(document, changes)

    return _change(session, who, id_, act, change), new


def _change(
    session: Session,
    who: StaffUser,
    id_: str,
    act: Act,
    work: Callable[[Document, Around], list[Change]],
) -> Draft:
    with changing(session, Actor(who.email, act.now), "survey edit") as change:
        row = row_to_change(session, who, id_)
        document, around = json.loads(row.document), around_draft(session, row)
        changes = work(document, around)
        found = put_document(row, document, around)
        if changes:
            note(session, row, changes, who, act)
            change.log(row.id, row.district, {"revision": row.revision, "what": act.what})
        else:
            change.nothing()
        return draft_of_row(row, document, around, found)


def applied(document: Document, changes: list[Change]) -> list[Change]:
    """Make changes in a document, and return them. Raises DraftError if it is not as they expect it."""
    try:
        apply(document, changes)
    except Overtaken as overtaken:
        raise DraftError("draft_overtaken", overtaken.field) from overtaken
    return changes


def note(session: Session, row: SurveyDraft, changes: Sequence[Change], who: StaffUser, act: Act) -> None:
    """Note in the history of a draft who changed what."""
    row.revision += 1
    row.changed_by, row.changed_at, row.is_aside = who.email, act.now, False
    edit = SurveyEdit(draft=row.id, revision=row.revision, at=act.now, who=who.email, what=act.what)
    edit.changes, edit.undoes = json.dumps(changes, ensure_ascii=False), act.undoes
    add_edit(session, edit)


def _theirs(log: Sequence[SurveyEdit], item: str, name: str, value: Any) -> Theirs:
    for edit in log:
        if (item, name) in touched(json.loads(edit.changes)):
            return Theirs(value, edit.who, utc(edit.at))
    return Theirs(value, "", None)
