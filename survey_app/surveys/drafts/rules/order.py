"""The order of questions: which rules look at what, and what comes before what."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from survey_app.errors import DraftError
from survey_app.surveys.drafts.edits import Change, apply
from survey_app.surveys.drafts.items import SURVEY, Document, Item, children, places
from survey_app.surveys.drafts.values import source_of, tree_of
from survey_app.surveys.questions import NO_ANSWER, NOT_APPLY, NOT_KNOW
from survey_app.surveys.rules import names
from survey_app.surveys.types import QUESTION_TYPES, Question


@dataclass(frozen=True)
class Earlier:
    """A question that a rule may look at. compared: "code", "number" or "nothing". choices: (code, words), in order.

    is_several: its answer may have several codes.
    """

    id: str
    name: str
    ask: str
    compared: str
    is_several: bool
    choices: Sequence[tuple[str, str]]


def earlier_questions(document: Document, id_: str) -> list[Earlier]:
    """The questions that the rule of a section or a question may look at, in survey order."""
    found: list[Earlier] = []
    for section in children(document, "sections"):
        if section["id"] == id_:
            return found
        for question in children(section, "questions"):
            if question["id"] == id_:
                return found
            if not _type_of(question).is_words and question.get("name"):
                found.append(_earlier(document, question))
    return found


def rules_about(document: Document, id_: str) -> list[str]:
    """The ids of the sections and questions whose rules look at a question, or at one in a section."""
    found = places(document)
    gone = {str(each.item.get("name")) for key, each in found.items() if id_ in (key, each.parent)}
    return [
        owner
        for owner, rule_names in _rules(document)
        if owner != id_ and found[owner].parent != id_ and gone & rule_names
    ]


def refuse_forward(document: Document, changes: Sequence[Change]) -> None:
    """Raise DraftError if, after these changes, a rule looks at a question that comes later, and did not before."""
    outline = _outline(document)
    before = set(_forward(outline))
    after = set(_forward(apply(outline, changes)))
    for owner, name in sorted(after - before):
        asked = places(document)[owner].item.get("name")
        raise DraftError("rule_would_look_ahead", rule_of=str(asked), looks_at=name)


def _earlier(document: Document, question: Item) -> Earlier:
    value = question.get("choices")
    lists = {each["id"]: each for each in children(document, "lists")}
    holder = lists.get(str(value.get("list")), {}) if isinstance(value, dict) else question
    choices = [
        (str(each.get("code")), source_of(each.get("text")))
        for each in children(holder, "choices")
        if each.get("code")
    ]
    escapes = [
        (code, "")
        for key, code in (("not_know", NOT_KNOW), ("not_apply", NOT_APPLY), ("no_answer", NO_ANSWER))
        if question.get(key)
    ]
    compared = _type_of(question).compared
    return Earlier(
        question["id"],
        str(question["name"]),
        source_of(question.get("ask")),
        compared,
        _type_of(question).is_several,
        [*choices, *escapes] if compared == "code" else [],
    )


def _type_of(question: Item) -> type[Question]:
    return QUESTION_TYPES.get(str(question.get("type")), Question)


def _outline(document: Document) -> Document:
    """The draft with nothing but names and rules, to try changes on."""
    return {
        "sections": [
            {
                "id": section["id"],
                "when": section.get("when"),
                "questions": [
                    {"id": each["id"], "name": each.get("name"), "when": each.get("when")}
                    for each in children(section, "questions")
                ],
            }
            for section in children(document, "sections")
        ]
    }


def _rules(document: Document) -> Iterator[tuple[str, frozenset[str]]]:
    """(id of a section or question, names in its rule), in survey order."""
    for id_, place in places(document).items():
        if id_ != SURVEY and (tree := tree_of(place.item.get("when"))):
            yield id_, frozenset(names(tree))


def _forward(document: Document) -> Iterator[tuple[str, str]]:
    """(id, name) for each rule about a question that does not come before it."""
    rules = dict(_rules(document))
    everything = {str(each.item.get("name")) for each in places(document).values() if each.kind == "question"}
    earlier: set[str] = set()
    for id_, place in places(document).items():
        for name in rules.get(id_, frozenset()) & everything - earlier:
            yield id_, name
        if place.kind == "question":
            earlier.add(str(place.item.get("name")))
