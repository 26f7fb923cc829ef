"""Rows of a form become questions, and whatever changes on the way is named."""

import pytest

from survey_app.surveys.xlsform.reading.read import read_workbook
from tests.surveys.xlsform.workbooks import (
    HEADINGS,
    YES_NO,
    checked,
    codes,
    form,
    found,
    notes,
    question,
    questions,
    read,
    workbook,
)


def short(asked):
    """A question without its words."""
    return {key: value for key, value in asked.items() if key not in ("ask", "privacy", "choices")}


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (("select_one yn", "a", "A?"), {"type": "choose_one"}),
        (("select one from yn", "a", "A?"), {"type": "choose_one"}),
        (("select1 yn", "a", "A?"), {"type": "choose_one"}),
        (("select_one yn", "a", "A?", "", "", "likert"), {"type": "scale"}),
        (("select_multiple yn", "a", "A?"), {"type": "choose_several"}),
        (("select all that apply from yn", "a", "A?"), {"type": "choose_several"}),
        (("select_multiple yn", "a", "A?", "", "count-selected(.) <= 1"), {"type": "choose_several", "most": 1}),
        (("select_one yn", "a", "A?", *[""] * 4, "randomize=true"), {"type": "choose_one", "shuffle": True}),
        (("text", "a", "A?"), {"type": "short_text"}),
        (("text", "a", "A?", "", "", "multiline"), {"type": "long_text"}),
        (("text", "a", "A?", "", "string-length(.) < 41"), {"type": "short_text", "longest": 40}),
        (("text", "a", "A?", "", "string-length( . ) <= 900"), {"type": "long_text", "longest": 900}),
        (("integer", "a", "A?", "", ". >= 1 and .<=12"), {"type": "whole_number", "lowest": 1, "highest": 12}),
        (("int", "a", "A?", "", "(. > 0 and 13 > .)"), {"type": "whole_number", "lowest": 1, "highest": 12}),
        (("range", "a", "?", *[""] * 4, "start=0 end=10"), {"type": "whole_number", "lowest": 0, "highest": 10}),
        (("text", "a", "A?", "", "", "", "yes"), {"type": "short_text", "required": True}),
        (("text", "a", "A?", "", "", "", "true()"), {"type": "short_text", "required": True}),
        (("text", "a", "A?", "", "", "", "no"), {"type": "short_text"}),
    ],
)  # fmt: skip
def test_a_row_becomes_a_question(row, expected):
    imported = read(row)

    assert short(questions(imported)[0]) == {"name": "a", **expected}
    assert notes(imported) == []


NOT_TAKEN = {
    "geopoint": "type_place",
    "geoshape": "type_place",
    "date": "type_date",
    "dateTime": "type_date",
    "decimal": "type_decimal",
    "image": "type_media",
    "audio": "type_media",
    "barcode": "type_media",
    "deviceid": "type_identifies",
    "username": "type_identifies",
    "phonenumber": "type_identifies",
    "audit": "type_identifies",
    "start": "type_identifies",
    "calculate": "type_calculated",
    "hidden": "type_calculated",
    "rank yn": "type_rank",
    "select_one_from_file towns.csv": "type_file_of_choices",
    "hologram": "type_unknown",
    "": "type_missing",
}


@pytest.mark.parametrize("kind", NOT_TAKEN)
def test_what_is_not_asked_here_is_named_with_its_row_and_a_remedy(kind):
    imported = read(("text", "kept", "Kept?"), (kind, "gone", "Gone?"))
    note = found(imported, NOT_TAKEN[kind])

    assert [each["name"] for each in questions(imported)] == ["kept"]
    assert (note.sheet, note.row, note.column, note.level) == ("survey", 3, "type", "lost")
    assert "; " in str(note)


def test_a_note_reads_like_this():
    assert notes(read(("text", "kept", "Kept?"), ("geopoint", "home", "Where?"))) == [
        "survey, row 3, type: geopoint: a place points at a person, and a survey here never asks for one; "
        "ask for the neighborhood as a choice"
    ]


@pytest.mark.parametrize(
    "row",
    [
        ("text", "why", "Say more", "selected(${a}, 'other')"),
        ("text", "why", "Say more", "${a} = 'other'"),
        ("text", "why", "Say more", "${a} = 'other' or ${a} = 'other_2'"),
    ],
)
def test_a_text_asked_only_of_those_who_choose_other_is_our_box(row):
    other = [*YES_NO, ("yn", "other", "Other"), ("yn", "other_2", "Another")]
    imported = read(("select_multiple yn", "a", "A?"), row, choices=other)
    [asked] = questions(imported)

    assert asked["choices"][2]["other"] is True
    assert codes(imported) == ["other_box_label"]


def test_or_other_offers_a_box():
    asked = question(("select_one yn or_other", "a", "A?"))

    assert asked["choices"][-1] == {"code": "other", "text": {"words": {"en": "Other"}}, "other": True}


def test_a_choice_that_stands_alone_is_exclusive():
    rule = "not(selected(., 'no') and count-selected(.) > 1)"

    assert question(("select_multiple yn", "a", "A?", "", rule))["choices"][1]["exclusive"] is True


