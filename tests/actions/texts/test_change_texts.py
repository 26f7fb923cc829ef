"""One sign-off counts at every place of a text, is in the log, and nobody overwrites another in silence."""

import json
from datetime import UTC, datetime

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DatabaseError

from survey_app.actions.accounts.roles import StaffUser
from survey_app.actions.audit_log import Actor, show_log
from survey_app.actions.surveys.catalog import publish_survey
from survey_app.actions.surveys.drafts.drafts import copy_survey, read_draft
from survey_app.actions.surveys.speech import in_words_of
from survey_app.actions.texts.change_texts import Said, approve, may_approve, say
from survey_app.actions.texts.read_texts import find_text, surveys_of, texts_in
from survey_app.errors import NotFound, TextError
from survey_app.store.tables import District, SurveyVersion, Wording
from survey_app.surveys.yaml_file import load_library

OURS = "24-65789"
NOW = datetime(2027, 4, 6, 19, 0, tzinfo=UTC)
ANA, BO = Actor("ana@example.org", NOW), Actor("bo@example.org", NOW)
SHARED = "Please do not write names."


@pytest.fixture(autouse=True)
def library(session):
    for survey in load_library().values():
        publish_survey(session, survey, NOW)
    session.add(District(code=OURS, name="Merced Union High"))
    session.commit()


def line_of(session, source, language="hmn", district=OURS):
    return next(line for line in texts_in(session, district, language) if line.source == source)


def test_families_come_first(session):
    assert [survey.audience for _, survey in surveys_of(session, OURS)] == [
        "family",
        "student",
        "student",
        "staff",
        "partner",
    ]


def test_one_sign_off_counts_wherever_the_text_stands(session):
    line = line_of(session, SHARED)
    assert {each.place for each in line.stands} >= {"family", "staff", "student"}

    say(session, ANA, OURS, line, Said(line.words, "reviewed"))

    after = line_of(session, SHARED)
    assert (after.state, after.by, after.words) == ("reviewed", "ana@example.org", line.words)
    assert len(after.stands) == len(line.stands)


def test_a_sign_off_is_in_the_log_without_words(session):
    line = line_of(session, SHARED)

    say(session, ANA, OURS, line, Said("Tsis txhob sau npe.", "reviewed", note="for names"))

    act = show_log(session, OURS).acts[0]
    assert (act.who, act.action, act.subject) == (
        "ana@example.org",
        "text reviewed",
        f"family/{line.stands[0].key}",
    )
    assert act.details == {"language": "hmn", "places": len(line.stands)}


def test_another_district_keeps_its_words(session):
    line = line_of(session, SHARED)
    say(session, ANA, OURS, line, Said("Tsis txhob sau npe.", "reviewed"))

    assert line_of(session, SHARED, district="24-65771").words == line.words


def test_words_that_somebody_changed_meanwhile_are_not_overwritten(session):
    seen = line_of(session, SHARED)
    say(session, BO, OURS, seen, Said("Of Bo", "reviewed"))
    now = line_of(session, SHARED)

    with pytest.raises(TextError) as refused:
        say(session, ANA, OURS, now, Said("Of Ana", "reviewed", was=seen.words))

    assert refused.value.problems[0].code == "words_changed_since"
    assert line_of(session, SHARED).words == "Of Bo"


def test_a_broken_placeholder_is_refused_and_nothing_is_kept(session):
    line = next(line for line in texts_in(session, OURS, "es") if "{minutes}" in line.source)

    with pytest.raises(TextError):
        say(session, ANA, OURS, line, Said("Son unos minutos.", "reviewed"))

    assert session.scalar(select(func.count()).select_from(Wording)) == 0


def test_the_database_refuses_to_change_or_delete_a_wording(session):
    line = line_of(session, SHARED)
    say(session, ANA, OURS, line, Said(line.words, "reviewed"))

    for statement in ("UPDATE wording SET words = 'x'", "DELETE FROM wording"):
        with pytest.raises(DatabaseError, match="only added to"):
            session.execute(text(statement))
        session.rollback()


def test_a_second_person_or_an_administrator_approves(session):
    line = line_of(session, SHARED)
    assert not may_approve(line, "bo@example.org", is_administrator=True)
    say(session, ANA, OURS, line, Said(line.words, "reviewed"))
    reviewed = line_of(session, SHARED)

    assert may_approve(reviewed, "bo@example.org", is_administrator=False)
    assert not may_approve(reviewed, "ana@example.org", is_administrator=False)
    assert may_approve(reviewed, "ana@example.org", is_administrator=True)


def test_nobody_approves_what_they_reviewed_themselves(session):
    line = line_of(session, SHARED)
    say(session, ANA, OURS, line, Said(line.words, "reviewed"))

    with pytest.raises(TextError):
        approve(session, ANA, OURS, line_of(session, SHARED), is_administrator=False)
    approve(session, BO, OURS, line_of(session, SHARED), is_administrator=False)

    assert line_of(session, SHARED).state == "approved"


def test_a_copy_of_a_survey_has_the_words_of_the_district_in_it(session):
    line = line_of(session, SHARED)
    say(session, ANA, OURS, line, Said("Tsis txhob sau npe.", "reviewed"))
    who = StaffUser(1, "bo@example.org", "Bo", "district_admin", OURS, frozenset())

    draft = read_draft(session, who, copy_survey(session, who, "family-2026.3", NOW))

    written = json.dumps(draft.document, ensure_ascii=False)
    assert "Tsis txhob sau npe." in written
    assert line.words not in written


def test_words_of_a_survey_count_in_a_copy_of_it_too(session):
    """Its root is its place, whatever it is called."""
    survey = load_library()["family"].model_copy(
        update={"name": "family_2465789", "version": "family_2465789-2026.1"}
    )
    publish_survey(session, survey, NOW)
    session.get_one(SurveyVersion, survey.version).root = "family"
    session.commit()
    say(session, ANA, OURS, line_of(session, "Family survey"), Said("Yog kev nug", "reviewed"))

    (spoken,) = in_words_of(session, OURS, [survey.version])
    assert spoken.title.in_language("hmn").words == "Yog kev nug"


def test_a_text_is_found_by_every_place_and_no_other_name(session):
    lines = texts_in(session, OURS, "hmn")
    line = line_of(session, SHARED)

    assert find_text(lines, line.stands[-1].id(line.source)).source == SHARED
    with pytest.raises(NotFound):
        find_text(lines, "made-up")
