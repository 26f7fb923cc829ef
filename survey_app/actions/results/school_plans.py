"""Keep what a school makes of its results."""

from datetime import datetime

from sqlalchemy.orm import Session

from survey_app.actions.audit_log import Actor
from survey_app.actions.changing import changing
from survey_app.results.reading.school_plan import SchoolPlan
from survey_app.store.audit_log import district_of_round
from survey_app.store.results.releases import plan_json, put_plan


def read_plan(session: Session, key: str, school: str) -> SchoolPlan:
    """Read the plan of a school for a round. It is empty if nobody wrote one."""
    written = plan_json(session, key, school)
    return SchoolPlan.model_validate_json(written) if written else SchoolPlan()


def save_plan(session: Session, who: str, key: str, school: str, plan: SchoolPlan, now: datetime) -> None:
    """Replace the plan of a school for a round."""
    with changing(session, Actor(who, now), "school plan") as change:
        put_plan(session, key, school, plan.model_dump_json())
        change.log(f"{key} {school}", district_of_round(change.connection, key))
