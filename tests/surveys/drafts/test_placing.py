"""Items that come, go, move and are copied."""

import pytest

from survey_app.errors import DraftError
from survey_app.surveys.drafts.around import Around, around
from survey_app.surveys.drafts.changing import change_fields
from survey_app.surveys.drafts.checking import check_draft
from survey_app.surveys.drafts.edits import apply
from survey_app.surveys.drafts.items import places
from survey_app.surveys.drafts.placing import Spot, add, copy, move, remove
from survey_app.surveys.drafts.rules.order import rules_about
from survey_app.surveys.yaml_file import load_library
from tests.surveys.drafts.made_drafts import a_draft, words


def added(kind, spot, value, known=None):
    draft = a_draft()
    changes, id_ = add(draft, kind, spot, value, known or Around())
    return apply(draft, changes), id_


def names(draft, section):
    return [each["name"] for each in draft["sections"][section]["questions"]]


def test_a_question_with_choices_takes_its_names_from_its_words():
    value = {"ask": "Do you like the library?", "type": "choose_one", "privacy": "safe"}
    value["choices"] = [{"text": "Yes!"}, "Not really", {"text": "Yes"}, {"text": "بلا"}]

    draft, id_ = added("question", Spot("secyouaa", "qgradeaa"), value)

    assert names(draft, 0) == ["grade", "do_you_like_the_library", "belong"]
    question = places(draft)[id_].item
    assert question["ask"] == words("Do you like the library?")
    assert [each["code"] for each in question["choices"]] == ["yes", "not_really", "yes_2", "choice"]
    assert check_draft(draft).faults == {}


def test_a_new_name_is_not_taken_and_means_nothing_else():
    draft, _ = added("question", Spot("secyouaa"), {"ask": "Belong?", "type": "short_text"})
    again, _ = added("question", Spot("secyouaa"), {"ask": "Not", "type": "short_text"})
    empty, _ = added("question", Spot("secyouaa"), {})

    assert (names(draft, 0)[0], names(again, 0)[0], names(empty, 0)[0]) == ("belong_2", "not_2", "question")


def test_a_new_question_never_gets_the_name_of_one_that_was_answered_before():
    gone = check_draft(a_draft()).survey
    draft = a_draft()
    apply(draft, remove(draft, "qhelpaaa"))

    changes, id_ = add(draft, "question", Spot("secyouaa"), {"ask": "Help?"}, around([gone], []))

    assert places(apply(draft, changes))[id_].item["name"] == "help_2"


def test_yes_no_comes_with_its_answers():
    known = around([], load_library().values())

    draft, id_ = added(
        "question", Spot("secyouaa"), {"ask": "Open?", "type": "yes_no", "privacy": "safe"}, known
    )

    assert [each["code"] for each in places(draft)[id_].item["choices"]] == ["yes", "no", "not_sure"]
    assert check_draft(draft).faults == {}


def test_a_section_a_list_a_choice_and_a_row_are_added():
    _, section = added("section", Spot("about", "secmorea"), {"title": "Last words"})
    draft, listed = added("list", Spot("about", "listaaaa"), {"name": "a3", "choices": ["No", "Yes"]})
    with_choice, _ = added("choice", Spot("listaaaa", "chsomeaa"), {"text": "Quite"})
    with_row, row = added("row", Spot("qhelpaaa"), {"text": "At lunch"})

    assert len(section) == 8
    assert [each["code"] for each in places(draft)[listed].item["choices"]] == ["no", "yes"]
    assert [each["code"] for each in with_choice["lists"][0]["choices"]] == ["some", "quite", "lot"]
    assert places(with_row)[row].field == "rows"


@pytest.mark.parametrize(
    ("kind", "parent", "code"),
    [
        ("question", "about", "item_not_here"),
        ("choice", "secyouaa", "item_not_here"),
        ("choice", "qbelonga", "list_is_shared"),
        ("question", "nobodyaa", "item_gone"),
        ("chapter", "about", "item_not_here"),
    ],
)
def test_what_cannot_be_there_is_refused(kind, parent, code):
    with pytest.raises(DraftError) as refused:
        add(a_draft(), kind, Spot(parent), {"text": "x"}, Around())

    assert refused.value.code == code


