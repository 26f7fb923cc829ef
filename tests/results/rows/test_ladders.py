"""Ladders: what a value becomes, step by step."""

import pytest

from survey_app.results.rows.generalization import coarse_codes, hierarchy_of, school_hierarchy
from survey_app.results.variables import variables_of
from tests.surveys.examples import a_choice, a_question, a_section, a_survey

GRADES = [
    a_choice(code, grade=grade) for code, grade in (("k", 0), ("3", 3), ("9", 9), ("10", 10), ("11", 11))
]


def variable(kind, **changes):
    return variables_of([a_survey(a_section(a_question("q", kind, **changes)))])[0]


@pytest.mark.parametrize(
    ("value", "steps"),
    [
        ("9", ("9", "grades_9_10", "-66")),
        ("k", ("k", "grades_tk_2", "-66")),
        ("-88", ("-88", "-66")),
        ("", ("", "-66")),
        ("-99", ("-99", "-66")),
    ],
)
def test_a_grade_becomes_a_band(value, steps):
    assert hierarchy_of(variable("choose_one", choices=GRADES))(value) == steps


@pytest.mark.parametrize(
    ("value", "steps"),
    [
        ("9 10", ("9 10", "grades_9_10", "-66")),
        ("9 11", ("9 11", "two_or_more", "-66")),
        ("3 9 10 11", ("two_or_more", "-66")),
    ],
)
def test_several_grades_become_their_band_or_two_or_more(value, steps):
    assert hierarchy_of(variable("choose_several", choices=GRADES))(value) == steps


def test_a_language_is_kept_or_withheld_and_several_become_two_or_more():
    climb = hierarchy_of(variable("choose_several", codes="en es"))

    assert (climb("en"), climb("en es")) == (("en", "-66"), ("en es", "two_or_more", "-66"))


def test_a_number_is_kept_or_withheld():
    assert hierarchy_of(variable("whole_number"))("3") == ("3", "-66")


def test_a_school_becomes_one_of_the_others():
    assert school_hierarchy("atwater-high") == ("atwater-high", "other_schools")


def test_the_codebook_knows_every_coarse_code():
    assert coarse_codes(variable("choose_several", choices=GRADES)) == (
        "grades_tk_2", "grades_3_5", "grades_9_10", "grades_11_12", "two_or_more",
    )  # fmt: skip
