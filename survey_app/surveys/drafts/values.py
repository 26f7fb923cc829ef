"""Values of fields: as a form shows them, and as a draft stores them.

    field      shown                         stored
    text       the words as they were written {"words": {"en": ..., "es": ...}, "drafts": ["es"]}
    texts      a list of such words          a list of such texts
    rule       words, "grade in (9, 10)"     its tree; the words as typed if they are no rule
    choices    id of the shared list, or ""  {"list": id}, or a list of choices (`changing` makes it)
    truth, number, numbers, word, words      the same
Nothing is "", None, False or []; a draft leaves it out.
"""

from collections.abc import Callable, Mapping, Sequence
from copy import deepcopy
from typing import Any

from survey_app.errors import DraftError, RuleError
from survey_app.surveys.drafts.items import FieldKind, Item, Kind, defaults_of, kinds_of
from survey_app.surveys.rules import check_tree, parse, written
from survey_app.surveys.typed_text import storable, tidy
from survey_app.vocabulary import LONGEST_TEXT

_YES = frozenset({"true", "on", "1", "yes"})


def shown_fields(item: Item, kind: Kind) -> dict[str, Any]:
    """Every field of an item but the items inside it, as a form shows it. What is not written has its default."""
    type_ = item.get("type")
    defaults = defaults_of(kind, type_)
    return {
        name: shown(item[name] if name in item else defaults.get(name), of_kind)
        for name, of_kind in kinds_of(kind, type_).items()
        if of_kind != "items"
    }


def shown_field(item: Item, kind: Kind, field: str) -> Any:
    """One field of an item as a form shows it."""
    type_ = item.get("type")
    of_kind = kinds_of(kind, type_).get(field) or kinds_of(kind).get(field, "word")
    return shown(item[field] if field in item else defaults_of(kind, type_).get(field), of_kind)


def shown(value: Any, kind: FieldKind) -> Any:
    """A stored value as a form shows it."""
    if kind == "text":
        return source_of(value)
    if kind == "texts":
        return [source_of(each) for each in _list(value)]
    if kind == "rule":
        return rule_text(value)
    if kind == "truth":
        return value is True or (isinstance(value, str) and value.lower() == "true")
    if kind == "choices":
        return str(value.get("list", "")) if isinstance(value, Mapping) else ""
    if kind in ("words", "numbers"):
        return list(value) if isinstance(value, list | tuple) else []
    return "" if value is None and kind == "word" else value


def is_same(one: Any, other: Any, kind: FieldKind) -> bool:
    """Whether two shown values say the same. A form knows only words: "5" is 5, and "" is nothing."""
    if kind == "rule":
        one, other = _plain_rule(_rule(one)), _plain_rule(_rule(other))
    return bool(_canonical(one) == _canonical(other))


def stored(given: Any, kind: FieldKind, before: Any, language: str, *, keeps_translations: bool) -> Any:
    """What a draft stores for a value from a form; None if nothing.

    before: what it stores now, with translations. They go with the words that they translate, unless they still fit:
    then they stay, as drafts.
    """
    if kind == "text":
        return _text(given, before, language, keeps_translations)
    if kind == "texts":
        return _texts(given, before, language, keeps_translations)
    if kind == "choices":
        return {"list": given} if isinstance(given, str) and given else None
    read: Callable[[Any], Any] = _READ.get(kind, _word)
    return read(given)


def check_length(value: Any, field: str = "") -> None:
    """Raise DraftError if any text in a value is too long to be kept."""
    inside = value.values() if isinstance(value, Mapping) else value if isinstance(value, list) else ()
    for each in inside:
        check_length(each, field)
    if isinstance(value, str) and len(value) > LONGEST_TEXT["survey_text"]:
        raise DraftError("text_too_long", field, most=LONGEST_TEXT["survey_text"])


def source_of(text: Any) -> str:
    """The words of a stored text in the language that it was written in; "" if there are none."""
    words = text.get("words") if isinstance(text, Mapping) else None
    if not isinstance(words, Mapping) or not words:
        return text if isinstance(text, str) else ""
    return str(next(iter(words.values())))


