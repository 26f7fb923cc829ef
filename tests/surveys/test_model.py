"""A survey as it is stored: complete in itself, frozen, and refused when something in it is not known."""

import pytest
from pydantic import ValidationError

from survey_app.surveys.model import Survey
from survey_app.surveys.yaml_file import load_library
from tests.surveys.examples import HIGH_SCHOOL, MIDDLE_SCHOOL, a_question, a_section, a_survey

LIBRARY = load_library()
# Published before there was `who` or `once_for`.
FROZEN = (
    '{"name":"student","audience":"student","version":"student-2026.1","language":"en","languages":["en"],'
    '"grades":null,"minutes":5,"consent":"none","title":{"words":{"en":"Words"},"drafts":[]},"start":[],'
    '"thanks":[],"help":[],"sections":[{"name":"first","title":{"words":{"en":"Words"},"drafts":[]},'
    '"introduction":null,"optional":false,"when":null,"questions":[{"name":"grade","ask":{"words":{"en":"Words"},'
    '"drafts":[]},"hint":null,"privacy":"identifier","pillars":[],"lcap":null,"required":false,"when":null,'
    '"protected_topic":null,"not_apply":false,"no_answer":false,"choices":[{"code":"yes","text":{"words":'
    '{"en":"Words"},"drafts":[]},"hint":null,"other":false,"exclusive":false,"fixed":false,"grade":null}],'
    '"type":"yes_no"}]}]}'
)
WHO = {
    "elementary": ("home_lang",),
    "family": ("home_lang", "race_eth", "grades", "n_children"),
    "partner": ("org_type", "partner_years", "n_schools", "served"),
    "staff": ("role", "years"),
    "student": ("grade", "race_eth", "home_lang"),
}


@pytest.mark.parametrize("name", LIBRARY)
def test_a_stored_survey_is_read_back_as_it_was(name):
    survey = LIBRARY[name]

    assert Survey.model_validate_json(survey.model_dump_json()) == survey


def test_a_version_from_before_a_new_key_is_the_same_text_as_ever():
    assert Survey.model_validate_json(FROZEN).model_dump_json() == FROZEN


def test_bundled_surveys_say_which_who_questions_matter_most():
    assert {name: survey.who for name, survey in LIBRARY.items()} == WHO


def test_a_published_survey_cannot_be_changed():
    with pytest.raises(ValidationError, match="frozen"):
        LIBRARY["student"].minutes = 1


@pytest.mark.parametrize(
    "change", [{"privacy": "secret"}, {"type": "ranking"}, {"color": "red"}, {"privacy": None}]
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
        "school.enrollment": 700,
        "school.enrolment": 700,
    }


NOTICES = {
    "active_to_grade": 6,
    "active_notice": {"words": {"en": "Grade 6?"}},
    "notices": [{"words": {"en": "Parents"}}],
}


def test_the_lower_grades_of_a_survey_may_need_that_parents_say_yes():
    survey = a_survey(consent="passive", grades=[6, 12], **NOTICES)

    assert (survey.needed_at(6), survey.needed_at(7), survey.needed_at(-1)) == ("mixed", "passive", "mixed")
    assert [text.source for text in survey.notices_at(MIDDLE_SCHOOL)] == ["Parents", "Grade 6?"]
    assert [text.source for text in survey.notices_at(HIGH_SCHOOL)] == ["Parents"]
    assert a_survey(consent="active").needed_at(3) == "active"
