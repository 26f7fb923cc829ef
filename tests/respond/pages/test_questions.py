"""Every question of a survey is on its page, as the form is read, and as the school needs it."""

from dataclasses import replace
from pathlib import Path

import pytest

import survey_app
from survey_app.surveys.types import QUESTION_TYPES
from tests.respond.page_samples import HOOVER, LIBRARY, MERCED
from tests.respond.pages.reading import EVERYTHING, LANGUAGES, survey_page

COMPONENTS = Path(survey_app.__file__).parent / "templates" / "components"


def test_every_question_type_has_one_template():
    assert {path.stem for path in COMPONENTS.glob("*.html")} == set(QUESTION_TYPES)


@pytest.mark.parametrize("name", LIBRARY)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_question_of_the_library_can_be_answered_in_every_language(name, language):
    survey = LIBRARY[name]
    facts = replace(MERCED, sections=frozenset(section.name for section in survey.sections))

    page = survey_page(survey, language, facts)

    fields = {str(field.get("name")).partition(".")[0] for _, field in page.elements if "name" in field}
    assert fields >= {question.name for question in survey.questions()}


def test_fields_are_named_as_the_form_is_read():
    page = survey_page(EVERYTHING)

    names = [(kind, str(field["name"])) for kind, field in page.elements if field.get("name")]
    assert ("input", "belong") in names
    assert ("input", "needs1.other") in names
    assert ("input", "know.clinic") in names
    assert ("textarea", "open_change") in names
    assert page.all("input", name="version") == [
        {"type": "hidden", "name": "version", "value": "student-2026.1"}
    ]
    assert [field["value"] for field in page.all("input", name="belong")] == ["some", "little", "pnts"]


def test_choices_of_grades_that_the_school_does_not_have_are_left_out():
    assert [field["value"] for field in survey_page(LIBRARY["student"]).all("input", name="grade")] == [
        "9",
        "10",
        "11",
        "12",
    ]


def test_an_optional_section_is_there_only_where_the_school_added_it():
    travelling = replace(MERCED, sections=frozenset({"travel"}))

    assert not survey_page(LIBRARY["student"]).all("section", id="s-travel")
    assert survey_page(LIBRARY["student"], facts=travelling).all("section", id="s-travel")


def test_what_the_school_decides_is_settled_in_the_page():
    high = survey_page(LIBRARY["student"]).all("fieldset", id="q-ready")
    wide = survey_page(LIBRARY["student"], facts=HOOVER).all("fieldset", id="q-ready")
    middle = survey_page(LIBRARY["student"], facts=replace(HOOVER, grade_high=8)).all(
        "fieldset", id="q-ready"
    )

    assert "data-when" not in high[0]
    assert wide[0]["data-when"] == '["not",["any_of","grade",["6","7","8"]]]'
    assert middle == []


def test_a_conditional_question_shows_without_a_script_and_says_that_it_may_not_apply():
    page = survey_page(LIBRARY["family"])

    (interp,) = page.all("fieldset", id="q-interp")
    assert interp["data-when"] == '["any_of","lang_access",["always","usually","sometimes","rarely"]]'
    assert "hidden" not in interp
    assert page.words.count("Only if it applies to you") == 1


def test_shuffled_choices_keep_their_fixed_ones_last():
    (needs,) = survey_page(LIBRARY["student"]).all("fieldset", id="q-student_needs3")
    values = [field["value"] for field in survey_page(LIBRARY["student"]).all("input", name="student_needs3")]

    assert needs["data-shuffle"] == "18"
    assert needs["data-most"] == "3"
    assert values[18:] == ["other", "none"]