def rule_text(rule: Any) -> str:
    """A stored rule in words."""
    if isinstance(rule, list):
        try:
            check_tree(rule)
        except RuleError:
            return ""
        return written(rule)
    return rule if isinstance(rule, str) else ""


def tree_of(rule: Any) -> list[Any] | None:
    """The tree of a stored rule; None if it is none."""
    stored_rule = _rule(rule)
    return stored_rule if isinstance(stored_rule, list) else None


def _text(given: Any, before: Any, language: str, keeps_translations: bool) -> Any:
    if isinstance(given, Mapping) and isinstance(given.get("words"), Mapping):
        return _clean(given)
    words = _word(given)
    if words is None:
        return None
    if words == source_of(before):
        return before
    others: dict[str, str] = {}
    if keeps_translations and isinstance(before, Mapping) and isinstance(before.get("words"), Mapping):
        others = dict(list(before["words"].items())[1:])
    text: dict[str, Any] = {"words": {language: words, **others}}
    return {**text, "drafts": list(others)} if others else text


def _texts(given: Any, before: Any, language: str, keeps_translations: bool) -> Any:
    """The texts of a list. One whose words are still there keeps its translations, wherever it is now."""
    old = [each for each in _list(before) if isinstance(each, Mapping)]
    of_source = {source_of(each): each for each in old}
    texts = []
    for number, words in enumerate(_list(given)):
        same = of_source.get(_word(words) or "")
        here = same or (old[number] if number < len(old) else None)
        texts.append(_text(words, here, language, keeps_translations))
    return [text for text in texts if text] or None


def _truth(given: Any) -> bool | None:
    return (given.lower() in _YES if isinstance(given, str) else given is True) or None


def _numbers(given: Any) -> list[Any] | None:
    return [number for each in _list(given) if (number := _number(each)) is not None] or None


def _words(given: Any) -> list[str] | None:
    return [word for each in _list(given) if (word := _word(each))] or None


def _rule(given: Any) -> Any:
    if isinstance(given, list):
        try:
            check_tree(given)
            return deepcopy(given)
        except (RuleError, RecursionError):
            return None
    words = _word(given)
    if words is None:
        return None
    try:
        return parse(words)
    except RuleError:
        return words


def _plain_rule(rule: Any) -> Any:
    """A rule without the difference between `grade in (9)` and `grade = 9`."""
    match rule:
        case ["any_of", name, [code]]:
            return ["eq", name, code]
        case ["and" | "or" | "not" as name, *parts]:
            return [name, *map(_plain_rule, parts)]
    return rule


def _number(given: Any) -> Any:
    if isinstance(given, str):
        words = given.strip()
        return int(words) if words.removeprefix("-").isdecimal() and len(words) < 12 else words or None
    return given if isinstance(given, int) and not isinstance(given, bool) else None


def _word(given: Any) -> str | None:
    if isinstance(given, int | float) and not isinstance(given, bool):
        return str(given)
    return tidy(storable(given)) or None if isinstance(given, str) else None


def _list(given: Any) -> Sequence[Any]:
    if isinstance(given, str):
        return [given] if given else []
    return given if isinstance(given, list | tuple) else []


def _clean(text: Mapping[str, Any]) -> Any:
    words = {str(tag): clean for tag, each in text["words"].items() if (clean := _word(each))}
    drafts = [tag for tag in _list(text.get("drafts")) if tag in words]
    return ({"words": words, "drafts": drafts} if drafts else {"words": words}) if words else None


def _canonical(value: Any) -> Any:
    if value is None or value is False or value == "" or value == [] or value == ():
        return None
    if value is True:
        return "true"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, str):
        words = tidy(storable(value))
        return words.lower() if words.lower() == "true" else words or None
    if isinstance(value, list | tuple):
        return [_canonical(each) for each in value]
    return value


_READ: Mapping[FieldKind, Callable[[Any], Any]] = {
    "rule": _rule,
    "truth": _truth,
    "number": _number,
    "numbers": _numbers,
    "words": _words,
}
