"""Keep what a school makes of its results."""

from datetime import datetime

from sqlalchemy.orm import Session

from survey_app.actions.audit_log import record
from survey_app.results.reading.plan import SchoolPlan
from survey_app.store.audit_log import district_of_round
from survey_app.store.database.engine import begin_writing
from survey_app.store.results.releases import plan_json, put_plan


def read_plan(session: Session, key: str, school: str) -> SchoolPlan:
    """The plan of a school for a round; an empty one where nobody wrote any."""
    written = plan_json(session, key, school)
    return SchoolPlan.model_validate_json(written) if written else SchoolPlan()


def save_plan(session: Session, who: str, key: str, school: str, plan: SchoolPlan, now: datetime) -> None:
    """Replace the plan of a school for a round."""
    session.rollback()
    begin_writing(session)
    put_plan(session, key, school, plan.model_dump_json())
    record(
        session.connection(),
        who,
        "school plan",
        f"{key} {school}",
        now,
        district=district_of_round(session.connection(), key),
    )
    session.commit()
