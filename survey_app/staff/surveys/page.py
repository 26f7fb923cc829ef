"""A draft as the pages of the editor show it: its outline, its faults and what can be undone."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any, NamedTuple

from flask_babel import gettext as _

from survey_app.actions.surveys.drafts.state import Draft
from survey_app.languages.listed import in_usual_order
from survey_app.staff.surveys.fault_words import told
from survey_app.surveys.drafts.items import SURVEY, Item, Place, children, places
from survey_app.surveys.drafts.values import source_of


class Head(NamedTuple):
    """A line of the outline above its sections: the texts of the survey, or a shared list."""

    id: str
    title: str


class ToFix(NamedTuple):
    """One fault, for the list of all. open: the item whose form has the field. anchor: the id of its words there."""

    open: str
    anchor: str
    what: str
    words: str


@dataclass(frozen=True)
class DraftPage:
    """A draft. item: the one whose form is open; "" for none."""

    draft: Draft
    item: str = ""

    @property
    def draft_id(self) -> str:
        """Its id, for addresses."""
        return self.draft.line.id

    @property
    def title(self) -> str:
        """What people call it."""
        return source_of(self.document.get("title")) or self.draft.line.title

    @property
    def document(self) -> Item:
        """All of it."""
        return self.draft.document

    @property
    def audience(self) -> str:
        """Who answers."""
        return self.draft.line.audience

    @property
    def is_section(self) -> bool:
        """Whether it is one section for some schools."""
        return self.draft.line.kind == "section"

    @property
    def base(self) -> str:
        """The version that it was copied from; "" for none."""
        return self.draft.line.base or ""

    @property
    def language(self) -> str:
        """The language in which it is written."""
        return str(self.document.get("language") or "en")

    @property
    def saved_at(self) -> datetime:
        """When it was changed last."""
        return self.draft.line.changed_at

    @cached_property
    def languages(self) -> Sequence[str]:
        """Every language that it has texts in; the one it is written in comes first."""
        spoken = {code for text in _texts(self.document) for code in text["words"]}
        return [self.language, *(code for code in in_usual_order(tuple(spoken)) if code != self.language)]

    @cached_property
    def places(self) -> Mapping[str, Place]:
        """Every item by its id."""
        return places(self.document)

    @property
    def sections(self) -> Sequence[Item]:
        """Its sections."""
        return children(self.document, "sections")

    @property
    def lists(self) -> Sequence[Item]:
        """Its shared lists."""
        return children(self.document, "lists")

    @property
    def heads(self) -> Sequence[Head]:
        """What the outline shows above the sections."""
        return [Head(SURVEY, ""), *(Head(each["id"], self.list_words(each)) for each in self.lists)]

    def words(self, text: object) -> str:
        """A text in the language that it was written in; "" for none."""
        return source_of(text)

    def list_words(self, shared: Item, most: int = 3) -> str:
        """The first choices of a list, as a name for it."""
        words = [source_of(each.get("text")) for each in children(shared, "choices")]
        return ", ".join(words[:most]) + ("…" if len(words) > most else "")

    def users_of(self, shared: Item) -> Sequence[Item]:
        """The questions that use a list."""
        used = {"list": shared["id"]}
        questions = [question for section in self.sections for question in children(section, "questions")]
        return [each for each in questions if used in (each.get("choices"), each.get("rows"))]

    def count(self, item: str) -> int:
        """How many faults an item has, with those of its choices."""
        return self._counts.get(item, 0)

    @cached_property
    def all_faults(self) -> Sequence[ToFix]:
        """Every fault, in survey order."""
        order = {item: number for number, item in enumerate(self.places)}
        found = sorted(self.draft.faults.items(), key=lambda one: order.get(one[0][0], 0))
        return [self._to_fix(item, field, fault) for (item, field), faults in found for fault in faults]

    def opens(self, item: str) -> str:
        """The item whose form shows an item: a choice stands in the form of its question or list."""
        place = self.places.get(item)
        return place.parent if place and place.kind == "choice" else item

    @cached_property
    def _counts(self) -> Mapping[str, int]:
        counts: dict[str, int] = {}
        for (item, _field), faults in self.draft.faults.items():
            counts[self.opens(item)] = counts.get(self.opens(item), 0) + len(faults)
        return counts

    def _to_fix(self, item: str, field: str, fault: Any) -> ToFix:
        anchor = f"{field}-{item}-problem" if field else "pane"
        return ToFix(self.opens(item), anchor, self._called(item), told(fault))

    def _called(self, item: str) -> str:
        """What a fault calls the item: a choice has a number, because it may have no words yet."""
        place, holder = self.places[item], self.places[self.opens(item)]
        words, number = self._name_of(holder), place.number + 1
        if place.kind != "choice":
            return words
        if place.field == "rows":
            return str(_("%(question)s, row %(number)s", question=words, number=number))
        return str(_("%(question)s, answer %(number)s", question=words, number=number))

    def _name_of(self, place: Place) -> str:
        if place.kind == "about":
            return self.title
        if place.kind == "list":
            return self.list_words(place.item) or str(_("Shared answers"))
        words = source_of(place.item.get("ask") or place.item.get("title"))
        return words or str(_("New question") if place.kind == "question" else _("New section"))


def _texts(value: Any) -> Iterator[Mapping[str, Any]]:
    if isinstance(value, Mapping):
        if isinstance(value.get("words"), Mapping):
            yield value
        else:
            for inner in value.values():
                yield from _texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner)
