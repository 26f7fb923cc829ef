"""The one validator: from anything a stranger may send to answers, or problems that the person can mend."""

import json
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from survey_app.surveys.answers import Reading, accept, content_of, gather, read
from survey_app.surveys.flow import asked, choices_for
from survey_app.surveys.model import SchoolFacts
from survey_app.surveys.questions import Problem
from survey_app.surveys.yaml_file import load_library
from tests.surveys.examples import (
    HIGH_SCHOOL,
    MIDDLE_SCHOOL,
    a_choice,
    a_question,
    a_section,
    a_survey,
    json_values,
)

LIBRARY = load_library()
FOOD_OR_OTHER = [a_choice("food"), a_choice("other", other=True, fixed=True)]


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


@st.composite
def honest_answers(draw, survey, facts):
    """A response that a person could give on the page, hidden questions included."""
    raw = {}
    for question in survey.questions():
        here = [c.code for c in choices_for(getattr(question, "choices", ()), facts) if not c.exclusive]
        if question.type == "choose_several":
            value = (
                st.lists(st.sampled_from(here), max_size=question.most or 9, unique=True)
                if here
                else st.just([])
            )
        elif question.type == "matrix":
            value = st.dictionaries(
                st.sampled_from([row.code for row in question.rows]), st.sampled_from(here)
            )
        elif question.type == "whole_number":
            value = st.integers(question.lowest, question.highest)
        elif here:
            value = st.sampled_from([*here, *question.escapes, None])
        else:
            value = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=40)
        raw[question.name] = draw(value)
    return raw


schools = st.builds(
    SchoolFacts,
    school_name=st.just("A School"),
    district_name=st.just("A District"),
    grade_low=st.integers(-1, 6),
    grade_high=st.integers(6, 12),
    enrollment=st.none() | st.integers(0, 5000),
    sections=st.frozensets(
        st.sampled_from([section.name for survey in LIBRARY.values() for section in survey.sections])
    ),
)


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


# --- accept: nobody can mend anything any more ----------------------------------------------------------


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


def test_what_was_sent_to_a_question_that_is_not_asked_is_not_called_changed():
    survey = a_survey(
        a_section(a_question("a"), a_question("w", "short_text", when=["eq", "a", "yes"], longest=5))
    )

    assert accept(survey, MIDDLE_SCHOOL, {"a": "no", "w": "123456"}) == Reading(
        answers={"a": "no"}, dropped=1
    )


@pytest.mark.parametrize("name", LIBRARY)
@given(st.data(), schools)
@settings(deadline=None, max_examples=40)
def test_whatever_is_sent_is_accepted_and_what_was_not_taken_is_said(name, data, facts):
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


def test_a_hundred_thousand_unknown_answers_are_counted_in_a_moment():
    raw = {f"key{n}": [n] for n in range(100_000)}
    started = time.process_time()

    reading = read(LIBRARY["student"], HIGH_SCHOOL, raw)

    assert (reading.dropped, reading.answers) == (100_000, {})
    assert time.process_time() - started < 1


# --- What a response says, whatever form it came in ----------------------------------------------------

EVERY_TYPE = a_survey(
    a_section(
        a_question("one", "choose_one", choices=FOOD_OR_OTHER),
        a_question("several", "choose_several", "a b c", most=2),
        a_question("grid", "matrix", rows=[a_choice("x"), a_choice("y")]),
        a_question("number", "whole_number"),
        a_question("words", "short_text", longest=5),
    )
)


def test_what_is_said_does_not_depend_on_how_it_is_spelled():
    by_form = {
        "several": ["b", "a", "a"],
        "grid": {"y": "no", "x": "yes"},
        "number": " \u0663",
        "words": " a\r\nb",
    }
    by_script = {"several": ["a", "b"], "grid": {"x": "yes", "y": "no"}, "number": 3, "words": "a\nb"}
    blank = {"one": None, "one.other": " "}

    assert content_of(EVERY_TYPE, {**by_form, **blank}) == content_of(EVERY_TYPE, by_script) == by_script


def test_what_cannot_be_read_stays_as_it_was_sent():
    raw = {"one": "x", "several": ["a", "b", "c"], "number": 1.0, "words": "too long ", "no_such": [1]}

    assert content_of(EVERY_TYPE, raw) == raw


spellings = st.fixed_dictionaries(
    {},
    optional={
        "one": st.sampled_from(["food", "food ", "other", "", None, ["food"]]),
        "one.other": st.sampled_from(["a", " a", "a\x00", "", None, 1]),
        "several": st.sampled_from([["a", "b"], ["b", "a"], ["a"], [], ["a", "b", "c"], "a", [None, "a"]]),
        "grid": st.sampled_from(
            [{"x": "yes"}, {"x": "yes", "y": ""}, {}, {"x": "yes", "z": "no"}, {"x": "?"}]
        ),
        "number": st.sampled_from([1, "1", 1.0, True, "\u0661", 1000, "", " "]),
        "words": st.sampled_from(["ab", " ab\r\n", "ab\x00", "abcdefg", "abcde", "ab\ufffd", None, []]),
        "no_such": st.sampled_from([1, None]),
    },
)


@given(one=spellings, other=spellings)
@settings(max_examples=300)
def test_of_what_says_the_same_the_same_is_stored(one, other):
    """Compared as JSON: to Python 1, 1.0 and True are equal."""

    def stored(raw):
        reading = accept(EVERY_TYPE, HIGH_SCHOOL, raw)
        return {key: answer for key, answer in reading.answers.items() if answer is not None}, reading.others

    one, other = ({**raw, "number": 1} for raw in (one, other))
    if json.dumps(content_of(EVERY_TYPE, one)) == json.dumps(content_of(EVERY_TYPE, other)):
        assert stored(one) == stored(other)
