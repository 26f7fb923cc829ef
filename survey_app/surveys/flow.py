"""What is asked: which sections, questions and choices a person at this school sees, given the answers so far."""

from collections.abc import Iterator, Mapping

from survey_app.surveys.model import SchoolFacts, Section, Survey
from survey_app.surveys.questions import Answer, Choice, Question
from survey_app.surveys.rules import holds


def sections_for(survey: Survey, facts: SchoolFacts) -> Iterator[Section]:
    """The sections of this school: optional ones only where the school added them; rules are not looked at."""
    for section in survey.sections:
        if not section.optional or section.name in facts.sections:
            yield section


def choices_for(choices: tuple[Choice, ...], facts: SchoolFacts) -> list[Choice]:
    """The choices that exist at this school: grades outside its span are left out."""
    return [c for c in choices if c.grade is None or facts.grade_low <= c.grade <= facts.grade_high]


def question_for(question: Question, facts: SchoolFacts) -> Question:
    """The question as this school has it: without the choices and rows of grades outside its span."""
    graded = {
        name: tuple(choices_for(choices, facts))
        for name, choices in (
            ("choices", getattr(question, "choices", ())),
            ("rows", getattr(question, "rows", ())),
        )
        if any(choice.grade is not None for choice in choices)
    }
    return question.model_copy(update=graded) if graded else question


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
