"""The one validator for answers from every source: form, JSON, paper entry, command line.

`read` says what the person can fix. `accept` takes whatever is valid, when nobody can fix anything anymore.
"""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from survey_app.surveys.flow import asked, sections_for
from survey_app.surveys.model import SchoolFacts, Survey
from survey_app.surveys.questions import Answer, FormFields, Problem, Unreadable, mend_words
from survey_app.surveys.typed_text import OTHER_LONGEST, read_words
from survey_app.surveys.types import Question

# An answer with one of these problems is still stored, but not exactly as it was sent.
_KEPT_IN_PART = ("bad_characters", "too_long")


@dataclass
class Reading:
    """The result of reading a response.

    answers: question → answer. None means seen but left blank. A missing key means not reached, or not asked.
    others: question → the words in its "other" box. problems: what the person can fix.
    dropped: how many keys were unknown, or not asked at this school with these answers.
    """

    answers: dict[str, Answer] = field(default_factory=dict)
    others: dict[str, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    dropped: int = 0


def gather(survey: Survey, fields: FormFields) -> dict[str, Any]:
    """Turn the fields of a plain form into raw answers in the shape of the JSON body. A form shows every question."""
    raw: dict[str, Any] = {}
    for question in survey.questions():
        raw[question.name] = question.gather(fields)
        if question.other_key and (words := fields(question.other_key)):
            raw[question.other_key] = words[-1]
    return raw


def read(survey: Survey, facts: SchoolFacts, raw: Mapping[str, Any]) -> Reading:
    """Read raw answers. Never raises an error for anything that a person can send; the Reading holds the problems."""
    reading = Reading()
    readable: dict[str, Answer] = {}
    problems: dict[str, Problem] = {}
    for section in sections_for(survey, facts):
        for question in section.questions:
            if question.name in raw:
                try:
                    readable[question.name] = question.read(raw[question.name])
                except Unreadable as unreadable:
                    problems[question.name] = unreadable.problem
    used = set()
    for question in asked(survey, facts, readable):
        used |= {question.name, question.other_key}
        _record(question, raw, readable, problems, reading)
    reading.dropped = len(set(raw) - used)
    return reading


def accept(survey: Survey, facts: SchoolFacts, raw: Mapping[str, Any]) -> Reading:
    """Read raw answers when the person is gone, for example because the phone was offline. Takes all that is valid.

    It makes words storable, cuts them to the longest length, and takes the valid rows of a matrix. The problems say
    what it did not take as it was sent. A required question without an answer is no problem here, because nothing was
    lost. `dropped` counts what it did not take at all.
    """
    mended, changes = dict(raw), {}
    for section in sections_for(survey, facts):
        for question in section.questions:
            if question.name in raw:
                mended[question.name], changes[question.name] = question.mend(raw[question.name])
            if (key := question.other_key) and key in raw:
                mended[key], changes[key] = mend_words(key, OTHER_LONGEST, raw[key])
    reading = read(survey, facts, mended)
    reading.problems = [problem for problem in reading.problems if problem.code != "required"]
    # A question that is not asked is not stored, so there is no change to report.
    taken = {*reading.answers, *(f"{name}.other" for name in reading.others)}
    reading.problems += [problem for key in changes if key in taken for problem in changes[key]]
    reading.dropped += sum(problem.code not in _KEPT_IN_PART for problem in reading.problems)
    return reading


def content_of(survey: Survey, raw: Mapping[str, Any]) -> dict[str, Any]:
    """The content of raw answers, whatever form they came in. Two bodies that say the same have equal content.

    A readable answer counts as it was read: 3 and "3" are one number, and the order of choices does not matter.
    Everything else stays as it was sent, even unknown keys. Blank answers are left out, because a plain form sends
    every question and the script only those that were seen. The content depends only on the survey, never on the
    school: a response that is sent again must say the same even if somebody has changed the school.
    """
    said = dict(raw)
    for question in survey.questions():
        if question.name in raw:
            with suppress(Unreadable):
                said[question.name] = question.read(raw[question.name])
        if (key := question.other_key) and key in raw:
            with suppress(Unreadable):
                said[key] = _read_other(question, raw[key])
    return {key: answer for key, answer in said.items() if answer is not None}


def _read_other(question: Question, raw: Any) -> str | None:
    return read_words(raw, OTHER_LONGEST, question.fail, question.other_key or "")


def _record(
    question: Question,
    raw: Mapping[str, Any],
    readable: Mapping[str, Answer],
    problems: Mapping[str, Problem],
    reading: Reading,
) -> None:
    """Move one question that was asked into the reading: its answer or problem, and the words in its "other" box."""
    if question.name in problems:
        reading.problems.append(problems[question.name])
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
            # We keep the words even if "other" is not checked: a person who wrote something meant it.
            if words:
                reading.others[question.name] = words
                if question.name not in problems:
                    reading.answers.setdefault(question.name, None)
