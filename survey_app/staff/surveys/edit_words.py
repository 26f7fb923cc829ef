"""What somebody changed in a draft, in words, for its history."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from flask_babel import gettext as _
from flask_babel import lazy_gettext

from survey_app.actions.surveys.drafts.history import UNDO, EditLine
from survey_app.surveys.drafts.edits import Change
from survey_app.surveys.drafts.items import Document, Item, places
from survey_app.surveys.drafts.values import rule_text, source_of

_MOST = 6
_FIELDS: Mapping[str, object] = {
    "ask": lazy_gettext("Question"),
    "hint": lazy_gettext("Hint"),
    "type": lazy_gettext("Kind of answer"),
    "choices": lazy_gettext("Answers"),
    "rows": lazy_gettext("Rows"),
    "text": lazy_gettext("Answer"),
    "code": lazy_gettext("Code in files"),
    "group": lazy_gettext("Heading above it"),
    "languages": lazy_gettext("Only where families speak"),
    "usual": lazy_gettext("Also where nobody has counted the languages"),
    "name": lazy_gettext("Name in files"),
    "privacy": lazy_gettext("How we protect the answers"),
    "when": lazy_gettext("Asked only when"),
    "required": lazy_gettext("Nobody can skip it"),
    "pillars": lazy_gettext("Evidence for"),
    "lcap": lazy_gettext("Goal of the LCAP"),
    "protected_topic": lazy_gettext("Protected topic"),
    "most": lazy_gettext("At most so many"),
    "shuffle": lazy_gettext("In another order for each person"),
    "title": lazy_gettext("Heading"),
    "introduction": lazy_gettext("Words before the questions"),
    "optional": lazy_gettext("Only where it is added"),
    "schools": lazy_gettext("Schools"),
    "lines": lazy_gettext("Above “Start”"),
    "notices": lazy_gettext("About consent"),
    "start": lazy_gettext("How we protect you"),
    "help": lazy_gettext("Help lines"),
    "thanks": lazy_gettext("Thanks"),
    "minutes": lazy_gettext("Minutes"),
    "grades": lazy_gettext("Grades"),
    "consent": lazy_gettext("Parent consent"),
    "who": lazy_gettext("Order of who answered"),
}
"""Field → what its history calls it."""


class Said(NamedTuple):
    """One change. what: what changed. before, after: the words of it, if it has words."""

    what: str
    before: str = ""
    after: str = ""


class EditWords(NamedTuple):
    """One edit. more: how many further changes it made. can_undo: whether it can still be taken back."""

    revision: int
    who: str
    at: datetime
    changes: Sequence[Said]
    more: int
    is_undo: bool
    is_undone: bool


def edits_in_words(lines: Sequence[EditLine], document: Document) -> list[EditWords]:
    """Say what each edit did. document: of the draft as it is now."""
    items = {id_: place.item for id_, place in places(document).items()}
    for line in lines:  # what is gone still has its words in the edit that removed it
        for change in line.changes:
            gone = change.get("remove") or change.get("add") or {}
            items.setdefault(str(gone.get("id", "")), gone)
    return [_edit(line, items) for line in lines]


def _edit(line: EditLine, items: Mapping[str, Item]) -> EditWords:
    said = [_said(change, items) for change in line.changes]
    is_undo = line.what == UNDO
    return EditWords(
        line.revision, line.who, line.at, said[:_MOST], max(0, len(said) - _MOST), is_undo, line.is_undone
    )


def _said(change: Change, items: Mapping[str, Item]) -> Said:
    if "at" in change:
        id_, field = change["at"]
        what = _("%(field)s: %(what)s", field=_FIELDS.get(field, field), what=_name(items.get(id_, {})))
        return Said(what, _words(change.get("before")), _words(change.get("after")))
    if "add" in change:
        return Said(_("Added: %(what)s", what=_name(change["add"])))
    if "remove" in change:
        return Said(_("Removed: %(what)s", what=_name(change["remove"])))
    return Said(_("Moved: %(what)s", what=_name(items.get(str(change.get("move")), {}))))


def _name(item: Item) -> str:
    """What people call an item: its words."""
    for field in ("ask", "title", "text"):
        if words := source_of(item.get(field)):
            return words
    return str(item.get("name") or item.get("code") or "…")


def _words(value: Any) -> str:
    if isinstance(value, bool) or value is None:
        return _("Yes") if value else "–"
    if isinstance(value, Mapping):
        return source_of(value) or _("a shared list")
    if isinstance(value, list) and value and isinstance(value[0], Mapping):
        return " ".join(source_of(each) or source_of(each.get("text")) for each in value)
    if isinstance(value, list):
        return rule_text(value) or ", ".join(map(str, value))
    return str(value)
