"""Answers that nobody can mend any more: what is valid is taken, and the rest is named."""

import json
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from survey_app.surveys.answers import Reading, accept, read
from survey_app.surveys.questions import Problem
from tests.surveys.answers.answer_samples import FOOD_OR_OTHER, LIBRARY, honest_answers, schools
from tests.surveys.examples import MIDDLE_SCHOOL, a_choice, a_question, a_section, a_survey, json_values


def test_what_is_valid_is_taken_and_the_rest_is_named_and_counted():
    survey = a_survey(a_section(a_question("a"), a_question("b"), a_question("n", "whole_number")))

    reading = accept(survey, MIDDLE_SCHOOL, {"a": "yes", "b": "maybe", "n": 101, "unknown": 1})

    assert reading.answers == {"a": "yes"}
    assert reading.problems == [
        Problem("b", "unknown_choice"),
        Problem("n", "out_of_range", {"lowest": 0, "highest": 100}),
    ]
    assert reading.dropped == 3


def test_a_required_question_without_an_answer_is_no_reason_to_refuse():
    survey = a_survey(a_section(a_question("a"), a_question("b", required=True)))

    assert accept(survey, MIDDLE_SCHOOL, {"a": "yes"}) == Reading(answers={"a": "yes"})


@pytest.mark.parametrize(
    ("sent", "kept", "problems"),
    [
        (" fine \r\n", "fine", []),
        ("12345", "12345", []),
        ("123456", "12345", [Problem("w", "too_long", {"longest": 5})]),
        ("👍👍👍👍👍👍", "👍👍👍👍👍", [Problem("w", "too_long", {"longest": 5})]),
        ("a\x00b", "a\ufffdb", [Problem("w", "bad_characters")]),
        ("\ud83d", "\ufffd", [Problem("w", "bad_characters")]),
        (
            "\ud83d12345",
            "\ufffd1234",
            [Problem("w", "bad_characters"), Problem("w", "too_long", {"longest": 5})],
        ),
        ("1234 6", "1234", [Problem("w", "too_long", {"longest": 5})]),
    ],
)
def test_words_are_made_storable_and_cut_rather_than_lost(sent, kept, problems):
    survey = a_survey(a_section(a_question("w", "short_text", longest=5)))

    assert accept(survey, MIDDLE_SCHOOL, {"w": sent}) == Reading(answers={"w": kept}, problems=problems)


def test_words_beside_other_are_cut_as_well():
    survey = a_survey(a_section(a_question("needs", "choose_several", choices=FOOD_OR_OTHER)))

    reading = accept(survey, MIDDLE_SCHOOL, {"needs": ["other"], "needs.other": "x" * 201})

    assert reading.others == {"needs": "x" * 200}
    assert reading.problems == [Problem("needs.other", "too_long", {"longest": 200})]


def test_one_bad_row_does_not_take_the_others_with_it():
    survey = a_survey(a_section(a_question("know", "matrix", rows=[a_choice("food"), a_choice("bus")])))

    reading = accept(survey, MIDDLE_SCHOOL, {"know": {"food": "yes", "bus": "maybe", "rent": "no", "x": 1}})

    assert reading.answers == {"know": {"food": "yes"}}
    assert reading.problems == [Problem("know.bus", "unknown_choice"), Problem("know", "unknown_choice")]


def test_a_matrix_without_a_valid_row_was_not_answered():
    survey = a_survey(a_section(a_question("know", "matrix", rows=[a_choice("food"), a_choice("bus")])))

    reading = accept(survey, MIDDLE_SCHOOL, {"know": {"food": "", "bus": "maybe"}})

    assert (reading.answers, reading.problems) == ({}, [Problem("know.bus", "unknown_choice")])


def test_an_answer_to_a_question_that_is_not_asked_is_not_called_changed():
    survey = a_survey(
        a_section(a_question("a"), a_question("w", "short_text", when=["eq", "a", "yes"], longest=5))
    )

    assert accept(survey, MIDDLE_SCHOOL, {"a": "no", "w": "123456"}) == Reading(
        answers={"a": "no"}, dropped=1
    )


@pytest.mark.parametrize("name", LIBRARY)
@given(st.data(), schools)
@settings(deadline=None, max_examples=40)
def test_whatever_is_sent_is_accepted_and_the_rest_is_named(name, data, facts):
    survey = LIBRARY[name]
    keys = [question.name for question in survey.questions()]
    keys += [question.other_key for question in survey.questions() if question.other_key]
    broken = data.draw(st.dictionaries(st.sampled_from(keys) | st.text(max_size=5), json_values, max_size=12))
    raw = {**data.draw(honest_answers(survey, facts)), **broken}

    reading = accept(survey, facts, raw)

    # What is stored would be taken from anybody, and every one of its characters can be stored.
    again = read(survey, facts, reading.answers)
    assert {problem.code for problem in again.problems} <= {"required"}
    assert json.loads(json.dumps(reading.answers, ensure_ascii=False).encode()) == reading.answers
    assert json.loads(json.dumps(reading.others, ensure_ascii=False).encode()) == reading.others
    # Whoever could have sent it all on the page lost nothing.
    if not (strict := read(survey, facts, raw)).problems:
        assert (reading.answers, reading.others, reading.dropped) == (
            strict.answers,
            strict.others,
            strict.dropped,
        )


def test_thousands_of_bad_rows_are_one_problem_in_a_moment():
    survey = a_survey(a_section(a_question("know", "matrix", rows=[a_choice("food"), a_choice("bus")])))
    started = time.process_time()

    reading = accept(
        survey, MIDDLE_SCHOOL, {"know": {"food": "yes", **{f"r{n}": "yes" for n in range(10_000)}}}
    )

    assert (reading.answers, reading.problems) == (
        {"know": {"food": "yes"}},
        [Problem("know", "unknown_choice")],
    )
    assert time.process_time() - started < 1
