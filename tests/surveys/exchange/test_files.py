"""One door for files: what each is, by its first bytes, and that nothing but our own errors comes out of it."""

import io
import random
import zipfile

import pytest

from survey_app.errors import SurveyAppError, SurveyFileError, WorkbookError
from survey_app.surveys.drafts.checking import check_draft
from survey_app.surveys.drafts.document import taken_from
from survey_app.surveys.exchange.files import FORMATS, read_file, write_file
from survey_app.surveys.yaml_file import load_library
from tests.surveys.files.files_on_disk import SHARED, SURVEY, complete
from tests.surveys.xlsform.workbooks import form, questions

STUDENT = load_library()["student"]


def zipped(**files: str) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name, words in files.items():
            archive.writestr(name.replace("__", "/").replace("_dot_", "."), words)
    return content.getvalue()


@pytest.mark.parametrize("form_", FORMATS)
def test_what_goes_out_comes_back(form_):
    file = write_file(STUDENT, form_)

    assert file.name.startswith("student-2026.")
    assert (
        check_draft(taken_from(read_file(file.content).document), "student", STUDENT.version).survey
        == STUDENT
    )


def test_a_zip_of_a_folder_is_a_survey_with_what_it_shares():
    content = zipped(
        lib__student_dot_yaml=SURVEY, lib__shared_dot_yaml=SHARED, lib__texts__es_dot_po=complete()
    )

    assert read_file(content).document["languages"] == ["en", "es"]


def test_a_yaml_file_alone_is_taken_with_its_faults():
    imported = read_file(SURVEY.encode())

    assert imported.document["name"] == "student"
    assert {str(fault).partition(":")[0] for fault in imported.notes} == {"student.yaml"}
    assert check_draft(taken_from(imported.document)).count > 0


def test_a_form_is_a_form_whatever_its_name():
    assert len(questions(read_file(form(("text", "a", "A?")), "family"))) == 1


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"hello", "workbook_not_one"),
        (b"\x89PNG\r\n\x1a\n\0", "workbook_not_one"),
        (zipped(a_dot_yaml=SURVEY, b_dot_yaml=SURVEY), "zip_without_one_survey"),
        (zipped(shared_dot_yaml=SHARED), "zip_without_one_survey"),
        (zipped(hello_dot_txt="hello"), "workbook_damaged"),
        (zipped(student_dot_yaml="x" * 1_100_000), "workbook_too_large"),
    ],
)
def test_what_is_no_survey_is_refused(content, code):
    with pytest.raises(WorkbookError) as error:
        read_file(content)

    assert error.value.code == code


def test_yaml_that_cannot_be_read_is_refused_with_its_line():
    with pytest.raises(SurveyFileError, match=r"student.yaml:2: "):
        read_file(b"name: student\n- [")


def test_names_in_a_zip_lead_nowhere():
    files = {"../../student.yaml": SURVEY, "/etc/shared.yaml": SHARED}
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name, words in files.items():
            archive.writestr(name, words)

    assert read_file(content.getvalue()).document["title"] == {
        "words": {"en": "Student survey"},
        "drafts": [],
    }


def test_characters_that_no_database_keeps_are_replaced():
    broken = SURVEY.replace("title: Student survey", 'title: "Student\\0 \\ud800 survey"')

    assert read_file(broken.encode()).document["title"]["words"]["en"] == "Student\ufffd \ufffd survey"


def test_however_a_yaml_file_is_broken_it_is_read_or_refused():
    lines, taken = SURVEY.splitlines(), 0
    for seed in range(150):
        chance, changed = random.Random(seed), list(lines)
        for _ in range(3):
            at = chance.randrange(len(changed))
            key, colon, _rest = changed[at].partition(":")
            word = chance.choice(["", "~", "[a, [b]]", "{a: {b: c}}", ">", "- x", "'", "true", "10"])
            changed[at : at + 1] = chance.choice(
                [[], [f"{key}{colon} {word}"], [f"{word}{colon}"], [f"  {changed[at]}"]]
            )
        try:
            check_draft(taken_from(read_file("\n".join(changed).encode()).document))
            taken += 1
        except SurveyAppError:
            continue

    assert 0 < taken < 150
