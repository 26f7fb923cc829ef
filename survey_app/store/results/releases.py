"""Named queries for releases. Their content is frozen, so we add them, read them, and change only their state."""

from collections.abc import Collection, Iterable
from typing import NamedTuple

from sqlalchemy import Connection, func, select, update
from sqlalchemy.orm import Session, aliased

from survey_app.store.tables import Release, ReleasePart, Round, SchoolPlan
from survey_app.vocabulary import APPROVED, WITHDRAWN

_RELEASES = select(
    Release.round,
    Release.survey,
    Release.number,
    Release.json,
    Release.sha256,
    Release.state,
    Release.reason,
)


class ReleaseRow(NamedTuple):
    """A release; the table explains the fields."""

    round: str
    survey: str
    number: int
    json: str
    sha256: str
    state: str
    reason: str


class StateRow(NamedTuple):
    """The state of a release; the table explains the fields."""

    survey: str
    number: int
    state: str
    reason: str


class PartRow(NamedTuple):
    """A part of a release; the table explains the fields."""

    unit: str
    json: str


def add_release(session: Session, release: ReleaseRow, parts: Iterable[PartRow]) -> None:
    """Add a release with its parts."""
    session.add(Release(**release._asdict()))
    session.flush()
    key = {"round": release.round, "survey": release.survey, "number": release.number}
    session.add_all(ReleasePart(**key, **part._asdict()) for part in parts)
    session.flush()


def releases_in(session: Session, key: str, states: Collection[str]) -> list[ReleaseRow]:
    """Return the releases of a round in one of these states, by survey: one of each, except for WITHDRAWN."""
    query = _RELEASES.where(Release.round == key, Release.state.in_(states))
    return [ReleaseRow(*row) for row in session.execute(query.order_by(Release.survey, Release.number))]


def all_releases(session: Session) -> list[ReleaseRow]:
    """Every release."""
    return [ReleaseRow(*row) for row in session.execute(_RELEASES)]


def newest_states(session: Session, key: str) -> list[StateRow]:
    """Return the state of the newest release of each survey of a round, in alphabetical order."""
    other = aliased(Release)
    newest = select(func.max(other.number)).where(
        other.round == Release.round, other.survey == Release.survey
    )
    query = select(Release.survey, Release.number, Release.state, Release.reason)
    query = query.where(Release.round == key, Release.number == newest.scalar_subquery())
    return [StateRow(*row) for row in session.execute(query.order_by(Release.survey))]


def move_releases(
    connection: Connection, key: str, before: Collection[str], after: str, reason: str | None = None
) -> int:
    """Move the releases of a round from some states to another. Add the reason, if any. Return how many moved."""
    values = {"state": after} if reason is None else {"state": after, "reason": reason}
    moved = update(Release).where(Release.round == key, Release.state.in_(before)).values(values)
    return connection.execute(moved).rowcount


def part_json(session: Session, release: ReleaseRow, unit: str) -> str | None:
    """One part of a release."""
    row = session.get(ReleasePart, (release.round, release.survey, release.number, unit))
    return row.json if row else None


def all_parts(session: Session, release: ReleaseRow) -> list[PartRow]:
    """Every part of a release."""
    query = select(ReleasePart.unit, ReleasePart.json).where(
        ReleasePart.round == release.round,
        ReleasePart.survey == release.survey,
        ReleasePart.number == release.number,
    )
    return [PartRow(*row) for row in session.execute(query.order_by(ReleasePart.unit))]


def parts_of(session: Session, release: ReleaseRow, units: Collection[str]) -> dict[str, str]:
    """Map units to the JSON of their part of a release, for those that have one."""
    query = select(ReleasePart.unit, ReleasePart.json).where(
        ReleasePart.round == release.round,
        ReleasePart.survey == release.survey,
        ReleasePart.number == release.number,
        ReleasePart.unit.in_(units),
    )
    return {row.unit: row.json for row in session.execute(query)}


def earlier_rounds(session: Session, key: str) -> list[str]:
    """Return the district's real rounds that began before this one and have an approved release, newest first."""
    this_round = aliased(Round)
    approved = select(Release.round).where(Release.state == APPROVED)
    query = (
        select(Round.key)
        .join(this_round, this_round.district == Round.district)
        .where(
            this_round.key == key,
            Round.opens_on < this_round.opens_on,
            ~Round.sample,
            Round.key.in_(approved),
        )
    )
    return list(session.scalars(query.order_by(Round.opens_on.desc(), Round.key)))


def later_rounds(session: Session, key: str) -> list[tuple[str, str]]:
    """Return (key, name) of the district's rounds that began after this one and have a draft or approved release.

    Sample data stands apart: we compare it only with itself.
    """
    this_round = aliased(Round)
    query = (
        select(Round.key, Round.name)
        .join(this_round, (this_round.district == Round.district) & (this_round.sample == Round.sample))
        .where(this_round.key == key, Round.opens_on > this_round.opens_on)
        .where(Round.key.in_(select(Release.round).where(Release.state != WITHDRAWN)))
    )
    return [(later, name) for later, name in session.execute(query.order_by(Round.opens_on, Round.key))]


class AboutSchool(NamedTuple):
    """A release with numbers about a school; the tables explain the fields."""

    round: str
    sample: bool
    state: str
    reason: str


def releases_about(session: Session, school: str) -> list[AboutSchool]:
    """Return each release with numbers about a school. The round that began last comes first."""
    query = select(Round.key, Round.sample, Release.state, Release.reason).join(
        Release, Release.round == Round.key
    )
    query = query.join(
        ReleasePart,
        (ReleasePart.round == Release.round)
        & (ReleasePart.survey == Release.survey)
        & (ReleasePart.number == Release.number),
    )
    query = query.where(ReleasePart.unit == school, Round.state == "closed")
    query = query.order_by(Round.opens_on.desc(), Round.key, Release.number.desc())
    return [AboutSchool(*row) for row in session.execute(query)]


def plan_json(session: Session, key: str, school: str) -> str | None:
    """What a school made of the results of a round."""
    row = session.get(SchoolPlan, (key, school))
    return row.json if row else None


def put_plan(session: Session, key: str, school: str, json: str) -> None:
    """Replace what a school made of the results of a round."""
    session.merge(SchoolPlan(round=key, school=school, json=json))
    session.flush()
