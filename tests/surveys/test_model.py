"""A survey as it is stored: complete in itself, frozen, and refused when something in it is not known."""

import pytest
from pydantic import ValidationError

from survey_app.surveys.model import Survey
from survey_app.surveys.yaml_file import load_library
from tests.surveys.examples import MIDDLE_SCHOOL, a_question, a_section, a_survey

LIBRARY = load_library()


@pytest.mark.parametrize("name", LIBRARY)
def test_a_stored_survey_is_read_back_as_it_was(name):
    survey = LIBRARY[name]

    assert Survey.model_validate_json(survey.model_dump_json()) == survey


def test_a_published_survey_cannot_be_changed():
    with pytest.raises(ValidationError, match="frozen"):
        LIBRARY["student"].minutes = 1


@pytest.mark.parametrize(
    "change", [{"privacy": "secret"}, {"type": "ranking"}, {"colour": "red"}, {"privacy": None}]
)
def test_a_stored_question_with_something_unknown_is_refused(change):
    with pytest.raises(ValidationError):
        a_survey(a_section({**a_question("a"), **change}))


def test_questions_come_in_survey_order():
    survey = a_survey(a_section(a_question("b"), a_question("a")), a_section(a_question("c"), name="second"))

    assert [question.name for question in survey.questions()] == ["b", "a", "c"]


def test_the_facts_of_a_school_serve_texts_and_rules():
    assert MIDDLE_SCHOOL.for_texts(a_survey()) == {
        "school_name": "Hoover Middle",
        "district_name": "Merced City",
        "minutes": 5,
    }
    assert MIDDLE_SCHOOL.for_rules() == {
        "school.grade_low": 6,
        "school.grade_high": 8,
        "school.enrolment": 700,
    }
