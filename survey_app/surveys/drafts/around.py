"""What a draft must fit to: the questions that were published before, and lists that some types always have."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from survey_app.errors import DraftError
from survey_app.surveys.drafts.edits import Change
from survey_app.surveys.drafts.items import Document, Item, Place, places
from survey_app.surveys.drafts.keeping.protecting import protecting_faults, who_questions
from survey_app.surveys.faults.fault import Fault
from survey_app.surveys.model import Survey
from survey_app.surveys.text import Text
from survey_app.surveys.types import QUESTION_TYPES, Question
from survey_app.surveys.words.known import known_text
from survey_app.surveys.words.places import texts_of

_FIXED = {"name": "published_name", "type": "published_type", "code": "published_code"}


@dataclass(frozen=True)
class Around:
    """questions: name → the question as it was last published, with the version.

    given: name of a list that a type always has, such as "yn" → its choices, without ids. who: questions that
    say who answered, as `questions`. newest: the newest version of what it was copied from, or will be part of; the
    district's own comes before everybody's. base: the version that it began as. library: the newest surveys of
    everybody for the same people, whose translations fit where somebody writes the same words.
    """

    questions: Mapping[str, tuple[str, Question]] = field(default_factory=dict)
    given: Mapping[str, Sequence[Item]] = field(default_factory=dict)
    who: Mapping[str, tuple[str, Question]] = field(default_factory=dict)
    newest: Survey | None = None
    base: Survey | None = None
    library: Sequence[Survey] = ()

    def translated(self, text: Any, languages: Collection[str]) -> Any:
        """A text as a draft stores it. If it has no translations, those that the library has for the same words.

        languages: those that the draft is in.
        """
        if not text or len(text["words"]) != 1:
            return text
        ((source, words),) = text["words"].items()
        return known_text(self._texts, source, words, languages)

    def fixed_fields(self, found: Mapping[str, Place], id_: str) -> Mapping[str, str]:
        """The fields of an item that can no longer change → the version that fixed them. found: of `places`."""
        return dict(self._fixed(found, found[id_])) if id_ in found else {}

    def refuse_fixed(self, document: Document, changes: Iterable[Change]) -> None:
        """Raise DraftError if somebody changes a name, a type or a code under which answers were given."""
        found = places(document)
        for change in changes:
            id_, name = change.get("at", ("", ""))
            if id_ in found and (version := dict(self._fixed(found, found[id_])).get(name)):
                raise DraftError(_FIXED[name], name, version=version)

    def faults(self, document: Document) -> Iterator[tuple[str, Fault]]:
        """What does not fit to what was published: (id, fault)."""
        yield from protecting_faults(document, self.questions, self.who, self.newest)
        for id_, place in places(document).items():
            name, type_ = place.item.get("name"), place.item.get("type")
            version, question = self.questions.get(str(name), ("", None))
            if place.kind == "question" and question and type_ != question.type:
                values = {"question": name, "type": question.type, "version": version}
                yield id_, Fault("published_as_other_type", ("name",), values)

    def given_to(self, type_: object, language: str) -> Iterator[tuple[str, list[Item]]]:
        """The lists that a question of this type always has: field → choices."""
        named = (
            QUESTION_TYPES[type_].named_lists if isinstance(type_, str) and type_ in QUESTION_TYPES else {}
        )
        for name, listed in named.items():
            if listed in self.given:
                yield name, [_written_in(language, choice) for choice in self.given[listed]]

    @cached_property
    def _texts(self) -> Sequence[Text]:
        """Every text of the library, found once for a form with many answers."""
        return [placed.text for survey in self.library for placed in texts_of(survey)]

    def _fixed(self, found: Mapping[str, Place], place: Place) -> Iterator[tuple[str, str]]:
        if place.kind == "question" and (known := self.questions.get(str(place.item.get("name")))):
            yield from (("name", known[0]), ("type", known[0]))
        if place.kind == "choice":
            for user in _users(found, place):
                version, question = self.questions.get(str(user.get("name")), ("", None))
                if question and str(place.item.get("code")) in _codes(question):
                    yield "code", version


def around(
    of_root: Sequence[Survey],
    every: Collection[Survey],
    base: str | None = None,
    library: Sequence[Survey] = (),
) -> Around:
    """What a draft must fit to.

    of_root: the versions that it follows, the newest last. every: others that it may take lists from, and that say who
    answered. base: the version that it began as. library: the newest surveys of everybody for the same people.
    """
    questions = {each.name: (survey.version, each) for survey in of_root for each in survey.questions()}
    given: dict[str, Sequence[Item]] = {}
    for survey in every:
        for question in survey.questions():
            for name, listed in question.named_lists.items():
                given.setdefault(listed, question.model_dump(mode="json", exclude_defaults=True)[name])
    began = next((survey for survey in of_root if survey.version == base), None)
    newest = of_root[-1] if of_root else None
    return Around(questions, given, who_questions(every), newest, began, library)


def _users(found: Mapping[str, Place], place: Place) -> list[Item]:
    """The questions that offer a choice or a row."""
    holder = found[place.parent]
    if holder.kind == "question":
        return [holder.item]
    uses = {"list": place.parent}
    questions = (each.item for each in found.values() if each.kind == "question")
    return [each for each in questions if uses in (each.get("choices"), each.get("rows"))]


def _codes(question: Question) -> set[str]:
    return {choice.code for name in question.lists() for choice in getattr(question, name)}


def _written_in(language: str, choice: Item) -> Item:
    """A choice whose text begins with the language of the draft, if it has one in it."""
    words: dict[str, Any] = choice["text"]["words"]
    first = {language: words[language]} if language in words else {}
    return {**choice, "text": {**choice["text"], "words": {**first, **words}}}
