"""Edits of a draft: lists of small changes that can be applied, taken back and kept in a log.

    {"at": [id, field], "before": value, "after": value}                      a field; None: not there
    {"add": item, "in": [parent, field], "after": id of the item before it}   with all that is inside; None: the first
    {"remove": item, "in": [parent, field], "after": id}
    {"move": id, "from": [parent, field, after], "to": [parent, field, after]}
A place is named by the item before it, never by a number, so that it stays true when others add and move.
"""

from collections.abc import Iterable, Mapping, Sequence
from copy import deepcopy
from typing import Any

from survey_app.surveys.drafts.items import ALWAYS_THERE, Document, Item, Place, children, places

Change = dict[str, Any]


class Overtaken(Exception):  # the caller turns it into an error with names and times
    """A draft is no longer as a change expects it. item, field: where."""

    def __init__(self, item: str, field: str = "") -> None:
        super().__init__(item, field)
        self.item = item
        self.field = field


def apply(document: Document, changes: Iterable[Change]) -> Document:
    """Make changes in a draft, in place, and return it. Raises Overtaken; then the draft is no longer of use."""
    for change in changes:
        found = places(document)
        if "at" in change:
            _set(found, change)
        elif "add" in change:
            _add(found, change["add"], (*change["in"], change["after"]))
        elif "remove" in change:
            _remove(found, change)
        else:
            _move(found, change)
    return document


def inverse(changes: Sequence[Change]) -> list[Change]:
    """The changes that take these back."""
    return [_inverse(change) for change in reversed(changes)]


def touched(changes: Iterable[Change]) -> set[tuple[str, str]]:
    """The fields and items that changes are about: (id, field), and (id, "") for what was added, removed or moved."""
    found: set[tuple[str, str]] = set()
    for change in changes:
        if "at" in change:
            found.add((change["at"][0], change["at"][1]))
        else:
            item = change.get("add") or change.get("remove")
            found.add((item["id"] if item else change["move"], ""))
    return found


def item_before(place: Place, found: Mapping[str, Place]) -> str | None:
    """The id of the item before this one in the same field; None if it is the first."""
    siblings = children(found[place.parent].item, place.field)
    return siblings[place.number - 1]["id"] if place.number else None


def _inverse(change: Change) -> Change:
    if "at" in change:
        return {"at": change["at"], "before": change["after"], "after": change["before"]}
    if "move" in change:
        return {"move": change["move"], "from": change["to"], "to": change["from"]}
    [(old, new)] = [pair for pair in (("add", "remove"), ("remove", "add")) if pair[0] in change]
    return {new: change[old], "in": change["in"], "after": change["after"]}


def _set(found: dict[str, Place], change: Change) -> None:
    id_, field = change["at"]
    place = _find(found, id_)
    if place.item.get(field) != change["before"]:
        raise Overtaken(id_, field)
    if change["after"] is None:
        place.item.pop(field, None)
    else:
        place.item[field] = deepcopy(change["after"])


def _add(found: dict[str, Place], item: Item, to: Sequence[Any]) -> None:
    parent, field, after = to
    holder = _find(found, parent).item
    if item["id"] in found:
        raise Overtaken(item["id"])
    if not isinstance(holder.setdefault(field, []), list):
        raise Overtaken(parent, field)  # meanwhile the question uses a shared list
    siblings = holder[field]
    siblings.insert(_place_after(siblings, after), deepcopy(item))


def _remove(found: dict[str, Place], change: Change) -> None:
    id_ = change["remove"]["id"]
    place = _find(found, id_)
    if place.item != change["remove"]:
        raise Overtaken(id_)
    _take_out(found, place)


def _move(found: dict[str, Place], change: Change) -> None:
    place = _find(found, change["move"])
    if [place.parent, place.field] != change["from"][:2]:
        raise Overtaken(change["move"])
    _find(found, change["to"][0])
    _take_out(found, place)
    del found[place.item["id"]]
    _add(found, place.item, change["to"])


def _take_out(found: dict[str, Place], place: Place) -> None:
    holder = found[place.parent].item
    holder[place.field].pop(place.number)
    if not holder[place.field] and place.field not in ALWAYS_THERE:
        del holder[place.field]


def _find(found: dict[str, Place], id_: str) -> Place:
    if id_ not in found:
        raise Overtaken(id_)
    return found[id_]


def _place_after(siblings: Sequence[Item], after: str | None) -> int:
    """Where an item goes. If the one before it is gone, it goes to the end."""
    if after is None:
        return 0
    numbers = (number for number, each in enumerate(siblings, 1) if each["id"] == after)
    return next(numbers, len(siblings))
