"""What goes out comes back: every text, rule, list and mark of a survey, and other tools take the file."""

import io

import pytest
from openpyxl import load_workbook
from pyxform.xls2xform import convert

from survey_app.languages.catalogs import shipped_languages
from survey_app.surveys.checks.document import check_document
from survey_app.surveys.model import Survey
from survey_app.surveys.xlsform.reading.read import read_workbook
from survey_app.surveys.xlsform.sheets.headings import language_of
from survey_app.surveys.xlsform.writing.write import write_workbook
from survey_app.surveys.yaml_file import load_library
from tests.surveys.checks.documents import a_document, choices, question, text

LIBRARY = load_library()


def survey_of(document: object) -> Survey:
    checked = check_document(document)
    assert checked.faults == ()
    assert checked.survey
    return checked.survey


def returned(survey: Survey) -> Survey:
    imported = read_workbook(write_workbook(survey))
    assert [str(note) for note in imported.notes] == []
    return survey_of(imported.document)


def sheet(survey: Survey, name: str) -> list[list[object]]:
    return [list(row) for row in load_workbook(io.BytesIO(write_workbook(survey)))[name].values]


def column(survey: Survey, name: str, heading: str) -> list[object]:
    headings, *rows = sheet(survey, name)
    return [row[headings.index(heading)] for row in rows]


@pytest.mark.parametrize("name", LIBRARY)
def test_a_bundled_survey_comes_back_as_it_was_in_every_language(name):
    survey = LIBRARY[name]

    assert set(survey.languages) == set(shipped_languages())
    assert returned(survey).model_dump_json() == survey.model_dump_json()


@pytest.mark.parametrize("name", LIBRARY)
def test_other_tools_take_a_bundled_survey_without_a_warning(name):
    warnings: list[str] = []

    made = convert(write_workbook(LIBRARY[name]), file_type=".xlsx", warnings=warnings, validate=False)

    assert warnings == []
    assert made.xform.count("<translation ") == len(shipped_languages())


@pytest.mark.parametrize(
    ("words", "tag"),
    [
        ("繁體中文 (zh)", "zh-Hant"),
        ("Simplified Chinese (zh)", "zh-Hans"),
        ("繁體中文 (zh-Hant)", "zh-Hant"),
        ("中文 (zh)", "zh"),
        ("繁體中文 (es)", "es"),
    ],
)
def test_a_name_says_which_script_of_a_language_is_meant(words: str, tag: str):
    assert language_of(words) == tag


EVERYTHING = a_document(
    (("active_to_grade",), 7),
    (("active_notice",), text("In grade 6? Ask first.", es="¿Estás en 6.º? Pregunta antes.")),
    (("who",), ["lang"]),
    (("lines",), [text("{school_name} asks.", es="{school_name} pregunta.")]),
    (("notices",), [text("Parents may look.")]),
    (("thanks",), [text("Thank you!"), text("See you.")]),
    (("help",), [text("Call 988.")]),
    (("languages",), ["en", "ar", "es"]),
    (("title",), {"words": {"en": "Student survey", "ar": "استبيان"}, "drafts": ["ar"]}),
    (("sections", 0, "introduction"), {"words": {"en": "Hello", "es": "Hola"}, "drafts": ["es"]}),
    (("sections", 1, "optional"), True),
    (("sections", 1, "schools"), ["merced-high", "atwater-high"]),
    (("sections", 1, "when"), "school.grade_high >= 9 and (needs any of (food, rent) or not answered lang)"),
    (("sections", 0, "questions", 0, "not_know"), True),
    (("sections", 0, "questions", 0, "lcap"), 3),
    (("sections", 0, "questions", 0, "pillars"), ["P1", "assets"]),
    (("sections", 0, "questions", 2, "shuffle"), True),
    (("sections", 0, "questions", 2, "no_answer"), True),
    (
        ("sections", 0, "questions", 2, "hint"),
        {"words": {"en": "Two", "ar": "٢", "es": "Dos"}, "drafts": ["es"]},
    ),
    (
        ("sections", 0, "questions", 2, "choices"),
        [
            {"code": "tutor", "text": text("Help"), "group": text("Learning", es="Aprender")},
            {"code": "food", "text": {"words": {"en": "=1+1", "es": "Comida"}, "drafts": ["es"]}},
            {"code": "rent", "text": text("“Rent”\u00a0help"), "hint": text("For a home"), "fixed": True},
            {"code": "10", "text": text("Tenth"), "grade": 10},
            {"code": "else", "text": text("Else"), "other": True},
            {"code": "none", "text": text("None"), "exclusive": True},
        ],
    ),
    (
        ("sections", 0, "questions", 3, "choices"),
        [
            {"code": "es", "text": text("Spanish"), "languages": ["es"], "usual": True},
            {"code": "fa", "text": text("Farsi"), "languages": ["fa", "ps"]},
        ],
    ),
    (("sections", 0, "questions", 3, "required"), True),
    (("sections", 1, "questions", 0, "required"), True),
    (("sections", 1, "questions", 0, "no_answer"), True),
    (
        ("sections", 1, "questions", 0, "rows"),
        [
            {"code": "food", "text": text("Food"), "hint": text("To eat"), "grade": 9},
            {"code": "x", "text": text("X"), "group": text("More"), "fixed": True},
        ],
    ),
    (("sections", 1, "questions", 0, "when"), "lang = es and needs all of (food, tutor)"),
    (("sections", 1, "questions", 1, "when"), "answered know or lang != fa"),
    (("sections", 1, "questions", 1, "lowest"), -5),
    (("sections", 1, "questions", 3, "longest"), 2000),
)


def test_a_survey_that_uses_everything_comes_back_as_it_was():
    survey = survey_of(EVERYTHING)

    assert returned(survey).model_dump_json() == survey.model_dump_json()


def test_other_tools_take_a_survey_that_uses_everything():
    warnings: list[str] = []

    convert(write_workbook(survey_of(EVERYTHING)), file_type=".xlsx", warnings=warnings, validate=False)

    assert warnings == []


def test_names_of_rows_never_meet_names_of_questions():
    survey = survey_of(
        a_document(
            (("sections", 0, "questions", 0, "name"), "section_more"),
            (("sections", 0, "questions", 1, "name"), "belonging_introduction"),
            (("sections", 0, "introduction"), text("Hello")),
        )
    )

    assert returned(survey) == survey
    names = [name for name in column(survey, "survey", "name") if name]
    assert len(names) == len(set(names))


def test_lists_that_are_equal_are_written_once():
    survey = survey_of(
        a_document(
            (("sections", 0, "questions", 4), question("again", "scale", choices=choices("none some great")))
        )
    )

    assert [each for each in column(survey, "choices", "list_name") if each == "belong"] == ["belong"] * 3
    assert "again" not in column(survey, "choices", "list_name")


def test_what_depends_on_a_fact_of_the_school_is_left_out_for_others():
    survey = survey_of(
        a_document((("sections", 1, "when"), "school.grade_high >= 9 and needs any of (food, rent)"))
    )

    assert "selected(${needs}, 'food') or selected(${needs}, 'rent')" in column(survey, "survey", "relevant")
    assert returned(survey) == survey


def test_a_text_that_looks_like_a_formula_is_a_text():
    book = load_workbook(io.BytesIO(write_workbook(survey_of(EVERYTHING))))

    assert {cell.data_type for sheet in book for row in sheet for cell in row} <= {"s", "n"}
    assert "=1+1" in [cell.value for row in book["choices"] for cell in row]
