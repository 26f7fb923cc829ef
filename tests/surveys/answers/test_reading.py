"""Answers that a person can still correct: what is kept, and every problem by its name."""

import json
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from survey_app.surveys.answers import Reading, gather, read
from survey_app.surveys.flow import asked
from survey_app.surveys.questions import Problem
from tests.surveys.answers.answer_samples import FOOD_OR_OTHER, LIBRARY, honest_answers, schools
from tests.surveys.examples import (
    HIGH_SCHOOL,
    MIDDLE_SCHOOL,
    a_choice,
    a_question,
    a_section,
    a_survey,
    json_values,
)


def test_an_answer_is_kept_by_its_code():
    survey = a_survey(a_section(a_question("belong", "scale", "none some")))

    assert read(survey, MIDDLE_SCHOOL, {"belong": "some"}) == Reading(answers={"belong": "some"})


def test_a_blank_answer_was_seen_and_a_missing_one_was_not_reached():
    survey = a_survey(a_section(a_question("a"), a_question("b"), a_question("c")))

    assert read(survey, MIDDLE_SCHOOL, {"a": "", "b": None}).answers == {"a": None, "b": None}


def test_every_question_can_be_skipped_unless_it_is_required():
    survey = a_survey(
        a_section(a_question("a"), a_question("b", required=True), a_question("c", required=True))
    )

    reading = read(survey, MIDDLE_SCHOOL, {"b": ""})

    assert reading.problems == [Problem("b", "required"), Problem("c", "required")]


def test_a_required_question_that_is_not_asked_is_no_problem():
    survey = a_survey(a_section(a_question("a"), a_question("b", required=True, when=["eq", "a", "yes"])))

    assert read(survey, MIDDLE_SCHOOL, {"a": "no"}).problems == []


def test_unknown_and_hidden_answers_are_counted_and_dropped():
    survey = a_survey(a_section(a_question("a"), a_question("b", when=["eq", "a", "yes"])))

    reading = read(survey, MIDDLE_SCHOOL, {"a": "no", "b": "yes", "unknown": 1, "unknown.other": "x"})

    assert reading == Reading(answers={"a": "no"}, dropped=3)


def test_a_problem_in_a_hidden_question_is_nobodys_problem():
    survey = a_survey(a_section(a_question("a"), a_question("b", when=["eq", "a", "yes"])))

    assert read(survey, MIDDLE_SCHOOL, {"a": "no", "b": "nonsense"}).problems == []


def test_all_problems_come_at_once_and_in_order():
    survey = a_survey(
        a_section(a_question("a"), a_question("n", "whole_number"), a_question("w", "short_text"))
    )

    reading = read(survey, MIDDLE_SCHOOL, {"w": "x" * 101, "n": "many", "a": 1})

    assert reading.problems == [
        Problem("a", "wrong_shape"),
        Problem("n", "not_a_number"),
        Problem("w", "too_long", {"longest": 100}),
    ]


def test_words_beside_other_are_kept_apart_from_the_answers():
    survey = a_survey(a_section(a_question("needs", "choose_several", choices=FOOD_OR_OTHER)))

    reading = read(survey, MIDDLE_SCHOOL, {"needs": ["other"], "needs.other": " A garden "})

    assert reading == Reading(answers={"needs": ["other"]}, others={"needs": "A garden"})


def test_words_beside_an_unticked_other_are_kept_and_their_question_was_seen():
    survey = a_survey(a_section(a_question("needs", "choose_several", choices=FOOD_OR_OTHER)))

    reading = read(survey, MIDDLE_SCHOOL, {"needs.other": "A garden"})

    assert reading == Reading(answers={"needs": None}, others={"needs": "A garden"})


@pytest.mark.parametrize(
    ("words", "code", "limits"),
    [
        (7, "wrong_shape", {}),
        (["x"], "wrong_shape", {}),
        ("x" * 201, "too_long", {"longest": 200}),
        ("\x00", "bad_characters", {}),
    ],
)
def test_bad_words_beside_other_are_a_problem_of_their_own_key(words, code, limits):
    survey = a_survey(a_section(a_question("needs", "choose_several", choices=FOOD_OR_OTHER)))

    reading = read(survey, MIDDLE_SCHOOL, {"needs": ["food"], "needs.other": words})

    assert reading.problems == [Problem("needs.other", code, limits)]


