"""Variables and columns come from the definition, never from the answers."""

from survey_app.results.variables import MISSING, columns_of, variables_of
from survey_app.surveys.questions import MISSING_CODES
from tests.results.populations import a_tricky_survey
from tests.surveys.examples import a_choice, a_question, a_section, a_survey


def names(*surveys):
    return [column.name for column in columns_of(variables_of(surveys))]


def test_every_choice_has_a_column_though_nobody_chose_it():
    survey = a_survey(a_section(a_question("needs", "choose_several", "tutor food")))

    assert names(survey) == ["needs", "needs_tutor", "needs_food"]


def test_every_row_of_a_matrix_is_a_column():
    rows = [a_choice("food"), a_choice("health")]
    survey = a_survey(a_section(a_question("know", "matrix", "yes no", rows=rows)))

    assert names(survey) == ["know_food", "know_health"]


def test_does_not_apply_is_a_choice_and_a_refusal_is_not():
    survey = a_survey(
        a_section(a_question("place", "choose_several", "home", not_apply=True, no_answer=True))
    )

    assert names(survey) == ["place", "place_home", "place_na"]


def test_a_column_whose_name_is_taken_gets_a_number():
    survey = a_survey(
        a_section(
            a_question("school"),
            a_question("a", "choose_several", "b_c"),
            a_question("a_b", "choose_several", "c"),
        )
    )

    assert names(survey) == ["school_2", "a", "a_b_c", "a_b", "a_b_c_2"]


def test_versions_are_joined_and_the_newest_comes_first():
    older = a_survey(a_section(a_question("a"), a_question("gone")), version="student-2026.1")
    newer = a_survey(a_section(a_question("a"), a_question("new")), version="student-2026.3")

    variables = variables_of([newer, older])

    assert [variable.name for variable in variables] == ["a", "new", "gone"]
    assert variables[0].versions == {"student-2026.1", "student-2026.3"}


def test_a_choice_that_only_an_older_version_had_keeps_its_column():
    older = a_survey(a_section(a_question("a", "choose_several", "x y")), version="student-2026.1")
    newer = a_survey(a_section(a_question("a", "choose_several", "y z")), version="student-2026.3")

    assert names(newer, older) == ["a", "a_y", "a_z", "a_x"]


def test_a_question_that_changed_its_type_is_another_variable():
    older = a_survey(a_section(a_question("a", "yes_no")), version="student-2026.1")
    newer = a_survey(a_section(a_question("a", "choose_several", "x")), version="student-2026.3")

    assert names(newer, older) == ["a", "a_x", "a_student_2026_1"]


def test_the_strictest_class_of_any_version_counts():
    older = a_survey(a_section(a_question("a", privacy="sensitive")), version="student-2026.1")
    newer = a_survey(a_section(a_question("a", privacy="safe")), version="student-2026.3")

    assert [variable.privacy for variable in variables_of([newer, older])] == ["sensitive"]


def test_columns_stand_in_survey_order():
    assert names(a_tricky_survey())[:8] == [
        "grade",
        "lang",
        "lang_en",
        "lang_es",
        "lang_hmn",
        "lang_pa",
        "belong",
        "needs",
    ]


def test_no_answer_can_be_the_code_of_a_missing_one():
    """A survey whose numbers reach into this range cannot be published."""
    assert (min(map(int, filter(None, MISSING))), max(map(int, filter(None, MISSING)))) == MISSING_CODES
