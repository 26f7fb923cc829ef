"""Named queries for releases: frozen, so they are only added and read."""

from collections.abc import Collection, Iterable
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from survey_app.store.tables import Release, ReleasePart, Round, SchoolPlan


class ReleaseRow(NamedTuple):
    """A release; see the table for the fields."""

    round: str
    survey: str
    number: int
    json: str
    sha256: str


class PartRow(NamedTuple):
    """A part of a release; see the table for the fields."""

    unit: str
    json: str
    answered: str


def add_release(session: Session, release: ReleaseRow, parts: Iterable[PartRow]) -> None:
    """Add a release with its parts."""
    session.add(Release(**release._asdict()))
    session.flush()
    key = {"round": release.round, "survey": release.survey, "number": release.number}
    session.add_all(ReleasePart(**key, **part._asdict()) for part in parts)
    session.flush()


def newest_releases(session: Session, key: str) -> list[ReleaseRow]:
    """The newest release of each survey of a round, in alphabetical order."""
    other = aliased(Release)
    newest = select(func.max(other.number)).where(
        other.round == Release.round, other.survey == Release.survey
    )
    query = select(Release.round, Release.survey, Release.number, Release.json, Release.sha256)
    query = query.where(Release.round == key, Release.number == newest.scalar_subquery())
    return [ReleaseRow(*row) for row in session.execute(query.order_by(Release.survey))]


def all_releases(session: Session) -> list[ReleaseRow]:
    """Every release."""
    query = select(Release.round, Release.survey, Release.number, Release.json, Release.sha256)
    return [ReleaseRow(*row) for row in session.execute(query)]


def part_json(session: Session, release: ReleaseRow, unit: str) -> str | None:
    """One part of a release."""
    row = session.get(ReleasePart, (release.round, release.survey, release.number, unit))
    return row.json if row else None


def all_parts(session: Session, release: ReleaseRow) -> list[PartRow]:
    """Every part of a release."""
    query = select(ReleasePart.unit, ReleasePart.json, ReleasePart.answered).where(
        ReleasePart.round == release.round,
        ReleasePart.survey == release.survey,
        ReleasePart.number == release.number,
    )
    return [PartRow(*row) for row in session.execute(query.order_by(ReleasePart.unit))]


def parts_of(session: Session, release: ReleaseRow, units: Collection[str]) -> dict[str, str]:
    """Unit → the JSON of its part of a release, for those of these units that have one."""
    query = select(ReleasePart.unit, ReleasePart.json).where(
        ReleasePart.round == release.round,
        ReleasePart.survey == release.survey,
        ReleasePart.number == release.number,
        ReleasePart.unit.in_(units),
    )
    return {row.unit: row.json for row in session.execute(query)}


def earlier_rounds(session: Session, key: str) -> list[str]:
    """The rounds of the same district that began before this one and have a release, the newest first."""
    mine = aliased(Round)
    query = (
        select(Round.key)
        .join(mine, mine.district == Round.district)
        .where(mine.key == key, Round.opens_on < mine.opens_on, Round.key.in_(select(Release.round)))
    )
    return list(session.scalars(query.order_by(Round.opens_on.desc(), Round.key)))


def newest_round_of(session: Session, school: str) -> str | None:
    """The round that began last of those with numbers about a school."""
    query = select(Round.key).join(ReleasePart, ReleasePart.round == Round.key)
    query = query.where(ReleasePart.unit == school, Round.state == "closed")
    return session.scalars(query.order_by(Round.opens_on.desc(), Round.key).limit(1)).first()


def plan_json(session: Session, key: str, school: str) -> str | None:
    """What a school made of the results of a round."""
    row = session.get(SchoolPlan, (key, school))
    return row.json if row else None


def put_plan(session: Session, key: str, school: str, json: str) -> None:
    """Replace what a school made of the results of a round."""
    session.merge(SchoolPlan(round=key, school=school, json=json))
    session.flush()