def test_reasons_for_no_answer_are_recognized_by_their_codes():
    asked = question(
        ("select_one yn", "a", "A?"),
        choices=[*YES_NO, ("yn", "dk", "?"), ("yn", "na", "-"), ("yn", "pnts", "!")],
    )

    assert len(asked["choices"]) == 2
    assert asked["not_know"] is asked["not_apply"] is asked["no_answer"] is True


CHANGED = {
    "limit_not_taken": ("text", "a", "A?", "", "regex(., '[0-9]+')"),
    "required_rule": ("text", "a", "A?", "", "", "", "${b} = 1"),
    "number_without_limits": ("integer", "a", "A?"),
    "list_missing": ("select_one towns", "a", "A?"),
    "list_unnamed": ("select_one", "a", "A?"),
    "steps_not_taken": ("range", "a", "A?", "", "", "", "", "start=0 end=10 step=0.5"),
    "acknowledged": ("acknowledge", "a", "I have read this"),
    "reference_in_text": ("text", "a", "How old is ${name}?"),
    "renamed": ("text", "A.b", "A?"),
    "name_missing": ("text", "", "A?"),
}  # fmt: skip


@pytest.mark.parametrize("code", CHANGED)
def test_what_is_taken_with_a_change_is_named(code):
    imported = read(CHANGED[code])

    assert codes(imported) == [code]
    assert len(questions(imported)) == 1


def test_names_and_codes_that_do_not_fit_are_changed_and_stay_apart():
    imported = read(
        ("select_one L", "Age-Group", "?"),
        ("text", "age_group", "?", "${Age-Group} = 'Ten Plus'"),
        ("text", "row", "?"),
        ("text", "7days", "?"),
        ("text", "Ünï", "?"),
        choices=[
            ("list_name", "name", "label"),
            ("L", "Ten Plus", "a"),
            ("L", "ten_plus", "b"),
            ("L", "-99", "c"),
        ],
    )

    assert [each["name"] for each in questions(imported)] == [
        "age_group",
        "age_group_2",
        "row_1",
        "q_7days",
        "n",
    ]
    assert [each["code"] for each in questions(imported)[0]["choices"]] == ["ten_plus", "ten_plus_2", "99"]
    assert questions(imported)[1]["when"] == ["eq", "age_group", "ten_plus"]
    assert codes(imported).count("renamed") == 5
    assert found(imported, "codes_renamed").values["list"] == "L"
    assert checked(imported).faults == ()


def test_accidents_in_lists_and_names_are_named_and_the_first_is_taken():
    imported = read(
        ("select_one yn", "a", "First?"),
        ("text", "a", "Second?"),
        ("text", "b", "B?", "${a} = 'yes'"),
        choices=[*YES_NO, ("yn", "no", "Nope"), ("", "x", "X"), ("yn", "", "Y")],
    )

    assert [each["name"] for each in questions(imported)] == ["a", "a_2", "b"]
    assert questions(imported)[0]["choices"][1]["text"]["words"] == {"en": "No"}
    assert codes(imported) == ["code_twice", "code_missing", "code_missing", "renamed"]
    assert checked(imported).faults == ()


def test_privacy_is_careful_until_somebody_chooses_it():
    imported = read(("text", "a", "A?"), ("select_one yn", "b", "B?"))

    assert [each["privacy"] for each in questions(imported)] == ["rare", "sensitive"]
    assert found(imported, "privacy_missing").values == {"count": 2}


def test_columns_of_our_own_are_read_and_wrong_words_in_them_are_named():
    heads = (*HEADINGS, "survey_app_type", "survey_app_privacy", "survey_app_pillars", "survey_app_topic")
    rows = [heads, ("select_one yn", "a", "A?", *[""] * 5, "yes_no", "safe", "P1 P9", "family"),
            ("text", "b", "B?", *[""] * 5, "poem", "secret")]  # fmt: skip
    imported = read_workbook(workbook(survey=rows, choices=YES_NO), "family")

    assert short(questions(imported)[0]) == {
        "name": "a", "type": "yes_no", "pillars": ["P1"], "protected_topic": "family",
    }  # fmt: skip
    assert questions(imported)[0]["privacy"] == "safe"
    assert codes(imported) == ["own_column_wrong"] * 3


def test_defaults_and_filters_are_named():
    rows = [(*HEADINGS, "default", "choice_filter"), ("select_one yn", "a", "A?", *[""] * 5, "yes", "x=1")]

    assert codes(read_workbook(workbook(survey=rows, choices=YES_NO), "family")) == [
        "default_not_taken",
        "choice_filter",
    ]


def test_a_row_that_is_disabled_is_named():
    rows = [(*HEADINGS, "disabled"), ("text", "a", "A?"), ("text", "b", "B?", *[""] * 5, "yes")]
    imported = read_workbook(workbook(survey=rows), "family")

    assert (codes(imported), len(questions(imported))) == (["row_disabled"], 1)


def test_a_form_that_says_nothing_of_whom_it_asks_gets_an_audience():
    assert found(read_workbook(form(("text", "a", "A?"))), "audience_missing").values == {
        "audience": "family"
    }
    assert read_workbook(form(("text", "a", "A?")), "student").document["consent"] == "passive"
