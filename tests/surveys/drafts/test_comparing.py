"""What a draft changes against the version before: what reports can still compare, and what translations lack."""

import pytest

from survey_app.surveys.drafts.checking import check_draft
from survey_app.surveys.drafts.comparing import Missing, compare
from survey_app.surveys.drafts.items import places
from tests.surveys.drafts.made_drafts import a_draft, choice, words

BEFORE = check_draft(a_draft(), "student", "student-2026.1").survey


def compared(change):
    draft = a_draft()
    change(draft)
    checked = check_draft(draft, "student", "student-2027.1")
    assert checked.faults == {}
    comparison = compare(draft, checked.survey, BEFORE)
    return {each.name: (each.is_comparable, each.notes) for each in comparison.questions}


def put(id_, **fields):
    return lambda draft: places(draft)[id_].item.update(fields)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda draft: None, {}),
        (put("qbelonga", ask=words("Do you fit in?")), {"belong": (True, ("words",))}),
        (put("qbelonga", hint=words("Here.")), {"belong": (True, ("words",))}),
        (
            put("chlotaaa", text=words("Very much")),
            {"belong": (True, ("choice_words",)), "help": (True, ("choice_words",))},
        ),
        (put("qhelpaaa", type="choose_one"), {"help": (False, ("type",))}),
        (put("qwhyaaaa", required=True, privacy="rare"), {"why": (True, ("privacy", "required"))}),
        (put("qhelpaaa", when=["eq", "grade", "9"]), {"help": (True, ("rule",))}),
        (put("qhelpaaa", not_know=True), {"help": (True, ("not_know",))}),
        (put("qhelpaaa", no_answer=True), {"help": (False, ("choices_added",))}),
        (lambda draft: draft["sections"][1]["questions"].reverse(), {"why": (True, ("moved",))}),
        (lambda draft: draft["sections"][1]["questions"].pop(), {"help": (False, ("removed",))}),
    ],
)
def test_each_question_is_comparable_or_says_why_not(change, told):
    assert compared(change) == told


def test_a_choice_that_came_or_went_is_named():
    draft = a_draft()
    places(draft)["listaaaa"].item["choices"][1] = choice("chnewaaa", "much", "Very much")
    for id_ in ("secmorea", "qwhyaaaa"):
        places(draft)[id_].item.pop("when")

    changes = compare(draft, check_draft(draft).survey, BEFORE).questions

    assert [(each.name, each.notes, each.codes) for each in changes] == [
        ("belong", ("choices_removed", "choices_added"), ("A lot", "Very much")),
        ("why", ("rule",), ()),
        ("help", ("choices_removed", "choices_added"), ("A lot", "Very much")),
    ]
    assert [each.is_comparable for each in changes] == [False, True, False]


def test_the_words_before_stand_beside_the_words_now():
    draft = a_draft()
    found = places(draft)
    old_ask = found["qbelonga"].item["ask"]["words"]["en"]
    found["qbelonga"].item.update(ask=words("Do you fit in?"), hint=words("Here."))
    found["chlotaaa"].item.update(text=words("Very much"), hint=words("Every day"), group=words("More"))

    belong, helped = compare(draft, check_draft(draft).survey, BEFORE).questions

    of_choice = (("", "More"), ("A lot", "Very much"), ("", "Every day"))
    assert belong.reworded == ((old_ask, "Do you fit in?"), ("", "Here."), *of_choice)
    assert helped.reworded == of_choice


def test_a_new_question_and_those_that_stay():
    draft = a_draft()
    draft["sections"][1]["questions"].append(
        {"id": "qnewaaaa", "name": "new", "type": "long_text", "ask": words("New?"), "privacy": "safe"}
    )

    comparison = compare(draft, check_draft(draft).survey, BEFORE)

    assert [(each.id, each.notes) for each in comparison.questions] == [("qnewaaaa", ("new",))]
    assert (comparison.same, comparison.version) == (4, "student-2026.1")


def test_what_a_language_lacks_is_listed_even_while_there_are_faults():
    draft = a_draft()
    places(draft)["qhelpaaa"].item.pop("ask")

    comparison = compare(draft, check_draft(draft).survey, BEFORE)

    assert comparison.questions == ()
    assert list(comparison.missing) == ["es"]
    assert Missing("qbelonga", "ask", "Do you belong?") in comparison.missing["es"]
    assert len(comparison.missing["es"]) == 8
    assert comparison.drafts == {"es": 2}
