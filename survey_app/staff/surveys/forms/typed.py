"""What somebody typed into a form of the editor, item by item, beside what the form was drawn with.

A form carries what it was drawn with as JSON, in one hidden field: item → field → value. An input is named for its
field and its item, such as `ask-k3f9x2mq`. So a form can hold a question with all of its choices, and whatever somebody
else changed meanwhile is noticed field by field.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import request
from werkzeug.exceptions import BadRequest

from survey_app.actions.surveys.drafts.editing import Form
from survey_app.lines import lines_of
from survey_app.staff.surveys.forms.home_languages import tag_of
from survey_app.staff.surveys.forms.typed_rule import typed_rule
from survey_app.surveys.drafts.items import FieldKind, Place, kinds_of

Fields = Mapping[str, Any]
Values = Mapping[str, Fields]
_CAREFUL = {"short_text": "rare", "long_text": "rare", "whole_number": "rare"}


@dataclass(frozen=True)
class Typed:
    """What a form was drawn with, and what was sent: item → field → value as a form shows it."""

    before: Values
    after: Values

    def for_saving(self, *, keep_translations: bool) -> dict[str, Form]:
        """Item → what its part of the form sent."""
        return {
            item: Form(fields, self.after[item], keep_translations) for item, fields in self.before.items()
        }


def read_typed(places: Mapping[str, Place]) -> Typed:
    """Read the form that was sent. places: the items of the draft. Raises BadRequest if it is none of ours."""
    drawn = _drawn()
    before, after = {}, {}
    for item, fields in drawn.items():
        kinds = kinds_of(places[item].kind) if item in places else {}
        # What was removed meanwhile has no kind here; the action says who removed it.
        before[item] = {
            field: _basis(f"{field}-{item}", value)
            for field, value in fields.items()
            if field in kinds or not kinds
        }
        after[item] = {
            field: _read(f"{field}-{item}", kinds.get(field, "word"), value)
            for field, value in before[item].items()
        }
        after[item] = _careful(before[item], after[item])
    return Typed(before, after)


def _drawn() -> dict[str, dict[str, Any]]:
    drawn = _json("drawn")
    if not isinstance(drawn, dict) or not all(isinstance(fields, dict) for fields in drawn.values()):
        raise BadRequest
    return drawn


def _basis(name: str, drawn: Any) -> Any:
    """What a change is measured against. A clash stays one until somebody chooses; then it is what they were shown."""
    _act, _colon, chosen = request.form.get("keep", "").partition(":")
    return _json(f"theirs-{name}") if chosen == name else drawn


def _json(name: str) -> Any:
    try:
        return json.loads(request.form.get(name, ""))
    except (ValueError, RecursionError):
        raise BadRequest from None


def _read(name: str, kind: FieldKind, before: Any) -> Any:
    """The value of one field, or what somebody else wrote, for whoever keeps that."""
    form = request.form
    if form.get("keep") == f"theirs:{name}":
        return before
    if kind == "rule":
        return typed_rule(name, before)
    if kind == "truth":
        return name in form
    if kind == "words":
        given = form.getlist(name)
        if name.startswith("languages-"):
            return [tag_of(each) for each in ";".join(given).split(";") if each.strip()]
        return given
    if kind == "numbers":
        ends = [form.get(f"{name}-low", ""), form.get(f"{name}-high", "")]
        return ends if any(end.strip() for end in ends) else []
    if kind == "texts":
        return [line for line in lines_of(form.get(name, "")) if line.strip()]
    return form.get(name, "")


def _careful(before: Fields, after: dict[str, Any]) -> dict[str, Any]:
    """If only the type of a question changed, the careful class of the new type goes with it."""
    kind = after.get("type")
    if kind == before.get("type") or after.get("privacy") != before.get("privacy") or kind not in _CAREFUL:
        return after
    return {**after, "privacy": _CAREFUL[str(kind)]}
