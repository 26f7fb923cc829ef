"""What a draft keeps of what protects people: classes of privacy, protected topics, and the consent of parents.

A careless copy would undo it in one click: "grade" marked as harmless, and rows of an export point at single students.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from survey_app.surveys.drafts.items import SURVEY, Document, Item, Place, children, places
from survey_app.surveys.drafts.values import source_of
from survey_app.surveys.faults.fault import Fault
from survey_app.surveys.model import Survey
from survey_app.surveys.questions import STRICTEST_FIRST
from survey_app.surveys.types import Question
from survey_app.vocabulary import CONSENTS

Published = Mapping[str, tuple[str, Question]]
_FEWEST_ALIKE = 3
"""Two questions with so many equal answers ask the same; "Yes" and "No" say nothing."""


def protecting_faults(
    document: Document, questions: Published, who: Published, newest: Survey | None
) -> Iterator[tuple[str, Fault]]:
    """What would protect people less than what was published before: (id, fault).

    questions: as they were last published. who: name → a published question that says who answered. newest: the version
    that the draft follows.
    """
    found = places(document)
    for id_, place in found.items():
        if place.kind == "question":
            yield from ((id_, fault) for fault in _of_question(place.item, found, questions, who))
    if newest and newest.audience == "student" and document.get("consent") in CONSENTS:
        yield from ((SURVEY, fault) for fault in _of_consent(document, newest))


def who_questions(surveys: Iterable[Survey]) -> Published:
    """Name → the version and the question, for questions that say who answered."""
    return {
        each.name: (survey.version, each)
        for survey in surveys
        for each in survey.questions()
        if each.privacy == "identifier"
    }


def _of_question(
    question: Item, found: Mapping[str, Place], questions: Published, who: Published
) -> Iterator[Fault]:
    name, privacy = str(question.get("name")), question.get("privacy")
    version, before = questions.get(name, ("", None))
    if before and before.protected_topic and not question.get("protected_topic"):
        values = {"question": name, "topic": before.protected_topic, "version": version}
        yield Fault("topic_taken_away", ("protected_topic",), values)
    if privacy not in STRICTEST_FIRST:
        return
    if before and STRICTEST_FIRST.index(privacy) > STRICTEST_FIRST.index(before.privacy):
        values = {"question": name, "privacy": before.privacy, "version": version}
        yield Fault("privacy_loosened", ("privacy",), values)
    elif before is None and privacy != "identifier":
        yield from _of_answers(name, _answers(question, found), who)


def _of_answers(name: str, answers: set[str], who: Published) -> Iterator[Fault]:
    """A fault if a new question has the answers of one that says who answered."""
    for version, other in who.values():
        known = {choice.text.source.strip().casefold() for choice in other.offered}
        alike = _telling(answers & known)
        if len(alike) >= _FEWEST_ALIKE and 2 * len(alike) >= min(len(answers), len(known)):
            values = {"question": name, "other": other.ask.source, "version": version}
            yield Fault("who_answers_not_identifier", ("privacy",), values)
            return


def _telling(answers: set[str]) -> set[str]:
    """Answers with a word in them: "1" and "4+" stand in many questions."""
    return {each for each in answers if any(letter.isalpha() for letter in each)}


def _answers(question: Item, found: Mapping[str, Place]) -> set[str]:
    choices = question.get("choices")
    shared = found.get(str(choices.get("list"))) if isinstance(choices, Mapping) else None
    offered = children(shared.item, "choices") if shared else children(question, "choices")
    return {source_of(each.get("text")).strip().casefold() for each in offered}


def _of_consent(document: Document, newest: Survey) -> Iterator[Fault]:
    consent: Any = document["consent"]
    if CONSENTS.index(consent) < CONSENTS.index(newest.consent):
        yield Fault("consent_lowered", ("consent",), {"version": newest.version, "consent": newest.consent})
        return
    before, now = newest.active_to_grade, _number(document.get("active_to_grade"))
    lowest = _number(next(iter(document.get("grades") or ()), None))
    if before is None or consent == "active" or (lowest is not None and lowest > before):
        return
    if now is None or now < before:
        yield Fault("active_to_grade_lowered", ("consent",), {"version": newest.version, "grade": before})


def _number(value: object) -> int | None:
    return value if isinstance(value, int) else None
