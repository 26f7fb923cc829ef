"""Rules of a draft: as a form has them, as sentences, and what they may look at."""

import pytest

from survey_app.surveys.drafts.items import places
from survey_app.surveys.drafts.rules.forms import (
    RuleForm,
    RuleTest,
    Said,
    Sentence,
    form_of,
    rule_of,
    sentence_of,
)
from survey_app.surveys.drafts.rules.order import earlier_questions
from survey_app.surveys.rules import parse, written
from survey_app.surveys.yaml_file import load_library
from tests.surveys.drafts.made_drafts import a_draft

RULES = [
    "grade in (9, 10)",
    "grade = 9 and belong != lot",
    "a = 1 and (b = 2 or c = 3)",
    "(a = 1 or b = 2) and not (c = 3 and d = 4)",
    "not answered why or n >= -5 or m < 3",
    "several all of (a, b) and not not x = y",
    "not several any of (a, b)",
    "school.grade_high > 5 and (a = b and c = d)",
]


OF_LIBRARY = {
    written(question.when)
    for survey in load_library().values()
    for question in survey.questions()
    if question.when
}


@pytest.mark.parametrize("rule", [*RULES, *sorted(OF_LIBRARY)])
def test_a_rule_in_words_is_read_as_the_same_rule(rule):
    assert parse(written(parse(rule))) == parse(rule)


@pytest.mark.parametrize(
    ("rule", "form"),
    [
        ("grade = 9", RuleForm("and", (RuleTest("grade", "is", ("9",)),))),
        (
            "grade in (9, 10) or answered why",
            RuleForm("or", (RuleTest("grade", "is", ("9", "10")), RuleTest("why", "answered"))),
        ),
        (
            "n >= 3 and belong != lot",
            RuleForm("and", (RuleTest("n", "ge", ("3",)), RuleTest("belong", "is_not", ("lot",)))),
        ),
        ("not answered why", RuleForm("and", (RuleTest("why", "not_answered"),))),
        ("x all of (a, b)", RuleForm("and", (RuleTest("x", "all", ("a", "b")),))),
    ],
)
def test_a_rule_of_the_usual_form_is_a_form_and_back(rule, form):
    assert form_of(rule) == form
    assert rule_of(form) == parse(rule)


@pytest.mark.parametrize(
    "rule", ["a = 1 and (b = 2 or c = 3)", "not (a = 1 and b = 2)", "grade is 9", None, ["x"]]
)
def test_any_other_rule_has_no_form(rule):
    assert form_of(rule) is None


def test_what_a_form_leaves_open_compares_with_nothing_until_it_is_filled_in():
    form = RuleForm(
        "and", (RuleTest("", "is", ("9",)), RuleTest("grade", "is", ()), RuleTest("n", "ge", ("many",)))
    )

    assert rule_of(form) == parse("grade in () and n in ()")
    assert rule_of(RuleForm("and", (RuleTest("", "is", ("9",)),))) is None


def test_a_sentence_says_what_was_asked_and_what_was_answered():
    draft = a_draft()
    rule = places(draft)["qwhyaaaa"].item["when"]

    assert sentence_of(draft, rule) == Sentence(
        "or",
        (
            Said("grade", "What grade are you in?", "is", ("Grade 9",)),
            Said("belong", "Do you belong?", "is_not", ("A lot",)),
        ),
    )
    assert sentence_of(draft, "gone = 3") == Sentence("", (Said("gone", "gone", "is", ("3",)),))
    assert sentence_of(draft, None) is None


def test_a_rule_may_look_at_what_comes_before_and_was_not_answered_in_words():
    draft = a_draft()
    places(draft)["qbelonga"].item["no_answer"] = True

    assert [each.name for each in earlier_questions(draft, "secyouaa")] == []
    assert [each.name for each in earlier_questions(draft, "qhelpaaa")] == ["grade", "belong"]
    assert earlier_questions(draft, "qhelpaaa")[1].choices == [
        ("some", "Some"),
        ("lot", "A lot"),
        ("pnts", ""),
    ]
