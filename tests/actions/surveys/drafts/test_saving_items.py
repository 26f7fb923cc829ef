"""A question and its choices are saved by one form: as one edit, and each field by itself."""

import pytest

from survey_app.actions.surveys.drafts.drafts import copy_survey, read_draft
from survey_app.actions.surveys.drafts.editing import Form, add_item, save_items
from survey_app.actions.surveys.drafts.history import undo
from survey_app.actions.surveys.drafts.listing import list_surveys
from survey_app.errors import DraftConflict
from survey_app.surveys.drafts.items import places
from survey_app.surveys.drafts.placing import Spot
from tests.actions.surveys.drafts.writers import ANA, BOSS, EVA, LIZ, NOW, item_named


@pytest.fixture
def where(published, session):
    """A draft, a question, and one of its choices."""
    id_ = copy_survey(session, BOSS, "student-2026.3", NOW)
    document = read_draft(session, BOSS, id_).document
    return id_, item_named(document, "safe_where"), item_named(document, "hallways")


def test_a_question_and_its_choices_are_one_edit(session, where):
    id_, question, choice = where
    asked = Form({"ask": "Where do you feel less safe?"}, {"ask": "Where is it less safe?"})
    renamed = Form({"text": "Hallways"}, {"text": "Corridors"})

    draft = save_items(session, BOSS, id_, {question: asked, choice: renamed}, NOW)

    items = places(draft.document)
    assert draft.revision == 1
    assert items[question].item["ask"]["words"] == {"en": "Where is it less safe?"}
    assert items[choice].item["text"]["words"] == {"en": "Corridors"}


def test_what_somebody_else_changed_is_named_by_item_and_field_and_the_rest_is_saved(session, where):
    id_, question, choice = where
    save_items(session, LIZ, id_, {choice: Form({"text": "Hallways"}, {"text": "In the halls"})}, NOW)
    asked = Form({"ask": "Where do you feel less safe?"}, {"ask": "Where is it less safe?"})

    with pytest.raises(DraftConflict) as caught:
        save_items(
            session,
            BOSS,
            id_,
            {question: asked, choice: Form({"text": "Hallways"}, {"text": "Corridors"})},
            NOW,
        )

    [(at, theirs)] = caught.value.fields.items()
    assert (at, theirs.value, theirs.who) == ((choice, "text"), "In the halls", LIZ.email)
    items = places(caught.value.draft.document)
    assert items[question].item["ask"]["words"] == {"en": "Where is it less safe?"}
    assert items[choice].item["text"]["words"] == {"en": "In the halls"}


def test_surveys_are_listed_in_their_newest_version(published, session):
    lines = list_surveys(session, BOSS)

    assert [line.name for line in lines] == ["elementary", "family", "partner", "staff", "student"]
    assert {line.district for line in lines} == {""}
    assert lines == list_surveys(session, ANA) == list_surveys(session, EVA)


def test_a_new_type_may_take_choices_away_that_the_same_form_holds(session, where):
    id_ = where[0]
    section = item_named(read_draft(session, BOSS, id_).document, "school")
    value = {
        "ask": "New",
        "type": "choose_one",
        "privacy": "safe",
        "choices": [{"text": "One"}, {"text": "Two"}],
    }
    draft, new = add_item(session, BOSS, id_, "question", Spot(section), value, NOW)
    first, second = (each["id"] for each in places(draft.document)[new].item["choices"])
    text = Form({"text": "One", "other": False}, {"text": "Uno", "other": False})
    unchanged = Form({"text": "Two"}, {"text": "Two"})

    for forms in ([(new, "yes_no"), (first, "")], [(first, ""), (new, "long_text")]):
        sent = {item: Form({"type": "choose_one"}, {"type": kind}) if kind else text for item, kind in forms}
        draft = save_items(session, BOSS, id_, {**sent, second: unchanged}, NOW)
        assert places(draft.document)[new].item["type"] in ("yes_no", "long_text")
        undo(session, BOSS, id_, None, NOW)
