"""Recoding: what a row gives up first, and what it keeps."""

from collections import Counter

import pytest

from survey_app.results.cells import read_frame
from survey_app.results.rows.planning import plan_rows
from tests.results.populations import a_file, a_response, a_tricky_survey, in_order, printed
from tests.results.rows.attacks import FILE, crowd, known
from tests.surveys.examples import a_question, a_section, a_survey


def test_eleven_alike_keep_all_that_they_said():
    rows = printed(FILE, in_order(crowd(11)))

    assert {known(row) for row in rows} == {("atwater", "student-2026.1", "web", "9", "en")}


def test_a_grade_that_few_share_becomes_a_band_first():
    responses = in_order([*crowd(15), *crowd(6, grade="10"), *crowd(20, grade="11")])

    assert Counter(row["grade"] for row in printed(FILE, responses)) == {"grades_9_10": 21, "11": 20}


def test_languages_that_few_combine_become_two_or_more():
    responses = in_order([*crowd(15), *crowd(6, lang=["en", "pa"]), *crowd(6, lang=["en", "hmn"])])

    assert Counter(row["lang"] for row in printed(FILE, responses)) == {"en": 15, "two_or_more": 12}


def test_small_schools_are_pooled_as_other_schools():
    responses = in_order([*crowd(30), *crowd(6, "livingston"), *crowd(7, "sequoia")])

    assert Counter(row["school"] for row in printed(FILE, responses)) == {"atwater": 30, "other_schools": 13}


def test_one_rare_answer_hides_among_enough_others():
    answers = [*crowd(40, bus="yellow"), *crowd(30, bus="none"), *crowd(3, bus="public")]

    rows = Counter(row["bus"] for row in printed(FILE, in_order(answers)))

    assert rows == {"yellow": 32, "none": 30, "-66": 11}


def test_a_rare_choice_is_dropped_from_joined_and_split_columns():
    answers = [
        *crowd(40, clubs=["band"]),
        *crowd(20, clubs=["chess", "band"]),
        *crowd(4, clubs=["band", "farm"]),
    ]

    rows = printed(FILE, in_order(answers))

    assert Counter(row["clubs"] for row in rows) == {"band": 44, "chess band": 20}
    assert {row["clubs_farm"] for row in rows} == {"-66"}


def test_refusals_that_are_few_hide_among_others_too():
    answers = [*crowd(30, lang=["es"]), *crowd(2, lang=["pnts"])]

    assert Counter(row["lang"] for row in printed(FILE, in_order(answers))) == {"es": 21, "-66": 11}


def test_what_decides_about_an_identifier_counts_as_one():
    survey = a_tricky_survey()
    asks_if_safe = (
        survey.sections[0].questions[0].model_copy(update={"name": "pin", "when": ["eq", "safe", "none"]})
    )
    third = survey.sections[1].model_copy(update={"name": "third", "questions": (asks_if_safe,)})
    file = a_file(survey.model_copy(update={"sections": (*survey.sections, third)}))

    assert "safe" in {variable.name for variable in file.identifiers}


def test_fewer_than_eleven_cannot_be_planned():
    with pytest.raises(ValueError, match="fewer than 11 rows"):
        plan_rows(read_frame(FILE, crowd(10)))


def who_survey(*who):
    """Three who-questions in survey order, which matter in another order."""
    names = ("grade", "lang", "years")
    section = a_section(*(a_question(name, "choose_one", "a b", privacy="identifier") for name in names))
    return a_file(a_survey(section, a_section(a_question("belong"), name="second"), who=who))


def people(n, grade, lang, years):
    answers = {"grade": grade, "lang": lang, "years": years, "belong": "yes"}
    return [a_response(answers) for _ in range(n)]


@pytest.mark.parametrize(
    ("who", "kept"),
    [
        (("grade", "lang", "years"), "grade"),
        (("years", "grade", "lang"), "years"),
        (("lang", "years", "grade"), "lang"),
        ((), "grade"),
    ],
)
def test_recoding_gives_up_what_matters_least_first(who, kept):
    halves = [("a", "a", "b"), ("a", "b", "a"), ("b", "a", "a"), ("b", "b", "b")]
    responses = in_order([one for each in halves for one in people(6, *each)])

    rows = printed(who_survey(*who), responses)

    # Each pair of answers is shared by six, each answer by twelve.
    exact = {name for name in ("grade", "lang", "years") if all(row[name] != "-66" for row in rows)}
    assert exact == {kept}


def test_people_who_stopped_early_hide_nobody_and_cost_no_school_its_answers():
    stopped = [a_response({"grade": "9"}, school) for school in ("atwater", "livingston") for _ in range(6)]

    rows = printed(FILE, in_order([*crowd(30), *crowd(30, "livingston"), *stopped]))

    found = Counter((row["school"], row["grade"], row["lang"]) for row in rows)
    assert found == {
        ("atwater", "9", "en"): 30,
        ("livingston", "9", "en"): 30,
        ("other_schools", "9", "-77"): 12,
    }
