"""Odd, hostile and damaged files: a note or our own error, never anything else."""

import io
import subprocess
import sys
import time
import zipfile
from datetime import date

import pytest
from openpyxl import Workbook, load_workbook

from survey_app.config import PROJECT
from survey_app.errors import WorkbookError
from survey_app.surveys.xlsform.reading.read import read_workbook
from tests.surveys.xlsform.workbooks import (
    HEADINGS,
    YES_NO,
    checked,
    codes,
    form,
    found,
    notes,
    questions,
    read,
    workbook,
)


def refused(content: bytes) -> str:
    with pytest.raises(WorkbookError) as error:
        read_workbook(content)
    return error.value.code


def saved(book: Workbook) -> bytes:
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def test_what_is_no_spreadsheet_is_refused():
    assert refused(b"") == "workbook_not_one"
    assert refused(b"type,name,label\ntext,a,A?") == "workbook_not_one"
    assert refused(b"PK\x03\x04 and no more") == "workbook_damaged"
    assert refused(b"\xd0\xcf\x11\xe0 and no more") == "workbook_damaged"
    assert refused(workbook(survey=[("Question", "Answer")])) == "workbook_no_survey"
    assert refused(workbook(survey=[], choices=YES_NO)) == "workbook_no_survey"


def test_what_is_too_large_is_refused_before_it_is_read():
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", bytes(60_000_000))
    started = time.process_time()

    assert len(bomb.getvalue()) < 100_000
    assert refused(bomb.getvalue()) == "workbook_unpacks_too_large"
    assert refused(b"PK" + bytes(6_000_000)) == "workbook_too_large"
    assert refused(b"\xd0\xcf\x11\xe0" + bytes(6_000_000)) == "workbook_too_large"
    assert time.process_time() - started < 1


def test_a_cell_far_below_is_refused_and_an_empty_row_far_below_is_not():
    book = load_workbook(io.BytesIO(form(("text", "a", "A?"))))
    book["survey"].row_dimensions[1_000_000].height = 20
    assert len(questions(read_workbook(saved(book), "family"))) == 1

    book["survey"].cell(30_000, 1, "text")
    assert refused(saved(book)) == "workbook_too_many_rows"


def test_sixty_one_empty_rows_and_a_wrong_size_hide_nothing():
    rows = [("text", "a", "A?"), *[()] * 70, ("text", "b", "B?")]
    content = form(*rows)
    wrong = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(wrong, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b'<dimension ref="A1:H73"', b'<dimension ref="A1:A2"'))

    assert wrong.getvalue() != content
    for each in (content, wrong.getvalue()):
        assert [asked["name"] for asked in questions(read_workbook(each, "family"))] == ["a", "b"]


def test_a_title_above_the_headings_and_odd_headings_are_understood():
    rows = [("Our form",), (), ("  Type ", "NAME", None, "Caption", "relevance"), ("text", "a", None, "A?")]
    imported = read_workbook(workbook(**{"Survey ": rows, "Notes": [("hello",)]}), "family")

    assert questions(imported)[0]["ask"] == {"words": {"en": "A?"}}
    assert notes(imported) == [
        "Notes: we did not read this sheet; move what you need to the sheets survey and choices"
    ]


def test_a_single_sheet_is_the_survey_whatever_its_name():
    assert len(questions(read_workbook(workbook(Tabelle1=[HEADINGS, ("text", "a", "A?")]), "family"))) == 1


def test_unknown_columns_are_named_and_media_with_their_own_remedy():
    heads = (*HEADINGS, "colour", "media::image", "constraint_message::English (en)", "label")
    imported = read_workbook(
        workbook(survey=[heads, ("text", "a", "A?", *[""] * 5, "red", "x.png")]), "family"
    )

    assert codes(imported) == ["column_not_read", "column_media", "column_own_messages", "header_twice"]


def test_merged_cells_formulas_without_values_and_dates_are_named():
    book = load_workbook(io.BytesIO(form(("text", "a", "A?"), ("text", "b", "=1+1"), ("text", "c", "C?"))))
    book["survey"].merge_cells("C2:C3")
    book["choices"]["B2"] = date(2026, 1, 2)
    imported = read_workbook(saved(book), "family")

    assert found(imported, "cells_merged").values == {"cells": ("C2:C3",)}
    assert found(imported, "date_cell").values == {"cell": "B2", "value": "2026-01-02 00:00:00"}


