"""What is asked: which sections, questions and choices a person at this school sees, given the answers so far."""

from collections.abc import Iterator, Mapping
from functools import lru_cache

from survey_app.surveys.model import SchoolFacts, Section, Survey
from survey_app.surveys.questions import Answer, Choice
from survey_app.surveys.rules import holds
from survey_app.surveys.types import Question


@lru_cache(maxsize=4096)
def sections_for(survey: Survey, facts: SchoolFacts) -> tuple[Section, ...]:
    """The sections as this school has them: optional ones only where it added them, choices of its grades only.

    Rules are not looked at. Kept in memory, because every response asks for it.
    """
    return tuple(
        section.model_copy(
            update={"questions": tuple(question_for(each, facts) for each in section.questions)}
        )
        for section in survey.sections
        if not section.optional or section.name in facts.sections
    )


def choices_for(choices: tuple[Choice, ...], facts: SchoolFacts) -> list[Choice]:
    """The choices that exist at this school: grades outside its span are left out."""
    return [choice for choice in choices if choice.is_at(facts.grade_low, facts.grade_high)]


def question_for(question: Question, facts: SchoolFacts) -> Question:
    """The question as this school has it: without the choices and rows of grades outside its span."""
    return question.for_grades(facts.grade_low, facts.grade_high)


def asked(survey: Survey, facts: SchoolFacts, answers: Mapping[str, Answer]) -> Iterator[Question]:
    """The questions that are asked, in order.

    An answer to a question that is itself not asked counts as missing, so that hiding one hides what depends on it.
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
