"""Changes of fields: only what this person changed, and with it whatever must follow.

Renaming a question or a choice rewrites the rules that use it, in the same edit.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from survey_app.surveys.drafts.around import Around
from survey_app.surveys.drafts.comparing import languages_of
from survey_app.surveys.drafts.document import anew
from survey_app.surveys.drafts.edits import Change
from survey_app.surveys.drafts.items import NAME_FIELD, Document, FieldKind, Place, children, kinds_of, places
from survey_app.surveys.drafts.naming import NAMED_BY, is_made_up, name_for
from survey_app.surveys.drafts.placing import find, made_items
from survey_app.surveys.drafts.values import check_length, is_same, shown_field, stored, tree_of
from survey_app.surveys.rules import Tree
from survey_app.surveys.types import QUESTION_TYPES

Rewrite = Callable[[Tree], Tree]


@dataclass(frozen=True)
class Wanted:
    """Changes that somebody wants. theirs: field → what somebody else wrote there meanwhile, as it is shown."""

    changes: list[Change]
    theirs: Mapping[str, Any] = field(default_factory=dict)


def change_fields(
    document: Document,
    id_: str,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    around: Around,
    *,
    keeps_translations: bool = False,
) -> Wanted:
    """The changes for those fields that this person changed and that nobody else changed meanwhile.

    before: the values that the form was drawn with; after: those that it sent, both as `shown_fields` has them. Fields
    that the item cannot have are ignored. Raises DraftError if the item is gone, or if a field can no longer change.
    """
    found = places(document)
    place = find(found, id_)
    changes: list[Change] = []
    theirs: dict[str, Any] = {}
    for name, kind, drawn, wanted in _changed_by_this_person(place, before, after):
        now = shown_field(place.item, place.kind, name)
        if is_same(drawn, now, kind):
            new = _stored(document, kind, place.item.get(name), wanted, keeps_translations=keeps_translations)
            check_length(new, name)
            if kind == "text":
                new = around.translated(new, languages_of(document))
            changes += _changes_of(found, id_, name, new)
        elif not is_same(now, wanted, kind):
            theirs[name] = now
    around.refuse_fixed(document, changes)
    return Wanted([*changes, *_followers(document, found, id_, changes, around)], theirs)


def _followers(
    document: Document, found: Mapping[str, Place], id_: str, changes: list[Change], around: Around
) -> Iterator[Change]:
    """The changes that others bring with them."""
    yield from _follow_type(found[id_], changes, around, str(document.get("language") or "en"))
    if not around.fixed_fields(found, id_):
        yield from _follow_words(document, found, id_, changes, around.questions)


def _stored(document: Document, kind: FieldKind, old: Any, wanted: Any, *, keeps_translations: bool) -> Any:
    if kind == "choices":
        return _choices(document, old, wanted)
    language = str(document.get("language") or "en")
    return stored(wanted, kind, old, language, keeps_translations=keeps_translations)


def _choices(document: Document, old: Any, wanted: Any) -> Any:
    """A shared list by its id; a list of words, as choices of its own; "", a copy of the shared list as its own."""
    if isinstance(wanted, str) and wanted:
        return {"list": wanted}
    shared = str(old.get("list")) if isinstance(old, Mapping) else ""
    lists = {each["id"]: children(each, "choices") for each in children(document, "lists")}
    before = lists.get(shared, []) if shared else old or []
    if isinstance(wanted, list):
        return made_items(document, "choice", wanted, [] if shared else before) or None
    return [anew(each, "choice") for each in before] or None if shared else old


def _changed_by_this_person(
    place: Place, before: Mapping[str, Any], after: Mapping[str, Any]
) -> Iterator[tuple[str, FieldKind, Any, Any]]:
    """(field, its kind, how it was drawn, what it is to be) of each field that a form sent changed."""
    for name, wanted in after.items():
        kind = kinds_of(place.kind).get(name, "items")
        drawn = before[name] if name in before else shown_field(place.item, place.kind, name)
        if kind != "items" and not is_same(drawn, wanted, kind):
            yield name, kind, drawn, wanted


def _follow_type(place: Place, changes: list[Change], around: Around, language: str) -> Iterator[Change]:
    """The changes that follow a new type: fields that it does not have go, and lists that it always has come."""
    id_, item = next(((each["at"][0], each) for each in changes if each["at"][1] == "type"), ("", {}))
    type_ = item.get("after")
    if type_ not in QUESTION_TYPES:
        return
    written = {each["at"][1] for each in changes}
    left_out = QUESTION_TYPES[type_].not_written
    for name, value in place.item.items():
        is_its_own = name in kinds_of("question", type_) and name not in left_out
        if name != "id" and not is_its_own and name not in written:
            yield {"at": [id_, name], "before": value, "after": None}
    for name, choices in around.given_to(type_, language):
        if name not in written:
            yield {
                "at": [id_, name],
                "before": place.item.get(name),
                "after": [anew(c, "choice") for c in choices],
            }


def _follow_words(
    document: Document,
    found: Mapping[str, Place],
    id_: str,
    changes: Sequence[Change],
    used: Iterable[str],
) -> Iterator[Change]:
    """The changes of a name that nobody chose, such as "question_2": it follows the words that are written."""
    place, written = found[id_], {each["at"][1]: each["after"] for each in changes}
    field, key = NAMED_BY.get(place.kind, ""), NAME_FIELD.get(place.kind, "")
    if field not in written or key in written or not is_made_up(place.item.get(key), place.kind):
        return
    siblings = children(found[place.parent].item, place.field)
    name = name_for(document, place.kind, {**place.item, field: written[field]}, siblings, used)
    if not is_made_up(name, place.kind):
        yield from _changes_of(found, id_, key, name)


def _changes_of(found: Mapping[str, Place], id_: str, name: str, new: Any) -> Iterator[Change]:
    place = found[id_]
    old = place.item.get(name)
    if old == new:
        return
    yield {"at": [id_, name], "before": old, "after": new}
    if not isinstance(old, str) or not isinstance(new, str) or name != NAME_FIELD.get(place.kind):
        return
    if place.kind == "question" and not _is_named(found, new):
        yield from _rewritten(found, lambda tree: _renamed(tree, old, new))
        yield from _renamed_in_who(found, old, new)
    elif place.kind == "choice" and place.field == "choices":
        users = _users(found, place)
        yield from _rewritten(found, lambda tree: _recoded(tree, users, old, new))


def _is_named(found: Mapping[str, Place], name: str) -> bool:
    """Whether some question has this name. Then rules about the two could not be told apart again."""
    return any(each.kind == "question" and each.item.get("name") == name for each in found.values())


def _users(found: Mapping[str, Place], place: Place) -> frozenset[str]:
    """The names of the questions that offer a choice."""
    holder = found[place.parent]
    if holder.kind == "question":
        return frozenset({str(holder.item.get("name"))})
    uses = {"list": place.parent}
    users = (each.item for each in found.values() if each.kind == "question")
    return frozenset(str(each.get("name")) for each in users if each.get("choices") == uses)


def _rewritten(found: Mapping[str, Place], rewrite: Rewrite) -> Iterator[Change]:
    """The changes of all rules that come out different."""
    for id_, place in found.items():
        rule = place.item.get("when")
        tree = tree_of(rule)
        if tree and (new := rewrite(tree)) != tree:
            yield {"at": [id_, "when"], "before": rule, "after": new}


def _renamed_in_who(found: Mapping[str, Place], old: str, new: str) -> Iterator[Change]:
    for id_, place in found.items():
        who = place.item.get("who") if place.kind == "about" else None
        if isinstance(who, list) and old in who:
            after = [new if name == old else name for name in who]
            yield {"at": [id_, "who"], "before": who, "after": after}


def _renamed(tree: Tree, old: str, new: str) -> Tree:
    """A rule about a question that has another name now."""
    name, *parts = tree
    if name in ("and", "or", "not"):
        return [name, *(_renamed(part, old, new) for part in parts)]
    return [name, new if parts[0] == old else parts[0], *parts[1:]]


def _recoded(tree: Tree, questions: frozenset[str], old: str, new: str) -> Tree:
    """A rule about a choice that has another code now."""
    name, *parts = tree
    if name in ("and", "or", "not"):
        return [name, *(_recoded(part, questions, old, new) for part in parts)]
    if parts[0] not in questions or name not in ("eq", "any_of", "all_of"):
        return tree
    codes = parts[1]
    renamed = (new if codes == old else codes) if name == "eq" else [new if c == old else c for c in codes]
    return [name, parts[0], renamed]
