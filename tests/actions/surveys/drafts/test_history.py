"""Every change is in the history with its author, and can be taken back; what others changed since stays."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DatabaseError

from survey_app.actions.surveys.drafts.drafts import copy_survey, lay_aside, list_drafts, read_draft, take_up
from survey_app.actions.surveys.drafts.editing import (
    Form,
    add_item,
    copy_item,
    move_item,
    remove_item,
    save_fields,
)
from survey_app.actions.surveys.drafts.history import history, undo
from survey_app.errors import DraftConflict, DraftError, NotFound
from survey_app.store.tables import AuditEntry
from survey_app.surveys.drafts.items import places
from survey_app.surveys.drafts.placing import Spot
from tests.actions.surveys.drafts.writers import BOSS, EVA, LIZ, NOW, asked, item_named


@pytest.fixture
def draft(published, session):
    return read_draft(session, BOSS, copy_survey(session, BOSS, "student-2026.3", NOW))


def reword(session, draft, who, words, name="belong", before=None):
    form = Form({} if before is None else {"ask": before}, {"ask": words})
    return save_fields(session, who, draft.line.id, item_named(draft.document, name), form, NOW)


def words_of(draft, name="belong"):
    return next(iter(asked(draft.document, name)["ask"]["words"].values()))


def test_everything_can_be_taken_back_until_nothing_has_changed(session, draft):
    id_, first = draft.line.id, draft.document
    belong, school = item_named(first, "belong"), item_named(first, "school")
    reword(session, draft, BOSS, "Do you fit in?")
    add_item(session, BOSS, id_, "question", Spot(school), {"ask": "Why?", "type": "long_text"}, NOW)
    copy_item(session, BOSS, id_, belong, Spot(school, belong), NOW)
    move_item(session, BOSS, id_, item_named(first, "peers"), Spot(item_named(first, "support")), NOW)
    remove_item(session, BOSS, id_, school, NOW)

    for _ in range(5):
        now = undo(session, BOSS, id_, None, NOW)

    assert now.document == first
    assert [line.what for line in history(session, BOSS, id_)[5:]] == [
        "remove",
        "move",
        "copy",
        "add_question",
        "fields",
    ]
    with pytest.raises(DraftError) as refused:
        undo(session, BOSS, id_, None, NOW)
    assert refused.value.code == "nothing_to_undo"


def test_undo_takes_back_the_newest_change_of_the_same_person(session, draft):
    reword(session, draft, BOSS, "Do you fit in?")
    reword(session, draft, LIZ, "Safe?", "safe")

    now = undo(session, BOSS, draft.line.id, None, NOW)

    assert (words_of(now), words_of(now, "safe")) == (words_of(draft), "Safe?")
    assert [(line.who, line.is_undone) for line in history(session, BOSS, draft.line.id)] == [
        (BOSS.email, False),
        (LIZ.email, False),
        (BOSS.email, True),
    ]


def test_what_was_taken_back_can_be_done_again(session, draft):
    reword(session, draft, BOSS, "Do you fit in?")
    undone = undo(session, BOSS, draft.line.id, None, NOW)
    again = undo(session, BOSS, draft.line.id, undone.revision, NOW)

    assert (words_of(undone), words_of(again)) == (words_of(draft), "Do you fit in?")
    assert [line.is_undone for line in history(session, BOSS, draft.line.id)] == [False, True, False]


def test_what_somebody_changed_since_is_not_taken_back(session, draft):
    reword(session, draft, BOSS, "Do you fit in?")
    reword(session, draft, LIZ, "Do you like it here?")

    with pytest.raises(DraftConflict) as conflict:
        undo(session, BOSS, draft.line.id, 1, NOW)

    [(field, theirs)] = conflict.value.fields.items()
    assert (field, theirs.who) == ("ask", LIZ.email)
    assert words_of(conflict.value.draft) == "Do you like it here?"
    assert len(history(session, BOSS, draft.line.id)) == 2


def test_an_added_question_that_somebody_filled_in_is_not_taken_back(session, draft):
    school = item_named(draft.document, "school")
    _, new = add_item(session, BOSS, draft.line.id, "question", Spot(school), {"ask": "Why?"}, NOW)
    save_fields(session, LIZ, draft.line.id, new, Form({"hint": ""}, {"hint": "Say."}), NOW)

    with pytest.raises(DraftConflict) as conflict:
        undo(session, BOSS, draft.line.id, 1, NOW)

    assert {field: theirs.who for field, theirs in conflict.value.fields.items()} == {"hint": LIZ.email}
    assert new in places(conflict.value.draft.document)


def test_two_editors_change_two_fields_of_one_question(session, draft):
    later = NOW + timedelta(minutes=1)
    item, id_ = item_named(draft.document, "belong"), draft.line.id
    drawn = {"ask": words_of(draft), "hint": "", "required": False}
    save_fields(session, LIZ, id_, item, Form(drawn, {**drawn, "ask": "Do you fit in?"}), NOW)

    now = save_fields(session, BOSS, id_, item, Form(drawn, {**drawn, "hint": "Here."}), later)

    assert (words_of(now), asked(now.document, "belong")["hint"]["words"]["en"]) == (
        "Do you fit in?",
        "Here.",
    )
    assert (now.line.changed_by, now.line.changed_at, now.revision) == (BOSS.email, later, 2)


def test_two_editors_of_one_field_are_told_of_each_other(session, draft):
    item, id_ = item_named(draft.document, "belong"), draft.line.id
    drawn = {"ask": words_of(draft), "hint": ""}
    save_fields(session, LIZ, id_, item, Form(drawn, {**drawn, "ask": "Do you fit in?"}), NOW)

    with pytest.raises(DraftConflict) as conflict:
        save_fields(session, BOSS, id_, item, Form(drawn, {"ask": "At home?", "hint": "Here."}), NOW)

    theirs = conflict.value.fields["ask"]
    assert (list(conflict.value.fields), theirs.value, theirs.who, theirs.at) == (
        ["ask"],
        "Do you fit in?",
        LIZ.email,
        NOW,
    )
    saved = read_draft(session, BOSS, id_)
    assert (words_of(saved), "hint" in asked(saved.document, "belong")) == ("Do you fit in?", True)


def test_what_changes_nothing_leaves_no_trace(session, draft):
    count = select(func.count()).select_from(AuditEntry)
    before = session.scalar(count)
    item = item_named(draft.document, "belong")

    same = save_fields(session, BOSS, draft.line.id, item, Form({}, {"ask": words_of(draft)}), NOW)

    assert (same.revision, session.scalar(count)) == (0, before)
    assert history(session, BOSS, draft.line.id) == []


def test_nobody_elsewhere_reads_or_changes_a_draft(session, draft):
    id_, item = draft.line.id, item_named(draft.document, "belong")
    attempts = [
        lambda: history(session, EVA, id_),
        lambda: undo(session, EVA, id_, None, NOW),
        lambda: save_fields(session, EVA, id_, item, Form({}, {"ask": "Mine"}), NOW),
        lambda: remove_item(session, EVA, id_, item, NOW),
        lambda: read_draft(session, BOSS, "nobodyaa"),
        lambda: read_draft(session, BOSS, "no\0body"),
    ]

    for attempt in attempts:
        with pytest.raises(NotFound):
            attempt()


def test_a_draft_that_is_laid_aside_is_taken_up_by_whoever_changes_it(session, draft):
    def aside():
        return [line.is_aside for line in list_drafts(session, BOSS)]

    lay_aside(session, BOSS, draft.line.id, NOW)
    assert aside() == [True]
    take_up(session, LIZ, draft.line.id, NOW)
    assert aside() == [False]
    lay_aside(session, BOSS, draft.line.id, NOW)
    reword(session, draft, LIZ, "Do you fit in?")
    assert aside() == [False]
    with pytest.raises(NotFound):
        lay_aside(session, EVA, draft.line.id, NOW)


def test_no_words_of_a_draft_are_in_the_audit_log(session, draft):
    reword(session, draft, BOSS, "A secret wish")

    assert "secret" not in " ".join(session.scalars(select(AuditEntry.details)))


def test_the_database_refuses_to_change_the_history(session, draft):
    item = item_named(draft.document, "belong")
    save_fields(session, BOSS, draft.line.id, item, Form({}, {"ask": "Do you feel at home?"}), NOW)

    with pytest.raises(DatabaseError, match="only added to"):
        session.execute(text("UPDATE survey_edit SET who = 'nobody'"))
