"""Items that come, go, move and are copied, as the changes that a draft takes.

Nothing here changes the draft; `edits.apply` does.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from survey_app.errors import DraftError
from survey_app.surveys.drafts.around import Around
from survey_app.surveys.drafts.document import anew, new_id
from survey_app.surveys.drafts.edits import Change, item_before
from survey_app.surveys.drafts.items import (
    CHILDREN,
    NAME_FIELD,
    Document,
    Item,
    Kind,
    Place,
    children,
    kinds_of,
    places,
)
from survey_app.surveys.drafts.naming import name_for, unused
from survey_app.surveys.drafts.rules.order import refuse_forward
from survey_app.surveys.drafts.values import check_length, source_of, stored

FIELD_OF = {
    "section": "sections",
    "question": "questions",
    "list": "lists",
    "choice": "choices",
    "row": "rows",
}
"""What people add → the field of its parent that holds it."""


@dataclass(frozen=True)
class Spot:
    """Where an item goes. parent: the id of what holds it. after: the item before it; None: it is the first."""

    parent: str
    after: str | None = None


def find(found: Mapping[str, Place], id_: str) -> Place:
    """An item by its id. Raises DraftError if it is gone."""
    if id_ not in found:
        raise DraftError("item_gone")
    return found[id_]


def add(
    document: Document, kind: str, spot: Spot, value: Mapping[str, Any], around: Around
) -> tuple[list[Change], str]:
    """The changes that add an item, and its id. kind: one of FIELD_OF.

    value: its fields as `shown_fields` has them; a field of items holds such values. What has no name gets one from its
    words. Raises DraftError.
    """
    found = places(document)
    name = FIELD_OF.get(kind, "")
    of_kind = _home(found, spot.parent, name)
    siblings = children(found[spot.parent].item, name)
    item = made(document, of_kind, value, siblings, around.questions if of_kind == "question" else ())
    check_length(item)
    for key, choices in around.given_to(item.get("type"), str(document.get("language"))):
        item[key] = [anew(each, "choice") for each in choices]
    return [{"add": item, "in": [spot.parent, name], "after": _sibling(siblings, spot.after)}], item["id"]


def made(
    document: Document,
    kind: Kind,
    value: Mapping[str, Any],
    siblings: Sequence[Item] = (),
    used: Iterable[str] = (),
) -> Item:
    """A new item with an id and a name. siblings: the choices beside it. used: names that it does not get."""
    known, inside = kinds_of(kind, value.get("type")), CHILDREN[kind]
    language = str(document.get("language") or "en")
    item: Item = {"id": new_id()}
    for key, given in value.items():
        if key in inside and isinstance(given, list | tuple):
            item[key] = made_items(document, inside[key], given)
        elif key in known:
            item[key] = stored(given, known[key], None, language, keeps_translations=False)
    item = {key: each for key, each in item.items() if each is not None}
    key = NAME_FIELD[kind]
    item.setdefault(key, name_for(document, kind, item, siblings, used))
    if kind == "section":
        item.setdefault("questions", [])
    return item


def made_items(document: Document, kind: Kind, given: Sequence[Any], old: Sequence[Item] = ()) -> list[Item]:
    """New items for values, or for mere words. Those of the old items that have the same words stay what they are."""
    of_words = {source_of(each.get("text")): each for each in old}
    items: list[Item] = []
    for each in given:
        words = (
            each
            if isinstance(each, str)
            else source_of(each.get("text"))
            if isinstance(each, Mapping)
            else ""
        )
        same = of_words.pop(words, None) if isinstance(each, str) else None
        if same:
            items.append(same)
        elif words or isinstance(each, Mapping):
            value = each if isinstance(each, Mapping) else {"text": each}
            items.append(made(document, kind, value, [*old, *items]))
    return items


def copy(document: Document, id_: str, spot: Spot) -> tuple[list[Change], str]:
    """The changes that add a copy of an item, with a name of its own, and the id of the copy. Raises DraftError."""
    found = places(document)
    place = find(found, id_)
    _home(found, spot.parent, place.field, place.kind)
    item = anew(place.item, place.kind)
    siblings = children(found[spot.parent].item, place.field)
    key = NAME_FIELD[place.kind]
    beside = siblings if place.kind == "choice" else _all(found, place.kind)
    item[key] = unused(str(item.get(key) or place.kind), {str(each.get(key)) for each in beside})
    taken = {str(each.get("name")) for each in _all(found, "question")}
    for question in children(item, "questions"):
        question["name"] = unused(str(question.get("name") or "question"), taken)
        taken.add(question["name"])
    change = {"add": item, "in": [spot.parent, place.field], "after": _sibling(siblings, spot.after)}
    return [change], item["id"]


def remove(document: Document, id_: str) -> list[Change]:
    """The changes that remove an item with all that is inside.

    Rules about it stay, and their faults say so. Raises DraftError, also for a list that questions use.
    """
    found = places(document)
    place = find(found, id_)
    if place.kind == "about":
        raise DraftError("item_not_here")
    users = [each for each in _all(found, "question") if {"list": id_} in each.values()]
    if users:
        raise DraftError("list_in_use", questions=[str(each.get("name")) for each in users])
    where = [place.parent, place.field]
    return [{"remove": place.item, "in": where, "after": item_before(place, found)}]


def move(document: Document, id_: str, spot: Spot) -> list[Change]:
    """The changes that move an item; none if it is there. Raises DraftError, also if a rule would look ahead."""
    found = places(document)
    place = find(found, id_)
    if place.kind == "about":
        raise DraftError("item_not_here")
    _home(found, spot.parent, place.field, place.kind)
    was = [place.parent, place.field, item_before(place, found)]
    if spot.after == id_:
        return []
    siblings = [each for each in children(found[spot.parent].item, place.field) if each["id"] != id_]
    to = [spot.parent, place.field, _sibling(siblings, spot.after)]
    changes: list[Change] = [] if to == was else [{"move": id_, "from": was, "to": to}]
    if place.kind in ("section", "question"):
        refuse_forward(document, changes)
    return changes


def _home(found: Mapping[str, Place], parent: str, name: str, kind: Kind | None = None) -> Kind:
    """The kind of items that a field of an item holds. Raises DraftError if it holds none of this kind."""
    holder = find(found, parent)
    of_kind = CHILDREN[holder.kind].get(name)
    if of_kind is None or kind not in (None, of_kind):
        raise DraftError("item_not_here")
    if isinstance(holder.item.get(name), Mapping):
        raise DraftError("list_is_shared")
    return of_kind


def _all(found: Mapping[str, Place], kind: Kind) -> list[Item]:
    return [place.item for place in found.values() if place.kind == kind]


def _sibling(siblings: Sequence[Item], after: str | None) -> str | None:
    """The item before; the last one if that item is gone."""
    if after is None or not siblings:
        return None
    return after if any(each["id"] == after for each in siblings) else str(siblings[-1]["id"])
