"""Named queries about rounds."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy import ColumnElement, Connection, Subquery, case, func, select, true, update
from sqlalchemy.orm import Session, aliased

from survey_app.results.shown import FEWEST
from survey_app.store.tables import Link, ReceivedDay, Round


class RoundLine(NamedTuple):
    """A round as a list shows it.

    phase: draft, rehearsal, open, late or closed. received: responses counted so far, including rehearsed ones
    during a rehearsal. in_large: those of groups (an audience at a school) with at least 11. small: how many other
    groups are asked. No page shows any of these directly, see `actions.participation.total_of`. has_traces: the round
    was ended, and some of it is not counted and mixed yet.
    """

    key: str
    name: str
    phase: str
    opens_on: date
    closes_on: date
    late_until: date | None
    sample: bool
    received: int
    in_large: int
    small: int
    district: str
    goal: int
    trial: bool
    has_traces: bool


def round_lines(session: Session) -> list[RoundLine]:
    """All rounds, the newest first."""
    return _lines(session, true())


def round_line(session: Session, key: str) -> RoundLine | None:
    """One round as a list shows it."""
    return next(iter(_lines(session, Round.key == key, Link.round == key)), None)


def _lines(
    session: Session, wanted: ColumnElement[bool], of_links: ColumnElement[bool] | None = None
) -> list[RoundLine]:
    """Return the rounds that the query selects, newest first. of_links: the links to count; by default all."""
    counted = _counted(of_links)
    numbers = (func.coalesce(counted.c[name], 0) for name in ("received", "in_large", "small"))
    about = (Round.key, Round.name, Round.phase, Round.opens_on, Round.closes_on, Round.late_until)
    query = select(*about, Round.sample, *numbers, Round.district, Round.goal, Round.trial, Round.has_traces)
    query = query.outerjoin(counted, counted.c.round == Round.key).where(wanted)
    in_order = query.order_by(Round.opens_on.desc(), Round.key)
    # Postgres gives the sum of sums as a Decimal.
    return [RoundLine(*row[:7], *map(int, row[7:10]), *row[10:]) for row in session.execute(in_order)]


def _counted(of_links: ColumnElement[bool] | None) -> Subquery:
    """Count the responses of each round: all, those in large groups, and the number of small groups."""
    place = (Link.round, Link.school, Link.audience)
    is_here = (
        (ReceivedDay.round == Link.round)
        & (ReceivedDay.school == Link.school)
        & (ReceivedDay.audience == Link.audience)
    )
    n = func.coalesce(func.sum(ReceivedDay.n), 0)
    grouped = select(Link.round, n.label("n")).outerjoin(ReceivedDay, is_here)
    group = (grouped if of_links is None else grouped.where(of_links)).group_by(*place).subquery()
    large = group.c.n >= FEWEST
    sums = (
        func.sum(group.c.n).label("received"),
        func.sum(case((large, group.c.n), else_=0)).label("in_large"),
        func.sum(case((large, 0), else_=1)).label("small"),
    )
    return select(group.c.round, *sums).group_by(group.c.round).subquery()


def set_round_state(connection: Connection, key: str, state: str, late_until: date | None = None) -> None:
    """Move a round on: draft → rehearsal → open → open only for late responses → closed."""
    connection.execute(update(Round).where(Round.key == key).values(state=state, late_until=late_until))


def begin_on(connection: Connection, key: str, day: date) -> None:
    """Set the first day of a round that opened later than planned. Pages and results name its real days."""
    is_later = (Round.opens_on < day) & (Round.closes_on >= day)
    connection.execute(update(Round).where(Round.key == key, is_later).values(opens_on=day))


def end_on(connection: Connection, key: str, day: date) -> None:
    """Set the last day of a round that ended earlier than planned."""
    is_sooner = (Round.closes_on > day) & (Round.opens_on <= day)
    connection.execute(update(Round).where(Round.key == key, is_sooner).values(closes_on=day))


def note_traces(connection: Connection, key: str) -> None:
    """Note that the files may still tell in which order the responses of a round were mixed."""
    connection.execute(update(Round).where(Round.key == key).values(has_traces=True))


def rounds_with_traces(connection: Connection) -> Sequence[str]:
    """Return finished rounds whose files may still tell in which order their responses were mixed."""
    return connection.scalars(select(Round.key).where(Round.has_traces).order_by(Round.key)).all()


def note_no_traces(connection: Connection, keys: Collection[str]) -> None:
    """Note that the files tell nothing about these rounds anymore."""
    connection.execute(update(Round).where(Round.key.in_(keys)).values(has_traces=False))


def is_any_open(connection: Connection) -> bool:
    """Whether anybody may be sending a response now."""
    query = select(Round.key).where(Round.state == "open", Round.sample.is_(False))
    return connection.execute(query.limit(1)).first() is not None


def last_days(connection: Connection, phase: str) -> dict[str, date]:
    """Return round → its last day in this phase, for the rounds that are open, or late."""
    last = Round.late_until if phase == "late" else Round.closes_on
    query = select(Round.key, last).where(Round.phase == phase, Round.sample.is_(False)).order_by(Round.key)
    return {key: day for key, day in connection.execute(query) if day}


def open_rounds_sharing_links(connection: Connection, key: str) -> Sequence[str]:
    """Return other open rounds that ask the same audience at the same school. The sample's own round does not count."""
    this_link, other_link = aliased(Link), aliased(Link)
    query = (
        select(other_link.round)
        .distinct()
        .join(
            this_link, (this_link.school == other_link.school) & (this_link.audience == other_link.audience)
        )
        .join(Round, Round.key == other_link.round)
        .where(
            this_link.round == key,
            other_link.round != key,
            Round.phase == "open",
            ~(Round.sample | Round.trial),
        )
        .order_by(other_link.round)
    )
    return connection.scalars(query).all()
