"""Setting a round up: what is asked of whom, and what stands in the way of opening it."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from survey_app.actions.accounts.roles import StaffUser
from survey_app.actions.audit_log import show_log, verify_log
from survey_app.actions.rounds.earlier_rounds import plan_from_round
from survey_app.actions.rounds.extra_sections import choose_sections, extra_sections
from survey_app.actions.rounds.lifecycle import list_rounds, open_round, rehearse_round
from survey_app.actions.rounds.opening_checks import opening_checks
from survey_app.actions.rounds.plan import BY_GRADES, AudiencePlan, offers, plan_from_library, plan_of_round
from survey_app.actions.rounds.setup import change_round, create_round, delete_draft, extend_round
from survey_app.actions.surveys.catalog import publish_library, publish_survey
from survey_app.errors import NotFound, RoundError, RoundPlanError
from survey_app.store.catalog import links
from survey_app.store.rounds.setup import links_of
from survey_app.store.tables import District, Link, Round, School
from survey_app.surveys.yaml_file import load_library

TODAY = date(2027, 4, 6)
ADMIN = StaffUser(1, "boss@example.org", "Boss", "district_admin", "24-65789", frozenset())
ANA = StaffUser(2, "ana@example.org", "Ana", "coordinator", "24-65789", frozenset({"merced-high"}))
OTHER = StaffUser(3, "eva@example.org", "Eva", "district_admin", "24-65771", frozenset())


@pytest.fixture
def schools(session, now):
    publish_library(session, now)
    for code, name in (("24-65789", "Merced Union High"), ("24-65771", "Merced City Elementary")):
        session.add(District(code=code, name=name))
    session.flush()
    for slug, district, cds, low, high in (
        ("merced-high", "24-65789", "24657892435204", 9, 12),
        ("sequoia-high", "24-65789", "24657890107672", 9, 12),
        ("reyes-elementary", "24-65771", "24657716025001", 0, 5),
    ):
        school = School(slug=slug, district=district, cds=cds, name=slug.title(), city="Merced")
        school.grade_low, school.grade_high, school.enrollment, school.languages = (
            low,
            high,
            1975,
            ["en", "es"],
        )
        session.add(school)
    session.commit()


def a_plan(session, now, who=ADMIN, **changes):
    plan = plan_from_library(who, offers(session, who), TODAY)
    asked = {**plan.asked, "student": replace(plan.asked["student"], consent="passive")}
    return replace(plan, **{"asked": asked, **changes})


def make(session, now, who=ADMIN, **changes):
    return create_round(session, who, a_plan(session, now, who, **changes), now, TODAY)


def test_the_plan_to_begin_with_asks_everybody_for_four_weeks_from_next_monday(session, schools, now):
    plan = plan_from_library(ADMIN, offers(session, ADMIN), TODAY)

    assert (plan.name, plan.schools) == ("Needs and strengths 2026-27", ("merced-high", "sequoia-high"))
    assert {audience: asked.version for audience, asked in plan.asked.items()} == {
        "student": BY_GRADES,
        "family": "family-2026.3",
        "staff": "staff-2026.3",
        "partner": "partner-2026.3",
    }
    assert (plan.opens_on, plan.closes_on, plan.goal) == (date(2027, 4, 12), date(2027, 5, 10), 75)


def test_a_draft_has_its_links_and_nobody_outside_sees_it(session, schools, now):
    key = make(session, now)

    found = {(link.school, link.audience): link.version for link in session.scalars(select(Link))}
    assert key == "needs-and-strengths-2026-27"
    assert len(found) == 8
    assert found["sequoia-high", "student"] == "student-2026.3"
    assert links(session) == []


def test_each_school_gets_the_student_survey_for_its_grades(session, schools, now):
    who = replace(ADMIN, district=None)
    make(session, now, who, schools=("reyes-elementary",), district="24-65771")

    version = session.scalar(select(Link.version).where(Link.audience == "student"))
    assert version == "elementary-2026.3"


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"name": " "}, ("name", "round_name_missing")),
        ({"schools": ()}, ("schools", "schools_missing")),
        ({"schools": ("atlantis-high",)}, ("schools", "schools_unknown")),
        ({"schools": ("reyes-elementary",)}, ("schools", "schools_unknown")),
        ({"asked": {}}, ("audiences", "audiences_missing")),
        ({"asked": {"family": AudiencePlan("family-1999.1")}}, ("version-family", "survey_unknown")),
        ({"asked": {"family": AudiencePlan("student-2026.3")}}, ("version-family", "survey_unknown")),
        (
            {"asked": {"family": AudiencePlan("family-2026.3", access="magic")}},
            ("access-family", "access_unknown"),
        ),
        (
            {"asked": {"family": AudiencePlan("family-2026.3", languages=("tlh",))}},
            ("languages-family", "languages_unknown"),
        ),
        ({"goal": 0}, ("goal", "goal_out_of_range")),
        ({"goal": None}, ("goal", "goal_out_of_range")),
        ({"per": "dog"}, ("per", "per_unknown")),
        ({"opens_on": None}, ("opens_on", "first_day_missing")),
        ({"closes_on": date(2027, 4, 11)}, ("closes_on", "last_day_before_first")),
        ({"opens_on": date(2027, 1, 1), "closes_on": date(2027, 4, 5)}, ("closes_on", "last_day_over")),
        ({"closes_on": date(2028, 6, 1)}, ("closes_on", "round_too_long")),
    ],
)
def test_what_cannot_be_is_refused_and_named(session, schools, now, changes, fault):
    with pytest.raises(RoundPlanError) as refused:
        make(session, now, **changes)

    assert dict([fault]).items() <= refused.value.codes.items()
    assert list_rounds(session) == []


def test_a_coordinator_makes_a_round_for_her_school_alone(session, schools, now):
    assert plan_of_round(session, make(session, now, ANA)).schools == ("merced-high",)
    with pytest.raises(RoundPlanError):
        make(session, now, ANA, schools=("merced-high", "sequoia-high"))


def test_a_round_becomes_the_plan_it_was_made_from(session, schools, now):
    asked = {"family": AudiencePlan("family-2026.3", "codes", "none", ("en", "es"))}
    plan = a_plan(session, now, asked=asked, goal=60, per="household")

    assert plan_of_round(session, create_round(session, ADMIN, plan, now, TODAY)) == plan


def test_last_years_round_is_a_plan_with_new_days(session, schools, now):
    key = make(session, now, goal=60)
    next_year = TODAY + timedelta(days=365)

    plan = plan_from_round(session, ADMIN, key, offers(session, ADMIN), next_year)

    assert (plan.goal, plan.opens_on) == (60, date(2028, 4, 10))
    assert create_round(session, ADMIN, plan, now, next_year) == "needs-and-strengths-2027-28"


def test_a_second_round_of_a_year_is_told_apart_by_its_name(session, schools, now):
    plan = plan_from_round(session, ADMIN, make(session, now), offers(session, ADMIN), TODAY)

    assert plan.name == "Needs and strengths 2026-27 (2)"


def test_consent_of_last_year_is_not_consent_of_this_year(session, schools, now):
    key = make(session, now)
    plan = plan_from_round(session, ADMIN, key, offers(session, ADMIN), TODAY)

    again = create_round(session, ADMIN, plan, now, TODAY)

    assert blocking(session, key) == {}
    assert blocking(session, again) == {"consent": ["student:passive"]}


def test_a_new_round_leaves_out_what_is_gone_since_the_earlier_one(session, schools, now):
    asked = {"family": AudiencePlan("family-2026.3", languages=("en", "es"))}
    key = make(session, now, asked=asked)
    session.get(School, "sequoia-high").is_archived = True
    session.commit()
    publish(session, now, "family-2027.1", languages=("en", "pa"))

    plan = plan_from_round(session, ADMIN, key, offers(session, ADMIN), TODAY)

    assert plan.schools == ("merced-high",)
    assert plan.asked == {"family": AudiencePlan("family-2027.1", languages=("en",))}


def test_a_copy_of_the_sample_round_is_not_called_sample(session, schools, now):
    key = make(session, now, name="Sample round (simulated answers)")
    session.get(Round, key).sample = True
    session.commit()

    plan = plan_from_round(session, ADMIN, key, offers(session, ADMIN), TODAY)

    assert plan.name == "Needs and strengths 2026-27"


def publish(session, now, version, **changes):
    """Another version of a bundled survey."""
    survey = load_library()[version.partition("-")[0]]
    publish_survey(session, survey.model_copy(update={"version": version, **changes}), now)


def test_the_tenth_version_is_newer_than_the_ninth(session, schools, now):
    for number in (9, 10):
        publish(session, now, f"student-2026.{number}")
        publish(session, now, f"family-2026.{number}")

    choice = offers(session, ADMIN)
    key = make(session, now)

    assert [offer.version for offer in choice.surveys["family"]] == ["family-2026.10"]
    assert {link.version for link in links_of(session, key) if link.audience == "student"} == {
        "student-2026.10"
    }


def test_how_often_families_answer_follows_from_their_survey(session, schools, now):
    choice = offers(session, ADMIN)
    assert plan_from_library(ADMIN, choice, TODAY).per == "household"

    publish(session, now, "family-2027.1", once_for="child")

    assert plan_from_library(ADMIN, offers(session, ADMIN), TODAY).per == "child"


def test_a_round_cannot_contradict_the_survey_for_families(session, schools, now):
    with pytest.raises(RoundPlanError) as refused:
        make(session, now, per="child")
    assert refused.value.codes == {"per": "once_for_household"}

    silent = {"family": AudiencePlan("family-2027.1")}
    publish(session, now, "family-2027.1", once_for=None)
    make(session, now, per="child", asked=silent)


def test_a_draft_from_before_that_contradicts_its_survey_is_pointed_out(session, schools, now):
    key = make(session, now)
    session.get(Round, key).per = "child"
    session.commit()

    assert [check.about for check in opening_checks(session, key, TODAY) if check.code == "per"] == [
        ["child"]
    ]


def test_one_school_adds_an_extra_section_and_keeps_it_when_the_round_changes(session, schools, now):
    key = make(session, now)
    (travel,) = extra_sections(session, key)
    assert (travel.key, travel.schools, travel.added) == (
        "student.travel",
        ["merced-high", "sequoia-high"],
        [],
    )

    choose_sections(session, "ana", key, ["merced-high"], {("student.travel", "merced-high")}, now)
    change_round(session, ADMIN, key, replace(plan_of_round(session, key), goal=50), now, TODAY)
    copied = plan_from_round(session, ADMIN, key, offers(session, ADMIN), TODAY)

    (travel,) = extra_sections(session, key)
    assert travel.added == ["merced-high"]
    assert copied.sections == {("merced-high", "student"): ("travel",)}


def test_a_school_that_the_form_did_not_show_keeps_its_sections(session, schools, now):
    key = make(session, now)
    choose_sections(session, "ana", key, ["merced-high"], {("student.travel", "merced-high")}, now)

    choose_sections(session, "ana", key, ["sequoia-high"], set(), now)
    (travel,) = extra_sections(session, key)
    assert travel.added == ["merced-high"]

    choose_sections(session, "ana", key, ["merced-high"], set(), now)
    (travel,) = extra_sections(session, key)
    assert travel.added == []


def test_sections_cannot_change_once_the_round_was_open(session, engine, schools, now):
    key = make(session, now)
    session.rollback()
    open_round(engine, key)

    with pytest.raises(RoundError, match="was opened"):
        choose_sections(session, "ana", key, ["merced-high"], {("student.travel", "merced-high")}, now)


def blocking(session, key, today=TODAY):
    return {
        check.code: list(check.about)
        for check in opening_checks(session, key, today)
        if check.state == "blocking"
    }


def test_a_student_survey_without_consent_blocks_opening_whoever_asks(session, engine, schools, now):
    key = make(session, now, asked={"student": AudiencePlan(BY_GRADES)})
    assert blocking(session, key) == {"consent": ["student:passive"]}
    session.rollback()

    with pytest.raises(RoundError, match="passive consent"):
        open_round(engine, key)

    change_round(session, ADMIN, key, a_plan(session, now), now, TODAY)
    assert blocking(session, key) == {}
    session.rollback()
    open_round(engine, key)


def test_an_elementary_survey_needs_active_consent(session, schools, now):
    who = replace(ADMIN, district=None)
    asked = {"student": AudiencePlan(BY_GRADES, consent="passive")}
    key = make(session, now, who, schools=("reyes-elementary",), district="24-65771", asked=asked)

    assert blocking(session, key) == {"consent": ["student:active"]}


def test_a_round_with_access_codes_cannot_open_before_they_are_made(session, engine, schools, now):
    key = make(session, now, asked={"family": AudiencePlan("family-2026.3", access="codes")})
    assert blocking(session, key) == {"codes": ["Merced-High", "Sequoia-High"]}
    session.rollback()

    with pytest.raises(RoundError, match="merced-high/family: no access codes"):
        open_round(engine, key)


def test_a_round_whose_last_day_is_over_or_that_shares_people_says_so(session, engine, schools, now):
    first, second = make(session, now), make(session, now)
    session.rollback()
    open_round(engine, first)

    assert blocking(session, second, date(2027, 6, 1)) == {"days": [], "alone": [first]}
    session.rollback()
    with pytest.raises(RoundError, match="asks some of the same people"):
        rehearse_round(engine, second)


def test_what_is_better_known_before_is_a_warning(session, schools, now):
    session.get(School, "merced-high").enrollment = None
    session.get(School, "merced-high").languages = ["en", "vi"]
    session.commit()
    key = make(session, now)

    warnings = {
        check.code: list(check.about)
        for check in opening_checks(session, key, TODAY)
        if check.state == "warning"
    }

    assert warnings == {
        "enrollment": ["Merced-High"],
        "languages": ["Merced-High: vi"],
        "branding": ["Merced Union High"],
    }


def test_nothing_that_was_promised_changes_once_the_round_was_open(session, engine, schools, now):
    key = make(session, now)
    session.rollback()
    open_round(engine, key)
    plan = plan_of_round(session, key)
    for change in (
        {"asked": {"family": AudiencePlan("family-2026.3", access="codes")}},
        {"schools": ("merced-high",)},
        {"name": "Another"},
    ):
        with pytest.raises(RoundError, match="can no longer change"):
            change_round(session, ADMIN, key, replace(plan, **change), now, TODAY)

    with pytest.raises(RoundError, match="only a draft"):
        delete_draft(session, ADMIN.email, key, now)
    assert plan_of_round(session, key) == plan


def test_an_open_round_can_end_later_or_sooner_but_not_in_the_past(session, engine, schools, now):
    key = make(session, now, opens_on=date(2027, 4, 1))
    with pytest.raises(RoundError):
        extend_round(session, ADMIN.email, key, date(2027, 6, 30), now, TODAY)
    session.rollback()
    open_round(engine, key)

    extend_round(session, ADMIN.email, key, date(2027, 6, 30), now, TODAY)

    assert plan_of_round(session, key).closes_on == date(2027, 6, 30)
    for day in (TODAY - timedelta(days=1), date(2028, 4, 3)):
        with pytest.raises(RoundError):
            extend_round(session, ADMIN.email, key, day, now, TODAY)
    extend_round(session, ADMIN.email, key, TODAY, now, TODAY)


def test_a_draft_can_be_deleted_and_all_of_it_is_in_the_log(session, schools, now):
    key = make(session, now)

    delete_draft(session, ADMIN.email, key, now)

    assert list_rounds(session) == []
    assert [act.action for act in show_log(session, None).acts] == ["round delete", "round create"]
    verify_log(session)
    with pytest.raises(NotFound):
        plan_of_round(session, key)
