"""The one validator, for every door: form, JSON, paper entry, command line.

`read` says what the person can mend; `accept` takes what is valid where nobody can mend anything any more.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from survey_app.surveys.flow import asked, sections_for
from survey_app.surveys.model import SchoolFacts, Survey
from survey_app.surveys.questions import Answer, FormFields, Problem, Unreadable, mend_words
from survey_app.surveys.types import Question
from survey_app.surveys.words import OTHER_LONGEST, read_words

# What these problems are about is stored all the same, only not as it was sent.
_KEPT_IN_PART = ("bad_characters", "too_long")


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


def accept(survey: Survey, facts: SchoolFacts, raw: Mapping[str, Any]) -> Reading:
    """Read raw answers of somebody who is gone, such as one whose phone was offline: whatever is valid is taken.

    Words are made storable and cut to their longest; of a matrix the valid rows are taken. The problems say what was
    not taken as it was sent; a required question without an answer is none, for nothing was lost. What was not taken
    at all is counted as dropped.
    """
    mended, found = dict(raw), {}
    for section in sections_for(survey, facts):
        for question in section.questions:
            for key, mend in _ways_to_mend(question):
                if key in raw:
                    mended[key], found[key] = mend(raw[key])
    reading = read(survey, facts, mended)
    reading.problems = [problem for problem in reading.problems if problem.code != "required"]
    # Of a question that is not asked nothing is stored, so nothing of it was changed either.
    taken = {*reading.answers, *(f"{name}.other" for name in reading.others)}
    reading.problems += [problem for key in found if key in taken for problem in found[key]]
    reading.dropped += sum(problem.code not in _KEPT_IN_PART for problem in reading.problems)
    return reading


def content_of(survey: Survey, raw: Mapping[str, Any]) -> dict[str, Any]:
    """What raw answers say, in whatever form they came: of two that say the same, the same is stored.

    An answer that can be read is what was read: 3 and "3" are one number, and the order of choices says nothing.
    Anything else stays as it was sent, unknown keys too. What is blank says nothing: a plain form sends every
    question, the script only those that were seen. It depends on the survey alone, never on the school: a response
    that is sent again must say the same after somebody has changed the school.
    """
    said = dict(raw)
    for question in survey.questions():
        for key, read_one in _ways_to_read(question):
            if key in raw:
                with suppress(Unreadable):
                    said[key] = read_one(raw[key])
    return {key: answer for key, answer in said.items() if answer is not None}


def _ways_to_read(question: Question) -> Iterator[tuple[str, Callable[[Any], Answer]]]:
    """The keys of a question, and what reads the raw answer under each."""
    yield question.name, question.read
    if question.other_key:
        yield question.other_key, partial(_read_other, question)


def _read_other(question: Question, raw: Any) -> str | None:
    return read_words(raw, OTHER_LONGEST, question.fail, question.other_key or "")


def _ways_to_mend(question: Question) -> Iterator[tuple[str, Callable[[Any], tuple[Any, list[Problem]]]]]:
    """The keys of a question, and what takes of the raw answer under each what is valid."""
    yield question.name, question.mend
    if question.other_key:
        yield question.other_key, partial(mend_words, question.other_key, OTHER_LONGEST)


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
            words = _read_other(question, raw[question.other_key])
        except Unreadable as unreadable:
            reading.problems.append(unreadable.problem)
        else:
            # Kept even when the box "other" was not ticked: who wrote something meant it.
            if words:
                reading.others[question.name] = words
                if question.name not in found:
                    reading.answers.setdefault(question.name, None)
