"""Cells: an answer, or the right kind of missing."""

from dataclasses import replace

from survey_app.results.cells import read_frame, survey_file
from survey_app.results.files.labels import label_of
from survey_app.results.release.plan import plan_of
from survey_app.results.release.population import read_population
from survey_app.results.rows.paths import paths_of
from tests.results.populations import FACTS, a_file, a_response, a_tricky_survey, cells_of
from tests.surveys.examples import a_choice, a_question, a_section, a_survey


def read(answers, school="atwater", **changes):
    return cells_of(a_file(), a_response(answers, school, **changes))


def test_a_question_that_is_not_asked_is_empty():
    assert read({"grade": "9"})["leaving"] == ""


def test_a_question_that_the_school_did_not_add_is_empty_and_elsewhere_it_was_not_reached():
    assert (read({})["minutes"], read({}, "livingston")["minutes"]) == ("", "-77")


def test_a_question_behind_the_point_where_somebody_stopped_was_not_reached():
    assert read({"grade": "12"})["leaving"] == "-77"


def test_a_question_that_was_seen_and_left_blank_says_so():
    assert (read({"belong": None})["belong"], read({"needs": []})["needs"]) == ("-88", "-88")


def test_a_refusal_is_not_a_blank():
    assert read({"lang": ["pnts"]})["lang"] == "-99"


def test_several_choices_are_kept_apart():
    assert read({"needs": ["tutor", "food"]})["needs"] == ("tutor", "food")


def test_of_words_there_is_no_cell():
    assert "wish" not in read({"wish": "words"})


def test_a_row_of_a_matrix_that_was_left_out_is_blank():
    question = a_question("know", "matrix", "yes no", rows=[a_choice("food"), a_choice("health")])
    file = survey_file([a_survey(a_section(question))], FACTS)

    cells = cells_of(file, a_response({"know": {"food": "yes"}}))

    assert cells == {"know_food": "yes", "know_health": "-88"}


def test_a_row_that_another_version_has_or_that_is_for_another_grade_was_not_shown():
    rows = [a_choice("food"), a_choice("college", grade=12)]
    older = a_survey(a_section(a_question("know", "matrix", "yes no", rows=rows)))
    newer = a_survey(
        a_section(a_question("know", "matrix", "yes no", rows=[*rows, a_choice("bus")])),
        version="student-2026.3",
    )
    file = survey_file([newer, older], FACTS)
    answers = {"know": {"food": "yes"}}

    old, new = (cells_of(file, a_response(answers, version=each.version)) for each in (older, newer))
    middle = cells_of(file, a_response(answers, "mckinley", version="student-2026.3"))

    assert old == {"know_food": "yes", "know_college": "-88", "know_bus": ""}
    assert new == {"know_food": "yes", "know_college": "-88", "know_bus": "-88"}
    assert middle == {"know_food": "yes", "know_college": "", "know_bus": "-88"}
    assert {one.name for one in paths_of(file).telling} == {"know_college", "know_bus"}


def test_a_question_may_have_had_another_type():
    older = a_survey(a_section(a_question("know", "choose_several", "yes no")))
    newer = a_survey(
        a_section(a_question("know", "matrix", "yes no", rows=[a_choice("food")])), version="student-2026.3"
    )
    file = survey_file([newer, older], FACTS)

    old = cells_of(file, a_response({"know": ["yes", "no"]}))
    new = cells_of(file, a_response({"know": {"food": "no"}}, version="student-2026.3"))

    assert old == {"know_food": "", "know_student_2026_1": ("yes", "no")}
    assert new == {"know_food": "no", "know_student_2026_1": ""}


def test_zero_is_a_number_and_not_a_blank():
    file = survey_file([a_survey(a_section(a_question("days", "whole_number")))], FACTS)

    assert cells_of(file, a_response({"days": 0})) == {"days": "0"}


def test_what_another_version_asks_is_empty():
    newer = a_survey(
        a_section(a_question("grade", "choose_one", "9 10"), a_question("new")), version="student-2026.3"
    )
    file = survey_file([newer, a_tricky_survey()], FACTS)

    assert cells_of(file, a_response({"grade": "9"}))["new"] == ""
    assert cells_of(file, a_response({"grade": "9"}, version="student-2026.3"))["belong"] == ""


def test_many_are_read_as_each_alone():
    file = survey_file([a_tricky_survey("student-2026.3"), a_tricky_survey()], FACTS)
    responses = [
        a_response({"grade": "12", "lang": ["en", "es"]}),
        a_response({"grade": "9", "belong": None, "wish": "words"}, "livingston", version="student-2026.3"),
        a_response({}, "mckinley", channel="kiosk"),
    ]

    frame = read_frame(file, responses)

    assert list(zip(frame.school, frame.version, frame.channel, strict=True)) == [
        (one.school, one.version, one.channel) for one in responses
    ]
    for name, cells in frame.cells.items():
        assert list(cells) == [cells_of(file, one)[name] for one in responses]


def test_identifiers_stand_in_the_order_that_the_newest_version_names_and_then_in_survey_order():
    def who(name):
        return a_question(name, privacy="identifier")

    newer = a_survey(
        a_section(who("grade"), who("lang"), who("race")), version="2", who=["race", "grade", "lang"]
    )
    older = a_survey(
        a_section(who("years"), who("grade"), who("role")), version="1", who=["role", "grade", "years"]
    )

    def names(*versions):
        return [variable.name for variable in survey_file(versions, FACTS).by_importance]

    assert names(newer, older) == ["race", "grade", "lang", "years", "role"]
    assert names(newer.model_copy(update={"who": ()}), older) == ["grade", "lang", "race", "years", "role"]


def test_a_file_has_the_languages_that_its_schools_show_and_others_count_as_another():
    languages = [
        a_choice("hmong", languages=["hmn"], usual=True),
        a_choice("korean", languages=["ko"]),
        a_choice("thai", languages=["th"]),
        a_choice("other", other=True),
    ]
    survey = a_survey(a_section(a_question("lang", "choose_several", choices=languages, no_answer=True)))
    facts = {"atwater": replace(FACTS["atwater"], spoken_in_district=frozenset({"ko"}))}
    file = survey_file([survey], facts)

    assert [column.name for column in file.columns] == ["lang", "lang_korean", "lang_other"]
    assert cells_of(file, a_response({"lang": ["korean", "thai", "hmong"]}))["lang"] == ("korean", "other")
    assert cells_of(file, a_response({"lang": ["pnts"]}))["lang"] == "-99"
    assert survey_file([survey], {"atwater": FACTS["atwater"]}).variables[0].codes == ("hmong", "other")


def test_who_does_not_know_is_in_the_rows_and_in_no_count():
    points = a_question("safe", "scale", "none some great", not_know=True)
    several = a_question("lead", "choose_several", "council events", not_know=True)
    survey = a_survey(a_section(points, several))
    file = survey_file([survey], FACTS)
    said = [{"safe": "dk", "lead": ["dk"]}, {"safe": "great", "lead": ["events"]}]
    responses = [a_response(answers) for answers in said]
    plan = plan_of(file)

    people = read_population(file, plan, responses, bytes(16))

    assert cells_of(file, responses[0]) == {"safe": "dk", "lead": ("dk",)}
    assert {one.name: one.codes for one in plan.asked} == {
        "safe": ("none", "some", "great"),
        "lead": ("council", "events"),
    }
    assert people.answers["safe"].tolist() == [-1, 2]
    assert people.answers["lead"].tolist() == [0, 0b10]
    assert label_of(file.variables[0], "dk", "en").words == "Do not know"
