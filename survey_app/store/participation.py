"""Named queries for participation; they read counters only, never a response."""

from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from survey_app.store.tables import Received


class Count(NamedTuple):
    """How many responses came from one audience of one school."""

    school: str
    audience: str
    n: int


def received_by_audience(session: Session, round_key: str) -> list[Count]:
    """The counters of a round, added up over languages, channels and days."""
    query = (
        select(Received.school, Received.audience, func.sum(Received.n))
        .where(Received.round == round_key)
        .group_by(Received.school, Received.audience)
        .order_by(Received.school, Received.audience)
    )
    return [Count(school, audience, int(n)) for school, audience, n in session.execute(query)]
