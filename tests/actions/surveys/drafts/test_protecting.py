"""A careless writer cannot undo what protects people: classes of privacy, protected topics, consent of parents."""

import pytest

from survey_app.actions.surveys.drafts.drafts import copy_survey, read_draft, start_empty, take_document
from survey_app.actions.surveys.drafts.editing import Form, add_item, copy_item, save_fields
from survey_app.actions.surveys.drafts.publishing import publish_draft
from survey_app.errors import SurveyFileError
from survey_app.surveys.drafts.items import SURVEY, places
from survey_app.surveys.drafts.placing import Spot
from tests.actions.surveys.drafts.writers import ANA, BOSS, NOW, item_named

VERSION = "student-2026.3"
GRADES = [{"text": f"Grade {grade}"} for grade in (9, 10, 11)]
RACES = [{"text": words} for words in ("Asian", "Black or African American", "White", "Martian")]


@pytest.fixture
def draft(published, session):
    return copy_survey(session, BOSS, VERSION, NOW)


@pytest.fixture
def change(session, draft):
    """Changes fields of the item with a name, and returns its faults: field → codes."""

    def change(name, **fields):
        document = read_draft(session, BOSS, draft).document
        item = SURVEY if name == SURVEY else item_named(document, name)
        save_fields(session, BOSS, draft, item, Form({}, fields), NOW)
        return found_at(session, draft, item)

    return change


def found_at(session, draft, item, who=BOSS):
    faults = read_draft(session, who, draft).faults
    return {field: [each.code for each in here] for (id_, field), here in faults.items() if id_ == item}


def ask(session, draft, who=BOSS, **fields):
    """Add a question to the last section of a draft; return its faults."""
    section = read_draft(session, who, draft).document["sections"][-1]["id"]
    value = {"type": "choose_one", "privacy": "safe", **fields}
    _, new = add_item(session, who, draft, "question", Spot(section), value, NOW)
    return found_at(session, draft, new, who)


def test_a_copy_of_each_survey_of_the_library_has_no_fault(published, session):
    for version in ("elementary", "family", "partner", "staff", "student"):
        copied = copy_survey(session, BOSS, f"{version}-2026.3", NOW)

        assert read_draft(session, BOSS, copied).faults == {}


@pytest.mark.parametrize(
    ("name", "privacy"), [("grade", "safe"), ("race_eth", "sensitive"), ("travel_how", "safe")]
)
def test_a_published_question_keeps_its_class_or_gets_a_stricter_one(change, session, draft, name, privacy):
    assert change(name, privacy=privacy)["privacy"][0] in ("privacy_loosened", "grade_not_identifier")
    with pytest.raises(SurveyFileError, match="better protected before"):
        publish_draft(session, BOSS, draft, NOW)

    assert change("belong", privacy="rare") == {}


def test_who_answered_is_recognized_under_another_name(session, draft):
    document = read_draft(session, BOSS, draft).document
    race = item_named(document, "race_eth")
    section = places(document)[race].parent
    _, copied = copy_item(session, BOSS, draft, race, Spot(section, race), NOW)
    save_fields(session, BOSS, draft, copied, Form({}, {"privacy": "safe"}), NOW)

    assert found_at(session, draft, copied) == {"privacy": ["who_answers_not_identifier"]}
    assert ask(session, draft, ask="What are you?", choices=RACES) == {
        "privacy": ["who_answers_not_identifier"]
    }
    assert (
        "grade_not_identifier"
        in ask(session, draft, ask="Which class are you in?", choices=GRADES)["privacy"]
    )
    assert ask(session, draft, ask="And which is it?", choices=GRADES, privacy="identifier") == {}
    assert ask(session, draft, ask="Do you like it?", choices=[{"text": "Yes"}, {"text": "No"}]) == {}


def test_a_survey_that_began_empty_or_came_in_a_file_knows_who_questions_too(published, session):
    empty = start_empty(session, BOSS, "student", "Ours", NOW)
    add_item(session, BOSS, empty, "section", Spot(SURVEY), {"title": "Us"}, NOW)
    taken = take_document(
        session,
        BOSS,
        {"audience": "student", "language": "en", "sections": [{"name": "us", "questions": []}]},
        NOW,
    )

    for draft in (empty, taken):
        assert "who_answers_not_identifier" in ask(session, draft, ask="Race?", choices=RACES)["privacy"]


def test_a_section_of_a_coordinator_knows_them_too(published, session):
    draft = start_empty(session, ANA, "student", "Our garden", NOW)

    assert ask(session, draft, ANA, ask="Race?", choices=RACES)["privacy"] == ["who_answers_not_identifier"]


def test_a_number_is_never_shown_exactly(session, draft):
    fields = {"ask": "How old are you?", "type": "whole_number"}

    assert ask(session, draft, **fields) == {"privacy": ["number_shown_exactly"]}
    assert ask(session, draft, **fields, privacy="sensitive") == {"privacy": ["number_shown_exactly"]}
    assert ask(session, draft, **fields, privacy="rare") == {}


def test_a_copy_asks_no_less_of_parents(change):
    assert change(SURVEY, consent="none")["consent"] == ["consent_lowered"]
    assert change(SURVEY, consent="passive", active_to_grade="", active_notice="") == {
        "consent": ["active_to_grade_lowered"]
    }
    assert change(SURVEY, consent="active") == {}
    assert change(SURVEY, consent="passive", grades=["9", "12"]) == {}


def test_a_protected_topic_stays_one_and_needs_a_yes_in_lower_grades(change, session, draft):
    change("belong", protected_topic="family")
    version = publish_draft(session, BOSS, draft, NOW)
    later = copy_survey(session, BOSS, version, NOW)
    item = item_named(read_draft(session, BOSS, later).document, "belong")
    save_fields(session, BOSS, later, item, Form({}, {"protected_topic": ""}), NOW)

    assert found_at(session, later, item) == {"protected_topic": ["topic_taken_away"]}


def test_a_new_survey_of_young_students_needs_a_yes_for_a_protected_topic(published, session):
    draft = start_empty(session, BOSS, "student", "Ours", NOW)
    add_item(session, BOSS, draft, "section", Spot(SURVEY), {"title": "Us"}, NOW)
    choices = [{"text": "Yes"}, {"text": "No"}]
    assert ask(session, draft, ask="Do you pray?", choices=choices, protected_topic="religion") == {}

    def consent(**fields):
        save_fields(session, BOSS, draft, SURVEY, Form({}, fields), NOW)
        return found_at(session, draft, SURVEY).get("consent")

    assert consent(consent="passive") == ["topic_without_active"]
    assert consent(grades=["7", "12"]) is None
    assert consent(grades=["6", "12"]) == ["topic_without_active"]
    assert consent(consent="active") is None
    assert consent(consent="none") == ["topic_without_consent"]
