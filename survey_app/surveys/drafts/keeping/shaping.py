"""Give a document from outside the shape that drafts have, so that every page can show it.

A file, or a form that somebody changed, may have a list where a word belongs. What fits nowhere is left out: the reader
of a file has named it before.
"""

from collections.abc import Mapping
from typing import Any

from survey_app.errors import RuleError
from survey_app.surveys.drafts.items import CHILDREN, FieldKind, Kind, kinds_of
from survey_app.surveys.rules import check_tree
from survey_app.surveys.typed_text import storable

_OF_WORDS = ("words", "numbers")
_LISTS = (*_OF_WORDS, "texts")
_LARGEST = 1e12


def in_shape(item: Mapping[Any, Any], kind: Kind = "about") -> dict[str, Any]:
    """A copy of an item in which every field has a value of its kind, inside too."""
    # A draft has its languages although nobody writes them in a form.
    kinds, inside = {**kinds_of(kind, item.get("type")), "languages": "words"}, CHILDREN[kind]
    copy: dict[str, Any] = {}
    for name, value in item.items():
        if not isinstance(name, str):
            continue
        given = _items(value, inside[name]) if name in inside else _value(value, kinds.get(name))
        if given is not None:
            copy[storable(name)] = given
    return copy


def _items(value: Any, kind: Kind) -> Any:
    if isinstance(value, Mapping):
        shared = value.get("list")
        return {"list": shared} if isinstance(shared, str) else None
    if not isinstance(value, list | tuple):
        return None
    return [in_shape(each, kind) for each in value if isinstance(each, Mapping)]


def _value(value: Any, kind: FieldKind | None) -> Any:
    if isinstance(value, Mapping):
        return _text(value) if kind == "text" else None
    if isinstance(value, list | tuple):
        return _list(list(value), kind)
    return None if kind in _LISTS else _single(value)


def _list(value: list[Any], kind: FieldKind | None) -> Any:
    if kind == "rule":
        return _storable_tree(value) if _is_rule(value) else None
    if kind == "texts":
        return [text for each in value if isinstance(each, Mapping) and (text := _text(each))]
    return [one for each in value if (one := _single(each)) is not None] if kind in _OF_WORDS else None


def _text(value: Mapping[Any, Any]) -> Any:
    """A text: its words by language, and the languages that only a machine has translated."""
    words, drafts = value.get("words"), value.get("drafts")
    if not isinstance(words, Mapping):
        return None
    said = {storable(tag): storable(each) for tag, each in words.items() if _are_words(tag, each)}
    noted = [storable(each) for each in drafts if isinstance(each, str)] if isinstance(drafts, list) else []
    return {"words": said, **({"drafts": noted} if noted else {})} if said else None


def _single(value: Any) -> Any:
    if isinstance(value, str):
        return storable(value)
    return value if isinstance(value, int | float) and -_LARGEST < value < _LARGEST else None


def _are_words(*values: object) -> bool:
    return all(isinstance(each, str) for each in values)


def _is_rule(value: list[Any]) -> bool:
    try:
        check_tree(value)
    except (RuleError, RecursionError):
        return False
    return True


def _storable_tree(tree: Any) -> Any:
    if isinstance(tree, list):
        return [_storable_tree(each) for each in tree]
    return _single(tree)
