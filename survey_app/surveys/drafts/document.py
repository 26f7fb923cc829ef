"""The document of a draft: a survey as plain JSON, with an id on every item and with lists that questions share.

It has the shape that `checks/document.py` reads, with these differences:

    "id"        on every section, question, choice, row and list: 8 letters and digits, which never change
    "lists"     [{"id", "name", "choices": [choice, ...]}]; a question uses one as {"list": "<its id>"}
    "version"   is not there, and "name" is that of the survey it came from: publishing gives both
"""

import json
import secrets
from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

from survey_app.surveys.drafts.items import (
    ALWAYS_THERE,
    CHILDREN,
    NAME_FIELD,
    SURVEY,
    Document,
    Item,
    Kind,
    children,
)
from survey_app.surveys.drafts.keeping.shaping import in_shape
from survey_app.surveys.faults.fault import Path
from survey_app.surveys.model import Survey

_LETTERS = "abcdefghijkmnopqrstuvwxyz23456789"
_LENGTH = 8
_UNPUBLISHED = "2000.1"


@dataclass(frozen=True)
class Plain:
    """What `check_document` takes. places: path of an item → its id; several paths may lead to a choice of a list."""

    document: Mapping[str, Any]
    places: Mapping[Path, str] = field(default_factory=dict)

    def place_of(self, path: Path) -> tuple[str, str]:
        """The item at a path, and its field; "" for the item itself."""
        for length in range(len(path), -1, -1):
            if path[:length] in self.places:
                rest = path[length:]
                return self.places[path[:length]], str(rest[0]) if rest else ""
        return SURVEY, ""

    def path_of(self, item: str, name: str = "") -> Path | None:
        """The first path to a field of an item, or to the item itself; None if there is no such item."""
        found = next((path for path, id_ in self.places.items() if id_ == item), None)
        return found if found is None or not name else (*found, name)


def new_id() -> str:
    """An id for a new item."""
    return "".join(secrets.choice(_LETTERS) for _ in range(_LENGTH))


def draft_of(survey: Survey) -> Document:
    """A draft of a published survey. Equal lists of choices of several questions become one shared list."""
    document: Document = survey.model_dump(mode="json", exclude_defaults=True)
    del document["version"]
    for section, written in zip(survey.sections, document["sections"], strict=True):
        for question, item in zip(section.questions, written["questions"], strict=True):
            item["type"] = question.type
            for choice in (choice for name in question.lists() for choice in item[name]):
                if choice.get("other") or choice.get("exclusive"):
                    choice.pop("fixed", None)  # it follows from these
    _share_lists(document)
    return with_ids(document)


def taken_from(document: Mapping[str, Any]) -> Document:
    """A draft of a document from outside, such as a file; see `keeping/shaping.py`.

    Equal lists of choices of several questions become one shared list.
    """
    copy = with_ids(in_shape(document))
    if "lists" not in copy:
        _share_lists(copy)
    return copy


def empty(audience: str, title: str, language: str = "en") -> Document:
    """A draft with nothing but a title. What it still lacks, its faults say."""
    return with_ids(
        {
            "name": audience,
            "audience": audience,
            "language": language,
            "title": {"words": {language: title}},
            "minutes": 5,
            "consent": "none",
            "start": [],
            "thanks": [],
            "help": [],
            "sections": [],
        }
    )


def with_ids(document: Mapping[str, Any]) -> Document:
    """A copy in which every item has an id of its own. Leaves out what cannot be an item, such as a word in a list."""
    copy = deepcopy(dict(document))
    copy.setdefault("sections", [])
    _name_items(copy, "about", {SURVEY})
    return copy


def anew(item: Mapping[str, Any], kind: Kind) -> Item:
    """A copy of an item with new ids, inside too."""
    copy = deepcopy(dict(item))
    _forget_ids(copy, kind)
    copy["id"] = new_id()
    _name_items(copy, kind, {copy["id"]})
    return copy


