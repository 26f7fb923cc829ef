"""The document of a draft: ids, shared lists, and the way back to a survey."""

import pytest

from survey_app.surveys.checks.document import check_document
from survey_app.surveys.drafts.checking import check_draft
from survey_app.surveys.drafts.document import draft_of, empty, plain, taken_from, with_ids
from survey_app.surveys.drafts.items import places
from survey_app.surveys.yaml_file import load_library
from tests.surveys.drafts.made_drafts import a_draft


@pytest.mark.parametrize("name", ["student", "elementary", "family", "staff", "partner"])
def test_a_draft_of_a_survey_is_that_survey(name):
    survey = load_library()[name]

    shaped = plain(draft_of(survey), survey.name, survey.version)
    checked = check_document(shaped.document)

    assert checked.faults == ()
    assert checked.survey == survey
    assert checked.survey.model_dump_json() == survey.model_dump_json()


def test_questions_with_equal_choices_share_a_list():
    draft = draft_of(load_library()["student"])
    questions = [place.item for place in places(draft).values() if place.kind == "question"]
    lists = {each["id"]: each for each in draft["lists"]}

    uses = [each["choices"]["list"] for each in questions if isinstance(each.get("choices"), dict)]
    assert set(uses) == set(lists)
    assert all(uses.count(id_) > 1 for id_ in lists)
    assert len({each["name"] for each in lists.values()}) == len(lists)


def test_every_item_has_an_id_of_its_own():
    draft = draft_of(load_library()["family"])
    choices = [p.item for p in places(draft).values() if p.kind in ("choice", "question", "section", "list")]

    assert len({each["id"] for each in choices}) == len(choices) == len(places(draft)) - 1
    assert all(len(each["id"]) == 8 for each in choices)


def test_ids_that_are_there_stay_and_the_same_one_twice_does_not():
    draft = a_draft()
    draft["sections"][1]["questions"][0]["id"] = "qgradeaa"
    draft["sections"].append("no section")

    named = with_ids(draft)

    assert named["sections"][0]["questions"][0]["id"] == "qgradeaa"
    assert named["sections"][1]["questions"][0]["id"] != "qgradeaa"
    assert len(named["sections"]) == 2


@pytest.mark.parametrize(
    "nonsense",
    [
        {},
        {"sections": "none"},
        {"sections": [{"questions": {"a": 1}}, 7]},
        {"sections": [{"questions": [{"choices": "a, b", "rows": [1]}]}]},
        {"lists": {"a": []}},
    ],
)
def test_any_document_gets_ids_and_a_list_of_faults(nonsense):
    for draft in (with_ids(nonsense), taken_from(nonsense)):
        checked = check_draft(draft)

        assert checked.survey is None
        assert checked.count > 0


def test_what_comes_from_outside_gets_the_shape_of_a_draft():
    draft = draft_of(check_draft(a_draft()).survey)

    assert taken_from(draft) == draft


def test_a_new_draft_lacks_only_its_sections():
    assert set(check_draft(empty("staff", "Our staff")).faults) == {("about", "sections")}


def test_a_fault_has_the_id_and_the_field_where_it_can_be_fixed():
    draft = a_draft()
    draft["lists"][0]["choices"][1]["text"]["words"]["en"] = " "
    draft["sections"][0]["questions"][0]["choices"][1]["code"] = "9"
    draft["sections"][1]["questions"][0]["when"] = "grades = 9"
    draft["sections"][1]["questions"][1].pop("ask")
    draft["who"] = ["grade", "home"]

    faults = check_draft(draft).faults

    assert {place: [fault.code for fault in here] for place, here in faults.items()} == {
        ("chlotaaa", "text"): ["empty"],  # once, although two questions use the list
        ("chtenaaa", "code"): ["code_twice"],
        ("qwhyaaaa", "when"): ["rule_about_unknown"],
        ("qhelpaaa", "ask"): ["missing"],
        ("about", "who"): ["who_unknown"],
    }


def test_a_path_leads_to_a_field_and_back():
    shaped = plain(a_draft())

    assert shaped.path_of("qwhyaaaa", "ask") == ("sections", 1, "questions", 0, "ask")
    assert shaped.place_of(("sections", 1, "questions", 1, "choices", 0, "text", "words", "en")) == (
        "chsomeaa",
        "text",
    )
    assert shaped.path_of("nobodyaa") is None
    assert shaped.place_of(("minutes",)) == ("about", "minutes")


def test_the_languages_are_those_that_some_text_has():
    draft = {**a_draft(), "languages": ["en", "pa", "es"]}

    assert plain(draft).document["languages"] == ["en", "es"]
