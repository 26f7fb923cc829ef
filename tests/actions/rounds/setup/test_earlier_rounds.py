"""A round of last year becomes a plan for this one."""

from datetime import date, timedelta

from survey_app.actions.rounds.earlier_rounds import plan_from_round
from survey_app.actions.rounds.plan import AudiencePlan, offers
from survey_app.actions.rounds.setup import create_round
from survey_app.store.tables import Round, School
from tests.actions.rounds.setup.plans import ADMIN, TODAY, blocking, make, publish


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