def plain(document: Document, name: str = "", version: str = "") -> Plain:
    """The survey as `check_document` reads it: no ids, and each shared list where it is used.

    name, version: what it is published as; without them, it is checked under the name it came with.
    """
    name = name or str(document.get("name") or document.get("audience") or "survey")
    reading = _Plain(document)
    shaped = reading.item(document, "about", ())
    shaped.pop("lists", None)
    shaped.pop("version", None)
    shaped |= {"name": name, "version": version or f"{name}-{_UNPUBLISHED}"}
    source = document.get("language")
    listed = [each for each in document.get("languages") or () if each in reading.languages]
    first = [source] if isinstance(source, str) else []
    shaped["languages"] = list(dict.fromkeys([*first, *listed, *sorted(reading.languages)]))
    return Plain(shaped, {(): SURVEY, **reading.places})


class _Plain:
    """Copies a document without its ids, and notes which path leads to which item, and the languages of its texts."""

    def __init__(self, document: Document) -> None:
        self.lists: dict[Any, Item] = {each["id"]: each for each in children(document, "lists")}
        self.places: dict[Path, str] = {}
        self.languages: set[str] = set()

    def item(self, item: Item, kind: Kind, path: Path) -> dict[str, Any]:
        inside = CHILDREN[kind]
        shaped: dict[str, Any] = {}
        for name, value in item.items():
            if name == "id" or (kind == "about" and name == "lists"):
                continue
            shaped[name] = list(self._items(value, inside[name], (*path, name))) if name in inside else value
            if name not in inside:
                self._note_languages(value)
        return shaped

    def _items(self, value: Any, kind: Kind, path: Path) -> Iterator[dict[str, Any]]:
        if isinstance(value, Mapping):
            value = children(self.lists.get(str(value.get("list")), {}), "choices")
        for number, child in enumerate(value if isinstance(value, list) else ()):
            self.places[(*path, number)] = child["id"]
            yield self.item(child, kind, (*path, number))

    def _note_languages(self, value: Any) -> None:
        if isinstance(value, Mapping) and isinstance(words := value.get("words"), Mapping):
            self.languages.update(language for language in words if isinstance(language, str))
        elif isinstance(value, list):
            for each in value:
                self._note_languages(each)


def _name_items(item: Item, kind: Kind, taken: set[str]) -> None:
    """Give ids to everything inside an item, in place."""
    for name, of_kind in CHILDREN[kind].items():
        if isinstance(item.get(name), Mapping) and of_kind == "choice":
            continue
        found = item[name] if isinstance(item.get(name), list | tuple) else []
        item[name] = [child for child in found if isinstance(child, dict)]
        if not item[name] and name not in ALWAYS_THERE:
            del item[name]
        for child in children(item, name):
            given = child.get("id")
            is_ours = isinstance(given, str) and len(given) == _LENGTH and set(given) <= set(_LETTERS)
            child["id"] = given if is_ours and given not in taken else new_id()
            taken.add(child["id"])
            _name_items(child, of_kind, taken)


def _forget_ids(item: Item, kind: Kind) -> None:
    item.pop("id", None)
    for name, of_kind in CHILDREN[kind].items():
        for child in children(item, name):
            _forget_ids(child, of_kind)


def _share_lists(document: Document) -> None:
    """Move lists of choices that several questions have into `lists`, in place."""
    users: dict[str, list[tuple[Item, str]]] = {}
    for section in document["sections"]:
        for question in section["questions"]:
            for name in CHILDREN["question"]:
                if all(isinstance(each.get("code"), str) for each in children(question, name)):
                    users.setdefault(_without_ids(children(question, name)), []).append((question, name))
    lists: list[Item] = []
    for uses in users.values():
        question, name = uses[0]
        if len(uses) > 1 and children(question, name):
            shared: Item = {"id": new_id(), "name": _list_name(question[name], lists)}
            lists.append({**shared, "choices": question[name]})
            for user, where in uses:
                user[where] = {"list": shared["id"]}
    if lists:
        document["lists"] = lists


def _without_ids(choices: Sequence[Item]) -> str:
    return json.dumps([{name: value for name, value in each.items() if name != "id"} for each in choices])


def _list_name(choices: Sequence[Item], lists: Sequence[Item]) -> str:
    """A name for a shared list, of its first and its last code: "none_lot"."""
    taken = {each[NAME_FIELD["list"]] for each in lists}
    wanted = "_".join(dict.fromkeys((choices[0]["code"], choices[-1]["code"])))
    numbered = (wanted if number == 1 else f"{wanted}_{number}" for number in range(1, len(lists) + 2))
    return next(name for name in numbered if name not in taken)
