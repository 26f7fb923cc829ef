"""What is asked: sections, questions and choices at one school, given the answers so far."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from survey_app.surveys.answers import accept
from survey_app.surveys.flow import asked, choices_for, question_for, sections_for
from survey_app.surveys.model import SchoolFacts
from survey_app.surveys.questions import Choice
from survey_app.surveys.rules import holds
from tests.surveys.examples import (
    HIGH_SCHOOL,
    MIDDLE_SCHOOL,
    a_choice,
    a_question,
    a_section,
    a_survey,
    cases,
)

CASES = cases("flow.json")


@pytest.mark.parametrize("case", CASES, ids=[case["claim"] for case in CASES])
def test_a_shared_case_asks_what_it_says(case):
    sections = [
        {**section, "questions": [a_question(**question) for question in section["questions"]]}
        for section in case["sections"]
    ]
    facts = SchoolFacts(
        "A School", "A District", **{**case["facts"], "sections": frozenset(case["facts"]["sections"])}
    )

    questions = asked(a_survey(*sections), facts, case["answers"])

    assert [question.name for question in questions] == case["asked"]


def test_sections_are_those_of_the_school_whatever_their_rules_say():
    survey = a_survey(
        a_section(a_question("a"), name="always", when=["eq", "a", "yes"]),
        a_section(a_question("b"), name="extra", optional=True),
    )

    assert [section.name for section in sections_for(survey, HIGH_SCHOOL)] == ["always"]


def test_choices_for_grades_that_a_school_does_not_have_are_left_out():
    codes = {-1: "tk", 5: "five", 6: "six", 8: "eight", 9: "nine"}
    choices = tuple(Choice.model_validate(a_choice(code, grade=grade)) for grade, code in codes.items())
    always = Choice.model_validate(a_choice("not_sure"))

    assert [choice.code for choice in choices_for((*choices, always), MIDDLE_SCHOOL)] == [
        "six",
        "eight",
        "not_sure",
    ]


def test_a_question_without_grades_is_the_same_at_every_school():
    (question,) = a_survey(a_section(a_question("a"))).questions()

    assert question_for(question, HIGH_SCHOOL) is question


def test_a_matrix_loses_the_rows_and_choices_of_other_grades():
    rows = [a_choice("six", grade=6), a_choice("ten", grade=10)]
    choices = [a_choice("yes"), a_choice("senior", grade=12)]
    (question,) = a_survey(a_section(a_question("m", "matrix", rows=rows, choices=choices))).questions()

    here = question_for(question, MIDDLE_SCHOOL)

    assert [row.code for row in here.rows] == ["six"]
    assert [choice.code for choice in here.choices] == ["yes"]


NAMES = ["q0", "q1", "q2", "q3", "q4", "q5"]


@st.composite
def surveys_with_rules(draw):
    """Six questions in three sections; any of them may depend on an earlier one."""

    def rule(before: int):
        if not before:
            return None
        test = st.sampled_from(["eq", "answered"])
        name = draw(st.sampled_from(NAMES[:before]))
        tree = (
            ["answered", name]
            if draw(test) == "answered"
            else ["eq", name, draw(st.sampled_from(["yes", "no"]))]
        )
        return draw(st.sampled_from([None, tree, ["not", tree]]))

    questions = [a_question(name, when=rule(at)) for at, name in enumerate(NAMES)]
    return a_survey(
        *(
            a_section(*questions[at : at + 2], name=f"s{at}", optional=draw(st.booleans()), when=rule(at))
            for at in (0, 2, 4)
        )
    )


@given(
    surveys_with_rules(),
    st.dictionaries(st.sampled_from(NAMES), st.sampled_from(["yes", "no", None])),
    st.frozensets(st.sampled_from(["s0", "s2", "s4"])),
)
@settings(deadline=None, max_examples=200)
def test_a_question_is_asked_exactly_when_its_rule_holds_for_the_answers_that_count(survey, answers, added):
    facts = SchoolFacts("A School", "A District", 6, 8, 100, added)
    shown = [question.name for question in asked(survey, facts, answers)]

    # Only answers to questions that are asked may count, so the rules are decided once more with just those.
    counting = {name: answers.get(name) for name in shown}
    for section in survey.sections:
        here = (not section.optional or section.name in added) and (
            section.when is None or holds(section.when, counting)
        )
        for question in section.questions:
            should = here and (question.when is None or holds(question.when, counting))
            assert (question.name in shown) == should
    assert shown == sorted(shown)


def test_a_school_shows_the_languages_of_its_district_and_takes_an_answer_in_any():
    spoken = [a_choice("hmong", languages=["hmn"], usual=True), a_choice("korean", languages=["ko"])]
    question = a_question("lang", "choose_several", choices=[a_choice("english"), *spoken])
    survey = a_survey(a_section(question))
    choices = next(survey.questions()).offered
    counted = replace(HIGH_SCHOOL, spoken_in_district=frozenset({"ko", "es"}))

    assert [choice.code for choice in choices_for(choices, counted)] == ["english", "korean"]
    assert [choice.code for choice in choices_for(choices, HIGH_SCHOOL)] == ["english", "hmong"]
    assert accept(survey, counted, {"lang": ["hmong"]}).answers == {"lang": ["hmong"]}
