"""Question types: what each reads, and that nothing a stranger sends gets past them or breaks them."""

import contextlib
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter

from survey_app.surveys.questions import Problem, Unreadable
from survey_app.surveys.types import QUESTION_TYPES, AnyQuestion
from tests.surveys.examples import a_choice, a_question, cases, json_values

SHARED = cases("answers.json")
read_question = TypeAdapter(AnyQuestion).validate_python
QUESTIONS = {name: read_question(question) for name, question in SHARED["questions"].items()}


@pytest.mark.parametrize(
    "case", SHARED["cases"], ids=[f"{at}: {c['question']}" for at, c in enumerate(SHARED["cases"])]
)
def test_a_shared_case_is_read_as_it_says(case):
    question = QUESTIONS[case["question"]]

    if "problem" in case:
        with pytest.raises(Unreadable) as unreadable:
            question.read(case["raw"])
        assert unreadable.value.problem == Problem(**case["problem"])
    else:
        answer = question.read(case["raw"])
        assert (answer, type(answer)) == (case["answer"], type(case["answer"]))


def test_the_shared_cases_have_every_type_of_question():
    assert {question.type for question in QUESTIONS.values()} == set(QUESTION_TYPES)


def _is_answer_of(question, answer) -> bool:
    """Whether `answer` is one that the table of `survey_app.surveys.questions` allows."""
    if answer is None:
        return True
    if question.type in ("choose_one", "scale", "yes_no"):
        return answer in question.codes
    if question.type == "choose_several":
        return 0 < len(answer) == len(set(answer)) and set(answer) <= set(question.codes)
    if question.type == "matrix":
        return (
            bool(answer)
            and set(answer) <= {row.code for row in question.rows}
            and set(answer.values()) <= set(question.codes)
        )
    if question.type == "whole_number":
        return type(answer) is int and question.lowest <= answer <= question.highest
    return isinstance(answer, str) and 0 < len(answer) <= question.longest and answer == answer.strip()


def _near_misses(question):
    """Values that are almost answers, which random JSON would never be."""
    codes = st.sampled_from([*getattr(question, "codes", ("x",)), "na", "pnts", "", None, "unknown"])
    rows = st.sampled_from([row.code for row in getattr(question, "rows", ())] or ["row"])
    return codes | st.lists(codes, max_size=6) | st.dictionaries(rows, codes) | st.integers(-30, 30).map(str)


@pytest.mark.parametrize("name", QUESTIONS)
@given(st.data())
@settings(deadline=None, max_examples=150)
def test_any_json_value_is_an_answer_or_a_problem_and_reading_an_answer_again_changes_nothing(name, data):
    question = QUESTIONS[name]
    raw = data.draw(json_values | _near_misses(question))
    try:
        answer = question.read(raw)
    except Unreadable as unreadable:
        assert unreadable.problem.key.split(".")[0] == question.name
        return
    assert _is_answer_of(question, answer)
    assert question.read(answer) == answer


@pytest.mark.parametrize(
    "raw", [float("nan"), float("inf"), -0.0, 10**400, "9" * 100_000, "٣" * 13, "1_000", "٣.٥"]
)
def test_words_in_place_of_a_number_are_a_problem_and_not_a_crash(raw):
    with pytest.raises(Unreadable):
        QUESTIONS["number"].read(raw)


@pytest.mark.parametrize("letter", ["\x00", "\ud800", "\udfff"])
@pytest.mark.parametrize("name", ["short", "long"])
def test_a_letter_that_cannot_be_stored_is_refused_rather_than_changed(name, letter):
    with pytest.raises(Unreadable) as unreadable:
        QUESTIONS[name].read(f"a{letter}b")

    assert unreadable.value.problem.code == "bad_characters"


@pytest.mark.parametrize(
    ("name", "raw"),
    [
        ("several", ["food"] * 100_000),
        ("several", [f"code{n}" for n in range(100_000)]),
        ("matrix", {f"row{n}": "yes" for n in range(100_000)}),
        ("one", {f"key{n}": n for n in range(100_000)}),
        ("long", "x" * 5_000_000),
    ],
    ids=["a code many times", "many codes", "many rows", "many keys", "a long text"],
)
def test_a_huge_answer_costs_no_more_than_a_moment(name, raw):
    started = time.process_time()
    with contextlib.suppress(Unreadable):
        QUESTIONS[name].read(raw)
    assert time.process_time() - started < 1


def test_a_form_is_gathered_in_the_shape_of_the_json_body():
    form = {
        "lang_access": ["yes"],
        "needs3": ["food", "", "tutor"],
        "know_help.food": ["yes"],
        "open_change": ["Shade"],
        "children": ["3"],
    }

    gathered = {
        name: question.gather(lambda field: form.get(field, [])) for name, question in QUESTIONS.items()
    }

    assert gathered == {
        "one": "yes",
        "scale": None,
        "yes_no": None,
        "several": ["food", "tutor"],
        "matrix": {"food": "yes"},
        "short": None,
        "long": "Shade",
        "number": "3",
        "signed": None,
    }


def test_the_last_of_two_fields_counts_where_only_one_answer_may_be_given():
    assert QUESTIONS["one"].gather(lambda field: ["yes", "no"]) == "no"


def test_only_a_question_with_an_other_choice_has_a_box_beside_it():
    with_other = read_question(
        a_question("needs3", "choose_several", choices=[a_choice("other", other=True)])
    )
    without = read_question(a_question("belong", "scale"))

    assert (with_other.other_key, without.other_key) == ("needs3.other", None)


def test_escapes_come_last_and_in_one_order():
    question = read_question(a_question("belong", "scale", "none some", not_apply=True, no_answer=True))

    assert question.codes == ("none", "some", "na", "pnts")
