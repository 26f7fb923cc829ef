"""What a draft is made of: items with an id, each with the fields that its model has.

An item is the survey itself, a section, a question, a choice or row, or a list that several questions share. A field
holds plain values; `shown` says them as a form has them, and `stored` turns what a form sends back into a value.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel

from survey_app.surveys.model import Section, Survey
from survey_app.surveys.questions import Choice
from survey_app.surveys.text import Text
from survey_app.surveys.types import QUESTION_TYPES, Question

Document = dict[str, Any]
Item = dict[str, Any]
Kind = Literal["about", "section", "question", "choice", "list"]
FieldKind = Literal[
    "text", "texts", "rule", "truth", "number", "numbers", "words", "word", "choices", "items"
]

SURVEY = "about"
"""The id of the survey itself. Ids of other items have 8 characters."""
CHILDREN: Mapping[Kind, Mapping[str, Kind]] = {
    "about": {"sections": "section", "lists": "list"},
    "section": {"questions": "question"},
    "question": {"choices": "choice", "rows": "choice"},
    "list": {"choices": "choice"},
    "choice": {},
}
"""Kind of item → the fields with the items inside it → their kind."""
ALWAYS_THERE = frozenset({"sections", "questions"})
"""Fields that stay in a draft even if nothing is inside."""
NAME_FIELD: Mapping[Kind, str] = {"section": "name", "question": "name", "choice": "code", "list": "name"}
_GIVEN_AT_PUBLISHING = ("name", "version", "languages", "audience", "language")


@dataclass(frozen=True)
class Place:
    """Where an item is. parent, field, number: of what holds it; the survey itself has none."""

    item: Item
    kind: Kind
    parent: str = ""
    field: str = ""
    number: int = 0


def places(document: Document) -> dict[str, Place]:
    """Every item of a draft by its id, in survey order."""
    found = {SURVEY: Place(document, "about")}
    found.update(_inside(document, "about", SURVEY))
    return found


def children(item: Item, field: str) -> list[Item]:
    """The items in a field. A shared list, and a field that is not there, have none."""
    value = item.get(field)
    return value if isinstance(value, list) else []


def kinds_of(kind: Kind, type_: object = None) -> Mapping[str, FieldKind]:
    """Field → what it holds, for an item of this kind. type_: of a question; any other word has the fields of all."""
    return _kinds(kind, type_ if isinstance(type_, str) and type_ in QUESTION_TYPES else "")


def defaults_of(kind: Kind, type_: object = None) -> Mapping[str, Any]:
    """Field → the value that it has if nothing is written."""
    return {name: value for model in _models(kind, str(type_)) for name, value in _default_values(model)}


@cache
def _kinds(kind: Kind, type_: str) -> Mapping[str, FieldKind]:
    if kind == "list":
        return {"name": "word", "choices": "items"}
    given = _GIVEN_AT_PUBLISHING if kind == "about" else ()
    return {
        name: _kind(field.annotation)
        for model in _models(kind, type_)
        for name, field in model.model_fields.items()
        if name not in given
    }


def _models(kind: Kind, type_: str) -> tuple[type[BaseModel], ...]:
    if kind == "question":
        known = QUESTION_TYPES.get(type_)
        return (known,) if known else (Question, *QUESTION_TYPES.values())
    by_kind: dict[str, tuple[type[BaseModel], ...]] = {
        "about": (Survey,),
        "section": (Section,),
        "choice": (Choice,),
    }
    return by_kind.get(kind, ())


def _default_values(model: type[BaseModel]) -> Iterator[tuple[str, Any]]:
    for name, field in model.model_fields.items():
        if not field.is_required():
            yield name, field.default


def _kind(annotation: Any) -> FieldKind:
    """What a field of a model holds."""
    leaves = set(_leaves(annotation))
    is_many = any(get_origin(part) is tuple for part in (annotation, *get_args(annotation)))
    if leaves & {Section, Question}:
        return "items"
    if Choice in leaves:
        return "choices"
    if Text in leaves:
        return "texts" if is_many else "text"
    if list in leaves:
        return "rule"
    if bool in leaves:
        return "truth"
    if int in leaves:
        return "numbers" if is_many else "number"
    return "words" if is_many else "word"


def _leaves(annotation: Any) -> Iterator[Any]:
    """The types that a value may have, or its parts if it is a tuple."""
    origin = get_origin(annotation)
    if origin is Annotated:
        yield from _leaves(get_args(annotation)[0])
    elif origin in (tuple, Union, UnionType):
        for part in get_args(annotation):
            yield from _leaves(part)
    else:
        yield origin or annotation


def _inside(item: Item, kind: Kind, id_: str) -> Iterator[tuple[str, Place]]:
    for field, of_kind in CHILDREN[kind].items():
        for number, child in enumerate(children(item, field)):
            yield child["id"], Place(child, of_kind, id_, field, number)
            yield from _inside(child, of_kind, child["id"])
