"""One item of a draft as its form shows it: fields, what was typed, what is wrong, and what somebody else changed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any, NamedTuple

from flask_babel import gettext as _

from survey_app.languages.listed import in_usual_order
from survey_app.languages.locales import endonym
from survey_app.staff.surveys.fault_words import NOT_YET, told
from survey_app.staff.surveys.forms.good_answers import GoodAnswers, good_answers
from survey_app.staff.surveys.forms.home_languages import name_of
from survey_app.staff.surveys.forms.rule_form import RuleLines, rule_lines
from survey_app.staff.surveys.page import DraftPage
from survey_app.surveys.checks.document import keys_of
from survey_app.surveys.drafts.drawing import drawable, only
from survey_app.surveys.drafts.items import Item, Kind, children
from survey_app.surveys.drafts.values import shown_field
from survey_app.surveys.types import QUESTION_TYPES

_QUESTION = (
    *("ask", "hint", "type", "choices", "rows", "longest", "lowest", "highest", "most", "shuffle"),
    *("not_know", "not_apply", "no_answer", "privacy", "when", "required", "pillars", "lcap"),
    *("protected_topic", "name"),
)
_CHOICE = (*("text", "group", "hint", "other", "exclusive", "fixed", "grade", "languages", "usual", "code"),)
_SECTION = ("title", "introduction", "optional", "when", "schools", "name")
_ABOUT = ("title", "lines", "notices", "start", "help", "thanks", "minutes", "grades", "consent")
_OF_AUDIENCE = {
    "student": ("active_to_grade", "active_notice"),
    "family": ("once_for",),
}
_ROW_LACKS = {"other", "exclusive", "group", "languages", "usual"}
_TABLE_LACKS = {"group"}
_OF_LANGUAGES = {"languages", "usual"}


class Clash(NamedTuple):
    """What somebody else made of a field while it was being changed. basis: what the form was drawn with."""

    who: str
    at: datetime
    words: str
    mine: str
    basis: Any


@dataclass(frozen=True)
class ItemPage(DraftPage):
    """The form of one item. typed: what was sent, if it comes back. clashes: (item, field) → what somebody else wrote.

    refused: (item, field) → why it could not be saved.
    """

    typed: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    clashes: Mapping[tuple[str, str], Clash] = field(default_factory=dict)
    refused: Mapping[tuple[str, str], str] = field(default_factory=dict)

    @property
    def here(self) -> Item:
        """The item."""
        return self.places[self.item].item

    @property
    def kind(self) -> Kind:
        """What it is."""
        return self.places[self.item].kind

    @property
    def is_list(self) -> bool:
        """Whether it is a shared list."""
        return self.kind == "list"

    @property
    def parent(self) -> str:
        """What holds it."""
        return self.places[self.item].parent

    @property
    def types(self) -> Sequence[str]:
        """Every question type."""
        return list(QUESTION_TYPES)

    # --- Its fields ---

    def id(self, name: str, item: str = "") -> str:
        """The id and name of an input."""
        return f"{name}-{item or self.item}"

    def value(self, name: str, item: str = "") -> Any:
        """What an input holds."""
        item = item or self.item
        if name in self.typed.get(item, {}):
            return self.typed[item][name]
        place = self.places[item]
        value = shown_field(place.item, place.kind, name)
        if isinstance(value, list) and name in ("lines", "notices", "start", "help", "thanks"):
            return "\n".join(value)
        return "" if value is None else value

    def problems(self, name: str, item: str = "") -> Sequence[str]:
        """What is wrong with a field."""
        at = (item or self.item, name)
        refused = [self.refused[at]] if at in self.refused else []
        return [*refused, *dict.fromkeys(told(fault) for fault in self.draft.faults.get(at, ()))]

    def is_wrong(self, name: str, item: str = "") -> bool:
        """Whether a field has something that cannot stay. What is only not written yet is told, but not in red."""
        at = (item or self.item, name)
        faults = {fault.code for fault in self.draft.faults.get(at, ())}
        return at in self.refused or at in self.clashes or bool(faults - NOT_YET)

    def clash(self, name: str, item: str = "") -> Clash | None:
        """What somebody else made of a field."""
        return self.clashes.get((item or self.item, name))

    @cached_property
    def fields(self) -> Sequence[str]:
        """The fields of the form, in its order."""
        return self.fields_of(self.item)

    def fields_of(self, item: str) -> Sequence[str]:
        """The fields that the form shows of an item: of the one that is open, or of one of its choices."""
        place = self.places[item]
        if place.kind == "question":
            return [name for name in _QUESTION if self._has(place.item, name)]
        if place.kind == "choice":
            lacks = _ROW_LACKS if place.field == "rows" else set()
            if self.places[place.parent].item.get("rows"):
                lacks = lacks | _TABLE_LACKS
            if place.parent not in self._of_languages:
                lacks = lacks | _OF_LANGUAGES
            fixed = {"code"} if self.is_fixed_choice(item) else set()
            return [name for name in _CHOICE if name not in lacks | fixed]
        if place.kind == "section":
            return [name for name in _SECTION if name != ("optional" if self.is_section else "schools")]
        if place.kind == "about":
            who = ("who",) if self.who_questions else ()
            own = [*_ABOUT, *_OF_AUDIENCE.get(self.audience, ()), *who]
            return [name for name in own if name not in ("grades", "consent") or self.audience == "student"]
        return []

    @cached_property
    def drawn(self) -> dict[str, dict[str, Any]]:
        """What the form is drawn with: every item and field in it, with its stored value."""
        shown = [self.item, *(each["id"] for name in ("rows", "choices") for each in self.choices_of(name))]
        stored = {item: self._stored(item) for item in shown}
        for (item, name), clash in self.clashes.items():
            if name in stored.get(item, {}):
                stored[item][name] = clash.basis
        return stored

    def theirs(self, name: str, item: str = "") -> Any:
        """What somebody else made of a field, as it is stored."""
        return self._stored(item or self.item).get(name)

    @property
    def shape(self) -> str:
        """Two forms with the same shape have the same inputs, so that a script need not draw them anew."""
        inputs = [f"{item}:{','.join(fields)}" for item, fields in self.drawn.items()]
        tests = [f"{test.about}:{test.takes}" for test in self.rule.tests] if "when" in self.fields else []
        clashes = [f"{item}-{name}" for item, name in self.clashes]
        return "|".join([*inputs, *tests, str(self.value("choices")), *clashes])

    # --- Its choices ---

    def choices_of(self, name: str) -> Sequence[Item]:
        """Its own choices or rows, or those of the list that is open."""
        return children(self.here, name) if name in self.fields or self.kind == "list" else []

    def list_of(self, name: str) -> Item | None:
        """The shared list that gives its choices."""
        used = self.value(name) if self.kind == "question" else ""
        return next((each for each in self.lists if each["id"] == used), None)

    @property
    def is_fixed(self) -> bool:
        """Whether a question was published, so that its name and type stay."""
        return self.kind == "question" and bool(self._fixed(self.item))

    def is_fixed_choice(self, item: str) -> bool:
        """Whether a choice was published, so that its code stays."""
        return bool(self._fixed(item))

    # --- What else its page says ---

    @cached_property
    def rule(self) -> RuleLines:
        """Its rule, as a form builds it."""
        return rule_lines(self.draft.whole, self.item, str(self.value("when") or ""))

    @property
    def answers_said(self) -> Sequence[str]:
        """What is said of its answers beyond the usual, in few words."""
        most = self.value("most") if "most" in self.fields else ""
        words = {
            "shuffle": _("in another order for each"),
            "not_know": _("“I don’t know”"),
            "not_apply": _("“Does not apply”"),
            "no_answer": _("“I prefer not to say”"),
        }
        limit = [_("at most %(number)s", number=most)] if most else []
        return [*limit, *(said for name, said in words.items() if name in self.fields and self.value(name))]

    @cached_property
    def good(self) -> GoodAnswers | None:
        """Which of its answers count as favorable in results; None if it has no answers to choose from."""
        survey = drawable(only(self.document, self.item))
        question = next(survey.questions(), None) if survey else None
        return good_answers(question) if question and question.offered else None

    def languages_of(self, choice: str) -> Sequence[str]:
        """The languages that a choice stands for, by name."""
        return [name_of(str(each)) for each in self.value("languages", choice)]

    @property
    def translated(self) -> Sequence[str]:
        """The languages that its words are translated to."""
        shown = [self.places[item].item for item in self.drawn]
        texts = [
            value for each in shown for value in each.values() if isinstance(value, dict) and "words" in value
        ]
        spoken = {code for text in texts for code in text["words"] if code != self.language}
        return [endonym(code) for code in in_usual_order(tuple(spoken))]

    @cached_property
    def who_questions(self) -> Sequence[Item]:
        """The questions that say who answered, the most important first."""
        order = [str(name) for name in self.document.get("who") or ()]
        asked = [each for section in self.sections for each in children(section, "questions")]
        found = [each for each in asked if each.get("privacy") == "identifier" and each.get("name")]
        return sorted(
            found, key=lambda each: order.index(each["name"]) if each["name"] in order else len(order)
        )

    @property
    def other_sections(self) -> Sequence[Item]:
        """Where a question could go."""
        return (
            [each for each in self.sections if each["id"] != self.parent] if self.kind == "question" else []
        )

    @property
    def is_first(self) -> bool:
        """Whether it cannot go up."""
        place = self.places[self.item]
        return place.number == 0 and (self.kind != "question" or place.parent == self.sections[0]["id"])

    @property
    def is_last(self) -> bool:
        """Whether it cannot go down."""
        place = self.places[self.item]
        siblings = children(self.places[place.parent].item, place.field)
        is_end = place.number == len(siblings) - 1
        return is_end and (self.kind != "question" or place.parent == self.sections[-1]["id"])

    @cached_property
    def _of_languages(self) -> set[str]:
        """Questions and lists whose answers may be languages at home, which others at school know about a person."""
        found = self.places.items()
        spoken = {
            place.parent for _, place in found if place.kind == "choice" and place.item.get("languages")
        }
        known = {id_ for id_, place in found if place.item.get("privacy") == "identifier"}
        return spoken | known

    def _stored(self, item: str) -> dict[str, Any]:
        place = self.places[item]
        return {name: shown_field(place.item, place.kind, name) for name in self.fields_of(item)}

    def _has(self, question: Item, name: str) -> bool:
        kind = str(question.get("type"))
        if name in self._fixed(str(question["id"])):
            return False
        if kind not in QUESTION_TYPES:
            return name in ("ask", "hint", "type", "privacy", "when", "name")
        return name in keys_of(kind)

    def _fixed(self, item: str) -> Mapping[str, str]:
        return self.draft.around.fixed_fields(self.places, item)
