"""A district's own versions: nobody else sees them, and they take the place of what they were copied from."""

from datetime import UTC, date, datetime

import pytest

from survey_app.actions.accounts.roles import StaffUser
from survey_app.actions.rounds.earlier_rounds import plan_from_round
from survey_app.actions.rounds.plan import BY_GRADES, AudiencePlan, offers, plan_from_library
from survey_app.actions.rounds.setup import create_round
from survey_app.actions.surveys.catalog import publish_survey
from survey_app.actions.surveys.drafts.drafts import copy_survey, read_draft, start_empty, take_document
from survey_app.actions.surveys.drafts.editing import Form, save_fields
from survey_app.actions.surveys.drafts.listing import list_surveys
from survey_app.actions.surveys.drafts.publishing import publish_draft
from survey_app.errors import DraftError, NotFound, RoundPlanError, SurveyFileError
from survey_app.store.rounds.setup import links_of
from survey_app.store.tables import Link, Round, School
from survey_app.surveys.yaml_file import load_library
from tests.actions.surveys.drafts.writers import (
    ANA,
    BOSS,
    DISTRICT,
    ELSEWHERE,
    EVA,
    LIZ,
    NOW,
    OPERATOR,
    item_named,
)

TODAY = date(2027, 1, 12)
VIEWER = StaffUser(9, "vi@example.org", "Vi", "viewer", DISTRICT, frozenset())


def own(session, version="student-2026.3", who=BOSS, now=NOW):
    return publish_draft(session, who, copy_survey(session, who, version, now), now)


def offered(session, who, audience="student"):
    return [offer.version for offer in offers(session, who).surveys[audience]]


def a_plan(session, who=BOSS, **asked):
    plan = plan_from_library(who, offers(session, who), TODAY)
    student = {"student": AudiencePlan(BY_GRADES, consent="passive")}
    return type(plan)(**{**vars(plan), "asked": {**student, **asked}})


def test_versions_of_a_year_are_numbered_and_each_root_has_its_own_name(published, session):
    next_year = datetime(2028, 1, 3, tzinfo=UTC)

    assert [own(session), own(session), own(session, "elementary-2026.3"), own(session, now=next_year)] == [
        "student_2465789-2027.1",
        "student_2465789-2027.2",
        "student_2465789_2-2027.1",
        "student_2465789-2028.1",
    ]
    assert own(session, who=EVA) == "student_2465771-2027.1"
    assert own(session, "student_2465789-2027.1") == "student_2465789-2027.3"


def test_nobody_of_another_district_sees_or_is_offered_them(published, session):
    version = own(session)

    assert offered(session, BOSS) == ["elementary-2026.3", "student-2026.3", version]
    assert offered(session, ANA) == offered(session, BOSS)
    assert offered(session, EVA) == ["elementary-2026.3", "student-2026.3"]
    assert version not in [line.version for line in list_surveys(session, EVA)]
    with pytest.raises(NotFound):
        copy_survey(session, EVA, version, NOW)


def test_a_coordinator_is_not_told_of_rounds_at_other_schools(published, session):
    days = {"opens_on": TODAY, "closes_on": TODAY}
    for key, school in (("here", "merced-high"), ("there", "golden-valley-high")):
        session.add(Round(key=key, district=DISTRICT, name=key.title(), state="draft", **days))
        session.flush()
        session.add(Link(round=key, school=school, audience="student", version="student-2026.3"))
    session.commit()

    used = {
        who.name: [line.used_in for line in list_surveys(session, who) if line.name == "student"]
        for who in (BOSS, ANA)
    }
    assert used == {"Boss": [["Here", "There"]], "Ana": [["Here"]]}


def test_a_school_asks_its_districts_copy_by_its_grades(published, session):
    version = own(session)

    key = create_round(session, BOSS, a_plan(session), NOW, TODAY)

    assert {link.version for link in links_of(session, key)} == {version}


