"""Groups, notes, grids and repeats: where their questions go."""

import pytest

from survey_app.surveys.drafts.document import taken_from
from survey_app.surveys.xlsform.reading.read import read_workbook
from tests.surveys.xlsform.workbooks import checked, codes, found, notes, questions, read, workbook


def test_groups_become_sections_and_the_rest_is_in_sections_of_the_form():
    imported = read(
        ("text", "a", "A?"),
        ("begin_group", "home", "At home", "", "", "field-list"),
        ("note", "intro", "Some words first"),
        ("text", "b", "B?"),
        ("end_group",),
        ("text", "c", "C?"),
        settings=[("form_title", "form_id"), ("My form", "my_form")],
    )

    assert [
        (section["name"], section["title"]["words"]["en"], [each["name"] for each in section["questions"]])
        for section in imported.document["sections"]
    ] == [("my_form", "My form", ["a"]), ("home", "At home", ["b"]), ("my_form_2", "My form", ["c"])]
    assert imported.document["sections"][1]["introduction"] == {"words": {"en": "Some words first"}}
    assert codes(imported) == []
    assert checked(imported).faults == ()


def test_a_group_in_a_group_is_flattened_and_its_rule_goes_to_its_questions():
    imported = read(
        ("select_one yn", "a", "A?"),
        ("begin group", "g", "Outer", "${a} = 'yes'"),
        ("text", "b", "B?"),
        ("begin group", "h", "Inner", "${a} != 'no'"),
        ("select_one yn", "c", "C?"),
        ("text", "d", "D?", "${c} = 'yes'"),
        ("end group",),
        ("end group",),
    )

    assert imported.document["sections"][1]["when"] == ["eq", "a", "yes"]
    assert [each.get("when") for each in questions(imported)] == [
        None,
        None,
        ["not", ["eq", "a", "no"]],
        ["and", ["not", ["eq", "a", "no"]], ["eq", "c", "yes"]],
    ]
    assert notes(imported) == [
        'survey, row 5, label: the group "h" is inside another; its questions were taken, its heading "Inner" was not; '
        "make it a section of its own if people need the heading"
    ]


def test_notes_are_added_to_the_hint_of_the_next_question():
    rows = [
        ("type", "name", "label", "hint"),
        ("text", "a", "A?", ""),
        ("note", "n", "Think of last year.", ""),
        ("note", "m", "Take your time.", ""),
        ("text", "b", "B?", "Be brief."),
    ]
    imported = read_workbook(workbook(survey=rows), "family")

    assert questions(imported)[1]["hint"] == {
        "words": {"en": "Think of last year. Take your time. Be brief."}
    }
    assert codes(imported) == ["note_as_hint", "note_as_hint"]


def test_a_note_becomes_the_hint_of_the_next_question_or_is_named():
    imported = read(
        ("text", "a", "A?"), ("note", "n", "Think of last year"), ("text", "b", "B?"), ("note", "m", "Bye")
    )

    assert questions(imported)[1]["hint"] == {"words": {"en": "Think of last year"}}
    assert codes(imported) == ["note_as_hint", "note_lost"]


GRIDS = {
    "a group with the appearance table-list": [
        ("begin_group", "know", "Do you know?", "", "", "table-list"),
        ("select_one yn", "know_food", "Food"),
        ("select_one yn", "know_health", "Health"),
        ("end_group",),
    ],
    "rows with label and list-nolabel": [
        ("begin_group", "g", "", "", "", "field-list"),
        ("select_one yn", "know", "Do you know?", "", "", "label"),
        ("select_one yn", "know_food", "Food", "", "", "list-nolabel"),
        ("select_one yn", "know_health", "Health", "", "", "list-nolabel"),
        ("end_group",),
    ],
}


@pytest.mark.parametrize("rows", GRIDS.values(), ids=GRIDS)
def test_a_grid_becomes_a_matrix(rows):
    imported = read(*rows, ("text", "after", "?", "${know_food} = 'yes'"))
    matrix, after = questions(imported)

    assert (matrix["name"], matrix["type"], matrix["ask"]) == (
        "know",
        "matrix",
        {"words": {"en": "Do you know?"}},
    )
    assert [row["code"] for row in matrix["rows"]] == ["food", "health"]
    assert [choice["code"] for choice in matrix["choices"]] == ["yes", "no"]
    assert codes(imported) == []
    assert [fault.code for fault in checked(imported).faults] == ["rule_no_single_choice"]
    assert after["when"] == ["eq", "know", "yes"]


def test_a_grid_whose_rows_differ_becomes_separate_questions():
    imported = read(
        ("begin_group", "g", "Do you know?", "", "", "table-list"),
        ("select_one yn", "a", "A"),
        ("select_multiple yn", "b", "B"),
        ("end_group",),
    )

    assert [each["type"] for each in questions(imported)] == ["choose_one", "choose_several"]
    assert codes(imported) == ["grid_apart"]


def test_a_repeat_is_named_with_the_number_of_its_questions():
    imported = read(
        ("text", "kept", "Kept?"),
        ("begin_repeat", "people", "People"),
        ("text", "who", "Who?"),
        ("begin_group", "g", "G"),
        ("integer", "age", "Age?"),
        ("end_group",),
        ("end_repeat",),
        ("text", "later", "Later?", "${age} > 3"),
    )

    assert [each["name"] for each in questions(imported)] == ["kept", "later"]
    assert "2 questions" in str(found(imported, "repeat"))
    assert found(imported, "rule_of_lost").values == {"name": "age"}
    assert "rule_about_unknown" in [fault.code for fault in checked(imported).faults]


def test_groups_that_do_not_close_or_open_are_named():
    assert codes(read(("begin_group", "g", "G"), ("text", "a", "A?"))) == ["group_not_closed"]
    assert codes(read(("text", "a", "A?"), ("end_group",))) == ["end_without_group"]


def test_a_list_of_several_questions_is_one_list_in_the_draft():
    imported = read(
        ("select_one yn", "a", "A?"), ("select_one yn", "b", "B?"), ("select_multiple yn", "c", "C?")
    )
    draft = taken_from(imported.document)
    [shared] = draft["lists"]

    assert [each["choices"] for each in draft["sections"][0]["questions"]] == [{"list": shared["id"]}] * 3
    assert [choice["code"] for choice in shared["choices"]] == ["yes", "no"]
