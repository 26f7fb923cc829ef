"""A cheap sign that the catalog has changed since somebody read it."""

from collections.abc import Hashable

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from survey_app.store.tables import AuditEntry, Link, Round, School, SurveyVersion


def catalog_stamp(session: Session) -> Hashable:
    """Return a value that differs when a round, a link, a school or a published version came, went or changed.

    The audit log has everything that staff change, so its last number stands for all of that.
    """
    counts = [
        select(func.count()).select_from(table).scalar_subquery() for table in (Link, School, SurveyVersion)
    ]
    counts.append(select(func.coalesce(func.max(AuditEntry.number), 0)).scalar_subquery())
    rounds = select(Round.key, Round.name, Round.phase, Round.opens_on, Round.closes_on, *counts).order_by(
        Round.key
    )
    return tuple(tuple(row) for row in session.execute(rounds))
