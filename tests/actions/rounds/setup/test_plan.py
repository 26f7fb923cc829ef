"""A plan becomes a draft: what it asks of whom, and what is refused."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select

from survey_app.actions.rounds.lifecycle import list_rounds
from survey_app.actions.rounds.opening_checks import opening_checks
from survey_app.actions.rounds.plan import BY_GRADES, AudiencePlan, offers, plan_from_library, plan_of_round
from survey_app.actions.rounds.setup import create_round
from survey_app.errors import RoundPlanError
from survey_app.store.catalog import links
from survey_app.store.rounds.setup import links_of
from survey_app.store.tables import Link, Round
from tests.actions.rounds.setup.plans import ADMIN, ANA, TODAY, a_plan, make, publish


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
