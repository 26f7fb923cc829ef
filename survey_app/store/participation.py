"""Named queries for participation; they read counters only, never a response."""

from collections.abc import Collection
from datetime import date
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.store.tables import Received


class Counter(NamedTuple):
    """How many responses came; see the table for the fields."""

    school: str
    audience: str
    language: str
    channel: str
    day: date
    n: int


def counters(session: Session, round_key: str, schools: Collection[str]) -> list[Counter]:
    """Every counter of a round at these schools."""
    columns = (
        Received.school,
        Received.audience,
        Received.language,
        Received.channel,
        Received.day,
        Received.n,
    )
    query = select(*columns).where(Received.round == round_key, Received.school.in_(schools))
    return [Counter(*row) for row in session.execute(query)]
