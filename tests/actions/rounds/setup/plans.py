"""A plan for a round, the staff who make it, and surveys to ask in it."""

from dataclasses import replace
from datetime import date

from survey_app.actions.accounts.roles import StaffUser
from survey_app.actions.rounds.opening_checks import opening_checks
from survey_app.actions.rounds.plan import offers, plan_from_library
from survey_app.actions.rounds.setup import create_round
from survey_app.actions.surveys.catalog import publish_survey
from survey_app.surveys.yaml_file import load_library

TODAY = date(2027, 4, 6)
ADMIN = StaffUser(1, "boss@example.org", "Boss", "district_admin", "24-65789", frozenset())
ANA = StaffUser(2, "ana@example.org", "Ana", "coordinator", "24-65789", frozenset({"merced-high"}))
OTHER = StaffUser(3, "eva@example.org", "Eva", "district_admin", "24-65771", frozenset())


def a_plan(session, now, who=ADMIN, **changes):
    plan = plan_from_library(who, offers(session, who), TODAY)
    asked = {**plan.asked, "student": replace(plan.asked["student"], consent="passive")}
    return replace(plan, **{"asked": asked, **changes})


def make(session, now, who=ADMIN, **changes):
    return create_round(session, who, a_plan(session, now, who, **changes), now, TODAY)


def publish(session, now, version, **changes):
    """Another version of a bundled survey."""
    survey = load_library()[version.partition("-")[0]]
    publish_survey(session, survey.model_copy(update={"version": version, **changes}), now)


def blocking(session, key, today=TODAY):
    return {
        check.code: list(check.about)
        for check in opening_checks(session, key, today)
        if check.state == "blocking"
    }
