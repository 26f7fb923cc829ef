"""A survey as our own files: what `load_survey` reads of them is the same survey."""

from pathlib import Path

import pytest

from survey_app.errors import WorkbookError
from survey_app.surveys.exchange.yaml_files import write_files
from survey_app.surveys.model import Survey
from survey_app.surveys.yaml_file import check_survey, load_library, load_survey
from tests.surveys.checks.documents import a_document, choices, text
from tests.surveys.xlsform.test_round_trip import EVERYTHING, survey_of

LIBRARY = load_library()


def written(survey: Survey, folder: Path) -> Path:
    for name, content in write_files(survey).items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content)
    return folder / f"{survey.name}.yaml"


@pytest.mark.parametrize("name", LIBRARY)
def test_a_bundled_survey_is_the_same_after_it_was_written(name, tmp_path):
    path = written(LIBRARY[name], tmp_path)

    assert load_survey(path).model_dump_json() == LIBRARY[name].model_dump_json()
    assert [str(fault) for fault in check_survey(path) if not fault.is_warning] == []


def test_a_survey_that_uses_everything_is_the_same_after_it_was_written(tmp_path):
    survey = survey_of(EVERYTHING)

    assert load_survey(written(survey, tmp_path)) == survey


@pytest.mark.parametrize("words", ["true", "10", "null", "a: b", "# no", "[x", "- y", "'", "two\nlines"])
def test_words_that_mean_something_in_yaml_stay_words(words, tmp_path):
    survey = survey_of(a_document((("title",), text(words, es=words)), (("languages",), ["en", "es"])))

    assert load_survey(written(survey, tmp_path)).title == survey.title


def test_a_list_that_two_questions_use_is_written_once(tmp_path):
    content = written(LIBRARY["student"], tmp_path).read_text()

    assert content.count("Quite a bit") == 1
    assert content.count("choices: belong\n") > 2


def test_two_different_lists_for_yes_and_no_are_refused_by_name(tmp_path):
    survey = survey_of(
        a_document(
            (("sections", 0, "questions", 0, "type"), "yes_no"),
            (("sections", 0, "questions", 0, "choices"), choices("yes no not_sure")),
        )
    )

    with pytest.raises(WorkbookError, match="belong and adult"):
        written(survey, tmp_path)
