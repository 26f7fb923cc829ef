"""The one validator, for every door: form, JSON, paper entry, command line."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from survey_app.surveys.flow import asked, sections_for
from survey_app.surveys.model import SchoolFacts, Survey
from survey_app.surveys.questions import (
    OTHER_LONGEST,
    Answer,
    FormFields,
    Problem,
    Question,
    Unreadable,
    read_words,
)


@dataclass
class Reading:
    """What came of reading a response.

    answers: question → answer; None = seen but left blank; absent = not reached or not asked.
    others: question → what was written beside "other". problems: what the person can mend.
    dropped: how many keys were unknown or not asked at this school with these answers.
    """

    answers: dict[str, Answer] = field(default_factory=dict)
    others: dict[str, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    dropped: int = 0


def gather(survey: Survey, fields: FormFields) -> dict[str, Any]:
    """The raw answers of a plain form, in the shape of the JSON body: every question of the form was seen."""
    raw: dict[str, Any] = {}
    for question in survey.questions():
        raw[question.name] = question.gather(fields)
        if question.other_key and (words := fields(question.other_key)):
            raw[question.other_key] = words[-1]
    return raw


def read(survey: Survey, facts: SchoolFacts, raw: Mapping[str, Any]) -> Reading:
    """Read raw answers. Never raises for what a person can send; see Reading for what comes back."""
    reading = Reading()
    readable: dict[str, Answer] = {}
    found: dict[str, Problem] = {}
    for section in sections_for(survey, facts):
        for question in section.questions:
            if question.name in raw:
                try:
                    readable[question.name] = question.read(raw[question.name])
                except Unreadable as unreadable:
                    found[question.name] = unreadable.problem
    used = set()
    for question in asked(survey, facts, readable):
        used |= {question.name, question.other_key}
        _take(question, raw, readable, found, reading)
    reading.dropped = len(set(raw) - used)
    return reading


def _take(
    question: Question,
    raw: Mapping[str, Any],
    readable: Mapping[str, Answer],
    found: Mapping[str, Problem],
    reading: Reading,
) -> None:
    """Move one asked question into the reading: its answer or problem, and the words beside "other"."""
    if question.name in found:
        reading.problems.append(found[question.name])
    elif question.required and readable.get(question.name) is None:
        reading.problems.append(Problem(question.name, "required"))
    elif question.name in readable:
        reading.answers[question.name] = readable[question.name]
    if question.other_key and question.other_key in raw:
        try:
            words = read_words(raw[question.other_key], OTHER_LONGEST, question.fail, question.other_key)
        except Unreadable as unreadable:
            reading.problems.append(unreadable.problem)
        else:
            # Kept even when the box "other" was not ticked: who wrote something meant it.
            if words:
                reading.others[question.name] = words
                if question.name not in found:
                    reading.answers.setdefault(question.name, None)
