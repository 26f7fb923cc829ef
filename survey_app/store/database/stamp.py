"""A cheap sign that the catalog has changed since somebody read it."""

from collections.abc import Hashable

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from survey_app.store.tables import AuditEntry, Link, Round, School, SurveyVersion

QUIET = (
    *(
        "backup",
        "recovery key",
        "sign in",
        "sign in by link",
        "download",
        "export",
        "export tables",
        "export comments",
    ),
    *("account invite", "account change", "account reset", "account disable", "account enable"),
    *("round delete ask", "round delete agree", "round delete call off"),
    *("survey draft", "survey edit", "survey lay aside", "survey take up", "language add", "language remove"),
)
"""Acts in the log that change nothing on a public page."""


def catalog_stamp(session: Session) -> Hashable:
    """Return a value that differs when a round, a link, a school or a published version came, went or changed.

    The audit log has everything that staff change, so the number of its last act that is not quiet stands for all that.
    """
    counts = [
        select(func.count()).select_from(table).scalar_subquery() for table in (Link, School, SurveyVersion)
    ]
    loud = select(AuditEntry.number).where(AuditEntry.action.not_in(QUIET))
    counts.append(loud.order_by(AuditEntry.number.desc()).limit(1).scalar_subquery())
    rounds = select(Round.key, Round.name, Round.phase, Round.opens_on, Round.closes_on, *counts).order_by(
        Round.key
    )
    return tuple(tuple(row) for row in session.execute(rounds))
