"""The steps of a release: made, approved, withdrawn; and how it stands."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.actions.audit_log import show_log, verify_log
from survey_app.actions.results.approval import approve_release, standing_of, withdraw_release
from survey_app.actions.results.make_release import make_release
from survey_app.results.published.model import Header
from survey_app.store.tables import Link, Release, ReleasePart, Round
from tests.actions.exports.export_samples import ROUND

NOW = datetime(2027, 5, 3, 18, 0, tzinfo=UTC)
WHO = "ana@example.org"
SCHOOL = "atwater-high"
ONE_ENGINE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


def release(engine, reason=""):
    with Session(engine) as session:
        make_release(session, b"s" * 32, ROUND, WHO, NOW, reason=reason)


def approve(engine, key=ROUND, **more):
    with Session(engine) as session:
        return approve_release(session, key, WHO, NOW, **more)


def withdraw(engine, reason="a question was asked wrongly", key=ROUND):
    with Session(engine) as session:
        return withdraw_release(session, key, reason, WHO, NOW)


def standing(engine):
    with Session(engine) as session:
        return standing_of(session, ROUND)


def acts(engine):
    with Session(engine) as session:
        verify_log(session)
        return [(act.action, dict(act.details)) for act in reversed(show_log(session, "24-65789").acts)]


# Of a survey that nothing is compared with.
HEADER = Header(
    round="before",
    round_name="Before",
    survey="other",
    audience="partner",
    versions=("other-2026.1",),
    number=1,
    made_on="2026-06-01",
    opens_on="2026-05-01",
    closes_on="2026-05-31",
    sample=False,
    key="",
    breakdowns=(),
    parts={SCHOOL: None},
).model_dump_json()


def earlier(engine, state):
    """A round of the year before with a release in this state; what `public_rounds` and comparisons make of it."""
    with Session(engine) as session:
        mine = session.get_one(Round, ROUND)
        before = Round(key="before", district=mine.district, name="Before", state="closed")
        before.opens_on, before.closes_on = (
            mine.opens_on.replace(year=2026),
            mine.closes_on.replace(year=2026),
        )
        session.add(before)
        session.flush()
        link = session.scalars(select(Link)).first()
        session.add(Link(round="before", school=SCHOOL, audience="student", version=link.version))
        session.add(
            Release(
                round="before", survey="other", number=1, json=HEADER, sha256="", state=state, reason=state
            )
        )
        session.flush()
        session.add(ReleasePart(round="before", survey="other", number=1, unit=SCHOOL, json="{}"))
        session.commit()
