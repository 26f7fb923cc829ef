"""A folder of surveys is loaded whole or not at all, and the bundled one has no fault."""

import time

import pytest

from survey_app.errors import SurveyFileError
from survey_app.languages.catalogs import shipped_languages
from survey_app.surveys.yaml_file import (
    LIBRARY,
    check_library,
    check_survey,
    library_versions,
    load_library,
    load_survey,
)
from tests.surveys.files.files_on_disk import SHARED, SURVEY, write_folder


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        (
            "language: en",
            "name: shared",
            '1: unknown key "name" in the file; use one of: language, texts, lists',
        ),
        (
            "- some: Somewhat",
            "- na: Somewhat",
            '8: the choice code "na" is reserved; use `not_apply: true` on the question',
        ),
        ("{school_name}", "{school}", '3: unknown placeholder {school}; did you mean "{school_name}"?'),
    ],
)
def test_a_fault_in_shared_yaml_is_a_fault_of_each_survey(tmp_path, old, new, fault):
    path = write_folder(tmp_path, shared=SHARED.replace(old, new, 1))

    assert f"shared.yaml:{fault}" in [str(fault) for fault in check_survey(path)]
    with pytest.raises(SurveyFileError, match=r"shared\.yaml"):
        load_survey(path)


def test_a_library_with_a_fault_is_not_loaded_at_all(tmp_path):
    write_folder(tmp_path, SURVEY.replace("lcap: 3", "lcap: 9"))

    with pytest.raises(SurveyFileError, match=r"student\.yaml:32: `lcap` must be a whole number"):
        load_library(tmp_path)


def test_the_same_name_in_two_surveys_must_be_the_same_question(tmp_path):
    path = write_folder(tmp_path)
    other = SURVEY.replace("name: student\n", "name: staff\n").replace("student-2026.1", "staff-2026.1")
    other = other.replace("audience: student", "audience: staff").replace("grades: [7, 12]\n", "")
    (tmp_path / "staff.yaml").write_text(other.replace("- health: Health", "- rent: Rent"), encoding="utf-8")

    assert [str(fault) for fault in check_survey(path)] == [
        'student.yaml:62: "know" has another type, or other choices, than in staff.yaml; '
        "make them the same, so that groups can be compared, or rename it"
    ]
    assert load_survey(path).name == "student"


def test_a_fault_of_another_survey_is_not_reported_for_this_one(tmp_path):
    path = write_folder(tmp_path)
    (tmp_path / "staff.yaml").write_text("name: staff", encoding="utf-8")

    assert check_survey(path) == []
    assert len(check_library(tmp_path)) > 5


def test_the_bundled_library_has_no_fault_in_any_language():
    assert [str(fault) for fault in check_library()] == []


def test_the_bundled_library_has_five_surveys_in_every_language_of_the_interface():
    languages = {name: set(survey.languages) for name, survey in load_library().items()}

    audiences = ["elementary", "family", "partner", "staff", "student"]
    assert languages == {each: set(shipped_languages()) for each in audiences}


def test_the_bundled_library_is_loaded_in_less_than_two_seconds():
    started = time.process_time()

    load_library()

    assert time.process_time() - started < 2


def test_the_library_is_where_the_app_is():
    assert (LIBRARY / "shared.yaml").is_file()


def test_the_versions_of_the_library_are_known_without_reading_all_of_it():
    assert library_versions() == {survey.version for survey in load_library().values()}
