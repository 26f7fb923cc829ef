"""A district copies a survey of the library, rewords a question, adds one, and publishes its own version."""

import pytest

from survey_app.actions.surveys.drafts.drafts import copy_survey, list_drafts, read_draft
from survey_app.actions.surveys.drafts.editing import Form, add_item, save_fields
from survey_app.actions.surveys.drafts.publishing import publish_draft
from survey_app.errors import NotFound
from survey_app.store.tables import AuditEntry, SurveyVersion
from survey_app.surveys.drafts.placing import Spot
from survey_app.surveys.published import published_survey
from tests.actions.surveys.drafts.writers import BOSS, DISTRICT, EVA, NOW, asked, item_named


def test_a_reworded_copy_becomes_the_next_version_of_the_district(published, session):
    id_ = copy_survey(session, BOSS, "student-2026.3", NOW)
    draft = read_draft(session, BOSS, id_)
    assert (draft.revision, draft.faults, draft.base.version) == (0, {}, "student-2026.3")

    belong = item_named(draft.document, "belong")
    words = {"ask": "How much do you feel you belong at this school?"}
    save_fields(session, BOSS, id_, belong, Form(words, {"ask": "Do you feel at home here?"}), NOW)
    section = item_named(draft.document, "school")
    question = {"ask": "Do you like the new library?", "type": "scale", "privacy": "safe"}
    choices = asked(draft.document, "belong")["choices"]["list"]
    add_item(session, BOSS, id_, "question", Spot(section, belong), {**question, "choices": choices}, NOW)
    version = publish_draft(session, BOSS, id_, NOW)

    assert version == "student_2465789-2027.1"
    row = session.get_one(SurveyVersion, version)
    assert (row.district, row.root) == (DISTRICT, "student")
    questions = {each.name: each for each in published_survey(row.json).questions()}
    assert questions["belong"].ask.words == {"en": "Do you feel at home here?"}
    assert list(questions)[1:3] == ["belong", "do_you_like_the_new"]
    assert list_drafts(session, BOSS) == []
    actions = [row.action for row in session.query(AuditEntry).order_by(AuditEntry.number)]
    assert actions == ["survey draft", "survey edit", "survey edit", "survey publish"]


def test_nobody_of_another_district_reads_a_draft(published, session):
    id_ = copy_survey(session, BOSS, "student-2026.3", NOW)

    assert list_drafts(session, EVA) == []
    with pytest.raises(NotFound):
        read_draft(session, EVA, id_)