@pytest.mark.parametrize(
    ("question", "raw"),
    [
        (a_question("grade", "choose_one", choices=[a_choice("6", grade=6), a_choice("10", grade=10)]), "10"),
        (
            a_question("grade", "choose_several", choices=[a_choice("6", grade=6), a_choice("10", grade=10)]),
            ["6", "10"],
        ),
        (
            a_question("grade", "matrix", rows=[a_choice("6", grade=6), a_choice("10", grade=10)]),
            {"10": "yes"},
        ),
        (a_question("grade", "matrix", rows=[a_choice("r")], choices=[a_choice("y", grade=10)]), {"r": "y"}),
    ],
)
def test_a_choice_or_row_of_a_grade_that_the_school_does_not_have_is_refused(question, raw):
    reading = read(a_survey(a_section(question)), MIDDLE_SCHOOL, {"grade": raw})

    assert [problem.code for problem in reading.problems] == ["unknown_choice"]


def test_escapes_are_answers_at_every_school():
    question = a_question("grade", "choose_one", choices=[a_choice("10", grade=10)], no_answer=True)

    assert read(a_survey(a_section(question)), MIDDLE_SCHOOL, {"grade": "pnts"}).answers == {"grade": "pnts"}


def test_a_plain_form_says_of_every_question_that_it_was_seen():
    survey = a_survey(
        a_section(
            a_question("needs", "choose_several", choices=FOOD_OR_OTHER),
            a_question("know", "matrix", rows=[a_choice("food")]),
            a_question("words", "long_text"),
        )
    )
    form = {"needs": ["food", "other"], "needs.other": ["", "A garden"], "unknown": ["x"]}

    raw = gather(survey, lambda field: form.get(field, []))

    assert raw == {"needs": ["food", "other"], "needs.other": "A garden", "know": {}, "words": None}
    assert read(survey, MIDDLE_SCHOOL, raw).answers == {
        "needs": ["food", "other"],
        "know": None,
        "words": None,
    }


def _as_form(raw):
    """Form fields that say the same as a JSON body."""
    fields = {}
    for name, value in raw.items():
        if isinstance(value, dict):
            fields |= {f"{name}.{row}": [code] for row, code in value.items()}
        elif value is not None:
            fields[name] = [str(item) for item in value] if isinstance(value, list) else [str(value)]
    return fields


@pytest.mark.parametrize("name", LIBRARY)
@given(st.data(), schools)
@settings(deadline=None, max_examples=25)
def test_what_a_person_can_answer_on_the_page_is_never_a_problem_and_json_and_form_agree(name, data, facts):
    survey = LIBRARY[name]
    raw = data.draw(honest_answers(survey, facts))

    by_json = read(survey, facts, raw)
    form = _as_form(raw)
    by_form = read(survey, facts, gather(survey, lambda field: form.get(field, [])))

    assert by_json.problems == [] or {problem.code for problem in by_json.problems} == {"required"}
    assert by_json.answers == by_form.answers


@pytest.mark.parametrize("name", LIBRARY)
@given(st.data(), schools)
@settings(deadline=None, max_examples=40)
def test_whatever_is_sent_the_answers_are_those_of_asked_questions_and_reading_them_again_changes_nothing(
    name, data, facts
):
    survey = LIBRARY[name]
    keys = [question.name for question in survey.questions()]
    keys += [question.other_key for question in survey.questions() if question.other_key]
    broken = data.draw(st.dictionaries(st.sampled_from(keys) | st.text(max_size=5), json_values, max_size=12))
    raw = {**data.draw(honest_answers(survey, facts)), **broken}

    reading = read(survey, facts, raw)

    shown = {question.name for question in asked(survey, facts, reading.answers)}
    unmended = {problem.key.split(".")[0] for problem in reading.problems}
    assert set(reading.answers) | set(reading.others) <= {question.name for question in survey.questions()}
    if not unmended:
        assert set(reading.answers) <= shown
        again = read(survey, facts, reading.answers)
        assert (again.answers, again.problems, again.dropped) == (reading.answers, [], 0)
    assert json.loads(json.dumps(reading.answers)) == reading.answers


def test_a_hundred_thousand_unknown_answers_are_counted_in_a_moment():
    raw = {f"key{n}": [n] for n in range(100_000)}
    started = time.process_time()

    reading = read(LIBRARY["student"], HIGH_SCHOOL, raw)

    assert (reading.dropped, reading.answers) == (100_000, {})
    assert time.process_time() - started < 1