def test_the_next_round_asks_the_copy_and_its_newest_version(published, session):
    family = plan_from_library(BOSS, offers(session, BOSS), TODAY).asked["family"]
    assert family.version == "family-2026.3"
    key = create_round(session, BOSS, a_plan(session, family=family), NOW, TODAY)

    first = own(session, "family-2026.3")
    choice = offers(session, BOSS)
    assert plan_from_round(session, BOSS, key, choice, TODAY).asked["family"].version == first
    assert plan_from_library(BOSS, choice, TODAY).asked["family"].version == first

    second = own(session, first)
    assert plan_from_library(BOSS, offers(session, BOSS), TODAY).asked["family"].version == second


def test_a_round_of_one_district_cannot_ask_the_survey_of_another(published, session):
    school = School(slug="reyes", district=ELSEWHERE, cds="24657716025001", name="Reyes", city="Merced")
    school.grade_low, school.grade_high = 6, 8
    session.add(school)
    session.commit()
    plan = a_plan(session, EVA, student=AudiencePlan(own(session), consent="passive"))

    for who in (EVA, OPERATOR):
        with pytest.raises(RoundPlanError) as refused:
            create_round(session, who, plan, NOW, TODAY)
        assert refused.value.codes == {"version-student": "survey_unknown"}


def test_a_survey_of_its_own_is_never_chosen_by_grades(published, session):
    draft = read_draft(session, BOSS, start_empty(session, BOSS, "student", "Ours", NOW))
    whole = load_library()["student"]
    document = {
        **draft.document,
        "sections": [whole.sections[0].model_dump(mode="json")],
        "consent": "passive",
    }
    version = publish_draft(session, BOSS, take_document(session, BOSS, document, NOW), NOW)

    key = create_round(session, BOSS, a_plan(session), NOW, TODAY)

    assert version in offered(session, BOSS)
    assert {link.version for link in links_of(session, key)} == {"student-2026.3"}


def test_whoever_runs_the_server_says_for_which_district(published, session):
    with pytest.raises(DraftError) as refused:
        copy_survey(session, OPERATOR, "student-2026.3", NOW)
    id_ = copy_survey(session, OPERATOR, "student-2026.3", NOW, DISTRICT)

    assert refused.value.codes == {"district": "survey_district_missing"}
    assert read_draft(session, BOSS, id_).line.district == DISTRICT


def test_a_draft_with_faults_is_not_published_and_names_all(published, session):
    id_ = start_empty(session, BOSS, "staff", "Ours", NOW)

    with pytest.raises(SurveyFileError) as refused:
        publish_draft(session, BOSS, id_, NOW)

    assert [fault.code for fault in refused.value.faults] == ["empty_list"]


def test_a_published_draft_does_not_change(published, session):
    id_ = copy_survey(session, BOSS, "student-2026.3", NOW)
    item = item_named(read_draft(session, BOSS, id_).document, "belong")
    publish_draft(session, BOSS, id_, NOW)

    for attempt in (
        lambda: publish_draft(session, LIZ, id_, NOW),
        lambda: save_fields(session, LIZ, id_, item, Form({}, {"ask": "Late?"}), NOW),
    ):
        with pytest.raises(DraftError) as refused:
            attempt()
        assert refused.value.code == "draft_published"


def test_who_only_reads_begins_nothing(published, session):
    with pytest.raises(NotFound):
        copy_survey(session, VIEWER, "student-2026.3", NOW)


@pytest.mark.parametrize(
    ("document", "code"),
    [
        ({}, "survey_audience_missing"),
        ({"audience": "dogs", "language": "en"}, "survey_audience_missing"),
        ({"audience": "staff"}, "survey_language_missing"),
        ({"audience": "staff", "language": "en", "title": "x" * 9_000_000}, "draft_too_large"),
    ],
)
def test_an_import_that_is_no_survey_is_refused(published, session, document, code):
    with pytest.raises(DraftError) as refused:
        take_document(session, BOSS, document, NOW)

    assert refused.value.code == code


@pytest.mark.parametrize(("number", "code"), [(1, "frozen"), (2, "name_of_others")])
def test_an_operators_file_cannot_take_the_name_of_a_districts_survey(published, session, number, code):
    own(session)
    names = {"name": "student_2465789", "version": f"student_2465789-2027.{number}"}

    with pytest.raises(SurveyFileError) as refused:
        publish_survey(session, load_library()["student"].model_copy(update=names), NOW)

    assert [fault.code for fault in refused.value.faults] == [code]