def test_a_formula_without_a_value_is_named():
    imported = read(("text", "a", "A?"), ("text", "b", "=1+1"))

    assert found(imported, "formula_empty").values == {"cell": "C3"}
    assert found(imported, "formula_empty").row == 3
    assert [fault.code for fault in checked(imported).faults] == ["empty"]


def test_numbers_are_codes_as_people_read_them():
    asked = questions(
        read(
            ("select_one L", "a", "A?"),
            choices=[("list_name", "name", "label"), ("L", 10.0, 10), ("L", 2, True), ("L", 1.5, 1.5)],
        )
    )[0]

    assert [choice["code"] for choice in asked["choices"]] == ["10", "2", "1_5"]
    assert [choice["text"]["words"]["en"] for choice in asked["choices"]] == ["10", "TRUE", "1.5"]


def test_languages_are_known_by_code_and_by_name_and_others_are_named():
    heads = ("type", "name", "label::English (en)", "label::Español (es)", "label::Arabic", "label::ਪੰਜਾਬੀ",
             "label::Klingonese", "hint:Hmong (hmn)")  # fmt: skip
    rows = [heads, ("text", "a", "A?", "¿A?", "أ؟", "ੳ?", "nuq?", "H"), ("text", "b", "B?", "", "ب؟")]
    imported = read_workbook(workbook(survey=rows), "family")
    first, second = questions(imported)

    assert first["ask"]["words"] == {"en": "A?", "es": "¿A?", "ar": "أ؟", "pa": "ੳ?"}
    assert second["ask"]["words"] == {"en": "B?", "ar": "ب؟"}
    assert imported.document["languages"] == ["en", "es", "ar", "pa", "hmn"]
    assert codes(imported) == ["language_unknown"]


def test_the_language_of_a_plain_label_is_the_default_language():
    rows = [("type", "name", "label", "label::English (en)"), ("text", "a", "¿A?", "A?")]
    settings = [("default_language",), ("Español (es)",)]
    imported = read_workbook(workbook(survey=rows, settings=settings), "family")

    assert imported.document["language"] == "es"
    assert list(questions(imported)[0]["ask"]["words"].items()) == [("es", "¿A?"), ("en", "A?")]
    assert checked(imported).faults == ()


def test_five_thousand_choices_are_read():
    many = [
        ("list_name", "name", "label"),
        *(("L", f"c{number}", f"Choice {number}") for number in range(5000)),
    ]

    assert len(questions(read(("select_one L", "a", "A?"), choices=many))[0]["choices"]) == 5000


def test_thousands_of_equal_names_do_not_take_long():
    rows = [("text", "A", "A?")] * 8000
    many = [
        ("list_name", "name", "label"),
        *(("L", f"{'-' * (number % 90)}1", "x") for number in range(8000)),
    ]
    content = form(*rows, choices=many)
    started = time.process_time()

    assert questions(read_workbook(content, "family"))[-1]["name"] == "a_8000"
    assert time.process_time() - started < 20


def test_a_long_list_that_is_named_again_and_again_is_refused():
    many = [("list_name", "name", "label"), *(("L", f"c{number}", "x") for number in range(3000))]

    assert refused(form(*[("select_one L", f"q{number}", "?") for number in range(40)], choices=many)) == (
        "workbook_too_many_choices"
    )


def test_notes_of_one_kind_are_counted_after_the_first_hundred():
    imported = read(*[("geopoint", f"g{number}", "Where?") for number in range(250)])

    assert codes(imported).count("type_place") == 100
    assert found(imported, "more_of_these").values["count"] == 150


def test_macros_are_not_looked_at():
    content = io.BytesIO(form(("text", "a", "A?")))
    with zipfile.ZipFile(content, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"Sub Auto_Open()")

    assert len(questions(read_workbook(content.getvalue(), "family"))) == 1


def test_entities_in_xml_are_refused():
    bad = io.BytesIO()
    bomb = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><x>&b;</x>'
    with zipfile.ZipFile(io.BytesIO(form(("text", "a", "A?")))) as old, zipfile.ZipFile(bad, "w") as new:
        for name in old.namelist():
            new.writestr(name, bomb if name.endswith("sheet1.xml") else old.read(name))

    assert refused(bad.getvalue()) == "workbook_damaged"


def test_an_empty_form_is_a_draft_without_questions():
    imported = read()

    assert codes(imported) == ["no_questions"]
    assert imported.document["sections"] == []


def test_the_libraries_load_only_when_somebody_brings_a_file():
    program = (
        "import sys, survey_app.factory; print([each for each in ('pyxform', 'xlrd') if each in sys.modules])"
    )

    loaded = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=PROJECT
    )

    assert loaded.stdout == "[]\n"
