"""As much of a draft as can be drawn: without the parts that still have faults, so that writers see the others."""

from copy import deepcopy
from typing import Any

from survey_app.surveys.drafts.checking import Faults, check_draft
from survey_app.surveys.drafts.edits import apply, item_before
from survey_app.surveys.drafts.hosting import Host
from survey_app.surveys.drafts.items import Document, children, places
from survey_app.surveys.model import Survey

_TRIES = 4
_RULE = "when"


def drawable(document: Document, host: Host | None = None) -> Survey | None:
    """The survey without what has faults; None if nothing is left. What a draft of sections is part of is not drawn."""
    tried = _as_whole(document) if host else deepcopy(document)
    for _ in range(_TRIES):
        checked = check_draft(tried)
        if checked.survey:
            return checked.survey
        _leave_out(tried, checked.faults)
    return None


def only(document: Document, id_: str) -> Document:
    """The draft with nothing but the section of an item, or but a question, asked of everyone."""
    found = places(document)
    steps = [id_]
    while steps[-1] in found and found[steps[-1]].parent:
        steps.append(found[steps[-1]].parent)
    sections = [each for each in children(document, "sections") if each["id"] in steps]
    shown = [
        {
            **_without_rule(section),
            "questions": [
                _without_rule(question)
                for question in section["questions"]
                if question["id"] in steps or id_ == section["id"]
            ],
        }
        for section in sections
    ]
    return {**document, "sections": shown} if shown else document


def _without_rule(item: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in item.items() if key != _RULE}


def _as_whole(document: Document) -> Document:
    """A draft of sections as a survey of its own, without its rules: what they look at is not there."""
    sections = [
        {**_without_rule(each), "questions": [_without_rule(question) for question in each["questions"]]}
        for each in children(document, "sections")
    ]
    return deepcopy({**document, "sections": sections})


def _leave_out(document: Document, faults: Faults) -> None:
    """Take the parts with faults out, in place."""
    for id_, field in faults:
        found = places(document)
        place = found.get(id_)
        if place and (field == _RULE or (place.kind == "about" and field != "sections")):
            place.item.pop(field, None)
        elif place and place.kind != "about":
            where = [place.parent, place.field]
            apply(document, [{"remove": place.item, "in": where, "after": item_before(place, found)}])
    _complete(document)


def _complete(document: Document) -> None:
    language = str(document.get("language") or "en")
    if not document.get("title"):
        document["title"] = {"words": {language: "-"}}
    for key, value in (("minutes", 1), ("consent", "none"), ("start", []), ("thanks", []), ("help", [])):
        document.setdefault(key, value)
