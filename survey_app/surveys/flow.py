"""The flow of a survey: which sections, questions and choices a person at a school sees, given the answers so far."""

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

from survey_app.surveys.model import SchoolFacts, Section, Survey
from survey_app.surveys.questions import Answer, Choice
from survey_app.surveys.rules import holds
from survey_app.surveys.types import Question


@lru_cache(maxsize=4096)
def sections_for(survey: Survey, facts: SchoolFacts) -> tuple[Section, ...]:
    """The sections for a school: without optional sections that it did not add, and without choices of other grades.

    This ignores rules. The result is cached, because every response needs it.
    """
    return tuple(
        section.model_copy(
            update={"questions": tuple(question_for(each, facts) for each in section.questions)}
        )
        for section in survey.sections
        if not section.optional or section.name in facts.sections
    )


def choices_for(choices: tuple[Choice, ...], facts: SchoolFacts) -> list[Choice]:
    """The choices that this school shows, without grades that it does not have and languages of other districts.

    An answer may still name any language, because a page that somebody keeps may be older than the list.
    """
    return [
        choice
        for choice in choices
        if choice.is_at(facts.grade_low, facts.grade_high) and choice.is_spoken(facts.spoken_in_district)
    ]


def question_for(question: Question, facts: SchoolFacts) -> Question:
    """The question for a school, without the choices and rows of grades that it does not have."""
    return question.for_grades(facts.grade_low, facts.grade_high)


def spoken_at(survey: Survey, schools: Iterable[SchoolFacts]) -> Survey:
    """The survey without the languages that none of these schools shows."""
    spoken = {facts.spoken_in_district for facts in schools}
    return survey.having(lambda choice: any(choice.is_spoken(languages) for languages in spoken))


def asked(survey: Survey, facts: SchoolFacts, answers: Mapping[str, Answer]) -> Iterator[Question]:
    """The questions that a person is asked, in order.

    An answer to a question that is not asked counts as missing. So hiding a question also hides those that depend on
    it.
    """
    values = dict(facts.for_rules())
    for section in sections_for(survey, facts):
        if section.when and not holds(section.when, values):
            continue
        for question in section.questions:
            if question.when and not holds(question.when, values):
                continue
            yield question
            values[question.name] = answers.get(question.name)
