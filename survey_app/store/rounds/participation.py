"""Named queries for participation. They read only counters, never a response."""

from collections import Counter
from collections.abc import Collection, Mapping
from datetime import date
from functools import cache
from typing import NamedTuple, TypeVar

from sqlalchemy import Connection, Insert, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from survey_app.store.database.engine import insert_or_update
from survey_app.store.tables import ReceivedChannel, ReceivedDay, ReceivedLanguage

_Table = type[ReceivedDay] | type[ReceivedLanguage] | type[ReceivedChannel]
COUNTERS: tuple[_Table, ...] = (
    ReceivedDay,
    ReceivedLanguage,
    ReceivedChannel,
)
Value = TypeVar("Value", str, date)


class ReceivedKey(NamedTuple):
    """What we count responses by; the tables explain the fields."""

    round: str
    school: str
    audience: str
    language: str
    channel: str


def add_received(connection: Connection, counts: Mapping[ReceivedKey, int], day: date) -> None:
    """Add responses that were counted on this day. counts: how many of each kind, > 0.

    Day, language and channel go into separate tables, so that no row tells two of them.
    """
    for table in COUNTERS:
        names = [column.name for column in table.__table__.primary_key]
        sums = Counter[tuple[object, ...]]()
        for key, n in counts.items():
            values = {**key._asdict(), "day": day}
            sums[tuple(values[name] for name in names)] += n
        # In order, so that two who count at the same time never wait for each other.
        rows = [{**dict(zip(names, place, strict=True)), "n": n} for place, n in sorted(sums.items())]
        if rows:
            connection.execute(_adding(connection.dialect.name, table), rows)


def received_at(session: Session, key: str) -> dict[tuple[str, str], int]:
    """(school, audience) → responses that were counted in a round."""
    query = select(ReceivedDay.school, ReceivedDay.audience, func.sum(ReceivedDay.n))
    grouped = query.where(ReceivedDay.round == key).group_by(ReceivedDay.school, ReceivedDay.audience)
    return {(school, audience): int(n) for school, audience, n in session.execute(grouped)}


def received_by(
    session: Session, column: InstrumentedAttribute[Value], key: str, schools: Collection[str]
) -> dict[Value, int]:
    """Return day, language or channel → responses counted at these schools. column: of one of the counters."""
    table = column.class_
    query = select(column, func.sum(table.n)).where(table.round == key, table.school.in_(schools))
    return {row[0]: int(row[1]) for row in session.execute(query.group_by(column).order_by(column))}


@cache
def _adding(dialect: str, table: _Table) -> Insert:
    statement = insert_or_update(dialect, table)
    keys = [column.name for column in table.__table__.primary_key]
    return statement.on_conflict_do_update(index_elements=keys, set_={"n": table.n + statement.excluded.n})