def test_what_comes_after_something_that_is_gone_comes_last():
    draft, _ = added("question", Spot("secyouaa", "nobodyaa"), {"ask": "More?", "type": "long_text"})

    assert names(draft, 0) == ["grade", "belong", "more"]


def test_a_copy_has_a_name_and_ids_of_its_own():
    draft = a_draft()
    changes, id_ = copy(draft, "qgradeaa", Spot("secyouaa", "qgradeaa"))
    apply(draft, changes)

    assert names(draft, 0) == ["grade", "grade_2", "belong"]
    assert len({*places(draft)}) == len(places(a_draft())) + 3
    assert places(draft)[id_].item["ask"] == places(draft)["qgradeaa"].item["ask"]


def test_a_copied_section_has_questions_with_other_names():
    draft = a_draft()
    apply(draft, copy(draft, "secyouaa", Spot("about", "secyouaa"))[0])

    assert [each["name"] for each in draft["sections"]] == ["you", "you_2", "more"]
    assert names(draft, 1) == ["grade_2", "belong_2"]
    assert ("about", "who") in check_draft(draft).faults  # who is asked twice now


def test_a_removed_question_leaves_the_rules_about_it_as_faults():
    draft = a_draft()
    assert rules_about(draft, "qbelonga") == ["secmorea", "qwhyaaaa"]

    apply(draft, remove(draft, "qbelonga"))

    assert {at: [f.code for f in faults] for at, faults in check_draft(draft).faults.items()} == {
        ("secmorea", "when"): ["rule_about_unknown"],
        ("qwhyaaaa", "when"): ["rule_about_unknown"],
    }


def test_a_list_that_questions_use_stays():
    with pytest.raises(DraftError) as refused:
        remove(a_draft(), "listaaaa")

    assert refused.value.values == {"questions": ["belong", "help"]}


def test_a_question_moves_to_another_section():
    draft = a_draft()

    apply(draft, move(draft, "qhelpaaa", Spot("secyouaa", "qgradeaa")))

    assert (names(draft, 0), names(draft, 1)) == (["grade", "help", "belong"], ["why"])


@pytest.mark.parametrize(
    ("id_", "spot"), [("qgradeaa", Spot("secmorea", "qwhyaaaa")), ("secmorea", Spot("about"))]
)
def test_nothing_moves_before_what_its_rule_looks_at(id_, spot):
    with pytest.raises(DraftError) as refused:
        move(a_draft(), id_, spot)

    assert refused.value.code == "rule_would_look_ahead"


def test_what_is_there_already_does_not_move():
    assert move(a_draft(), "qbelonga", Spot("secyouaa", "qgradeaa")) == []
    assert move(a_draft(), "qbelonga", Spot("secyouaa", "qbelonga")) == []
    assert move(a_draft(), "chlotaaa", Spot("listaaaa", "chsomeaa")) == []


def test_choices_as_lines_keep_those_that_have_the_same_words():
    draft = a_draft()
    wanted = change_fields(draft, "qgradeaa", {}, {"choices": ["Grade 10", "Grade 11", "Grade 9"]}, Around())
    apply(draft, wanted.changes)

    choices = places(draft)["qgradeaa"].item["choices"]
    assert [(each["id"], each["code"]) for each in choices[::2]] == [("chtenaaa", "10"), ("chnineaa", "9")]
    assert choices[1]["code"] == "grade_11"


def test_a_question_leaves_a_shared_list_with_choices_of_its_own():
    draft = a_draft()
    wanted = change_fields(draft, "qbelonga", {"choices": "listaaaa"}, {"choices": ""}, Around())
    apply(draft, wanted.changes)

    choices = places(draft)["qbelonga"].item["choices"]
    assert [each["code"] for each in choices] == ["some", "lot"]
    assert not {each["id"] for each in choices} & {"chsomeaa", "chlotaaa"}
    assert check_draft(draft).faults == {}
